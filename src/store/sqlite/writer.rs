//! One task owns the only connection; appends that wait together go out as one transaction (group commit), so that
//! the fsync is shared and batches grow with the load while an idle system adds no delay.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant as Stopwatch;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use tokio::sync::{mpsc, oneshot};

use super::checkpoint::OpenError;
use super::statements as sql;
use crate::delivery::ports::{Append, AppendError, BoardRow, Claim, Due, Kept, Place, StoreError};
use crate::domain::attempt::{Outage, SHORTEST_OUTAGE};
use crate::domain::ids::{AttemptId, OwnerId, SessionId};
use crate::domain::time::Instant;
use crate::store::{board_record, event_record};
use crate::telemetry::metrics::Metrics;

/// Appends in one transaction at most: bounds the latency of the last one.
const MAX_BATCH: usize = 256;

/// Pages in the log before they are copied into the file: a page that a hall keeps changing is copied once in 16 MiB of
/// log, not once in 4.
const WAL_PAGES: &str = "4000";
/// The pages that a hall keeps changing (negative: in KiB).
const CACHE_KIB: &str = "-32768";

type Reply<T> = oneshot::Sender<Result<T, StoreError>>;
type Appended = oneshot::Sender<Result<(), AppendError>>;

pub(super) enum Request {
    Append(Box<Append>, Appended),
    Task(Task),
}

/// Everything but an append.
pub(super) enum Task {
    Claim { place: Place, owner: OwnerId, only_own: bool, reply: Reply<Option<Claim>> },
    Read { attempt: AttemptId, reply: Reply<Vec<String>> },
    Owner { attempt: AttemptId, reply: Reply<Option<OwnerId>> },
    Overdue { session: SessionId, now: Instant, limit: usize, reply: Reply<Vec<(AttemptId, OwnerId)>> },
    Unsettled { session: SessionId, reply: Reply<u64> },
    Settle { attempt: AttemptId, seq: u64, reply: Reply<()> },
    Beat { session: SessionId, now: Instant, reply: Reply<Vec<Outage>> },
    Board { session: SessionId, reply: Reply<Vec<String>> },
    Post { rows: Vec<BoardRow>, reply: Reply<()> },
    Attempts { session: SessionId, reply: Reply<Vec<Kept>> },
    Forget { session: SessionId, reply: Reply<()> },
    Mark { session: SessionId, proposed: Option<String>, reply: Reply<Option<String>> },
    Check { reply: Reply<()> },
}

pub(super) struct Writer {
    path: PathBuf,
    /// `None` after an error: the next request opens a new one.
    connection: Option<SqliteConnection>,
    metrics: Arc<Metrics>,
}

impl Writer {
    pub(super) async fn open(path: &Path, metrics: Arc<Metrics>) -> Result<Self, OpenError> {
        Ok(Self { path: path.to_owned(), connection: Some(connect(path).await?), metrics })
    }

    pub(super) async fn run(mut self, mut mailbox: mpsc::Receiver<Request>) {
        let mut requests = Vec::with_capacity(MAX_BATCH);
        while mailbox.recv_many(&mut requests, MAX_BATCH).await > 0 {
            let mut appends = Vec::with_capacity(requests.len());
            for request in requests.drain(..) {
                match request {
                    Request::Append(append, reply) => appends.push((*append, reply)),
                    Request::Task(task) => {
                        // A claim fences the appends that were asked for before it, a read sees them; they go first.
                        self.commit(std::mem::take(&mut appends)).await;
                        self.perform(task).await;
                    }
                }
            }
            self.commit(appends).await;
        }
    }

    /// One transaction for all. An append whose condition fails is a `Conflict` and leaves the others alone.
    async fn commit(&mut self, appends: Vec<(Append, Appended)>) {
        if appends.is_empty() {
            return;
        }
        let started = Stopwatch::now();
        let outcome = self.write(&appends).await;
        self.metrics.checkpoint_committed(appends.len(), started.elapsed());
        if let Err(failure) = &outcome {
            tracing::error!(appends = appends.len(), %failure, "checkpoint commit failed");
            self.metrics.checkpoint_failures_total.inc();
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
        if appends.len() > 1 && appends.iter().all(|(append, _)| append.is_plain()) && self.write_plain(appends).await?
        {
            return Ok(vec![true; appends.len()]);
        }
        let connection = self.connection().await.map_err(Failure::BeforeCommit)?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(Failure::BeforeCommit)?;
        let mut applied = Vec::with_capacity(appends.len());
        for (append, _) in appends {
            applied.push(insert(&mut transaction, append).await.map_err(Failure::BeforeCommit)?);
        }
        transaction.commit().await.map_err(Failure::AtCommit)?;
        Ok(applied)
    }

    /// All of them in one statement. False: not every condition held and nothing was written; one by one will tell whose.
    async fn write_plain<R>(&mut self, appends: &[(Append, R)]) -> Result<bool, Failure> {
        let rows: Vec<_> = appends.iter().flat_map(|(append, _)| plain_rows(append)).collect();
        let json =
            serde_json::to_string(&rows).map_err(|error| Failure::BeforeCommit(sqlx::Error::Encode(error.into())))?;
        let connection = self.connection().await.map_err(Failure::BeforeCommit)?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(Failure::BeforeCommit)?;
        let inserting = sqlx::query(sql::INSERT_MANY).bind(json).execute(&mut *transaction);
        let inserted = inserting.await.map_err(Failure::BeforeCommit)?.rows_affected();
        if inserted == rows.len() as u64 {
            transaction.commit().await.map_err(Failure::AtCommit)?;
            return Ok(true);
        }
        transaction.rollback().await.map_err(Failure::BeforeCommit)?;
        Ok(false)
    }

    async fn perform(&mut self, task: Task) {
        match task {
            Task::Claim { place, owner, only_own, reply } => {
                let claimed = self.claim(&place, &owner, only_own).await;
                let _ = reply.send(self.known(claimed).and_then(|claimed| decoded(&place.attempt, claimed)));
            }
            Task::Read { attempt, reply } => {
                let done = self.texts(sql::EVENTS, attempt.as_str()).await;
                let _ = reply.send(self.known(done));
            }
            Task::Owner { attempt, reply } => {
                let done = self.owner(&attempt).await;
                let _ = reply.send(self.known(done));
            }
            Task::Overdue { session, now, limit, reply } => {
                let done = self.overdue(&session, now, limit).await;
                let _ = reply.send(self.known(done));
            }
            Task::Unsettled { session, reply } => {
                let done = self.unsettled(&session).await;
                let _ = reply.send(self.known(done));
            }
            Task::Settle { attempt, seq, reply } => {
                let done = self.settle(&attempt, seq).await;
                let _ = reply.send(self.known(done));
            }
            Task::Beat { session, now, reply } => {
                let done = self.beat(&session, now).await;
                let _ = reply.send(self.known(done));
            }
            Task::Board { session, reply } => {
                let done = self.texts(sql::BOARD, session.as_str()).await;
                let _ = reply.send(self.known(done));
            }
            Task::Post { rows, reply } => {
                let done = self.post(&rows).await;
                let _ = reply.send(self.known(done));
            }
            Task::Attempts { session, reply } => {
                let done = self.attempts(&session).await;
                let _ = reply.send(self.known(done));
            }
            Task::Forget { session, reply } => {
                let done = self.forget(&session).await;
                let _ = reply.send(self.known(done));
            }
            Task::Mark { session, proposed, reply } => {
                let done = self.mark(&session, proposed.as_deref()).await;
                let _ = reply.send(self.known(done));
            }
            Task::Check { reply } => {
                let done = self.check().await;
                let _ = reply.send(self.known(done));
            }
        }
    }

    /// After an error the connection is not trusted any more.
    fn known<T>(&mut self, done: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        done.map_err(|error| {
            self.connection = None;
            StoreError::Unavailable(Box::new(error))
        })
    }

    /// `None`: somebody else owns it.
    async fn claim(
        &mut self,
        place: &Place,
        owner: &OwnerId,
        only_own: bool,
    ) -> Result<Option<(i64, Vec<String>)>, sqlx::Error> {
        let text = if only_own { sql::RECLAIM } else { sql::CLAIM };
        let mut transaction = self.connection().await?.begin_with("BEGIN IMMEDIATE").await?;
        let claiming =
            sqlx::query_scalar(text).bind(place.attempt.as_str()).bind(owner.as_str()).bind(place.session.as_str());
        let Some(epoch): Option<i64> = claiming.fetch_optional(&mut *transaction).await? else { return Ok(None) };
        let events = sqlx::query_scalar(sql::EVENTS).bind(place.attempt.as_str());
        let records = events.fetch_all(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(Some((epoch, records)))
    }

    async fn texts(&mut self, text: &'static str, id: &str) -> Result<Vec<String>, sqlx::Error> {
        sqlx::query_scalar(text).bind(id).fetch_all(self.connection().await?).await
    }

    async fn owner(&mut self, attempt: &AttemptId) -> Result<Option<OwnerId>, sqlx::Error> {
        let owner = sqlx::query_scalar(sql::OWNER).bind(attempt.as_str());
        let owner: Option<String> = owner.fetch_optional(self.connection().await?).await?;
        Ok(owner.map(OwnerId::new))
    }

    async fn overdue(
        &mut self,
        session: &SessionId,
        now: Instant,
        limit: usize,
    ) -> Result<Vec<(AttemptId, OwnerId)>, sqlx::Error> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = sqlx::query_as(sql::OVERDUE).bind(session.as_str()).bind(now.0).bind(limit);
        let rows: Vec<(String, String)> = rows.fetch_all(self.connection().await?).await?;
        Ok(rows.into_iter().map(|(attempt, owner)| (AttemptId::new(attempt), OwnerId::new(owner))).collect())
    }

    async fn unsettled(&mut self, session: &SessionId) -> Result<u64, sqlx::Error> {
        let count = sqlx::query_scalar(sql::UNSETTLED).bind(session.as_str());
        let count: i64 = count.fetch_one(self.connection().await?).await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    async fn settle(&mut self, attempt: &AttemptId, seq: u64) -> Result<(), sqlx::Error> {
        let settling = sqlx::query(sql::SETTLE).bind(attempt.as_str()).bind(seq.cast_signed());
        settling.execute(self.connection().await?).await.map(drop)
    }

    async fn beat(&mut self, session: &SessionId, now: Instant) -> Result<Vec<Outage>, sqlx::Error> {
        let id = session.as_str();
        let mut transaction = self.connection().await?.begin_with("BEGIN IMMEDIATE").await?;
        let noting = sqlx::query(sql::NOTE_OUTAGE).bind(id).bind(now.0).bind(SHORTEST_OUTAGE.0);
        noting.execute(&mut *transaction).await?;
        sqlx::query(sql::STAMP).bind(id).bind(now.0).execute(&mut *transaction).await?;
        let outages: Vec<(i64, i64)> = sqlx::query_as(sql::OUTAGES).bind(id).fetch_all(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(outages.into_iter().map(|(from, to)| Outage { from: Instant(from), to: Instant(to) }).collect())
    }

    async fn post(&mut self, rows: &[BoardRow]) -> Result<(), sqlx::Error> {
        let mut transaction = self.connection().await?.begin_with("BEGIN IMMEDIATE").await?;
        for row in rows {
            let posting = sqlx::query(sql::POST).bind(row.attempt.as_str()).bind(board_record::encode(row));
            let posting = posting.bind(row.epoch.cast_signed()).bind(row.version.cast_signed());
            posting.execute(&mut *transaction).await?;
        }
        transaction.commit().await
    }

    async fn attempts(&mut self, session: &SessionId) -> Result<Vec<Kept>, sqlx::Error> {
        let rows = sqlx::query_as(sql::ATTEMPTS).bind(session.as_str());
        let rows: Vec<(String, i64, bool)> = rows.fetch_all(self.connection().await?).await?;
        let kept = |(id, seq, closed): (String, i64, bool)| Kept {
            attempt: AttemptId::new(id),
            seq: seq.cast_unsigned(),
            closed,
        };
        Ok(rows.into_iter().map(kept).collect())
    }

    async fn forget(&mut self, session: &SessionId) -> Result<(), sqlx::Error> {
        let mut transaction = self.connection().await?.begin_with("BEGIN IMMEDIATE").await?;
        for text in sql::FORGET {
            sqlx::query(text).bind(session.as_str()).execute(&mut *transaction).await?;
        }
        transaction.commit().await
    }

    async fn mark(&mut self, session: &SessionId, proposed: Option<&str>) -> Result<Option<String>, sqlx::Error> {
        if let Some(proposed) = proposed {
            let setting = sqlx::query(sql::SET_MARK).bind(session.as_str()).bind(proposed);
            setting.execute(self.connection().await?).await?;
        }
        sqlx::query_scalar(sql::MARK).bind(session.as_str()).fetch_optional(self.connection().await?).await
    }

    async fn check(&mut self) -> Result<(), sqlx::Error> {
        sqlx::query(sql::TOUCH).execute(self.connection().await?).await.map(drop)
    }

    async fn connection(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => connect(&self.path).await.map_err(|error| match error {
                OpenError::Sql(error) => error,
                OpenError::Version(_) => sqlx::Error::Protocol(error.to_string()),
            })?,
        };
        Ok(self.connection.insert(connection))
    }
}

async fn connect(path: &Path) -> Result<SqliteConnection, OpenError> {
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("wal_autocheckpoint", WAL_PAGES)
        .pragma("cache_size", CACHE_KIB)
        .disable_statement_logging()
        .connect()
        .await?;
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut connection).await?;
    let tables: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_schema").fetch_one(&mut connection).await?;
    if tables > 0 && version != sql::VERSION {
        return Err(OpenError::Version(version));
    }
    sqlx::raw_sql(sql::SCHEMA).execute(&mut connection).await?;
    Ok(connection)
}

fn decoded(attempt: &AttemptId, claimed: Option<(i64, Vec<String>)>) -> Result<Option<Claim>, StoreError> {
    let Some((epoch, records)) = claimed else { return Ok(None) };
    let events = event_record::decode_all(attempt, &records)?;
    Ok(Some(Claim { epoch: epoch.cast_unsigned(), events }))
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    /// Rolled back for certain.
    #[error("before commit: {0}")]
    BeforeCommit(sqlx::Error),
    #[error("at commit: {0}")]
    AtCommit(sqlx::Error),
}

/// False: a condition failed, and nothing was written.
/// A row for each event, as `INSERT_MANY` reads it.
fn plain_rows(append: &Append) -> impl Iterator<Item = (&str, i64, u8, i64, i64, String)> {
    let (id, epoch, before) =
        (append.place.attempt.as_str(), append.epoch.cast_signed(), append.expected_seq.cast_signed());
    let row = move |(number, event)| {
        (id, epoch, u8::from(append.expected_closed), before, number, event_record::encode(event))
    };
    (before + 1..).zip(append.events.iter()).map(row)
}

async fn insert(connection: &mut SqliteConnection, append: &Append) -> Result<bool, sqlx::Error> {
    let id = append.place.attempt.as_str();
    for (number, event) in (append.expected_seq.cast_signed() + 1..).zip(append.events.iter()) {
        let inserting = sqlx::query(sql::INSERT)
            .bind(id)
            .bind(number)
            .bind(event_record::encode(event))
            .bind(append.epoch.cast_signed())
            .bind(append.expected_closed);
        if inserting.execute(&mut *connection).await?.rows_affected() == 0 {
            return Ok(false);
        }
    }
    if !append.is_plain() {
        change(connection, append).await?;
    }
    Ok(true)
}

/// What a plain append leaves alone.
async fn change(connection: &mut SqliteConnection, append: &Append) -> Result<(), sqlx::Error> {
    let id = append.place.attempt.as_str();
    if append.closed != append.expected_closed {
        sqlx::query(sql::SET_CLOSED).bind(id).bind(append.closed).execute(&mut *connection).await?;
    }
    let due = match append.due {
        Due::Unchanged => None,
        Due::Nothing => Some(None),
        Due::At(at) => Some(Some(at.0)),
    };
    if let Some(due) = due {
        sqlx::query(sql::SET_DUE).bind(id).bind(due).execute(&mut *connection).await?;
    }
    if let Some(row) = &append.row {
        sqlx::query(sql::SET_BOARD).bind(id).bind(board_record::encode(row)).execute(&mut *connection).await?;
    }
    Ok(())
}
