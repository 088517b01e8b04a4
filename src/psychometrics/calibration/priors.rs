//! Priors of item parameters. They add ln density to the log-likelihood: the estimate is the posterior mode in the
//! metric (a, d, logit g), as in Mislevy (1986). Every density keeps its constant, so log priors can be compared.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};
use statrs::function::gamma::ln_gamma;

use crate::numeric::{logistic, logit};

/// Mean and standard deviation of a normal distribution.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Normal {
    pub mean: f64,
    pub sd: f64,
}

/// The prior of the lower asymptote g.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum GuessingPrior {
    /// logit g is normal. Without `mean` it is logit(1 / options), a quarter where the options are not known.
    LogitNormal {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mean: Option<f64>,
        sd: f64,
    },
    /// Density of g itself; no Jacobian of the logit is added.
    Beta { alpha: f64, beta: f64 },
}

/// Which parameters have a prior. `None` is no prior, in files `"none"`; what a file leaves out is the default.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Priors {
    /// ln a of every model with a free slope but the nominal; a shared slope has it once. Slopes are then positive.
    #[serde(with = "or_none", alias = "a")]
    pub log_slope: Option<Normal>,
    /// Each d: the one of a dichotomous item, every d_k of the others.
    #[serde(with = "or_none", alias = "d")]
    pub intercept: Option<Normal>,
    /// Partial credit: `intercept` is of each step d_k - d_(k-1) instead, which does not pull the last of many steps more
    /// than the first.
    pub steps: bool,
    #[serde(with = "or_none", alias = "c", alias = "g")]
    pub guessing: Option<GuessingPrior>,
    /// Each slope of a nominal item (category 0 has slope 0).
    #[serde(with = "or_none")]
    pub nominal_slope: Option<Normal>,
    /// Mean and sd of `log_slope` and `intercept` are estimated from the items (empirical Bayes); those here are
    /// where it starts.
    pub hierarchical: bool,
}

impl Default for Priors {
    /// The priors of the product for sparse data.
    fn default() -> Self {
        Self {
            log_slope: Some(Normal { mean: 0.0, sd: 0.5 }),
            intercept: Some(Normal { mean: 0.0, sd: 1.5 }),
            guessing: Some(GuessingPrior::LogitNormal { mean: None, sd: 0.5 }),
            nominal_slope: Some(Normal { mean: 0.0, sd: 1.5 }),
            steps: false,
            hierarchical: false,
        }
    }
}

impl Priors {
    /// Maximum likelihood.
    pub fn none() -> Self {
        Self {
            log_slope: None,
            intercept: None,
            guessing: None,
            nominal_slope: None,
            steps: false,
            hierarchical: false,
        }
    }

    /// The first setting that is no prior, with what it must be.
    pub(crate) fn wrong(&self) -> Option<(&'static str, &'static str)> {
        let bad = |normal: Option<Normal>| normal.is_some_and(|n| !n.mean.is_finite() || !positive(n.sd));
        let guessing = match self.guessing {
            Some(GuessingPrior::LogitNormal { mean, sd }) => mean.is_some_and(|m| !m.is_finite()) || !positive(sd),
            // Below 1 the density has no bound at the end, and the climb no top.
            Some(GuessingPrior::Beta { alpha, beta }) => {
                ![alpha, beta].iter().all(|shape| *shape >= 1.0 && shape.is_finite())
            }
            None => false,
        };
        let normal = "a finite mean and an sd above 0";
        match () {
            () if bad(self.log_slope) => Some(("priors.log_slope", normal)),
            () if bad(self.intercept) => Some(("priors.intercept", normal)),
            () if bad(self.nominal_slope) => Some(("priors.nominal_slope", normal)),
            () if guessing => Some(("priors.guessing", "finite numbers, sd above 0, alpha and beta at least 1")),
            () => None,
        }
    }

    /// The density of the logit of guessing for an item with so many options.
    pub(crate) fn guessing_of(&self, options: Option<u8>) -> Option<Density> {
        self.guessing.map(|prior| match prior {
            GuessingPrior::LogitNormal { mean, sd } => {
                let chance = 1.0 / f64::from(options.unwrap_or(4).max(2));
                Density::Normal(Normal { mean: mean.unwrap_or_else(|| logit(chance)), sd })
            }
            GuessingPrior::Beta { alpha, beta } => Density::BetaOfLogit { alpha, beta },
        })
    }
}

fn positive(value: f64) -> bool {
    value > 0.0 && value.is_finite()
}

/// A prior of one parameter x.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Density {
    Normal(Normal),
    /// ln x is normal; density of x.
    LogNormal(Normal),
    /// x is the logit of g; density of g.
    BetaOfLogit {
        alpha: f64,
        beta: f64,
    },
}

/// ln density and its first two derivatives.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct LogDensity {
    pub(crate) value: f64,
    pub(crate) first: f64,
    pub(crate) second: f64,
}

impl Density {
    /// At x; minus infinity outside the support.
    pub(crate) fn at(self, x: f64) -> LogDensity {
        match self {
            Self::Normal(normal) => normal_at(normal, x),
            Self::LogNormal(_) if x <= 0.0 => LogDensity { value: f64::NEG_INFINITY, first: 0.0, second: 0.0 },
            Self::LogNormal(normal) => {
                // With y = ln x: ln f(x) = ln n(y) - y; d/dx = (d/dy) / x.
                let inner = normal_at(normal, x.ln());
                let slope = inner.first - 1.0;
                LogDensity { value: inner.value - x.ln(), first: slope / x, second: (inner.second - slope) / (x * x) }
            }
            Self::BetaOfLogit { alpha, beta } => {
                // d ln f / dg = (α - 1) / g - (β - 1) / (1 - g); times dg/dx = g (1 - g).
                let (g, rest) = (logistic(x), logistic(-x));
                let constant = ln_gamma(alpha + beta) - ln_gamma(alpha) - ln_gamma(beta);
                let (up, down) = (alpha - 1.0, beta - 1.0);
                LogDensity {
                    value: constant + up * g.max(1e-300).ln() + down * rest.max(1e-300).ln(),
                    first: up * rest - down * g,
                    second: -(up + down) * g * rest,
                }
            }
        }
    }
}

fn normal_at(normal: Normal, x: f64) -> LogDensity {
    let z = (x - normal.mean) / normal.sd;
    LogDensity {
        value: -0.5 * z * z - normal.sd.ln() - 0.5 * (2.0 * PI).ln(),
        first: -z / normal.sd,
        second: -1.0 / (normal.sd * normal.sd),
    }
}

/// `None` as the word "none": TOML has no null, and a field left out is the default.
mod or_none {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Word {
        None,
    }

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either<T> {
        Word(Word),
        Value(T),
        Null(()),
    }

    #[allow(clippy::ref_option, reason = "serde's signature")]
    pub(super) fn serialize<T: Serialize, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => value.serialize(serializer),
            None => Word::None.serialize(serializer),
        }
    }

    pub(super) fn deserialize<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        T: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Ok(match Either::deserialize(deserializer)? {
            Either::Value(value) => Some(value),
            Either::Word(Word::None) | Either::Null(()) => None,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn derivatives_are_those_of_differences() {
        let h = 1e-5;
        let densities = [
            Density::Normal(Normal { mean: 0.3, sd: 0.7 }),
            Density::LogNormal(Normal { mean: 0.1, sd: 0.5 }),
            Density::BetaOfLogit { alpha: 5.0, beta: 17.0 },
        ];
        for density in densities {
            for x in [0.2, 0.9, 2.5] {
                let (before, here, after) = (density.at(x - h), density.at(x), density.at(x + h));
                assert!(((after.value - before.value) / (2.0 * h) - here.first).abs() < 1e-6, "{density:?} {x}");
                assert!(((after.first - before.first) / (2.0 * h) - here.second).abs() < 1e-5, "{density:?} {x}");
            }
        }
        assert!(Density::LogNormal(Normal { mean: 0.0, sd: 1.0 }).at(-0.1).value.is_infinite());
    }

    #[test]
    fn they_are_written_and_read() {
        let text = r#"{"log_slope":{"mean":0.0,"sd":0.5},"guessing":{"beta":{"alpha":5,"beta":17}}}"#;
        let read: Priors = serde_json::from_str(text).unwrap();
        assert_eq!(read.guessing, Some(GuessingPrior::Beta { alpha: 5.0, beta: 17.0 }));
        assert_eq!(serde_json::from_str::<Priors>(&serde_json::to_string(&read).unwrap()).unwrap(), read);
        let off: Priors = serde_json::from_str(r#"{"log_slope":"none","guessing":null}"#).unwrap();
        assert_eq!((off.log_slope, off.guessing, off.intercept), (None, None, Priors::default().intercept));
        let nothing = serde_json::to_string(&Priors::none()).unwrap();
        assert_eq!(serde_json::from_str::<Priors>(&nothing).unwrap(), Priors::none());
        assert!(serde_json::from_str::<Priors>(r#"{"slope":null}"#).is_err());
        let unbounded = Some(GuessingPrior::Beta { alpha: 0.5, beta: 17.0 });
        assert!(Priors { guessing: unbounded, ..read }.wrong().is_some());
        assert!(Priors { intercept: Some(Normal { mean: f64::NAN, sd: 1.0 }), ..read }.wrong().is_some());
    }
}
