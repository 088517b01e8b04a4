//! Who uses a PostgreSQL database: many nodes with a checkpoint that they share, or one server with a checkpoint of its
//! own. Two servers with checkpoints of their own would each believe that all its attempts are theirs.

use sqlx::{ConnectOptions as _, Connection as _, PgConnection, PgPool};

use super::unavailable;
use crate::delivery::ports::StoreError;

/// Names the lock among all advisory locks of the database: "ukur" as a number.
const LOCK: i64 = 0x756b_7572;
/// A machine that lost its power holds the lock no longer than this: 10 s of silence, then three questions 5 s apart.
const KEEPALIVE: [(&str, &str); 3] =
    [("tcp_keepalives_idle", "10"), ("tcp_keepalives_interval", "5"), ("tcp_keepalives_count", "3")];

/// How a server uses the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Its checkpoint is its own.
    Alone,
    /// Beside others on the same checkpoint.
    Shared,
}

/// Held for as long as the server runs; the engine of one file needs none.
pub struct Hold {
    _connection: Option<PgConnection>,
}

impl Hold {
    /// A file is locked with its directory.
    pub(super) const FILE: Self = Self { _connection: None };
}

/// `None`: somebody else uses it in a way that does not go together.
pub(super) async fn hold(pool: &PgPool, how: Use) -> Result<Option<Hold>, StoreError> {
    let options = pool.connect_options().as_ref().clone().options(KEEPALIVE);
    let mut connection = super::postgres::answered(options.connect()).await?;
    let sql = match how {
        Use::Alone => "SELECT pg_try_advisory_lock($1)",
        Use::Shared => "SELECT pg_try_advisory_lock_shared($1)",
    };
    let locked: bool = super::postgres::answered(sqlx::query_scalar(sql).bind(LOCK).fetch_one(&mut connection)).await?;
    if locked {
        return Ok(Some(Hold { _connection: Some(connection) }));
    }
    connection.close().await.map_err(unavailable)?;
    Ok(None)
}
