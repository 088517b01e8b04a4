//! Normal error around θ: Rudner (2001, Practical Assessment, Research & Evaluation, 7(14); 2005, same, 10(13)).

use super::indices::{Indices, Tally};
use super::{ClassificationError, Cuts};
use crate::grid::Grid;
use crate::model::ItemModel;
use crate::scoring::{check_models, test_information};
use statrs::distribution::{ContinuousCDF, Normal};

/// What a report says of one person.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonIndex {
    pub category: usize,
    /// Probability of each category.
    pub probabilities: Vec<f64>,
    /// Probability of the category reported.
    pub accuracy: f64,
    /// Probability that two sittings agree.
    pub consistency: f64,
}

/// P(category) when the score is normal around `theta` with deviation `se`; with `se` 0, certainty.
pub fn category_probabilities(theta: f64, se: f64, cuts: &Cuts) -> Vec<f64> {
    let normal = Normal::standard();
    let below = |cut: &f64| {
        if se > 0.0 { normal.cdf((cut - theta) / se) } else { f64::from(u8::from(theta < *cut)) }
    };
    Cuts::shares(&cuts.theta().iter().map(below).collect::<Vec<f64>>())
}

/// Category, its probability, agreement of two sittings, for one θ and its standard error.
pub fn person(theta: f64, se: f64, cuts: &Cuts) -> Result<PersonIndex, ClassificationError> {
    check(0, theta, se)?;
    let probabilities = category_probabilities(theta, se, cuts);
    let category = cuts.category(theta);
    let consistency = probabilities.iter().map(|p| p * p).sum();
    Ok(PersonIndex { category, accuracy: probabilities[category], consistency, probabilities })
}

/// The test as this group took it: (θ, SE) of each person, from any estimator.
pub fn rudner_persons(scores: &[(f64, f64)], cuts: &Cuts) -> Result<Indices, ClassificationError> {
    if scores.is_empty() {
        return Err(ClassificationError::Empty);
    }
    let mut tally = Tally::new(cuts.categories());
    for (person, &(theta, se)) in scores.iter().enumerate() {
        check(person, theta, se)?;
        tally.add(1.0, cuts.category(theta), &category_probabilities(theta, se, cuts));
    }
    Ok(tally.indices())
}

/// The test in a population: at each node of θ the standard error is 1 / √I(θ).
pub fn rudner_quadrature(models: &[ItemModel], grid: &Grid, cuts: &Cuts) -> Result<Indices, ClassificationError> {
    check_models(models)?;
    if grid.is_empty() {
        return Err(ClassificationError::Empty);
    }
    let mut tally = Tally::new(cuts.categories());
    for (theta, weight) in grid.nodes.iter().zip(&grid.weights) {
        let information = test_information(models, *theta);
        if information.is_nan() || information <= 0.0 {
            return Err(ClassificationError::NoInformation { theta: *theta });
        }
        let probabilities = category_probabilities(*theta, information.sqrt().recip(), cuts);
        tally.add(*weight, cuts.category(*theta), &probabilities);
    }
    Ok(tally.indices())
}

pub(super) fn check(person: usize, theta: f64, se: f64) -> Result<(), ClassificationError> {
    let sound = theta.is_finite() && se.is_finite() && se >= 0.0;
    if sound { Ok(()) } else { Err(ClassificationError::Score { person }) }
}
