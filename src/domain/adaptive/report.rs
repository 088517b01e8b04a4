//! What a bank does under the rules: exposure chances and the simulation report that stands where fixed forms have
//! their fairness certificate.

use ukur_psychometrics::adaptive::{
    Abilities, AdaptiveError, Conditional, Design as Sat, Errors, Rules, Simulation, SimulationReport,
    control_exposure, simulate,
};

use super::design::Design;
use crate::domain::blueprint::{AdaptiveRule, Blueprint};
use crate::domain::ids::DomainId;

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
    /// Finds the chances that keep exposure within the limit, and simulates the design under them. Takes seconds, and
    /// gives the same for the same seed on any number of cores.
    ///
    /// # Errors
    /// As [`simulate`]; a design that was made has none.
    pub fn try_out(&self, blueprint: &Blueprint, seed: u64) -> Result<Tried, AdaptiveError> {
        let normal = Simulation { abilities: Abilities::Normal { persons: PERSONS, mean: 0.0, sd: 1.0 }, seed };
        let limit = self.rule.max_exposure;
        let chances = if limit < 1.0 {
            control_exposure(&self.table, &self.rules, &normal, limit, ROUNDS)?.chances
        } else {
            vec![1.0; self.items.len()]
        };
        let sat = Sat::Adaptive(Rules { exposure: Some(chances.clone()), ..self.rules.clone() });
        // Another seed than the chances were found with: they must not be praised by their own sample.
        let fresh = Simulation { seed: seed.wrapping_add(ROUNDS as u64), ..normal };
        let over_all = simulate(&self.table, &sat, &fresh)?;
        let points = Abilities::Points { points: POINTS.to_vec(), each: AT_EACH };
        let by_theta = simulate(&self.table, &sat, &Simulation { abilities: points, seed })?;
        Ok(Tried { chances, report: self.report(blueprint, &over_all, &by_theta) })
    }

    fn report(&self, blueprint: &Blueprint, all: &SimulationReport, points: &SimulationReport) -> AdaptiveReport {
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
            by_theta: points.conditional.iter().map(AtTheta::of).collect(),
        }
    }
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
