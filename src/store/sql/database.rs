//! The engine: the only file that names one. A second engine becomes a second variant of `Database`, `Tx` and `Row`
//! here, and nothing else changes. No SQL text and no table lives here.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{Row as _, Sqlite, SqlitePool, Transaction};

use super::value::{Value, broken};
use crate::delivery::ports::StoreError;

/// How long a statement waits for another process's lock, and a caller for a connection.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// `SQLite` has one writer at a time anyway: queueing in the pool is fair, queueing on its lock is not.
const WRITERS: u32 = 1;
const READERS: u32 = 4;

pub(super) enum Database {
    Sqlite { writer: SqlitePool, reader: SqlitePool },
}

/// A transaction that may write. Dropped without `commit`, it rolls back.
pub(super) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
}

/// One row of an answer.
pub(super) enum Row {
    Sqlite(SqliteRow),
}

impl Database {
    /// Opens (or creates) the file and brings its tables up to date.
    pub(super) async fn open_sqlite(path: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true);
        let writer = pool(WRITERS).connect_with(options.clone()).await.map_err(unavailable)?;
        sqlx::migrate!("./migrations").run(&writer).await.map_err(|e| StoreError::Unavailable(Box::new(e)))?;
        let reader = pool(READERS).connect_with(options).await.map_err(unavailable)?;
        Ok(Self::Sqlite { writer, reader })
    }

    /// Every row of a reading statement, each turned into a `T`.
    pub(super) async fn all<T>(
        &self,
        sql: &'static str,
        args: Vec<Value>,
        read: impl Fn(&Row) -> Result<T, StoreError> + Send,
    ) -> Result<Vec<T>, StoreError> {
        let Self::Sqlite { reader, .. } = self;
        let rows = bound(sql, args)?.fetch_all(reader).await.map_err(unavailable)?;
        rows.into_iter().map(|row| read(&Row::Sqlite(row))).collect()
    }

    /// The first row of a reading statement.
    pub(super) async fn one<T>(
        &self,
        sql: &'static str,
        args: Vec<Value>,
        read: impl Fn(&Row) -> Result<T, StoreError> + Send,
    ) -> Result<Option<T>, StoreError> {
        let Self::Sqlite { reader, .. } = self;
        let row = bound(sql, args)?.fetch_optional(reader).await.map_err(unavailable)?;
        row.map(|row| read(&Row::Sqlite(row))).transpose()
    }

    /// One writing statement in a transaction of its own; gives the number of rows it touched.
    pub(super) async fn execute(&self, sql: &'static str, args: Vec<Value>) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let touched = tx.execute(sql, args).await?;
        tx.commit().await?;
        Ok(touched)
    }

    /// `BEGIN IMMEDIATE`: a transaction that reads first and writes later would otherwise fail at once when another
    /// one writes in between, whatever the busy timeout says.
    pub(super) async fn begin(&self) -> Result<Tx, StoreError> {
        let Self::Sqlite { writer, .. } = self;
        writer.begin_with("BEGIN IMMEDIATE").await.map(Tx::Sqlite).map_err(unavailable)
    }

    /// Reachable and writable: for the readiness check.
    pub(super) async fn ping(&self) -> Result<(), StoreError> {
        self.begin().await?.commit().await
    }

    /// Compiles a statement without running it.
    #[cfg(test)]
    pub(super) async fn prepare(&self, sql: &'static str) -> Result<(), StoreError> {
        use sqlx::{Executor as _, SqlSafeStr as _};
        let Self::Sqlite { reader, .. } = self;
        reader.prepare(sql.into_sql_str()).await.map(drop).map_err(unavailable)
    }

    /// Waits for open transactions and closes the files.
    pub(super) async fn close(&self) {
        let Self::Sqlite { writer, reader } = self;
        reader.close().await;
        writer.close().await;
    }
}

impl Tx {
    pub(super) async fn execute(&mut self, sql: &'static str, args: Vec<Value>) -> Result<u64, StoreError> {
        let Self::Sqlite(tx) = self;
        let done = bound(sql, args)?.execute(&mut **tx).await.map_err(unavailable)?;
        Ok(done.rows_affected())
    }

    pub(super) async fn one<T>(
        &mut self,
        sql: &'static str,
        args: Vec<Value>,
        read: impl Fn(&Row) -> Result<T, StoreError> + Send,
    ) -> Result<Option<T>, StoreError> {
        let Self::Sqlite(tx) = self;
        let row = bound(sql, args)?.fetch_optional(&mut **tx).await.map_err(unavailable)?;
        row.map(|row| read(&Row::Sqlite(row))).transpose()
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        let Self::Sqlite(tx) = self;
        tx.commit().await.map_err(unavailable)
    }
}

impl Row {
    pub(super) fn text(&self, column: &str) -> Result<String, StoreError> {
        self.get(column)
    }

    pub(super) fn optional_text(&self, column: &str) -> Result<Option<String>, StoreError> {
        self.get(column)
    }

    pub(super) fn int(&self, column: &str) -> Result<i64, StoreError> {
        self.get(column)
    }

    pub(super) fn flag(&self, column: &str) -> Result<bool, StoreError> {
        self.get(column)
    }

    /// A stored number that the program keeps smaller.
    pub(super) fn small<T: TryFrom<i64>>(&self, column: &str) -> Result<T, StoreError> {
        T::try_from(self.int(column)?).map_err(|_| broken(column, "number out of range"))
    }

    fn get<'r, T>(&'r self, column: &str) -> Result<T, StoreError>
    where
        T: sqlx::Decode<'r, Sqlite> + sqlx::Type<Sqlite>,
    {
        let Self::Sqlite(row) = self;
        row.try_get(column).map_err(|e| broken(column, e))
    }
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new().max_connections(connections).acquire_timeout(BUSY_TIMEOUT)
}

type Query = sqlx::query::Query<'static, Sqlite, SqliteArguments>;

/// Binds every parameter, or refuses: `SQLite` would silently read a missing one as NULL.
fn bound(sql: &'static str, args: Vec<Value>) -> Result<Query, StoreError> {
    if parameters(sql) != args.len() {
        return Err(broken("statement", format!("{} parameters bound to: {sql}", args.len())));
    }
    Ok(args.into_iter().fold(sqlx::query(sql), |query, value| match value {
        Value::Text(text) => query.bind(text),
        Value::Int(number) => query.bind(number),
        Value::Real(number) => query.bind(number),
        Value::Bool(flag) => query.bind(flag),
    }))
}

/// The highest `$n` in the text.
fn parameters(sql: &str) -> usize {
    let number = |rest: &str| rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0);
    sql.split('$').skip(1).map(number).max().unwrap_or(0)
}

fn unavailable(error: sqlx::Error) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_highest_parameter() {
        assert_eq!(parameters("SELECT 1"), 0);
        assert_eq!(parameters("UPDATE t SET a=$2, b=$12 WHERE c=$1 AND d=$2"), 12);
    }

    #[tokio::test]
    async fn refuses_a_missing_parameter() {
        let dir = tempfile::tempdir().unwrap();
        let db = Database::open_sqlite(&dir.path().join("r.db")).await.unwrap();
        let error = db.execute("DELETE FROM staff WHERE username=$1", vec![]).await.unwrap_err();
        assert!(matches!(error, StoreError::Broken { .. }), "{error}");
    }

    #[tokio::test]
    async fn an_uncommitted_transaction_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let db = Database::open_sqlite(&dir.path().join("r.db")).await.unwrap();
        let insert = "INSERT INTO event (id, title, organiser, created_ms) VALUES ($1, 't', 'o', 0)";
        let mut tx = db.begin().await.unwrap();
        tx.execute(insert, vec!["e".into()]).await.unwrap();
        drop(tx);
        db.ping().await.unwrap();
        let found = db.one("SELECT id FROM event", vec![], |row| row.text("id")).await.unwrap();
        assert_eq!(found, None);
    }
}
