//! Who deserves a second look before a category decides about them.

use super::rudner::{category_probabilities, check};
use super::{ClassificationError, Cuts};

/// A result is borderline when any condition that is set holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BorderlineRule {
    /// The category reported is less probable than this.
    pub below_probability: Option<f64>,
    /// θ lies within this many standard errors of a cut.
    pub within_errors: Option<f64>,
}

impl Default for BorderlineRule {
    /// Less than two to one for the category reported.
    fn default() -> Self {
        Self { below_probability: Some(2.0 / 3.0), within_errors: None }
    }
}

/// A borderline result.
#[derive(Clone, Debug, PartialEq)]
pub struct Borderline {
    /// Place in the list given to [`second_look`].
    pub person: usize,
    pub category: usize,
    /// Probability of `category`.
    pub probability: f64,
    /// The most probable category besides.
    pub instead: usize,
    /// The cut nearest to θ, and how far θ lies above it (negative: below), in standard errors.
    pub nearest_cut: f64,
    pub errors_away: f64,
}

/// Judges one result whose category probabilities are known, from whatever posterior. Nothing: it is clear.
pub fn judge(
    theta: f64,
    se: f64,
    probabilities: &[f64],
    cuts: &Cuts,
    rule: BorderlineRule,
) -> Result<Option<Borderline>, ClassificationError> {
    check(0, theta, se)?;
    if probabilities.len() != cuts.categories() || probabilities.iter().any(|p| !(0.0..=1.0 + 1e-9).contains(p)) {
        return Err(ClassificationError::Value { field: "probabilities", must: "one from 0 to 1 for each category" });
    }
    let category = cuts.category(theta);
    let others = (0..probabilities.len()).filter(|k| *k != category);
    let instead = others.max_by(|i, j| probabilities[*i].total_cmp(&probabilities[*j])).unwrap_or(category);
    let distance = |cut: &f64| (theta - cut).abs();
    let nearest = cuts.theta().iter().min_by(|a, b| distance(a).total_cmp(&distance(b))).copied();
    let nearest_cut = nearest.unwrap_or(f64::NAN);
    let errors_away = if se > 0.0 { (theta - nearest_cut) / se } else { (theta - nearest_cut) * f64::MAX };
    let unlikely = rule.below_probability.is_some_and(|least| probabilities[category] < least);
    let near = rule.within_errors.is_some_and(|most| errors_away.abs() <= most);
    let probability = probabilities[category];
    let found = Borderline { person: 0, category, probability, instead, nearest_cut, errors_away };
    Ok((unlikely || near).then_some(found))
}

/// The borderline results among (θ, SE), least certain first.
pub fn second_look(
    scores: &[(f64, f64)],
    cuts: &Cuts,
    rule: BorderlineRule,
) -> Result<Vec<Borderline>, ClassificationError> {
    let mut list = Vec::new();
    for (person, &(theta, se)) in scores.iter().enumerate() {
        check(person, theta, se)?;
        if let Some(found) = judge(theta, se, &category_probabilities(theta, se, cuts), cuts, rule)? {
            list.push(Borderline { person, ..found });
        }
    }
    list.sort_by(|a, b| a.probability.total_cmp(&b.probability));
    Ok(list)
}
