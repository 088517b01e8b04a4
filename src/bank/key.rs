//! The key of an item as its front matter writes it, checked against the choices.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeValue;

use super::fault::Faults;
use super::fields::{At, Fields, as_number, as_text, as_whole};
use crate::domain::decimal::Decimal;
use crate::domain::ids::ChoiceId;
use crate::domain::item::{Choice, Slider};

/// The best option of a graded judgement has this weight, alone.
const BEST: u8 = 5;

/// One letter: `key = "C"`.
pub(super) fn single(fields: &mut Fields<'_, '_>, choices: &[Choice], faults: &mut Faults) -> Option<ChoiceId> {
    let at = fields.required("key", faults)?;
    let letter = fields.typed("key", &at, "a letter, such as \"C\"", as_text, faults)?;
    known(letter, at.line, choices, faults)
}

/// Letters without repeats: `key = ["A", "C"]`; never all of them, or the item asks nothing.
pub(super) fn several(
    fields: &mut Fields<'_, '_>,
    choices: &[Choice],
    faults: &mut Faults,
) -> Option<BTreeSet<ChoiceId>> {
    let At { value: letters, line } = letters(fields, choices, faults)?;
    if letters.is_empty() || letters.len() >= choices.len() {
        faults.add(line, "key", "key_size", "the key names at least one option and not all of them");
        return None;
    }
    Some(letters.into_iter().collect())
}

/// Every letter once, in the right order: `key = ["C", "A", "B"]`; the file itself must show another order.
pub(super) fn order(fields: &mut Fields<'_, '_>, choices: &[Choice], faults: &mut Faults) -> Option<Vec<ChoiceId>> {
    let At { value: letters, line } = letters(fields, choices, faults)?;
    if letters.len() != choices.len() {
        faults.add(line, "key", "key_size", "the key names every element once");
        return None;
    }
    if letters.iter().eq(choices.iter().map(|choice| &choice.id)) {
        faults.add(
            line,
            "key",
            "key_shown",
            "the elements stand in the right order already; write them in another one",
        );
    }
    Some(letters)
}

/// Left to right: `key = { 1 = "B", 2 = "A" }`.
pub(super) fn pairs(
    fields: &mut Fields<'_, '_>,
    left: &[Choice],
    right: &[Choice],
    reuse: bool,
    faults: &mut Faults,
) -> Option<BTreeMap<ChoiceId, ChoiceId>> {
    let at = fields.required("key", faults)?;
    let table = fields.typed("key", &at, "a table, such as { 1 = \"B\" }", DeValue::as_table, faults)?;
    let before = faults.len();
    let mut pairs = BTreeMap::new();
    for (name, value) in table {
        let from = known(name.get_ref(), at.line, left, faults);
        let to = At { value: value.get_ref(), line: at.line };
        let to = fields.typed("key", &to, "a table of letters", as_text, faults);
        let to = to.and_then(|to| known(to, at.line, right, faults));
        pairs.extend(from.zip(to));
    }
    let distinct = pairs.values().collect::<BTreeSet<_>>().len();
    if faults.len() == before && (pairs.len() != left.len() || (distinct != pairs.len() && !reuse)) {
        faults.add(at.line, "key", "key_size", "the key names every left once and no right twice (unless `reuse`)");
    }
    (faults.len() == before).then_some(pairs)
}

/// Unordered pairs of one list: `key = ["A C", "B D"]`, no element twice.
pub(super) fn associations(
    fields: &mut Fields<'_, '_>,
    elements: &[Choice],
    faults: &mut Faults,
) -> Option<BTreeSet<(ChoiceId, ChoiceId)>> {
    let line = fields.required("key", faults)?.line;
    let before = faults.len();
    let mut pairs = BTreeSet::new();
    let mut used = BTreeSet::new();
    for At { value, line } in fields.texts("key", 5, faults) {
        let (one, other) = value.split_once(' ').unwrap_or((&value, ""));
        let pair = known(one, line, elements, faults).zip(known(other, line, elements, faults));
        let Some((one, other)) = pair else { continue };
        if !used.insert(one.clone()) || !used.insert(other.clone()) {
            faults.add(line, "key", "repeated", "an element stands in one pair only");
        }
        pairs.insert(if one < other { (one, other) } else { (other, one) });
    }
    if pairs.is_empty() {
        faults.add(line, "key", "key_size", "the key names at least one pair, such as \"A C\"");
    }
    (faults.len() == before).then_some(pairs)
}

/// `slider = [0, 100, 5]`: lower end, upper end, step.
pub(super) fn slider(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<Slider> {
    fields.raw("slider")?;
    let At { value, line } = fields.numbers("slider", faults)?;
    if let [lower, upper, step] = value[..]
        && lower < upper
        && step > 0.0
        && step <= upper - lower
        && [lower, upper, step].into_iter().all(|number| Decimal::from_f64(number).is_some())
    {
        return Some(Slider { lower, upper, step });
    }
    faults.add(line, "slider", "out_of_range", "lower end, upper end and step, such as [0, 100, 5]");
    None
}

/// `weights = { A = 2, B = 5 }`: 1 to 5 for every option, 5 for exactly one.
pub(super) fn weights(
    fields: &mut Fields<'_, '_>,
    choices: &[Choice],
    faults: &mut Faults,
) -> Option<BTreeMap<ChoiceId, u8>> {
    let at = fields.required("weights", faults)?;
    let table = fields.typed("weights", &at, "a table, such as { A = 2, B = 5 }", DeValue::as_table, faults)?;
    let before = faults.len();
    let mut weights = BTreeMap::new();
    for (name, value) in table {
        let option = known(name.get_ref(), at.line, choices, faults);
        let weight = as_whole(value.get_ref()).and_then(|w| u8::try_from(w).ok()).filter(|w| (1..=BEST).contains(w));
        if weight.is_none() {
            faults.add(
                at.line,
                "weights",
                "out_of_range",
                format!("the weight of {} is no integer 1..5", name.get_ref()),
            );
        }
        weights.extend(option.zip(weight));
    }
    if faults.len() == before && weights.len() != choices.len() {
        faults.add(at.line, "weights", "key_size", "every option has a weight");
    }
    if faults.len() == before && weights.values().filter(|weight| **weight == BEST).count() != 1 {
        faults.add(at.line, "weights", "no_best_option", "exactly one option has the weight 5");
    }
    (faults.len() == before).then_some(weights)
}

/// A number that a response can equal: at most 15 digits before and 9 behind the decimal sign.
pub(super) fn number(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<f64> {
    let at = fields.required("key", faults)?;
    let value = fields.typed("key", &at, "a number", as_number, faults)?;
    exact("key", value, at.line, faults)
}

pub(super) fn tolerance(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<f64> {
    let Some(at) = fields.optional_number("tolerance", faults) else { return Some(0.0) };
    if at.value < 0.0 {
        faults.add(at.line, "tolerance", "out_of_range", "a tolerance is not negative");
        return None;
    }
    exact("tolerance", at.value, at.line, faults)
}

fn exact(field: &str, value: f64, line: u32, faults: &mut Faults) -> Option<f64> {
    if Decimal::from_f64(value).is_some() {
        return Some(value);
    }
    faults.add(line, field, "out_of_range", "at most 15 digits before and 9 behind the decimal sign");
    None
}

fn letters(fields: &mut Fields<'_, '_>, choices: &[Choice], faults: &mut Faults) -> Option<At<Vec<ChoiceId>>> {
    let line = fields.required("key", faults)?.line;
    let before = faults.len();
    let texts = fields.texts("key", 2, faults);
    let letters: Vec<_> = texts.iter().filter_map(|at| known(&at.value, at.line, choices, faults)).collect();
    if letters.iter().collect::<BTreeSet<_>>().len() < letters.len() {
        faults.add(line, "key", "repeated", "the key names a letter twice");
    }
    (faults.len() == before).then_some(At { value: letters, line })
}

pub(super) fn known(mark: &str, line: u32, choices: &[Choice], faults: &mut Faults) -> Option<ChoiceId> {
    let found = choices.iter().find(|choice| choice.id.as_str() == mark);
    if found.is_none() {
        faults.add(line, "key", "unknown_choice", format!("`{mark}` is not in the list"));
    }
    found.map(|choice| choice.id.clone())
}
