//! The distribution of the domains in the population, and its tensor.

use super::{MAX_CELLS, MAX_DOMAINS, MultidimError};
use crate::grid::equally_spaced;
use crate::numeric::Cholesky;

/// Nodes may lie this many conditional standard deviations apart: the sum over nodes then differs from the integral by
/// 2 exp(-2 π² / 1.5²) = 3e-4 of the prior at worst (Poisson summation), and by far less after the first answers.
const WIDEST_STEP: f64 = 1.5;

/// Multivariate normal: means (D) and covariances (D × D, row by row).
#[derive(Clone, Debug, PartialEq)]
pub struct Population {
    pub means: Vec<f64>,
    pub covariance: Vec<f64>,
}

impl Population {
    /// Standard normal domains with these correlations (D × D, row by row).
    pub fn correlated(domains: usize, correlations: &[f64]) -> Self {
        Self { means: vec![0.0; domains], covariance: correlations.to_vec() }
    }

    pub fn domains(&self) -> usize {
        self.means.len()
    }

    /// Standard deviation of a domain; not a number where the matrix has no such entry.
    pub fn sd(&self, domain: usize) -> f64 {
        self.covariance.get(domain * self.domains() + domain).map_or(f64::NAN, |variance| variance.sqrt())
    }

    pub(super) fn check(&self) -> Result<Cholesky, MultidimError> {
        let domains = self.domains();
        if !(1..=MAX_DOMAINS).contains(&domains) {
            return Err(MultidimError::Domains { domains });
        }
        if let Some(domain) = self.means.iter().position(|mean| !mean.is_finite()) {
            return Err(MultidimError::Mean { domain });
        }
        let entry = |i: usize, j: usize| self.covariance[i * domains + j];
        let sound = self.covariance.len() == domains * domains
            && self.covariance.iter().all(|value| value.is_finite())
            && (0..domains).all(|i| (0..i).all(|j| (entry(i, j) - entry(j, i)).abs() < 1e-9));
        if !sound {
            return Err(MultidimError::Covariance { domains });
        }
        Cholesky::new(&self.covariance, domains).map_err(|e| MultidimError::NotPositiveDefinite { domain: e.row })
    }

    /// The same with the domains in another order.
    pub(super) fn reordered(&self, order: &[usize]) -> Self {
        let domains = self.domains();
        let pairs = order.iter().flat_map(|i| order.iter().map(move |j| self.covariance[i * domains + j]));
        Self { means: order.iter().map(|i| self.means[*i]).collect(), covariance: pairs.collect() }
    }
}

/// Prior weights of all nodes; the last domain runs fastest. Sums to 1.
#[derive(Clone, Debug)]
pub(super) struct Tensor {
    /// Nodes of each domain, equally spaced.
    pub(super) nodes: Vec<Vec<f64>>,
    pub(super) weights: Vec<f64>,
    /// Sum of each row of the last domain.
    pub(super) rows: Vec<f64>,
    /// Marginal prior of each domain.
    pub(super) marginals: Vec<Vec<f64>>,
}

impl Tensor {
    pub(super) fn new(population: &Population, count: usize, bound: f64) -> Result<Self, MultidimError> {
        let factor = population.check()?;
        let domains = population.domains();
        let exponent = u32::try_from(domains).unwrap_or(u32::MAX);
        let cells = count.checked_pow(exponent).filter(|cells| *cells <= MAX_CELLS);
        let Some(cells) = cells.filter(|_| count >= 5) else {
            return Err(MultidimError::Nodes { nodes: count, domains });
        };
        if !(4.0..=12.0).contains(&bound) {
            return Err(MultidimError::Bound { bound });
        }
        let precision = factor.inverse();
        for domain in 0..domains {
            let step = 2.0 * bound * population.sd(domain) / (count - 1) as f64;
            let conditional_sd = precision[domain * domains + domain].sqrt().recip();
            if step > WIDEST_STEP * conditional_sd {
                return Err(MultidimError::TooCoarse { domain, step, conditional_sd });
            }
        }
        let nodes: Vec<Vec<f64>> = (0..domains)
            .map(|d| {
                let reach = bound * population.sd(d);
                equally_spaced(count, -reach, reach).iter().map(|x| x + population.means[d]).collect()
            })
            .collect();
        let mut weights = density(&nodes, &population.means, &precision, cells);
        let total: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= total);
        let rows = weights.chunks_exact(count).map(|row| row.iter().sum()).collect();
        let marginals = marginals(&weights, domains, count);
        Ok(Self { nodes, weights, rows, marginals })
    }
}

/// exp(-½ (θ - μ)ᵀ Σ⁻¹ (θ - μ)) at every cell.
fn density(nodes: &[Vec<f64>], means: &[f64], precision: &[f64], cells: usize) -> Vec<f64> {
    let (domains, count) = (nodes.len(), nodes[0].len());
    let last = domains - 1;
    let mut weights = Vec::with_capacity(cells);
    let mut index = vec![0; last];
    let mut away = vec![0.0; last];
    while weights.len() < cells {
        (0..last).for_each(|d| away[d] = nodes[d][index[d]] - means[d]);
        let mut constant = 0.0;
        let mut linear = 0.0;
        for i in 0..last {
            constant += (0..last).map(|j| precision[i * domains + j] * away[i] * away[j]).sum::<f64>();
            linear += 2.0 * precision[i * domains + last] * away[i];
        }
        let square = precision[last * domains + last];
        weights.extend(nodes[last].iter().map(|x| {
            let x = x - means[last];
            (-0.5 * (constant + x * (linear + square * x))).exp()
        }));
        advance(&mut index, count);
    }
    weights
}

fn marginals(weights: &[f64], domains: usize, count: usize) -> Vec<Vec<f64>> {
    let mut marginals = vec![vec![0.0; count]; domains];
    let mut index = vec![0; domains];
    for weight in weights {
        for (marginal, place) in marginals.iter_mut().zip(&index) {
            marginal[*place] += weight;
        }
        advance(&mut index, count);
    }
    marginals
}

/// The next index, last place first.
fn advance(index: &mut [usize], count: usize) {
    for place in index.iter_mut().rev() {
        *place += 1;
        if *place < count {
            return;
        }
        *place = 0;
    }
}
