//! The checkpoint port on Redis. What changes something goes through the session's writer; what only reads goes beside
//! it, so that a big board does not hold up an ack.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use redis::aio::MultiplexedConnection;
use redis::{Cmd, FromRedisValue, Value, cmd};
use tokio::sync::Mutex;

use super::address::Address;
use super::functions;
use super::guard;
use super::keys::Keys;
use super::link::{LinkError, connect};
use super::promise::Promise;
use super::topology::{Master, Topology};
use super::writer::{CallError, WriterHandle};
use crate::delivery::ports::{
    Append, AppendError, BoardRow, CheckpointStore, Claim, Clock, Kept, Place, StoreError, Why,
};
use crate::domain::attempt::{Event, Outage};
use crate::domain::ids::{AttemptId, OwnerId, SessionId};
use crate::domain::time::{Instant, Span};
use crate::store::{board_record, event_record};
use crate::telemetry::metrics::Metrics;

/// Keys removed in one step, so that removing a session holds nobody up.
const REMOVED_AT_ONCE: usize = 200;

/// Deadlines are instants of the node that decides, and stamps are compared between nodes: past this, candidates of two
/// nodes would be treated differently, and two stamps in turn would look like an outage.
const MAX_SKEW: Span = Span::seconds(2);

pub struct RedisCheckpoint {
    clock: Arc<dyn Clock>,
    topology: Arc<Topology>,
    promise: Promise,
    metrics: Arc<Metrics>,
    /// By master.
    writers: Mutex<HashMap<String, WriterHandle>>,
    readers: Mutex<HashMap<String, MultiplexedConnection>>,
    /// What the sessions that this node serves are known by here.
    marks: RwLock<HashMap<SessionId, String>>,
}

#[derive(Debug, thiserror::Error)]
#[error("the answer of Redis cannot be read: {0}")]
struct Garbled(&'static str);

#[derive(Debug, thiserror::Error)]
#[error("the clocks of this node and of Redis are {} ms apart: let NTP set both, then start this node again", .0.0)]
struct WrongClock(Span);

fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}

impl RedisCheckpoint {
    /// Connects when it is first needed: a server that is away now may come.
    pub fn new(address: Address, promise: Promise, clock: Arc<dyn Clock>, metrics: Arc<Metrics>) -> Self {
        Self {
            clock,
            topology: Arc::new(Topology::new(address)),
            promise,
            metrics,
            writers: Mutex::default(),
            readers: Mutex::default(),
            marks: RwLock::default(),
        }
    }

    pub fn topology(&self) -> Arc<Topology> {
        self.topology.clone()
    }

    async fn writer(&self, slot: u16) -> Result<WriterHandle, LinkError> {
        // One server is one writer, wherever the sentinels say that it is now; the writer finds out itself.
        let master = match self.topology.address() {
            Address::Cluster { .. } => self.topology.master_of(slot).await?,
            Address::Single(server) => Master { name: "redis".into(), server: server.clone() },
            Address::Sentinel { sentinels, .. } => {
                let server = sentinels.first().cloned().ok_or(LinkError::NoMaster)?;
                Master { name: "redis".into(), server }
            }
        };
        let mut writers = self.writers.lock().await;
        let start = || WriterHandle::start(master.clone(), self.topology.clone(), self.promise, self.metrics.clone());
        Ok(writers.entry(master.name.clone()).or_insert_with(start).clone())
    }

    async fn call(&self, keys: &Keys<'_>, cmd: Cmd) -> Result<Value, CallError> {
        let writer = self.writer(keys.slot()).await.map_err(|error| CallError::NotDone(error.to_string()))?;
        writer.call(cmd).await
    }

    async fn change<T: FromRedisValue>(&self, keys: &Keys<'_>, cmd: Cmd) -> Result<T, StoreError> {
        let value = self.call(keys, cmd).await.map_err(|error| match error {
            CallError::Lost => StoreError::Lost,
            error => unavailable(error),
        })?;
        redis::from_redis_value(value).map_err(unavailable)
    }

    /// Reads. A kept connection may have died with its server unnoticed, so a second try looks for the master anew.
    async fn query<T: FromRedisValue>(&self, slot: u16, cmd: Cmd) -> Result<T, StoreError> {
        match self.query_once(slot, &cmd).await {
            Ok(found) => Ok(found),
            Err(_) => self.query_once(slot, &cmd).await.map_err(unavailable),
        }
    }

    async fn query_once<T: FromRedisValue>(&self, slot: u16, cmd: &Cmd) -> Result<T, LinkError> {
        let master = self.topology.master_of(slot).await?;
        let mut reader = self.reader(&master).await?;
        let found = cmd.query_async(&mut reader).await;
        if found.is_err() {
            self.readers.lock().await.remove(&master.name);
            self.topology.forget().await;
        }
        Ok(found?)
    }

    async fn reader(&self, master: &Master) -> Result<MultiplexedConnection, LinkError> {
        if let Some(reader) = self.readers.lock().await.get(&master.name) {
            return Ok(reader.clone());
        }
        let reader = connect(&master.server).await?;
        self.readers.lock().await.insert(master.name.clone(), reader.clone());
        Ok(reader)
    }

    async fn take(&self, place: &Place, cmd: Cmd) -> Result<Option<Claim>, StoreError> {
        let keys = Keys(&place.session);
        let taken: Option<(u64, Vec<String>)> = self.change(&keys, cmd).await?;
        let Some((epoch, records)) = taken else { return Ok(None) };
        Ok(Some(Claim { epoch, events: event_record::decode_all(&place.attempt, &records)? }))
    }

    /// Empty: known by nothing yet.
    fn mark_of(&self, session: &SessionId) -> String {
        self.marks.read().unwrap_or_else(PoisonError::into_inner).get(session).cloned().unwrap_or_default()
    }

    /// Nothing was found: because nothing happened, or because everything is gone.
    async fn still_holds(&self, session: &SessionId) -> Result<(), StoreError> {
        let (keys, expected) = (Keys(session), self.mark_of(session));
        let mut get = cmd("GET");
        get.arg(keys.mark());
        let found: Option<String> = self.query(keys.slot(), get).await?;
        let is_known = expected.is_empty() || found.as_ref() == Some(&expected);
        if is_known { Ok(()) } else { Err(StoreError::Lost) }
    }

    /// A stamp of a clock that is wrong would be an outage that never was, for everybody.
    async fn compare_clocks(&self) -> Result<(), StoreError> {
        let (seconds, micros): (i64, i64) = self.query(super::keys::nodes_slot(), cmd("TIME")).await?;
        let off = self.clock.now() - Instant(seconds * 1_000 + micros / 1_000);
        if off.0.abs() > MAX_SKEW.0 { Err(unavailable(WrongClock(off))) } else { Ok(()) }
    }

    async fn inspect(&self) -> Result<(), LinkError> {
        for master in self.topology.masters().await? {
            let mut reader = self.reader(&master).await?;
            let inspected = guard::inspect(&mut reader, self.promise).await;
            if inspected.is_err() {
                self.readers.lock().await.remove(&master.name);
                self.topology.forget().await;
            }
            inspected?;
        }
        Ok(())
    }
}

#[async_trait]
impl CheckpointStore for RedisCheckpoint {
    async fn mark(&self, session: &SessionId, proposed: Option<&str>) -> Result<Option<String>, StoreError> {
        let keys = Keys(session);
        let mark: Option<String> = self.change(&keys, functions::mark(&keys, proposed)).await?;
        if let Some(mark) = &mark {
            self.marks.write().unwrap_or_else(PoisonError::into_inner).insert(session.clone(), mark.clone());
        }
        Ok(mark)
    }

    async fn claim(&self, place: &Place, owner: &OwnerId, why: Why) -> Result<Claim, StoreError> {
        let mark = self.mark_of(&place.session);
        let cmd = functions::take(&Keys(&place.session), &mark, &place.attempt, owner, why);
        self.take(place, cmd).await?.ok_or_else(|| unavailable(Garbled("claim")))
    }

    async fn reclaim(&self, place: &Place, owner: &OwnerId) -> Result<Option<Claim>, StoreError> {
        self.take(place, functions::retake(&Keys(&place.session), &place.attempt, owner)).await
    }

    async fn append(&self, append: Append) -> Result<(), AppendError> {
        let keys = Keys(&append.place.session);
        match self.call(&keys, functions::append(&keys, &append)).await {
            Ok(Value::Int(1)) => Ok(()),
            Ok(Value::Int(0)) => Err(AppendError::Conflict),
            Ok(_) => Err(AppendError::Unknown(Garbled("append").to_string())),
            Err(error @ (CallError::NotDone(_) | CallError::Lost)) => Err(AppendError::Unavailable(error.to_string())),
            Err(CallError::Unknown(reason)) => Err(AppendError::Unknown(reason)),
        }
    }

    async fn read(&self, place: &Place) -> Result<Vec<Event>, StoreError> {
        let keys = Keys(&place.session);
        let mut range = cmd("LRANGE");
        range.arg(keys.log(&place.attempt)).arg(0).arg(-1);
        let records: Vec<String> = self.query(keys.slot(), range).await?;
        if records.is_empty() {
            self.still_holds(&place.session).await?;
        }
        event_record::decode_all(&place.attempt, &records)
    }

    async fn owner(&self, place: &Place) -> Result<Option<OwnerId>, StoreError> {
        let keys = Keys(&place.session);
        let mut get = cmd("HGET");
        get.arg(keys.attempt(&place.attempt)).arg("o");
        let owner: Option<String> = self.query(keys.slot(), get).await?;
        Ok(owner.map(OwnerId::new))
    }

    async fn overdue(
        &self,
        session: &SessionId,
        now: Instant,
        limit: usize,
    ) -> Result<Vec<(AttemptId, OwnerId)>, StoreError> {
        let keys = Keys(session);
        let mut range = cmd("ZRANGEBYSCORE");
        range.arg(keys.due()).arg("-inf").arg(now.0).arg("LIMIT").arg(0).arg(limit);
        let attempts: Vec<String> = self.query(keys.slot(), range).await?;
        let mut overdue = Vec::with_capacity(attempts.len());
        for attempt in attempts.into_iter().map(AttemptId::new) {
            let place = Place { session: session.clone(), attempt: attempt.clone() };
            if let Some(owner) = self.owner(&place).await? {
                overdue.push((attempt, owner));
            }
        }
        Ok(overdue)
    }

    async fn unsettled(&self, session: &SessionId) -> Result<u64, StoreError> {
        let keys = Keys(session);
        let mut count = cmd("ZCARD");
        count.arg(keys.due());
        self.query(keys.slot(), count).await
    }

    async fn settled(&self, place: &Place, seq: u64) -> Result<(), StoreError> {
        let keys = Keys(&place.session);
        self.change(&keys, functions::settle(&keys, &place.attempt, seq)).await
    }

    async fn beat(&self, session: &SessionId, now: Instant) -> Result<Vec<Outage>, StoreError> {
        self.compare_clocks().await?;
        let keys = Keys(session);
        let spans: Vec<String> = self.change(&keys, functions::beat(&keys, &self.mark_of(session), now)).await?;
        spans.iter().map(|span| outage(span).ok_or_else(|| unavailable(Garbled("outage")))).collect()
    }

    async fn board(&self, session: &SessionId) -> Result<Vec<BoardRow>, StoreError> {
        let keys = Keys(session);
        let mut values = cmd("HVALS");
        values.arg(keys.board());
        let records: Vec<String> = self.query(keys.slot(), values).await?;
        Ok(records.iter().filter_map(|record| board_record::decode(record).ok()).collect())
    }

    async fn post(&self, session: &SessionId, rows: Vec<BoardRow>) -> Result<(), StoreError> {
        let keys = Keys(session);
        self.change(&keys, functions::post(&keys, &rows)).await
    }

    async fn attempts(&self, session: &SessionId) -> Result<Vec<Kept>, StoreError> {
        let keys = Keys(session);
        let mut members = cmd("SMEMBERS");
        members.arg(keys.attempts());
        let attempts: Vec<String> = self.query(keys.slot(), members).await?;
        let mut kept = Vec::with_capacity(attempts.len());
        for attempt in attempts.into_iter().map(AttemptId::new) {
            let (mut length, mut get) = (cmd("LLEN"), cmd("HGET"));
            length.arg(keys.log(&attempt));
            get.arg(keys.attempt(&attempt)).arg("c");
            let seq = self.query(keys.slot(), length).await?;
            let closed: u8 = self.query(keys.slot(), get).await?;
            kept.push(Kept { attempt, seq, closed: closed == 1 });
        }
        Ok(kept)
    }

    /// The set of attempts goes last: cut short, the rest is found again.
    async fn forget(&self, session: &SessionId) -> Result<(), StoreError> {
        self.marks.write().unwrap_or_else(PoisonError::into_inner).remove(session);
        let keys = Keys(session);
        let attempts = self.attempts(session).await?;
        for some in attempts.chunks(REMOVED_AT_ONCE) {
            let mut unlink = cmd("UNLINK");
            for kept in some {
                unlink.arg(keys.attempt(&kept.attempt)).arg(keys.log(&kept.attempt));
            }
            self.change::<()>(&keys, unlink).await?;
        }
        let mut unlink = cmd("UNLINK");
        unlink
            .arg(keys.mark())
            .arg(keys.due())
            .arg(keys.board())
            .arg(keys.alive())
            .arg(keys.outages())
            .arg(keys.attempts());
        self.change(&keys, unlink).await
    }

    /// The settings of every master, the clocks, and a write: a server that is full refuses it.
    async fn check(&self) -> Result<(), StoreError> {
        self.inspect().await.map_err(unavailable)?;
        self.compare_clocks().await?;
        let mut set = cmd("SET");
        set.arg(super::keys::check()).arg(1).arg("PX").arg(60_000);
        let writer = self.writer(super::keys::nodes_slot()).await.map_err(unavailable)?;
        writer.call(set).await.map(drop).map_err(unavailable)
    }

    fn promise(&self) -> String {
        format!("{} ({})", self.promise.in_words(), self.topology.address())
    }
}

/// `from to`.
fn outage(text: &str) -> Option<Outage> {
    let (from, to) = text.split_once(' ')?;
    Some(Outage { from: Instant(from.parse().ok()?), to: Instant(to.parse().ok()?) })
}
