//! Bytes to text: what every text file of a bank must be before anything looks into it.

use super::fault::Faults;

/// A file of a bank is at most this long (FORMAT.md, Bounds).
pub(super) const MAX_TEXT_BYTES: usize = 64 * 1024;

/// UTF-8 without byte-order mark, lines ended by LF alone: one text has one hash on every machine.
pub(super) fn decode<'b>(bytes: &'b [u8], faults: &mut Faults) -> Option<&'b str> {
    if bytes.len() > MAX_TEXT_BYTES {
        faults.add_whole("file_too_large", format!("{} bytes; a text file has at most {MAX_TEXT_BYTES}", bytes.len()));
        return None;
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let line = line_at(bytes, error.valid_up_to());
            faults.add(line, "", "not_utf8", "the text is not UTF-8; save the file as UTF-8");
            return None;
        }
    };
    check_characters(text, faults).then_some(text)
}

/// 1-based line of a byte offset.
pub(super) fn line_at(bytes: &[u8], offset: usize) -> u32 {
    let newlines = bytes.iter().take(offset).filter(|byte| **byte == b'\n').count();
    u32::try_from(newlines).unwrap_or(u32::MAX).saturating_add(1)
}

fn check_characters(text: &str, faults: &mut Faults) -> bool {
    if text.starts_with('\u{feff}') {
        faults.add(1, "", "byte_order_mark", "the file starts with a byte-order mark; save it as UTF-8 without BOM");
        return false;
    }
    let control = |c: char| {
        (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let Some(offset) = text.find(control) else { return true };
    let line = line_at(text.as_bytes(), offset);
    if text[offset..].starts_with('\r') {
        faults.add(line, "", "carriage_return", "lines end in CR LF; save the file with LF line ends");
    } else {
        faults.add(line, "", "control_character", "a control or text-direction character stands in the text");
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(bytes: &[u8]) -> (Option<u32>, &'static str) {
        let mut faults = Faults::of("x.md");
        assert!(decode(bytes, &mut faults).is_none());
        let found = faults.into_found();
        assert_eq!(found.len(), 1);
        (found[0].line, found[0].code)
    }

    #[test]
    fn hostile_bytes_are_named_with_their_line() {
        assert_eq!(fault(b"a\nb\xff"), (Some(2), "not_utf8"));
        assert_eq!(fault("\u{feff}a".as_bytes()), (Some(1), "byte_order_mark"));
        assert_eq!(fault(b"a\nb\r\nc"), (Some(2), "carriage_return"));
        assert_eq!(fault(b"a\0"), (Some(1), "control_character"));
        assert_eq!(fault("a\n\u{202e}b".as_bytes()), (Some(2), "control_character"));
        assert_eq!(fault(&vec![b'a'; MAX_TEXT_BYTES + 1]), (None, "file_too_large"));
    }

    #[test]
    fn plain_text_passes() {
        let mut faults = Faults::of("x.md");
        assert_eq!(decode("a\tb\nküçük\n".as_bytes(), &mut faults), Some("a\tb\nküçük\n"));
    }
}
