//! The seam of protected banks: every content of a bank is opened when it is read and sealed when it is written, here
//! and nowhere else, with the keys that two holders unlocked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;

use super::database::{Row, Tx};
use super::statements;
use super::value::{args, broken};
use crate::delivery::ports::StoreError;
use crate::domain::ids::BankId;
use crate::trust::vault::{About, BankKey, Nonce, is_sealed};

/// Keys of unlocked banks, with what draws the nonces of each.
#[derive(Default)]
pub(super) struct Contents(RwLock<HashMap<BankId, Arc<Held>>>);

struct Held {
    key: BankKey,
    nonces: Mutex<ChaCha12Rng>,
}

/// How contents of a bank are written in this transaction.
pub(super) struct Writing(Option<Arc<Held>>);

/// Where a content stands.
pub(super) struct Place<'a> {
    pub bank: &'a str,
    pub table: &'static str,
    /// With everything of the key that tells the row from others.
    pub row: String,
}

impl Contents {
    /// As these contents were written, others are read and written from now on.
    pub(super) fn hold(&self, bank: &BankId, Writing(held): Writing) {
        if let Some(held) = held {
            self.0.write().unwrap_or_else(PoisonError::into_inner).insert(bank.clone(), held);
        }
    }

    pub(super) fn drop_key(&self, bank: &BankId) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(bank);
    }

    pub(super) fn holds(&self, bank: &BankId) -> bool {
        self.held(bank.as_str()).is_some()
    }

    /// A content as it was before it was sealed. Unsealed, in a bank whose key is held, it was put there by hand.
    pub(super) fn open(&self, place: &Place<'_>, stored: String) -> Result<String, StoreError> {
        let held = self.held(place.bank);
        match (held, is_sealed(&stored)) {
            (None, false) => Ok(stored),
            (None, true) => Err(StoreError::Locked(place.bank.to_owned())),
            (Some(_), false) => Err(broken(place.name(), "not sealed, in a protected bank")),
            (Some(held), true) => held.key.open(place.about(), &stored).map_err(|why| broken(place.name(), why)),
        }
    }

    /// Whoever writes contents asks here first, within the transaction: nobody seals the bank meanwhile.
    pub(super) async fn write(&self, tx: &mut Tx, bank: &BankId) -> Result<Writing, StoreError> {
        tx.execute(statements::HOLD_CONTENTS, args![]).await?;
        let read = |row: &Row| row.text("fingerprint");
        let Some(fingerprint) = tx.one(statements::VAULT_FINGERPRINT, args![bank.as_str()], read).await? else {
            return Ok(Writing(None));
        };
        let held = self.held(bank.as_str()).filter(|held| held.key.fingerprint() == fingerprint);
        held.map(|held| Writing(Some(held))).ok_or_else(|| StoreError::Locked(bank.to_string()))
    }

    fn held(&self, bank: &str) -> Option<Arc<Held>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&BankId::new(bank)).cloned()
    }
}

impl Writing {
    /// With a key that is not held yet. `random` is used up: no two keys, nor two holdings of one key, draw the same
    /// nonces.
    pub(super) fn with(key: BankKey, random: [u8; 32]) -> Self {
        Self(Some(Arc::new(Held { key, nonces: Mutex::new(ChaCha12Rng::from_seed(random)) })))
    }

    pub(super) fn seal(&self, place: &Place<'_>, content: &str) -> Result<String, StoreError> {
        match &self.0 {
            None => Ok(content.to_owned()),
            Some(held) => {
                let sealed = held.key.seal(place.about(), &held.nonce(), content);
                sealed.map_err(|why| broken(place.name(), why))
            }
        }
    }
}

impl Held {
    fn nonce(&self) -> Nonce {
        let mut nonce = [0; 24];
        self.nonces.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut nonce);
        nonce
    }
}

impl<'a> Place<'a> {
    /// The files of a bank version.
    pub(super) fn version(bank: &'a str, version: &str) -> Self {
        Self { bank, table: "bank", row: version.to_owned() }
    }

    pub(super) fn item(bank: &'a str, item: &str, number: u32) -> Self {
        Self { bank, table: "bank_item_version", row: format!("{item}/{number}") }
    }

    pub(super) fn material(bank: &'a str, path: &str, number: u32) -> Self {
        // The number first: a path may hold any character.
        Self { bank, table: "bank_material", row: format!("{number}/{path}") }
    }

    fn about(&self) -> About<'_> {
        About { bank: self.bank, table: self.table, row: &self.row }
    }

    /// For whoever looks after the database.
    fn name(&self) -> String {
        format!("{} of bank {}: {}", self.table, self.bank, self.row)
    }
}
