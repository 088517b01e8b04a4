//! The seed of one attempt's form, derived so that whoever knows one form can say nothing about another.

use sha2::{Digest, Sha256};

use crate::domain::form::Seed;
use crate::domain::ids::AttemptId;

/// Keeps this use of the session's secret apart from any other one.
const PURPOSE: &[u8] = b"ukur/form-seed/1\0";
const HALL_PURPOSE: &[u8] = b"ukur/hall-seed/1\0";

/// SHA-256(purpose ‖ session secret ‖ attempt id). The secret has a fixed length, so no two inputs read alike.
pub fn derive_seed(session_secret_seed: &[u8; 32], attempt: &AttemptId) -> Seed {
    let mut hash = Sha256::new();
    hash.update(PURPOSE);
    hash.update(session_secret_seed);
    hash.update(attempt.as_str());
    Seed(hash.finalize().into())
}

/// The seed of a whole session's search, apart from every form's.
pub fn derive_hall_seed(session_secret_seed: &[u8; 32]) -> u64 {
    let mut hash = Sha256::new();
    hash.update(HALL_PURPOSE);
    hash.update(session_secret_seed);
    first_word(&hash.finalize().into())
}

/// Eight bytes of a seed that is all chance, for generators that take a number.
pub fn first_word(seed: &[u8; 32]) -> u64 {
    seed[..8].iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_depends_on_secret_and_attempt_and_stays_the_same() {
        let seed = |secret, attempt: &str| derive_seed(&[secret; 32], &AttemptId::new(attempt));
        assert_eq!(seed(1, "a"), seed(1, "a"));
        assert_ne!(seed(1, "a"), seed(2, "a"));
        assert_ne!(seed(1, "a"), seed(1, "b"));
        assert_eq!(seed(0, "attempt-1").0[..4], GOLDEN);
        assert_eq!(derive_hall_seed(&[1; 32]), derive_hall_seed(&[1; 32]));
        assert_ne!(derive_hall_seed(&[1; 32]), derive_hall_seed(&[2; 32]));
        assert_eq!(first_word(&[1; 32]), 0x0101_0101_0101_0101);
    }

    const GOLDEN: [u8; 4] = [177, 98, 225, 3];
}
