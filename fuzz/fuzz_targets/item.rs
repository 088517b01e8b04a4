//! Any text as an item of our own format: read forgivingly and written again it must be the same item.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ukur::bank::source::ItemSource;

fuzz_target!(|text: &str| {
    if let Ok(item) = ItemSource::from_text("technical", text) {
        let _ = item.content_hash();
        let _ = ItemSource::from_text("technical", &item.to_text());
    }
});
