//! ZIP archives of strangers, read within bounds that are counted while inflating. Everything stays in memory: no name
//! of an entry ever becomes a path on this machine.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::Refused;

/// A package of questions has hundreds of files; more is not one.
pub const MAX_ENTRIES: usize = 2_000;
/// What may lie in memory at once.
pub const MAX_UNPACKED: usize = 200 * 1024 * 1024;
/// A single text or picture is far smaller.
pub const MAX_FILE: usize = 20 * 1024 * 1024;
/// Text packs to a tenth, seldom to a fiftieth.
pub const MAX_RATIO: usize = 100;
/// Below this size a high ratio is only a file of blanks and harms nobody.
const RATIO_FREE: usize = 1024 * 1024;
const CENTRAL_SIGNATURE: &[u8] = b"PK\x01\x02";
const CENTRAL_HEADER: usize = 46;
const ENCRYPTED: u16 = 1;
const NESTED: &[&str] =
    &[".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".jar", ".imscc", ".iso", ".cab"];
const NESTED_MAGIC: &[&[u8]] = &[b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b\x08"];

/// The files of an archive by their path in it.
#[derive(Debug)]
pub struct Archive {
    files: BTreeMap<String, Vec<u8>>,
}

/// An entry as the central directory names it.
struct Listed {
    name: String,
    /// As the archive has it; old tools write no UTF-8.
    raw: Vec<u8>,
    folder: bool,
}

impl Archive {
    pub fn open(bytes: &[u8]) -> Result<Self, Refused> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
            Refused::new("archive_broken", format!("this is no ZIP archive that can be read: {error}"))
        })?;
        let listed = list(bytes, &zip)?;
        let mut files = BTreeMap::new();
        let mut left = MAX_UNPACKED;
        for entry in listed.into_iter().filter(|entry| !entry.folder) {
            let Some(at) = zip.index_for_name_raw(&entry.raw) else {
                return Err(refuse("archive_broken", &entry.name, "is listed but cannot be found"));
            };
            let content = inflate(&mut zip, at, &entry.name, left)?;
            left -= content.len();
            files.insert(entry.name, content);
        }
        Ok(Self { files })
    }

    /// Paths of the files in order of their names.
    pub fn entries(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }
}

fn refuse(code: &'static str, name: &str, what: &str) -> Refused {
    Refused::new(code, format!("the entry `{}` {what}", name.escape_debug()))
}

/// Walks the central directory itself: the library keeps only one of two entries with the same name.
fn list(bytes: &[u8], zip: &ZipArchive<Cursor<&[u8]>>) -> Result<Vec<Listed>, Refused> {
    let start = usize::try_from(zip.central_directory_start()).unwrap_or(usize::MAX);
    let mut rest = bytes.get(start..).unwrap_or_default();
    let mut listed = Vec::new();
    let mut seen = BTreeSet::new();
    while rest.starts_with(CENTRAL_SIGNATURE) {
        let (entry, after) = central(rest, zip)?;
        rest = after;
        if listed.len() == MAX_ENTRIES {
            let message = format!("the archive has more than {MAX_ENTRIES} entries");
            return Err(Refused::new("archive_too_many", message));
        }
        if !seen.insert(entry.name.trim_end_matches('/').to_lowercase()) {
            return Err(refuse("archive_duplicate", &entry.name, "stands twice in the archive (case does not count)"));
        }
        listed.push(entry);
    }
    let files = listed.iter().filter(|entry| !entry.folder).count();
    if listed.len() < zip.len() || files == 0 {
        return Err(Refused::new("archive_broken", "the archive's directory is damaged or names no file"));
    }
    Ok(listed)
}

fn number(header: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([header.get(at).copied().unwrap_or(0), header.get(at + 1).copied().unwrap_or(0)])
}

fn central<'r>(rest: &'r [u8], zip: &ZipArchive<Cursor<&[u8]>>) -> Result<(Listed, &'r [u8]), Refused> {
    let broken = || Refused::new("archive_broken", "the archive's directory is cut off");
    let header = rest.get(..CENTRAL_HEADER).ok_or_else(broken)?;
    let name_end = CENTRAL_HEADER + usize::from(number(header, 28));
    let raw = rest.get(CENTRAL_HEADER..name_end).ok_or_else(broken)?;
    let after =
        rest.get(name_end + usize::from(number(header, 30)) + usize::from(number(header, 32))..).ok_or_else(broken)?;
    let told =
        || zip.index_for_name_raw(raw).and_then(|at| zip.name_for_index(at)?.ok().map(std::borrow::Cow::into_owned));
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => told().ok_or_else(broken)?,
    };
    check_name(&name)?;
    if number(header, 8) & ENCRYPTED != 0 {
        return Err(refuse("archive_encrypted", &name, "is encrypted"));
    }
    // The upper half of the external attributes is the Unix mode, whatever system the header names.
    if number(header, 40) & 0o170_000 == 0o120_000 {
        return Err(refuse("archive_symlink", &name, "is a symbolic link"));
    }
    let folder = name.ends_with('/');
    Ok((Listed { name, raw: raw.to_vec(), folder }, after))
}

fn check_name(name: &str) -> Result<(), Refused> {
    let refuse = |what: &str| Err(refuse("archive_name", name, what));
    if name.is_empty() {
        return refuse("has no name");
    }
    if name.contains('\0') || name.chars().any(char::is_control) {
        return refuse("has a control character in its name");
    }
    if name.contains('\\') {
        return refuse("has a backslash in its name");
    }
    if name.starts_with('/') {
        return refuse("has an absolute path");
    }
    if name.as_bytes().get(1) == Some(&b':') {
        return refuse("begins with a drive letter");
    }
    let path = name.strip_suffix('/').unwrap_or(name);
    if path.split('/').any(|part| matches!(part, ".." | "." | "")) {
        return refuse("leads out of the archive or is no plain path");
    }
    if NESTED.iter().any(|ending| name.to_lowercase().ends_with(ending)) {
        return Err(self::refuse("archive_nested", name, "is an archive inside the archive"));
    }
    Ok(())
}

/// Inflates one file, counting what comes out: sizes in headers are a stranger's word.
fn inflate(zip: &mut ZipArchive<Cursor<&[u8]>>, at: usize, name: &str, left: usize) -> Result<Vec<u8>, Refused> {
    let mut file =
        zip.by_index(at).map_err(|error| refuse("archive_broken", name, &format!("cannot be read: {error}")))?;
    let packed = usize::try_from(file.compressed_size()).unwrap_or(usize::MAX).max(1);
    let by_ratio = packed.saturating_mul(MAX_RATIO).max(RATIO_FREE);
    let bound = MAX_FILE.min(left).min(by_ratio);
    let mut content = Vec::new();
    let limit = u64::try_from(bound).unwrap_or(u64::MAX).saturating_add(1);
    file.by_ref()
        .take(limit)
        .read_to_end(&mut content)
        .map_err(|error| refuse("archive_broken", name, &format!("cannot be unpacked: {error}")))?;
    if content.len() > bound {
        return Err(too_large(name, bound, by_ratio));
    }
    if NESTED_MAGIC.iter().any(|magic| content.starts_with(magic)) {
        return Err(refuse("archive_nested", name, "is an archive inside the archive"));
    }
    Ok(content)
}

fn too_large(name: &str, bound: usize, by_ratio: usize) -> Refused {
    if bound == by_ratio {
        return refuse("archive_ratio", name, &format!("unpacks to more than {MAX_RATIO} times its size"));
    }
    if bound == MAX_FILE {
        return refuse("archive_too_large", name, "unpacks to more than 20 MB");
    }
    Refused::new("archive_too_large", format!("the archive unpacks to more than 200 MB (at the entry `{name}`)"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// Names of the same length, exchanged in both directories: what no honest writer makes.
    fn renamed(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
        assert_eq!(from.len(), to.len());
        let mut bytes = bytes.to_vec();
        for at in 0..bytes.len() - from.len() {
            if bytes[at..].starts_with(from.as_bytes()) {
                bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
            }
        }
        bytes
    }

    fn code(bytes: &[u8]) -> &'static str {
        Archive::open(bytes).unwrap_err().code
    }

    #[test]
    fn plain_archives_open() {
        let archive = Archive::open(&archive(&[("b/c.txt", b"two"), ("a.txt", b"one")])).unwrap();
        assert_eq!(archive.entries().collect::<Vec<_>>(), ["a.txt", "b/c.txt"]);
        assert_eq!(archive.get("b/c.txt"), Some(&b"two"[..]));
        assert_eq!(archive.get("c.txt"), None);
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        let good = archive(&[("placeholder", b"x")]);
        for name in [
            "../../ab.txt",
            "/absolute.tx",
            "C:/drive.txt",
            "back\\slash.t",
            "nul\0name.txt",
            "a//empty.txt",
            "a/../abc.txt",
        ] {
            let name = &name[..11];
            assert_eq!(code(&renamed(&good, "placeholder", name)), "archive_name", "{name}");
        }
    }

    #[test]
    fn the_same_name_twice_is_refused_also_by_case() {
        let two = archive(&[("item-1.xml", b"x"), ("item-2.xml", b"y")]);
        assert_eq!(code(&renamed(&two, "item-2.xml", "item-1.xml")), "archive_duplicate");
        assert_eq!(code(&renamed(&two, "item-2.xml", "ITEM-1.xml")), "archive_duplicate");
    }

    #[test]
    fn names_without_the_mark_of_utf_8_are_read() {
        let good = archive(&[("placeholder", b"x")]);
        let opened = Archive::open(&renamed(&good, "placeholder", "p\u{e9}ta-a.txt")).unwrap();
        assert_eq!(opened.get("p\u{e9}ta-a.txt"), Some(&b"x"[..]));
    }

    #[test]
    fn bombs_are_refused_while_inflating() {
        let bomb = vec![0_u8; 30 * 1024 * 1024];
        assert_eq!(code(&archive(&[("zeros.txt", &bomb[..5 * 1024 * 1024])])), "archive_ratio");
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file("stored.bin", stored).unwrap();
        writer.write_all(&bomb).unwrap();
        assert_eq!(code(&writer.finish().unwrap().into_inner()), "archive_too_large");
    }

    #[test]
    fn links_nested_archives_and_crowds_are_refused() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.add_symlink("link", "/etc/passwd", SimpleFileOptions::default()).unwrap();
        assert_eq!(code(&writer.finish().unwrap().into_inner()), "archive_symlink");
        assert_eq!(code(&archive(&[("inner.zip", b"x")])), "archive_nested");
        let inner = archive(&[("a", b"x")]);
        assert_eq!(code(&archive(&[("inner.txt", &inner)])), "archive_nested");
        let names: Vec<String> = (0..=MAX_ENTRIES).map(|n| format!("{n}.txt")).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
        assert_eq!(code(&archive(&many)), "archive_too_many");
    }

    #[test]
    fn encrypted_and_damaged_archives_are_refused() {
        let mut bytes = archive(&[("a.txt", b"x")]);
        let central = bytes.windows(4).rposition(|window| window == CENTRAL_SIGNATURE).unwrap();
        bytes[central + 8] |= 1;
        assert_eq!(code(&bytes), "archive_encrypted");
        assert_eq!(code(&bytes[..bytes.len() / 2]), "archive_broken");
        assert_eq!(code(b"no zip"), "archive_broken");
        assert_eq!(code(&archive(&[])), "archive_broken");
    }
}
