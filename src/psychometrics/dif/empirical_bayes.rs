//! Empirical-Bayes Mantel-Haenszel for small groups.

use super::mantel_haenszel::EtsClass;
use crate::numeric::normal_cdf;

/// Posterior of an item's true DIF on the delta scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EmpiricalBayes {
    pub mean: f64,
    pub sd: f64,
    /// Share of the item's own Δ in the mean; the rest comes from all items.
    pub weight: f64,
    /// Probability that the true Δ lies in C- (≤ -1.5), B-, A (inside ±1), B+, C+.
    pub probabilities: [f64; 5],
}

impl EmpiricalBayes {
    /// Probabilities of A, B and C, in either direction.
    pub fn classes(&self) -> [f64; 3] {
        let [c_minus, b_minus, a, b_plus, c_plus] = self.probabilities;
        [a, b_minus + b_plus, c_minus + c_plus]
    }

    /// The class whose lower limit the size of the true Δ more probably exceeds than not: C when P(|Δ| > 1.5) is above
    /// one half, B when P(|Δ| > 1) is.
    pub fn class(&self) -> EtsClass {
        let [_, moderate, large] = self.classes();
        match (large > 0.5, moderate + large > 0.5) {
            (true, _) => EtsClass::C,
            (_, true) => EtsClass::B,
            _ => EtsClass::A,
        }
    }
}

/// Zwick, Thayer & Lewis (1999): true Δ ~ N(μ, τ²) over the items of a test, the observed one normal around it with its
/// standard error s; μ = mean Δ, τ² = variance of Δ - mean s², not below 0.
///
/// `items`: (Δ, s) of each item; an item without a finite pair gets `None` and does not count. With fewer than two items
/// everything is `None`.
pub fn empirical_bayes(items: &[(f64, f64)]) -> Vec<Option<EmpiricalBayes>> {
    let proper = |(delta, se): &(f64, f64)| delta.is_finite() && se.is_finite() && *se > 0.0;
    let kept: Vec<(f64, f64)> = items.iter().copied().filter(proper).collect();
    if kept.len() < 2 {
        return vec![None; items.len()];
    }
    let n = kept.len() as f64;
    let mean = kept.iter().map(|(delta, _)| delta).sum::<f64>() / n;
    let spread = kept.iter().map(|(delta, _)| (delta - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let error = kept.iter().map(|(_, se)| se * se).sum::<f64>() / n;
    let prior = (spread - error).max(0.0);
    items.iter().map(|item| proper(item).then(|| posterior(*item, mean, prior))).collect()
}

fn posterior((delta, se): (f64, f64), mean: f64, prior: f64) -> EmpiricalBayes {
    let weight = prior / (prior + se * se);
    let (centre, sd) = (weight * delta + (1.0 - weight) * mean, (weight * se * se).sqrt());
    let below = |cut: f64| match sd {
        sd if sd > 0.0 => normal_cdf((cut - centre) / sd),
        _ => f64::from(centre < cut),
    };
    let cuts = [-1.5, -1.0, 1.0, 1.5].map(below);
    EmpiricalBayes {
        mean: centre,
        sd,
        weight,
        probabilities: [cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], cuts[3] - cuts[2], 1.0 - cuts[3]],
    }
}
