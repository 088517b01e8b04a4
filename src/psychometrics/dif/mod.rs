//! Differential item functioning: does an item behave otherwise for a group once ability is held equal?
//!
//! Everything rests on strata: persons of equal matching value (number correct, or θ where forms differ). The tables of
//! one item are built once ([`strata`]) and each method reads them.

mod analysis;
mod breslow_day;
mod empirical_bayes;
mod generalized;
mod logistic;
mod mantel_haenszel;
mod matching;
mod purification;
mod standardization;

pub use analysis::{ItemDif, Settings, dif, multigroup, purified_logistic, purified_mantel_haenszel};
pub use breslow_day::{BreslowDay, breslow_day};
pub use empirical_bayes::{DELTA_LIMITS, EFFECT_LIMITS, EmpiricalBayes, empirical_bayes};
pub use generalized::{GeneralizedMantelHaenszel, generalized_mantel_haenszel, mantel};
pub use logistic::{Fitted, LogisticDif, R2Class, logistic_dif};
pub use mantel_haenszel::{EtsClass, MantelHaenszel, mantel_haenszel};
pub use matching::{Matched, Matching, Scoring, Strata, Stratum, matched, strata};
pub use purification::{Ended, Purified, purify};
pub use standardization::{Standardization, standardization};

/// Why there is no DIF result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DifError {
    #[error("item {item}: group {group} has {count} persons, {needed} are needed")]
    GroupTooSmall { item: usize, group: usize, count: usize, needed: usize },
    #[error("item {item} was not shown to person {person}: number correct does not compare, match on θ")]
    NotComplete { item: usize, person: usize },
    #[error("item {item} is not scored 0 and 1")]
    NotDichotomous { item: usize },
    #[error("item {0} does not exist")]
    NoSuchItem(usize),
    #[error("{what}: {given} values for {expected} persons")]
    Length { what: &'static str, given: usize, expected: usize },
    #[error("no stratum has persons of both groups and both answers")]
    NoInformation,
    #[error("the answers are separated by matching and group: the logistic regression has no maximum")]
    Separated,
    #[error("fewer than two groups")]
    OneGroup,
}
