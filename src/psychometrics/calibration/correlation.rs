//! Correlations of the latent variables of several domains, given their items.
//!
//! For each pair of domains the likelihood of ρ is that of a bivariate standard normal distribution on the product of
//! the nodes, the answers of the two domains being independent given θ: the pairwise (composite) likelihood of Jöreskog &
//! Moustaki (2001), consistent whatever the other domains are. The pairs together need not make a correlation matrix;
//! then the nearest one is taken (Higham, 2002).

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::grid::equally_spaced;
use crate::model::{ItemModel, SMALLEST};
use crate::numeric::{dot, exp_in_place};
use crate::responses::{Responses, Skipped};

/// Settings of [`latent_correlations`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CorrelationSettings {
    /// Equally spaced nodes on [-bound, bound] for each domain.
    pub nodes: usize,
    pub bound: f64,
    pub skipped: Skipped,
}

impl Default for CorrelationSettings {
    fn default() -> Self {
        Self { nodes: 31, bound: 5.0, skipped: Skipped::Zero }
    }
}

/// A matrix of latent correlations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LatentCorrelations {
    /// domains × domains.
    pub correlations: Vec<Vec<f64>>,
    /// Standard errors of the pairs; `None` on the diagonal and where the likelihood has no bend.
    pub errors: Vec<Vec<Option<f64>>>,
    /// Persons with answers in both domains of a pair.
    pub persons: Vec<Vec<usize>>,
    /// The pairs did not make a positive definite matrix, and the nearest one was taken.
    pub adjusted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CorrelationError {
    #[error("domain {domain}: item column {column} of {columns} does not exist")]
    NoSuchItem { domain: usize, column: usize, columns: usize },
    #[error(
        "domain {domain}, item column {column}: person {person} has category {category}, the item has {categories}"
    )]
    Category { domain: usize, column: usize, person: usize, category: usize, categories: usize },
    #[error("item column {column} is in two domains")]
    Twice { column: usize },
    #[error("domains {left} and {right}: nobody has answers in both")]
    NoOverlap { left: usize, right: usize },
    #[error("at least three nodes on a positive bound are needed")]
    Nodes,
}

/// The correlation is kept this far from ±1.
const LIMIT: f64 = 0.995;

/// `domains`: for each domain its items as (column of the responses, model), θ ~ N(0, 1) in each.
///
/// # Errors
/// [`CorrelationError`]: items that do not fit the answers, or domains without common persons.
pub fn latent_correlations(
    domains: &[Vec<(usize, ItemModel)>],
    responses: &Responses,
    settings: CorrelationSettings,
) -> Result<LatentCorrelations, CorrelationError> {
    let CorrelationSettings { nodes, bound, .. } = settings;
    if nodes < 3 || !(bound > 0.0 && bound.is_finite()) {
        return Err(CorrelationError::Nodes);
    }
    let nodes = equally_spaced(nodes, -bound, bound);
    let likelihoods = likelihoods(domains, responses, &nodes, settings.skipped)?;
    let n = domains.len();
    let pairs: Vec<(usize, usize)> = (0..n).flat_map(|right| (0..right).map(move |left| (left, right))).collect();
    let estimates: Vec<Result<Estimate, CorrelationError>> =
        pairs.par_iter().map(|(left, right)| pair(&likelihoods, *left, *right, &nodes)).collect();
    let mut result = LatentCorrelations {
        correlations: (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect(),
        errors: vec![vec![None; n]; n],
        persons: vec![vec![responses.persons(); n]; n],
        adjusted: false,
    };
    for ((left, right), estimate) in pairs.into_iter().zip(estimates) {
        let estimate = estimate?;
        for (i, j) in [(left, right), (right, left)] {
            result.correlations[i][j] = estimate.correlation;
            result.errors[i][j] = estimate.error;
            result.persons[i][j] = estimate.persons;
        }
    }
    if let Some(nearest) = super::nearest::correlation_matrix(&result.correlations) {
        result.correlations = nearest;
        result.adjusted = true;
    }
    Ok(result)
}

/// By domain and person the likelihood on the nodes, the largest being 1; `None` without answers.
type Likelihoods = Vec<Vec<Option<Vec<f64>>>>;

fn likelihoods(
    domains: &[Vec<(usize, ItemModel)>],
    responses: &Responses,
    nodes: &[f64],
    skipped: Skipped,
) -> Result<Likelihoods, CorrelationError> {
    let mut place: Vec<Option<(usize, usize)>> = vec![None; responses.items()];
    let mut curves: Vec<Vec<Vec<Vec<f64>>>> = Vec::new();
    for (domain, items) in domains.iter().enumerate() {
        for (item, (column, _)) in items.iter().enumerate() {
            let columns = responses.items();
            let here =
                place.get_mut(*column).ok_or(CorrelationError::NoSuchItem { domain, column: *column, columns })?;
            if here.replace((domain, item)).is_some() {
                return Err(CorrelationError::Twice { column: *column });
            }
        }
        curves.push(items.iter().map(|(_, model)| log_curves(model, nodes)).collect());
    }
    let mut likelihoods: Likelihoods = vec![vec![None; responses.persons()]; domains.len()];
    let cells = (0..responses.persons()).flat_map(|person| {
        responses.categories(person, skipped).map(move |(column, category)| (person, column, category))
    });
    for (person, column, category) in cells {
        let Some((domain, item)) = place[column] else { continue };
        let of_item = &curves[domain][item];
        let log_p = of_item.get(category).ok_or(CorrelationError::Category {
            domain,
            column,
            person,
            category,
            categories: of_item.len(),
        })?;
        let sums = likelihoods[domain][person].get_or_insert_with(|| vec![0.0; nodes.len()]);
        sums.iter_mut().zip(log_p).for_each(|(sum, log_p)| *sum += log_p);
    }
    for values in likelihoods.iter_mut().flatten().flatten() {
        let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        values.iter_mut().for_each(|value| *value -= largest);
        exp_in_place(values);
    }
    Ok(likelihoods)
}

/// ln P by category and node.
fn log_curves(model: &ItemModel, nodes: &[f64]) -> Vec<Vec<f64>> {
    let by_node: Vec<Vec<f64>> = nodes.iter().map(|theta| model.probabilities(*theta)).collect();
    (0..model.categories()).map(|k| by_node.iter().map(|p| p[k].max(SMALLEST).ln()).collect()).collect()
}

struct Estimate {
    correlation: f64,
    error: Option<f64>,
    persons: usize,
}

/// Maximum likelihood of one ρ: the score falls through zero; regula falsi with bisection (Illinois).
fn pair(likelihoods: &Likelihoods, left: usize, right: usize, nodes: &[f64]) -> Result<Estimate, CorrelationError> {
    let persons: Vec<(&[f64], &[f64])> = likelihoods[left]
        .iter()
        .zip(&likelihoods[right])
        .filter_map(|(left, right)| Some((left.as_deref()?, right.as_deref()?)))
        .collect();
    if persons.is_empty() {
        return Err(CorrelationError::NoOverlap { left, right });
    }
    let score = |rho: f64| score(&persons, nodes, rho);
    let (mut low, mut high) = ((-LIMIT, score(-LIMIT)), (LIMIT, score(LIMIT)));
    let correlation = if low.1 <= 0.0 {
        -LIMIT
    } else if high.1 >= 0.0 {
        LIMIT
    } else {
        for step in 0..60 {
            let middle = if step % 3 == 2 {
                0.5 * (low.0 + high.0)
            } else {
                (low.0 * high.1 - high.0 * low.1) / (high.1 - low.1)
            };
            let here = (middle, score(middle));
            if here.1 > 0.0 {
                low = here;
            } else {
                high = here;
            }
            if high.0 - low.0 < 1e-9 || here.1.abs() < 1e-9 {
                low.0 = middle;
                break;
            }
        }
        low.0
    };
    let h = 1e-4_f64.min(0.5 * (1.0 - correlation.abs()));
    let bend = (score(correlation + h) - score(correlation - h)) / (2.0 * h);
    let error = (bend < 0.0 && correlation.abs() < LIMIT).then(|| (-1.0 / bend).sqrt());
    Ok(Estimate { correlation, error, persons: persons.len() })
}

/// d ln L / dρ = Σ_persons l' W' r / l' W r, W the bivariate normal density on the nodes, normalised.
fn score(persons: &[(&[f64], &[f64])], nodes: &[f64], rho: f64) -> f64 {
    let q = nodes.len();
    let rest = 1.0 - rho * rho;
    let (mut weights, mut slopes) = (vec![0.0; q * q], vec![0.0; q * q]);
    for (i, x) in nodes.iter().enumerate() {
        for (j, y) in nodes.iter().enumerate() {
            let form = (x * x - 2.0 * rho * x * y + y * y) / rest;
            weights[i * q + j] = (-0.5 * form).exp();
            // d ln φ / dρ of the density without its constant, which cancels on normalising.
            slopes[i * q + j] = (x * y - rho * form) / rest;
        }
    }
    let total: f64 = weights.iter().sum();
    let mean = dot(&weights, &slopes) / total;
    for (weight, slope) in weights.iter().zip(&mut slopes) {
        *slope = weight * (*slope - mean);
    }
    let of_person = |(left, right): &(&[f64], &[f64])| {
        let (mut likelihood, mut slope) = (0.0, 0.0);
        for (i, left) in left.iter().enumerate() {
            // Nodes that the answers of the first domain exclude.
            if *left > 1e-20 {
                likelihood += left * dot(&weights[i * q..][..q], right);
                slope += left * dot(&slopes[i * q..][..q], right);
            }
        }
        if likelihood > 0.0 { slope / likelihood } else { 0.0 }
    };
    persons.iter().map(of_person).sum()
}
