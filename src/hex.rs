//! 32 bytes as 64 hexadecimal digits, and back. Nothing longer is needed.

use std::fmt::Write as _;

pub fn encode(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// `None`: not exactly 64 hexadecimal digits.
pub fn decode(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn decodes_what_it_encoded(bytes: [u8; 32]) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }

        #[test]
        fn never_panics_on_strange_text(text in "\\PC{0,80}") {
            let _ = decode(&text);
        }
    }

    #[test]
    fn refuses_signs_and_wide_letters() {
        assert_eq!(decode(&"+1".repeat(32)), None);
        assert_eq!(decode(&"é".repeat(32)), None);
    }
}
