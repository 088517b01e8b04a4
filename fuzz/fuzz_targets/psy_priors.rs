//! Any text as a file of priors: an answer, never a panic.
#![no_main]

mod cli;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| cli::priors(text));
