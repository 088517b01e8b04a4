//! Scores of persons on a scale whose item parameters are known: EAP, MAP, ML, Warm's WLE, sum scores, norms.
//!
//! A pattern is a list of (item, category): what was not shown is absent. All estimators take any mixture of models.

mod batch;
mod check;
mod eap;
pub(crate) mod evaluate;
mod norms;
mod point;
mod root;
mod sum_score;
pub(crate) mod tables;

pub use norms::{NormError, NormRow, Norms};
pub use sum_score::{SumScore, SumScores, sum_score_distribution};

pub(crate) use check::{flaw, models as check_models, pattern as check_pattern};

use crate::grid::{Grid, equally_spaced};
use crate::model::ItemModel;

/// Ability in the population, normal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    pub mean: f64,
    pub sd: f64,
}

impl Default for Prior {
    fn default() -> Self {
        Self { mean: 0.0, sd: 1.0 }
    }
}

impl Prior {
    /// `count` nodes over eight standard deviations to either side: beyond, even an all-wrong pattern adds < 1e-12.
    pub fn grid(&self, count: usize) -> Grid {
        let nodes = equally_spaced(count.max(2), self.mean - 8.0 * self.sd, self.mean + 8.0 * self.sd);
        let mut weights: Vec<f64> = nodes.iter().map(|x| (-0.5 * ((x - self.mean) / self.sd).powi(2)).exp()).collect();
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= sum);
        Grid { nodes, weights }
    }

    fn check(&self) -> Result<(), ScoringError> {
        let sound = self.mean.is_finite() && self.sd.is_finite() && self.sd > 0.0;
        if sound { Ok(()) } else { Err(ScoringError::Prior) }
    }
}

/// The input cannot be scored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScoringError {
    #[error("item {item}: {flaw}")]
    Model { item: usize, flaw: &'static str },
    #[error("the prior needs a finite mean and a finite standard deviation above 0")]
    Prior,
    #[error("the grid needs two rising finite nodes or more, and weights that are not negative and not all 0")]
    Grid,
    #[error("person {person}: item {item} of {items} does not exist")]
    NoSuchItem { person: usize, item: usize, items: usize },
    #[error("person {person}: item {item} stands twice")]
    Twice { person: usize, item: usize },
    #[error("person {person}, item {item}: category {category} of {categories} does not exist")]
    Category { person: usize, item: usize, category: usize, categories: usize },
    #[error("the responses have {responses} items, the scorer {models}")]
    Items { responses: usize, models: usize },
}

/// Posterior mean and posterior standard deviation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eap {
    pub theta: f64,
    pub se: f64,
}

/// A maximum of the likelihood (ML) or of the posterior (MAP).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub theta: f64,
    /// From the expected (Fisher) information at `theta`.
    pub se_expected: f64,
    /// From the observed information at `theta`; infinite where the curvature is 0.
    pub se_observed: f64,
    /// Local maxima found; above 1 the highest was taken (possible with guessing only: Samejima, 1973).
    pub maxima: usize,
}

/// Warm's weighted likelihood estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighted {
    pub theta: f64,
    /// 1 / √I(θ).
    pub se: f64,
    /// Roots of the estimating equation that are maxima; above 1 the one of the highest weighted likelihood was taken.
    pub roots: usize,
}

/// Why a pattern has no finite estimate. A result, not a fault of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoEstimate {
    #[error("nothing was answered")]
    NothingAnswered,
    #[error("the likelihood is highest at minus infinity")]
    MinusInfinity,
    #[error("the likelihood is highest at plus infinity")]
    PlusInfinity,
    #[error("the answers carry no information")]
    NoInformation,
}

impl NoEstimate {
    /// -∞ or +∞ as a number, where that is the estimate.
    pub fn theta(self) -> Option<f64> {
        match self {
            Self::MinusInfinity => Some(f64::NEG_INFINITY),
            Self::PlusInfinity => Some(f64::INFINITY),
            Self::NothingAnswered | Self::NoInformation => None,
        }
    }
}

/// θ and its standard error as people read them: T = 50 + 10 θ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TScore {
    pub t: f64,
    pub se: f64,
}

impl TScore {
    pub fn new(theta: f64, se: f64) -> Self {
        Self { t: crate::t_score(theta), se: 10.0 * se }
    }
}

/// Items with known parameters, and tables over θ made once: scores any number of persons, from any thread.
#[derive(Clone, Debug)]
pub struct Scorer {
    models: Vec<ItemModel>,
    prior: Prior,
    eap: eap::Quadrature,
    search: point::Search,
}

impl Scorer {
    /// `grid` carries the prior for EAP (see [`Prior::grid`], [`Grid::standard`]); `prior` is that of MAP.
    pub fn new(models: &[ItemModel], prior: Prior, grid: &Grid) -> Result<Self, ScoringError> {
        prior.check()?;
        check_models(models)?;
        let eap = eap::Quadrature::new(models, grid)?;
        let search = point::Search::new(models);
        Ok(Self { models: models.to_vec(), prior, eap, search })
    }

    pub fn models(&self) -> &[ItemModel] {
        &self.models
    }

    /// Posterior mean (Bock & Mislevy, 1982). Of no answers: the prior.
    pub fn eap(&self, pattern: &[(usize, usize)]) -> Result<Eap, ScoringError> {
        check_pattern(&self.models, 0, pattern)?;
        Ok(self.eap.score(pattern, &mut self.eap.scratch()))
    }

    /// Normalised posterior weights at the nodes of the grid.
    pub fn posterior(&self, pattern: &[(usize, usize)]) -> Result<Vec<f64>, ScoringError> {
        check_pattern(&self.models, 0, pattern)?;
        let mut weights = self.eap.scratch();
        self.eap.posterior(pattern, &mut weights);
        Ok(weights)
    }

    /// Mode of the posterior (Samejima, 1969). Of no answers: the prior's mean.
    pub fn map(&self, pattern: &[(usize, usize)]) -> Result<Estimate, ScoringError> {
        check_pattern(&self.models, 0, pattern)?;
        Ok(self.search.map(&self.models, self.prior, pattern, &mut self.search.scratch()))
    }

    /// Maximum of the likelihood, wherever it is: infinite estimates are named, not clipped.
    pub fn ml(&self, pattern: &[(usize, usize)]) -> Result<Result<Estimate, NoEstimate>, ScoringError> {
        check_pattern(&self.models, 0, pattern)?;
        Ok(self.search.ml(&self.models, pattern, &mut self.search.scratch()))
    }

    /// Root of Warm's (1989) equation l'(θ) + J(θ) / (2 I(θ)) = 0, for every model and mixture.
    pub fn wle(&self, pattern: &[(usize, usize)]) -> Result<Result<Weighted, NoEstimate>, ScoringError> {
        check_pattern(&self.models, 0, pattern)?;
        Ok(self.search.wle(&self.models, pattern, &mut self.search.scratch()))
    }
}

/// Test information I(θ) = Σ I_i(θ).
pub fn test_information(models: &[ItemModel], theta: f64) -> f64 {
    models.iter().map(|model| evaluate::answer(model, 0, theta).information).sum()
}
