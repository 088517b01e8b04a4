//! The rules, pure: no async, no I/O, no clock, no thread rng. Time and randomness are arguments. Nothing here
//! is ever serialised to a browser; `crate::wire::convert` copies out what a browser may see.

pub mod adaptive;
pub mod assembly;
pub mod attempt;
pub mod bank;
pub mod blueprint;
pub mod board;
pub mod calibration;
pub mod category;
pub mod decimal;
mod digest;
pub mod exposure;
pub mod form;
pub mod ids;
pub mod item;
pub mod item_life;
pub mod measure;
pub mod nip;
pub mod norms;
pub mod rehearsal;
pub mod rescoring;
pub mod response;
#[cfg(test)]
mod samples;
pub mod scoring;
pub mod session;
pub mod time;
