//! A key for each attempt, given to its browser at the start, so that what the browser saves for a proctor to carry
//! cannot be changed on the way. It proves where the file comes from, not that the candidate is honest.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::domain::form::Form;
use crate::domain::ids::AttemptId;
use crate::hex;

/// Separates this use of the session's secret from every other one.
const PURPOSE: &[u8] = b"ukur emergency seal 1";

/// 32 bytes.
pub struct SealKey([u8; 32]);

impl SealKey {
    /// Derived, not stored: any node can make it again.
    pub fn derive(secret: &[u8; 32], attempt: &AttemptId) -> Self {
        let mut mac = mac(secret);
        for part in [PURPOSE, attempt.as_str().as_bytes()] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        Self(mac.finalize().into_bytes().into())
    }

    /// As a browser gets it.
    pub fn from_hex(text: &str) -> Option<Self> {
        hex::decode(text).map(Self)
    }

    /// For the browser, hexadecimal.
    pub fn to_hex(&self) -> String {
        hex::encode(&self.0)
    }

    /// HMAC-SHA-256 (RFC 2104) of the text's UTF-8 bytes, hexadecimal.
    pub fn seal(&self, text: &str) -> String {
        let mut mac = mac(&self.0);
        mac.update(text.as_bytes());
        hex::encode(&mac.finalize().into_bytes())
    }

    /// In the same time for every wrong seal.
    pub fn matches(&self, text: &str, seal: &str) -> bool {
        self.seal(text).as_bytes().ct_eq(seal.as_bytes()).into()
    }
}

/// HMAC fills a short key up with zeros to the block of the hash; doing it here cannot fail.
fn mac(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = [0_u8; 64];
    block[..32].copy_from_slice(key);
    Hmac::new(&block.into())
}

/// Names a form with everything that was shown: bank version, items in order, and the order of their options.
pub fn form_fingerprint(form: &Form) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    };
    add(form.bank.as_str().as_bytes());
    add(form.blueprint.as_str().as_bytes());
    for item in form.items() {
        add(item.id.as_str().as_bytes());
        add(&item.order);
    }
    hex::encode(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231 has no case of a 32-byte key; the value was computed with `openssl dgst -sha256 -mac HMAC`.
    #[test]
    fn a_seal_is_the_hmac_of_the_text() {
        let key = SealKey([0x0b; 32]);
        let expected = "198a607eb44bfbc69903a0f1cf2bbdc5ba0aa3f3d9ae3c1c7a3b1696a0b68cf7";
        assert_eq!(key.seal("Hi There"), expected);
        assert!(key.matches("Hi There", expected));
        assert!(!key.matches("Hi there", expected));
        assert!(!key.matches("Hi There", &expected[1..]));
    }

    #[test]
    fn each_attempt_has_a_key_of_its_own() {
        let key = |secret: u8, attempt: &str| SealKey::derive(&[secret; 32], &AttemptId::new(attempt)).to_hex();
        assert_ne!(key(1, "a"), key(1, "b"));
        assert_ne!(key(1, "a"), key(2, "a"));
        assert_eq!(key(1, "a"), key(1, "a"));
    }
}
