//! The port's side of the embedded checkpoint: calls become requests to the writer. Reads go through it as well, so
//! that they see every append that was answered before.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::{mpsc, oneshot};

use super::statements::VERSION;
use super::writer::{Request, Task, Writer};
use crate::delivery::ports::{Append, AppendError, BoardRow, CheckpointStore, Claim, Kept, Place, StoreError, Why};
use crate::domain::attempt::{Event, Outage};
use crate::domain::ids::{AttemptId, OwnerId, SessionId};
use crate::domain::time::Instant;
use crate::store::{board_record, event_record};
use crate::telemetry::metrics::Metrics;

/// Requests waiting for the writer: a hall of thousands with one command each on the way. Past it, senders wait.
const MAILBOX: usize = 4_096;

pub struct SqliteCheckpoint {
    requests: mpsc::Sender<Request>,
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
    #[error(
        "written by another build (version {0}; this build uses {VERSION}): end its sessions with that build first"
    )]
    Version(i64),
}

#[derive(Debug, thiserror::Error)]
#[error("the checkpoint's writer has ended")]
struct Gone;

fn gone() -> StoreError {
    StoreError::Unavailable(Box::new(Gone))
}

impl SqliteCheckpoint {
    /// Opens or creates the file and starts the writer. The writer ends when the last handle is dropped.
    pub async fn open(path: &Path, metrics: Arc<Metrics>) -> Result<Self, OpenError> {
        let writer = Writer::open(path, metrics).await?;
        let (requests, mailbox) = mpsc::channel(MAILBOX);
        tokio::spawn(writer.run(mailbox));
        Ok(Self { requests })
    }

    async fn run<T: Send>(
        &self,
        task: impl FnOnce(oneshot::Sender<Result<T, StoreError>>) -> Task,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.requests.send(Request::Task(task(reply))).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

#[async_trait]
impl CheckpointStore for SqliteCheckpoint {
    /// The file cannot be exchanged under a running server, so looking once is enough.
    async fn mark(&self, session: &SessionId, proposed: Option<&str>) -> Result<Option<String>, StoreError> {
        let (session, proposed) = (session.clone(), proposed.map(str::to_owned));
        self.run(|reply| Task::Mark { session, proposed, reply }).await
    }

    async fn claim(&self, place: &Place, owner: &OwnerId, _: Why) -> Result<Claim, StoreError> {
        let (place, owner) = (place.clone(), owner.clone());
        let claimed = self.run(|reply| Task::Claim { place, owner, only_own: false, reply }).await?;
        claimed.ok_or_else(gone)
    }

    async fn reclaim(&self, place: &Place, owner: &OwnerId) -> Result<Option<Claim>, StoreError> {
        let (place, owner) = (place.clone(), owner.clone());
        self.run(|reply| Task::Claim { place, owner, only_own: true, reply }).await
    }

    async fn append(&self, append: Append) -> Result<(), AppendError> {
        let (reply, answer) = oneshot::channel();
        let sent = self.requests.send(Request::Append(Box::new(append), reply)).await;
        sent.map_err(|_| AppendError::Unavailable(Gone.to_string()))?;
        answer.await.map_err(|_| AppendError::Unknown(Gone.to_string()))?
    }

    async fn read(&self, place: &Place) -> Result<Vec<Event>, StoreError> {
        let records = self.run(|reply| Task::Read { attempt: place.attempt.clone(), reply }).await?;
        event_record::decode_all(&place.attempt, &records)
    }

    async fn owner(&self, place: &Place) -> Result<Option<OwnerId>, StoreError> {
        self.run(|reply| Task::Owner { attempt: place.attempt.clone(), reply }).await
    }

    async fn overdue(
        &self,
        session: &SessionId,
        now: Instant,
        limit: usize,
    ) -> Result<Vec<(AttemptId, OwnerId)>, StoreError> {
        self.run(|reply| Task::Overdue { session: session.clone(), now, limit, reply }).await
    }

    async fn unsettled(&self, session: &SessionId) -> Result<u64, StoreError> {
        self.run(|reply| Task::Unsettled { session: session.clone(), reply }).await
    }

    async fn settled(&self, place: &Place, seq: u64) -> Result<(), StoreError> {
        self.run(|reply| Task::Settle { attempt: place.attempt.clone(), seq, reply }).await
    }

    async fn beat(&self, session: &SessionId, now: Instant) -> Result<Vec<Outage>, StoreError> {
        self.run(|reply| Task::Beat { session: session.clone(), now, reply }).await
    }

    async fn board(&self, session: &SessionId) -> Result<Vec<BoardRow>, StoreError> {
        let records = self.run(|reply| Task::Board { session: session.clone(), reply }).await?;
        Ok(records.iter().filter_map(|record| board_record::decode(record).ok()).collect())
    }

    /// Nobody else listens, but the board is to be right after a restart.
    async fn post(&self, _: &SessionId, rows: Vec<BoardRow>) -> Result<(), StoreError> {
        self.run(|reply| Task::Post { rows, reply }).await
    }

    async fn attempts(&self, session: &SessionId) -> Result<Vec<Kept>, StoreError> {
        self.run(|reply| Task::Attempts { session: session.clone(), reply }).await
    }

    async fn forget(&self, session: &SessionId) -> Result<(), StoreError> {
        self.run(|reply| Task::Forget { session: session.clone(), reply }).await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.run(|reply| Task::Check { reply }).await
    }

    fn promise(&self) -> String {
        "embedded SQLite, fsync before every ack: survives a killed process and a power cut".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::conformance;

    async fn store(dir: &tempfile::TempDir) -> SqliteCheckpoint {
        SqliteCheckpoint::open(&dir.path().join("checkpoint.db"), Arc::default()).await.unwrap()
    }

    #[tokio::test]
    async fn keeps_the_ports_promises() {
        let dir = tempfile::tempdir().unwrap();
        conformance::all(Arc::new(store(&dir).await)).await;
    }

    #[tokio::test]
    async fn what_was_appended_is_there_after_reopening() {
        let dir = tempfile::tempdir().unwrap();
        let first = store(&dir).await;
        conformance::put_one_event(&first).await;
        drop(first);
        assert_eq!(conformance::events(&store(&dir).await).await, 1);
    }

    #[tokio::test]
    async fn a_file_of_another_build_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("checkpoint.db");
        let old = "CREATE TABLE attempt (id TEXT PRIMARY KEY, epoch BIGINT, owner TEXT, seq BIGINT)";
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).create_if_missing(true);
        let mut connection = sqlx::ConnectOptions::connect(&options).await.unwrap();
        sqlx::raw_sql(old).execute(&mut connection).await.unwrap();
        sqlx::Connection::close(connection).await.unwrap();
        let refused = SqliteCheckpoint::open(&path, Arc::default()).await;
        assert!(matches!(refused, Err(OpenError::Version(0))));
    }
}
