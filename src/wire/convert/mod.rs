//! Domain to wire and back: the only bridge. Nothing here decides, stores or reads a clock.

pub mod admin;
pub mod rules;
pub mod staff;
pub mod welcome;
