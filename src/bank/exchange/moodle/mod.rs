//! Moodle XML: the question bank of Moodle and of what exports to it.

mod arranged;
mod choice;
mod cloze;
mod gaps;
mod node;
mod read;
#[cfg(test)]
mod tests;
mod write;
mod write_gaps;
mod written;

pub(super) use choice::TRUE_FALSE;
pub use read::read;
pub use write::write;
