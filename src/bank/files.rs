//! A bank version as raw files: read from a folder, named by its hash, kept as one JSON text in a database.
//! Nothing here looks into a file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::ids::BankVersion;

/// More files than the largest bank (20,000 items) and its stimuli and pictures need.
pub const MAX_FILES: usize = 25_000;
/// The largest file a bank may hold is a picture.
pub const MAX_FILE_BYTES: usize = 512 * 1024;
/// All files together; a bank lives in memory while a session pins it.
pub const MAX_TOTAL_BYTES: usize = 128 * 1024 * 1024;
/// A path is `folder/file`; longer ones are not of this format.
pub const MAX_PATH_BYTES: usize = 200;

const STORED_FORMAT: u16 = 1;

/// Sorted map from path (with `/`) to bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BankFiles(BTreeMap<String, Vec<u8>>);

/// The files cannot be taken together as a bank version.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    #[error("{path:?} is not a path inside a bank")]
    Path { path: String },
    #[error("{path} has {bytes} bytes; at most {MAX_FILE_BYTES} are allowed")]
    FileTooLarge { path: String, bytes: u64 },
    #[error("more than {MAX_FILES} files")]
    TooManyFiles,
    #[error("more than {MAX_TOTAL_BYTES} bytes in all")]
    TooLarge,
    #[error("the stored bank is not JSON of this shape: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the stored bank has format {0}, this program reads format {STORED_FORMAT}")]
    Format(u16),
    #[error("{path}: {source}")]
    Base64 { path: String, source: base64::DecodeError },
}

impl FilesError {
    /// Stable code for reports.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Path { .. } => "bad_path",
            Self::FileTooLarge { .. } => "file_too_large",
            Self::TooManyFiles => "too_many_files",
            Self::TooLarge => "bank_too_large",
            Self::Json(_) | Self::Format(_) | Self::Base64 { .. } => "stored_bank_broken",
        }
    }
}

impl BankFiles {
    /// Adds or replaces a file, within the bounds.
    pub fn insert(&mut self, path: &str, bytes: Vec<u8>) -> Result<(), FilesError> {
        check_path(path)?;
        if bytes.len() > MAX_FILE_BYTES {
            return Err(FilesError::FileTooLarge { path: path.to_owned(), bytes: bytes.len() as u64 });
        }
        if self.0.len() >= MAX_FILES && !self.0.contains_key(path) {
            return Err(FilesError::TooManyFiles);
        }
        self.0.insert(path.to_owned(), bytes);
        Ok(())
    }

    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(Vec::as_slice)
    }

    /// In the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn total_bytes(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// SHA-256 over the sorted files, each as path length, path, length, bytes (lengths: 8 bytes, big-endian).
    pub fn version(&self) -> BankVersion {
        let mut hash = Sha256::new();
        for (path, bytes) in &self.0 {
            for part in [path.as_bytes(), bytes] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        BankVersion::new(hex(&hash.finalize()))
    }

    /// How a version is kept in a database: text as text (readable, diffable), anything else as base64.
    pub fn to_json(&self) -> String {
        let files = self.0.iter().map(|(path, bytes)| (path.clone(), StoredFile::of(bytes))).collect();
        let stored = StoredFiles { format: STORED_FORMAT, files };
        // A map of strings has no value that JSON cannot hold.
        serde_json::to_string(&stored).unwrap_or_default()
    }

    pub fn from_json(json: &str) -> Result<Self, FilesError> {
        let stored: StoredFiles = serde_json::from_str(json)?;
        if stored.format != STORED_FORMAT {
            return Err(FilesError::Format(stored.format));
        }
        let mut files = Self::default();
        for (path, file) in stored.files {
            let bytes = file.into_bytes(&path)?;
            files.insert(&path, bytes)?;
        }
        if files.total_bytes() > MAX_TOTAL_BYTES { Err(FilesError::TooLarge) } else { Ok(files) }
    }
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredFiles {
    format: u16,
    files: BTreeMap<String, StoredFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredFile {
    Text(String),
    Base64(String),
}

impl StoredFile {
    /// Text with a NUL goes as base64: `PostgreSQL` keeps no NUL in text or JSON.
    fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => Self::Text(text.to_owned()),
            _ => Self::Base64(STANDARD.encode(bytes)),
        }
    }

    fn into_bytes(self, path: &str) -> Result<Vec<u8>, FilesError> {
        match self {
            Self::Text(text) => Ok(text.into_bytes()),
            Self::Base64(code) => {
                STANDARD.decode(code).map_err(|source| FilesError::Base64 { path: path.to_owned(), source })
            }
        }
    }
}

/// Relative, without `..`, backslashes or control characters: a path can never lead out of the bank.
fn check_path(path: &str) -> Result<(), FilesError> {
    let fine = !path.is_empty()
        && path.len() <= MAX_PATH_BYTES
        && !path.contains(['\\', ':'])
        && !path.chars().any(char::is_control)
        && path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
    if fine { Ok(()) } else { Err(FilesError::Path { path: path.chars().take(MAX_PATH_BYTES).collect() }) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn files(pairs: &[(&str, &[u8])]) -> BankFiles {
        let mut files = BankFiles::default();
        for (path, bytes) in pairs {
            files.insert(path, bytes.to_vec()).unwrap();
        }
        files
    }

    #[test]
    fn the_version_depends_on_every_path_and_byte() {
        let one = files(&[("a.md", b"x"), ("b.md", b"y")]);
        assert_eq!(one.version(), files(&[("b.md", b"y"), ("a.md", b"x")]).version());
        assert_ne!(one.version(), files(&[("a.md", b"x"), ("b.md", b"z")]).version());
        assert_ne!(one.version(), files(&[("a.md", b"xb.mdy")]).version());
        assert_ne!(one.version(), files(&[("a.md", b""), ("b.md", b"xy")]).version());
        assert_eq!(one.version().as_str().len(), 64);
    }

    #[test]
    fn a_path_that_leads_out_of_the_bank_is_refused() {
        for path in
            ["", "/etc/passwd", "../a", "a/../b", "a//b", "a/./b", "c:\\x", "a\nb", ".git/config", &"x".repeat(201)]
        {
            assert!(matches!(BankFiles::default().insert(path, Vec::new()), Err(FilesError::Path { .. })), "{path:?}");
        }
    }

    #[test]
    fn stored_json_is_read_within_the_bounds() {
        let huge = "x".repeat(MAX_FILE_BYTES + 1);
        let cases = [
            ("[]".to_owned(), "stored_bank_broken"),
            (r#"{"format":2,"files":{}}"#.to_owned(), "stored_bank_broken"),
            (r#"{"format":1,"files":{"a":{"base64":"*"}}}"#.to_owned(), "stored_bank_broken"),
            (r#"{"format":1,"files":{"../a":{"text":""}}}"#.to_owned(), "bad_path"),
            (format!(r#"{{"format":1,"files":{{"a":{{"text":"{huge}"}}}}}}"#), "file_too_large"),
        ];
        for (json, code) in cases {
            assert_eq!(BankFiles::from_json(&json).unwrap_err().code(), code);
        }
    }

    proptest! {
        #[test]
        fn json_gives_the_same_files_back(map in prop::collection::btree_map("[a-z]{1,8}(/[a-z]{1,8})?", prop::collection::vec(any::<u8>(), 0..40), 0..8)) {
            let mut files = BankFiles::default();
            for (path, bytes) in map {
                files.insert(&path, bytes).unwrap();
            }
            prop_assert_eq!(BankFiles::from_json(&files.to_json()).unwrap(), files);
        }
    }
}
