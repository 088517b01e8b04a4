//! What a design does, before anybody sits: persons of known θ go through it. On all cores, the same result on any
//! number of them.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};

use super::bank::{AdaptiveError, Bank};
use super::choose::{Next, Sitting, StopReason};
use super::posterior::{Estimate, Posterior};
use super::report::{SimulationReport, course_report, summarise};
use super::rules::{Content, Prior, Rules};
use crate::random::{Rng, stream, unit};

/// Who sits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Abilities {
    /// So many persons at the evenly spaced quantiles of a normal: the distribution without its sampling error.
    Normal { persons: usize, mean: f64, sd: f64 },
    /// So many persons at each of these points.
    Points { points: Vec<f64>, each: usize },
}

/// What they sit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Design {
    Adaptive(Rules),
    /// Given forms, one after another; all are scored by EAP under the prior.
    Linear {
        forms: Vec<Vec<usize>>,
        prior: Prior,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Simulation {
    pub abilities: Abilities,
    pub seed: u64,
}

/// One simulated person.
pub(super) struct Person {
    pub theta: f64,
    pub items: Vec<usize>,
    pub refused: Vec<usize>,
    /// Where a pool was drawn.
    pub pool: Option<Vec<usize>>,
    /// Under a course the cell of each place.
    pub places: Vec<u16>,
    /// After each item.
    pub estimates: Vec<Estimate>,
    pub stop: StopReason,
}

/// # Errors
/// Rules that do not fit the bank, forms with items that it does not have, a distribution that is none.
pub fn simulate(bank: &Bank, design: &Design, simulation: &Simulation) -> Result<SimulationReport, AdaptiveError> {
    let persons = persons(bank, design, simulation)?;
    let mut report = summarise(bank, &simulation.abilities, &persons);
    if let Design::Adaptive(Rules { content: Content::Course(course), .. }) = design {
        report.course = Some(course_report(bank, course, &persons));
    }
    Ok(report)
}

/// One sitting whose answers come from elsewhere: its items in their order, each with the category that `answer` gave.
///
/// # Errors
/// Rules that do not fit the bank.
pub fn sit(
    bank: &Bank,
    rules: &Rules,
    seed: u64,
    mut answer: impl FnMut(usize) -> usize,
) -> Result<Vec<(usize, usize)>, AdaptiveError> {
    rules.check(bank)?;
    let mut sitting = Sitting::drawn(bank, rules, seed);
    let mut posterior = Posterior::new(bank, rules.prior);
    let mut answered = Vec::new();
    while let Next::Item(item) = sitting.choose(posterior.estimate()) {
        let category = answer(item);
        if category >= bank.categories(item) {
            return Err(AdaptiveError::Category { item, category });
        }
        posterior.update(item, category);
        sitting.give(item);
        answered.push((item, category));
    }
    Ok(answered)
}

pub(super) fn persons(bank: &Bank, design: &Design, simulation: &Simulation) -> Result<Vec<Person>, AdaptiveError> {
    check(bank, design)?;
    let thetas = thetas(&simulation.abilities)?;
    let sit = |(person, theta): (usize, &f64)| {
        let mut rng = stream(simulation.seed, person as u64);
        match design {
            Design::Adaptive(rules) => adaptive(bank, rules, *theta, &mut rng),
            Design::Linear { forms, prior } => linear(bank, &forms[person % forms.len()], *prior, *theta, &mut rng),
        }
    };
    Ok(thetas.par_iter().enumerate().map(sit).collect())
}

fn check(bank: &Bank, design: &Design) -> Result<(), AdaptiveError> {
    match design {
        Design::Adaptive(rules) => rules.check(bank),
        Design::Linear { forms, prior } => {
            Rules { prior: *prior, ..Rules::of_length(0) }.check(bank)?;
            if forms.is_empty() {
                return Err(AdaptiveError::Rule { rule: "forms", reason: "there is none".to_owned() });
            }
            match forms.iter().flatten().find(|item| **item >= bank.len()) {
                Some(item) => Err(AdaptiveError::NoSuchItem { item: *item, items: bank.len() }),
                None => Ok(()),
            }
        }
    }
}

fn thetas(abilities: &Abilities) -> Result<Vec<f64>, AdaptiveError> {
    match abilities {
        Abilities::Points { points, each } => {
            if let Some(point) = points.iter().find(|point| !point.is_finite()) {
                return Err(AdaptiveError::Rule { rule: "abilities", reason: format!("{point} is no point") });
            }
            Ok(points.iter().flat_map(|point| std::iter::repeat_n(*point, *each)).collect())
        }
        Abilities::Normal { persons, mean, sd } => {
            let normal = Normal::new(*mean, *sd)
                .map_err(|error| AdaptiveError::Rule { rule: "abilities", reason: error.to_string() })?;
            let quantile = |person: usize| normal.inverse_cdf((person as f64 + 0.5) / *persons as f64);
            Ok((0..*persons).map(quantile).collect())
        }
    }
}

fn adaptive(bank: &Bank, rules: &Rules, theta: f64, rng: &mut impl Rng) -> Person {
    let mut sitting = Sitting::drawn(bank, rules, rng.next_u64());
    let mut posterior = Posterior::new(bank, rules.prior);
    let mut now = posterior.estimate();
    let (mut items, mut estimates) = (Vec::new(), Vec::new());
    let stop = loop {
        match sitting.choose(now) {
            Next::Stop(reason) => break reason,
            Next::Item(item) => {
                posterior.update(item, answer(bank, item, theta, rng));
                sitting.give(item);
                now = posterior.estimate();
                items.push(item);
                estimates.push(now);
            }
        }
    };
    let Sitting { refused, pool, places, .. } = sitting;
    Person { theta, items, refused, pool, places, estimates, stop }
}

fn linear(bank: &Bank, form: &[usize], prior: Prior, theta: f64, rng: &mut impl Rng) -> Person {
    let mut posterior = Posterior::new(bank, prior);
    let estimate = |item: &usize| {
        posterior.update(*item, answer(bank, *item, theta, rng));
        posterior.estimate()
    };
    let estimates = form.iter().map(estimate).collect();
    let (items, places) = (form.to_vec(), Vec::new());
    Person { theta, items, refused: Vec::new(), pool: None, places, estimates, stop: StopReason::Length }
}

/// A category drawn from the model.
fn answer(bank: &Bank, item: usize, theta: f64, rng: &mut impl Rng) -> usize {
    let mut lot = unit(rng);
    let probabilities = bank.item(item).model.probabilities(theta);
    for (category, probability) in probabilities.iter().enumerate() {
        lot -= probability;
        if lot < 0.0 {
            return category;
        }
    }
    probabilities.len() - 1
}
