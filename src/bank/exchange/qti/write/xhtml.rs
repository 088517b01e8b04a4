//! HTML → well-formed XML: parsed as a browser does, written with every element closed.

use std::fmt::Write as _;

use ego_tree::NodeRef;
use scraper::node::Element;
use scraper::{Html, Node};

use super::escaped;
use super::markdown::Gaps;
use crate::bank::exchange::html::gap_mark;

const MATHML: &str = "http://www.w3.org/1998/Math/MathML";
const EMPTY: &[&str] = &["br", "hr", "img", "col"];
/// A text of ours is flat; deeper keeps its words only.
const MAX_DEPTH: usize = 64;

pub(super) fn written(html: &str, gaps: Gaps<'_>) -> String {
    let tree = Html::parse_fragment(html);
    let mut out = Out { text: String::new(), gaps };
    tree.root_element().children().for_each(|child| out.node(child, 0));
    out.text.trim().to_owned()
}

struct Out<'g> {
    text: String,
    gaps: Gaps<'g>,
}

impl Out<'_> {
    fn node(&mut self, node: NodeRef<'_, Node>, depth: usize) {
        match node.value() {
            Node::Text(text) => self.words(text),
            Node::Element(element) if depth < MAX_DEPTH => self.element(node, element, depth),
            Node::Element(_) => node.children().for_each(|child| self.node(child, depth)),
            _ => {}
        }
    }

    fn element(&mut self, node: NodeRef<'_, Node>, element: &Element, depth: usize) {
        let (name, class) = renamed(element);
        let _ = write!(self.text, "<{name}");
        if name == "math" {
            let _ = write!(self.text, " xmlns=\"{MATHML}\"");
        }
        if let Some(class) = class {
            let _ = write!(self.text, " class=\"{}\"", escaped(&class));
        }
        for (key, value) in element.attrs().filter(|(key, _)| !matches!(*key, "align" | "class" | "xmlns")) {
            if key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
                let _ = write!(self.text, " {key}=\"{}\"", escaped(value));
            }
        }
        if EMPTY.contains(&name) {
            self.text.push_str("/>");
            return;
        }
        self.text.push('>');
        node.children().for_each(|child| self.node(child, depth + 1));
        let _ = write!(self.text, "</{name}>");
    }

    fn words(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find("[[") {
            self.text.push_str(&escaped(&rest[..at]));
            rest = &rest[at..];
            let mark = gap_mark(rest);
            let number = mark.and_then(|mark| mark.trim_matches(['[', ']']).parse().ok());
            match mark.zip(number.and_then(self.gaps)) {
                Some((mark, gap)) => {
                    self.text.push_str(&gap);
                    rest = &rest[mark.len()..];
                }
                None => {
                    self.text.push_str("[[");
                    rest = &rest[2..];
                }
            }
        }
        self.text.push_str(&escaped(rest));
    }
}

/// QTI's vocabulary has classes for what HTML says with attributes and elements of its own.
fn renamed(element: &Element) -> (&str, Option<String>) {
    let class = element.attr("class").map(str::to_owned);
    match (element.name(), element.attr("align")) {
        ("u", _) => ("span", Some("qti-underline".to_owned())),
        (name @ ("td" | "th"), Some(side)) => (name, Some(format!("qti-align-{side}"))),
        (name, _) => (name, class),
    }
}
