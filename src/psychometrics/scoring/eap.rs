//! Expected a posteriori scores by quadrature: Bock & Mislevy (1982, Applied Psychological Measurement, 6, 431).

use super::tables::NodeTable;
use super::{Eap, ScoringError};
use crate::grid::Grid;
use crate::model::ItemModel;

#[derive(Clone, Debug)]
pub(super) struct Quadrature {
    nodes: Vec<f64>,
    log_weights: Vec<f64>,
    log_likelihood: NodeTable,
}

impl Quadrature {
    pub(super) fn new(models: &[ItemModel], grid: &Grid) -> Result<Self, ScoringError> {
        let rising = grid.nodes.windows(2).all(|pair| pair[0] < pair[1]) && grid.nodes.iter().all(|x| x.is_finite());
        let weighted = grid.weights.iter().all(|w| w.is_finite() && *w >= 0.0) && grid.weights.iter().any(|w| *w > 0.0);
        if grid.len() < 2 || grid.nodes.len() != grid.weights.len() || !rising || !weighted {
            return Err(ScoringError::Grid);
        }
        Ok(Self {
            nodes: grid.nodes.clone(),
            log_weights: grid.weights.iter().map(|w| w.ln()).collect(),
            log_likelihood: NodeTable::log_likelihood(models, &grid.nodes),
        })
    }

    pub(super) fn scratch(&self) -> Vec<f64> {
        vec![0.0; self.nodes.len()]
    }

    pub(super) fn posterior(&self, pattern: &[(usize, usize)], weights: &mut [f64]) {
        self.log_likelihood.sum(pattern, weights);
        weights.iter_mut().zip(&self.log_weights).for_each(|(value, weight)| *value += weight);
        let largest = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut total = 0.0;
        for weight in weights.iter_mut() {
            *weight = (*weight - largest).exp();
            total += *weight;
        }
        weights.iter_mut().for_each(|weight| *weight /= total);
    }

    pub(super) fn score(&self, pattern: &[(usize, usize)], weights: &mut [f64]) -> Eap {
        self.posterior(pattern, weights);
        let at = || self.nodes.iter().zip(weights.iter());
        let theta: f64 = at().map(|(x, w)| x * w).sum();
        let variance: f64 = at().map(|(x, w)| (x - theta) * (x - theta) * w).sum();
        Eap { theta, se: variance.sqrt() }
    }
}
