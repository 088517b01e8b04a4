//! Choices, one or several.

use std::collections::{BTreeMap, BTreeSet};

use super::page::Page;
use super::parts::{Mapping, Parts, Rules, declaration, interaction, letter, list, shuffle};
use crate::bank::exchange::qti::value::count;
use crate::bank::source::Marking;

pub(super) fn single(
    page: &mut Page<'_>,
    options: &[String],
    key: Option<usize>,
    credit: &BTreeMap<usize, f64>,
    fixed: bool,
) -> Parts {
    page.losses.say_if(key.is_none(), "the item as one that can be scored: it has no key yet");
    let correct: Vec<String> = key.map(letter).into_iter().collect();
    let mut entries: Vec<(String, f64)> = correct.iter().map(|name| (name.clone(), 1.0)).collect();
    entries.extend(credit.iter().map(|(at, part)| (letter(*at), *part)));
    let mapping = Some(Mapping::of(entries)).filter(|_| !credit.is_empty());
    let rules = if mapping.is_some() { Rules::MapResponse } else { Rules::MatchCorrect };
    let response = declaration("RESPONSE", "single", "identifier", &correct, mapping.as_ref());
    Parts::one(response, choice(page, options, 1, fixed), rules)
}

pub(super) fn graded(page: &mut Page<'_>, options: &[String], weights: &[u8], fixed: bool) -> Parts {
    let best = weights.iter().max().and_then(|best| weights.iter().position(|weight| weight == best));
    let correct: Vec<String> = best.map(letter).into_iter().collect();
    let entries = weights.iter().enumerate().map(|(at, weight)| (letter(at), f64::from(*weight))).collect();
    let response = declaration("RESPONSE", "single", "identifier", &correct, Some(&Mapping::of(entries)));
    Parts { most: 5, ..Parts::one(response, choice(page, options, 1, fixed), Rules::MapResponse) }
}

pub(super) fn several(
    page: &mut Page<'_>,
    options: &[String],
    key: &BTreeSet<usize>,
    marking: &Marking<usize>,
    fixed: bool,
) -> Parts {
    page.losses.say_if(key.is_empty(), "the item as one that can be scored: it has no key yet");
    let correct: Vec<String> = key.iter().copied().map(letter).collect();
    let each = 1.0 / count(key.len().max(1));
    let mapping = match marking {
        Marking::Exact => None,
        Marking::Standard => {
            let right = |at: usize| if key.contains(&at) { each } else { -each };
            Some((0..options.len()).map(|at| (letter(at), right(at))).collect())
        }
        Marking::Credit(parts) => Some(parts.iter().map(|(at, part)| (letter(*at), *part)).collect()),
    };
    let mapping = mapping.map(|entries| Mapping::bounded(entries, 0.0));
    let rules = if mapping.is_some() { Rules::MapResponse } else { Rules::MatchCorrect };
    let response = declaration("RESPONSE", "multiple", "identifier", &correct, mapping.as_ref());
    Parts::one(response, choice(page, options, 0, fixed), rules)
}

fn choice(page: &mut Page<'_>, options: &[String], most: usize, fixed: bool) -> String {
    let inside = list(page, "qti-simple-choice", "", options, letter);
    interaction("choice", &format!("{} max-choices=\"{most}\"", shuffle(fixed)), &inside)
}
