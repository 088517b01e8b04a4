//! Ukur: an online competency test engine. The modules in reading order are told in ARCHITECTURE.md.

pub mod access;
pub mod audit;
pub mod bank;
pub mod config;
pub mod delivery;
pub mod domain;
pub mod hex;
pub mod planning;
pub mod store;
pub mod telemetry;
pub mod wire;
