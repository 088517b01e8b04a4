//! Empirical-Bayes DIF for small groups: an item's own figure weighed against those of all items.

use super::mantel_haenszel::EtsClass;
use crate::numeric::normal_cdf;

/// Limits of moderate and large DIF on the ETS delta scale (Zieky 1993).
pub const DELTA_LIMITS: [f64; 2] = [1.0, 1.5];
/// The same for the standardised mean difference over the item's spread (Zwick, Thayer & Mazzeo 1997).
pub const EFFECT_LIMITS: [f64; 2] = [0.17, 0.25];

/// Points of the grid over τ.
const GRID: usize = 400;
/// Figures beyond are no measurement.
const FARTHEST: f64 = 1e6;

/// Posterior of an item's true DIF, on the scale of the figures given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EmpiricalBayes {
    pub mean: f64,
    pub sd: f64,
    /// Share of the item's own Δ in the mean; the rest comes from all items.
    pub weight: f64,
    /// Probability that the true DIF lies in C- (beyond the second limit), B-, A (inside the first), B+, C+.
    pub probabilities: [f64; 5],
}

impl EmpiricalBayes {
    /// Probabilities of A, B and C, in either direction.
    pub fn classes(&self) -> [f64; 3] {
        let [c_minus, b_minus, a, b_plus, c_plus] = self.probabilities;
        [a, b_minus + b_plus, c_minus + c_plus]
    }

    /// The class whose lower limit the size of the true DIF more probably exceeds than not: on the delta scale C when
    /// P(|Δ| > 1.5) is above one half, B when P(|Δ| > 1) is.
    pub fn class(&self) -> EtsClass {
        let [_, moderate, large] = self.classes();
        match (large > 0.5, moderate + large > 0.5) {
            (true, _) => EtsClass::C,
            (_, true) => EtsClass::B,
            _ => EtsClass::A,
        }
    }
}

/// The model of Zwick, Thayer & Lewis (1999): true Δ ~ N(μ, τ²) over the items of a test, the observed one normal around
/// it with its standard error s. Their estimate of τ², variance of Δ - mean s² and not below 0, is often 0 in small
/// groups and would then call every item the mean of all, certainly. So τ and μ are not estimated but integrated over
/// (Gelman et al. 2013, eq. 5.21): μ flat, τ half-Cauchy with the limit of moderate DIF as scale (Gelman 2006).
///
/// `items`: (Δ, s) of each item; an item without a finite pair gets `None` and does not count. `limits`: of moderate and
/// large DIF. Of one item alone μ is 0, where the matching puts the mean of all.
pub fn empirical_bayes(items: &[(f64, f64)], limits: [f64; 2]) -> Vec<Option<EmpiricalBayes>> {
    let kept: Vec<(f64, f64)> = items.iter().copied().filter(is_proper).collect();
    let priors = priors(&kept, limits[0]);
    items.iter().map(|item| is_proper(item).then(|| posterior(*item, &priors, limits))).collect()
}

fn is_proper((delta, se): &(f64, f64)) -> bool {
    delta.abs() <= FARTHEST && *se > 0.0 && *se <= FARTHEST
}

/// One value of τ²: how probable it is, and μ with its variance given it.
struct Prior {
    probability: f64,
    variance: f64,
    mean: f64,
    mean_variance: f64,
}

/// At points of equal prior probability: the weights are the likelihood's.
fn priors(items: &[(f64, f64)], scale: f64) -> Vec<Prior> {
    let mut priors: Vec<Prior> = (0..GRID)
        .map(|place| {
            let tau = scale * (std::f64::consts::FRAC_PI_2 * (place as f64 + 0.5) / GRID as f64).tan();
            prior(items, tau * tau)
        })
        .collect();
    let highest = priors.iter().map(|one| one.probability).fold(f64::NEG_INFINITY, f64::max);
    priors.iter_mut().for_each(|one| one.probability = (one.probability - highest).exp());
    let sum: f64 = priors.iter().map(|one| one.probability).sum();
    priors.iter_mut().for_each(|one| one.probability /= sum);
    priors
}

/// With the logarithm of the likelihood of `variance` as probability.
fn prior(items: &[(f64, f64)], variance: f64) -> Prior {
    let precision = |se: f64| 1.0 / (variance + se * se);
    let total: f64 = items.iter().map(|(_, se)| precision(*se)).sum();
    let (mean, mean_variance) = match items {
        [_] => (0.0, 0.0),
        _ => (items.iter().map(|(delta, se)| delta * precision(*se)).sum::<f64>() / total, 1.0 / total),
    };
    let one = |(delta, se): &(f64, f64)| precision(*se).ln() - precision(*se) * (delta - mean).powi(2);
    let mut likelihood = 0.5 * items.iter().map(one).sum::<f64>();
    if mean_variance > 0.0 {
        likelihood += 0.5 * mean_variance.ln();
    }
    Prior { probability: likelihood, variance, mean, mean_variance }
}

/// A mixture of normal distributions, one a value of τ.
fn posterior((delta, se): (f64, f64), priors: &[Prior], [moderate, large]: [f64; 2]) -> EmpiricalBayes {
    let (mut mean, mut square, mut weight, mut below) = (0.0, 0.0, 0.0, [0.0; 4]);
    for prior in priors {
        let own = prior.variance / (prior.variance + se * se);
        let centre = own * delta + (1.0 - own) * prior.mean;
        let variance = own * se * se + (1.0 - own).powi(2) * prior.mean_variance;
        mean += prior.probability * centre;
        square += prior.probability * (variance + centre * centre);
        weight += prior.probability * own;
        for (sum, cut) in below.iter_mut().zip([-large, -moderate, moderate, large]) {
            *sum += prior.probability * normal_cdf((cut - centre) / variance.sqrt());
        }
    }
    let [first, second, third, fourth] = below;
    EmpiricalBayes {
        mean,
        sd: (square - mean * mean).max(0.0).sqrt(),
        weight,
        probabilities: [first, second - first, third - second, fourth - third, 1.0 - fourth],
    }
}
