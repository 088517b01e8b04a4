//! Form + final responses + bank + blueprint → outcome. Pure (I7).

mod accuracy;
mod four_domains;
mod item_score;
mod measurement;
mod partial_credit;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use accuracy::{Accuracy, Expected, LEAST_ACCURACY, SectionAccuracy, expect};
pub use four_domains::{ASSUMED_CORRELATION, FourDomains, parameters};
pub use item_score::item_score;
pub use measurement::{Basis, Measured, Measurement};
pub use partial_credit::PartialCredit;

use super::bank::Bank;
use super::blueprint::Blueprint;
use super::calibration::Calibration;
use super::category::PotentialCategory;
use super::form::Form;
use super::ids::{CompetencyId, DomainId, ItemId};
use super::response::Response;

/// The seam that other scoring rules fill: everything an outcome may depend on is an argument.
pub trait Scoring: Send + Sync {
    /// Stable name with a version, stored in every outcome: `partial-credit/1`.
    fn name(&self) -> &'static str;

    /// The denominator comes from the frozen form: an item without a response scores 0.
    fn score(&self, form: &Form, responses: &BTreeMap<ItemId, Response>, bank: &Bank, blueprint: &Blueprint)
    -> Outcome;
}

/// How the attempts of a session are scored: made once, scores any number of them. `calibration` is the one that the
/// session pinned.
pub fn scoring_of(blueprint: &Blueprint, bank: &Bank, calibration: Option<&Calibration>) -> Arc<dyn Scoring> {
    match FourDomains::new(blueprint, bank, calibration) {
        Some(measuring) => Arc::new(measuring),
        None => Arc::new(PartialCredit),
    }
}

/// One outcome out of all that it depends on (I7). Whoever scores many makes [`scoring_of`] once.
pub fn score(
    form: &Form,
    responses: &BTreeMap<ItemId, Response>,
    bank: &Bank,
    blueprint: &Blueprint,
    calibration: Option<&Calibration>,
) -> Outcome {
    scoring_of(blueprint, bank, calibration).score(form, responses, bank, blueprint)
}

#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub scoring: String,
    pub answered: u16,
    pub items: u16,
    /// 0 to 100: the domains' scores, weighted as the blueprint says.
    pub score: f64,
    pub category: PotentialCategory,
    pub domains: Vec<DomainOutcome>,
    /// Absent in records of earlier builds, and where nothing can be said: see [`FourDomains::new`].
    pub measurement: Option<Measurement>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DomainOutcome {
    pub domain: DomainId,
    pub title: String,
    pub answered: u16,
    pub items: u16,
    /// 0 to 100.
    pub score: f64,
    pub category: PotentialCategory,
    pub competencies: Vec<CompetencyOutcome>,
    /// Present with the outcome's measurement.
    pub measured: Option<Measured>,
}

impl Outcome {
    /// See [`Measured::likelier_than`]. Such a result is borderline: the reported category has at most half.
    pub fn likelier(&self) -> Option<PotentialCategory> {
        self.measurement.as_ref()?.overall.likelier_than(self.category)
    }
}

impl DomainOutcome {
    /// See [`Measured::likelier_than`].
    pub fn likelier(&self) -> Option<PotentialCategory> {
        self.measured?.likelier_than(self.category)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct CompetencyOutcome {
    pub competency: CompetencyId,
    pub title: String,
    pub items: u16,
    /// 0 to 100.
    pub score: f64,
}
