//! The embedded engine: one file, one writer at a time.

use std::path::Path;
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

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

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new().max_connections(connections).acquire_timeout(BUSY_TIMEOUT)
}
