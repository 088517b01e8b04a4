//! Which server holds a session: the one there is, the one that the sentinels name, or the master of its slot. Asked
//! anew after every failure; nothing here waits or tries again by itself.

use std::collections::HashMap;
use std::sync::Arc;

use redis::aio::MultiplexedConnection;
use redis::{ConnectionInfo, RedisError, cmd};
use tokio::sync::Mutex;

use super::address::{Address, at};
use super::link::{LinkError, connect};

/// A master, by name: a writer is kept for each.
#[derive(Clone, Debug)]
pub(super) struct Master {
    pub name: String,
    pub server: ConnectionInfo,
}

pub struct Topology {
    address: Address,
    /// The map of a Cluster; `None`: not asked yet, or not believed any more.
    slots: Mutex<Option<Arc<Vec<SlotRange>>>>,
}

#[derive(Clone, Debug)]
struct SlotRange {
    first: u16,
    last: u16,
    master: Master,
}

impl Topology {
    pub fn new(address: Address) -> Self {
        Self { address, slots: Mutex::default() }
    }

    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    pub(super) async fn master_of(&self, slot: u16) -> Result<Master, LinkError> {
        match &self.address {
            Address::Single(server) => Ok(Master { name: "redis".into(), server: server.clone() }),
            Address::Sentinel { sentinels, name } => named_by_sentinels(sentinels, name).await,
            Address::Cluster { seeds } => {
                let slots = self.slots(seeds).await?;
                let range = slots.iter().find(|range| (range.first..=range.last).contains(&slot));
                range.map(|range| range.master.clone()).ok_or(LinkError::NoMaster)
            }
        }
    }

    /// Every master.
    pub(super) async fn masters(&self) -> Result<Vec<Master>, LinkError> {
        let Address::Cluster { seeds } = &self.address else { return Ok(vec![self.master_of(0).await?]) };
        let slots = self.slots(seeds).await?;
        let by_name: HashMap<String, Master> =
            slots.iter().map(|range| (range.master.name.clone(), range.master.clone())).collect();
        Ok(by_name.into_values().collect())
    }

    /// Something was not where it was thought to be.
    pub(super) async fn forget(&self) {
        *self.slots.lock().await = None;
    }

    async fn slots(&self, seeds: &[ConnectionInfo]) -> Result<Arc<Vec<SlotRange>>, LinkError> {
        let mut known = self.slots.lock().await;
        if let Some(slots) = known.as_ref() {
            return Ok(slots.clone());
        }
        for seed in seeds {
            if let Ok(slots) = ask_slots(seed).await
                && !slots.is_empty()
            {
                return Ok(known.insert(Arc::new(slots)).clone());
            }
        }
        Err(LinkError::NoMaster)
    }
}

/// The first sentinel that answers with a server that believes it, too: right after a failover some are behind.
async fn named_by_sentinels(sentinels: &[ConnectionInfo], name: &str) -> Result<Master, LinkError> {
    for sentinel in sentinels {
        let Ok(Some((host, port))) = ask_sentinel(sentinel, name).await else { continue };
        let server = at(sentinel, &host, port);
        let Ok(mut connection) = connect(&server).await else { continue };
        if super::link::is_master(&mut connection).await.unwrap_or(false) {
            return Ok(Master { name: "redis".into(), server });
        }
    }
    Err(LinkError::NoMaster)
}

async fn ask_sentinel(sentinel: &ConnectionInfo, name: &str) -> Result<Option<(String, u16)>, RedisError> {
    // Sentinels have no databases and, here, no credentials of their own.
    let plain = sentinel.clone().set_redis_settings(redis::RedisConnectionInfo::default());
    let mut connection: MultiplexedConnection = connect(&plain).await?;
    cmd("SENTINEL").arg("get-master-addr-by-name").arg(name).query_async(&mut connection).await
}

type Node = (String, u16, String);

async fn ask_slots(seed: &ConnectionInfo) -> Result<Vec<SlotRange>, RedisError> {
    let mut connection = connect(seed).await?;
    let ranges: Vec<Vec<redis::Value>> = cmd("CLUSTER").arg("SLOTS").query_async(&mut connection).await?;
    Ok(ranges.into_iter().filter_map(|range| slot_range(seed, range)).collect())
}

/// `[first, last, [host, port, id, …], replicas …]`.
fn slot_range(seed: &ConnectionInfo, range: Vec<redis::Value>) -> Option<SlotRange> {
    let mut parts = range.into_iter();
    let first = redis::from_redis_value(parts.next()?).ok()?;
    let last = redis::from_redis_value(parts.next()?).ok()?;
    let redis::Value::Array(node) = parts.next()? else { return None };
    let (host, port, _): Node =
        redis::from_redis_value(redis::Value::Array(node.into_iter().take(3).collect())).ok()?;
    // An empty host means: the one that was asked.
    let server = match (host.as_str(), seed.addr()) {
        ("", redis::ConnectionAddr::Tcp(host, _) | redis::ConnectionAddr::TcpTls { host, .. }) => at(seed, host, port),
        _ => at(seed, &host, port),
    };
    Some(SlotRange { first, last, master: Master { name: server.addr().to_string(), server } })
}
