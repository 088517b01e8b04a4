//! One task a master writes: what waits together goes out as one pipeline, and Redis syncs its file once for all of it
//! (group commit). Bounded, and without a delay of its own: an idle system sends at once, batches grow with the load.
//!
//! What failed before it was sent did not happen; what was sent and not answered may have. A failed wait for replicas
//! is the second kind: the master has it, a promoted replica would not.

use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use redis::aio::MultiplexedConnection;
use redis::{Cmd, RedisError, Value};
use tokio::sync::{mpsc, oneshot};

use super::link::{LinkError, connect_to_write};
use super::promise::Promise;
use super::topology::{Master, Topology};
use super::{functions, guard};
use crate::telemetry::metrics::Metrics;

/// Calls in one pipeline: bounds the latency of the last one and the time in which Redis does nothing else.
const MAX_BATCH: usize = 256;
/// Calls waiting: a hall of thousands with one command each on the way. Past it, senders wait.
const MAILBOX: usize = 4_096;
/// How long an append waits for its replicas.
const REPLICATING: Duration = Duration::from_secs(2);
/// Between two tries to connect: calls that come meanwhile are refused at once, so nothing queues up in an outage.
const RETRY: Duration = Duration::from_millis(250);

/// How often the server's settings are looked at again: somebody may change them under a running hall.
const INSPECTION: Duration = Duration::from_secs(5);

/// Why a call has no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub(super) enum CallError {
    #[error("not done: {0}")]
    NotDone(String),
    /// The session's mark is not in this server.
    #[error("the server does not hold the session")]
    Lost,
    #[error("unknown whether done: {0}")]
    Unknown(String),
}

struct Call {
    cmd: Cmd,
    reply: oneshot::Sender<Result<Value, CallError>>,
}

/// The way to a writer.
#[derive(Clone)]
pub(super) struct WriterHandle(mpsc::Sender<Call>);

impl WriterHandle {
    /// `master`: where it writes; it asks the topology again when that one is gone.
    pub(super) fn start(master: Master, topology: Arc<Topology>, promise: Promise, metrics: Arc<Metrics>) -> Self {
        let (calls, mailbox) = mpsc::channel(MAILBOX);
        let writer = Writer {
            name: master.name,
            topology,
            promise,
            metrics,
            connection: None,
            inspected: Stopwatch::now(),
            refused: None,
        };
        tokio::spawn(writer.run(mailbox));
        Self(calls)
    }

    pub(super) async fn call(&self, cmd: Cmd) -> Result<Value, CallError> {
        let (reply, answer) = oneshot::channel();
        let gone = || CallError::NotDone("the writer has ended".into());
        self.0.send(Call { cmd, reply }).await.map_err(|_| gone())?;
        answer.await.map_err(|_| CallError::Unknown("the writer has ended".into()))?
    }
}

struct Writer {
    name: String,
    topology: Arc<Topology>,
    promise: Promise,
    metrics: Arc<Metrics>,
    connection: Option<MultiplexedConnection>,
    inspected: Stopwatch,
    /// The last try to connect and why it failed.
    refused: Option<(Stopwatch, String)>,
}

impl Writer {
    async fn run(mut self, mut mailbox: mpsc::Receiver<Call>) {
        let mut calls = Vec::with_capacity(MAX_BATCH);
        while mailbox.recv_many(&mut calls, MAX_BATCH).await > 0 {
            let started = Stopwatch::now();
            let count = calls.len();
            self.commit(calls.drain(..)).await;
            self.metrics.checkpoint_committed(count, started.elapsed());
        }
    }

    async fn commit(&mut self, calls: impl Iterator<Item = Call>) {
        let (cmds, replies): (Vec<Cmd>, Vec<_>) = calls.map(|call| (call.cmd, call.reply)).unzip();
        let replicas = self.promise.replicas;
        let results = match self.connection().await {
            Ok(connection) => send(connection, cmds, replicas).await,
            Err(reason) => Err(CallError::NotDone(reason)),
        };
        if let Err(error) = &results {
            tracing::warn!(calls = replies.len(), %error, "checkpoint commit failed");
            self.metrics.checkpoint_failures_total.inc();
        }
        if results.as_ref().is_err() || results.as_ref().is_ok_and(|results| results.iter().any(Result::is_err)) {
            self.connection = None;
            self.topology.forget().await;
        }
        match results {
            Ok(results) => replies.into_iter().zip(results).for_each(|(reply, result)| drop(reply.send(result))),
            Err(error) => replies.into_iter().for_each(|reply| drop(reply.send(Err(error.clone())))),
        }
    }

    async fn connection(&mut self) -> Result<&mut MultiplexedConnection, String> {
        self.inspect_again().await?;
        if self.connection.is_none() {
            self.connection = Some(self.connect_again().await?);
        }
        self.connection.as_mut().ok_or_else(String::new)
    }

    async fn inspect_again(&mut self) -> Result<(), String> {
        let Some(connection) = self.connection.as_mut().filter(|_| self.inspected.elapsed() >= INSPECTION) else {
            return Ok(());
        };
        self.inspected = Stopwatch::now();
        let inspected = guard::inspect(connection, self.promise).await;
        inspected.map_err(|broken| {
            self.connection = None;
            broken.to_string()
        })
    }

    async fn connect_again(&mut self) -> Result<MultiplexedConnection, String> {
        if let Some((at, reason)) = &self.refused
            && at.elapsed() < RETRY
        {
            return Err(reason.clone());
        }
        self.inspected = Stopwatch::now();
        let connected = self.connect().await.map_err(|error| error.to_string());
        self.refused = connected.as_ref().err().map(|reason| (Stopwatch::now(), reason.clone()));
        connected
    }

    async fn connect(&self) -> Result<MultiplexedConnection, LinkError> {
        let masters = self.topology.masters().await?;
        let master = masters.into_iter().find(|master| master.name == self.name).ok_or(LinkError::NoMaster)?;
        connect_to_write(&master.server, self.promise).await
    }
}

/// One pipeline. `Err`: for all of them alike.
async fn send(
    connection: &mut MultiplexedConnection,
    cmds: Vec<Cmd>,
    replicas: u32,
) -> Result<Vec<Result<Value, CallError>>, CallError> {
    let mut pipeline = redis::Pipeline::with_capacity(cmds.len() + 1);
    pipeline.ignore_errors();
    for cmd in cmds {
        pipeline.add_command(cmd);
    }
    if replicas > 0 {
        pipeline.cmd("WAIT").arg(replicas).arg(REPLICATING.as_millis().to_string());
    }
    let sent = pipeline.query_async::<Vec<Result<Value, RedisError>>>(connection).await;
    let mut results = sent.map_err(|error| CallError::Unknown(error.to_string()))?;
    if replicas > 0 {
        let reached = results.pop().and_then(Result::ok).and_then(|value| redis::from_redis_value::<u32>(value).ok());
        if reached.unwrap_or(0) < replicas {
            return Err(CallError::Unknown(format!("{} of {replicas} replicas have it", reached.unwrap_or(0))));
        }
    }
    // A server's error comes instead of doing: our functions check first and write then.
    Ok(results.into_iter().map(|result| result.map_err(|error| refused(&error))).collect())
}

fn refused(error: &RedisError) -> CallError {
    match error.code() {
        Some(functions::UNKNOWN_SESSION) => CallError::Lost,
        _ => CallError::NotDone(error.to_string()),
    }
}
