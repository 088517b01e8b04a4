//! Aiken: one question, lettered options, `ANSWER: X`. Nothing else, and all of it plain text.

mod read;
mod write;

pub use read::read;
pub use write::write;
