//! Elements of QTI 1.2: texts, metadata, and the conditions that give marks.

use roxmltree::Node;

use crate::bank::exchange::draft::{Desk, number};
use crate::bank::exchange::html::escape;

/// A condition with the marks that it gives.
#[derive(Debug, Default)]
pub(super) struct Condition {
    /// Response, value.
    pub(super) equal: Vec<(String, String)>,
    pub(super) not: bool,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) marks: f64,
}

pub(super) fn named<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.descendants().filter(move |child| child.has_tag_name(name))
}

/// The entry of a labelled field; the first counts.
pub(super) fn metadata(item: Node<'_, '_>, label: &str) -> Option<String> {
    named(item, "qtimetadatafield").find_map(|field| {
        let text = |name| field.children().find(|child| child.has_tag_name(name)).map(words);
        (text("fieldlabel")? == label).then(|| text("fieldentry")).flatten()
    })
}

pub(super) fn words(node: Node<'_, '_>) -> String {
    let text: String = node.descendants().filter(Node::is_text).filter_map(|child| child.text()).collect();
    text.trim().to_owned()
}

/// The `mattext`s of an element's own `material`.
pub(super) fn material(holder: Node<'_, '_>, desk: &mut Desk<'_>) -> String {
    let own = holder.children().filter(|child| matches!(child.tag_name().name(), "material" | "flow" | "flow_mat"));
    let texts: Vec<String> = own.flat_map(|child| named(child, "mattext")).map(|text| mattext(text, desk)).collect();
    texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn mattext(node: Node<'_, '_>, desk: &mut Desk<'_>) -> String {
    // Some writers put the HTML into the element without escaping it.
    if node.children().any(|child| child.is_element()) {
        let whole = &node.document().input_text()[node.range()];
        let inner = whole.split_once('>').and_then(|(_, rest)| rest.rsplit_once('<')).map_or("", |(inner, _)| inner);
        return desk.html(inner);
    }
    match node.attribute("texttype") {
        Some("text/html") => desk.html(&words(node)),
        Some("text/plain") => escape(&words(node)),
        _ => desk.text_or_html(&words(node)),
    }
}

/// Conditions that set or add marks above nothing.
pub(super) fn conditions(item: Node<'_, '_>) -> Vec<Condition> {
    let respconditions = named(item, "respcondition");
    respconditions.map(condition).filter(|condition| condition.marks > 0.0).collect()
}

fn condition(node: Node<'_, '_>) -> Condition {
    let mut found = Condition::default();
    let value = |name| named(node, name).next().and_then(|bound| number(&words(bound)));
    found.low = value("vargte").or_else(|| value("vargt"));
    found.high = value("varlte").or_else(|| value("varlt"));
    for equal in named(node, "varequal") {
        if equal.ancestors().any(|above| above.has_tag_name("not")) {
            found.not = true;
        } else {
            found.equal.push((equal.attribute("respident").unwrap_or_default().to_owned(), words(equal)));
        }
    }
    let setvar = node.children().find(|child| child.has_tag_name("setvar"));
    found.marks = setvar.and_then(|setvar| number(&words(setvar))).unwrap_or(0.0);
    found
}
