//! Matches and associations.

use std::collections::{BTreeMap, BTreeSet};

use super::page::Page;
use super::parts::{Mapping, Parts, Rules, declaration, interaction, letter, list, shuffle};
use crate::bank::exchange::qti::value::count;
use crate::bank::source::Marking;

pub(super) struct Columns<'a> {
    pub(super) left: &'a [String],
    pub(super) right: &'a [String],
    pub(super) reuse: bool,
}

pub(super) fn matching(
    page: &mut Page<'_>,
    columns: &Columns<'_>,
    key: &BTreeMap<usize, usize>,
    marking: &Marking<(usize, usize)>,
    fixed: bool,
) -> Parts {
    page.losses.say_if(key.is_empty(), "the item as one that can be scored: it has no key yet");
    let name = |(left, right): (usize, usize)| format!("L{} {}", left + 1, letter(right));
    let pairs: Vec<String> = key.iter().map(|(left, right)| name((*left, *right))).collect();
    let mapping = match marking {
        Marking::Exact => None,
        Marking::Standard => {
            let each = 1.0 / count(key.len().max(1));
            Some(Mapping::of(pairs.iter().map(|pair| (pair.clone(), each)).collect()))
        }
        Marking::Credit(parts) => {
            Some(Mapping::bounded(parts.iter().map(|(pair, part)| (name(*pair), *part)).collect(), 0.0))
        }
    };
    let rules = if mapping.is_some() { Rules::MapResponse } else { Rules::MatchCorrect };
    let response = declaration("RESPONSE", "multiple", "directedPair", &pairs, mapping.as_ref());
    Parts::one(response, table(page, columns, fixed), rules)
}

fn table(page: &mut Page<'_>, columns: &Columns<'_>, fixed: bool) -> String {
    let set = |inside: &str| format!("<qti-simple-match-set>\n{inside}</qti-simple-match-set>\n");
    let element = "qti-simple-associable-choice";
    let left = list(page, element, " match-max=\"1\"", columns.left, |at| format!("L{}", at + 1));
    let often = if columns.reuse { " match-max=\"0\"" } else { " match-max=\"1\"" };
    let right = list(page, element, often, columns.right, letter);
    let attributes = format!("{} max-associations=\"{}\"", shuffle(fixed), columns.left.len());
    interaction("match", &attributes, &(set(&left) + &set(&right)))
}

pub(super) fn association(
    page: &mut Page<'_>,
    elements: &[String],
    key: &BTreeSet<(usize, usize)>,
    exact: bool,
    fixed: bool,
) -> Parts {
    page.losses.say_if(key.is_empty(), "the item as one that can be scored: it has no key yet");
    let pairs: Vec<String> = key.iter().map(|(one, other)| format!("{} {}", letter(*one), letter(*other))).collect();
    let each = 1.0 / count(key.len().max(1));
    // A pair that the key does not name takes as much away.
    let mapping = Mapping::bounded(pairs.iter().map(|pair| (pair.clone(), each)).collect(), -each);
    let (mapping, rules) = if exact { (None, Rules::MatchCorrect) } else { (Some(mapping), Rules::MapResponse) };
    let response = declaration("RESPONSE", "multiple", "pair", &pairs, mapping.as_ref());
    let inside = list(page, "qti-simple-associable-choice", " match-max=\"1\"", elements, letter);
    let most = elements.len() / 2;
    let drawn = interaction("associate", &format!("{} max-associations=\"{most}\"", shuffle(fixed)), &inside);
    Parts::one(response, drawn, rules)
}
