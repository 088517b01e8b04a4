//! The only bridge between the wire and the domain. Copies out what a browser may see, checks what comes in; nothing
//! here decides, stores or reads a clock.

pub mod admin;
pub mod authoring;
pub mod candidate;
pub mod command;
pub mod emergency;
pub mod item;
pub mod proctor;
pub mod rules;
pub mod staff;
pub mod vault;
pub mod welcome;
