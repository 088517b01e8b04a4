//! What the vault needs of the world: protected banks and their shares are stored; keys are held in memory alone, where
//! the store opens and seals the contents of banks with them.

use async_trait::async_trait;

use crate::audit::Act;
use crate::delivery::ports::StoreError;
use crate::domain::ids::BankId;
use crate::domain::time::Instant;
use crate::trust::vault::{BankKey, SealedShare};

#[async_trait]
pub trait VaultStore: Send + Sync {
    /// Every protected bank, by id.
    async fn protected(&self) -> Result<Vec<Protected>, StoreError>;
    async fn protection(&self, bank: &BankId) -> Result<Option<Protected>, StoreError>;
    /// Seals all contents of the bank and stores the shares, in one transaction; the key is held from then on. False:
    /// the bank was protected in the meantime, and nothing changed. `random`: from which nonces are drawn.
    async fn protect(&self, made: &Protected, key: BankKey, random: [u8; 32], act: &Act) -> Result<bool, StoreError>;
    /// Removes what unsealed contents left behind in the database's files, and notes that it was done.
    async fn clean(&self, bank: &BankId, at: Instant) -> Result<(), StoreError>;

    /// From now on contents of the bank are opened and sealed with this key; nonces are drawn from `random`.
    fn hold_key(&self, bank: &BankId, key: BankKey, random: [u8; 32]);
    /// The key is wiped.
    fn drop_key(&self, bank: &BankId);
    fn holds_key(&self, bank: &BankId) -> bool;
}

/// A protected bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protected {
    pub bank: BankId,
    /// Of the key.
    pub fingerprint: String,
    pub made: Instant,
    pub made_by: String,
    /// Nothing unsealed is left in the database's files, as far as the database can do it.
    pub cleaned: bool,
    /// In order of username.
    pub shares: Vec<(String, SealedShare)>,
}

impl Protected {
    pub fn share(&self, holder: &str) -> Option<&SealedShare> {
        self.shares.iter().find(|(username, _)| username == holder).map(|(_, share)| share)
    }
}
