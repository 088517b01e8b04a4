//! `exact` and `credit` of the front matter: how a response of several parts earns its score where the interaction's
//! own rule is not wanted.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::fault::Faults;
use super::fields::{At, Fields, as_number};
use super::key::known;
use crate::domain::ids::ChoiceId;
use crate::domain::item::{Choice, Marking};

/// `exact = true` or `credit = { A = 0.5, C = -0.25 }`, not both.
pub(super) fn of_choices(
    fields: &mut Fields<'_, '_>,
    choices: &[Choice],
    faults: &mut Faults,
) -> Option<Marking<ChoiceId>> {
    read(fields, faults, |name, line, faults| known(name, line, choices, faults))
}

/// `exact = true` or `credit = { "1 B" = 0.5 }`, not both.
pub(super) fn of_pairs(
    fields: &mut Fields<'_, '_>,
    left: &[Choice],
    right: &[Choice],
    faults: &mut Faults,
) -> Option<Marking<(ChoiceId, ChoiceId)>> {
    read(fields, faults, |name, line, faults| {
        let (from, to) = name.split_once(' ').unwrap_or((name, ""));
        known(from, line, left, faults).zip(known(to, line, right, faults))
    })
}

/// Credit of options other than the key: 0 < credit < 1.
pub(super) fn beside_key(
    fields: &mut Fields<'_, '_>,
    choices: &[Choice],
    key: &ChoiceId,
    faults: &mut Faults,
) -> BTreeMap<ChoiceId, f64> {
    let mut credits = BTreeMap::new();
    for At { value: (name, credit), line } in table(fields, 0.0, faults) {
        let option = known(&name, line, choices, faults);
        if option.as_ref() == Some(key) || credit <= 0.0 || credit >= 1.0 {
            faults.add(line, "credit", "out_of_range", "credit is for options other than the key, between 0 and 1");
        }
        credits.extend(option.map(|option| (option, credit)));
    }
    credits
}

/// The entries of `credit`, each between `least` and 1.
pub(super) fn table(fields: &mut Fields<'_, '_>, least: f64, faults: &mut Faults) -> Vec<At<(String, f64)>> {
    let Some(at) = fields.raw("credit") else { return Vec::new() };
    let table = fields.typed("credit", &at, "a table, such as { A = 0.5 }", DeValue::as_table, faults);
    let mut entries = Vec::new();
    for (name, value) in table.into_iter().flat_map(|table| table.iter()) {
        match as_number(value.get_ref()).filter(|credit| (least..=1.0).contains(credit)) {
            Some(credit) => entries.push(At { value: (name.get_ref().to_string(), credit), line: at.line }),
            None => {
                let message = format!("the credit of {} is no number from {least} to 1", name.get_ref());
                faults.add(at.line, "credit", "out_of_range", message);
            }
        }
    }
    entries
}

fn read<P: Ord>(
    fields: &mut Fields<'_, '_>,
    faults: &mut Faults,
    mut part: impl FnMut(&str, u32, &mut Faults) -> Option<P>,
) -> Option<Marking<P>> {
    let exact = fields.flag("exact", false, faults);
    let before = faults.len();
    let entries = table(fields, -1.0, faults);
    if exact && !entries.is_empty() {
        faults.add(fields.line(), "credit", "contradiction", "`exact` and `credit` exclude each other");
    }
    let mut credits = BTreeMap::new();
    for At { value: (name, credit), line } in &entries {
        credits.extend(part(name, *line, faults).map(|part| (part, *credit)));
    }
    if faults.len() > before {
        return None;
    }
    Some(match (exact, credits.is_empty()) {
        (true, _) => Marking::Exact,
        (false, true) => Marking::Standard,
        (false, false) => Marking::Credit(credits),
    })
}
