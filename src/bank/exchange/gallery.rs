//! The pictures of an import: each once, under a name that the bank takes.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sha2::{Digest as _, Sha256};

use super::draft::safe_id;
use crate::bank::{MAX_FILE_BYTES, MAX_FILES};

/// Of all pictures together; a bank with less room says so itself.
const MAX_TOTAL: usize = 96 * 1024 * 1024;

/// Some exporters leave the padding out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[derive(Default)]
pub(super) struct Gallery {
    pub(super) pictures: BTreeMap<String, Vec<u8>>,
    paths: BTreeMap<[u8; 32], String>,
    total: usize,
}

impl Gallery {
    /// The path in the bank, or why there is none.
    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<String, String> {
        let extension = kind(bytes).ok_or_else(|| format!("the picture `{name}` is no PNG, JPEG, WebP or SVG"))?;
        if bytes.len() > MAX_FILE_BYTES {
            return Err(format!(
                "the picture `{name}` has {} bytes; at most {MAX_FILE_BYTES} are allowed",
                bytes.len()
            ));
        }
        let hash: [u8; 32] = Sha256::digest(bytes).into();
        if let Some(path) = self.paths.get(&hash) {
            return Ok(path.clone());
        }
        self.total += bytes.len();
        if self.total > MAX_TOTAL || self.pictures.len() >= MAX_FILES {
            return Err(format!("the picture `{name}` is one too many: all together have more than {MAX_TOTAL} bytes"));
        }
        let path = self.free_path(name, extension);
        self.pictures.insert(path.clone(), bytes.to_vec());
        self.paths.insert(hash, path.clone());
        Ok(path)
    }

    fn free_path(&self, name: &str, extension: &str) -> String {
        let stem = name.rsplit('/').next().unwrap_or_default();
        let stem = safe_id(stem.rsplit_once('.').map_or(stem, |(stem, _)| stem));
        let stem = if stem.is_empty() { "picture".to_owned() } else { stem };
        let mut path = format!("images/{stem}.{extension}");
        let mut number = 2_u32;
        while self.pictures.contains_key(&path) {
            path = format!("images/{stem}-{number}.{extension}");
            number += 1;
        }
        path
    }
}

/// By what the bytes are, not by what the name says.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    let text = bytes.trim_ascii_start();
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("png"),
        [0xff, 0xd8, 0xff, ..] => Some("jpg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        _ if text.starts_with(b"<svg") || (text.starts_with(b"<?xml") && contains(text, b"<svg")) => Some("svg"),
        _ => None,
    }
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).take(4_096).any(|window| window == needle)
}

/// base64 with line breaks, bounded before it is decoded.
pub(super) fn decode(name: &str, text: &str) -> Result<Vec<u8>, String> {
    let packed: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).take(MAX_FILE_BYTES * 2).collect();
    if packed.len() / 4 * 3 > MAX_FILE_BYTES + 3 {
        return Err(format!("the picture `{name}` has more than {MAX_FILE_BYTES} bytes"));
    }
    BASE64.decode(packed).map_err(|_| format!("the picture `{name}` is no base64"))
}

pub(super) fn encode(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// The bytes of `data:image/…;base64,…`.
pub(super) fn data_address(address: &str) -> Option<Result<Vec<u8>, String>> {
    let (head, data) = address.strip_prefix("data:image/")?.split_once(',')?;
    head.ends_with(";base64").then(|| decode("data:", data))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

    #[test]
    fn a_picture_has_one_path_and_a_path_one_picture() {
        let mut gallery = Gallery::default();
        assert_eq!(gallery.add("A b.PNG", PNG).unwrap(), "images/a-b.png");
        assert_eq!(gallery.add("other.png", PNG).unwrap(), "images/a-b.png");
        assert_eq!(gallery.add("a-b.gif", b"\x89PNG2").unwrap(), "images/a-b-2.png");
        assert_eq!(gallery.add("...", b"<svg xmlns=''/>").unwrap(), "images/picture.svg");
        assert!(gallery.add("a.gif", b"GIF89a").unwrap_err().contains("no PNG"));
        assert!(gallery.add("a.png", &[PNG, &vec![0; MAX_FILE_BYTES]].concat()).unwrap_err().contains("at most"));
    }

    #[test]
    fn base_64_is_bounded() {
        assert_eq!(decode("x", "aG\n k").unwrap(), b"hi");
        assert!(decode("x", &"A".repeat(MAX_FILE_BYTES * 2)).unwrap_err().contains("more than"));
        assert!(decode("x", "%%%").unwrap_err().contains("no base64"));
        assert_eq!(data_address("data:image/png;base64,aGk=").unwrap().unwrap(), b"hi");
        assert!(data_address("https://example.org").is_none());
    }
}
