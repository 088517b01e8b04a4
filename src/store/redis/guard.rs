//! Whether a server keeps what an ack promises. What is wrong comes with the line that mends it.

use redis::aio::MultiplexedConnection;
use redis::{RedisError, cmd};

use super::link::is_master;
use super::promise::{Durability, Promise};

/// Functions came with Redis 7.
const OLDEST: u32 = 7;

#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error(transparent)]
    Redis(#[from] RedisError),
    #[error("Redis {0} is too old: version {OLDEST} or newer is needed")]
    Version(String),
    #[error("Redis is a replica here, not a master")]
    Replica,
    #[error("Redis says {setting} {found:?}; the promise needs {needed}. Mend it: CONFIG SET {setting} {needed}")]
    Setting { setting: &'static str, found: String, needed: &'static str },
    #[error("Redis cannot write its append-only file: aof_last_write_status:{0}")]
    AppendOnlyFile(String),
    #[error("{found} of {needed} replicas follow")]
    Replicas { found: u32, needed: u32 },
}

pub(super) async fn inspect(connection: &mut MultiplexedConnection, promise: Promise) -> Result<(), Broken> {
    let info: String = cmd("INFO").query_async(connection).await?;
    let version = field(&info, "redis_version");
    if version.split('.').next().and_then(|major| major.parse::<u32>().ok()).unwrap_or(0) < OLDEST {
        return Err(Broken::Version(version.to_owned()));
    }
    if !is_master(connection).await? {
        return Err(Broken::Replica);
    }
    setting(connection, "maxmemory-policy", &["noeviction"]).await?;
    setting(connection, "appendonly", &["yes"]).await?;
    match promise.durability {
        Durability::Always => {
            setting(connection, "appendfsync", &["always"]).await?;
            // With "yes" nothing is synced while the file is rewritten, whatever the line above says.
            setting(connection, "no-appendfsync-on-rewrite", &["no"]).await?;
        }
        Durability::Everysec => setting(connection, "appendfsync", &["everysec", "always"]).await?,
        Durability::Replicated => {}
    }
    let written = field(&info, "aof_last_write_status");
    if written != "ok" {
        return Err(Broken::AppendOnlyFile(written.to_owned()));
    }
    let found = field(&info, "connected_slaves").parse().unwrap_or(0);
    if found < promise.replicas {
        return Err(Broken::Replicas { found, needed: promise.replicas });
    }
    Ok(())
}

/// The first of `allowed` is what is proposed.
async fn setting(
    connection: &mut MultiplexedConnection,
    name: &'static str,
    allowed: &[&'static str],
) -> Result<(), Broken> {
    let found: Vec<String> = cmd("CONFIG").arg("GET").arg(name).query_async(connection).await?;
    let found = found.into_iter().nth(1).unwrap_or_default();
    if allowed.contains(&found.as_str()) {
        return Ok(());
    }
    Err(Broken::Setting { setting: name, found, needed: allowed.first().copied().unwrap_or_default() })
}

/// A line `name:value` of INFO.
fn field<'a>(info: &'a str, name: &str) -> &'a str {
    let value = info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    value.unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn a_field_is_found_by_its_whole_name() {
        let info = "# Server\r\nredis_version:7.0.15\r\nredis_version_x:1\r\n";
        assert_eq!(field(info, "redis_version"), "7.0.15");
        assert_eq!(field(info, "redis"), "");
    }
}
