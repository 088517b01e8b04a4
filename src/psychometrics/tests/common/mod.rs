//! Reference cases stand beside the project; without them their tests are skipped.
#![allow(dead_code, reason = "each test crate uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The directory of a reference case, or `None` (with a printed line) where the reference data are absent.
pub fn case(name: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["../../../shared", "../../../../shared"]
        .into_iter()
        .map(|up| here.join(up).join("reference/psychometrics").join(name))
        .find(|path| path.is_dir());
    if found.is_none() {
        println!("skipped: no reference case {name}");
    }
    found
}

/// The records of a CSV file with a header, by column name.
pub fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(|record| record.unwrap()).collect()
}
