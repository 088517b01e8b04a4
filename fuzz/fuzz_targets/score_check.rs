//! Any bytes as a QTI item and as cases, with a line of three dashes between.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ukur::bank::exchange::qti::score_check::score_check;

fuzz_target!(|bytes: &[u8]| {
    let at = bytes.windows(5).position(|window| window == b"\n---\n");
    let (item, cases) = bytes.split_at(at.unwrap_or(bytes.len()));
    let _ = score_check(item, cases.get(5..).unwrap_or_default());
});
