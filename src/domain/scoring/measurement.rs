//! What an outcome says of ability, and how sure it is.

use ukur_psychometrics::t_score;

use crate::domain::category::PotentialCategory;
use crate::domain::ids::CalibrationId;

/// Points of T for a unit of θ.
const T_PER_THETA: f64 = 10.0;

/// Beside the number-correct scores: θ on the scale of the population, with the probability of each category.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    pub basis: Basis,
    /// Of the whole: the domains weighted as the blueprint says.
    pub overall: Measured,
    /// Cuts on θ, rising: where a typical form of the blueprint is expected to earn the cut scores.
    pub cuts: [f64; 3],
    /// The category lies so near a cut that a person should look at it before it decides anything.
    pub borderline: bool,
}

/// What θ rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Categories follow θ.
    Calibrated(CalibrationId),
    /// The authors' estimates stand in for a calibration: categories follow the number-correct score, and the
    /// probabilities are as good as the estimates.
    Uncalibrated,
}

/// θ is read as T = 50 + 10 θ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// Posterior mean.
    pub theta: f64,
    /// Posterior standard deviation.
    pub sd: f64,
    /// Of each category, lowest first.
    pub probabilities: [f64; 4],
    /// Items that it rests on; others of the form have no parameters.
    pub items: u16,
}

impl Measurement {
    /// The cuts as T.
    pub fn cuts_t(&self) -> [f64; 3] {
        self.cuts.map(t_score)
    }
}

impl Measured {
    pub fn t(&self) -> f64 {
        t_score(self.theta)
    }

    /// The most probable category, where it is more probable than the one that is reported: the reported one follows a
    /// mean (of θ, or of points), and a mean can lie on one side of a cut and the larger probability on the other.
    pub fn likelier_than(&self, reported: PotentialCategory) -> Option<PotentialCategory> {
        let probability = |category: PotentialCategory| self.probabilities[category as usize];
        let likeliest =
            PotentialCategory::ALL.into_iter().max_by(|a, b| probability(*a).total_cmp(&probability(*b)))?;
        (probability(likeliest) > probability(reported)).then_some(likeliest)
    }

    /// Standard error of T.
    pub fn t_error(&self) -> f64 {
        T_PER_THETA * self.sd
    }
}
