//! How far a bank satisfies a blueprint, cell by cell, without drawing: what a planner looks at before a session opens.
//! Counting cannot see enemies or cells that compete for the same items; `assemble` can.

use super::{Shortage, is_eligible};
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::item::{Item, JobFamily};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellAvailability {
    /// Index of the section in the blueprint, and of the cell in the section.
    pub section: u16,
    pub cell: u16,
    pub needed: u16,
    /// Items of the bank that fit the cell; 0 also when the bank does not know the domain or the competency.
    pub available: u32,
    /// Those of them that fit every job family: all that a candidate without one can get.
    pub for_everybody: u32,
}

/// One row for each cell, in the blueprint's order.
pub fn available(blueprint: &Blueprint, bank: &Bank) -> Vec<CellAvailability> {
    let mut rows = Vec::new();
    for (section, rule) in (0..).zip(&blueprint.sections) {
        for (cell, wanted) in (0..).zip(&rule.cells) {
            let fits = |item: &&Item| item.domain == rule.domain && wanted.fits(item);
            let items: Vec<&Item> = bank.items.values().map(AsRef::as_ref).filter(fits).collect();
            let for_everybody = items.iter().filter(|item| is_eligible(item, None)).count();
            let (available, for_everybody) = (count(items.len()), count(for_everybody));
            rows.push(CellAvailability { section, cell, needed: wanted.count, available, for_everybody });
        }
    }
    rows
}

/// Cells that find too few items for a candidate of this job family.
pub fn shortages(blueprint: &Blueprint, bank: &Bank, family: Option<JobFamily>) -> Vec<Shortage> {
    let mut found = Vec::new();
    for rule in &blueprint.sections {
        for cell in &rule.cells {
            let items =
                bank.items.values().filter(|i| i.domain == rule.domain && cell.fits(i) && is_eligible(i, family));
            let available = count(items.count());
            if available < u32::from(cell.count) {
                found.push(Shortage {
                    domain: rule.domain.clone(),
                    competency: cell.competency.clone(),
                    difficulty: cell.difficulty,
                    needed: cell.count,
                    available,
                });
            }
        }
    }
    found
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::item::Difficulty;
    use crate::domain::samples::{bank, blueprint, cell, item, section};

    #[test]
    fn cells_are_counted_for_all_and_for_everybody() {
        let mut all: Vec<Item> = (0..3).map(|i| item(&format!("i{i}"), "a", "x", Difficulty::Easy)).collect();
        all[0].job_families = BTreeSet::from([JobFamily::Pelaksana]);
        let bank = bank(all);
        let cells = vec![cell(Some("x"), Some(Difficulty::Easy), 3), cell(Some("unknown"), None, 1)];
        let blueprint = blueprint(vec![section("a", 1.0, cells)]);
        let rows: Vec<_> =
            available(&blueprint, &bank).iter().map(|r| (r.cell, r.needed, r.available, r.for_everybody)).collect();
        assert_eq!(rows, [(0, 3, 3, 2), (1, 1, 0, 0)]);
        let short =
            |family| shortages(&blueprint, &bank, family).iter().map(|s| (s.needed, s.available)).collect::<Vec<_>>();
        assert_eq!(short(Some(JobFamily::Pelaksana)), [(1, 0)]);
        assert_eq!(short(None), [(3, 2), (1, 0)]);
    }
}
