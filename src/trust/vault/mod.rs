//! The key of a protected bank: it seals the bank's texts, is split between two holders, and is never stored. A sealed
//! text says what it is of, so that two of them cannot change places. Randomness is an argument.

mod share;
#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::hex;

pub use share::{Cost, KeyShare, Passphrase, SealedShare, WrappingKey};

/// How a sealed text begins; the number is the version of the form.
const PREFIX: &str = "ukur-sealed:1:";
/// Separates this use of a hash from every other one.
const FINGERPRINT: &[u8] = b"ukur bank key fingerprint 1";

/// Drawn anew for every text: 24 random bytes never meet twice.
pub type Nonce = [u8; 24];

/// 32 bytes in memory, wiped when they are let go; prints as `***`.
pub struct BankKey(Zeroizing<[u8; 32]>);

/// What a sealed text is: it opens as nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About<'a> {
    pub bank: &'a str,
    pub table: &'a str,
    /// Names the row, with everything that tells it from others.
    pub row: &'a str,
}

/// Why a text does not open. Deliberately without more words: it was changed, is of another place, or the key is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    #[error("it is not a sealed text of this version")]
    Form,
    #[error("it was changed, belongs elsewhere, or was sealed with another key")]
    Seal,
}

/// A text could not be sealed or a key not be derived. With our sizes it cannot happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the cipher refused")]
pub struct Refused;

pub fn is_sealed(text: &str) -> bool {
    text.starts_with("ukur-sealed:")
}

impl BankKey {
    pub fn new(random: [u8; 32]) -> Self {
        Self(Zeroizing::new(random))
    }

    /// Tells a wrong combination of shares; says nothing of the key.
    pub fn fingerprint(&self) -> String {
        hex::encode(&Sha256::new().chain_update(FINGERPRINT).chain_update(*self.0).finalize())
    }

    pub fn seal(&self, about: About<'_>, nonce: &Nonce, text: &str) -> Result<String, Refused> {
        seal(&self.0, about, nonce, text.as_bytes())
    }

    pub fn open(&self, about: About<'_>, sealed: &str) -> Result<String, Unopened> {
        String::from_utf8(open(&self.0, about, sealed)?).map_err(|_| Unopened::Form)
    }

    /// Two shares, of which each by itself is as good as random.
    pub fn split(&self, random: [u8; 32]) -> (KeyShare, KeyShare) {
        let first = KeyShare::new(random);
        let second = KeyShare::new(mixed(&self.0, first.bytes()));
        (first, second)
    }

    /// The other share of a key whose first one was given out already.
    pub fn other_share(&self, first: &KeyShare) -> KeyShare {
        KeyShare::new(mixed(&self.0, first.bytes()))
    }

    /// Any two shares make some key: `fingerprint` tells whether it is the right one.
    pub fn join(one: &KeyShare, other: &KeyShare) -> Self {
        Self::new(mixed(one.bytes(), other.bytes()))
    }
}

impl std::fmt::Debug for BankKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

fn seal(key: &[u8; 32], about: About<'_>, nonce: &Nonce, plain: &[u8]) -> Result<String, Refused> {
    let aad = about.bytes();
    let payload = Payload { msg: plain, aad: &aad };
    let sealed = XChaCha20Poly1305::new(key.into()).encrypt(&XNonce::from(*nonce), payload).map_err(|_| Refused)?;
    let mut text = PREFIX.to_owned();
    STANDARD.encode_string([nonce.as_slice(), &sealed].concat(), &mut text);
    Ok(text)
}

fn open(key: &[u8; 32], about: About<'_>, sealed: &str) -> Result<Vec<u8>, Unopened> {
    let coded = sealed.strip_prefix(PREFIX).ok_or(Unopened::Form)?;
    let bytes = STANDARD.decode(coded).map_err(|_| Unopened::Form)?;
    let (nonce, sealed) = bytes.split_first_chunk::<24>().ok_or(Unopened::Form)?;
    let aad = about.bytes();
    let payload = Payload { msg: sealed, aad: &aad };
    XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(*nonce), payload).map_err(|_| Unopened::Seal)
}

fn mixed(one: &[u8; 32], other: &[u8; 32]) -> [u8; 32] {
    std::array::from_fn(|at| one[at] ^ other[at])
}

impl About<'_> {
    /// Each part with its length, so that no two places read alike.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = PREFIX.as_bytes().to_vec();
        for part in [self.bank, self.table, self.row] {
            bytes.extend((part.len() as u64).to_be_bytes());
            bytes.extend(part.as_bytes());
        }
        bytes
    }
}
