//! Why the item room cannot do what it was asked.

use super::vault::VaultError;
use crate::access::AccessError;
use crate::bank::BankFault;
use crate::bank::exchange::Refused;
use crate::delivery::ports::StoreError;
use crate::domain::item_life::LifeError;
use crate::planning::PlanError;

#[derive(Debug, thiserror::Error)]
pub enum AuthoringError {
    #[error("unknown {0}")]
    Unknown(&'static str),
    /// Somebody else changed it since it was read; nothing was stored.
    #[error("it was changed in the meantime; version {0} is the newest")]
    Changed(u32),
    #[error(transparent)]
    Life(#[from] LifeError),
    /// The item, or a bank of all items in use, has faults.
    #[error("{} faults must be mended first", .0.len())]
    Unreadable(Vec<BankFault>),
    /// The file cannot be imported; nothing was stored.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Items that were reviewed or are in use show this shared material.
    #[error("the shared material is shown by items that were reviewed: {}", .0.join(", "))]
    InUse(Vec<String>),
    #[error("{field}: {detail}")]
    Invalid { field: &'static str, detail: String },
    /// What the store holds is no bank.
    #[error("the stored bank is broken: {0}")]
    Broken(String),
    #[error("{0} was interrupted")]
    Interrupted(&'static str),
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// Too many tries.
    #[error(transparent)]
    Access(#[from] AccessError),
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AuthoringError {
    /// Stable; the UI translates it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "not_found",
            Self::Changed(_) => "changed",
            Self::Life(error) => error.code(),
            Self::Unreadable(_) => "item_faults",
            Self::Refused(refused) => refused.code,
            Self::InUse(_) => "stimulus_in_use",
            Self::Invalid { .. } => "invalid",
            Self::Broken(_) | Self::Interrupted(_) => "internal",
            Self::Plan(error) => error.code(),
            Self::Vault(error) => error.code(),
            Self::Access(error) => error.code(),
            Self::Store(StoreError::Locked(_)) => "bank_locked",
            Self::Store(_) => "unavailable",
        }
    }
}
