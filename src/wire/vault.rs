//! Protected banks: how one stands, and what its two holders send. A passphrase comes in and never goes out.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::number::InstantMs;

/// `GET /api/authoring/{bank}/vault`, and the answer to every act on it. Of this server alone: each of several has its
/// own keys in memory.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct VaultView {
    pub standing: VaultStanding,
    /// When the bank is locked again.
    pub until_ms: Option<InstantMs>,
    /// Usernames; empty while the bank is not protected.
    pub holders: Vec<String>,
    pub protected_ms: Option<InstantMs>,
    /// The database's files may still hold contents from before: the log says why, the next start tries again.
    pub remains: bool,
    /// The first of two was here.
    pub waiting: Option<VaultWaiting>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum VaultStanding {
    /// Contents are stored as they are.
    Unprotected,
    Locked,
    Unlocked,
}

/// The second person has until then.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct VaultWaiting {
    pub first: String,
    pub until_ms: InstantMs,
}

/// `POST …/vault/protect`: by one, then by another.
#[derive(Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct ProtectBank {
    /// At least 12 characters.
    pub passphrase: String,
}

/// `POST …/vault/unlock`: by one holder, then by the other.
#[derive(Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct UnlockBank {
    pub passphrase: String,
    /// 1 to 14; the second one's counts. Absent: 8.
    pub hours: Option<u32>,
}
