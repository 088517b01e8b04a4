//! HTML of strangers → Markdown of ours. A stand-in with the shape of the real converter.

use std::fmt::Write;

use roxmltree::{Document, Node};

pub struct Converted {
    pub markdown: String,
    pub removed: Vec<String>,
}

/// `picture` maps the source of an image to a path in the bank.
pub fn to_markdown(html: &str, picture: &mut dyn FnMut(&str) -> Option<String>) -> Converted {
    let mut sheet = Sheet { out: String::new(), removed: Vec::new(), picture };
    match Document::parse(&format!("<div>{html}</div>")) {
        Ok(document) => sheet.children(document.root_element()),
        Err(_) => sheet.out.push_str(html),
    }
    let mut markdown = String::new();
    for line in sheet.out.lines().map(str::trim) {
        if !(line.is_empty() && (markdown.is_empty() || markdown.ends_with("\n\n"))) {
            markdown.push_str(line);
            markdown.push('\n');
        }
    }
    Converted { markdown: markdown.trim().to_owned(), removed: sheet.removed }
}

/// Plain text to Markdown that shows it as it is.
pub fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '*' | '_' | '`' | '<' | '$' | '\\' | '#' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

struct Sheet<'p> {
    out: String,
    removed: Vec<String>,
    picture: &'p mut dyn FnMut(&str) -> Option<String>,
}

impl Sheet<'_> {
    fn children(&mut self, node: Node<'_, '_>) {
        for child in node.children() {
            if child.is_text() {
                self.text(child.text().unwrap_or_default());
            } else if child.is_element() {
                self.element(child);
            }
        }
    }

    fn text(&mut self, text: &str) {
        let words: Vec<&str> = text.split_whitespace().collect();
        if text.starts_with(char::is_whitespace) && !self.out.ends_with(char::is_whitespace) {
            self.out.push(' ');
        }
        self.out.push_str(&escape(&words.join(" ")));
        if text.ends_with(char::is_whitespace) && !words.is_empty() {
            self.out.push(' ');
        }
    }

    fn element(&mut self, node: Node<'_, '_>) {
        match node.tag_name().name() {
            name @ ("script" | "style" | "object" | "iframe" | "audio" | "video") => {
                self.removed.push(format!("<{name}>"));
            }
            "img" => self.image(node),
            "b" | "strong" => self.around(node, "**"),
            "i" | "em" => self.around(node, "*"),
            "br" => self.out.push('\n'),
            "math" => self.out.push_str(node.document().input_text().get(node.range()).unwrap_or_default()),
            "p" | "div" | "li" | "tr" | "blockquote" | "ul" | "ol" | "table" => self.around(node, "\n\n"),
            _ => self.children(node),
        }
    }

    fn around(&mut self, node: Node<'_, '_>, mark: &str) {
        self.out.push_str(mark);
        self.children(node);
        self.out.push_str(mark);
    }

    fn image(&mut self, node: Node<'_, '_>) {
        let source = node.attribute("src").unwrap_or_default();
        match (self.picture)(source) {
            Some(path) => {
                let alt = node.attribute("alt").unwrap_or_default();
                let _ = write!(self.out, "![{}]({path})", escape(alt));
            }
            None => self.removed.push(format!("<img> `{source}`")),
        }
    }
}
