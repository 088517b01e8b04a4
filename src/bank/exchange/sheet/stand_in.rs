//! Stands in for `exchange::archive::Archive` until that is merged: the same name, the same first call.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use crate::bank::exchange::Refused;

const MAX_ENTRIES: usize = 2_000;
const MAX_UNPACKED: u64 = 200 * 1024 * 1024;

pub(in crate::bank::exchange) struct Archive {
    files: BTreeMap<String, Vec<u8>>,
}

impl Archive {
    pub(in crate::bank::exchange) fn open(bytes: &[u8]) -> Result<Self, Refused> {
        let broken =
            |error: &dyn std::fmt::Display| Refused::new("archive_broken", format!("this is no ZIP archive: {error}"));
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
        if zip.len() > MAX_ENTRIES {
            return Err(Refused::new("archive_entries", format!("more than {MAX_ENTRIES} entries")));
        }
        let (mut files, mut left) = (BTreeMap::new(), MAX_UNPACKED);
        for at in 0..zip.len() {
            let entry = zip.by_index(at).map_err(|error| broken(&error))?;
            let name = entry.name().map(std::borrow::Cow::into_owned).unwrap_or_default();
            let mut content = Vec::new();
            entry.take(left + 1).read_to_end(&mut content).map_err(|error| broken(&error))?;
            left = left
                .checked_sub(content.len() as u64)
                .ok_or_else(|| Refused::new("archive_bomb", format!("more than {MAX_UNPACKED} bytes unpacked")))?;
            files.insert(name, content);
        }
        Ok(Self { files })
    }

    pub(in crate::bank::exchange) fn entries(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub(in crate::bank::exchange) fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }
}
