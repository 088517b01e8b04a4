//! What the delivery of attempts reads, and the one thing that it writes.

use async_trait::async_trait;

use super::finals;
use super::value::args;
use super::{SqlRecords, record, rows, statements};
use crate::delivery::ports::{FinalRecord, RecordStore, StoreError};
use crate::domain::form::Form;
use crate::domain::ids::{AttemptId, SessionId};
use crate::domain::session::{Enrolment, Session};

#[async_trait]
impl RecordStore for SqlRecords {
    async fn open_sessions(&self) -> Result<Vec<Session>, StoreError> {
        self.db.all(statements::OPEN_SESSIONS, args![], rows::session).await
    }

    async fn session(&self, id: &SessionId) -> Result<Option<Session>, StoreError> {
        self.db.one(statements::SESSION, args![id.as_str()], rows::session).await
    }

    async fn enrolments(&self, session: &SessionId) -> Result<Vec<Enrolment>, StoreError> {
        self.db.all(statements::ENROLMENTS, args![session.as_str()], rows::enrolment).await
    }

    async fn enrolment(&self, attempt: &AttemptId) -> Result<Option<Enrolment>, StoreError> {
        self.db.one(statements::ENROLMENT, args![attempt.as_str()], rows::enrolment).await
    }

    async fn form(&self, attempt: &AttemptId) -> Result<Option<Form>, StoreError> {
        self.db.one(statements::FORM, args![attempt.as_str()], record::form::read).await
    }

    async fn finalise(&self, record: &FinalRecord) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.execute(statements::FINALISE, finals::columns(record)?).await?;
        tx.commit().await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.db.ping().await
    }

    async fn finalised(&self, session: &SessionId) -> Result<Vec<AttemptId>, StoreError> {
        let read = |row: &super::database::Row| row.text("attempt_id").map(AttemptId::new);
        self.db.all(statements::FINALISED, args![session.as_str()], read).await
    }
}
