//! From number-right (or sum of points) to θ: Lord & Wingersky (1984, Applied Psychological Measurement, 8, 453);
//! EAP for summed scores: Thissen, Pommerich, Billeaud & Williams (1995, same journal, 19, 39).

use super::{ScoringError, check_models};
use crate::grid::Grid;
use crate::model::ItemModel;

/// P(sum of categories = x | θ) for x = 0..=highest, items in any order and of any number of categories (Kolen &
/// Brennan, 2014, section 6.7; the generalisation by Hanson, 1994).
pub fn sum_score_distribution(models: &[ItemModel], theta: f64) -> Vec<f64> {
    let mut distribution = vec![1.0];
    for model in models {
        let probabilities = model.probabilities(theta);
        let mut next = vec![0.0; distribution.len() + probabilities.len() - 1];
        for (score, share) in distribution.iter().enumerate() {
            for (place, p) in next[score..].iter_mut().zip(&probabilities) {
                *place += share * p;
            }
        }
        distribution = next;
    }
    distribution
}

/// One row of the conversion table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SumScore {
    pub score: usize,
    /// E(θ | score).
    pub theta: f64,
    /// Posterior standard deviation.
    pub se: f64,
    /// Share of the population that reaches this score, by the model.
    pub share: f64,
    /// Expected sum score at `theta` (test characteristic curve): beside `score`, it shows the pull to the mean.
    pub expected_score: f64,
}

/// The conversion table of one form.
#[derive(Clone, Debug, PartialEq)]
pub struct SumScores {
    pub rows: Vec<SumScore>,
}

impl SumScores {
    /// `grid` carries the prior. A score that the model cannot reach on the grid has share 0 and the prior's mean.
    pub fn new(models: &[ItemModel], grid: &Grid) -> Result<Self, ScoringError> {
        check_models(models)?;
        if grid.is_empty() || grid.nodes.len() != grid.weights.len() {
            return Err(ScoringError::Grid);
        }
        let conditional: Vec<Vec<f64>> =
            grid.nodes.iter().map(|theta| sum_score_distribution(models, *theta)).collect();
        let row = |score: usize| {
            let joint: Vec<f64> = grid.weights.iter().zip(&conditional).map(|(w, p)| w * p[score]).collect();
            let share: f64 = joint.iter().sum();
            let posterior = if share > 0.0 { &joint } else { &grid.weights };
            let total: f64 = posterior.iter().sum();
            let moment =
                |f: &dyn Fn(f64) -> f64| grid.nodes.iter().zip(posterior).map(|(x, w)| f(*x) * w).sum::<f64>() / total;
            let theta = moment(&|x| x);
            let se = moment(&|x| (x - theta) * (x - theta)).sqrt();
            let expected_score = models.iter().map(|model| model.expected_score(theta)).sum();
            SumScore { score, theta, se, share, expected_score }
        };
        Ok(Self { rows: (0..conditional[0].len()).map(row).collect() })
    }

    /// The row of a sum score; none above the highest.
    pub fn of(&self, score: usize) -> Option<&SumScore> {
        self.rows.get(score)
    }

    /// Variance of the EAP over variance of θ under the model: reliability of the summed score as a measure of θ.
    pub fn marginal_reliability(&self) -> f64 {
        let mean: f64 = self.rows.iter().map(|row| row.share * row.theta).sum();
        let between: f64 = self.rows.iter().map(|row| row.share * (row.theta - mean).powi(2)).sum();
        let within: f64 = self.rows.iter().map(|row| row.share * row.se * row.se).sum();
        between / (between + within)
    }
}
