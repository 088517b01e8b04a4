//! Any text as groups and pairs of persons: an answer, never a panic.
#![no_main]

mod cli;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| cli::groups(text));
