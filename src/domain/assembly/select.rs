//! Which items: a random one for each place of each cell, never two enemies, never one twice.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::draw::Draw;
use super::{Shortage, is_eligible};
use crate::domain::bank::Bank;
use crate::domain::blueprint::{Blueprint, Cell, SectionRule};
use crate::domain::ids::ItemId;
use crate::domain::item::{Item, JobFamily};

/// Draws before giving up. One almost always does; enemies and overlapping cells in a small bank can need a few.
const MAX_TRIES: usize = 200;

/// The items of one try, section by section in the form's order.
pub(super) struct Selection<'b> {
    sections: Vec<Vec<&'b Item>>,
    taken: BTreeSet<&'b ItemId>,
    /// Enemies of what is taken.
    barred: BTreeSet<&'b ItemId>,
}

impl<'b> Selection<'b> {
    /// Items for the sections in this order. Every try starts from nothing, so that a selection that failed does not
    /// colour the next one.
    pub(super) fn draw(
        blueprint: &Blueprint,
        bank: &'b Bank,
        family: Option<JobFamily>,
        order: &[usize],
        draw: &mut Draw,
    ) -> Result<Vec<Vec<&'b Item>>, Shortage> {
        let rules: Vec<&SectionRule> = order.iter().filter_map(|rule| blueprint.sections.get(*rule)).collect();
        let pools: Vec<Vec<&Item>> = rules.iter().map(|rule| pool(bank, rule, family)).collect();
        let mut best: Option<Shortage> = None;
        for _ in 0..MAX_TRIES {
            match Self::attempt(&rules, &pools, draw) {
                Ok(sections) => return Ok(sections),
                Err(shortage) => best = Some(nearer(best, shortage)),
            }
        }
        best.map_or_else(|| Ok(Vec::new()), Err)
    }

    fn attempt(
        rules: &[&SectionRule],
        pools: &[Vec<&'b Item>],
        draw: &mut Draw,
    ) -> Result<Vec<Vec<&'b Item>>, Shortage> {
        let mut selection = Self { sections: Vec::new(), taken: BTreeSet::new(), barred: BTreeSet::new() };
        for (rule, pool) in rules.iter().zip(pools) {
            let mut shuffled = pool.clone();
            draw.shuffle(&mut shuffled);
            selection.section(rule, &shuffled)?;
        }
        Ok(selection.sections)
    }

    /// Fills the cells, the most specific first: what only they can use must not go to a cell that takes anything.
    fn section(&mut self, rule: &SectionRule, shuffled: &[&'b Item]) -> Result<(), Shortage> {
        let mut cells: Vec<&Cell> = rule.cells.iter().collect();
        cells.sort_by_key(|cell| Reverse(specificity(cell)));
        let mut items = Vec::new();
        for cell in cells {
            self.cell(rule, cell, shuffled, &mut items)?;
        }
        self.sections.push(items);
        Ok(())
    }

    fn cell(
        &mut self,
        rule: &SectionRule,
        cell: &Cell,
        shuffled: &[&'b Item],
        items: &mut Vec<&'b Item>,
    ) -> Result<(), Shortage> {
        let mut found = 0;
        for item in shuffled.iter().filter(|item| cell.fits(item)) {
            if found == cell.count {
                break;
            }
            if !self.taken.contains(&item.id) && !self.barred.contains(&item.id) {
                self.taken.insert(&item.id);
                self.barred.extend(&item.enemies);
                items.push(item);
                found += 1;
            }
        }
        if found == cell.count { Ok(()) } else { Err(shortage(rule, cell, found)) }
    }
}

/// Eligible items of the section's domain, in the order of their ids: the same on every machine.
fn pool<'b>(bank: &'b Bank, rule: &SectionRule, family: Option<JobFamily>) -> Vec<&'b Item> {
    let items = bank.items.values().map(AsRef::as_ref);
    items.filter(|item| item.domain == rule.domain && is_eligible(item, family)).collect()
}

fn specificity(cell: &Cell) -> u8 {
    u8::from(cell.competency.is_some()) + u8::from(cell.difficulty.is_some())
}

fn shortage(rule: &SectionRule, cell: &Cell, found: u16) -> Shortage {
    Shortage {
        domain: rule.domain.clone(),
        competency: cell.competency.clone(),
        difficulty: cell.difficulty,
        needed: cell.count,
        available: u32::from(found),
    }
}

/// The one that lacks less tells the planner more.
fn nearer(best: Option<Shortage>, new: Shortage) -> Shortage {
    let lacks = |s: &Shortage| u32::from(s.needed).saturating_sub(s.available);
    match best {
        Some(best) if lacks(&best) <= lacks(&new) => best,
        _ => new,
    }
}
