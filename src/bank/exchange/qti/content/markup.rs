//! The tree of a body → XHTML text, with interactions replaced by their marks and everything of QTI resolved.

use std::fmt::Write;

use super::pictures::MISSING;
use super::{CHART, Desk, Marks};
use crate::bank::exchange::qti::interaction::is_interaction;
use crate::bank::exchange::qti::xml::{Child, Element};

/// Choices stand apart, not in the stem.
const CHOICES: &[&str] = &[
    "simpleChoice",
    "simpleMatchSet",
    "simpleAssociableChoice",
    "gapText",
    "gapImg",
    "inlineChoice",
    "hotspotChoice",
    "associableHotspot",
];
/// Dropped with a word in the report.
const DROPPED: &[&str] =
    &["infoControl", "templateInline", "templateBlock", "printedVariable", "xi:include", "catalogInfo"];
const MEDIA: &[&str] = &["audio", "video", "iframe", "embed"];

impl Desk<'_> {
    pub(super) fn children(&mut self, children: &[Child], marks: &Marks, out: &mut String) {
        for child in children {
            match child {
                Child::Text(text) => escape_into(text, out),
                Child::Element(element) => self.element(element, marks, out),
            }
        }
    }

    fn element(&mut self, element: &Element, marks: &Marks, out: &mut String) {
        let name = element.name.as_str();
        match name {
            _ if self.is_ours(element, out) => {}
            "gap" | "textEntryInteraction" | "inlineChoiceInteraction" => mark(element, marks, out),
            _ if CHOICES.contains(&name) => {}
            "prompt" | "contentBody" | "rubricBlock" if self.hidden(element) => {}
            "prompt" | "contentBody" | "rubricBlock" => self.around("div", element, marks, out),
            _ if is_interaction(name) => self.around("div", element, marks, out),
            "hottext" => self.around("strong", element, marks, out),
            "feedbackInline" | "feedbackBlock" | "modalFeedback" => self.keep_feedback(element),
            "stylesheet" => self.change("the stylesheet is not taken over"),
            "img" => self.image(element, "src", out),
            "object" if is_picture(element) => self.image(element, "data", out),
            "object" => {
                let data = element.said("data").unwrap_or_default();
                self.change(format!("removed: {} with `{data}`", element.place()));
            }
            _ if DROPPED.contains(&name) => self.change(format!("removed: {}", element.place())),
            _ if MEDIA.contains(&name) => {
                let source = element.all().into_iter().find_map(|part| part.said("src")).unwrap_or_default();
                self.change(format!("removed: {} with `{source}`", element.place()));
            }
            _ if name.contains(':') || !is_plain(name) => self.children(&element.children, marks, out),
            _ => self.around(name, element, marks, out),
        }
    }

    /// Parts of our own packages that are put together again from elsewhere: the field of a number, a chart.
    fn is_ours(&mut self, element: &Element, out: &mut String) -> bool {
        let (Some(own), Some(part)) = (self.own, element.said("data-ukur")) else { return false };
        let number = part.strip_prefix("chart-").and_then(|number| number.parse::<usize>().ok()?.checked_sub(1));
        match number.filter(|number| *number < own.charts.len()) {
            Some(number) => {
                let _ = write!(out, "<p>{CHART}{number}{CHART}</p>");
                true
            }
            None => part == "answer",
        }
    }

    /// A rubric that candidates may not see goes where markers look.
    fn hidden(&mut self, element: &Element) -> bool {
        let views = element.said("view").unwrap_or_default();
        if element.name != "rubricBlock" || views.split([' ', ',']).any(|view| view == "candidate") {
            return false;
        }
        let html = self.write(&element.children, &Marks::new());
        self.rubrics.push(html);
        true
    }

    fn around(&mut self, name: &str, element: &Element, marks: &Marks, out: &mut String) {
        let _ = write!(out, "<{name}");
        if element.name == name {
            for (key, value) in &element.attributes {
                let _ = write!(out, " {key}=\"");
                escape_into(value, out);
                out.push('"');
            }
        }
        if element.children.is_empty() && matches!(name, "br" | "hr" | "col") {
            out.push_str("/>");
            return;
        }
        out.push('>');
        self.children(&element.children, marks, out);
        let _ = write!(out, "</{name}>");
    }

    fn image(&mut self, element: &Element, attribute: &str, out: &mut String) {
        let source = element.said(attribute).unwrap_or_default();
        let inner = element.text();
        let said = element.said("alt").map_or_else(|| inner.trim().to_owned(), str::to_owned);
        match self.picture(source) {
            Ok(path) => {
                let name = source.rsplit('/').next().unwrap_or_default();
                let alt = if said.is_empty() {
                    self.change(format!("the picture `{path}` has no text alternative in the source; write one"));
                    format!("picture {}", name.split('.').next().unwrap_or_default())
                } else {
                    said
                };
                let _ = write!(out, "<img src=\"{path}\" alt=\"");
                escape_into(&alt, out);
                out.push_str("\"/>");
            }
            Err(why) if said.is_empty() || element.said("role") == Some("presentation") => {
                self.change(format!("the decorative picture `{source}` is left out: {why}"));
            }
            Err(why) => {
                let name = source.rsplit('/').next().unwrap_or_default();
                let why = if why == MISSING { "is missing from the file" } else { &why };
                self.change(format!("the picture {name} {why}; its description stands in its place"));
                escape_into(&said, out);
            }
        }
    }
}

fn mark(element: &Element, marks: &Marks, out: &mut String) {
    let key = element.said("responseIdentifier").or_else(|| element.said("identifier")).unwrap_or_default();
    if let Some(mark) = marks.get(key) {
        escape_into(mark, out);
    }
}

fn is_picture(object: &Element) -> bool {
    let kind = object.said("type").unwrap_or_default();
    let data = object.said("data").unwrap_or_default().to_lowercase();
    kind.starts_with("image/")
        || kind.is_empty() && [".png", ".jpg", ".jpeg", ".svg", ".webp", ".gif"].iter().any(|e| data.ends_with(e))
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric())
}

fn escape_into(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}
