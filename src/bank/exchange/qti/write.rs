//! Items of ours → a QTI 3.0 package.

use crate::bank::exchange::Refused;
use crate::bank::exchange::export::{Export, Selection};

/// A package with a manifest, an item a file, the stimuli and the pictures.
pub fn write(selection: &Selection<'_>) -> Result<Export, Refused> {
    let _ = selection;
    Err(Refused::new("not_written", "QTI packages are not written yet"))
}
