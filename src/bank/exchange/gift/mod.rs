//! GIFT: questions as text, Moodle's and many others'.

mod answers;
pub(in crate::bank::exchange) mod block;
mod item;
mod scan;
#[cfg(test)]
mod tests;
mod write;

pub use item::read;
pub use write::write;
