//! What answers taught about a bank's items: their models by domain, how the domains correlate, and from what this was
//! found. A calibration never speaks of an item that was changed since: each carries the fingerprint of its item.

mod coverage;
mod fingerprint;
mod remark;
mod scale;
mod status;

use std::collections::BTreeMap;

use ukur_psychometrics::multidim::{MultidimError, Population, Scorer, Settings};

pub use coverage::{Gap, coverage, pools};
pub use fingerprint::fingerprint;
pub use remark::{Lowered, Remark};
pub use scale::SCORING_NODES;
pub use status::{Answers, Status, WhyNot, may_accept, may_withdraw};
pub use ukur_psychometrics::calibration::Reason;

use super::bank::Bank;
use super::digest::Digest;
use super::ids::{BankId, CalibrationId, DomainId, ItemId, SessionId};
use super::measure::{ItemModel, Measure, Parameters, Source};

/// Items of one calibration; banks are smaller.
pub const MAX_ITEMS: usize = 20_000;
/// Categories of one item.
pub const MAX_CATEGORIES: usize = 64;
/// Least share of every section's pool that must have parameters before a session counts as calibrated.
pub const LEAST_COVERAGE: f64 = 0.8;
/// A location less certain than this is not used (PSYCHOMETRICS: items to refuse), nor a slope outside these.
pub const LARGEST_ERROR: f64 = 0.5;
pub const SLOPES: std::ops::RangeInclusive<f64> = 0.2..=4.0;

#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// Of all that follows.
    pub id: CalibrationId,
    pub bank: BankId,
    pub domains: Vec<DomainId>,
    /// Domains × domains, row by row.
    pub correlations: Vec<f64>,
    pub items: BTreeMap<ItemId, CalibratedItem>,
    /// Why an item has no parameters.
    pub not_estimated: BTreeMap<ItemId, Reason>,
    pub facts: CalibrationFacts,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CalibratedItem {
    pub domain: DomainId,
    pub model: ItemModel,
    /// Item score (0 to 1) of each category, rising.
    pub scores: Vec<f64>,
    /// Standard errors by name: `se_a`, `se_b`, of graded items `se_b1`, `se_b2` …
    pub errors: BTreeMap<String, f64>,
    /// Of the item as it was answered: [`fingerprint`].
    pub fingerprint: String,
}

/// From what it was found, and how far to trust it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CalibrationFacts {
    pub sessions: Vec<SessionId>,
    pub persons: u32,
    pub answers: u64,
    /// The model fitted in each domain: `2pl`, `mixed` …
    pub models: BTreeMap<DomainId, String>,
    pub log_likelihood: f64,
    pub iterations: u32,
    pub converged: bool,
    pub largest_gradient: f64,
    pub warnings: Vec<Remark>,
}

/// The record cannot be a calibration.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CalibrationFault {
    #[error("it has no items, or more than {MAX_ITEMS}")]
    Items,
    #[error("item {0}: its domain is not one of the calibration's")]
    Domain(ItemId),
    #[error("item {0}: it must have a score from 0 to 1 for each of its 2 to {MAX_CATEGORIES} categories, rising")]
    Scores(ItemId),
    #[error("item {0}: a standard error is negative or no number")]
    Error(ItemId),
    #[error("the facts must be finite numbers")]
    Facts,
    #[error(transparent)]
    Scale(#[from] MultidimError),
}

impl Calibration {
    /// Looks the record over and names it by its content; `id` is replaced.
    ///
    /// # Errors
    /// What no calibration can be, by its first place.
    pub fn sealed(mut self) -> Result<Self, CalibrationFault> {
        self.check()?;
        self.id = CalibrationId::new(self.digest());
        Ok(self)
    }

    /// What may be used of it for this bank version: items that are still what was answered, and that are known well
    /// enough.
    pub fn parameters(&self, bank: &Bank) -> Parameters {
        let usable = self.items.iter().filter(|(id, known)| {
            let same =
                |item: &super::item::Item| known.domain == item.domain && known.fingerprint == fingerprint(item, bank);
            known.is_publishable() && bank.items.get(*id).is_some_and(|item| same(item))
        });
        let measure = |known: &CalibratedItem| Measure {
            model: known.model.clone(),
            scores: known.scores.clone(),
            source: Source::Calibrated,
        };
        usable.map(|(id, known)| (id.clone(), measure(known))).collect()
    }

    /// Correlation of two domains; nothing when it knows one of them not.
    pub fn correlation(&self, one: &DomainId, other: &DomainId) -> Option<f64> {
        let place = |domain: &DomainId| self.domains.iter().position(|known| known == domain);
        self.correlations.get(place(one)? * self.domains.len() + place(other)?).copied()
    }

    fn check(&self) -> Result<(), CalibrationFault> {
        if self.items.is_empty() || self.items.len() > MAX_ITEMS {
            return Err(CalibrationFault::Items);
        }
        let facts = &self.facts;
        if !(facts.log_likelihood.is_finite() && facts.largest_gradient.is_finite()) {
            return Err(CalibrationFault::Facts);
        }
        let mut models = Vec::with_capacity(self.items.len());
        for (id, item) in &self.items {
            let domain = self.domains.iter().position(|domain| *domain == item.domain);
            item.check(id)?;
            models.push((item.model.clone(), domain.ok_or_else(|| CalibrationFault::Domain(id.clone()))?));
        }
        // Whatever scoring asks of models and correlations, it asks here already.
        Scorer::new(&models, &Population::correlated(self.domains.len(), &self.correlations), &Settings::default())?;
        Ok(())
    }

    fn digest(&self) -> String {
        let mut digest = Digest::of("ukur/calibration/1");
        digest.text(self.bank.as_str());
        digest.count(self.domains.len());
        self.domains.iter().for_each(|domain| digest.text(domain.as_str()));
        numbers(&mut digest, &self.correlations);
        digest.count(self.items.len());
        for (id, item) in &self.items {
            digest.text(id.as_str());
            item.digest(&mut digest);
        }
        digest.count(self.not_estimated.len());
        for (id, reason) in &self.not_estimated {
            digest.text(id.as_str());
            digest.text(&reason.to_string());
        }
        self.facts.digest(&mut digest);
        digest.finish()
    }
}

impl CalibratedItem {
    /// Known well enough to be used: it is precisely located, and the slope lies within [`SLOPES`].
    pub fn is_publishable(&self) -> bool {
        self.is_precise() && self.slope().is_none_or(|slope| SLOPES.contains(&slope))
    }

    /// The location has a standard error of at most [`LARGEST_ERROR`]. Of several steps that is their mean: single steps
    /// between rare categories are always vague, and what one is too low its neighbour is too high. Where the error of
    /// the mean is not told every step must be precise. An item without a standard error has not shown that it is.
    pub fn is_precise(&self) -> bool {
        self.location_error().is_some_and(|error| error <= LARGEST_ERROR)
    }

    /// What [`Self::is_precise`] judges, in logits: the error of the mean of the steps, else the largest one of a step.
    pub fn location_error(&self) -> Option<f64> {
        let steps = self.errors.iter().filter(|(name, _)| name.starts_with("se_b")).map(|(_, error)| *error);
        self.errors.get("se_location").copied().or_else(|| steps.reduce(f64::max))
    }

    /// Nominal items have one a category.
    pub fn slope(&self) -> Option<f64> {
        match self.model {
            ItemModel::Dichotomous { a, .. } | ItemModel::Graded { a, .. } | ItemModel::PartialCredit { a, .. } => {
                Some(a)
            }
            ItemModel::Nominal { .. } => None,
        }
    }

    fn check(&self, id: &ItemId) -> Result<(), CalibrationFault> {
        let scores = &self.scores;
        let rising = scores.windows(2).all(|pair| pair[0] < pair[1]) && scores.iter().all(|s| (0.0..=1.0).contains(s));
        let fits = (2..=MAX_CATEGORIES).contains(&scores.len()) && self.model.categories() == scores.len();
        if !(rising && fits) {
            return Err(CalibrationFault::Scores(id.clone()));
        }
        let sound = self.errors.values().all(|error| error.is_finite() && *error >= 0.0);
        if sound { Ok(()) } else { Err(CalibrationFault::Error(id.clone())) }
    }

    fn digest(&self, digest: &mut Digest) {
        digest.text(self.domain.as_str());
        model(digest, &self.model);
        numbers(digest, &self.scores);
        digest.count(self.errors.len());
        for (name, error) in &self.errors {
            digest.text(name);
            digest.number(*error);
        }
        digest.text(&self.fingerprint);
    }
}

impl CalibrationFacts {
    fn digest(&self, digest: &mut Digest) {
        digest.count(self.sessions.len());
        self.sessions.iter().for_each(|session| digest.text(session.as_str()));
        digest.text(&format!("{}/{}/{}/{}", self.persons, self.answers, self.iterations, self.converged));
        digest.count(self.models.len());
        for (domain, model) in &self.models {
            digest.text(domain.as_str());
            digest.text(model);
        }
        numbers(digest, &[self.log_likelihood, self.largest_gradient]);
        digest.count(self.warnings.len());
        self.warnings.iter().for_each(|warning| digest.text(&warning.to_string()));
    }
}

fn numbers(digest: &mut Digest, numbers: &[f64]) {
    digest.count(numbers.len());
    numbers.iter().for_each(|number| digest.number(*number));
}

fn model(digest: &mut Digest, model: &ItemModel) {
    match model {
        ItemModel::Dichotomous { a, d, g } => {
            digest.text("dichotomous");
            numbers(digest, &[*a, *d, *g]);
        }
        ItemModel::Graded { a, d } => {
            digest.text("graded");
            digest.number(*a);
            numbers(digest, d);
        }
        ItemModel::PartialCredit { a, d } => {
            digest.text("partial_credit");
            digest.number(*a);
            numbers(digest, d);
        }
        ItemModel::Nominal { a, d } => {
            digest.text("nominal");
            numbers(digest, a);
            numbers(digest, d);
        }
    }
}

#[cfg(test)]
mod tests;
