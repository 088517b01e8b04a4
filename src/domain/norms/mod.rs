//! A norm group: the scores of people who sat one blueprint, and where another person's score stands among them.
//!
//! It speaks of scores on its own scale alone. With a calibration that is θ on this calibration's scale; without one it
//! is the number-correct score of the very blueprint. Whatever is on another scale has no percentile here.

use std::collections::BTreeMap;

use ukur_psychometrics::scoring::NormRow;
pub use ukur_psychometrics::scoring::Norms;
use ukur_psychometrics::t_score;

use super::digest::Digest;
use super::ids::{BlueprintVersion, CalibrationId, DomainId, NormGroupId, SessionId};
use super::scoring::{Basis, DomainOutcome, Measured, Outcome};

/// Of fewer people a percentile tells little: with 30 the standard error at the median is 9 points.
pub const LEAST_PERSONS: usize = 30;
/// More persons than one organisation ever tests.
pub const MAX_PERSONS: usize = 100_000;
/// A percentile of 50 has the binomial standard error 100 √(½·½ / n).
const ERROR_AT_MEDIAN: f64 = 50.0;

#[derive(Clone, Debug, PartialEq)]
pub struct NormGroup {
    /// Of all that follows.
    pub id: NormGroupId,
    pub title: String,
    pub blueprint: BlueprintVersion,
    pub scale: NormScale,
    /// Made-up people sat it: it stands beside rehearsals alone.
    pub rehearsal: bool,
    /// In the order they were sat.
    pub sessions: Vec<SessionId>,
    pub overall: Norms,
    /// Of each domain that at least [`LEAST_PERSONS`] have a score in.
    pub domains: BTreeMap<DomainId, Norms>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NormScale {
    /// θ of this calibration.
    Ability(CalibrationId),
    /// 0 to 100, number-correct.
    Points,
}

/// What a group is made of; `outcomes` has one of each person.
#[derive(Clone, Debug)]
pub struct NormSample<'a> {
    pub title: String,
    pub blueprint: BlueprintVersion,
    pub rehearsal: bool,
    pub sessions: Vec<SessionId>,
    pub outcomes: Vec<&'a Outcome>,
}

/// Why a group cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NormFault {
    #[error("{found} people with a result; a norm group has at least {LEAST_PERSONS}")]
    TooFew { found: usize },
    #[error("{found} people; a norm group has at most {MAX_PERSONS}")]
    TooMany { found: usize },
    #[error("the results are not on one scale: some rest on a calibration that others do not rest on")]
    TwoScales,
    #[error("a score is not a finite number")]
    NotFinite,
}

impl NormFault {
    /// Stable; the UI translates it.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooFew { .. } => "too_few",
            Self::TooMany { .. } => "too_many",
            Self::TwoScales => "two_scales",
            Self::NotFinite => "not_finite",
        }
    }
}

impl NormScale {
    /// The scale that an outcome's categories follow.
    pub fn of(outcome: &Outcome) -> Self {
        match outcome.measurement.as_ref().map(|measurement| &measurement.basis) {
            Some(Basis::Calibrated(id)) => Self::Ability(id.clone()),
            Some(Basis::Uncalibrated) | None => Self::Points,
        }
    }

    /// As people read it: T, or points.
    pub fn read(&self, score: f64) -> f64 {
        match self {
            Self::Ability(_) => t_score(score),
            Self::Points => score,
        }
    }

    /// A difference of two scores, as people read it.
    pub fn read_spread(&self, spread: f64) -> f64 {
        self.read(spread) - self.read(0.0)
    }

    fn overall(&self, outcome: &Outcome) -> f64 {
        match (self, &outcome.measurement) {
            (Self::Ability(_), Some(measurement)) => measurement.overall.theta,
            (Self::Ability(_) | Self::Points, _) => outcome.score,
        }
    }

    fn domain(&self, domain: &DomainOutcome) -> Option<f64> {
        match self {
            Self::Ability(_) => domain.measured.as_ref().map(|Measured { theta, .. }| *theta),
            Self::Points => Some(domain.score),
        }
    }
}

impl NormGroup {
    /// # Errors
    /// [`NormFault`]: the first thing that stands against it.
    pub fn of(sample: NormSample<'_>) -> Result<Self, NormFault> {
        let NormSample { title, blueprint, rehearsal, sessions, outcomes } = sample;
        let found = outcomes.len();
        if found < LEAST_PERSONS {
            return Err(NormFault::TooFew { found });
        }
        if found > MAX_PERSONS {
            return Err(NormFault::TooMany { found });
        }
        let scale = NormScale::of(outcomes[0]);
        if outcomes.iter().any(|outcome| NormScale::of(outcome) != scale) {
            return Err(NormFault::TwoScales);
        }
        let scores: Vec<f64> = outcomes.iter().map(|outcome| scale.overall(outcome)).collect();
        let mut by_domain: BTreeMap<&DomainId, Vec<f64>> = BTreeMap::new();
        for domain in outcomes.iter().flat_map(|outcome| &outcome.domains) {
            by_domain.entry(&domain.domain).or_default().extend(scale.domain(domain));
        }
        by_domain.retain(|_, scores| scores.len() >= LEAST_PERSONS);
        let domains = by_domain.into_iter().map(|(domain, scores)| Ok((domain.clone(), table(&scores)?)));
        let domains = domains.collect::<Result<_, NormFault>>()?;
        let id = NormGroupId::new("");
        let overall = table(&scores)?;
        Ok(Self { id, title, blueprint, scale, rehearsal, sessions, overall, domains }.sealed())
    }

    /// Named by its content; `id` is replaced.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.id = NormGroupId::new(self.digest());
        self
    }

    /// 0 to 100: the share of the group below, with half of those who score the same (Crocker & Algina, 1986, ch. 19).
    /// Nothing for an outcome on another scale.
    pub fn percentile(&self, outcome: &Outcome) -> Option<f64> {
        self.speaks_of(outcome).then(|| self.overall.percentile(self.scale.overall(outcome)))?
    }

    /// The same in one domain of the outcome.
    pub fn domain_percentile(&self, outcome: &Outcome, domain: &DomainOutcome) -> Option<f64> {
        let norms = self.domains.get(&domain.domain).filter(|_| self.speaks_of(outcome))?;
        norms.percentile(self.scale.domain(domain)?)
    }

    pub fn persons(&self) -> u64 {
        self.overall.size()
    }

    /// Standard error of a percentile of 50, in points of percentile; others are surer.
    pub fn error_at_median(&self) -> f64 {
        ERROR_AT_MEDIAN / exact(self.persons()).sqrt()
    }

    /// The least score of the group that at least `percent` of it do not exceed.
    pub fn score_at(&self, percent: u8) -> f64 {
        let wanted = self.persons() * u64::from(percent);
        let rows = self.overall.rows();
        let reached = |row: &&NormRow| (row.below + row.count) * 100 >= wanted;
        rows.iter().find(reached).or(rows.last()).map_or(f64::NAN, |row| row.score)
    }

    pub fn mean(&self) -> f64 {
        self.weighted(|score| score)
    }

    /// Standard deviation of the group, which is the whole of what it speaks of (n below the line).
    pub fn deviation(&self) -> f64 {
        let mean = self.mean();
        self.weighted(|score| (score - mean).powi(2)).sqrt()
    }

    fn weighted(&self, value: impl Fn(f64) -> f64) -> f64 {
        let sum: f64 = self.overall.rows().iter().map(|row| value(row.score) * exact(row.count)).sum();
        sum / exact(self.persons())
    }

    fn speaks_of(&self, outcome: &Outcome) -> bool {
        NormScale::of(outcome) == self.scale
    }

    fn digest(&self) -> String {
        let mut digest = Digest::of("ukur/norm-group/1");
        digest.text(&self.title);
        digest.text(self.blueprint.as_str());
        match &self.scale {
            NormScale::Ability(id) => digest.text(id.as_str()),
            NormScale::Points => digest.text("points"),
        }
        digest.flag(self.rehearsal);
        digest.count(self.sessions.len());
        self.sessions.iter().for_each(|session| digest.text(session.as_str()));
        norms(&mut digest, &self.overall);
        digest.count(self.domains.len());
        for (domain, table) in &self.domains {
            digest.text(domain.as_str());
            norms(&mut digest, table);
        }
        digest.finish()
    }
}

/// No group has more than [`MAX_PERSONS`].
fn exact(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn table(scores: &[f64]) -> Result<Norms, NormFault> {
    Norms::new(scores).map_err(|_| NormFault::NotFinite)
}

fn norms(digest: &mut Digest, norms: &Norms) {
    digest.count(norms.rows().len());
    for row in norms.rows() {
        digest.number(row.score);
        digest.text(&row.count.to_string());
    }
}

#[cfg(test)]
mod tests;
