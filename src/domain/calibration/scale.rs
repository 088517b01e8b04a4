//! Whether a calibration can score: domains that correlate too closely for the grid of scoring are a finding, not a
//! fault, and are told apart a little more for it.

use ukur_psychometrics::multidim::{MultidimError, Population, Settings};

use super::remark::{Lowered, Remark};
use super::{Calibration, CalibrationFault};
use crate::domain::blueprint::Blueprint;

/// Nodes for each domain in scoring. On the shipped blueprints probabilities differ from those of 45 nodes by less than
/// .0001, at an eighth of the time.
pub const SCORING_NODES: usize = 27;
const TEN_THOUSANDTHS: f64 = 10_000.0;

impl Calibration {
    /// A new one, as it may be proposed: correlations that the grid of scoring cannot resolve are all lowered by one
    /// factor, just far enough, with a remark; then [`Calibration::sealed`].
    ///
    /// # Errors
    /// What no calibration can be, by its first place.
    pub fn made(mut self) -> Result<Self, CalibrationFault> {
        let found = Population::correlated(self.domains.len(), &self.correlations);
        let factor = found.resolvable(SCORING_NODES, Settings::default().bound)?;
        if factor < 1.0 {
            let used = found.lowered(factor).covariance;
            let remark = Lowered {
                factor: ten_thousandths(factor),
                from: ten_thousandths(self.closest(&self.correlations)),
                to: ten_thousandths(self.closest(&used)),
            };
            self.correlations = used;
            self.facts.warnings.push(Remark::Lowered(remark));
        }
        let made = self.sealed()?;
        made.can_score()?;
        Ok(made)
    }

    /// Whether a scorer can be made of its correlations. Those of earlier builds are stored unlowered.
    ///
    /// # Errors
    /// What stands against it.
    pub fn can_score(&self) -> Result<(), MultidimError> {
        let population = Population::correlated(self.domains.len(), &self.correlations);
        population.resolved_by(SCORING_NODES, Settings::default().bound)
    }

    /// The same for the domains of a blueprint alone, which may be fewer.
    pub fn can_score_on(&self, blueprint: &Blueprint) -> bool {
        let places: Vec<usize> = (0..self.domains.len())
            .filter(|place| blueprint.sections.iter().any(|section| section.domain == self.domains[*place]))
            .collect();
        let pairs = places.iter().flat_map(|i| places.iter().map(move |j| i * self.domains.len() + j));
        let correlations: Vec<f64> = pairs.map(|place| self.correlations[place]).collect();
        let population = Population::correlated(places.len(), &correlations);
        population.resolved_by(SCORING_NODES, Settings::default().bound).is_ok()
    }

    /// The largest entry beside the diagonal.
    fn closest(&self, correlations: &[f64]) -> f64 {
        let beside = correlations.iter().enumerate().filter(|(place, _)| place % (self.domains.len() + 1) != 0);
        beside.map(|(_, value)| value.abs()).fold(0.0, f64::max)
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number from 0 to 1")]
fn ten_thousandths(share: f64) -> u16 {
    (share.clamp(0.0, 1.0) * TEN_THOUSANDTHS).round() as u16
}
