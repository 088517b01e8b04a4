//! What a bank does under the rules: exposure chances and the simulation report that stands where fixed forms have
//! their fairness certificate.

use ukur_psychometrics::adaptive::{
    Abilities, AdaptiveError, CellCount, Conditional, Design as Sat, Errors, Rules, Simulation, SimulationReport,
    control_exposure, simulate,
};

use super::accuracy::{Foretold, PEOPLE, Unforetold};
use super::design::Design;
use super::plan::PlannedCell;
use crate::domain::blueprint::{AdaptiveRule, Blueprint};
use crate::domain::ids::{CompetencyId, DomainId};
use crate::domain::item::Difficulty;
use crate::domain::scoring::{Accuracy, FourDomains};

/// Simulated persons of the report; their errors are told to about a fiftieth of themselves.
const PERSONS: usize = 1_000;
/// θ at which the report looks closer, and persons at each.
const POINTS: [f64; 7] = [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0];
const AT_EACH: usize = 200;
/// Rounds in which the chances of Sympson and Hetter settle.
const ROUNDS: usize = 8;
/// Classes of 5 % of the exposure histogram.
const CLASSES: usize = 20;

/// In θ: one unit is ten T points.
#[derive(Clone, Debug, PartialEq)]
pub struct AdaptiveReport {
    pub rule: AdaptiveRule,
    /// Items that may come.
    pub items: u32,
    pub persons: u32,
    pub bias: f64,
    pub rmse: f64,
    pub mean_se: f64,
    pub correlation: f64,
    pub mean_length: f64,
    pub sd_length: f64,
    /// Share of sittings that ended by precision.
    pub precise: f64,
    pub exposure_max: f64,
    pub unused: u32,
    /// Items by exposure in 20 classes of 5 %.
    pub histogram: Vec<u32>,
    /// Mean share of items that two sittings have in common.
    pub overlap: f64,
    pub sections: Vec<SectionLength>,
    /// Empty in reports from before the cells were kept.
    pub cells: Vec<CellContent>,
    /// Simulated sittings that break a rule of the blueprint; absent with the cells.
    pub broken: Option<u32>,
    /// Absent in reports of earlier builds, and where the cut scores cannot be told apart.
    pub accuracy: Option<Foretold>,
    pub by_theta: Vec<AtTheta>,
}

/// Items of one section in a sitting.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionLength {
    pub domain: DomainId,
    pub mean: f64,
    pub least: u32,
    pub most: u32,
}

/// Items of a sitting that fit one cell of the blueprint.
#[derive(Clone, Debug, PartialEq)]
pub struct CellContent {
    pub domain: DomainId,
    pub competency: Option<CompetencyId>,
    pub difficulty: Option<Difficulty>,
    /// Of a sitting of the greatest length, in the mean; shorter ones have their share.
    pub planned: f64,
    pub least: u32,
    pub most: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtTheta {
    pub theta: f64,
    pub length: f64,
    pub bias: f64,
    pub rmse: f64,
    pub mean_se: f64,
}

/// A design that was tried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// Per item of the design the chance that a candidate's pool holds it.
    pub chances: Vec<f64>,
    pub report: AdaptiveReport,
}

impl Design {
    /// Per item the chance that a pool holds it, so that exposure keeps within the limit.
    ///
    /// # Errors
    /// As [`simulate`]; a design that was made has none.
    pub fn chances(&self, seed: u64) -> Result<Vec<f64>, AdaptiveError> {
        let limit = self.rule.max_exposure;
        if limit >= 1.0 {
            return Ok(vec![1.0; self.items.len()]);
        }
        Ok(control_exposure(&self.table, &self.rules, &normal(seed), limit, ROUNDS)?.chances)
    }

    /// Finds the chances that keep exposure within the limit, and simulates the design under them. Takes seconds, and
    /// gives the same for the same seed on any number of cores. `scoring` is that of the results.
    ///
    /// # Errors
    /// As [`simulate`] and [`Design::accuracy`]; a design that was made has none.
    pub fn try_out(
        &self,
        blueprint: &Blueprint,
        scoring: Option<&FourDomains>,
        seed: u64,
    ) -> Result<Tried, Unforetold> {
        let chances = self.chances(seed)?;
        let sat = Sat::Adaptive(Rules { exposure: Some(chances.clone()), ..self.rules.clone() });
        // Another seed than the chances were found with: they must not be praised by their own sample.
        let fresh = normal(seed.wrapping_add(ROUNDS as u64));
        let over_all = simulate(&self.table, &sat, &fresh)?;
        let points = Abilities::Points { points: POINTS.to_vec(), each: AT_EACH };
        let by_theta = simulate(&self.table, &sat, &Simulation { abilities: points, seed })?;
        let accuracy = scoring.map(|scoring| self.accuracy(blueprint, scoring, &chances, PEOPLE)).transpose()?;
        Ok(Tried { report: self.report(blueprint, &over_all, &by_theta, accuracy.as_ref()), chances })
    }

    fn report(
        &self,
        blueprint: &Blueprint,
        all: &SimulationReport,
        points: &SimulationReport,
        accuracy: Option<&Accuracy>,
    ) -> AdaptiveReport {
        let Errors { bias, rmse, mean_se, .. } = all.errors;
        let lengths = all.content.iter().zip(&all.content_range);
        let sections = blueprint.sections.iter().zip(lengths).map(|(rule, (mean, (least, most)))| SectionLength {
            domain: rule.domain.clone(),
            mean: *mean,
            least: small(*least),
            most: small(*most),
        });
        AdaptiveReport {
            rule: self.rule,
            items: small(self.items.len()),
            persons: small(all.errors.persons),
            bias,
            rmse,
            mean_se,
            correlation: all.correlation,
            mean_length: all.mean_length,
            sd_length: all.sd_length,
            precise: all.precise,
            exposure_max: all.max_exposure,
            unused: small(all.unused),
            histogram: histogram(&all.exposure),
            overlap: all.overlap,
            sections: sections.collect(),
            cells: self.cells(blueprint, all),
            broken: all.course.as_ref().map(|course| small(course.broken)),
            accuracy: accuracy.map(Into::into),
            by_theta: points.conditional.iter().map(AtTheta::of).collect(),
        }
    }
}

impl Design {
    fn cells(&self, blueprint: &Blueprint, all: &SimulationReport) -> Vec<CellContent> {
        let counts = all.course.iter().flat_map(|course| &course.cells);
        let cell = |(planned, count): (&PlannedCell, &CellCount)| CellContent {
            domain: blueprint.sections[planned.section].domain.clone(),
            competency: planned.cell.competency.clone(),
            difficulty: planned.cell.difficulty,
            planned: planned.share,
            least: small(count.least),
            most: small(count.most),
        };
        self.plan().cells().iter().zip(counts).map(cell).collect()
    }
}

fn normal(seed: u64) -> Simulation {
    Simulation { abilities: Abilities::Normal { persons: PERSONS, mean: 0.0, sd: 1.0 }, seed }
}

impl AtTheta {
    fn of(point: &Conditional) -> Self {
        let Errors { bias, rmse, mean_se, .. } = point.errors;
        Self { theta: point.theta, length: point.mean_length, bias, rmse, mean_se }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 0 to 1 has a class of 0 to 19")]
fn histogram(exposure: &[f64]) -> Vec<u32> {
    let mut classes = vec![0; CLASSES];
    for share in exposure {
        classes[((share * 20.0) as usize).min(CLASSES - 1)] += 1;
    }
    classes
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
