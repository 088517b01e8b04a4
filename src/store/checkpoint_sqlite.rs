//! The embedded checkpoint: a SQLite file of its own, WAL, `synchronous = FULL`. One task owns the only connection;
//! appends that wait together go out as one transaction (group commit), so that the fsync is shared and batches
//! grow with the load while an idle system adds no delay.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant as Stopwatch;

use async_trait::async_trait;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use tokio::sync::{mpsc, oneshot};

use super::event_record;
use crate::delivery::ports::{Append, AppendError, CheckpointStore, Claim, StoreError};
use crate::domain::ids::{AttemptId, OwnerId};
use crate::telemetry::metrics::Metrics;

/// Appends in one transaction at most: bounds the latency of the last one.
const MAX_BATCH: usize = 256;

/// Requests waiting for the writer: a hall of thousands with one command each on the way. Past it, senders wait.
const MAILBOX: usize = 4_096;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS attempt (
    id TEXT PRIMARY KEY, epoch BIGINT NOT NULL, owner TEXT NOT NULL, seq BIGINT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS event (
    attempt TEXT NOT NULL, seq BIGINT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (attempt, seq)
) WITHOUT ROWID;";

const CLAIM: &str = "INSERT INTO attempt (id, epoch, owner, seq) VALUES ($1, 1, $2, 0)
    ON CONFLICT (id) DO UPDATE SET epoch = attempt.epoch + 1, owner = $2 RETURNING epoch";
const RECLAIM: &str = "UPDATE attempt SET epoch = epoch + 1 WHERE id = $1 AND owner = $2 RETURNING epoch";
const EVENTS: &str = "SELECT record FROM event WHERE attempt = $1 ORDER BY seq";
const ADVANCE: &str = "UPDATE attempt SET seq = $1 WHERE id = $2 AND epoch = $3 AND seq = $4";
const INSERT: &str = "INSERT INTO event (attempt, seq, record) VALUES ($1, $2, $3)";
const TOUCH: &str = "UPDATE attempt SET epoch = epoch WHERE id = ''";

pub struct SqliteCheckpoint {
    requests: mpsc::Sender<Request>,
}

type Claimed = oneshot::Sender<Result<Option<Claim>, StoreError>>;

enum Request {
    Append(Append, oneshot::Sender<Result<(), AppendError>>),
    Claim { attempt: AttemptId, owner: OwnerId, sql: &'static str, reply: Claimed },
    Check(oneshot::Sender<Result<(), StoreError>>),
}

impl SqliteCheckpoint {
    /// Opens or creates the file and starts the writer. The writer ends when the last handle is dropped.
    pub async fn open(path: &Path, metrics: Arc<Metrics>) -> Result<Self, sqlx::Error> {
        let connection = connect(path).await?;
        let (requests, mailbox) = mpsc::channel(MAILBOX);
        tokio::spawn(Writer { path: path.to_owned(), connection: Some(connection), metrics }.run(mailbox));
        Ok(Self { requests })
    }
}

impl SqliteCheckpoint {
    async fn ask_claim(
        &self,
        attempt: &AttemptId,
        owner: &OwnerId,
        sql: &'static str,
    ) -> Result<Option<Claim>, StoreError> {
        let (reply, answer) = oneshot::channel();
        let request = Request::Claim { attempt: attempt.clone(), owner: owner.clone(), sql, reply };
        self.requests.send(request).await.map_err(|_| unavailable(Gone))?;
        answer.await.map_err(|_| unavailable(Gone))?
    }
}

#[async_trait]
impl CheckpointStore for SqliteCheckpoint {
    async fn claim(&self, attempt: &AttemptId, owner: &OwnerId) -> Result<Claim, StoreError> {
        self.ask_claim(attempt, owner, CLAIM).await?.ok_or_else(|| unavailable(Gone))
    }

    async fn reclaim(&self, attempt: &AttemptId, owner: &OwnerId) -> Result<Option<Claim>, StoreError> {
        self.ask_claim(attempt, owner, RECLAIM).await
    }

    async fn append(&self, append: Append) -> Result<(), AppendError> {
        let (reply, answer) = oneshot::channel();
        let sent = self.requests.send(Request::Append(append, reply)).await;
        sent.map_err(|_| AppendError::Unavailable(Gone.to_string()))?;
        answer.await.map_err(|_| AppendError::Unknown(Gone.to_string()))?
    }

    async fn check(&self) -> Result<(), StoreError> {
        let (reply, answer) = oneshot::channel();
        self.requests.send(Request::Check(reply)).await.map_err(|_| unavailable(Gone))?;
        answer.await.map_err(|_| unavailable(Gone))?
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the checkpoint's writer has ended")]
struct Gone;

fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}

async fn connect(path: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .disable_statement_logging()
        .connect()
        .await?;
    sqlx::raw_sql(SCHEMA).execute(&mut connection).await?;
    Ok(connection)
}

struct Writer {
    path: PathBuf,
    /// `None` after an error: the next request opens a new one.
    connection: Option<SqliteConnection>,
    metrics: Arc<Metrics>,
}

impl Writer {
    async fn run(mut self, mut mailbox: mpsc::Receiver<Request>) {
        let mut requests = Vec::with_capacity(MAX_BATCH);
        while mailbox.recv_many(&mut requests, MAX_BATCH).await > 0 {
            let mut appends = Vec::with_capacity(requests.len());
            for request in requests.drain(..) {
                match request {
                    Request::Append(append, reply) => appends.push((append, reply)),
                    Request::Claim { attempt, owner, sql, reply } => {
                        // A claim fences the appends that were asked for before it; they go first.
                        self.commit(std::mem::take(&mut appends)).await;
                        let _ = reply.send(self.claim(&attempt, &owner, sql).await);
                    }
                    Request::Check(reply) => {
                        let _ = reply.send(self.check().await);
                    }
                }
            }
            self.commit(appends).await;
        }
    }

    /// One transaction for all. An append whose condition fails is a `Conflict` and leaves the others alone.
    async fn commit(&mut self, appends: Vec<(Append, oneshot::Sender<Result<(), AppendError>>)>) {
        if appends.is_empty() {
            return;
        }
        let started = Stopwatch::now();
        let outcome = self.write(&appends).await;
        self.metrics.checkpoint_committed(appends.len(), started.elapsed());
        if let Err(failure) = &outcome {
            tracing::error!(appends = appends.len(), %failure, "checkpoint commit failed");
            self.connection = None;
        }
        for (index, (_, reply)) in appends.into_iter().enumerate() {
            let _ = reply.send(match &outcome {
                Ok(applied) if applied[index] => Ok(()),
                Ok(_) => Err(AppendError::Conflict),
                Err(Failure::BeforeCommit(error)) => Err(AppendError::Unavailable(error.to_string())),
                Err(Failure::AtCommit(error)) => Err(AppendError::Unknown(error.to_string())),
            });
        }
    }

    async fn write<R>(&mut self, appends: &[(Append, R)]) -> Result<Vec<bool>, Failure> {
        let connection = self.connection().await.map_err(Failure::BeforeCommit)?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(Failure::BeforeCommit)?;
        let mut applied = Vec::with_capacity(appends.len());
        for (append, _) in appends {
            applied.push(insert(&mut transaction, append).await.map_err(Failure::BeforeCommit)?);
        }
        transaction.commit().await.map_err(Failure::AtCommit)?;
        Ok(applied)
    }

    /// `None`: the condition of `sql` failed.
    async fn claim(
        &mut self,
        attempt: &AttemptId,
        owner: &OwnerId,
        sql: &'static str,
    ) -> Result<Option<Claim>, StoreError> {
        let claimed = self.try_claim(attempt, owner, sql).await.map_err(|error| {
            self.connection = None;
            unavailable(error)
        })?;
        let Some((epoch, records)) = claimed else { return Ok(None) };
        let events = records.iter().enumerate().map(|(index, record)| {
            event_record::decode(record).map_err(|error| StoreError::Broken {
                record: format!("event {} of attempt {attempt}", index + 1),
                reason: error.to_string(),
            })
        });
        Ok(Some(Claim { epoch: u64::try_from(epoch).unwrap_or(0), events: events.collect::<Result<_, _>>()? }))
    }

    async fn try_claim(
        &mut self,
        attempt: &AttemptId,
        owner: &OwnerId,
        sql: &'static str,
    ) -> Result<Option<(i64, Vec<String>)>, sqlx::Error> {
        let connection = self.connection().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let claimed = sqlx::query_scalar(sql).bind(attempt.as_str()).bind(owner.as_str());
        let Some(epoch): Option<i64> = claimed.fetch_optional(&mut *transaction).await? else { return Ok(None) };
        let records = sqlx::query_scalar(EVENTS).bind(attempt.as_str()).fetch_all(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(Some((epoch, records)))
    }

    async fn check(&mut self) -> Result<(), StoreError> {
        let outcome = async {
            let connection = self.connection().await?;
            sqlx::query(TOUCH).execute(connection).await
        };
        match outcome.await {
            Ok(_) => Ok(()),
            Err(error) => {
                self.connection = None;
                Err(unavailable(error))
            }
        }
    }

    async fn connection(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => connect(&self.path).await?,
        };
        Ok(self.connection.insert(connection))
    }
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    /// Rolled back for certain.
    #[error("before commit: {0}")]
    BeforeCommit(sqlx::Error),
    #[error("at commit: {0}")]
    AtCommit(sqlx::Error),
}

async fn insert(connection: &mut SqliteConnection, append: &Append) -> Result<bool, sqlx::Error> {
    let id = append.attempt.as_str();
    let seq = append.expected_seq.cast_signed();
    let after = seq + append.events.len().cast_signed() as i64;
    let advanced = sqlx::query(ADVANCE)
        .bind(after)
        .bind(id)
        .bind(append.epoch.cast_signed())
        .bind(seq)
        .execute(&mut *connection)
        .await?;
    if advanced.rows_affected() == 0 {
        return Ok(false);
    }
    for (number, event) in (seq + 1..).zip(&append.events) {
        let record = event_record::encode(event);
        sqlx::query(INSERT).bind(id).bind(number).bind(record).execute(&mut *connection).await?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attempt::{Event, EventKind};
    use crate::domain::time::Instant;

    fn append(attempt: &str, epoch: u64, expected_seq: u64) -> Append {
        let event = Event { at: Instant(1), origin: None, kind: EventKind::Arrived };
        Append { attempt: AttemptId::new(attempt), epoch, expected_seq, events: vec![event] }
    }

    async fn store(dir: &tempfile::TempDir) -> SqliteCheckpoint {
        SqliteCheckpoint::open(&dir.path().join("checkpoint.db"), Arc::default()).await.unwrap()
    }

    #[tokio::test]
    async fn what_was_appended_is_there_after_reopening() {
        let dir = tempfile::tempdir().unwrap();
        let first = store(&dir).await;
        let claim = first.claim(&AttemptId::new("a"), &OwnerId::new("o")).await.unwrap();
        first.append(append("a", claim.epoch, 0)).await.unwrap();
        drop(first);
        let claim = store(&dir).await.claim(&AttemptId::new("a"), &OwnerId::new("o")).await.unwrap();
        assert_eq!((claim.epoch, claim.events.len()), (2, 1));
    }

    #[tokio::test]
    async fn only_the_owner_at_the_right_place_appends() {
        let dir = tempfile::tempdir().unwrap();
        let store = store(&dir).await;
        let old = store.claim(&AttemptId::new("a"), &OwnerId::new("o")).await.unwrap();
        let new = store.claim(&AttemptId::new("a"), &OwnerId::new("o")).await.unwrap();
        assert!(matches!(store.append(append("a", old.epoch, 0)).await, Err(AppendError::Conflict)));
        store.append(append("a", new.epoch, 0)).await.unwrap();
        assert!(matches!(store.append(append("a", new.epoch, 0)).await, Err(AppendError::Conflict)));
        assert!(matches!(store.append(append("unclaimed", 1, 0)).await, Err(AppendError::Conflict)));
    }

    #[tokio::test]
    async fn an_owner_reclaims_only_what_nobody_took() {
        let dir = tempfile::tempdir().unwrap();
        let store = store(&dir).await;
        let (attempt, old, new) = (AttemptId::new("a"), OwnerId::new("old"), OwnerId::new("new"));
        store.claim(&attempt, &old).await.unwrap();
        assert_eq!(store.reclaim(&attempt, &old).await.unwrap().unwrap().epoch, 2);
        assert!(matches!(store.append(append("a", 1, 0)).await, Err(AppendError::Conflict)), "fenced by the reclaim");
        store.claim(&attempt, &new).await.unwrap();
        assert!(store.reclaim(&attempt, &old).await.unwrap().is_none());
        store.append(append("a", 3, 0)).await.unwrap();
    }

    #[tokio::test]
    async fn appends_of_many_attempts_share_a_commit_and_none_is_lost() {
        let dir = tempfile::tempdir().unwrap();
        let store = Arc::new(store(&dir).await);
        for n in 0..50 {
            store.claim(&AttemptId::new(format!("a{n}")), &OwnerId::new("o")).await.unwrap();
        }
        let tasks: Vec<_> = (0..50)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move { store.append(append(&format!("a{n}"), 1, 0)).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        for n in 0..50 {
            assert_eq!(
                store.claim(&AttemptId::new(format!("a{n}")), &OwnerId::new("o")).await.unwrap().events.len(),
                1
            );
        }
    }
}
