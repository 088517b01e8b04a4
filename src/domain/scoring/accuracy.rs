//! What a blueprint's categories will be worth, before anybody sits the test: the share of persons that will be put
//! into their true category.
//!
//! Calibrated: persons are drawn, answer forms of the blueprint, and are scored as in earnest (all domains together).
//! Uncalibrated: a range under stated assumptions about items that nobody has tried, each domain for itself.

use ukur_psychometrics::ItemModel;
use ukur_psychometrics::classification::{Assumptions, Cuts, Estimator, Simulation, predict, predict_rough, simulate};
use ukur_psychometrics::scoring::Prior;

use super::four_domains::FourDomains;
use super::measurement::Basis;
use crate::domain::assembly::assemble;
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::calibration::Calibration;
use crate::domain::form::{Form, Seed};
use crate::domain::ids::DomainId;
use crate::domain::item::{Difficulty, Item, JobFamily};

/// Less than this share in the true category is too little to decide by: whoever plans is told what it would take.
pub const LEAST_ACCURACY: f64 = 0.75;
/// Forms drawn by chance that stand for all.
const FORMS: u8 = 8;
/// The Monte Carlo error of a share is then at most .012.
const PERSONS: usize = 1_600;
/// Longer sections are no advice.
const LONGEST: usize = 200;
/// Lengths are told in steps of this many items.
const STEP: usize = 5;
/// b of an item as its author sees it; see `domain::measure`.
const DIFFICULTIES: [f64; 3] = [-1.0, 0.0, 1.0];

/// Before use: how sure the categories of a blueprint will be.
#[derive(Clone, Debug, PartialEq)]
pub struct Accuracy {
    pub basis: Basis,
    /// Of a form; in the mean of an adaptive sitting.
    pub items: f64,
    pub overall: Expected,
    /// In the blueprint's order.
    pub sections: Vec<SectionAccuracy>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SectionAccuracy {
    pub domain: DomainId,
    pub title: String,
    /// Of a form; in the mean of an adaptive sitting.
    pub items: f64,
    pub expected: Expected,
    /// Items of the same kind that this section would need for [`LEAST_ACCURACY`]; `None`: more than anybody would sit,
    /// and of an adaptive test, where the rules of choice decide it.
    pub needed: Option<u16>,
}

/// Share of persons in their true category, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    pub accuracy: f64,
    /// If the items turn out poor, and if they turn out good; with a calibration two Monte Carlo errors to either side.
    pub low: f64,
    pub high: f64,
}

/// `uniform` gives numbers from 0 to below 1: the same ones give the same result.
///
/// `None` where no form can be drawn or no category told from another (see [`FourDomains::new`]).
pub fn expect(
    blueprint: &Blueprint,
    bank: &Bank,
    calibration: Option<&Calibration>,
    uniform: impl FnMut() -> f64,
) -> Option<Accuracy> {
    let rule = FourDomains::new(blueprint, bank, calibration)?;
    let forms: Vec<Form> = (0..FORMS).map(|seed| drawn(blueprint, bank, seed)).collect::<Option<_>>()?;
    let design = Design { blueprint, bank, rule: &rule, forms: &forms };
    let (overall, domains) = match rule.basis() {
        Basis::Calibrated(_) => design.simulated(uniform)?,
        Basis::Uncalibrated => design.rough()?,
    };
    let section = |(at, expected): (usize, Expected)| {
        let rule = &blueprint.sections[at];
        let needed = if expected.accuracy >= LEAST_ACCURACY { Some(rule.items()) } else { design.needed(at) };
        SectionAccuracy {
            domain: rule.domain.clone(),
            title: rule.title.clone(),
            items: rule.items().into(),
            expected,
            needed,
        }
    };
    let sections = domains.into_iter().enumerate().map(section).collect();
    Some(Accuracy { basis: rule.basis().clone(), items: blueprint.items().into(), overall, sections })
}

/// For everybody, or for the first job family that the bank has enough for.
fn drawn(blueprint: &Blueprint, bank: &Bank, seed: u8) -> Option<Form> {
    let families = std::iter::once(None).chain(JobFamily::ALL.into_iter().map(Some));
    families.into_iter().find_map(|family| assemble(blueprint, bank, family, Seed([seed; 32])).ok())
}

struct Design<'a> {
    blueprint: &'a Blueprint,
    bank: &'a Bank,
    rule: &'a FourDomains,
    forms: &'a [Form],
}

impl Design<'_> {
    fn simulated(&self, uniform: impl FnMut() -> f64) -> Option<(Expected, Vec<Expected>)> {
        let forms: Vec<Vec<usize>> = self.forms.iter().map(|form| self.rule.numbers(form)).collect();
        let weights = Some(self.rule.weights());
        let simulation = Simulation { persons: PERSONS, forms: &forms, cuts: self.rule.cuts(), weights };
        let found = simulate(self.rule.scorer(), self.rule.population(), &simulation, uniform).ok()?;
        let mut found: Vec<Expected> =
            found.iter().map(|one| Expected::around(one.accuracy, 2.0 * one.accuracy_error)).collect();
        let overall = found.pop()?;
        Some((overall, found))
    }

    fn rough(&self) -> Option<(Expected, Vec<Expected>)> {
        let sections = 0..self.blueprint.sections.len();
        let of = |at: usize| self.rough_of(&self.difficulties(Some(at)), Prior::default());
        let domains: Vec<Expected> = sections.map(of).collect::<Option<_>>()?;
        // The composite spreads less than a domain: weights and correlations make its variance.
        let (weights, population) = (self.rule.weights(), self.rule.population());
        let entry = |i: usize, j: usize| weights[i] * weights[j] * population.covariance[i * weights.len() + j];
        let all = (0..weights.len()).flat_map(|i| (0..weights.len()).map(move |j| (i, j)));
        let variance: f64 = all.map(|(i, j)| entry(i, j)).sum();
        let overall = self.rough_of(&self.difficulties(None), Prior { mean: 0.0, sd: variance.sqrt() })?;
        Some((overall, domains))
    }

    fn rough_of(&self, difficulties: &[Vec<f64>], prior: Prior) -> Option<Expected> {
        let rough = predict_rough(difficulties, self.rule.cuts(), prior, &Assumptions::default()).ok()?;
        Some(Expected { accuracy: rough.middle, low: rough.low, high: rough.high })
    }

    /// As the authors see them, of each form, in one section or in all.
    fn difficulties(&self, section: Option<usize>) -> Vec<Vec<f64>> {
        let place = |item: &Item| match item.difficulty {
            Difficulty::Easy => DIFFICULTIES[0],
            Difficulty::Medium => DIFFICULTIES[1],
            Difficulty::Hard => DIFFICULTIES[2],
        };
        self.forms.iter().map(|form| self.items(form, section).map(place).collect()).collect()
    }

    fn items<'f>(&'f self, form: &'f Form, section: Option<usize>) -> impl Iterator<Item = &'f Item> {
        let wanted = form.sections.iter().filter(move |s| section.is_none_or(|at| usize::from(s.rule) == at));
        wanted.flat_map(|s| &s.items).filter_map(|item| self.bank.items.get(&item.id)).map(AsRef::as_ref)
    }

    /// The shortest length, in steps, at which a section of such items alone is accurate enough; accuracy rises with
    /// length.
    fn needed(&self, section: usize) -> Option<u16> {
        let accurate =
            |steps: usize| self.at_length(section, steps * STEP).is_some_and(|found| found >= LEAST_ACCURACY);
        let (mut short, mut long) = (0, LONGEST / STEP);
        if !accurate(long) {
            return None;
        }
        while long - short > 1 {
            let middle = usize::midpoint(short, long);
            if accurate(middle) { long = middle } else { short = middle }
        }
        u16::try_from(long * STEP).ok()
    }

    /// The first form's items over and over, up to this length.
    fn at_length(&self, section: usize, length: usize) -> Option<f64> {
        let cuts: &Cuts = self.rule.cuts();
        match self.rule.basis() {
            Basis::Calibrated(_) => {
                let models = self.rule.scorer().models();
                let numbers = self.forms.first().map(|form| self.rule.numbers(form))?;
                let own: Vec<ItemModel> = numbers
                    .into_iter()
                    .filter(|number| self.rule.section(*number) == section)
                    .map(|number| models[number].clone())
                    .collect();
                let long: Vec<ItemModel> = own.iter().cycle().take(length).cloned().collect();
                Some(predict(&[long], cuts, Prior::default(), Estimator::Bayes).ok()?.accuracy)
            }
            Basis::Uncalibrated => {
                let own = self.difficulties(Some(section)).into_iter().next()?;
                let long: Vec<f64> = own.iter().copied().cycle().take(length).collect();
                Some(self.rough_of(&[long], Prior::default())?.accuracy)
            }
        }
    }
}

impl Expected {
    pub(in crate::domain) fn around(accuracy: f64, error: f64) -> Self {
        Self { accuracy, low: (accuracy - error).max(0.0), high: (accuracy + error).min(1.0) }
    }
}

#[cfg(test)]
#[path = "accuracy_tests.rs"]
mod tests;
