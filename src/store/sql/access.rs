//! Staff accounts and everybody's logins.

use async_trait::async_trait;

use super::audit::append;
use super::sign_in::Entry;
use super::value::args;
use super::{SqlRecords, rows, statements};
use crate::access::ports::{AccessStore, CandidateLogin, StaffAccount, Standing};
use crate::access::role::StaffMember;
use crate::audit::Act;
use crate::delivery::ports::StoreError;
use crate::domain::ids::AttemptId;
use crate::domain::time::Instant;

#[async_trait]
impl AccessStore for SqlRecords {
    async fn add_staff(&self, account: &StaffAccount, at: Instant, act: &Act) -> Result<bool, StoreError> {
        let StaffMember { username, name, role } = &account.member;
        let mut tx = self.db.begin().await?;
        let args = args![username, name, role.name(), &account.password, at.0];
        if tx.execute(statements::ADD_STAFF, args).await? == 0 {
            return Ok(false);
        }
        append(&mut tx, act).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn staff_account(&self, username: &str) -> Result<Option<StaffAccount>, StoreError> {
        self.db.one(statements::STAFF_ACCOUNT, args![username], rows::account).await
    }

    async fn staff(&self) -> Result<Vec<StaffMember>, StoreError> {
        self.db.all(statements::STAFF, args![], rows::member).await
    }

    async fn add_staff_login(
        &self,
        token_hash: &str,
        username: &str,
        expires: Instant,
        act: &Act,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.execute(statements::FORGET_STAFF_LOGINS, args![act.at.0]).await?;
        tx.execute(statements::ADD_STAFF_LOGIN, args![token_hash, username, expires.0]).await?;
        append(&mut tx, act).await?;
        tx.commit().await
    }

    async fn staff_of_login(&self, token_hash: &str, now: Instant) -> Result<Option<StaffMember>, StoreError> {
        self.db.one(statements::STAFF_OF_LOGIN, args![token_hash, now.0], rows::member).await
    }

    async fn remove_staff_login(&self, token_hash: &str, act: &Act) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        if tx.execute(statements::REMOVE_STAFF_LOGIN, args![token_hash]).await? > 0 {
            append(&mut tx, act).await?;
        }
        tx.commit().await
    }

    async fn standings(&self, nip: &str) -> Result<Vec<Standing>, StoreError> {
        if nip.contains('\0') {
            return Err(StoreError::Unstorable);
        }
        self.standings.ask(nip.to_owned()).await
    }

    async fn add_candidate_login(&self, login: &CandidateLogin) -> Result<(), StoreError> {
        self.logins.ask(Entry::of(login)?).await
    }

    async fn attempt_of_login(&self, token_hash: &str, now: Instant) -> Result<Option<AttemptId>, StoreError> {
        let read = |row: &super::database::Row| row.text("attempt_id").map(AttemptId::new);
        self.db.one(statements::ATTEMPT_OF_LOGIN, args![token_hash, now.0], read).await
    }

    async fn remove_candidate_login(&self, token_hash: &str) -> Result<(), StoreError> {
        self.db.execute(statements::REMOVE_CANDIDATE_LOGIN, args![token_hash]).await.map(drop)
    }

    async fn remove_candidate_logins(&self, attempt: &AttemptId) -> Result<u64, StoreError> {
        let mut tx = self.db.begin().await?;
        tx.execute(statements::HOLD_ENROLMENT, args![attempt.as_str()]).await?;
        let removed = tx.execute(statements::REMOVE_CANDIDATE_LOGINS, args![attempt.as_str()]).await?;
        tx.commit().await?;
        Ok(removed)
    }
}
