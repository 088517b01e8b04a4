//! Sum scores under the model: distribution, θ for each score, observed against expected.

use super::FitError;
use super::posterior::OnGrid;
use crate::grid::Grid;
use crate::model::ItemModel;

/// One sum score of a complete form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SumScore {
    pub score: usize,
    /// Marginal probability.
    pub probability: f64,
    /// Posterior mean and standard deviation of θ given the sum score.
    pub theta: f64,
    pub sd: f64,
}

/// Every sum score from 0 to the highest: recursion of Lord & Wingersky (1984), polytomous Thissen, Pommerich, Billeaud &
/// Williams (1995).
pub fn sum_scores(items: &[ItemModel], grid: &Grid) -> Result<Vec<SumScore>, FitError> {
    if items.is_empty() {
        return Err(FitError::NoItems);
    }
    let on_grid = OnGrid::new(items, grid);
    let all: Vec<usize> = (0..items.len()).collect();
    let table = score_likelihoods(&on_grid, &all);
    let one = |(score, nodes): (usize, &Vec<f64>)| {
        let moment = |f: &dyn Fn(f64) -> f64| -> f64 {
            nodes.iter().zip(&grid.weights).zip(&grid.nodes).map(|((l, w), theta)| l * w * f(*theta)).sum()
        };
        let probability = moment(&|_| 1.0);
        let theta = moment(&|theta| theta) / probability;
        let sd = (moment(&|x| (x - theta) * (x - theta)) / probability).sqrt();
        SumScore { score, probability, theta, sd }
    };
    Ok(table.iter().enumerate().map(one).collect())
}

/// P(sum = s | node) over `items`: `table[s][node]`.
pub(crate) fn score_likelihoods(on_grid: &OnGrid, items: &[usize]) -> Vec<Vec<f64>> {
    let mut table = vec![vec![1.0; on_grid.grid.len()]];
    for item in items {
        table = add_item(&table, &on_grid.p[*item]);
    }
    table
}

/// One item more: `p[category][node]`.
fn add_item(table: &[Vec<f64>], p: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let nodes = table[0].len();
    let mut next = vec![vec![0.0; nodes]; table.len() + p.len() - 1];
    for (score, likelihoods) in table.iter().enumerate() {
        for (category, probabilities) in p.iter().enumerate() {
            let sums = &mut next[score + category];
            for ((sum, l), p) in sums.iter_mut().zip(likelihoods).zip(probabilities) {
                *sum += l * p;
            }
        }
    }
    next
}
