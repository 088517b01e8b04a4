//! Form + final responses + bank + blueprint → outcome. Pure (I7).

mod item_score;
mod partial_credit;

use std::collections::BTreeMap;

pub use item_score::item_score;
pub use partial_credit::PartialCredit;

use super::bank::Bank;
use super::blueprint::Blueprint;
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

#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub scoring: String,
    pub answered: u16,
    pub items: u16,
    /// 0 to 100: the domains' scores, weighted as the blueprint says.
    pub score: f64,
    pub category: PotentialCategory,
    pub domains: Vec<DomainOutcome>,
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
}

#[derive(Clone, Debug, PartialEq)]
pub struct CompetencyOutcome {
    pub competency: CompetencyId,
    pub title: String,
    pub items: u16,
    /// 0 to 100.
    pub score: f64,
}
