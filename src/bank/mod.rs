//! The item bank and its blueprints as files.

pub mod catalogue;
