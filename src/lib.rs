//! Ukur: an online competency test engine.

pub mod wire;
