//! The pools of an adaptive session: what each candidate may get, frozen at the opening (decision 16).
//!
//! Sympson and Hetter (1985) draw a lot when an item is about to come and set it aside for the rest of the sitting when
//! the lot is lost. The lot depends on nothing that happens in the sitting, so it can be drawn before: an item whose
//! lot is lost is not in the pool.

use std::cmp::Reverse;
use std::sync::Arc;

use super::draw::Draw;
use super::{Candidate, Shortage, arrange, is_eligible};
use crate::domain::adaptive::Design;
use crate::domain::bank::Bank;
use crate::domain::blueprint::{Blueprint, SectionRule};
use crate::domain::form::{ADAPTIVE_CELLS, Form, FormSection, Seed};
use crate::domain::item::{Item, JobFamily};
use crate::domain::measure::Parameters;

/// Lots are drawn in parts of a million.
const PARTS: usize = 1_000_000;

/// Everything that the pools of a session follow from.
#[derive(Clone, Copy, Debug)]
pub struct PoolHall<'h> {
    pub blueprint: &'h Blueprint,
    pub bank: &'h Bank,
    pub design: &'h Design,
    /// Per item of the design the chance that a pool holds it.
    pub chances: &'h [f64],
    pub candidates: &'h [Candidate],
}

/// A pool for everybody, in the order of the candidates. The same arguments give the same pools on any machine.
pub fn draw_pools(hall: &PoolHall<'_>) -> Vec<Form> {
    hall.candidates.iter().map(|candidate| hall.pool(candidate)).collect()
}

/// The cell of which the longest sitting finds too few calibrated items for this job family; nothing of a blueprint that
/// chooses nothing.
pub fn pool_shortage(
    blueprint: &Blueprint,
    bank: &Bank,
    parameters: &Parameters,
    family: Option<JobFamily>,
) -> Option<Shortage> {
    let design = Design::new(blueprint, bank, parameters).ok()?;
    let eligible = design.items().zip(0..).filter(|((item, _), _)| is_eligible(item, family));
    let unfilled = design.lacking(&eligible.map(|(_, number)| number).collect::<Vec<_>>())?;
    let lacking = design.plan().cells().get(usize::from(unfilled.cell))?;
    Some(Shortage {
        domain: blueprint.sections.get(lacking.section)?.domain.clone(),
        competency: lacking.cell.competency.clone(),
        difficulty: lacking.cell.difficulty,
        needed: u16::try_from(unfilled.places).unwrap_or(u16::MAX),
        available: u32::try_from(unfilled.filled).unwrap_or(u32::MAX),
    })
}

/// One item that a candidate may get.
struct Ticket<'i> {
    item: &'i Item,
    /// In the design.
    number: usize,
    section: u16,
    chance: f64,
    drawn: bool,
}

impl PoolHall<'_> {
    fn pool(&self, candidate: &Candidate) -> Form {
        let mut draw = Draw::new(candidate.seed);
        let mut tickets = self.tickets(candidate.family, &mut draw);
        self.fill_up(&mut tickets, &candidate.seed);
        let section = |(number, rule): (u16, &SectionRule)| {
            let own = tickets.iter().filter(|ticket| ticket.section == number && ticket.drawn);
            FormSection {
                rule: number,
                domain: rule.domain.clone(),
                title: rule.title.clone(),
                limit: None,
                items: own.map(|t| arrange::with_option_order(t.item, self.blueprint, &mut draw)).collect(),
            }
        };
        Form {
            algorithm: ADAPTIVE_CELLS,
            sections: (0..).zip(&self.blueprint.sections).map(section).collect(),
            seed: candidate.seed,
            bank: self.bank.version.clone(),
            blueprint: self.blueprint.version.clone(),
        }
    }

    fn tickets(&self, family: Option<JobFamily>, draw: &mut Draw) -> Vec<Ticket<'_>> {
        let ticket = |(((item, section), chance), number): (((_, u16), &f64), usize)| {
            let item: &Arc<Item> = item;
            let drawn = part(draw) < *chance;
            Ticket { item, number, section, chance: *chance, drawn }
        };
        let all = self.design.items().zip(self.chances).zip(0..).map(ticket);
        all.filter(|ticket| is_eligible(ticket.item, family)).collect()
    }

    /// No sitting runs dry for lots alone: a pool that lost too many to keep the blueprint's rules gets back those with
    /// the best chances. A bank that has not enough is told before ([`pool_shortage`]).
    fn fill_up(&self, tickets: &mut [Ticket<'_>], seed: &Seed) {
        let mut order: Vec<&Ticket<'_>> = tickets.iter().collect();
        // Stable: tickets of one chance stay in the order of their ids.
        order.sort_by(|a, b| Reverse(a.drawn).cmp(&Reverse(b.drawn)).then(b.chance.total_cmp(&a.chance)));
        let numbers: Vec<usize> = order.into_iter().map(|ticket| ticket.number).collect();
        let needed = self.design.complete(&numbers, seed).unwrap_or_default();
        tickets.iter_mut().for_each(|ticket| ticket.drawn |= needed.contains(&ticket.number));
    }
}

/// A number in [0, 1).
fn part(draw: &mut Draw) -> f64 {
    let parts = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    parts(draw.below(PARTS)) / parts(PARTS)
}
