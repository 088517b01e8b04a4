//! One connection to one server, made ready: bounded in time, a master, kept to its promise, with our functions loaded.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, ConnectionInfo, RedisError, cmd};

use super::functions;
use super::guard::{self, Broken};
use super::promise::Promise;

/// A server that cannot be reached in this time is away.
pub(super) const CONNECTING: Duration = Duration::from_secs(1);
/// A reply that takes longer is not waited for: the outcome is unknown then. A group commit behind a slow disk, and
/// a wait for a replica, fit in.
pub(super) const REPLYING: Duration = Duration::from_secs(3);

#[derive(Debug, thiserror::Error)]
pub(super) enum LinkError {
    #[error(transparent)]
    Redis(#[from] RedisError),
    #[error(transparent)]
    Broken(#[from] Broken),
    #[error("no master is known")]
    NoMaster,
}

/// A connection for anything.
pub(super) async fn connect(server: &ConnectionInfo) -> Result<MultiplexedConnection, RedisError> {
    let config =
        AsyncConnectionConfig::new().set_connection_timeout(Some(CONNECTING)).set_response_timeout(Some(REPLYING));
    Client::open(server.clone())?.get_multiplexed_async_connection_with_config(&config).await
}

/// A connection to a master that keeps the promise.
pub(super) async fn connect_to_write(
    server: &ConnectionInfo,
    promise: Promise,
) -> Result<MultiplexedConnection, LinkError> {
    let mut connection = connect(server).await?;
    guard::inspect(&mut connection, promise).await?;
    functions::load().query_async::<()>(&mut connection).await?;
    Ok(connection)
}

/// Whether the server says that it is a master.
pub(super) async fn is_master(connection: &mut MultiplexedConnection) -> Result<bool, RedisError> {
    let role: Vec<redis::Value> = cmd("ROLE").query_async(connection).await?;
    Ok(matches!(role.first(), Some(redis::Value::BulkString(name)) if name == b"master"))
}
