//! Pictures of strangers: decoded within bounds and encoded anew, so that what candidates load is pixels we wrote.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, ImageReader, Limits, imageops::FilterType};
use sha2::{Digest, Sha256};

use crate::bank::files::{MAX_FILE_BYTES, hex};
use crate::bank::pictures;

/// Pixels on a side; a picture for a screen has fewer, and larger ones are bombs.
const MAX_SIDE: u32 = 12_000;
const MAX_ALLOCATION: u64 = 256 * 1024 * 1024;
/// Wider or higher pictures are made smaller: nothing in an item is shown larger.
const SHOWN_SIDE: u32 = 1_600;
const MAX_NAME: usize = 40;

/// A picture as the bank keeps it.
#[derive(Debug)]
pub struct Accepted {
    /// `images/<name>-<hash>.<kind>`: another picture never takes its place.
    pub path: String,
    pub bytes: Vec<u8>,
    /// What became different, a sentence each.
    pub changes: Vec<String>,
}

/// Takes a picture in, or says why not.
pub fn accept(name: &str, bytes: &[u8]) -> Result<Accepted, String> {
    if looks_like_svg(bytes) {
        pictures::check_drawing(bytes)?;
        return Ok(kept(name, "svg", bytes.to_vec(), Vec::new()));
    }
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| error.to_string())?;
    let format = reader.format().ok_or("no PNG, JPEG, GIF, WebP or SVG picture")?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOCATION);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| format!("the picture cannot be read: {error}"))?;
    let mut changes = Vec::new();
    let (width, height) = (picture.width(), picture.height());
    let picture = if width.max(height) > SHOWN_SIDE {
        changes.push(format!("the picture was made smaller: {width} × {height} to at most {SHOWN_SIDE} pixels"));
        picture.resize(SHOWN_SIDE, SHOWN_SIDE, FilterType::CatmullRom)
    } else {
        picture
    };
    let (kind, bytes) = encode(&picture, format)?;
    if bytes.len() > MAX_FILE_BYTES {
        return Err(format!("{} bytes after encoding; at most {MAX_FILE_BYTES} are allowed", bytes.len()));
    }
    Ok(kept(name, kind, bytes, changes))
}

/// Photographs stay JPEG, everything else becomes PNG, which loses nothing.
fn encode(picture: &DynamicImage, format: ImageFormat) -> Result<(&'static str, Vec<u8>), String> {
    let mut out = Cursor::new(Vec::new());
    let (kind, written) = if format == ImageFormat::Jpeg {
        ("jpg", picture.to_rgb8().write_to(&mut out, ImageFormat::Jpeg))
    } else {
        ("png", picture.write_to(&mut out, ImageFormat::Png))
    };
    written.map_err(|error| error.to_string())?;
    Ok((kind, out.into_inner()))
}

fn kept(name: &str, kind: &str, bytes: Vec<u8>, changes: Vec<String>) -> Accepted {
    let hash = hex(&Sha256::digest(&bytes));
    Accepted { path: format!("images/{}-{}.{kind}", plain_name(name), &hash[..12]), bytes, changes }
}

/// The file name without folder and extension, in signs that every file system and address takes.
fn plain_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem).to_lowercase();
    let plain: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let plain: String = plain.trim_matches('-').chars().take(MAX_NAME).collect();
    if plain.is_empty() { "gambar".to_owned() } else { plain }
}

fn looks_like_svg(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(1_024)];
    String::from_utf8_lossy(start).contains("<svg")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height).write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    #[test]
    fn pictures_are_encoded_anew_under_a_name_of_their_own() {
        let mut bytes = picture(20, 10, ImageFormat::Png);
        bytes.extend_from_slice(b"<script>alert(1)</script>");
        let accepted = accept("C:\\Foto Rapat (1).PNG", &bytes).unwrap();
        assert!(accepted.path.starts_with("images/foto-rapat--1-"), "{}", accepted.path);
        assert!(!accepted.bytes.windows(8).any(|window| window == b"<script>"));
        assert!(accepted.changes.is_empty());
        assert!(accept("a", &picture(20, 10, ImageFormat::Jpeg)).unwrap().path.contains(".jpg"));
    }

    #[test]
    fn large_pictures_are_made_smaller_and_bombs_refused() {
        let accepted = accept("a.png", &picture(3_200, 100, ImageFormat::Png)).unwrap();
        assert_eq!(accepted.changes.len(), 1);
        assert_eq!(image::load_from_memory(&accepted.bytes).unwrap().width(), SHOWN_SIDE);
        assert!(accept("a.png", &picture(MAX_SIDE + 1, 1, ImageFormat::Png)).unwrap_err().contains("cannot be read"));
    }

    #[test]
    fn what_is_no_picture_or_an_active_one_is_refused() {
        for bytes in [&b""[..], b"hello", b"\x89PNG\r\n\x1a\nbroken", b"%PDF-1.4"] {
            assert!(accept("a", bytes).is_err());
        }
        let active = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>"#;
        assert!(accept("a.svg", active).unwrap_err().contains("script"));
        let plain = br#"<svg xmlns="http://www.w3.org/2000/svg"><rect width="1" height="1"/></svg>"#;
        assert!(accept("a.svg", plain).unwrap().path.contains(".svg"));
    }
}
