//! Compares an item's `computation` with its key (FORMAT.md, "Keys that a machine can compute").

use super::computation::{self, MAX_CHARACTERS};
use super::fault::Faults;
use super::fields::{At, Fields};
use super::lettered::Entry;
use super::quantity;
use crate::domain::ids::ChoiceId;
use crate::domain::item::Interaction;

/// Two values are the same when they differ by less than this share of the larger (or of 1): the dust of floating
/// point and nothing more.
const SAME: f64 = 1e-9;

/// Reads the optional field and names every disagreement. `options` are the options as written.
pub(super) fn check(
    fields: &mut Fields<'_, '_>,
    interaction: Option<&Interaction>,
    options: &[Entry],
    faults: &mut Faults,
) {
    let Some(At { value: text, line }) = fields.optional_text("computation", MAX_CHARACTERS, faults) else { return };
    let value = match computation::evaluate(&text) {
        Ok(value) => value,
        Err(error) => return faults.add(line, "computation", "computation", error.to_string()),
    };
    match interaction {
        Some(Interaction::NumericEntry { key, tolerance, .. }) if !near(value, *key, *tolerance) => {
            let message = format!("the computation gives {value}, the key is {key} ± {tolerance}");
            faults.add(line, "computation", "computation_differs", message);
        }
        Some(Interaction::SingleChoice { key, .. }) => check_options(value, key, options, line, faults),
        Some(Interaction::NumericEntry { .. }) | None => {}
        Some(other) => {
            let message = format!("a computation fits single_choice and numeric_entry, not {}", other.name());
            faults.add(line, "computation", "computation_misplaced", message);
        }
    }
}

fn check_options(value: f64, key: &ChoiceId, options: &[Entry], line: u32, faults: &mut Faults) {
    for option in options {
        let keyed = option.id == key.as_str();
        match quantity::first(&option.passage.text) {
            None if keyed => {
                let message = format!("the keyed option {} has no number", option.id);
                faults.add(line, "computation", "computation_differs", message);
            }
            Some(found) if keyed != near(value, found, 0.0) => {
                let role = if keyed { "the keyed option" } else { "the wrong option" };
                let message = format!("the computation gives {value}, {role} {} says {found}", option.id);
                faults.add(line, "computation", "computation_differs", message);
            }
            _ => {}
        }
    }
}

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance + SAME * a.abs().max(b.abs()).max(1.0)
}
