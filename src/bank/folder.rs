//! Reading a bank's folder from disk, within bounds. Symbolic links are refused: a bank is what its folder holds.

use std::fs::{self, DirEntry, File};
use std::io::Read as _;
use std::path::Path;

use super::fault::BankFault;
use super::files::{BankFiles, FilesError, MAX_FILE_BYTES, MAX_TOTAL_BYTES};

/// `technical/tek-001.md` is two deep; one more for people's own sub-folders, which the loader then names.
const MAX_DEPTH: usize = 3;
/// After this many unreadable places the rest is not worth naming.
const MAX_FAULTS: usize = 1_000;

impl BankFiles {
    /// Every file below `dir`, except hidden ones and editors' backups (`name~`).
    pub fn read_dir(dir: &Path) -> Result<Self, Vec<BankFault>> {
        let mut walk = Walk::default();
        walk.folder(dir, "", 0);
        if walk.faults.is_empty() { Ok(walk.files) } else { Err(walk.faults) }
    }
}

#[derive(Default)]
struct Walk {
    files: BankFiles,
    bytes: usize,
    faults: Vec<BankFault>,
}

impl Walk {
    fn folder(&mut self, dir: &Path, prefix: &str, depth: usize) {
        if depth > MAX_DEPTH {
            return self.fault(prefix, "too_deep", format!("folders nest deeper than {MAX_DEPTH}"));
        }
        let entries = match fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) => return self.fault(prefix, "unreadable_folder", format!("cannot read the folder: {error}")),
        };
        for entry in entries {
            if self.faults.len() >= MAX_FAULTS {
                return;
            }
            match entry {
                Ok(entry) => self.entry(&entry, prefix, depth),
                Err(error) => self.fault(prefix, "unreadable_folder", error.to_string()),
            }
        }
    }

    fn entry(&mut self, entry: &DirEntry, prefix: &str, depth: usize) {
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            return self.fault(prefix, "bad_path", format!("a file name is not UTF-8: {}", name.display()));
        };
        if name.starts_with('.') || name.ends_with('~') {
            return;
        }
        let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => self.folder(&entry.path(), &path, depth + 1),
            Ok(kind) if kind.is_file() => self.file(&entry.path(), &path),
            Ok(_) => self.fault(&path, "not_a_file", "neither a plain file nor a folder (links are refused)"),
            Err(error) => self.fault(&path, "unreadable", error.to_string()),
        }
    }

    fn file(&mut self, from: &Path, path: &str) {
        let bytes = match read(from) {
            Ok(bytes) => bytes,
            Err(error) => return self.fault(path, "unreadable", format!("cannot read the file: {error}")),
        };
        self.bytes += bytes.len();
        let stored =
            if self.bytes > MAX_TOTAL_BYTES { Err(FilesError::TooLarge) } else { self.files.insert(path, bytes) };
        if let Err(error) = stored {
            self.fault(path, error.code(), error.to_string());
        }
    }

    fn fault(&mut self, file: &str, code: &'static str, message: impl Into<String>) {
        let file = if file.is_empty() { "." } else { file }.to_owned();
        self.faults.push(BankFault { file, line: None, field: String::new(), code, message: message.into() });
    }
}

/// At most one byte more than allowed is read, whatever the file system says of the size.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_without_hidden_and_backup_files() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("technical")).unwrap();
        for name in ["bank.toml", ".hidden", "technical/tek-001.md", "technical/tek-001.md~"] {
            fs::write(dir.path().join(name), name).unwrap();
        }
        let files = BankFiles::read_dir(dir.path()).unwrap();
        assert_eq!(files.iter().map(|(path, _)| path).collect::<Vec<_>>(), ["bank.toml", "technical/tek-001.md"]);
    }

    #[test]
    fn a_missing_folder_is_named() {
        let faults = BankFiles::read_dir(Path::new("no/such/folder")).unwrap_err();
        assert_eq!((faults[0].file.as_str(), faults[0].code), (".", "unreadable_folder"));
    }

    #[test]
    fn a_link_a_huge_file_and_a_deep_folder_are_refused_together() {
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("link.md")).unwrap();
        fs::write(dir.path().join("big.svg"), vec![b' '; MAX_FILE_BYTES + 1]).unwrap();
        fs::create_dir_all(dir.path().join("a/b/c/d/e")).unwrap();
        let mut codes: Vec<_> = BankFiles::read_dir(dir.path()).unwrap_err().iter().map(|f| f.code).collect();
        codes.sort_unstable();
        assert_eq!(codes, ["file_too_large", "not_a_file", "too_deep"]);
    }
}
