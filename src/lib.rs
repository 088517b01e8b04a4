//! Ukur: an online competency test engine.

pub mod bank;
pub mod delivery;
pub mod domain;
pub mod store;
pub mod telemetry;
pub mod wire;
