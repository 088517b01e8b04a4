//! Adapters that keep what must not be lost.

pub mod sql;
