//! The administrator's side.

pub mod fairness;
pub mod library;
pub mod plan;
pub mod responses;
pub mod results;
