//! Where the reference cases are, and their tables.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, reason = "a test crate; each test uses a part")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of a reference case; `None`, with a printed line, where the cases are absent.
pub fn case(name: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["../../../shared/reference/psychometrics", "../../../../shared/reference/psychometrics"]
        .iter()
        .map(|folder| root.join(folder).join(name))
        .find(|folder| folder.is_dir());
    if found.is_none() {
        println!("skipped: reference case {name} is absent");
    }
    found
}

/// The records of a CSV file by column name.
pub fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}
