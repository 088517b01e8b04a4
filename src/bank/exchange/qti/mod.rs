//! QTI 2.0 to 3.0: packages and single items → items of ours, by running their own rules over every answer.

mod declaration;
mod interaction;
mod item;
mod processing;
pub mod score_check;
#[cfg(test)]
mod tests;
mod value;
mod xml;
