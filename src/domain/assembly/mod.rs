//! Blueprint + bank + seed → one candidate's form.
//!
//! The draw uses one `ChaCha12` stream per form and consumes it in a fixed order: the order of the sections (when the
//! blueprint leaves it free), then section by section in the form's order the items, their places, and the order of
//! their options. A change of that order, or of `draw`, is a new `form::ALGORITHM`.

mod arrange;
mod availability;
pub mod draw;
mod seed;
mod select;
#[cfg(test)]
mod tests;
mod verify;

pub use availability::{CellAvailability, available, shortages};
pub use seed::derive_seed;
pub use verify::{FormFault, verify};

use self::draw::Draw;
use super::bank::Bank;
use super::blueprint::Blueprint;
use super::form::{ALGORITHM, Form, FormSection, Seed};
use super::ids::{CompetencyId, DomainId};
use super::item::{Difficulty, Item, JobFamily};
use select::Selection;

/// Why no form can be drawn: the blueprint's cell that found too few items. `available` counts the eligible items that
/// the blueprint's other cells and enemies left for it, in the best of the tried draws.
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
    let mut draw = Draw::new(seed);
    let mut order: Vec<usize> = (0..blueprint.sections.len()).collect();
    if blueprint.free_domain_order {
        draw.shuffle(&mut order);
    }
    let chosen = Selection::draw(blueprint, bank, family, &order, &mut draw)?;
    let mut sections = Vec::new();
    for (rule, mut items) in order.into_iter().zip(chosen) {
        arrange::order_items(&mut items, &mut draw);
        let items = items.into_iter().map(|item| arrange::with_option_order(item, blueprint, &mut draw)).collect();
        let section = &blueprint.sections[rule];
        sections.push(FormSection {
            rule: u16::try_from(rule).unwrap_or(u16::MAX),
            domain: section.domain.clone(),
            title: section.title.clone(),
            limit: section.limit,
            items,
        });
    }
    Ok(Form { algorithm: ALGORITHM, seed, bank: bank.version.clone(), blueprint: blueprint.version.clone(), sections })
}

/// Whether a candidate of this job family may get the item; without a family only items for everybody fit.
pub fn is_eligible(item: &Item, family: Option<JobFamily>) -> bool {
    item.job_families.is_empty() || family.is_some_and(|family| item.job_families.contains(&family))
}
