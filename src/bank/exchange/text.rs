//! Bytes of strangers → text: byte-order marks, UTF-16, Windows-1252.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Refused;

/// A bank with its pictures as base64 fits; a dump of a whole server does not.
const MAX_BYTES: usize = 64 * 1024 * 1024;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Without byte-order mark, lines end with `\n`.
    pub text: String,
    pub encoding: &'static str,
    /// Said when the text was not UTF-8.
    pub note: Option<String>,
}

/// UTF-8, UTF-16 with its mark, else Windows-1252 when the bytes can be that.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Refused> {
    if bytes.len() > MAX_BYTES {
        let message = format!("the file has {} bytes; at most {MAX_BYTES} are read", bytes.len());
        return Err(Refused::new("too_large", message));
    }
    let (encoding, rest) = Encoding::for_bom(bytes).map_or((UTF_8, bytes), |(found, length)| (found, &bytes[length..]));
    if encoding == UTF_8 {
        return eight_bit(rest);
    }
    let name = if encoding == UTF_16LE { "UTF-16LE" } else { "UTF-16BE" };
    debug_assert!(encoding == UTF_16LE || encoding == UTF_16BE);
    let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(rest) else {
        return Err(Refused::new("encoding", format!("the file says that it is {name} and is not")));
    };
    finish(&text, name)
}

fn eight_bit(bytes: &[u8]) -> Result<Decoded, Refused> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return finish(text, "UTF-8"),
        Err(error) => error,
    };
    let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
    if damaged_utf8(bytes) {
        return Err(Refused::new("encoding", format!("line {line}: the text is damaged UTF-8")));
    }
    if !bytes.iter().all(|byte| in_windows_1252(*byte)) {
        return Err(Refused::new("encoding", format!("line {line}: the text is neither UTF-8 nor Windows-1252")));
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    finish(&text, "Windows-1252")
}

/// True when most of what is not ASCII is UTF-8: then the rest is damage, not another encoding.
fn damaged_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|sign| !sign.is_ascii()).count();
        broken += chunk.invalid().len();
    }
    whole > broken
}

/// Printable, or white space; the five bytes that Windows-1252 leaves open and the controls are not.
fn in_windows_1252(byte: u8) -> bool {
    !matches!(byte, 0x00..=0x08 | 0x0B | 0x0E..=0x1F | 0x7F | 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)
}

fn finish(text: &str, encoding: &'static str) -> Result<Decoded, Refused> {
    if let Some(at) = text.find('\0') {
        let line = text[..at].matches('\n').count() + 1;
        return Err(Refused::new("nul", format!("line {line}: the text holds a NUL byte")));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let note = (encoding != "UTF-8").then(|| format!("read as {encoding}"));
    Ok(Decoded { text: text.replace("\r\n", "\n").replace('\r', "\n"), encoding, note })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> (String, Option<String>) {
        let decoded = decode(bytes).unwrap();
        (decoded.text, decoded.note)
    }

    #[test]
    fn utf_8_is_read_with_and_without_its_mark() {
        assert_eq!(text("é\r\nb\rc".as_bytes()), ("é\nb\nc".to_owned(), None));
        assert_eq!(text(b"\xef\xbb\xbfa"), ("a".to_owned(), None));
        assert_eq!(text(b""), (String::new(), None));
    }

    #[test]
    fn utf_16_needs_its_mark() {
        assert_eq!(text(b"\xff\xfea\0\xe9\0"), ("aé".to_owned(), Some("read as UTF-16LE".to_owned())));
        assert_eq!(text(b"\xfe\xff\0a"), ("a".to_owned(), Some("read as UTF-16BE".to_owned())));
        assert_eq!(decode(b"a\0b\0").unwrap_err().code, "nul");
        assert_eq!(decode(b"\xff\xfe\x00\xd8").unwrap_err().code, "encoding");
    }

    #[test]
    fn windows_1252_is_read_when_it_can_be_that_and_said() {
        assert_eq!(text(b"caf\xe9 \x93x\x94"), ("café “x”".to_owned(), Some("read as Windows-1252".to_owned())));
        assert_eq!(decode(b"a\nb\x81").unwrap_err().message, "line 2: the text is neither UTF-8 nor Windows-1252");
        assert_eq!(decode(b"caf\xc3\xa9 \xc3\xa9 \xc3").unwrap_err().message, "line 1: the text is damaged UTF-8");
        assert_eq!(decode(b"\xe9\x00").unwrap_err().code, "encoding");
    }
}
