//! The engine that several nodes share: a pool of connections to one `PostgreSQL` database.

use std::future::Future;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, PgPool, Row as _};
use tokio::time::timeout;

use super::unavailable;
use crate::delivery::ports::StoreError;

/// Transactions are short, so few connections carry a large hall, and five nodes fit into the hundred connections that
/// `PostgreSQL` allows by default.
const CONNECTIONS: u32 = 16;
/// How long a caller waits for a connection, as with the embedded engine. While the server is away it is spent trying.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest wait for an answer: more than the server's own limit on a statement, so that only a server that fell
/// silent (power, network) is given up here.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);
/// Whoever probes readiness waits a few seconds at most.
const PING_TIMEOUT: Duration = Duration::from_secs(2);
/// A connection that does not answer this soon on its way back to the pool is dropped.
const RELEASE_TIMEOUT: Duration = Duration::from_secs(2);
/// Several nodes that start together bring the tables up to date one after the other, and a large table takes a while.
const MIGRATION_TIMEOUT: Duration = Duration::from_mins(5);

/// Every transaction says that it writes: a standby refuses it at its start.
pub(super) const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

/// What every connection is given, whatever the server, the role or the URL say.
const SESSION: [(&str, &str); 4] = [
    // A commit that was reported is on disk: results and audit trail outlive a crash of the server.
    ("synchronous_commit", "on"),
    // The longest statement reads every bank with its pictures; what takes longer is stuck.
    ("statement_timeout", "15s"),
    // Row locks are held for the length of a short transaction; as long as the embedded engine waits.
    ("lock_timeout", "5s"),
    // A node that froze in the middle of a transaction does not keep the others from a session.
    ("idle_in_transaction_session_timeout", "15s"),
];

/// Why a database cannot be used. Never tells a password.
#[derive(Debug, thiserror::Error)]
enum Unusable {
    #[error("the address of the PostgreSQL database cannot be read")]
    Address(#[source] sqlx::Error),
    #[error("PostgreSQL database {0} cannot be reached")]
    Unreachable(String, #[source] sqlx::Error),
    #[error("PostgreSQL database {0} cannot be reached: no answer in {ACQUIRE_TIMEOUT:?}")]
    Silent(String),
    #[error("PostgreSQL database {place} has {setting} = {value}, which loses or spoils records")]
    Unsafe { place: String, setting: &'static str, value: String },
    #[error("the tables of PostgreSQL database {0} cannot be brought up to date")]
    Outdated(String, #[source] sqlx::migrate::MigrateError),
}

#[derive(Debug, thiserror::Error)]
#[error("PostgreSQL gave no answer in {0:?}")]
struct NoAnswer(Duration);

/// Reaches the server, brings the tables up to date, and gives a pool that finds the server again whenever it was away.
pub(super) async fn open(url: &str) -> Result<PgPool, StoreError> {
    let options: PgConnectOptions = url.parse().map_err(|error| unavailable(Unusable::Address(error)))?;
    prepare(&options).await.map_err(unavailable)?;
    Ok(pool().connect_lazy_with(options.options(SESSION)))
}

/// Gives up on a server that fell silent.
pub(super) async fn answered<T>(asked: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, StoreError> {
    within(ANSWER_TIMEOUT, asked).await
}

/// Reachable and writable, said soon.
pub(super) async fn ping(pool: &PgPool) -> Result<(), StoreError> {
    within(PING_TIMEOUT, async { pool.begin_with(BEGIN).await?.commit().await }).await
}

/// On a connection of the pool that forgets the longer limit afterwards. Rows of earlier write-ahead logs and backups are
/// the administrator's business.
pub(super) async fn clean(pool: &PgPool, tables: &'static str) -> Result<(), StoreError> {
    within(MIGRATION_TIMEOUT, async {
        let mut connection = pool.acquire().await?;
        sqlx::query("SET statement_timeout = '5min'").execute(&mut *connection).await?;
        let cleaned = sqlx::query(tables).execute(&mut *connection).await;
        sqlx::query("RESET statement_timeout").execute(&mut *connection).await?;
        cleaned.map(drop)
    })
    .await
}

async fn within<T>(limit: Duration, asked: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, StoreError> {
    match timeout(limit, asked).await {
        Ok(answer) => answer.map_err(unavailable),
        Err(_) => Err(unavailable(NoAnswer(limit))),
    }
}

/// Every connection is tried before it is given out, so a broken one is replaced and nobody notices a restart. On its
/// way back it is tried within a limit: one to a server that fell silent would keep its place for a quarter of an hour.
fn pool() -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(true)
        .after_release(|connection, _| {
            Box::pin(async move {
                let answer = timeout(RELEASE_TIMEOUT, connection.ping()).await;
                Ok(answer.is_ok_and(|answer| answer.is_ok()))
            })
        })
}

/// On a connection of its own, without the limits that hold for daily work: migrations wait for each other.
async fn prepare(options: &PgConnectOptions) -> Result<(), Unusable> {
    let place = place(options);
    let connected = timeout(ACQUIRE_TIMEOUT, options.connect()).await.map_err(|_| Unusable::Silent(place.clone()))?;
    let mut connection = connected.map_err(|error| Unusable::Unreachable(place.clone(), error))?;
    check(&mut connection, &place).await?;
    let migrated = timeout(MIGRATION_TIMEOUT, super::MIGRATIONS.run(&mut connection)).await;
    migrated.map_err(|_| Unusable::Silent(place.clone()))?.map_err(|error| Unusable::Outdated(place.clone(), error))?;
    // The pool has its own connections; a goodbye that is lost harms nobody.
    let _ = timeout(RELEASE_TIMEOUT, connection.close()).await;
    Ok(())
}

/// Settings of the server that no connection can make good.
async fn check(connection: &mut PgConnection, place: &str) -> Result<(), Unusable> {
    for (setting, sql, needed) in [
        ("server_encoding", "SELECT current_setting('server_encoding')", "UTF8"),
        ("fsync", "SELECT current_setting('fsync')", "on"),
    ] {
        let row = sqlx::query(sql).fetch_one(&mut *connection).await;
        let value: String = row.and_then(|row| row.try_get(0)).map_err(|e| Unusable::Unreachable(place.into(), e))?;
        if value != needed {
            return Err(Unusable::Unsafe { place: place.into(), setting, value });
        }
    }
    Ok(())
}

/// Database and server, without user and password.
fn place(options: &PgConnectOptions) -> String {
    let server = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    format!("{} at {server}", options.get_database().unwrap_or("(the user's own)"))
}
