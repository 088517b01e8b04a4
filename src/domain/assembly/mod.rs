//! Blueprint + bank + seed → one candidate's form.

use super::bank::Bank;
use super::blueprint::Blueprint;
use super::form::{Form, Seed};
use super::ids::{CompetencyId, DomainId};
use super::item::{Difficulty, JobFamily};

/// Why no form can be drawn: the blueprint's cell that found too few items.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{domain}: needs {needed} items of {competency:?}/{difficulty:?}, the bank has {available}")]
pub struct Shortage {
    pub domain: DomainId,
    pub competency: Option<CompetencyId>,
    pub difficulty: Option<Difficulty>,
    pub needed: u16,
    pub available: u32,
}

/// Draws one form. The same arguments give the same form on any machine.
pub fn assemble(blueprint: &Blueprint, bank: &Bank, family: Option<JobFamily>, seed: Seed) -> Result<Form, Shortage> {
    let _ = (blueprint, bank, family, seed);
    unimplemented!()
}
