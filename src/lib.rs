//! Ukur: an online competency test engine. The modules in reading order are told in ARCHITECTURE.md.

pub mod access;
pub mod analysis;
pub mod app;
pub mod audit;
pub mod authoring;
pub mod bank;
pub mod cli;
pub mod config;
pub mod delivery;
pub mod dialogue;
pub mod domain;
pub mod hex;
pub mod http;
pub mod planning;
pub mod shipped;
pub mod store;
pub mod telemetry;
pub mod trust;
pub mod wire;
pub mod ws;
