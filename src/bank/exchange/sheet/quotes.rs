//! Whether every quote of a CSV file closes: an open one would swallow all rows behind it into one cell.

/// Where a quote opens that never closes. Only a cell's first sign can open one, as the reader of rows has it.
pub(super) fn open_quote(text: &str, delimiter: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut starts_cell) = (0, true);
    while let Some(byte) = bytes.get(at) {
        if starts_cell && *byte == b'"' {
            match behind_quoted(bytes, at + 1) {
                Some(end) => at = end,
                None => return Some(at),
            }
            starts_cell = false;
        } else {
            starts_cell = *byte == delimiter || matches!(byte, b'\n' | b'\r');
            at += 1;
        }
    }
    None
}

/// The place behind the closing quote; two quotes in a row are one sign of the text.
fn behind_quoted(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at += bytes[at..].iter().position(|byte| *byte == b'"')? + 1;
        if bytes.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_quote_that_begins_a_cell_and_never_closes_is_open() {
        for (text, open) in [
            ("a,\"b\nc\",d\n", None),
            ("a,\"he said \"\"no\"\"\"\n", None),
            ("a,5\" wide,b\n", None),
            ("\"a\"b\",c\n", None),
            ("a,\"b,c\nd,e\n", Some(2)),
            ("a,\"b\"\"\n", Some(2)),
            ("\"", Some(0)),
        ] {
            assert_eq!(open_quote(text, b','), open, "{text:?}");
        }
    }
}
