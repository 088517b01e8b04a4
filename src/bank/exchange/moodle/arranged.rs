//! `matching` and `ordering`.

use roxmltree::Node;

use super::node::{Question, label, passage, words};
use super::read::Body;
use crate::bank::exchange::draft::Desk;
use crate::bank::exchange::marks;

pub(super) fn matching(question: Question<'_, '_>, desk: &mut Desk<'_>) -> Result<Body, String> {
    let stem = question.stem(desk);
    let pair = |node: Node<'_, '_>, desk: &mut Desk<'_>| {
        let answer = Question(node).child("answer").map(|answer| label(answer, desk)).unwrap_or_default();
        (passage(node, desk), answer)
    };
    let pairs = question.children("subquestion").map(|node| pair(node, desk)).collect();
    let (interaction, changes) = marks::matching(pairs)?;
    changes.into_iter().for_each(|change| desk.change(change));
    Ok(Body { stem, interaction, fixed_order: !question.flag("shuffleanswers", true), names: Vec::new() })
}

/// `fraction` is the place of the element, not a grade.
pub(super) fn ordering(question: Question<'_, '_>, desk: &mut Desk<'_>) -> Result<Body, String> {
    let stem = question.stem(desk);
    let mut elements = Vec::new();
    for (at, answer) in question.children("answer").enumerate() {
        let place = match answer.attribute("fraction") {
            Some(place) => marks::finite(place, "the place")?,
            None => f64::from(u32::try_from(at).unwrap_or(u32::MAX)),
        };
        elements.push((place, passage(answer, desk)));
    }
    if elements.len() < 2 {
        return Err("fewer than two elements".to_owned());
    }
    elements.sort_by(|a, b| a.0.total_cmp(&b.0));
    if elements.windows(2).any(|pair| pair[0].0.total_cmp(&pair[1].0).is_eq()) {
        return Err("two elements have the same place".to_owned());
    }
    name_subset(question, elements.len(), desk);
    let exact = exact(question, desk);
    let right_order: Vec<String> = elements.into_iter().map(|(_, element)| element).collect();
    Ok(Body { stem, interaction: marks::ordering(&right_order, exact), fixed_order: false, names: Vec::new() })
}

fn name_subset(question: Question<'_, '_>, all: usize, desk: &mut Desk<'_>) {
    let count: usize = question.words("selectcount").parse().unwrap_or(0);
    if question.words("selecttype") != "0" && count >= 2 && count < all {
        desk.change(format!("Moodle draws {count} of the {all} elements; here all are shown"));
    }
}

/// All or nothing stays; every other way of counting becomes the share of pairs, and is named.
fn exact(question: Question<'_, '_>, desk: &mut Desk<'_>) -> bool {
    let way = match words_or(question, "gradingtype", "0").as_str() {
        "-1" => return true,
        "0" => "elements at their absolute place",
        "1" => "elements before the right next one, without the last",
        "2" => "elements before the right next one, with the last",
        "3" => "elements beside the right neighbours",
        "4" => "elements with the right ones before and after",
        "5" => "the longest ordered subset",
        "6" => "the longest unbroken subset",
        "7" => "the distance from the right place",
        _ => "an unknown way of counting",
    };
    desk.change(format!("Moodle counts {way}; here the share of pairs in the right order counts"));
    false
}

fn words_or(question: Question<'_, '_>, name: &'static str, default: &str) -> String {
    question.child(name).map(words).filter(|text| !text.is_empty()).unwrap_or_else(|| default.to_owned())
}
