//! What to calibrate and how: items, latent distribution, quadrature, settings, and what can be wrong with them.

use serde::{Deserialize, Serialize};

use super::prepare::NotEstimated;
use super::priors::Priors;
use crate::model::ItemModel;
use crate::responses::Skipped;

/// The response model of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Model {
    /// Slope 1; the latent variance is free (Rasch, 1960).
    #[serde(rename = "rasch")]
    Rasch,
    /// One slope for all items of this model in the run.
    #[serde(rename = "1pl")]
    OnePl,
    #[serde(rename = "2pl")]
    TwoPl,
    /// With a free lower asymptote, Birnbaum (1968).
    #[serde(rename = "3pl")]
    ThreePl,
    /// Samejima (1969).
    #[serde(rename = "grm")]
    Graded,
    /// Muraki (1992).
    #[serde(rename = "gpcm")]
    GeneralisedPartialCredit,
    /// Slope 1; the latent variance is free (Masters, 1982).
    #[serde(rename = "pcm")]
    PartialCredit,
    /// Bock (1972); a and d of category 0 are 0.
    #[serde(rename = "nominal")]
    Nominal,
}

impl Model {
    pub fn name(self) -> &'static str {
        match self {
            Self::Rasch => "rasch",
            Self::OnePl => "1pl",
            Self::TwoPl => "2pl",
            Self::ThreePl => "3pl",
            Self::Graded => "grm",
            Self::GeneralisedPartialCredit => "gpcm",
            Self::PartialCredit => "pcm",
            Self::Nominal => "nominal",
        }
    }

    /// What [`Model::named`] knows.
    pub const NAMES: &'static str = "rasch, 1pl, 2pl, 3pl, grm, gpcm, pcm, nominal";

    /// The model of that name, as parameter files write it.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "rasch" => Self::Rasch,
            "1pl" => Self::OnePl,
            "2pl" => Self::TwoPl,
            "3pl" => Self::ThreePl,
            "grm" | "graded" => Self::Graded,
            "gpcm" => Self::GeneralisedPartialCredit,
            "pcm" => Self::PartialCredit,
            "nominal" | "nrm" => Self::Nominal,
            _ => return None,
        })
    }

    pub(crate) fn is_dichotomous(self) -> bool {
        matches!(self, Self::Rasch | Self::OnePl | Self::TwoPl | Self::ThreePl)
    }

    /// The slope is 1 and the latent variance carries what it would.
    pub(crate) fn has_unit_slope(self) -> bool {
        matches!(self, Self::Rasch | Self::PartialCredit)
    }
}

/// What the run does with the parameters of an item.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Role {
    /// Estimated, from start values of the program's own.
    #[default]
    Free,
    /// Estimated, from these start values.
    Start(ItemModel),
    /// Held at these values: an anchor.
    Fixed(ItemModel),
}

/// One item of the run, in the order of the columns of the responses.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemSpec {
    pub id: String,
    pub domain: Option<String>,
    pub model: Model,
    pub role: Role,
    /// Answer options of a multiple-choice item: the prior of guessing has its mean at 1/options.
    pub options: Option<u8>,
    /// 3PL: the lower asymptote is held at this value; the rest is estimated.
    pub fixed_guessing: Option<f64>,
    /// How many categories the item has (0 to one less); by default up to the highest that was observed.
    pub categories: Option<u8>,
}

impl ItemSpec {
    pub fn new(id: impl Into<String>, model: Model) -> Self {
        Self {
            id: id.into(),
            domain: None,
            model,
            role: Role::Free,
            options: None,
            fixed_guessing: None,
            categories: None,
        }
    }
}

/// Equally spaced nodes on [-bound, bound].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quadrature {
    pub nodes: usize,
    pub bound: f64,
}

impl Default for Quadrature {
    fn default() -> Self {
        Self { nodes: 61, bound: 6.0 }
    }
}

/// The normal distribution of θ. What is free is estimated from the values here as a start.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Latent {
    pub mean: f64,
    pub variance: f64,
    /// By default free when items are fixed (Kim, 2006).
    pub free_mean: Option<bool>,
    /// By default free when items are fixed or when all slopes are 1.
    pub free_variance: Option<bool>,
}

impl Default for Latent {
    fn default() -> Self {
        Self { mean: 0.0, variance: 1.0, free_mean: None, free_variance: None }
    }
}

/// How to calibrate. The default is the product's: priors on, standard errors on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub quadrature: Quadrature,
    pub priors: Priors,
    pub latent: Latent,
    #[serde(with = "skipped_as_text")]
    pub skipped: Skipped,
    /// Converged: no element of the gradient of the log posterior is larger than this.
    pub tolerance: f64,
    /// Evaluations of the likelihood, all phases together.
    pub max_iterations: usize,
    pub standard_errors: bool,
    /// An item with fewer answers is not estimated.
    pub minimum_answers: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            quadrature: Quadrature::default(),
            priors: Priors::default(),
            latent: Latent::default(),
            skipped: Skipped::Zero,
            tolerance: 1e-5,
            max_iterations: 2_000,
            standard_errors: true,
            minimum_answers: 10,
        }
    }
}

fn told(left: &[NotEstimated]) -> String {
    left.iter().map(|item| format!("{}: {}", item.id, item.reason)).collect::<Vec<_>>().join("; ")
}

/// What makes a calibration impossible. An item that cannot be estimated is no error: it is named in the result.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CalibrationError {
    #[error("{specified} items are specified, the responses have {columns}")]
    Items { specified: usize, columns: usize },
    #[error("item {id} stands twice")]
    Twice { id: String },
    #[error("{groups} persons have a group, there are {persons}")]
    Groups { groups: usize, persons: usize },
    #[error("nobody in group {group} has a usable answer")]
    EmptyGroup { group: usize },
    #[error("nobody answered an item that can be used")]
    NoData,
    #[error("no item can be estimated: {}", told(left))]
    NothingToEstimate { left: Vec<NotEstimated> },
    /// Priors do not supply what is missing either.
    #[error(
        "the answers to {items} items give {numbers} numbers for {parameters} parameters: more items, a prior or a \
         model with fewer parameters is needed"
    )]
    Scarce { items: usize, numbers: usize, parameters: usize },
    #[error("item {id}: {problem}")]
    Item { id: String, problem: &'static str },
    #[error("person {person}, item {id}: category {category} is beyond the {categories} of the item")]
    Category { person: usize, id: String, category: usize, categories: usize },
    #[error("setting {setting} must be {must}")]
    Setting { setting: &'static str, must: &'static str },
    #[error("the likelihood is not finite at the start values")]
    Start,
}

impl Settings {
    pub(crate) fn check(&self) -> Result<(), CalibrationError> {
        let wrong = |setting, must| Err(CalibrationError::Setting { setting, must });
        let Quadrature { nodes, bound } = self.quadrature;
        if !(3..=2_001).contains(&nodes) {
            return wrong("quadrature.nodes", "from 3 to 2001");
        }
        if !(bound > 0.0 && bound <= 100.0) {
            return wrong("quadrature.bound", "above 0, at most 100");
        }
        if self.latent.mean.is_nan() || self.latent.mean.abs() > bound {
            return wrong("latent.mean", "within the quadrature");
        }
        if !(self.latent.variance > 0.0 && self.latent.variance.is_finite()) {
            return wrong("latent.variance", "above 0");
        }
        if !(self.tolerance > 0.0 && self.tolerance.is_finite()) {
            return wrong("tolerance", "above 0");
        }
        match self.priors.wrong() {
            Some((setting, must)) => wrong(setting, must),
            None => Ok(()),
        }
    }
}

/// [`Skipped`] as `"zero"` or `"not_shown"`.
mod skipped_as_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::responses::Skipped;

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub(super) fn serialize<S: Serializer>(skipped: &Skipped, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match skipped {
            Skipped::Zero => "zero",
            Skipped::NotShown => "not_shown",
        })
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Skipped, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "zero" => Ok(Skipped::Zero),
            "not_shown" => Ok(Skipped::NotShown),
            other => Err(D::Error::unknown_variant(other, &["zero", "not_shown"])),
        }
    }
}
