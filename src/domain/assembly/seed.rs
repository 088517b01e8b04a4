//! The seed of one attempt's form, derived so that whoever knows one form can say nothing about another.

use sha2::{Digest, Sha256};

use crate::domain::form::Seed;
use crate::domain::ids::AttemptId;

/// Keeps this use of the session's secret apart from any other one.
const PURPOSE: &[u8] = b"ukur/form-seed/1\0";

/// SHA-256(purpose ‖ session secret ‖ attempt id). The secret has a fixed length, so no two inputs read alike.
pub fn derive_seed(session_secret_seed: &[u8; 32], attempt: &AttemptId) -> Seed {
    let mut hash = Sha256::new();
    hash.update(PURPOSE);
    hash.update(session_secret_seed);
    hash.update(attempt.as_str());
    Seed(hash.finalize().into())
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
    }

    const GOLDEN: [u8; 4] = [177, 98, 225, 3];
}
