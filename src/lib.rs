//! Ukur: an online competency test engine.

pub mod access;
pub mod audit;
pub mod bank;
pub mod delivery;
pub mod domain;
pub mod hex;
pub mod http;
pub mod planning;
pub mod store;
pub mod wire;
