//! What the delivery of attempts reads, and the one thing that it writes.

use async_trait::async_trait;

use super::database::Row;
use super::finals;
use super::value::args;
use super::{SqlRecords, record, rows, statements};
use crate::delivery::ports::{FinalRecord, RecordStore, StoreError};
use crate::domain::calibration::Calibration;
use crate::domain::form::Form;
use crate::domain::ids::{AttemptId, CalibrationId, SessionId};
use crate::domain::session::{Enrolment, Session};
use crate::domain::time::Instant;

#[async_trait]
impl RecordStore for SqlRecords {
    async fn open_sessions(&self) -> Result<Vec<Session>, StoreError> {
        self.db.all(statements::OPEN_SESSIONS, args![], rows::session).await
    }

    async fn session(&self, id: &SessionId) -> Result<Option<Session>, StoreError> {
        self.db.one(statements::SESSION, args![id.as_str()], rows::session).await
    }

    async fn session_secret(&self, id: &SessionId) -> Result<Option<[u8; 32]>, StoreError> {
        self.db.one(statements::SECRET, args![id.as_str()], rows::secret).await
    }

    async fn checkpoint_mark(&self, id: &SessionId) -> Result<Option<String>, StoreError> {
        self.db.one(statements::CHECKPOINT_MARK, args![id.as_str()], |row| row.text("checkpoint_mark")).await
    }

    async fn set_checkpoint_mark(&self, id: &SessionId, mark: &str) -> Result<Option<String>, StoreError> {
        self.db.execute(statements::SET_CHECKPOINT_MARK, args![id.as_str(), mark]).await?;
        self.checkpoint_mark(id).await
    }

    async fn enrolments(&self, session: &SessionId) -> Result<Vec<Enrolment>, StoreError> {
        self.db.all(statements::ENROLMENTS, args![session.as_str()], rows::enrolment).await
    }

    async fn enrolment(&self, attempt: &AttemptId) -> Result<Option<Enrolment>, StoreError> {
        self.db.one(statements::ENROLMENT, args![attempt.as_str()], rows::enrolment).await
    }

    async fn forms(&self, session: &SessionId) -> Result<Vec<(AttemptId, Form)>, StoreError> {
        let read = |row: &Row| Ok((AttemptId::new(row.text("attempt_id")?), record::form::read(row)?));
        self.db.all(statements::FORMS, args![session.as_str()], read).await
    }

    async fn form(&self, attempt: &AttemptId) -> Result<Option<Form>, StoreError> {
        self.db.one(statements::FORM, args![attempt.as_str()], record::form::read).await
    }

    async fn pinned_calibration(&self, id: &CalibrationId) -> Result<Option<Calibration>, StoreError> {
        self.db.one(statements::CALIBRATION, args![id.as_str()], record::calibration::read).await
    }

    async fn finalise(&self, record: &FinalRecord) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.execute(statements::FINALISE, finals::columns(record)?).await?;
        tx.commit().await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.db.ping().await
    }

    async fn closed_sessions(&self, before: Instant) -> Result<Vec<SessionId>, StoreError> {
        self.db.all(statements::CLOSED_SESSIONS, args![before.0], |row| row.text("id").map(SessionId::new)).await
    }

    async fn finalised(&self, session: &SessionId) -> Result<Vec<(AttemptId, u64)>, StoreError> {
        let read = |row: &Row| Ok((AttemptId::new(row.text("attempt_id")?), row.small("seq")?));
        self.db.all(statements::FINALISED, args![session.as_str()], read).await
    }
}
