//! How far a calibration reaches into a blueprint.

use std::fmt;

use super::{Calibration, LEAST_COVERAGE};
use crate::domain::bank::Bank;
use crate::domain::blueprint::{Blueprint, SectionRule};
use crate::domain::measure::Parameters;

/// A section for which it knows too few items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    pub title: String,
    /// Items of the pool with parameters that may be used, all of it, and how many it takes.
    pub known: u32,
    pub pool: u32,
    pub needed: u32,
    /// False: its domain has no place among the correlations, however many items are known.
    pub placed: bool,
}

impl Calibration {
    /// The share of each section's pool that has parameters, in the order of the blueprint's sections.
    pub fn coverage(&self, blueprint: &Blueprint, bank: &Bank) -> Vec<f64> {
        coverage(&self.parameters(bank), blueprint, bank)
    }

    /// Whether scores may rest on it: every section is covered, and its domain has a place among the correlations.
    pub fn covers(&self, blueprint: &Blueprint, bank: &Bank) -> bool {
        let placed = blueprint.sections.iter().all(|section| self.domains.contains(&section.domain));
        placed && self.coverage(blueprint, bank).iter().all(|share| *share >= LEAST_COVERAGE)
    }

    /// What it lacks to cover the blueprint: the sections that are short; none where it covers it.
    pub fn gaps(&self, blueprint: &Blueprint, bank: &Bank) -> Vec<Gap> {
        let gap = |(section, (known, pool)): (&SectionRule, (u32, u32))| {
            let placed = self.domains.contains(&section.domain);
            let enough = |known: u32| f64::from(known) / f64::from(pool.max(1)) >= LEAST_COVERAGE;
            let needed = (0..pool).find(|known| enough(*known)).unwrap_or(pool.max(1));
            (!placed || !enough(known)).then(|| Gap { title: section.title.clone(), known, pool, needed, placed })
        };
        blueprint.sections.iter().zip(pools(&self.parameters(bank), blueprint, bank)).filter_map(gap).collect()
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { title, known, pool, needed, placed } = self;
        let share = 100.0 * f64::from(*known) / f64::from((*pool).max(1));
        let least = 100.0 * LEAST_COVERAGE;
        write!(out, "{title}: {known} of {pool} items known ({share:.1} %), {needed} needed ({least:.0} %)")?;
        if *placed { Ok(()) } else { out.write_str(", and its domain is not one of the calibration's") }
    }
}

/// See [`Calibration::coverage`]. A section that no item fits is covered by none.
pub fn coverage(parameters: &Parameters, blueprint: &Blueprint, bank: &Bank) -> Vec<f64> {
    let counts = pools(parameters, blueprint, bank).into_iter();
    counts.map(|(known, all)| f64::from(known) / f64::from(all.max(1))).collect()
}

/// Items of each section's pool: those with parameters, and all.
pub fn pools(parameters: &Parameters, blueprint: &Blueprint, bank: &Bank) -> Vec<(u32, u32)> {
    let count = |section: &SectionRule| {
        let pool = bank
            .items
            .values()
            .filter(|item| item.domain == section.domain && section.cells.iter().any(|cell| cell.fits(item)));
        pool.fold((0, 0), |(known, all), item| (known + u32::from(parameters.contains_key(&item.id)), all + 1))
    };
    blueprint.sections.iter().map(count).collect()
}
