//! Hand-written items for every rule of the importer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod scoring;
