//! Where the reference cases lie, and their tables.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of a case; without the reference data a printed line and nothing.
pub fn case(name: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["../../../shared/reference/psychometrics", "../../../../shared/reference/psychometrics"]
        .iter()
        .map(|up| here.join(up).join(name))
        .find(|folder| folder.is_dir());
    if found.is_none() {
        println!("skipped: no reference case {name}");
    }
    found
}

/// Rows of a table by column name.
pub fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}
