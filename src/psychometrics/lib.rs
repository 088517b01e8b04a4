//! The mathematics of measurement, pure: no clock, no randomness of its own, no I/O. Every formula names its source.
//!
//! Metric everywhere: logistic, D = 1, slope-intercept, θ on the scale of the calibration (standard normal unless
//! said). Scores for people are T = 50 + 10 θ.
#![allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
#![allow(clippy::many_single_char_names, reason = "a, b, d, g, n, p as in the papers")]

pub mod adaptive;
pub mod assembly;
pub mod calibration;
pub mod classical;
pub mod classification;
pub mod dif;
pub mod fit;
pub mod grid;
pub mod integrity;
pub mod linking;
pub mod model;
pub mod multidim;
pub mod numeric;
pub mod parameters;
pub mod random;
pub mod responses;
pub mod scoring;

pub use grid::Grid;
pub use model::{Curve, ItemModel};
pub use parameters::{ItemParameters, ParameterError};
pub use responses::{Answer, ResponseError, Responses, Skipped};
pub use scoring::{Prior, Scorer, ScoringError};

/// The scale on which people read θ.
pub fn t_score(theta: f64) -> f64 {
    50.0 + 10.0 * theta
}
