//! Profiles of persons.

use rayon::prelude::*;

use super::contract::{Contraction, Likelihood, Sum, contract};
use super::population::Tensor;
use super::{MultidimError, Population, marginal};
use crate::classification::Cuts;
use crate::model::ItemModel;
use crate::responses::{Responses, Skipped};
use crate::scoring::tables::NodeTable;
use crate::scoring::{ScoringError, check_models, check_pattern};

/// Grid, cuts, composite.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Nodes for each domain.
    pub nodes: usize,
    /// How far the nodes reach to either side of the mean, in standard deviations.
    pub bound: f64,
    /// Cuts between the categories, the same for the domains and the composite.
    pub cuts: Option<Cuts>,
    /// Σ w_d θ_d is reported too.
    pub weights: Option<Vec<f64>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { nodes: 31, bound: 5.0, cuts: None, weights: None }
    }
}

/// What is known of one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    pub domains: Vec<DomainScore>,
    /// Posterior covariances, D × D, row by row.
    pub covariance: Vec<f64>,
    pub composite: Option<Composite>,
    /// Bound of the share of posterior mass that was left out as negligible.
    pub left_out: f64,
}

/// EAP of one domain.
#[derive(Clone, Debug, PartialEq)]
pub struct DomainScore {
    pub theta: f64,
    /// Posterior standard deviation.
    pub sd: f64,
    /// Posterior probability of each category; empty without cuts.
    pub probabilities: Vec<f64>,
}

/// EAP of Σ w_d θ_d.
#[derive(Clone, Debug, PartialEq)]
pub struct Composite {
    pub theta: f64,
    pub sd: f64,
    /// Posterior probability of each category; empty without cuts.
    pub probabilities: Vec<f64>,
}

/// Items with known parameters, each of one domain, and the tensor of the prior: made once, scores any number of
/// persons from any thread.
#[derive(Clone, Debug)]
pub struct Scorer {
    models: Vec<ItemModel>,
    /// Domain (in the order of the axes) and number within it, of each item.
    places: Vec<(usize, usize)>,
    tables: Vec<NodeTable>,
    tensor: Tensor,
    /// Domain of each axis: the heaviest of the composite runs last.
    order: Vec<usize>,
    cuts: Option<Cuts>,
    weights: Option<Vec<f64>>,
}

/// Nodes below this share of the largest are left out, if the sum over all allows it.
const NEGLIGIBLE_NODE: f64 = 1e-11;
/// Rows below this share of the evidence are left out: all rows together stay below a hundred millionth.
const NEGLIGIBLE_ROW: f64 = 1e-13;
/// No more of the posterior may be left out.
const MOST_LEFT_OUT: f64 = 1e-8;

impl Scorer {
    /// `items`: model and domain (from 0) of each.
    pub fn new(
        items: &[(ItemModel, usize)],
        population: &Population,
        settings: &Settings,
    ) -> Result<Self, MultidimError> {
        population.check()?;
        let domains = population.domains();
        check_weights(settings.weights.as_deref(), domains)?;
        if let Some(item) = items.iter().position(|(_, domain)| *domain >= domains) {
            return Err(MultidimError::NoSuchDomain { item, domain: items[item].1, domains });
        }
        let models: Vec<ItemModel> = items.iter().map(|(model, _)| model.clone()).collect();
        check_models(&models)?;
        let order = axes(settings.weights.as_deref(), domains);
        let tensor = Tensor::new(&population.reordered(&order), settings.nodes, settings.bound)
            .map_err(|error| error.in_order(&order))?;
        let mut of_axis: Vec<Vec<ItemModel>> = vec![Vec::new(); domains];
        let mut places = Vec::with_capacity(items.len());
        for (model, domain) in items {
            let axis = order.iter().position(|d| d == domain).unwrap_or(*domain);
            places.push((axis, of_axis[axis].len()));
            of_axis[axis].push(model.clone());
        }
        let tables = of_axis.iter().zip(&tensor.nodes).map(|(m, nodes)| NodeTable::log_likelihood(m, nodes)).collect();
        let weights = settings.weights.as_ref().map(|weights| order.iter().map(|d| weights[*d]).collect());
        Ok(Self { models, places, tables, tensor, order, cuts: settings.cuts.clone(), weights })
    }

    pub fn domains(&self) -> usize {
        self.order.len()
    }

    pub fn models(&self) -> &[ItemModel] {
        &self.models
    }

    /// The domain that an item measures; `item` must exist.
    pub(crate) fn domain_of(&self, item: usize) -> usize {
        self.order[self.places[item].0]
    }

    /// One person's answers as (item, category). Of no answers: the population.
    pub fn score(&self, pattern: &[(usize, usize)]) -> Result<Profile, MultidimError> {
        check_pattern(&self.models, 0, pattern)?;
        self.profile(0, pattern)
    }

    /// Every person of a session, in parallel, in their order.
    pub fn score_all(&self, responses: &Responses, skipped: Skipped) -> Result<Vec<Profile>, MultidimError> {
        if responses.items() != self.models.len() {
            let (responses, models) = (responses.items(), self.models.len());
            return Err(ScoringError::Items { responses, models }.into());
        }
        let one = |person: usize| {
            let pattern: Vec<(usize, usize)> = responses.categories(person, skipped).collect();
            check_pattern(&self.models, person, &pattern)?;
            self.profile(person, &pattern)
        };
        (0..responses.persons()).into_par_iter().map(one).collect()
    }

    /// P(composite below each point | answers): the posterior distribution of Σ w_d θ_d. Empty without weights.
    pub fn composite_below(&self, pattern: &[(usize, usize)], points: &[f64]) -> Result<Vec<f64>, MultidimError> {
        check_pattern(&self.models, 0, pattern)?;
        let Some(weights) = &self.weights else { return Ok(Vec::new()) };
        let (found, _) = self.contraction(0, pattern, Some(Sum { weights, cuts: points }))?;
        Ok(found.below.iter().map(|below| (below / found.mass).clamp(0.0, 1.0)).collect())
    }

    fn profile(&self, person: usize, pattern: &[(usize, usize)]) -> Result<Profile, MultidimError> {
        let cuts = self.cuts.as_ref().map_or(&[][..], Cuts::theta);
        let sum = self.weights.as_ref().map(|weights| Sum { weights, cuts });
        let (found, left_out) = self.contraction(person, pattern, sum)?;
        let domains = self.domains();
        let mean = |axis: usize| found.first[axis] / found.mass;
        let covariance = |i: usize, j: usize| found.second[i.min(j)][i.max(j)] / found.mass - mean(i) * mean(j);
        let axis_of = |domain: usize| self.order.iter().position(|d| *d == domain).unwrap_or(domain);
        let axes: Vec<usize> = (0..domains).map(axis_of).collect();
        let probabilities = |below: &[f64]| if cuts.is_empty() { Vec::new() } else { Cuts::shares(below) };
        let domain = |axis: &usize| {
            let below = marginal::below(&self.tensor.nodes[*axis], &found.marginals[*axis], cuts);
            let sd = covariance(*axis, *axis).max(0.0).sqrt();
            DomainScore { theta: mean(*axis), sd, probabilities: probabilities(&below) }
        };
        let composite = self.weights.as_ref().map(|weights| {
            let pairs = (0..domains).flat_map(|i| (0..domains).map(move |j| (i, j)));
            let variance: f64 = pairs.map(|(i, j)| weights[i] * weights[j] * covariance(i, j)).sum();
            let below: Vec<f64> = found.below.iter().map(|below| (below / found.mass).clamp(0.0, 1.0)).collect();
            Composite {
                theta: (0..domains).map(|axis| weights[axis] * mean(axis)).sum(),
                sd: variance.max(0.0).sqrt(),
                probabilities: probabilities(&below),
            }
        });
        Ok(Profile {
            domains: axes.iter().map(domain).collect(),
            covariance: axes.iter().flat_map(|i| axes.iter().map(|j| covariance(*i, *j))).collect(),
            composite,
            left_out,
        })
    }

    /// The pass, with a bound of the posterior share it leaves out.
    fn contraction(
        &self,
        person: usize,
        pattern: &[(usize, usize)],
        sum: Option<Sum<'_>>,
    ) -> Result<(Contraction, f64), MultidimError> {
        let (mut likelihood, dropped) = self.likelihood(pattern);
        // The evidence if the domains did not correlate: the right order of magnitude for all but odd profiles.
        let evidence: f64 = likelihood.values.iter().zip(&self.tensor.marginals).map(|(l, m)| dot(l, m)).product();
        let found = contract(&self.tensor, &likelihood, sum, NEGLIGIBLE_ROW * evidence);
        let left_out = (dropped + found.dropped) / found.mass;
        if left_out <= MOST_LEFT_OUT {
            return Ok((found, left_out));
        }
        likelihood.active.iter_mut().zip(&self.tensor.nodes).for_each(|(active, nodes)| *active = 0..nodes.len());
        let found = contract(&self.tensor, &likelihood, sum, 0.0);
        if found.mass.is_normal() { Ok((found, 0.0)) } else { Err(MultidimError::NoEvidence { person }) }
    }

    /// Likelihoods by axis, each with its largest value 1, and a bound of the mass outside the active nodes.
    fn likelihood(&self, pattern: &[(usize, usize)]) -> (Likelihood, f64) {
        let mut parts: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.domains()];
        for &(item, category) in pattern {
            let (axis, number) = self.places[item];
            parts[axis].push((number, category));
        }
        let mut values = Vec::with_capacity(parts.len());
        let mut active = Vec::with_capacity(parts.len());
        let mut dropped = 0.0;
        for (axis, part) in parts.iter().enumerate() {
            let mut column = vec![0.0; self.tensor.nodes[axis].len()];
            self.tables[axis].sum(part, &mut column);
            let largest = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            column.iter_mut().for_each(|value| *value = (*value - largest).exp());
            let mass = |node: usize| column[node] * self.tensor.marginals[axis][node];
            let most = (0..column.len()).map(mass).fold(0.0, f64::max);
            let counts = |node: &usize| mass(*node) > NEGLIGIBLE_NODE * most;
            let first = (0..column.len()).find(counts).unwrap_or(0);
            let last = (0..column.len()).rfind(counts).unwrap_or(column.len() - 1);
            dropped += (0..first).chain(last + 1..column.len()).map(mass).sum::<f64>();
            values.push(column);
            active.push(first..last + 1);
        }
        (Likelihood { values, active }, dropped)
    }
}

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

fn check_weights(weights: Option<&[f64]>, domains: usize) -> Result<(), MultidimError> {
    let Some(weights) = weights else { return Ok(()) };
    let sound = weights.len() == domains
        && weights.iter().all(|w| w.is_finite() && *w >= 0.0)
        && weights.iter().any(|w| *w > 0.0);
    if sound { Ok(()) } else { Err(MultidimError::Weights) }
}

/// The domains in their order, the one of the greatest weight last: the composite is cut along the last axis.
fn axes(weights: Option<&[f64]>, domains: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..domains).collect();
    if let Some(weights) = weights {
        let heaviest = (0..domains).max_by(|i, j| weights[*i].total_cmp(&weights[*j])).unwrap_or(0);
        order.retain(|domain| *domain != heaviest);
        order.push(heaviest);
    }
    order
}
