//! What each place of an adaptive sitting is for: the counts of the blueprint's cells as shares, laid out evenly over the
//! greatest length, section by section and inside each.

use std::sync::Arc;

use ukur_psychometrics::adaptive::{Course, even_order};

use crate::domain::blueprint::{AdaptiveRule, Blueprint, Cell, SectionRule};
use crate::domain::item::Item;

/// After any number of items, every section has its share of them, and every cell its share of its section's, to less
/// than one item. Where the counts of the cells sum to the greatest length, a sitting of that length holds just them.
#[derive(Debug)]
pub struct ContentPlan {
    cells: Vec<PlannedCell>,
    course: Course,
}

#[derive(Clone, Debug)]
pub struct PlannedCell {
    /// Place of the section in the blueprint.
    pub section: usize,
    pub cell: Cell,
    /// In a sitting of the greatest length.
    pub places: u16,
}

impl ContentPlan {
    pub(super) fn new(blueprint: &Blueprint, rule: AdaptiveRule, items: &[Arc<Item>]) -> Self {
        let sections = blueprint.sections.iter().enumerate();
        let all = sections.flat_map(|(section, rule)| rule.cells.iter().map(move |cell| (section, cell)));
        let mut cells: Vec<PlannedCell> =
            all.map(|(section, cell)| PlannedCell { section, cell: cell.clone(), places: 0 }).collect();
        let places = places(&blueprint.sections, usize::from(rule.max_items));
        places.iter().for_each(|place| cells[usize::from(*place)].places += 1);
        let fits = |item: &Arc<Item>| {
            let suits = |planned: &PlannedCell| {
                blueprint.sections[planned.section].domain == item.domain && planned.cell.fits(item)
            };
            (0u16..).zip(&cells).filter(|(_, planned)| suits(planned)).map(|(cell, _)| cell).collect()
        };
        let fits = items.iter().map(fits).collect();
        Self { course: Course { places, fits }, cells }
    }

    /// In the order of the blueprint's sections and their cells.
    pub fn cells(&self) -> &[PlannedCell] {
        &self.cells
    }

    pub(super) fn course(&self) -> &Course {
        &self.course
    }
}

/// The cell of each place, counted through all sections.
fn places(sections: &[SectionRule], length: usize) -> Vec<u16> {
    let counts: Vec<u16> = sections.iter().map(SectionRule::items).collect();
    let mut first = 0;
    let mut orders = Vec::with_capacity(sections.len());
    for section in sections {
        let counts: Vec<u16> = section.cells.iter().map(|cell| cell.count).collect();
        let own = even_order(&counts, length).into_iter();
        orders.push(own.map(move |cell| u16::try_from(first + cell).unwrap_or(u16::MAX)));
        first += section.cells.len();
    }
    even_order(&counts, length).into_iter().filter_map(|section| orders[section].next()).collect()
}
