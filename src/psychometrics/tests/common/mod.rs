//! Reference cases stand beside the project, not in it; where they are absent a test says so and passes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Folder of a reference case; `None` (and a printed line) where the data are absent.
pub fn case(name: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["../../../shared/reference/psychometrics", "../../../../shared/reference/psychometrics"]
        .iter()
        .map(|way| here.join(way).join(name))
        .find(|path| path.is_dir());
    if found.is_none() {
        println!("skipped: reference case {name} is not beside the project");
    }
    found
}

/// Records of a CSV file by column name.
pub fn table(path: &Path) -> Vec<HashMap<String, String>> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}
