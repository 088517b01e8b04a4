//! How sure a category is: accuracy and consistency of classification by cut scores.

mod cuts;

pub use cuts::{CutError, Cuts};
