//! Access codes: what a candidate's card shows. A code is derived from the session's secret, so cards can be printed
//! again and no list of codes exists anywhere.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::domain::ids::AttemptId;

/// 10 characters of 5 bits: 50 bits, a thousand million million codes.
pub const CODE_CHARS: usize = 10;
/// Crockford's base 32: no I, L, O (read as 1, 1, 0) and no U (read as V).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Separates this use of the secret from every other one.
const PURPOSE: &[u8] = b"ukur access code 1";
/// Longer input is not a code, whatever is in it.
const MAX_INPUT_CHARS: usize = 40;

/// The code of an attempt, without the dash of the card.
pub fn derive(secret: &[u8; 32], attempt: &AttemptId, version: u32) -> String {
    let digest = digest(secret, attempt, version);
    // The first 50 bits, most significant first.
    let bits = digest.iter().take(8).fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
    (0..CODE_CHARS).map(|place| letter(bits >> (59 - 5 * place))).collect()
}

/// As printed: `ABCDE-FGHJK`.
pub fn printed(code: &str) -> String {
    match (code.get(..CODE_CHARS / 2), code.get(CODE_CHARS / 2..)) {
        (Some(left), Some(right)) => format!("{left}-{right}"),
        _ => code.to_owned(),
    }
}

/// What somebody typed, as the code that was meant; `None` when it cannot be one.
pub fn normalise(typed: &str) -> Option<String> {
    let meant: String = typed
        .chars()
        .take(MAX_INPUT_CHARS + 1)
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '_' | '.'))
        .map(|c| look_alike(c.to_ascii_uppercase()))
        .collect();
    (meant.len() == CODE_CHARS && meant.bytes().all(|b| ALPHABET.contains(&b))).then_some(meant)
}

/// In the same time for every wrong code.
pub fn matches(expected: &str, typed: &str) -> bool {
    expected.as_bytes().ct_eq(typed.as_bytes()).into()
}

fn digest(secret: &[u8; 32], attempt: &AttemptId, version: u32) -> [u8; 32] {
    // HMAC fills a short key up with zeros to the block of the hash (RFC 2104); doing it here cannot fail.
    let mut block = [0_u8; 64];
    block[..32].copy_from_slice(secret);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for part in [PURPOSE, attempt.as_str().as_bytes()] {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.update(&version.to_be_bytes());
    mac.finalize().into_bytes().into()
}

fn letter(bits: u64) -> char {
    ALPHABET.get((bits & 31) as usize).map_or('0', |byte| char::from(*byte))
}

fn look_alike(c: char) -> char {
    match c {
        'O' => '0',
        'I' | 'L' => '1',
        'U' => 'V',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    const SECRET: [u8; 32] = [7; 32];
    /// Cards that are printed must stay good: this value never changes.
    const GOLDEN: &str = "6Y64Y23CNV";

    #[test]
    fn the_same_attempt_has_the_same_code_on_every_machine() {
        assert_eq!(derive(&SECRET, &AttemptId::new("attempt-1"), 1), GOLDEN);
    }

    #[test]
    fn another_version_secret_or_attempt_has_another_code() {
        let attempt = AttemptId::new("attempt-1");
        let codes = HashSet::from([
            derive(&SECRET, &attempt, 1),
            derive(&SECRET, &attempt, 2),
            derive(&[8; 32], &attempt, 1),
            derive(&SECRET, &AttemptId::new("attempt-2"), 1),
        ]);
        assert_eq!(codes.len(), 4);
    }

    #[test]
    fn every_letter_is_used_at_every_place() {
        let codes: Vec<String> = (0..2_000).map(|n| derive(&SECRET, &AttemptId::new(format!("a{n}")), 1)).collect();
        for place in 0..CODE_CHARS {
            let letters: HashSet<u8> = codes.iter().map(|code| code.as_bytes()[place]).collect();
            assert_eq!(letters.len(), 32, "place {place}");
        }
    }

    #[test]
    fn look_alikes_dashes_and_case_are_forgiven() {
        assert_eq!(normalise(" abcde-fghjk ").as_deref(), Some("ABCDEFGHJK"));
        assert_eq!(normalise("oilOIL-uvwx").as_deref(), Some("011011VVWX"));
        assert_eq!(normalise("ABCDE"), None);
        assert_eq!(normalise("ABCDEFGHJ!"), None);
        assert_eq!(normalise(&"-".repeat(1_000_000)), None);
        assert_eq!(normalise(&"A".repeat(11)), None);
    }

    proptest! {
        #[test]
        fn what_is_printed_is_understood(attempt in "[a-z0-9-]{1,36}", version in 1_u32..9) {
            let code = derive(&SECRET, &AttemptId::new(attempt), version);
            let typed = printed(&code).to_lowercase();
            prop_assert!(matches(&code, &normalise(&typed).unwrap()));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}") {
            if let Some(code) = normalise(&text) {
                prop_assert_eq!(code.len(), CODE_CHARS);
            }
        }
    }
}
