//! QTI 2.0 to 3.0: packages and single items → items of ours, by running their own rules over every answer.

mod content;
mod declaration;
mod interaction;
mod item;
mod naming;
mod own;
mod package;
mod processing;
mod read;
mod reduce;
pub mod score_check;
#[cfg(test)]
mod tests;
mod value;
mod write;
mod xml;

pub use read::read;
pub use write::write;
