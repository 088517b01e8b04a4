//! The bare server's one durable write: what waits together goes to Redis as one pipeline, one `HSET` a frame, and is
//! answered together. Ukur's own checkpoint without epochs, conditions, deadlines and boards.

use std::time::Duration;

use anyhow::Context;
use axum::extract::ws::Utf8Bytes;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisResult, cmd};
use tokio::sync::{mpsc, oneshot};

/// As in Ukur's writer, so that both share an fsync among as many.
const MAX_BATCH: usize = 256;
const MAILBOX: usize = 4_096;
/// A slow disk is a figure of the run, not an error: the library's own 500 ms would make it one.
const REPLYING: Duration = Duration::from_secs(10);
/// Fields of a connection's hash: as many as a form has items, so that the store stays as large as a hall.
const FIELDS: u64 = 60;

/// A frame on its way to the store.
struct Write {
    connection: u64,
    field: u64,
    frame: Utf8Bytes,
    reply: oneshot::Sender<Utf8Bytes>,
}

#[derive(Clone)]
pub struct Store(mpsc::Sender<Write>);

impl Store {
    /// Connects and starts the writer, which ends with the last handle.
    pub async fn open(url: &str) -> anyhow::Result<Self> {
        let config = AsyncConnectionConfig::new().set_response_timeout(Some(REPLYING));
        let client = Client::open(url).with_context(|| format!("not a Redis address: {url}"))?;
        let connected = client.get_multiplexed_async_connection_with_config(&config).await;
        let mut connection = connected.with_context(|| format!("cannot reach Redis at {url}"))?;
        inspect(&mut connection).await?;
        let (writes, mailbox) = mpsc::channel(MAILBOX);
        tokio::spawn(run(connection, mailbox));
        Ok(Self(writes))
    }

    /// The frame once it is durable; `None` when nobody knows whether it is.
    pub async fn save(&self, connection: u64, count: u64, frame: Utf8Bytes) -> Option<Utf8Bytes> {
        let (reply, saved) = oneshot::channel();
        self.0.send(Write { connection, field: count % FIELDS, frame, reply }).await.ok()?;
        saved.await.ok()
    }
}

/// A server that promises less than Ukur's is no floor for it.
async fn inspect(connection: &mut MultiplexedConnection) -> anyhow::Result<()> {
    for (setting, needed) in [("appendonly", "yes"), ("appendfsync", "always")] {
        let found: Vec<String> = cmd("CONFIG").arg("GET").arg(setting).query_async(connection).await?;
        anyhow::ensure!(found.get(1).is_some_and(|value| value == needed), "Redis needs {setting} {needed}");
    }
    Ok(())
}

async fn run(mut connection: MultiplexedConnection, mut mailbox: mpsc::Receiver<Write>) {
    let mut writes = Vec::with_capacity(MAX_BATCH);
    while mailbox.recv_many(&mut writes, MAX_BATCH).await > 0 {
        match commit(&mut connection, &writes).await {
            Ok(()) => writes.drain(..).for_each(|write| drop(write.reply.send(write.frame))),
            Err(error) => {
                eprintln!("{} frames are not known to be saved: {error}", writes.len());
                writes.clear();
            }
        }
    }
}

async fn commit(connection: &mut MultiplexedConnection, writes: &[Write]) -> RedisResult<()> {
    let mut pipeline = redis::Pipeline::with_capacity(writes.len());
    for write in writes {
        pipeline.hset(key(write.connection), write.field, write.frame.as_str()).ignore();
    }
    pipeline.query_async(connection).await
}

fn key(connection: u64) -> String {
    format!("bare:{connection}")
}
