//! The embedded engine: one file, one writer at a time.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Row as _, SqlitePool};

use super::unavailable;
use crate::delivery::ports::StoreError;

/// How long a statement waits for another process's lock, and a caller for a connection.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// `SQLite` has one writer at a time anyway: queueing in the pool is fair, queueing on its lock is not.
const WRITERS: u32 = 1;
const READERS: u32 = 4;

/// The one connection that writes, and those that read beside it.
pub(in super::super) struct File {
    pub(super) writer: SqlitePool,
    pub(super) reader: SqlitePool,
}

/// Opens (or creates) the file and brings its tables up to date.
pub(super) async fn open(path: &Path) -> Result<File, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        // PostgreSQL's name for the order of bytes, so that one text of a statement says it to both.
        .collation("C", str::cmp)
        .foreign_keys(true);
    let writer = pool(WRITERS).connect_with(options.clone()).await.map_err(unavailable)?;
    super::MIGRATIONS.run(&writer).await.map_err(unavailable)?;
    let reader = pool(READERS).connect_with(options).await.map_err(unavailable)?;
    Ok(File { writer, reader })
}

/// A reader kept the log from being emptied; what was replaced is in it still.
#[derive(Debug, thiserror::Error)]
#[error("the write-ahead log is being read and could not be emptied")]
struct LogInUse;

/// Writes the whole file anew, which leaves no bytes of earlier rows between the present ones, then empties the log.
pub(super) async fn clean(file: &File) -> Result<(), StoreError> {
    sqlx::query("VACUUM").execute(&file.writer).await.map_err(unavailable)?;
    let emptied = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&file.writer).await;
    let is_busy = emptied.and_then(|row| row.try_get::<i64, _>(0)).map_err(unavailable)? != 0;
    if is_busy { Err(unavailable(LogInUse)) } else { Ok(()) }
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new().max_connections(connections).acquire_timeout(BUSY_TIMEOUT)
}
