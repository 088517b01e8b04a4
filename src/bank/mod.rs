//! The item bank and its blueprints as files.

pub mod catalogue;
mod computation;
mod fault;
mod fields;
mod files;
mod folder;
mod lettered;
mod markup;
mod page;
mod quantity;
mod text;

pub use fault::BankFault;
pub use files::{BankFiles, FilesError};
