//! One `item` of QTI 1.2 → an item of ours.

use std::collections::BTreeSet;

use roxmltree::Node;

use super::node::{Condition, conditions, material, metadata, named, words};
use crate::bank::exchange::draft::{Desk, Ids, Rationale, letter, rounded, title};
use crate::bank::exchange::marks::{self, Made, Numeric, finite};
use crate::bank::exchange::sheet::Supplied;
use crate::bank::source::{InteractionSource, ItemSource, Marking};

/// An option: identifier and Markdown.
type Labels = Vec<(String, String)>;

pub(super) fn item(
    node: Node<'_, '_>,
    kind: &str,
    supplied: &Supplied,
    ids: &mut Ids,
    desk: &mut Desk<'_>,
) -> Result<ItemSource, String> {
    let presentation = named(node, "presentation").next().ok_or("the item has no presentation")?;
    match kind {
        "calculated_question"
        | "file_upload_question"
        | "multiple_dropdowns_question"
        | "categorization_question"
        | "fill_in_multiple_blanks_question"
        | "hot_spot_question"
        | "ordering_question" => {
            return Err(format!("`{kind}` is not supported"));
        }
        "text_only_question" => return Err("an information page, not an item".to_owned()),
        _ => {}
    }
    take_files(node, supplied, desk);
    let stem = material(presentation, desk);
    let lids: Vec<_> = named(presentation, "response_lid").collect();
    let (mut rationale, mut names) = (Rationale::default(), Vec::new());
    let (stem, (interaction, changes)) = match lids.as_slice() {
        [] => field(node, presentation, kind, stem)?,
        [lid] if kind != "matching_question" => {
            let labels = labels(*lid, desk);
            let made = choice(node, *lid, &labels)?;
            names = labels.into_iter().map(|(ident, _)| ident).collect();
            (stem, made)
        }
        _ => (stem, matching(node, &lids, desk)?),
    };
    changes.into_iter().for_each(|change| desk.change(change));
    desk.change_if(interaction == InteractionSource::ExtendedText, "people must mark it; it stays a draft");
    feedback(node, &names, &mut rationale, desk);
    let ident = node.attribute("ident").unwrap_or_default();
    if let Some(points) = metadata(node, "points_possible").and_then(|points| finite(&points, "").ok())
        && (points - 1.0).abs() > 1e-9
    {
        desk.change(format!("the maximum of {points} points is 1 here, as for every item"));
    }
    Ok(ItemSource {
        id: ids.take(ident, desk),
        title: title(node.attribute("title").unwrap_or_default(), &stem),
        fixed_order: named(presentation, "render_choice").any(|render| render.attribute("shuffle") == Some("No")),
        origin: Some(format!("qti12:{ident}")),
        rationale: rationale.finish(desk),
        stem,
        interaction,
        ..ItemSource::default()
    })
}

/// Files of the package that the item names.
fn take_files(node: Node<'_, '_>, supplied: &Supplied, desk: &mut Desk<'_>) {
    let text: String = named(node, "mattext").map(words).collect();
    for (name, bytes) in supplied.iter().filter(|(name, _)| text.contains(name.as_str())) {
        desk.files.insert(name.clone(), bytes.clone());
    }
}

fn labels(lid: Node<'_, '_>, desk: &mut Desk<'_>) -> Labels {
    let label = |node: Node<'_, '_>| (node.attribute("ident").unwrap_or_default().to_owned(), material(node, desk));
    named(lid, "response_label").map(label).collect()
}

fn place(labels: &Labels, ident: &str) -> Result<usize, String> {
    labels.iter().position(|(known, _)| known == ident).ok_or_else(|| format!("the key `{ident}` is not an option"))
}

/// Marks for single options, or for the whole set of them.
fn choice(item: Node<'_, '_>, lid: Node<'_, '_>, labels: &Labels) -> Made {
    let conditions = conditions(item);
    let options: Vec<String> = labels.iter().map(|(_, text)| text.clone()).collect();
    let many = lid.attribute("rcardinality").is_some_and(|word| word.eq_ignore_ascii_case("multiple"));
    if many && let Some(whole) = conditions.iter().find(|condition| condition.not || condition.equal.len() > 1) {
        let key = whole.equal.iter().map(|(_, ident)| place(labels, ident)).collect::<Result<BTreeSet<_>, _>>()?;
        if key.is_empty() {
            return Err("no answer carries marks: the item has no key".to_owned());
        }
        return Ok((InteractionSource::MultipleResponse { options, key, marking: Marking::Exact }, Vec::new()));
    }
    let mut given = vec![0.0; labels.len()];
    for condition in &conditions {
        for (_, ident) in &condition.equal {
            let at = place(labels, ident)?;
            given[at] = f64::max(given[at], condition.marks);
        }
    }
    let whole = if many { given.iter().sum() } else { given.iter().copied().fold(0.0, f64::max) };
    if whole <= 0.0 {
        return Err("no answer carries marks: the item has no key".to_owned());
    }
    let percents: Vec<f64> = given.iter().map(|marks| marks / whole * 100.0).collect();
    if many { marks::multiple(options, &percents) } else { marks::single(options, &percents) }
}

fn matching(item: Node<'_, '_>, lids: &[Node<'_, '_>], desk: &mut Desk<'_>) -> Made {
    let conditions = conditions(item);
    let mut pairs = Vec::new();
    let mut right: Labels = Vec::new();
    for lid in lids {
        let ident = lid.attribute("ident").unwrap_or_default();
        for (label, text) in labels(*lid, desk) {
            if !right.iter().any(|(known, _)| *known == label) {
                right.push((label, text));
            }
        }
        let key = conditions.iter().flat_map(|condition| &condition.equal).find(|(response, _)| response == ident);
        let (_, key) = key.ok_or_else(|| format!("the response `{ident}` has no key"))?;
        pairs.push((material(*lid, desk), right[place(&right, key)?].1.clone()));
    }
    let used: BTreeSet<String> = pairs.iter().map(|(_, answer)| answer.clone()).collect();
    let spare = right.into_iter().map(|(_, text)| text).filter(|text| !used.contains(text));
    let all = pairs.into_iter().chain(spare.map(|text| (String::new(), text))).collect();
    marks::matching(all)
}

/// A field: a number, a short text, or an essay when nothing is compared.
fn field(
    item: Node<'_, '_>,
    presentation: Node<'_, '_>,
    kind: &str,
    stem: String,
) -> Result<(String, (InteractionSource, Vec<String>)), String> {
    if !named(presentation, "response_str").chain(named(presentation, "response_num")).any(|_| true) {
        return Err("the item has no response that is supported".to_owned());
    }
    let conditions = conditions(item);
    let whole = conditions.iter().map(|condition| condition.marks).fold(0.0, f64::max);
    let decimal = named(presentation, "render_fib")
        .any(|fib| fib.attribute("fibtype").is_some_and(|word| matches!(word, "Decimal" | "Integer")));
    if decimal || kind == "numerical_question" {
        let answers = conditions.iter().map(|condition| number(condition, whole)).collect::<Result<Vec<_>, _>>()?;
        return Ok((stem, marks::numeric(&answers, None)?));
    }
    let answer = |condition: &Condition| {
        let percent = condition.marks / whole * 100.0;
        condition.equal.iter().map(move |(_, text)| (text.replace('*', "\\*"), percent)).collect::<Vec<_>>()
    };
    let answers: Vec<(String, f64)> = conditions.iter().flat_map(answer).collect();
    if answers.is_empty() {
        return Ok((stem, (InteractionSource::ExtendedText, Vec::new())));
    }
    let (gap, changes) = marks::short_answer(&answers, false)?;
    Ok((marks::with_gap(&stem), (InteractionSource::GapText { gaps: vec![gap], exact: false }, changes)))
}

/// The value in the middle of its range, or at the place that the condition names.
fn number(condition: &Condition, whole: f64) -> Result<Numeric, String> {
    let percent = condition.marks / whole * 100.0;
    let named = condition.equal.first().map(|(_, text)| finite(text, "the answer")).transpose()?;
    let (value, tolerance) = match (named, condition.low, condition.high) {
        (Some(value), Some(low), Some(high)) => (value, f64::max(high - value, value - low)),
        (None, Some(low), Some(high)) => (f64::midpoint(low, high), (high - low) / 2.0),
        (Some(value), ..) => (value, 0.0),
        _ => return Err("a range has one end only".to_owned()),
    };
    Ok(Numeric { value: rounded(value), tolerance: rounded(tolerance.max(0.0)), percent })
}

/// The general feedback, and that of options by their identifiers.
fn feedback(item: Node<'_, '_>, names: &[String], rationale: &mut Rationale, desk: &mut Desk<'_>) {
    for node in named(item, "itemfeedback") {
        let ident = node.attribute("ident").unwrap_or_default();
        let text = desk.aside(|desk| material(node, desk));
        if ident == "general_fb" {
            rationale.general(text);
        } else if let Some(at) =
            names.iter().position(|name| ident == format!("{name}_fb") || ident == format!("fb_{name}"))
        {
            rationale.choice(&letter(at), &text);
        } else if !text.is_empty() {
            desk.change("the feedback for right and wrong answers was left out");
        }
    }
}
