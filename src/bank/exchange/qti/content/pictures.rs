//! Pictures of a package under names that are safe and unique in the bank.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Desk;

/// Longer names of pictures get a new one.
const MAX_NAME: usize = 100;
/// Why there is no picture, when the package does not hold it.
pub(super) const MISSING: &str = "is not in the file";

/// Which name in the bank a picture of the package has got, over all items.
#[derive(Default)]
pub struct Shelf {
    names: BTreeMap<String, String>,
}

impl Desk<'_> {
    /// The path in the bank of a picture that the item names, or why there is none.
    pub fn picture(&mut self, source: &str) -> Result<String, String> {
        if let Some(data) = source.strip_prefix("data:") {
            let (_, packed) = data.split_once(";base64,").ok_or("is embedded in a way that is not understood")?;
            let packed: String = packed.split_whitespace().collect();
            let bytes = STANDARD.decode(packed).map_err(|_| "is embedded and damaged")?;
            return self.shelve(&format!("{}#{:x}", self.path, bytes.len()), "embedded", &bytes);
        }
        if source.contains("://") || source.starts_with("//") {
            return Err("stands on another server and is not fetched".to_owned());
        }
        let path = resolve(self.path, source).ok_or("leads out of the package")?;
        let bytes = self.files.get(&path).ok_or(MISSING)?;
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        self.shelve(&path, &name, bytes)
    }

    fn shelve(&mut self, source: &str, name: &str, bytes: &[u8]) -> Result<String, String> {
        let ending = kind(bytes).ok_or("is no SVG, PNG, JPEG or WebP picture")?;
        let taken = self.shelf.names.get(source).cloned();
        let kept = self.own.and_then(|_| self.shelf.kept(source, ending));
        let path = taken.or(kept).unwrap_or_else(|| self.shelf.free(name, ending));
        self.shelf.names.insert(source.to_owned(), path.clone());
        self.used.insert(path.clone(), bytes.to_vec());
        Ok(path)
    }
}

impl Shelf {
    /// A picture of our own package keeps the path that it had in the bank.
    fn kept(&self, source: &str, ending: &str) -> Option<String> {
        let name = source.strip_prefix("images/")?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let usable = name.len() <= MAX_NAME && name.bytes().all(plain) && name.ends_with(&format!(".{ending}"));
        (usable && self.names.values().all(|other| other != source)).then(|| source.to_owned())
    }

    fn free(&self, name: &str, ending: &str) -> String {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let mut safe = super::super::naming::safe(stem);
        if safe.is_empty() {
            "picture".clone_into(&mut safe);
        }
        let mut path = format!("images/{safe}.{ending}");
        let mut number = 2;
        while self.names.values().any(|other| *other == path) {
            path = format!("images/{safe}-{number}.{ending}");
            number += 1;
        }
        path
    }
}

/// By the bytes, whatever the name says.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some("png");
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some("jpg");
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some("webp");
    }
    let head = String::from_utf8_lossy(bytes.get(..1_000).unwrap_or(bytes)).into_owned();
    head.contains("<svg").then_some("svg")
}

/// A relative address seen from a file of the package; `None` when it leads out of it.
pub fn resolve(from: &str, address: &str) -> Option<String> {
    let plain = address.split(['?', '#']).next().unwrap_or_default();
    let plain = decoded(plain);
    if plain.is_empty() || plain.starts_with('/') || plain.contains(['\\', '\0']) || plain.contains("://") {
        return None;
    }
    if plain.as_bytes().get(1) == Some(&b':') {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in plain.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// `%20` and its like.
fn decoded(address: &str) -> String {
    let bytes = address.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|two| u8::from_str_radix(two, 16).ok()).filter(|_| bytes[at] == b'%') {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| address.to_owned())
}
