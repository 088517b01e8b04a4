//! A rough range for items that nobody has calibrated: only what their authors think of their difficulty.

use statrs::distribution::{ContinuousCDF, Normal};

use super::predict::{Estimator, predict};
use super::{ClassificationError, Cuts};
use crate::model::ItemModel;
use crate::scoring::Prior;

/// Weak priors that stand in for a calibration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assumptions {
    /// Average slope of the items: poorly, ordinarily and well written.
    pub slopes: [f64; 3],
    /// Standard deviation of the slopes' logarithm within a form.
    pub slope_spread: f64,
    /// Standard deviation of the authors' error about a difficulty, on θ. That judges err by much: Impara & Plake
    /// (1998, Journal of Educational Measurement, 35, 69); the default is an assumption, not an estimate.
    pub difficulty_error: f64,
    /// Chance of a right guess: 1 / number of options, 0 for open answers.
    pub guessing: f64,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self { slopes: [0.6, 0.9, 1.3], slope_spread: 0.3, difficulty_error: 0.8, guessing: 0.25 }
    }
}

/// Not a prediction but a range: the items are uncalibrated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rough {
    /// Accuracy if the items turn out poor, ordinary, good: to be shown as "roughly, uncalibrated".
    pub low: f64,
    pub middle: f64,
    pub high: f64,
    /// Reliability in the same three cases.
    pub reliability: [f64; 3],
}

/// `forms`: difficulties (on θ) as authors see them, of each form; scores reported are EAP.
pub fn predict_rough(
    forms: &[Vec<f64>],
    cuts: &Cuts,
    prior: Prior,
    assumptions: &Assumptions,
) -> Result<Rough, ClassificationError> {
    check(forms, assumptions)?;
    let mut found = [(0.0, 0.0); 3];
    for (slope, result) in assumptions.slopes.iter().zip(&mut found) {
        let items: Vec<Vec<ItemModel>> = forms.iter().map(|form| imagine(form, *slope, assumptions)).collect();
        let prediction = predict(&items, cuts, prior, Estimator::Bayes)?;
        *result = (prediction.accuracy, prediction.reliability);
    }
    let [low, middle, high] = found;
    Ok(Rough { low: low.0, middle: middle.0, high: high.0, reliability: [low.1, middle.1, high.1] })
}

fn check(forms: &[Vec<f64>], assumptions: &Assumptions) -> Result<(), ClassificationError> {
    let value = |field, must| Err(ClassificationError::Value { field, must });
    if let Some(form) = forms.iter().position(|form| form.is_empty() || form.iter().any(|b| !b.is_finite())) {
        return Err(ClassificationError::NoItems { form });
    }
    let slopes = assumptions.slopes;
    if slopes.iter().any(|a| !(a.is_finite() && *a > 0.0)) || slopes.windows(2).any(|pair| pair[1] < pair[0]) {
        return value("slopes", "above 0 and rising");
    }
    for (field, spread) in
        [("slope_spread", assumptions.slope_spread), ("difficulty_error", assumptions.difficulty_error)]
    {
        if !(spread.is_finite() && spread >= 0.0) {
            return value(field, "finite and not negative");
        }
    }
    if (0.0..1.0).contains(&assumptions.guessing) { Ok(()) } else { value("guessing", "from 0 to below 1") }
}

/// Items as they may turn out: slopes and errors of difficulty spread over the form as even shares of their normal
/// distributions, in orders that have nothing to do with each other (multiples of the golden section: Weyl, 1916).
fn imagine(difficulties: &[f64], slope: f64, assumptions: &Assumptions) -> Vec<ItemModel> {
    let normal = Normal::standard();
    let deviate = |item: usize, turn: f64| normal.inverse_cdf(((item as f64 + 0.5) * turn).fract().clamp(0.01, 0.99));
    let item = |(item, difficulty): (usize, &f64)| {
        let a = slope * (assumptions.slope_spread * deviate(item, 0.618_033_988_749_894_9)).exp();
        let b = difficulty + assumptions.difficulty_error * deviate(item, 0.754_877_666_246_692_8);
        ItemModel::Dichotomous { a, d: -a * b, g: assumptions.guessing }
    };
    difficulties.iter().enumerate().map(item).collect()
}
