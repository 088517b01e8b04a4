//! `MathML` inside HTML → one line of inline `MathML` that Markdown leaves alone.

use std::borrow::Cow;
use std::fmt::Write as _;

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use super::tex;
use crate::bank::markup::{MATHML, mathml};

const ATTRIBUTES: &[&str] = &[
    "display",
    "displaystyle",
    "mathvariant",
    "stretchy",
    "fence",
    "separator",
    "form",
    "accent",
    "accentunder",
    "linethickness",
    "columnspan",
    "rowspan",
    "columnalign",
    "notation",
];
/// A formula of an item; deeper is an attack.
const MAX_DEPTH: usize = 40;

/// A formula, and its text alone.
#[derive(Default)]
pub(super) struct Formula {
    pub(super) markup: String,
    pub(super) text: String,
    /// Whether parts that a click shows were left out.
    pub(super) clicked: bool,
}

/// The `TeX` that a formula carries beside its `MathML`, and whether it stands alone; `None` when ours cannot be that.
pub(super) fn annotated(node: NodeRef<'_, Node>) -> Option<(String, bool)> {
    const KINDS: [&str; 3] = ["application/x-tex", "application/x-latex", "tex"];
    let Node::Element(math) = node.value() else { return None };
    let display = math.attr("display") == Some("block");
    let named = |node: &NodeRef<'_, Node>, name: &str| matches!(node.value(), Node::Element(e) if e.name() == name);
    let semantics = node.children().find(|child| named(child, "semantics"))?;
    let annotation = semantics.children().filter(|child| named(child, "annotation")).find(|child| {
        let Node::Element(element) = child.value() else { return false };
        element.attr("encoding").is_some_and(|kind| KINDS.contains(&kind.to_ascii_lowercase().as_str()))
    })?;
    let tex: String = annotation.children().filter_map(|child| child.value().as_text().map(|text| &**text)).collect();
    let tex = tex.split_whitespace().collect::<Vec<_>>().join(" ");
    (tex::is_formula(&tex) && mathml(&tex, display).is_some()).then_some((tex, display))
}

pub(super) fn formula(node: NodeRef<'_, Node>) -> Formula {
    let mut out = Formula::default();
    out.node(node, 0);
    out
}

impl Formula {
    fn node(&mut self, node: NodeRef<'_, Node>, depth: usize) {
        match node.value() {
            Node::Text(text) => self.words(text),
            Node::Element(element) if depth < MAX_DEPTH => self.element(node, element, depth),
            _ => {}
        }
    }

    fn element(&mut self, node: NodeRef<'_, Node>, element: &Element, depth: usize) {
        match element.name() {
            "semantics" => {
                if let Some(shown) = node.children().find(|child| child.value().is_element()) {
                    self.node(shown, depth + 1);
                }
            }
            "mfenced" => self.fenced(node, element, depth),
            "annotation" | "annotation-xml" | "script" | "style" => {}
            "maction" => self.action(node, element, depth),
            name if MATHML.contains(&name) => {
                self.open(name, element);
                node.children().for_each(|child| self.node(child, depth + 1));
                let _ = write!(self.markup, "</{name}>");
            }
            _ => node.children().for_each(|child| self.node(child, depth + 1)),
        }
    }

    /// The part that a page shows first: nothing in an item changes by a click.
    fn action(&mut self, node: NodeRef<'_, Node>, element: &Element, depth: usize) {
        let said = element.attr("selection").and_then(|number| number.trim().parse::<usize>().ok());
        let parts: Vec<_> = node.children().filter(|child| child.value().is_element()).collect();
        let shown = said.and_then(|number| parts.get(number.checked_sub(1)?)).or(parts.first());
        shown.into_iter().for_each(|part| self.node(*part, depth + 1));
        self.clicked |= parts.len() > 1;
    }

    fn open(&mut self, name: &str, element: &Element) {
        let _ = write!(self.markup, "<{name}");
        for (attribute, value) in element.attrs() {
            let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b". -%".contains(&byte));
            if ATTRIBUTES.contains(&attribute) && plain {
                let _ = write!(self.markup, " {attribute}=\"{value}\"");
            }
        }
        self.markup.push('>');
    }

    /// The old brackets with separators, written out.
    fn fenced(&mut self, node: NodeRef<'_, Node>, element: &Element, depth: usize) {
        let separators: Vec<char> =
            element.attr("separators").unwrap_or(",").chars().filter(|c| !c.is_whitespace()).collect();
        self.markup.push_str("<mrow>");
        self.operator(element.attr("open").unwrap_or("("));
        for (index, child) in node.children().filter(|child| child.value().is_element()).enumerate() {
            if let Some(separator) = index.checked_sub(1).and_then(|at| separators.get(at).or(separators.last())) {
                self.operator(&separator.to_string());
            }
            self.node(child, depth + 1);
        }
        self.operator(element.attr("close").unwrap_or(")"));
        self.markup.push_str("</mrow>");
    }

    fn operator(&mut self, sign: &str) {
        self.markup.push_str("<mo>");
        self.words(sign);
        self.markup.push_str("</mo>");
    }

    /// Every sign that Markdown or HTML could take for its own becomes an entity.
    fn words(&mut self, text: &str) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for sign in text.chars() {
            if sign.is_ascii_punctuation() {
                let _ = write!(self.markup, "&#{};", u32::from(sign));
            } else {
                self.markup.push(sign);
            }
        }
        self.text.push_str(&text);
    }
}

/// `«math»…«/math»`, as the formula editor of many Moodle sites stores it, with plain signs.
pub(super) fn plain_guillemets(html: &str) -> Cow<'_, str> {
    const END: &str = "«/math»";
    if !html.contains("«math") {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("«math") {
        let Some(end) = rest[at..].find(END).map(|end| at + end + END.len()) else { break };
        out.push_str(&rest[..at]);
        out.push_str(&rest[at..end].replace('«', "<").replace('»', ">").replace('¨', "\"").replace('§', "&"));
        rest = &rest[end..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}
