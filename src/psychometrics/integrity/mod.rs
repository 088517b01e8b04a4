//! Integrity of a test: answers too much alike, times that do not fit. Every result is evidence for people who
//! decide, never a verdict: a small p says that chance explains the data badly, not who did what.

pub mod copying;
pub mod multiple;
pub mod times;
