//! Any bytes as a file of this format: an answer, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ukur::bank::exchange::{Format, read};

fuzz_target!(|bytes: &[u8]| {
    let _ = read("file", bytes, Format::Docx);
});
