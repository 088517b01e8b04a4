//! Reference cases: read where they stand, skipped where they do not.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, reason = "a test crate; not every test uses every helper")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of a reference case; `None`, with a printed line, when the data is not on this machine.
pub fn case(name: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["../../../shared", "../../../../shared"]
        .iter()
        .map(|shared| here.join(shared).join("reference/psychometrics").join(name))
        .find(|folder| folder.is_dir());
    if found.is_none() {
        println!("skipped: reference data not present ({name})");
    }
    found
}

/// Records of a csv file, each by column name.
pub fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}
