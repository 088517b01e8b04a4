//! Blueprint + bank + seed → one candidate's form, or the forms of a whole session that measure alike (`parallel`).
//!
//! The draw uses one `ChaCha12` stream per form and consumes it in a fixed order: the order of the sections (when the
//! blueprint leaves it free), then section by section in the form's order the items, their places, and the order of
//! their options. A change of that order, or of `draw`, is a new `form::ALGORITHM`.

mod arrange;
mod availability;
pub mod draw;
mod fairness;
mod parallel;
mod pools;
mod problem;
mod rules;
mod seats;
mod seed;
mod select;
mod target;
#[cfg(test)]
mod tests;
mod verify;

pub use availability::{CellAvailability, available, shortages};
pub use fairness::{Deciding, Exposure, Fairness, Figures, FormCount, Method, Overlap, Spread, Tolerance, WhyChance};
pub use parallel::{Candidate, Drawn, Hall, Served, draw_hall};
pub use pools::{NoPool, PoolHall, draw_pools, pool_shortage};
pub use seats::{Place, diagonals, neighbours};
pub use seed::{derive_hall_seed, derive_seed, first_word};
pub use target::{CutPoint, cut_points};
pub(in crate::domain) use target::{Pool, Scale};
pub use verify::{FormFault, verify};

use self::draw::Draw;
use super::bank::Bank;
use super::blueprint::Blueprint;
use super::form::{ALGORITHM, Form, FormSection, PARALLEL, Seed};
use super::ids::{CompetencyId, DomainId, ItemId};
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

/// Draws one form by chance alone. The same arguments give the same form on any machine.
pub fn assemble(blueprint: &Blueprint, bank: &Bank, family: Option<JobFamily>, seed: Seed) -> Result<Form, Shortage> {
    let mut draw = Draw::new(seed);
    let order = section_order(blueprint, &mut draw);
    let chosen = Selection::draw(blueprint, bank, family, &order, &mut draw)?;
    Ok(arranged(ALGORITHM, blueprint, bank, seed, (order, chosen), &mut draw))
}

/// The form of items that were chosen elsewhere: seed and items give its orders. Items of no section are left out,
/// which `verify` tells.
pub fn arrange<'i>(
    blueprint: &Blueprint,
    bank: &Bank,
    items: impl IntoIterator<Item = &'i ItemId>,
    seed: Seed,
) -> Form {
    let mut draw = Draw::new(seed);
    let order = section_order(blueprint, &mut draw);
    let mut known: Vec<&Item> = items.into_iter().filter_map(|id| bank.items.get(id)).map(AsRef::as_ref).collect();
    // The order of ids, so that the order in which a search found them does not matter.
    known.sort_by(|a, b| a.id.cmp(&b.id));
    let of = |rule: &usize| {
        let domain = &blueprint.sections[*rule].domain;
        known.iter().copied().filter(|item| item.domain == *domain).collect()
    };
    let chosen = order.iter().map(of).collect();
    arranged(PARALLEL, blueprint, bank, seed, (order, chosen), &mut draw)
}

fn section_order(blueprint: &Blueprint, draw: &mut Draw) -> Vec<usize> {
    let mut order: Vec<usize> = (0..blueprint.sections.len()).collect();
    if blueprint.free_domain_order {
        draw.shuffle(&mut order);
    }
    order
}

/// Sections in their order, each with its items in theirs, each item with its options in theirs.
fn arranged(
    algorithm: u16,
    blueprint: &Blueprint,
    bank: &Bank,
    seed: Seed,
    (order, chosen): (Vec<usize>, Vec<Vec<&Item>>),
    draw: &mut Draw,
) -> Form {
    let mut sections = Vec::new();
    for (rule, mut items) in order.into_iter().zip(chosen) {
        arrange::order_items(&mut items, draw);
        let items = items.into_iter().map(|item| arrange::with_option_order(item, blueprint, draw)).collect();
        let section = &blueprint.sections[rule];
        sections.push(FormSection {
            rule: u16::try_from(rule).unwrap_or(u16::MAX),
            domain: section.domain.clone(),
            title: section.title.clone(),
            limit: section.limit,
            items,
        });
    }
    Form { algorithm, seed, bank: bank.version.clone(), blueprint: blueprint.version.clone(), sections }
}

/// Whether a candidate of this job family may get the item; without a family only items for everybody fit.
pub fn is_eligible(item: &Item, family: Option<JobFamily>) -> bool {
    item.job_families.is_empty() || family.is_some_and(|family| item.job_families.contains(&family))
}
