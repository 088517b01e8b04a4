//! The typical form of a blueprint: what plain drawing by its cells gives in the mean, and what it measures where.

use ukur_psychometrics::grid::equally_spaced;

use super::{distribution, finite, real};
use crate::analysis::data::small;
use crate::domain::assembly::{CutPoint, cut_points};
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::item::Item;
use crate::domain::measure::{Measure, Parameters};
use crate::wire::analysis::scale::{CutInformation, FormInformation, InformationCurve, SectionInformation};

const CURVE: (usize, f64, f64) = (81, 10.0, 90.0);

/// By section and cell the items that fit, as the calibration measures them.
pub struct Typical<'b> {
    blueprint: &'b Blueprint,
    cells: Vec<Vec<(f64, Vec<Measure>)>>,
    calibrated: f64,
    cuts: [CutPoint; 3],
}

impl<'b> Typical<'b> {
    pub fn new(blueprint: &'b Blueprint, bank: &Bank, parameters: &Parameters) -> Self {
        let (mut eligible, mut known) = (0_usize, 0_usize);
        let mut fitting = |section: &crate::domain::blueprint::SectionRule, cell: &crate::domain::blueprint::Cell| {
            let fits = |item: &&std::sync::Arc<Item>| item.domain == section.domain && cell.fits(item);
            let items: Vec<_> = bank.items.values().filter(fits).collect();
            eligible += items.len();
            known += items.iter().filter(|item| parameters.contains_key(&item.id)).count();
            (f64::from(cell.count), items.into_iter().map(|item| Measure::of(item, parameters)).collect())
        };
        let cells = blueprint
            .sections
            .iter()
            .map(|section| section.cells.iter().map(|cell| fitting(section, cell)).collect())
            .collect();
        let cuts = cut_points(blueprint, bank, parameters);
        Self { blueprint, cells, calibrated: real(known) / real(eligible.max(1)), cuts }
    }

    pub fn information(&self) -> FormInformation {
        let (count, low, high) = CURVE;
        let t = equally_spaced(count, low, high);
        let sections: Vec<Vec<f64>> = (0..self.cells.len())
            .map(|section| t.iter().map(|t| self.section(section, (t - 50.0) / 10.0)).collect())
            .collect();
        let whole: Vec<f64> = (0..t.len()).map(|at| sections.iter().map(|section| section[at]).sum()).collect();
        let section = |(rule, information): (&crate::domain::blueprint::SectionRule, Vec<f64>)| SectionInformation {
            domain: rule.domain.to_string(),
            title: rule.title.clone(),
            items: u32::from(rule.items()),
            curve: curve(information),
        };
        FormInformation {
            blueprint_id: self.blueprint.id.to_string(),
            title: self.blueprint.title.clone(),
            items: u32::from(self.blueprint.items()),
            calibrated_share: self.calibrated,
            sections: self.blueprint.sections.iter().zip(sections).map(section).collect(),
            whole: curve(whole),
            cuts: self.cuts(),
            t,
        }
    }

    /// Where the typical form expects each cut's score.
    pub fn cut_points(&self) -> &[CutPoint; 3] {
        &self.cuts
    }

    fn cuts(&self) -> Vec<CutInformation> {
        let one = |cut: &CutPoint| {
            let target: f64 = (0..self.cells.len()).map(|section| self.section(section, cut.theta)).sum();
            CutInformation {
                category: distribution::category(cut.category),
                score: cut.score,
                t: ukur_psychometrics::t_score(cut.theta),
                target,
                se: standard_error(target),
                given: None,
            }
        };
        self.cuts.iter().map(one).collect()
    }

    fn section(&self, section: usize, theta: f64) -> f64 {
        self.sum(section, |measure| measure.information(theta))
    }

    fn sum(&self, section: usize, value: impl Fn(&Measure) -> f64) -> f64 {
        let cell = |(count, fitting): &(f64, Vec<Measure>)| {
            count * fitting.iter().map(&value).sum::<f64>() / real(fitting.len().max(1))
        };
        self.cells[section].iter().map(cell).sum()
    }
}

fn curve(information: Vec<f64>) -> InformationCurve {
    InformationCurve { se: information.iter().map(|i| standard_error(*i)).collect(), information }
}

/// In T: 10 / √I.
pub fn standard_error(information: f64) -> Option<f64> {
    (information > 0.0).then(|| 10.0 / information.sqrt()).and_then(finite)
}

/// Information of each form that was really given, at θ.
pub fn given(information: &[f64]) -> Option<crate::wire::analysis::scale::GivenInformation> {
    Some(crate::wire::analysis::scale::GivenInformation {
        forms: small(information.len()),
        mean: super::mean(information)?,
        least: information.iter().copied().reduce(f64::min)?,
        most: information.iter().copied().reduce(f64::max)?,
    })
}
