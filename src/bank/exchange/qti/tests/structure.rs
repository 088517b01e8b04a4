//! What we write against QTI 3.0's own order of elements and the attributes that it requires.

use std::collections::BTreeSet;

use roxmltree::{Document, Node};

use super::samples;
use crate::bank::exchange::archive::Archive;
use crate::bank::exchange::export::Selection;
use crate::bank::exchange::qti::{own, write};
use crate::bank::source::{ItemSource, StimulusSource};

const QTI: &str = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0";
const MATHML: &str = "http://www.w3.org/1998/Math/MathML";

/// Element, attributes that it must have, children in their order; `*` is any content.
const SHAPES: &[(&str, &str, &str)] = &[
    ("manifest", "identifier", "metadata organizations resources"),
    ("organizations", "", ""),
    ("resources", "", "resource"),
    ("resource", "identifier type href", "metadata file dependency"),
    ("file", "href", ""),
    ("dependency", "identifierref", ""),
    (
        "qti-assessment-item",
        "identifier title adaptive time-dependent",
        "qti-response-declaration qti-outcome-declaration qti-assessment-stimulus-ref qti-item-body qti-response-processing",
    ),
    ("qti-assessment-stimulus", "identifier title", "qti-stimulus-body"),
    ("qti-assessment-stimulus-ref", "identifier href", ""),
    ("qti-response-declaration", "identifier cardinality base-type", "qti-correct-response qti-mapping"),
    ("qti-outcome-declaration", "identifier cardinality base-type", "qti-default-value"),
    ("qti-correct-response", "", "qti-value"),
    ("qti-default-value", "", "qti-value"),
    ("qti-value", "", "*"),
    ("qti-mapping", "default-value", "qti-map-entry"),
    ("qti-map-entry", "map-key mapped-value", ""),
    ("qti-item-body", "", "*"),
    ("qti-stimulus-body", "", "*"),
    ("qti-rubric-block", "view", "qti-content-body"),
    ("qti-content-body", "", "*"),
    ("qti-choice-interaction", "response-identifier max-choices shuffle", "qti-simple-choice"),
    ("qti-order-interaction", "response-identifier shuffle", "qti-simple-choice"),
    ("qti-match-interaction", "response-identifier max-associations shuffle", "qti-simple-match-set"),
    ("qti-associate-interaction", "response-identifier max-associations shuffle", "qti-simple-associable-choice"),
    ("qti-simple-match-set", "", "qti-simple-associable-choice"),
    ("qti-simple-associable-choice", "identifier match-max", "*"),
    ("qti-simple-choice", "identifier", "*"),
    ("qti-inline-choice-interaction", "response-identifier shuffle", "qti-inline-choice"),
    ("qti-inline-choice", "identifier", "*"),
    ("qti-text-entry-interaction", "response-identifier", ""),
    ("qti-extended-text-interaction", "response-identifier", ""),
    ("qti-slider-interaction", "response-identifier lower-bound upper-bound", ""),
    ("qti-response-processing", "", "qti-response-condition qti-set-outcome-value"),
    ("qti-response-condition", "", "qti-response-if qti-response-else"),
    ("qti-response-if", "", "*"),
    ("qti-response-else", "", "*"),
    ("qti-set-outcome-value", "identifier", "*"),
    ("qti-variable", "identifier", ""),
    ("qti-correct", "identifier", ""),
    ("qti-map-response", "identifier", ""),
    ("qti-base-value", "base-type", "*"),
    ("qti-equal", "tolerance-mode", "qti-correct qti-variable"),
    ("qti-index", "n", "qti-variable"),
    ("qti-match", "", "*"),
    ("qti-and", "", "qti-gte"),
    ("qti-gte", "", "*"),
    ("qti-lt", "", "qti-variable"),
    ("qti-sum", "", "*"),
    ("qti-divide", "", "*"),
    ("qti-max", "", "*"),
    ("img", "src alt", ""),
    ("annotation", "encoding", "*"),
];
/// HTML that a body of QTI 3 takes.
const HTML: &[&str] = &[
    "p",
    "div",
    "span",
    "em",
    "strong",
    "sub",
    "sup",
    "br",
    "hr",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "figure",
    "figcaption",
];

fn check(node: Node<'_, '_>) {
    let name = node.tag_name().name();
    let place =
        format!("<{name}> in {}", &node.document().input_text()[node.range()].chars().take(300).collect::<String>());
    if node.tag_name().namespace() == Some(MATHML) && name != "annotation" {
        return node.children().filter(Node::is_element).for_each(check);
    }
    for attribute in ["style", "align", "onclick"] {
        assert!(!node.has_attribute(attribute), "{attribute}: {place}");
    }
    match SHAPES.iter().find(|(shape, ..)| *shape == name) {
        Some((_, required, order)) => {
            required.split(' ').filter(|a| !a.is_empty()).for_each(|a| assert!(node.has_attribute(a), "{a}: {place}"));
            check_order(node, order, &place);
        }
        None => assert!(HTML.contains(&name), "unknown: {place}"),
    }
    if name == "img" {
        let parent = node.parent_element().map(|parent| parent.tag_name().name());
        assert!(parent.is_some_and(|parent| !parent.ends_with("-body")), "a picture stands in a block: {place}");
    }
    if name.starts_with("qti-") {
        assert_eq!(node.tag_name().namespace(), Some(QTI), "{place}");
    }
    // What is in the metadata of a resource is LOM, another standard.
    node.children().filter(|child| child.is_element() && child.tag_name().name() != "metadata").for_each(check);
}

fn check_order(node: Node<'_, '_>, order: &str, place: &str) {
    if order == "*" {
        return;
    }
    let names: Vec<&str> = order.split(' ').collect();
    let mut at = 0;
    for child in node.children() {
        if let Some(text) = child.text().filter(|_| child.is_text()) {
            assert!(text.trim().is_empty(), "text `{text}`: {place}");
            continue;
        }
        let found = names.iter().position(|name| *name == child.tag_name().name());
        let found = found.unwrap_or_else(|| panic!("<{}> may not stand there: {place}", child.tag_name().name()));
        assert!(found >= at || names.len() == 2, "<{}> out of order: {place}", names[found]);
        at = found;
    }
}

fn package() -> Archive {
    let mut items = samples::all();
    items.iter_mut().take(3).for_each(|item| item.stimulus = Some("bacaan".into()));
    let body = items.iter().find(|item| item.id == "kaya").unwrap().stem.clone();
    let stimuli = [StimulusSource { id: "bacaan".into(), title: "Bacaan".into(), domain: None, body }];
    // Ids that are no names of QTI, that come twice, that are not there.
    for id in ["1-satu", "1-satu", "", ""] {
        items.push(ItemSource { id: id.into(), ..items[0].clone() });
    }
    let export = write(&Selection { items: &items, stimuli: &stimuli, pictures: &samples::pictures() }).unwrap();
    Archive::open(&export.bytes).unwrap()
}

#[test]
fn every_file_has_the_shape_of_the_standard() {
    let archive = package();
    let mut files = BTreeSet::new();
    for path in archive.entries().filter(|path| path.rsplit('.').next() == Some("xml")) {
        let text = std::str::from_utf8(archive.get(path).unwrap()).unwrap();
        let document = Document::parse(text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
        // What is of ours alone no standard describes.
        if path != own::FILE {
            check(document.root_element());
        }
        let body = document.descendants().filter(|node| node.has_tag_name((QTI, "qti-item-body")));
        let bare = |node: &Node<'_, '_>| node.is_text() && !node.text().unwrap_or_default().trim().is_empty();
        assert!(!body.flat_map(|body| body.children()).any(|node| bare(&node)), "{path}: bare text");
        for address in document.descendants().filter_map(|node| node.attribute("src").or(node.attribute("href"))) {
            let full = address.strip_prefix("../").unwrap_or(address).to_owned();
            assert!(archive.get(&full).is_some(), "{path} names {address}");
            files.insert(full);
        }
    }
    let unnamed: Vec<&str> = archive.entries().filter(|path| !files.contains(*path)).collect();
    assert_eq!(unnamed, ["imsmanifest.xml"]);
    let drawings = archive.entries().filter(|path| path.starts_with("charts/"));
    let drawn: Vec<_> = drawings.map(|path| crate::bank::pictures::check_drawing(archive.get(path).unwrap())).collect();
    assert!(drawn.len() >= 2 && drawn.iter().all(Result::is_ok), "{drawn:?}");
}

#[test]
fn the_manifest_lists_every_file_once_with_what_it_needs() {
    let archive = package();
    let text = std::str::from_utf8(archive.get("imsmanifest.xml").unwrap()).unwrap();
    let document = Document::parse(text).unwrap();
    let resources: Vec<Node<'_, '_>> =
        document.descendants().filter(|node| node.tag_name().name() == "resource").collect();
    let mut names = BTreeSet::new();
    for resource in &resources {
        let name = resource.attribute("identifier").unwrap();
        assert!(names.insert(name), "{name} twice");
        assert!(name.starts_with(|sign: char| sign.is_ascii_alphabetic()), "{name}");
    }
    assert_eq!(resources.len(), archive.entries().count() - 1);
    let needs = document.descendants().filter_map(|node| node.attribute("identifierref"));
    let needs: Vec<&str> = needs.collect();
    assert!(needs.iter().all(|need| names.contains(need)), "{needs:?}");
    assert!(needs.contains(&"res-bacaan") && needs.iter().any(|need| need.starts_with("file-charts")), "{needs:?}");
    assert!(text.contains("<keyword><string>dua kata</string></keyword>"));
}
