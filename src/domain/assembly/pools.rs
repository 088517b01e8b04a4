//! The pools of an adaptive session: what each candidate may get, frozen at the opening (decision 16).
//!
//! Sympson and Hetter (1985) draw a lot when an item is about to come and set it aside for the rest of the sitting when
//! the lot is lost. The lot depends on nothing that happens in the sitting, so it can be drawn before: an item whose
//! lot is lost is not in the pool.

use std::sync::Arc;

use super::draw::Draw;
use super::{Candidate, Shortage, arrange, is_eligible};
use crate::domain::adaptive::Design;
use crate::domain::bank::Bank;
use crate::domain::blueprint::{AdaptiveRule, Blueprint, SectionRule};
use crate::domain::form::{ADAPTIVE, Form, FormSection};
use crate::domain::item::{Item, JobFamily};
use crate::domain::measure::Parameters;

/// Lots are drawn in parts of a million.
const PARTS: usize = 1_000_000;

/// Everything that the pools of a session follow from.
#[derive(Clone, Copy, Debug)]
pub struct PoolHall<'h> {
    pub blueprint: &'h Blueprint,
    pub rule: AdaptiveRule,
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

/// Sections with fewer calibrated items for this job family than the longest sitting takes.
pub fn pool_shortages(
    blueprint: &Blueprint,
    bank: &Bank,
    parameters: &Parameters,
    family: Option<JobFamily>,
) -> Vec<Shortage> {
    let Some(rule) = blueprint.adaptive else { return Vec::new() };
    let short = |(section, needed): (&SectionRule, u16)| {
        let fits = |item: &&Arc<Item>| {
            item.domain == section.domain
                && section.cells.iter().any(|cell| cell.fits(item))
                && is_eligible(item, family)
                && parameters.contains_key(&item.id)
        };
        let available = u32::try_from(bank.items.values().filter(fits).count()).unwrap_or(u32::MAX);
        let shortage =
            Shortage { domain: section.domain.clone(), competency: None, difficulty: None, needed, available };
        (available < u32::from(needed)).then_some(shortage)
    };
    blueprint.sections.iter().zip(Design::planned(blueprint, rule)).filter_map(short).collect()
}

/// One item that a candidate may get.
struct Ticket<'i> {
    item: &'i Item,
    section: u16,
    chance: f64,
    drawn: bool,
}

impl PoolHall<'_> {
    fn pool(&self, candidate: &Candidate) -> Form {
        let mut draw = Draw::new(candidate.seed);
        let mut tickets = self.tickets(candidate.family, &mut draw);
        for (section, planned) in (0u16..).zip(Design::planned(self.blueprint, self.rule)) {
            fill_up(tickets.iter_mut().filter(|ticket| ticket.section == section).collect(), planned);
        }
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
            algorithm: ADAPTIVE,
            sections: (0..).zip(&self.blueprint.sections).map(section).collect(),
            seed: candidate.seed,
            bank: self.bank.version.clone(),
            blueprint: self.blueprint.version.clone(),
        }
    }

    fn tickets(&self, family: Option<JobFamily>, draw: &mut Draw) -> Vec<Ticket<'_>> {
        let ticket = |((item, section), chance): ((_, u16), &f64)| {
            let item: &Arc<Item> = item;
            let drawn = part(draw) < *chance;
            Ticket { item, section, chance: *chance, drawn }
        };
        let all = self.design.items().zip(self.chances).map(ticket);
        all.filter(|ticket| is_eligible(ticket.item, family)).collect()
    }
}

/// A number in [0, 1).
fn part(draw: &mut Draw) -> f64 {
    let parts = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    parts(draw.below(PARTS)) / parts(PARTS)
}

/// No sitting runs dry for lots alone: a section that lost too many gets back those with the best chances.
fn fill_up(mut section: Vec<&mut Ticket<'_>>, planned: u16) {
    let drawn = section.iter().filter(|ticket| ticket.drawn).count();
    // Stable: tickets of one chance stay in the order of their ids.
    section.sort_by(|a, b| b.chance.total_cmp(&a.chance));
    let lost = section.into_iter().filter(|ticket| !ticket.drawn);
    lost.take(usize::from(planned).saturating_sub(drawn)).for_each(|ticket| ticket.drawn = true);
}
