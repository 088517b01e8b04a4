//! Classification by sum scores: Lee (2010, Journal of Educational Measurement, 47, 1), on the distribution of the
//! sum score at each θ (Lord & Wingersky, 1984).

use super::indices::{Indices, Tally};
use super::{ClassificationError, Cuts};
use crate::grid::Grid;
use crate::model::ItemModel;
use crate::scoring::{check_models, sum_score_distribution};

/// Cuts on θ as cuts on the sum score: the test characteristic curve at each.
pub fn raw_cuts(models: &[ItemModel], cuts: &Cuts) -> Result<Vec<f64>, ClassificationError> {
    check_models(models)?;
    Ok(cuts.theta().iter().map(|cut| expected(models, *cut)).collect())
}

/// `grid`: nodes of a population with weights, or the θ of persons with equal weights.
///
/// The category at θ is that of the expected score against `raw_cuts`; an observed score x is above a cut when
/// x ≥ ⌈cut⌉.
pub fn lee(models: &[ItemModel], grid: &Grid, raw_cuts: &[f64]) -> Result<Indices, ClassificationError> {
    check_models(models)?;
    if raw_cuts.is_empty() || raw_cuts.iter().any(|c| !c.is_finite()) || raw_cuts.windows(2).any(|p| p[1] <= p[0]) {
        return Err(ClassificationError::RawCuts);
    }
    if grid.is_empty() || grid.nodes.iter().any(|theta| !theta.is_finite()) {
        return Err(ClassificationError::Empty);
    }
    let mut tally = Tally::new(raw_cuts.len() + 1);
    let mut probabilities = vec![0.0; raw_cuts.len() + 1];
    for (theta, weight) in grid.nodes.iter().zip(&grid.weights) {
        let score = expected(models, *theta);
        probabilities.fill(0.0);
        for (x, p) in sum_score_distribution(models, *theta).iter().enumerate() {
            let category = raw_cuts.iter().filter(|cut| x as f64 >= cut.ceil()).count();
            probabilities[category] += p;
        }
        tally.add(*weight, raw_cuts.iter().filter(|cut| score >= **cut).count(), &probabilities);
    }
    Ok(tally.indices())
}

fn expected(models: &[ItemModel], theta: f64) -> f64 {
    models.iter().map(|model| model.expected_score(theta)).sum()
}
