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

/// Prior weights of all nodes, in factors: with Q = Σ⁻¹ and x = θ - μ, the weight of a cell is
/// exp(-½ x_oᵀ Q_oo x_o) of the outer domains, times exp(-Q_dl x_d x_l) for each of them with the last, times
/// exp(-½ Q_ll x_l²). A row is built from factors that stay in the nearest cache; the whole tensor would not.
#[derive(Clone, Debug)]
pub(super) struct Tensor {
    /// Nodes of each domain, equally spaced.
    pub(super) nodes: Vec<Vec<f64>>,
    /// First factor, one for each row (the last domain runs along the row), scaled so that all cells sum to 1.
    pub(super) outer: Vec<f64>,
    /// Second factor for each outer domain: node × node of the last.
    pub(super) pairs: Vec<Vec<f64>>,
    /// Third factor.
    pub(super) last: Vec<f64>,
    /// Prior mass of each row.
    pub(super) rows: Vec<f64>,
    /// Marginal prior of each domain.
    pub(super) marginals: Vec<Vec<f64>>,
}

impl Tensor {
    pub(super) fn new(population: &Population, count: usize, bound: f64) -> Result<Self, MultidimError> {
        let precision = population.check()?.inverse();
        let domains = population.domains();
        check_grid(population, &precision, count, bound)?;
        let reach = |d: usize| bound * population.sd(d);
        let away: Vec<Vec<f64>> = (0..domains).map(|d| equally_spaced(count, -reach(d), reach(d))).collect();
        let nodes = away.iter().zip(&population.means).map(|(x, mean)| x.iter().map(|x| x + mean).collect()).collect();
        let last = domains - 1;
        let entry = |i: usize, j: usize| precision[i * domains + j];
        let pair = |d: usize| -> Vec<f64> {
            away[d].iter().flat_map(|x| away[last].iter().map(move |y| (-entry(d, last) * x * y).exp())).collect()
        };
        let mut tensor = Self {
            nodes,
            outer: outer(&away[..last], &precision, domains, count),
            pairs: (0..last).map(pair).collect(),
            last: away[last].iter().map(|x| (-0.5 * entry(last, last) * x * x).exp()).collect(),
            rows: Vec::new(),
            marginals: vec![vec![0.0; count]; domains],
        };
        tensor.sum_up();
        Ok(tensor)
    }

    /// Row masses and marginals, scaled to a sum of 1.
    fn sum_up(&mut self) {
        let count = self.last.len();
        let mut index = vec![0; self.pairs.len()];
        let mut row = vec![0.0; count];
        for outer in &self.outer {
            for (l, cell) in row.iter_mut().enumerate() {
                *cell = self.pairs.iter().zip(&index).fold(self.last[l], |cell, (pair, i)| cell * pair[i * count + l]);
                *cell *= outer;
            }
            let mass: f64 = row.iter().sum();
            self.rows.push(mass);
            index.iter().zip(&mut self.marginals).for_each(|(i, marginal)| marginal[*i] += mass);
            self.marginals[index.len()].iter_mut().zip(&row).for_each(|(sum, cell)| *sum += cell);
            advance(&mut index, count);
        }
        let total: f64 = self.rows.iter().sum();
        self.outer.iter_mut().chain(&mut self.rows).for_each(|value| *value /= total);
        self.marginals.iter_mut().flatten().for_each(|value| *value /= total);
    }
}

/// The factors of a row must neither overflow nor vanish, alone or multiplied.
const LARGEST_EXPONENT: f64 = 680.0;

pub(super) fn check_grid(
    population: &Population,
    precision: &[f64],
    count: usize,
    bound: f64,
) -> Result<(), MultidimError> {
    let domains = population.domains();
    let exponent = u32::try_from(domains).unwrap_or(u32::MAX);
    let fits = count >= 5 && count.checked_pow(exponent).is_some_and(|cells| cells <= MAX_CELLS);
    if !fits {
        return Err(MultidimError::Nodes { nodes: count, domains });
    }
    if !(4.0..=12.0).contains(&bound) {
        return Err(MultidimError::Bound { bound });
    }
    for domain in 0..domains {
        let step = 2.0 * bound * population.sd(domain) / (count - 1) as f64;
        let conditional_sd = precision[domain * (domains + 1)].sqrt().recip();
        if step > WIDEST_STEP * conditional_sd {
            return Err(MultidimError::TooCoarse { domain, step, conditional_sd });
        }
    }
    let last = domains - 1;
    let size = |d: usize| {
        let half = if d == last { 0.5 } else { 1.0 };
        half * (precision[d * domains + last] * population.sd(d) * population.sd(last)).abs() * bound * bound
    };
    if (0..domains).map(size).sum::<f64>() > LARGEST_EXPONENT {
        return Err(MultidimError::TooClose { bound });
    }
    Ok(())
}

/// exp(-½ xᵀ Q x) of the outer domains at every index; of none: 1.
fn outer(away: &[Vec<f64>], precision: &[f64], domains: usize, count: usize) -> Vec<f64> {
    let mut index = vec![0; away.len()];
    let cells = away.iter().fold(1, |cells, _| cells * count);
    let mut weights = Vec::with_capacity(cells);
    while weights.len() < cells {
        let mut form = 0.0;
        for i in 0..away.len() {
            let row = (0..away.len()).map(|j| precision[i * domains + j] * away[j][index[j]]);
            form += away[i][index[i]] * row.sum::<f64>();
        }
        weights.push((-0.5 * form).exp());
        advance(&mut index, count);
    }
    weights
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
