//! XML of strangers as a tree of our own: names of QTI 2.x and 3.0 are one, every element knows its line.

use roxmltree::Node;

use super::own;
use crate::bank::exchange::xml::{Lines, parse_nodes};

/// An item is a page, a package's manifest a list of files.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
const MAX_NODES: u32 = 1_000_000;
const SSML: &str = "http://www.w3.org/2001/10/synthesis";
const XINCLUDE: &str = "http://www.w3.org/2001/XInclude";

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Element {
    /// `choiceInteraction`, also for `qti-choice-interaction`.
    pub name: String,
    pub line: u32,
    /// Names as of 2.x: `responseIdentifier`, also for `response-identifier`.
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Child>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Child {
    Element(Element),
    Text(String),
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The attribute without outer blanks; absent when it is empty.
    pub fn said(&self, name: &str) -> Option<&str> {
        self.attribute(name).map(str::trim).filter(|value| !value.is_empty())
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| element.name == name)
    }

    pub fn first<'a>(&'a self, name: &'a str) -> Option<&'a Element> {
        self.elements().find(|element| element.name == name)
    }

    /// This element and everything below it, in the order of the document.
    pub fn all(&self) -> Vec<&Element> {
        let mut found = vec![self];
        for child in self.elements() {
            found.extend(child.all());
        }
        found
    }

    pub fn text(&self) -> String {
        let mut text = String::new();
        for child in &self.children {
            match child {
                Child::Text(part) => text.push_str(part),
                Child::Element(element) => text.push_str(&element.text()),
            }
        }
        text
    }

    /// Where a reader of the source finds it: `<choiceInteraction> (line 12)`.
    pub fn place(&self) -> String {
        format!("<{}> (line {})", self.name, self.line)
    }
}

/// Bytes → tree; the error is a sentence with the line.
pub fn parse(bytes: &[u8]) -> Result<Element, String> {
    if bytes.len() > MAX_BYTES {
        return Err(format!("the XML has {} bytes; at most {MAX_BYTES} are read", bytes.len()));
    }
    let text = decode(bytes)?;
    let document = parse_nodes(&text, MAX_NODES).map_err(|refused| refused.message)?;
    Ok(convert(document.root_element(), &Lines::of(&text)))
}

fn convert(node: Node<'_, '_>, lines: &Lines) -> Element {
    let line = u32::try_from(lines.at(node.range().start)).unwrap_or(u32::MAX);
    let local = node.tag_name().name();
    let name = match node.tag_name().namespace() {
        // Speech markup has a `sub` and a `p` of its own.
        Some(SSML) => format!("ssml:{local}"),
        Some(XINCLUDE) => format!("xi:{local}"),
        Some(own::NAMESPACE) => format!("ukur:{local}"),
        _ => local.strip_prefix("qti-").map_or_else(|| local.to_owned(), camel),
    };
    let attributes = node.attributes().map(|a| (attribute_name(a.name()), a.value().to_owned())).collect();
    let mut children = Vec::new();
    for child in node.children() {
        if child.is_element() {
            children.push(Child::Element(convert(child, lines)));
        } else if child.is_text() {
            children.push(Child::Text(child.text().unwrap_or_default().to_owned()));
        }
    }
    Element { name, line, attributes, children }
}

fn attribute_name(name: &str) -> String {
    if name.starts_with("data-") || name.starts_with("aria-") { name.to_owned() } else { camel(name) }
}

/// `response-identifier` → `responseIdentifier`.
pub fn camel(name: &str) -> String {
    let mut out = String::new();
    for (at, part) in name.split('-').enumerate() {
        let mut letters = part.chars();
        match letters.next() {
            Some(first) if at > 0 => {
                out.extend(first.to_uppercase());
                out.push_str(letters.as_str());
            }
            _ => out.push_str(part),
        }
    }
    out
}

/// UTF-8 with or without a mark, UTF-16 with one, and Latin-1 when the declaration says so.
fn decode(bytes: &[u8]) -> Result<String, String> {
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return utf16(rest, u16::from_be_bytes);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) if declares_latin(bytes) => Ok(bytes.iter().map(|byte| char::from(*byte)).collect()),
        Err(error) => Err(format!("the XML is not UTF-8 (byte {})", error.valid_up_to())),
    }
}

fn declares_latin(bytes: &[u8]) -> bool {
    let head = bytes.split(|byte| *byte == b'>').next().unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_lowercase();
    ["iso-8859-1", "windows-1252", "us-ascii"].iter().any(|name| head.contains(name))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16(&units).map_err(|_| "the XML is not UTF-16".to_owned())
}
