//! How far a calibration reaches into the blueprints of its bank: what its acceptance would bring.

use std::sync::Arc;

use crate::domain::bank::Bank;
use crate::domain::blueprint::{Blueprint, SectionRule};
use crate::domain::calibration::{Calibration, LEAST_COVERAGE, pools};
use crate::domain::measure::Parameters;
use crate::wire::analysis::calibration::{BlueprintCoverage, CalibratedSection};

/// For the newest version of the bank, in the order of the blueprints.
pub fn coverage(calibration: &Calibration, blueprints: &[Arc<Blueprint>], bank: &Bank) -> Vec<BlueprintCoverage> {
    let parameters = calibration.parameters(bank);
    blueprints.iter().map(|blueprint| one(calibration, &parameters, blueprint, bank)).collect()
}

fn one(calibration: &Calibration, parameters: &Parameters, blueprint: &Blueprint, bank: &Bank) -> BlueprintCoverage {
    let counts = pools(parameters, blueprint, bank);
    let section = |(section, (usable, pool)): (&SectionRule, (u32, u32))| CalibratedSection {
        domain: section.domain.to_string(),
        title: bank.domain(&section.domain).map_or_else(|| section.domain.to_string(), |known| known.title.clone()),
        usable,
        pool,
        enough: calibration.domains.contains(&section.domain)
            && f64::from(usable) >= LEAST_COVERAGE * f64::from(pool.max(1)),
    };
    let sections: Vec<CalibratedSection> = blueprint.sections.iter().zip(counts).map(section).collect();
    BlueprintCoverage {
        blueprint_id: blueprint.id.to_string(),
        title: blueprint.title.clone(),
        covered: sections.iter().all(|section| section.enough),
        least: LEAST_COVERAGE,
        sections,
    }
}
