//! How sure a category is: accuracy and consistency of classification by cut scores, of persons, of a test that was
//! given, and of a design that is still a plan.

mod bayes;
mod borderline;
mod cuts;
mod domains;
mod indices;
mod lee;
mod predict;
mod rough;
mod rudner;

pub use borderline::{Borderline, BorderlineRule, judge, second_look};
pub use cuts::{CutError, Cuts};
pub use domains::{DomainPrediction, Simulation, simulate, simulate_sittings};
pub use indices::{CutIndex, Indices};
pub use lee::{lee, raw_cuts};
pub use predict::{CategoryPrediction, Estimator, PrecisionPoint, Prediction, predict};
pub use rough::{Assumptions, Rough, predict_rough};
pub use rudner::{PersonIndex, category_probabilities, person, rudner_persons, rudner_quadrature};

use crate::multidim::MultidimError;
use crate::scoring::ScoringError;

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ClassificationError {
    #[error("there is nobody to classify")]
    Empty,
    #[error("person {person}: θ must be finite, its standard error finite and not negative")]
    Score { person: usize },
    #[error("form {form} has no items, or there is no form")]
    NoItems { form: usize },
    #[error("form {form}: item {item} of {items} does not exist")]
    NoSuchItem { form: usize, item: usize, items: usize },
    #[error("the items of the form tell nothing at θ = {theta:.2}")]
    NoInformation { theta: f64 },
    #[error("{field} must be {must}")]
    Value { field: &'static str, must: &'static str },
    #[error("cuts on the sum score must rise and be finite")]
    RawCuts,
    #[error(transparent)]
    Scoring(#[from] ScoringError),
    #[error(transparent)]
    Multidim(#[from] MultidimError),
}
