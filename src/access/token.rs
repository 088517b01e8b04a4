//! Tokens of staff and candidates: 32 random bytes as hexadecimal. Only their hashes are stored.

use sha2::{Digest, Sha256};

use crate::hex;

/// What the browser keeps.
pub(super) fn write(bytes: &[u8; 32]) -> String {
    hex::encode(bytes)
}

/// What the store keeps; `None` when the text cannot be a token.
pub(super) fn hash(token: &str) -> Option<String> {
    hex::decode(token).map(|bytes| hex::encode(&Sha256::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_hash_is_not_the_token() {
        let token = write(&[3; 32]);
        let hash = hash(&token).unwrap();
        assert_ne!(hash, token);
        assert_eq!(hash.len(), 64);
    }

    #[test]
    fn other_texts_are_no_tokens() {
        for text in ["", "abc", &"g".repeat(64), &"a".repeat(10_000), "' OR 1=1 --"] {
            assert_eq!(hash(text), None);
        }
    }
}
