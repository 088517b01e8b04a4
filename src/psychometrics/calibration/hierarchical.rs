//! Estimated priors: the means and standard deviations of ln a and d are those of the item population.
//!
//! Empirical Bayes by EM over items (Mislevy, 1986, sec. 4; for small samples König, Spoden & Frey, 2020): with
//! posterior mode x_j and variance v_j of each item, mean = avg x_j and sd² = avg((x_j - mean)² + v_j). The v_j keep
//! the sd from shrinking to zero with the estimates.

use super::block::Kind;
use super::precision::Precision;
use super::priors::{Density, Normal, Priors};
use super::problem::{Point, Problem};

/// Below this spread items are as good as equal, and a narrower prior only slows the climb.
const SMALLEST_SD: f64 = 0.05;
/// Fewer items say nothing about a spread.
const FEWEST: usize = 3;

/// The priors as the items at this point have them. `None` without an inverse of the information.
pub(crate) fn update(problem: &Problem, point: &Point, precision: &Precision, priors: &Priors) -> Option<Priors> {
    let (mut slopes, mut intercepts) = (Vec::new(), Vec::new());
    for block in &problem.blocks {
        for term in &problem.priors {
            if !(block.local..block.local + block.parameters()).contains(&term.local) || block.kind == Kind::Nominal {
                continue;
            }
            let value = term.value(&point.local);
            let derivatives: Vec<_> = term.locals().map(|(local, sign)| (problem.free[local], sign)).collect();
            let error = precision.error(&derivatives)?;
            match term.density {
                // Variance of ln a by the delta method.
                Density::LogNormal(_) => slopes.push((value.ln(), (error / value).powi(2))),
                Density::Normal(_) if !(block.kind == Kind::Guessing && term.local == block.local + 2) => {
                    intercepts.push((value, error * error));
                }
                _ => {}
            }
        }
    }
    Some(Priors {
        log_slope: priors.log_slope.map(|old| population(&slopes).unwrap_or(old)),
        intercept: priors.intercept.map(|old| population(&intercepts).unwrap_or(old)),
        ..*priors
    })
}

fn population(items: &[(f64, f64)]) -> Option<Normal> {
    let n = items.len() as f64;
    let mean = items.iter().map(|(x, _)| x).sum::<f64>() / n;
    let variance = items.iter().map(|(x, v)| (x - mean).powi(2) + v).sum::<f64>() / n;
    (items.len() >= FEWEST && variance.is_finite()).then(|| Normal { mean, sd: variance.sqrt().max(SMALLEST_SD) })
}

/// The largest change of a mean or sd.
pub(crate) fn change(before: &Priors, after: &Priors) -> f64 {
    let of = |before: Option<Normal>, after: Option<Normal>| match (before, after) {
        (Some(b), Some(a)) => (b.mean - a.mean).abs().max((b.sd - a.sd).abs()),
        _ => 0.0,
    };
    of(before.log_slope, after.log_slope).max(of(before.intercept, after.intercept))
}
