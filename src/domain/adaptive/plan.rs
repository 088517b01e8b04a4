//! What each place of an adaptive sitting is for: the counts of the blueprint's cells as shares, laid out evenly over the
//! greatest length, section by section and inside each.

use std::sync::Arc;

use ukur_psychometrics::adaptive::{CellShare, Course, Layout};

use crate::domain::blueprint::{AdaptiveRule, Blueprint, Cell};
use crate::domain::item::Item;

/// After any number of items, every section has its share of them to less than one item, and over the candidates every
/// cell just its share. In a sitting of the greatest length every difficulty has its share of its section, and every
/// cell its own, to less than one item. Where the counts of the cells sum to the greatest length, it holds just them.
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
    /// Items in a sitting of the greatest length, in the mean.
    pub share: f64,
}

impl ContentPlan {
    pub(super) fn new(blueprint: &Blueprint, rule: AdaptiveRule, items: &[Arc<Item>]) -> Self {
        let sections = blueprint.sections.iter().enumerate();
        let all = sections.flat_map(|(section, rule)| rule.cells.iter().map(move |cell| (section, cell)));
        let areas = blueprint.sections.iter().map(|section| section.cells.iter().map(share).collect()).collect();
        let layout = Layout { areas, length: usize::from(rule.max_items) };
        let planned =
            |((section, cell), share): ((usize, &Cell), f64)| PlannedCell { section, cell: cell.clone(), share };
        let cells: Vec<PlannedCell> = all.zip(layout.expected()).map(planned).collect();
        let fits = |item: &Arc<Item>| {
            let suits = |planned: &PlannedCell| {
                blueprint.sections[planned.section].domain == item.domain && planned.cell.fits(item)
            };
            (0u16..).zip(&cells).filter(|(_, planned)| suits(planned)).map(|(cell, _)| cell).collect()
        };
        let fits = items.iter().map(fits).collect();
        Self { course: Course { layout, fits }, cells }
    }

    /// In the order of the blueprint's sections and their cells.
    pub fn cells(&self) -> &[PlannedCell] {
        &self.cells
    }

    pub(super) fn course(&self) -> &Course {
        &self.course
    }
}

/// Cells without a difficulty are a level of their own.
fn share(cell: &Cell) -> CellShare {
    let level = cell.difficulty.map_or(0, |difficulty| difficulty as u16 + 1);
    CellShare { level, share: cell.count }
}
