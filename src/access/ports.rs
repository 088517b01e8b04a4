//! What sign-in needs of the world.

use async_trait::async_trait;

use super::role::StaffMember;
use crate::audit::Act;
use crate::delivery::ports::StoreError;
use crate::domain::ids::{AttemptId, SessionId};
use crate::domain::session::SessionStatus;
use crate::domain::time::Instant;

/// A stored account: the member and the PHC string of the password.
#[derive(Clone, Debug)]
pub struct StaffAccount {
    pub member: StaffMember,
    pub password: String,
}

/// One place where a NIP may sit: what its access code is derived from.
#[derive(Clone, Debug)]
pub struct Standing {
    pub attempt: AttemptId,
    pub session: SessionId,
    pub status: SessionStatus,
    pub name: String,
    pub closes: Instant,
    pub secret: [u8; 32],
    pub code_version: u32,
}

/// A computer at which a candidate signed in.
#[derive(Clone, Debug)]
pub struct CandidateLogin {
    pub token_hash: String,
    pub attempt: AttemptId,
    pub expires: Instant,
    /// Logins of the attempt that stay, this one among them; the newest do.
    pub keep: u32,
    pub act: Act,
}

/// Accounts and logins. Tokens never come here, only their hashes (hexadecimal SHA-256).
#[async_trait]
pub trait AccessStore: Send + Sync {
    /// False: the username is taken, nothing was stored.
    async fn add_staff(&self, account: &StaffAccount, at: Instant, act: &Act) -> Result<bool, StoreError>;
    async fn staff_account(&self, username: &str) -> Result<Option<StaffAccount>, StoreError>;
    /// In order of username.
    async fn staff(&self) -> Result<Vec<StaffMember>, StoreError>;
    /// Also forgets logins that expired before `at`.
    async fn add_staff_login(
        &self,
        token_hash: &str,
        username: &str,
        expires: Instant,
        act: &Act,
    ) -> Result<(), StoreError>;
    async fn staff_of_login(&self, token_hash: &str, now: Instant) -> Result<Option<StaffMember>, StoreError>;
    async fn remove_staff_login(&self, token_hash: &str, act: &Act) -> Result<(), StoreError>;

    /// The sessions in which this NIP is enrolled, newest first, at most 200.
    async fn standings(&self, nip: &str) -> Result<Vec<Standing>, StoreError>;
    /// Together with its act, and durable when it is said. Older logins of the attempt go, past those it keeps.
    async fn add_candidate_login(&self, login: &CandidateLogin) -> Result<(), StoreError>;
    async fn attempt_of_login(&self, token_hash: &str, now: Instant) -> Result<Option<AttemptId>, StoreError>;
    async fn remove_candidate_login(&self, token_hash: &str) -> Result<(), StoreError>;
    /// Signs the attempt out everywhere; gives the number of logins removed.
    async fn remove_candidate_logins(&self, attempt: &AttemptId) -> Result<u64, StoreError>;
}
