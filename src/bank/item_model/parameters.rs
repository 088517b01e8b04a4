//! Draws the parameters of a model and computes what follows from them.

use std::collections::BTreeMap;

use super::{ItemModel, Parameter};
use crate::bank::computation::{ComputationError, evaluate_with};
use crate::domain::assembly::draw::Draw;

/// Draws until the constraints hold; a model that needs more is too narrow.
const MAX_DRAWS: usize = 2_000;
/// Two numbers are the same when they differ by less than this share of the larger (or of 1).
pub(super) const SAME: f64 = 1e-9;

/// Numbers and words by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    pub(super) numbers: BTreeMap<String, f64>,
    pub(super) words: BTreeMap<String, String>,
}

impl ItemModel {
    /// The first drawn values that fulfil all constraints and `fits`; `None` when there are none within the limit.
    pub(super) fn values<T>(
        &self,
        draw: &mut Draw,
        mut fits: impl FnMut(&Values) -> Result<Option<T>, ComputationError>,
    ) -> Result<Option<(Values, T)>, ComputationError> {
        for _ in 0..MAX_DRAWS {
            let mut values = Values::default();
            for parameter in &self.parameter {
                parameter.draw(draw, &mut values);
            }
            for value in &self.value {
                let number = evaluate_with(&value.formula, &values.numbers)?;
                values.numbers.insert(value.name.clone(), tidy(number));
            }
            let mut holds = true;
            for constraint in &self.constraints {
                holds = holds && compare(constraint, &values.numbers)?;
            }
            if holds && let Some(found) = fits(&values)? {
                return Ok(Some((values, found)));
            }
        }
        Ok(None)
    }
}

impl Parameter {
    fn draw(&self, draw: &mut Draw, values: &mut Values) {
        if let Some(texts) = self.texts.as_ref().filter(|texts| !texts.is_empty()) {
            values.words.insert(self.name.clone(), texts[draw.below(texts.len())].clone());
        } else if let Some(list) = self.values.as_ref().filter(|list| !list.is_empty()) {
            values.numbers.insert(self.name.clone(), list[draw.below(list.len())]);
        } else {
            let (from, to, step) = (self.from.unwrap_or(0), self.to.unwrap_or(0), self.step.unwrap_or(1).max(1));
            let steps = usize::try_from(to.saturating_sub(from) / step).unwrap_or(0);
            let drawn = i32::try_from(draw.below(steps + 1)).unwrap_or(0);
            values.numbers.insert(self.name.clone(), f64::from(from + drawn * step));
        }
    }
}

/// `a != 2 * b`: two sums and a comparison between them.
fn compare(text: &str, values: &BTreeMap<String, f64>) -> Result<bool, ComputationError> {
    // The longer signs first, or `<=` would be read as `<`.
    for sign in ["==", "!=", "<=", ">=", "<", ">"] {
        if let Some((left, right)) = text.split_once(sign) {
            let (left, right) = (evaluate_with(left, values)?, evaluate_with(right, values)?);
            let same = is_same(left, right);
            return Ok(match sign {
                "==" => same,
                "!=" => !same,
                "<=" => same || left < right,
                ">=" => same || left > right,
                "<" => !same && left < right,
                _ => !same && left > right,
            });
        }
    }
    Err(ComputationError::Syntax { at: 1, wanted: "a comparison" })
}

pub(super) fn is_same(a: f64, b: f64) -> bool {
    (a - b).abs() <= SAME * a.abs().max(b.abs()).max(1.0)
}

/// Without the dust of floating point: what is whole but for it is whole.
pub(super) fn tidy(number: f64) -> f64 {
    let whole = number.round();
    if is_same(number, whole) { whole } else { number }
}
