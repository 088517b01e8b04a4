//! MAP, ML and WLE: every local maximum on a coarse grid, each refined, the highest taken.
//!
//! Guessing can give a likelihood several maxima (Samejima, 1973; Yen, Burket & Sykes, 1991), so a climb from one
//! start is not enough. Two maxima closer than one step of the coarse grid count as one.

use super::evaluate::{self, Sums};
use super::root::brent;
use super::tables::NodeTable;
use super::{Estimate, NoEstimate, Prior, Weighted};
use crate::grid::equally_spaced;
use crate::model::ItemModel;

const FARTHEST: f64 = 10.0;
const COARSE_NODES: usize = 81;
const TOLERANCE: f64 = 1e-11;
/// A search outside the coarse grid ends here: by then every sum has underflowed or changed its sign.
const HORIZON: f64 = 1e5;

/// Score, information and Warm's J of each answer at coarse nodes.
#[derive(Clone, Debug)]
pub(super) struct Search {
    nodes: Vec<f64>,
    score: NodeTable,
    information: NodeTable,
    bias: NodeTable,
}

/// Columns for one person.
#[derive(Clone, Debug)]
pub(super) struct Scratch {
    slope: Vec<f64>,
    information: Vec<f64>,
    bias: Vec<f64>,
}

impl Search {
    pub(super) fn new(models: &[ItemModel]) -> Self {
        let nodes = equally_spaced(COARSE_NODES, -FARTHEST, FARTHEST);
        Self {
            score: NodeTable::score(models, &nodes),
            information: NodeTable::of_items(models, &nodes, |model, at| evaluate::answer(model, 0, at).information),
            bias: NodeTable::of_items(models, &nodes, |model, at| evaluate::answer(model, 0, at).bias),
            nodes,
        }
    }

    pub(super) fn scratch(&self) -> Scratch {
        let column = vec![0.0; self.nodes.len()];
        Scratch { slope: column.clone(), information: column.clone(), bias: column }
    }

    pub(super) fn map(
        &self,
        models: &[ItemModel],
        prior: Prior,
        pattern: &[(usize, usize)],
        scratch: &mut Scratch,
    ) -> Estimate {
        let precision = prior.sd.powi(-2);
        self.score.sum(pattern, &mut scratch.slope);
        for (slope, theta) in scratch.slope.iter_mut().zip(&self.nodes) {
            *slope -= (theta - prior.mean) * precision;
        }
        let slope = |theta: f64| evaluate::sums(models, pattern, theta).score - (theta - prior.mean) * precision;
        let maxima = self.maxima(&scratch.slope, slope);
        let height = |theta: f64| {
            evaluate::log_likelihood(models, pattern, theta) - 0.5 * precision * (theta - prior.mean).powi(2)
        };
        let theta = highest(&maxima, height).map_or(prior.mean, |(theta, _)| theta);
        estimate(evaluate::sums(models, pattern, theta), precision, theta, maxima.len())
    }

    pub(super) fn ml(
        &self,
        models: &[ItemModel],
        pattern: &[(usize, usize)],
        scratch: &mut Scratch,
    ) -> Result<Estimate, NoEstimate> {
        if pattern.is_empty() {
            return Err(NoEstimate::NothingAnswered);
        }
        self.score.sum(pattern, &mut scratch.slope);
        let slope = |theta: f64| evaluate::sums(models, pattern, theta).score;
        let maxima = self.maxima(&scratch.slope, slope);
        let best = highest(&maxima, |theta| evaluate::log_likelihood(models, pattern, theta));
        let limit = |upward| -> f64 {
            pattern.iter().map(|(item, category)| evaluate::log_limit(&models[*item], *category, upward)).sum()
        };
        let (below, above) = (limit(false), limit(true));
        match best {
            Some((theta, height)) if height > below.max(above) => {
                Ok(estimate(evaluate::sums(models, pattern, theta), 0.0, theta, maxima.len()))
            }
            _ if below > above => Err(NoEstimate::MinusInfinity),
            _ if above > below => Err(NoEstimate::PlusInfinity),
            _ => Err(NoEstimate::NoInformation),
        }
    }

    pub(super) fn wle(
        &self,
        models: &[ItemModel],
        pattern: &[(usize, usize)],
        scratch: &mut Scratch,
    ) -> Result<Weighted, NoEstimate> {
        if pattern.is_empty() {
            return Err(NoEstimate::NothingAnswered);
        }
        self.score.sum(pattern, &mut scratch.slope);
        self.information.sum(pattern, &mut scratch.information);
        self.bias.sum(pattern, &mut scratch.bias);
        for (node, slope) in scratch.slope.iter_mut().enumerate() {
            *slope += correction(scratch.bias[node], scratch.information[node]);
        }
        let slope = |theta: f64| {
            let sums = evaluate::sums(models, pattern, theta);
            sums.score + correction(sums.bias, sums.information)
        };
        let maxima = self.maxima(&scratch.slope, slope);
        let theta = match maxima.as_slice() {
            [] => return Err(NoEstimate::NoInformation),
            [one] => *one,
            several => self.highest_by_slope(several, &scratch.slope),
        };
        let information = evaluate::sums(models, pattern, theta).information;
        if information > 0.0 {
            Ok(Weighted { theta, se: information.sqrt().recip(), roots: maxima.len() })
        } else {
            Err(NoEstimate::NoInformation)
        }
    }

    /// Every θ where `slope` (given at the coarse nodes, then as a function) passes from above 0 to below.
    fn maxima(&self, at_nodes: &[f64], mut slope: impl FnMut(f64) -> f64) -> Vec<f64> {
        let mut maxima = Vec::with_capacity(1);
        let last = self.nodes.len() - 1;
        if at_nodes[0] < 0.0 {
            maxima.extend(beyond((self.nodes[0], at_nodes[0]), &mut slope));
        }
        for node in 0..last {
            let (left, right) = (at_nodes[node], at_nodes[node + 1]);
            if left > 0.0 && right <= 0.0 {
                let ends = ((self.nodes[node], left), (self.nodes[node + 1], right));
                maxima.push(brent(ends.0, ends.1, TOLERANCE, &mut slope));
            }
        }
        if at_nodes[last] > 0.0 {
            maxima.extend(beyond((self.nodes[last], at_nodes[last]), &mut slope));
        }
        maxima
    }

    /// Warm's equation has no closed antiderivative under guessing: the slope is summed by trapezoids between roots.
    fn highest_by_slope(&self, roots: &[f64], slope: &[f64]) -> f64 {
        let height = |until: f64| -> f64 {
            let pairs = self.nodes.windows(2).zip(slope.windows(2));
            pairs.take_while(|(x, _)| x[1] <= until).map(|(x, s)| 0.5 * (x[1] - x[0]) * (s[0] + s[1])).sum()
        };
        highest(roots, height).map_or(roots[0], |(theta, _)| theta)
    }
}

/// J / (2 I), and 0 where nothing is measured.
fn correction(bias: f64, information: f64) -> f64 {
    if information > f64::MIN_POSITIVE { 0.5 * bias / information } else { 0.0 }
}

/// The maximum outward of a point where the function still rises outward, if the slope ever turns.
fn beyond(from: (f64, f64), slope: &mut impl FnMut(f64) -> f64) -> Option<f64> {
    let mut near = from;
    while near.0.abs() < HORIZON {
        let theta = 1.5 * near.0;
        let far = (theta, slope(theta));
        if far.1 == 0.0 || far.1.is_nan() {
            return None;
        }
        if (far.1 > 0.0) != (near.1 > 0.0) {
            return Some(brent(near, far, TOLERANCE, slope));
        }
        near = far;
    }
    None
}

fn highest(candidates: &[f64], mut height: impl FnMut(f64) -> f64) -> Option<(f64, f64)> {
    candidates.iter().map(|theta| (*theta, height(*theta))).max_by(|a, b| a.1.total_cmp(&b.1))
}

fn estimate(sums: Sums, precision: f64, theta: f64, maxima: usize) -> Estimate {
    let error = |information: f64| information.max(0.0).sqrt().recip();
    Estimate {
        theta,
        se_expected: error(sums.information + precision),
        se_observed: error(precision - sums.curvature),
        maxima,
    }
}
