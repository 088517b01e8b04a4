//! Posterior of θ on a grid, for statistics that integrate over it.

use crate::grid::Grid;
use crate::model::{ItemModel, SMALLEST};
use crate::responses::{Responses, Skipped};

/// Probabilities of every item and category at every node, and their logarithms.
pub(crate) struct OnGrid<'a> {
    pub grid: &'a Grid,
    /// `p[item][category][node]`.
    pub p: Vec<Vec<Vec<f64>>>,
    logs: Vec<Vec<Vec<f64>>>,
}

impl<'a> OnGrid<'a> {
    pub fn new(items: &[ItemModel], grid: &'a Grid) -> Self {
        let p: Vec<Vec<Vec<f64>>> = items
            .iter()
            .map(|item| {
                let mut table = vec![vec![0.0; grid.len()]; item.categories()];
                for (node, theta) in grid.nodes.iter().enumerate() {
                    for (category, curve) in item.curves_at(*theta).iter().enumerate() {
                        table[category][node] = curve.p;
                    }
                }
                table
            })
            .collect();
        let log = |p: &f64| p.max(SMALLEST).ln();
        let logs = p.iter().map(|item| item.iter().map(|nodes| nodes.iter().map(log).collect()).collect()).collect();
        Self { grid, p, logs }
    }

    /// E(X) of an item at every node.
    pub fn means(&self, item: usize) -> Vec<f64> {
        self.weighted(item, |k| k)
    }

    /// E(X²) of an item at every node.
    pub fn squares(&self, item: usize) -> Vec<f64> {
        self.weighted(item, |k| k * k)
    }

    fn weighted(&self, item: usize, value: impl Fn(f64) -> f64) -> Vec<f64> {
        let mut sum = vec![0.0; self.grid.len()];
        for (k, nodes) in self.p[item].iter().enumerate() {
            sum.iter_mut().zip(nodes).for_each(|(sum, p)| *sum += value(k as f64) * p);
        }
        sum
    }

    /// Posterior weights of a person into `out` (one place a node); the prior where nothing was shown.
    pub fn posterior(&self, responses: &Responses, skipped: Skipped, person: usize, out: &mut Vec<f64>) {
        out.clear();
        out.resize(self.grid.len(), 0.0);
        for (item, category) in responses.categories(person, skipped) {
            out.iter_mut().zip(&self.logs[item][category]).for_each(|(sum, log)| *sum += log);
        }
        let largest = out.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut total = 0.0;
        for (value, weight) in out.iter_mut().zip(&self.grid.weights) {
            *value = (*value - largest).exp() * weight;
            total += *value;
        }
        out.iter_mut().for_each(|value| *value /= total);
    }
}
