//! The engines: the only folder that names one. Both run the same statements over the same tables; what differs between
//! them is settled here and is nobody else's business. No SQL text of the program and no table lives here.
//!
//! A transaction on `SQLite` is alone (`BEGIN IMMEDIATE`). On `PostgreSQL` it is READ COMMITTED, so a transaction that
//! decides by what it read first touches the row that stands for the whole (`HOLD_DRAFT`, `HOLD_ENROLMENT`, or the
//! change of status itself): the second one waits there and then reads what the first one left. Such locks are taken in
//! the order session, enrolment, login, so nobody waits in a circle and no statement fails on one engine that would
//! succeed on the other. Only a transaction for many (`HOLD_ENROLMENTS`) takes several rows of one kind; should two of
//! them wait for each other after all, the engine refuses one, and its desk tries them one by one.

mod bind;
mod hold;
mod postgres;
mod sqlite;
#[cfg(test)]
mod tests;

use std::path::Path;

use sqlx::migrate::Migrator;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{PgPool, Postgres, Row as _, Sqlite, Transaction};

use super::value::{Value, broken};
use crate::delivery::ports::StoreError;
pub use hold::{Hold, Use};

use bind::bound;
use postgres::answered;

/// `PostgreSQL` takes a lock while they run, so several nodes may start together.
static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

pub(super) enum Database {
    Sqlite(sqlite::File),
    Postgres(PgPool),
}

/// A transaction that may write. Dropped without `commit`, it rolls back.
pub(super) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// One row of an answer.
pub(super) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Database {
    /// Opens (or creates) the file and brings its tables up to date.
    pub(super) async fn open_sqlite(path: &Path) -> Result<Self, StoreError> {
        sqlite::open(path).await.map(Self::Sqlite)
    }

    /// Reaches the database (which must exist) and brings its tables up to date.
    pub(super) async fn open_postgres(url: &str) -> Result<Self, StoreError> {
        postgres::open(url).await.map(Self::Postgres)
    }

    /// Says how this server uses the database. `None`: somebody else uses it in a way that does not go together.
    pub(super) async fn hold(&self, how: Use) -> Result<Option<Hold>, StoreError> {
        match self {
            Self::Sqlite(_) => Ok(Some(Hold::FILE)),
            Self::Postgres(pool) => hold::hold(pool, how).await,
        }
    }

    /// Every row of a reading statement, each turned into a `T`.
    pub(super) async fn all<T>(
        &self,
        sql: &'static str,
        args: Vec<Value>,
        read: impl Fn(&Row) -> Result<T, StoreError> + Send,
    ) -> Result<Vec<T>, StoreError> {
        let rows: Vec<Row> = match self {
            Self::Sqlite(file) => {
                let rows = bound(sql, args)?.fetch_all(&file.reader).await.map_err(unavailable)?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(pool) => {
                let rows = answered(bound(sql, args)?.fetch_all(pool)).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        };
        rows.iter().map(read).collect()
    }

    /// The first row of a reading statement.
    pub(super) async fn one<T>(
        &self,
        sql: &'static str,
        args: Vec<Value>,
        read: impl Fn(&Row) -> Result<T, StoreError> + Send,
    ) -> Result<Option<T>, StoreError> {
        let row = match self {
            Self::Sqlite(file) => {
                bound(sql, args)?.fetch_optional(&file.reader).await.map_err(unavailable)?.map(Row::Sqlite)
            }
            Self::Postgres(pool) => answered(bound(sql, args)?.fetch_optional(pool)).await?.map(Row::Postgres),
        };
        row.as_ref().map(read).transpose()
    }

    /// One writing statement in a transaction of its own; gives the number of rows it touched.
    pub(super) async fn execute(&self, sql: &'static str, args: Vec<Value>) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let touched = tx.execute(sql, args).await?;
        tx.commit().await?;
        Ok(touched)
    }

    /// On `SQLite` `BEGIN IMMEDIATE`: a transaction that reads first and writes later would otherwise fail at once when
    /// another one writes in between, whatever the busy timeout says.
    pub(super) async fn begin(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Sqlite(file) => file.writer.begin_with("BEGIN IMMEDIATE").await.map(Tx::Sqlite).map_err(unavailable),
            Self::Postgres(pool) => answered(pool.begin_with(postgres::BEGIN)).await.map(Tx::Postgres),
        }
    }

    /// Reachable and writable: for the readiness check.
    pub(super) async fn ping(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => self.begin().await?.commit().await,
            Self::Postgres(pool) => postgres::ping(pool).await,
        }
    }

    /// Compiles a statement without running it.
    #[cfg(test)]
    pub(super) async fn prepare(&self, sql: &'static str) -> Result<(), StoreError> {
        use sqlx::{Executor as _, SqlSafeStr as _};
        match self {
            Self::Sqlite(file) => file.reader.prepare(sql.into_sql_str()).await.map(drop).map_err(unavailable),
            Self::Postgres(pool) => pool.prepare(sql.into_sql_str()).await.map(drop).map_err(unavailable),
        }
    }

    /// Leaves nothing of rows that were replaced in the files of the database. `tables`: what `PostgreSQL` shall write
    /// anew; `SQLite` has one file, and a log beside it.
    pub(super) async fn clean(&self, tables: &'static str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(file) => sqlite::clean(file).await,
            Self::Postgres(pool) => postgres::clean(pool, tables).await,
        }
    }

    /// Waits for open transactions and closes the connections.
    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(file) => {
                file.reader.close().await;
                file.writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    pub(super) async fn execute(&mut self, sql: &'static str, args: Vec<Value>) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(tx) => {
                let done = bound(sql, args)?.execute(&mut **tx).await.map_err(unavailable)?;
                Ok(done.rows_affected())
            }
            Self::Postgres(tx) => Ok(answered(bound(sql, args)?.execute(&mut **tx)).await?.rows_affected()),
        }
    }

    pub(super) async fn all<T>(
        &mut self,
        sql: &'static str,
        args: Vec<Value>,
        read: impl Fn(&Row) -> Result<T, StoreError> + Send,
    ) -> Result<Vec<T>, StoreError> {
        let rows: Vec<Row> = match self {
            Self::Sqlite(tx) => {
                let rows = bound(sql, args)?.fetch_all(&mut **tx).await.map_err(unavailable)?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(tx) => {
                let rows = answered(bound(sql, args)?.fetch_all(&mut **tx)).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        };
        rows.iter().map(read).collect()
    }

    pub(super) async fn one<T>(
        &mut self,
        sql: &'static str,
        args: Vec<Value>,
        read: impl Fn(&Row) -> Result<T, StoreError> + Send,
    ) -> Result<Option<T>, StoreError> {
        let row = match self {
            Self::Sqlite(tx) => {
                bound(sql, args)?.fetch_optional(&mut **tx).await.map_err(unavailable)?.map(Row::Sqlite)
            }
            Self::Postgres(tx) => answered(bound(sql, args)?.fetch_optional(&mut **tx)).await?.map(Row::Postgres),
        };
        row.as_ref().map(read).transpose()
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await.map_err(unavailable),
            Self::Postgres(tx) => answered(tx.commit()).await,
        }
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
        T: sqlx::Decode<'r, Sqlite> + sqlx::Type<Sqlite> + sqlx::Decode<'r, Postgres> + sqlx::Type<Postgres>,
    {
        let value = match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        };
        value.map_err(|e| broken(column, e))
    }
}

/// The engine answered, and the answer was no: something in the statement's own words is wrong, or somebody held a row
/// for too long. Not that it is away.
pub(super) fn is_refusal(error: &StoreError) -> bool {
    let StoreError::Unavailable(reason) = error else { return false };
    reason.downcast_ref::<sqlx::Error>().is_some_and(|reason| reason.as_database_error().is_some())
}

fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}
