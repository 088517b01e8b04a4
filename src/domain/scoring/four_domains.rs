//! `four-domains/1`: all domains of a blueprint measured together, each lending strength to the others, with the
//! probability of every category (Segall 1996; see `ukur_psychometrics::multidim`).
//!
//! With a calibration the categories follow θ, and items without parameters do not count. Without one the authors'
//! estimates stand in: categories and scores stay those of `partial-credit/1`, and only the probabilities are added.

use std::collections::BTreeMap;

use ukur_psychometrics::classification::{BorderlineRule, Cuts, judge};
use ukur_psychometrics::multidim::{Population, Profile, Scorer, Settings};

use super::measurement::{Basis, Measured, Measurement};
use super::{Outcome, PartialCredit, Scoring, item_score};
use crate::domain::assembly::{Pool, Scale};
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::calibration::{Calibration, SCORING_NODES};
use crate::domain::category::PotentialCategory;
use crate::domain::form::Form;
use crate::domain::ids::ItemId;
use crate::domain::measure::{Measure, Parameters, Source};
use crate::domain::response::Response;

/// Of every two domains, until a calibration knows better: the middle of what batteries of such domains show (.45 to
/// .70), an assumption. Higher, and a domain would say less of its own items; lower, and short domains say little.
pub const ASSUMED_CORRELATION: f64 = 0.6;
/// θ, deviations and probabilities are rounded to this many parts, so that the last bits of another machine's
/// logarithm decide nothing.
const PARTS: f64 = 1e6;
/// Categories of the four-category scale.
const CATEGORIES: usize = 4;

/// Made once for a session; a person costs less than a millisecond.
#[derive(Clone, Debug)]
pub struct FourDomains {
    basis: Basis,
    /// Number of the item in the scorer, and what it measures.
    items: BTreeMap<ItemId, (usize, Measure)>,
    /// Section of the blueprint of each item in the scorer.
    section_of: Vec<usize>,
    scorer: Scorer,
    population: Population,
    weights: Vec<f64>,
    cuts: Cuts,
}

impl FourDomains {
    /// Items that the blueprint can draw; a calibration that does not cover them counts as none.
    ///
    /// `None` where nothing can be said: cut scores that no θ tells apart, no section with a weight, or more sections
    /// than a grid can hold.
    pub fn new(blueprint: &Blueprint, bank: &Bank, calibration: Option<&Calibration>) -> Option<Self> {
        let calibration = calibration.filter(|calibration| calibration.covers(blueprint, bank));
        let parameters = calibration.map(|calibration| calibration.parameters(bank)).unwrap_or_default();
        let pool = Pool::new(blueprint, bank, &parameters);
        let cuts = theta_cuts(blueprint, &pool)?;
        let weights = shares(blueprint)?;
        let population = population(blueprint, calibration)?;
        let counts = |measure: &Measure| calibration.is_none() || measure.source == Source::Calibrated;
        let mut made = Vec::new();
        let mut items = BTreeMap::new();
        for ((item, measure), section) in pool.items.iter().zip(&pool.measures).zip(&pool.section_of) {
            if counts(measure) {
                items.insert(item.id.clone(), (made.len(), measure.clone()));
                made.push((measure.model.clone(), *section));
            }
        }
        let settings = Settings {
            nodes: SCORING_NODES,
            cuts: Some(cuts.clone()),
            weights: Some(weights.clone()),
            ..Settings::default()
        };
        let scorer = Scorer::new(&made, &population, &settings).ok()?;
        let basis = calibration.map_or(Basis::Uncalibrated, |calibration| Basis::Calibrated(calibration.id.clone()));
        let section_of = made.into_iter().map(|(_, section)| section).collect();
        Some(Self { basis, items, section_of, scorer, population, weights, cuts })
    }

    pub fn basis(&self) -> &Basis {
        &self.basis
    }

    /// On θ, rising.
    pub fn cuts(&self) -> &Cuts {
        &self.cuts
    }

    pub(in crate::domain) fn scorer(&self) -> &Scorer {
        &self.scorer
    }

    pub(in crate::domain) fn population(&self) -> &Population {
        &self.population
    }

    /// Section of the blueprint that an item of the scorer belongs to.
    pub(super) fn section(&self, number: usize) -> usize {
        self.section_of[number]
    }

    pub(in crate::domain) fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Number of an item in the scorer; of one that does not count, none.
    pub(in crate::domain) fn number(&self, item: &ItemId) -> Option<usize> {
        Some(self.items.get(item)?.0)
    }

    /// Numbers of the form's items in the scorer; those that do not count are left out.
    pub(super) fn numbers(&self, form: &Form) -> Vec<usize> {
        form.items().filter_map(|item| Some(self.items.get(&item.id)?.0)).collect()
    }

    /// Item and category of each item that counts. What was shown and left is scored like any other response, with 0,
    /// or not at all, as the blueprint says.
    fn pattern(
        &self,
        form: &Form,
        responses: &BTreeMap<ItemId, Response>,
        bank: &Bank,
        blueprint: &Blueprint,
    ) -> Vec<(usize, usize)> {
        let one = |id: &ItemId| {
            let (number, measure) = self.items.get(id)?;
            let response = responses.get(id);
            if !blueprint.counts(response) {
                return None;
            }
            let score = item_score(&bank.items.get(id)?.interaction, response);
            Some((*number, measure.category(score)))
        };
        form.items().filter_map(|item| one(&item.id)).collect()
    }

    /// Fills in what the profile says; an outcome that it says nothing of stays as it is.
    fn told(
        &self,
        mut outcome: Outcome,
        sections: &[usize],
        profile: &Profile,
        pattern: &[(usize, usize)],
    ) -> Option<Outcome> {
        let composite = profile.composite.as_ref()?;
        let overall = measured(composite.theta, composite.sd, &composite.probabilities, pattern.len())?;
        for (domain, section) in outcome.domains.iter_mut().zip(sections) {
            let score = profile.domains.get(*section)?;
            let items = pattern.iter().filter(|(item, _)| self.section(*item) == *section).count();
            let measured = measured(score.theta, score.sd, &score.probabilities, items)?;
            if self.is_calibrated() {
                domain.category = self.category(&measured);
            }
            domain.measured = Some(measured);
        }
        if self.is_calibrated() {
            self.name().clone_into(&mut outcome.scoring);
            outcome.category = self.category(&overall);
        }
        let borderline = self.is_borderline(&overall, outcome.category)?;
        let cuts = <[f64; 3]>::try_from(self.cuts.theta()).ok()?;
        outcome.measurement = Some(Measurement { basis: self.basis.clone(), overall, cuts, borderline });
        Some(outcome)
    }

    /// By θ, or because the category reported (which without a calibration does not follow θ) is itself unlikely.
    fn is_borderline(&self, overall: &Measured, category: PotentialCategory) -> Option<bool> {
        let rule = BorderlineRule::default();
        let near = judge(overall.theta, overall.sd, &overall.probabilities, &self.cuts, rule).ok()?.is_some();
        let least = rule.below_probability.unwrap_or_default();
        Some(near || overall.probabilities[category as usize] < least)
    }

    fn category(&self, measured: &Measured) -> PotentialCategory {
        match self.cuts.category(measured.theta) {
            0 => PotentialCategory::KurangPotensial,
            1 => PotentialCategory::CukupPotensial,
            2 => PotentialCategory::Potensial,
            _ => PotentialCategory::SangatPotensial,
        }
    }

    fn is_calibrated(&self) -> bool {
        matches!(self.basis, Basis::Calibrated(_))
    }
}

impl Scoring for FourDomains {
    fn name(&self) -> &'static str {
        if self.is_calibrated() { "four-domains/1" } else { PartialCredit.name() }
    }

    /// Bank and blueprint are those that it was made of.
    fn score(
        &self,
        form: &Form,
        responses: &BTreeMap<ItemId, Response>,
        bank: &Bank,
        blueprint: &Blueprint,
    ) -> Outcome {
        let outcome = PartialCredit.score(form, responses, bank, blueprint);
        let pattern = self.pattern(form, responses, bank, blueprint);
        if pattern.is_empty() {
            return outcome;
        }
        let mut sections: Vec<usize> = form.sections.iter().map(|section| usize::from(section.rule)).collect();
        sections.sort_unstable();
        let profile = self.scorer.score(&pattern).ok();
        let told = profile.and_then(|profile| self.told(outcome.clone(), &sections, &profile, &pattern));
        told.unwrap_or(outcome)
    }
}

/// Where a typical form is expected to earn the cut scores, by items with and without parameters as they are drawn: the
/// same place that the fairness certificate looks at. A person who is alike in all domains has that θ in the composite,
/// so one set of cuts serves the domains and the whole.
fn theta_cuts(blueprint: &Blueprint, pool: &Pool<'_>) -> Option<Cuts> {
    let points = Scale::new(blueprint, pool).cuts();
    Cuts::new(&points.map(|point| round(point.theta))).ok()
}

/// Of the sections' weights in their sum.
fn shares(blueprint: &Blueprint) -> Option<Vec<f64>> {
    let sum: f64 = blueprint.sections.iter().map(|section| section.weight).sum();
    (sum > 0.0).then(|| blueprint.sections.iter().map(|section| section.weight / sum).collect())
}

/// Standard normal domains in the order of the blueprint's sections.
fn population(blueprint: &Blueprint, calibration: Option<&Calibration>) -> Option<Population> {
    let sections = &blueprint.sections;
    let mut correlations = Vec::with_capacity(sections.len() * sections.len());
    for (i, one) in sections.iter().enumerate() {
        for (j, other) in sections.iter().enumerate() {
            correlations.push(match calibration {
                Some(calibration) => calibration.correlation(&one.domain, &other.domain)?,
                None if i == j => 1.0,
                None => ASSUMED_CORRELATION,
            });
        }
    }
    Some(Population::correlated(sections.len(), &correlations))
}

/// The parameters that a session draws its forms by.
pub fn parameters(blueprint: &Blueprint, bank: &Bank, calibration: Option<&Calibration>) -> Parameters {
    let used = calibration.filter(|calibration| calibration.covers(blueprint, bank));
    used.map(|calibration| calibration.parameters(bank)).unwrap_or_default()
}

fn measured(theta: f64, sd: f64, probabilities: &[f64], items: usize) -> Option<Measured> {
    let rounded: Vec<f64> = probabilities.iter().map(|p| round(*p)).collect();
    let probabilities = <[f64; CATEGORIES]>::try_from(rounded).ok()?;
    Some(Measured { theta: round(theta), sd: round(sd), probabilities, items: u16::try_from(items).ok()? })
}

fn round(value: f64) -> f64 {
    (value * PARTS).round() / PARTS
}

#[cfg(test)]
#[path = "four_domains_tests.rs"]
mod tests;
