//! A holder's share of a bank's key, sealed under the holder's passphrase.

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use super::{About, Nonce, Refused, Unopened, open, seal};

const TABLE: &str = "bank_vault_share";

/// Half of a key; wiped when it is let go; prints as `***`.
pub struct KeyShare(Zeroizing<[u8; 32]>);

/// What a holder typed; wiped when it is let go; prints as `***`.
pub struct Passphrase(Zeroizing<String>);

/// A passphrase, stretched. It costs what `Cost` says, so make it off the async threads.
pub struct WrappingKey(Zeroizing<[u8; 32]>);

/// What stretching a passphrase costs, and its salt. Stored beside the share as `argon2id;m=65536;t=3;p=1;salt=…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    rounds: u32,
    lanes: u32,
    salt: [u8; 16],
}

/// A share as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedShare {
    pub cost: Cost,
    pub text: String,
}

impl Cost {
    /// A stored cost beyond this was not written by us; a GiB would take the server down.
    const MOST: Self = Self { memory_kib: 256 * 1024, rounds: 10, lanes: 8, salt: [0; 16] };

    /// Dearer than a sign-in, because whoever steals the database guesses without anybody counting: 64 MiB and three
    /// rounds, the second of RFC 9106's recommended choices (section 4) on one lane.
    pub fn standard(salt: [u8; 16]) -> Self {
        Self { memory_kib: 64 * 1024, rounds: 3, lanes: 1, salt }
    }

    #[cfg(test)]
    pub(super) fn cheap(salt: [u8; 16]) -> Self {
        Self { memory_kib: 8, rounds: 1, lanes: 1, salt }
    }

    pub fn to_text(&self) -> String {
        let Self { memory_kib, rounds, lanes, salt } = self;
        format!("argon2id;m={memory_kib};t={rounds};p={lanes};salt={:032x}", u128::from_be_bytes(*salt))
    }

    pub fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("argon2id;")?.split(';');
        let mut number = |name: &str| parts.next()?.strip_prefix(name)?.parse::<u32>().ok();
        let (memory_kib, rounds, lanes) = (number("m=")?, number("t=")?, number("p=")?);
        let salt = parts.next()?.strip_prefix("salt=").filter(|salt| salt.len() == 32)?;
        let salt = u128::from_str_radix(salt, 16).ok()?.to_be_bytes();
        let most = Self::MOST;
        let fits = memory_kib <= most.memory_kib && rounds <= most.rounds && lanes <= most.lanes;
        (fits && parts.next().is_none()).then_some(Self { memory_kib, rounds, lanes, salt })
    }
}

impl Passphrase {
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    pub fn chars(&self) -> usize {
        self.0.chars().count()
    }

    pub fn bytes(&self) -> usize {
        self.0.len()
    }
}

impl WrappingKey {
    pub fn derive(passphrase: &Passphrase, cost: &Cost) -> Result<Self, Refused> {
        let params = Params::new(cost.memory_kib, cost.rounds, cost.lanes, Some(32)).map_err(|_| Refused)?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.0.as_bytes(), &cost.salt, key.as_mut_slice())
            .map_err(|_| Refused)?;
        Ok(Self(key))
    }
}

impl KeyShare {
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// For this holder of this bank's key, and nobody else.
    pub fn seal(&self, bank: &str, holder: &str, key: &WrappingKey, nonce: &Nonce) -> Result<String, Refused> {
        seal(&key.0, About { bank, table: TABLE, row: holder }, nonce, self.0.as_slice())
    }

    /// A wrong passphrase is an `Unopened::Seal`.
    pub fn open(bank: &str, holder: &str, key: &WrappingKey, sealed: &str) -> Result<Self, Unopened> {
        let bytes = Zeroizing::new(open(&key.0, About { bank, table: TABLE, row: holder }, sealed)?);
        <[u8; 32]>::try_from(bytes.as_slice()).map(Self::new).map_err(|_| Unopened::Form)
    }
}

macro_rules! hidden {
    ($($name:ty),*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("***")
            }
        }
    )*};
}
hidden!(KeyShare, Passphrase, WrappingKey);
