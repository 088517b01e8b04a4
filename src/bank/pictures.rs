//! The pictures of a bank: known kinds, true to their name, and nothing active inside an SVG.

use std::collections::BTreeMap;
use std::sync::Arc;

use roxmltree::{Document, Node, ParsingOptions};
use sha2::{Digest, Sha256};

use super::fault::{BankFault, Faults};
use super::files::{BankFiles, hex};
use crate::domain::bank::Media;

pub(super) const FOLDER: &str = "images/";
/// An SVG with more elements is a map, not a picture for an item.
const MAX_NODES: u32 = 20_000;
/// Elements that an item's drawing needs. Anything that runs, loads or embeds is not among them.
const ELEMENTS: &[&str] = &[
    "svg",
    "g",
    "defs",
    "title",
    "desc",
    "metadata",
    "symbol",
    "use",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "textPath",
    "style",
    "marker",
    "pattern",
    "mask",
    "clipPath",
    "linearGradient",
    "radialGradient",
    "stop",
];
const SVG_NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// Pictures by their path in the bank (the address), and by address (the bytes).
#[derive(Clone, Default)]
pub(super) struct Pictures {
    pub(super) addresses: BTreeMap<String, String>,
    pub(super) media: BTreeMap<String, Media>,
}

/// Reads everything under `images/`; a faulty picture is left out, so that items naming it are faulty too.
pub(super) fn read(files: &BankFiles, all: &mut Vec<BankFault>) -> Pictures {
    let mut pictures = Pictures::default();
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with(FOLDER)) {
        let mut faults = Faults::of(path);
        if let Some((extension, content_type)) = kind(path, bytes, &mut faults) {
            let name = format!("{}.{extension}", hex(&Sha256::digest(bytes)));
            pictures.addresses.insert(path.to_owned(), format!("/media/{name}"));
            pictures.media.insert(name, Media { content_type, bytes: Arc::from(bytes) });
        }
        all.extend(faults.into_found());
    }
    pictures
}

/// Whether a drawing from outside may come into a bank; else the first thing that is wrong with it.
pub(super) fn check_drawing(bytes: &[u8]) -> Result<(), String> {
    let mut faults = Faults::of("the drawing");
    check_svg(bytes, &mut faults);
    faults.into_found().into_iter().next().map_or(Ok(()), |fault| Err(fault.to_string()))
}

fn kind(path: &str, bytes: &[u8], faults: &mut Faults) -> Option<(&'static str, &'static str)> {
    let (extension, content_type, matches) = match path.rsplit('.').next() {
        Some("png") => ("png", "image/png", bytes.starts_with(b"\x89PNG\r\n\x1a\n")),
        Some("jpg") => ("jpg", "image/jpeg", bytes.starts_with(b"\xff\xd8\xff")),
        Some("webp") => ("webp", "image/webp", bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")),
        Some("svg") => ("svg", "image/svg+xml", check_svg(bytes, faults)),
        _ => {
            faults.add_whole("picture_kind", "a picture is a .svg, .png, .jpg or .webp file");
            return None;
        }
    };
    if !matches && extension != "svg" {
        faults.add_whole("picture_kind", format!("the bytes are no {extension} picture"));
    }
    matches.then_some((extension, content_type))
}

/// Parses the drawing and names every active part.
fn check_svg(bytes: &[u8], faults: &mut Faults) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        faults.add_whole("not_utf8", "the SVG is not UTF-8");
        return false;
    };
    // A document type can define entities; drawings need none, and the parser refuses it.
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = match Document::parse_with_options(text, options) {
        Ok(document) => document,
        Err(error) => {
            faults.add(error.pos().row, "", "svg", format!("not an SVG that is understood: {error}"));
            return false;
        }
    };
    let before = faults.len();
    if !document.root_element().has_tag_name((SVG_NAMESPACE, "svg")) {
        faults.add(1, "", "svg", format!("the root is not <svg xmlns=\"{SVG_NAMESPACE}\">"));
    }
    for node in document.descendants() {
        let mut refuse =
            |message: String| faults.add(document.text_pos_at(node.range().start).row, "", "svg_active", message);
        check_node(node, &mut refuse);
    }
    faults.len() == before
}

fn check_node(node: Node<'_, '_>, refuse: &mut impl FnMut(String)) {
    if node.is_pi() {
        refuse("processing instructions are refused".to_owned());
    }
    if !node.is_element() {
        return;
    }
    let name = node.tag_name().name();
    let editor = node.tag_name().namespace().is_some_and(|space| space != SVG_NAMESPACE);
    if !editor && !ELEMENTS.contains(&name) {
        refuse(format!("<{name}> is refused: a picture is paths, shapes and text"));
    }
    if editor && matches!(node.tag_name().namespace(), Some("http://www.w3.org/1999/xhtml")) {
        refuse(format!("<{name}> is HTML inside the drawing"));
    }
    if name == "style" && !is_plain_style(node.text().unwrap_or_default()) {
        refuse("<style> loads something".to_owned());
    }
    for attribute in node.attributes() {
        if !is_plain_attribute(attribute.name(), attribute.value()) {
            refuse(format!("attribute `{}` of <{name}> is active or leads out of the file", attribute.name()));
        }
    }
}

fn is_plain_attribute(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "href" | "src" | "base" => value.trim_start().starts_with('#'),
        _ if name.starts_with("on") => false,
        _ => is_plain_style(value),
    }
}

/// `url(#id)` is inside the file; any other `url(` leads out of it. Escapes could hide one.
fn is_plain_style(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let inside = |part: &str| part.trim_start().trim_start_matches(['"', '\'']).starts_with('#');
    !text.contains("@import")
        && !text.contains("javascript:")
        && !text.contains('\\')
        && !text.contains("expression(")
        && text.split("url(").skip(1).all(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, bytes: &[u8]) -> Vec<&'static str> {
        let mut files = BankFiles::default();
        files.insert(&format!("images/{name}"), bytes.to_vec()).unwrap();
        let mut all = Vec::new();
        let pictures = read(&files, &mut all);
        assert_eq!(pictures.media.is_empty(), !all.is_empty());
        all.into_iter().map(|fault| fault.code).collect()
    }

    fn svg(inside: &str) -> Vec<&'static str> {
        check("a.svg", format!("<svg xmlns=\"{SVG_NAMESPACE}\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 1 1\">{inside}</svg>").as_bytes())
    }

    #[test]
    fn plain_drawings_pass() {
        assert_eq!(
            svg(
                "<defs><marker id=\"m\"/></defs><path marker-end=\"url(#m)\" d=\"M0 0\"/><use xlink:href=\"#m\"/><style>.a{fill:red}</style>"
            ),
            [""; 0]
        );
        assert_eq!(check("a.png", b"\x89PNG\r\n\x1a\nrest"), [""; 0]);
    }

    #[test]
    fn active_drawings_are_refused() {
        for inside in [
            "<script>alert(1)</script>",
            "<x:script xmlns:x=\"http://www.w3.org/2000/svg\"/>",
            "<path onclick=\"x()\"/>",
            "<path ONLOAD=\"x()\"/>",
            "<foreignObject/>",
            "<image href=\"data:image/png;base64,x\"/>",
            "<a href=\"#x\"/>",
            "<use href=\"https://example.org/a.svg#b\"/>",
            "<use xlink:href=\"&#104;ttps://example.org\"/>",
            "<rect fill=\"url(https://example.org/a)\"/>",
            "<rect style=\"fill:u\\72l(https://example.org)\"/>",
            "<style>@import 'https://example.org/a.css'</style>",
            "<animate attributeName=\"href\" to=\"javascript:x\"/>",
            "<h:body xmlns:h=\"http://www.w3.org/1999/xhtml\"/>",
            "<?xml-stylesheet href=\"a\"?>",
        ] {
            let codes = svg(inside);
            assert!(!codes.is_empty() && codes.iter().all(|code| *code == "svg_active"), "{inside}: {codes:?}");
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert_eq!(check("a.svg", b"<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>"), ["svg"]);
        assert_eq!(check("a.svg", b"<html/>"), ["svg", "svg_active"]);
        assert_eq!(check("a.svg", b"\xff"), ["not_utf8"]);
        assert_eq!(check("a.png", b"<svg/>"), ["picture_kind"]);
        assert_eq!(check("a.webp", b"RIFF"), ["picture_kind"]);
        assert_eq!(check("a.exe", b"MZ"), ["picture_kind"]);
        assert_eq!(svg(&"<g>".repeat(50_000)), ["svg"]);
        let many = "<g/>".repeat(30_000);
        assert_eq!(svg(&many), ["svg"]);
    }
}
