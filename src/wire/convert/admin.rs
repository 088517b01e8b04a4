//! The administrator's side.

pub mod fairness;
pub mod library;
pub mod measurement;
pub mod norms;
pub mod plan;
pub mod rescoring;
pub mod responses;
pub mod results;
pub mod simulation;
