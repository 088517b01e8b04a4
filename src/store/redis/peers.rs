//! How nodes of one Redis know each other: a lease that each renews, and calls between them over publish/subscribe.
//! Nothing here has to arrive: a lost call is asked again or reported, lost news are read from the board.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant as Stopwatch};

use async_trait::async_trait;
use redis::aio::MultiplexedConnection;
use redis::{Cmd, FromRedisValue, cmd};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::address::Address;
use super::link::{LinkError, connect};
use super::listener;
use super::topology::Topology;
use super::{functions, keys};
use crate::delivery::ports::{News, NoAnswer, Peers, Place, Reply};
use crate::domain::attempt::Command;
use crate::domain::ids::NodeId;
use crate::store::call_record::{self, Letter};

/// A node that gave no sign for this long is taken for dead; its overdue attempts are adopted.
const LEASE_MS: i64 = 3_000;
const RENEWAL: Duration = Duration::from_secs(1);
/// The owner decides and checkpoints in milliseconds; past this nobody knows.
const ANSWERING: Duration = Duration::from_secs(4);
/// News waiting for this node to take them; past it some are dropped and the boards read again.
const MAILBOX: usize = 8_192;

/// The nodes that gave a sign of life.
#[derive(Default)]
struct Alive {
    nodes: HashSet<NodeId>,
    learned: Option<Stopwatch>,
    /// After Redis was away, every node's sign is old; until here the others have time to renew theirs.
    spared_until: Option<Stopwatch>,
}

impl Alive {
    fn learn(&mut self, heard: HashSet<NodeId>, now: Stopwatch) {
        let lease = Duration::from_millis(LEASE_MS.unsigned_abs());
        if self.learned.is_some_and(|before| now.duration_since(before) > lease) {
            self.spared_until = Some(now + lease);
        }
        self.learned = Some(now);
        if self.spared_until.is_some_and(|until| now < until) {
            self.nodes.extend(heard);
        } else {
            self.nodes = heard;
        }
    }
}

pub struct RedisPeers(Arc<Inner>);

pub(super) struct Inner {
    node: NodeId,
    topology: Arc<Topology>,
    alive: RwLock<Alive>,
    link: tokio::sync::Mutex<Option<MultiplexedConnection>>,
    asked: Mutex<HashMap<u64, oneshot::Sender<Result<Reply, NoAnswer>>>>,
    numbers: AtomicU64,
}

impl RedisPeers {
    /// Starts to listen and to show this node's signs of life, until `stop` fires.
    pub fn start(node: NodeId, topology: Arc<Topology>, stop: CancellationToken) -> (Self, mpsc::Receiver<News>) {
        let (news, mailbox) = mpsc::channel(MAILBOX);
        let inner = Arc::new(Inner {
            node,
            topology,
            alive: RwLock::default(),
            link: tokio::sync::Mutex::default(),
            asked: Mutex::default(),
            numbers: AtomicU64::new(1),
        });
        tokio::spawn(show_signs_of_life(inner.clone(), stop.clone()));
        tokio::spawn(listener::listen(inner.clone(), news, stop));
        (Self(inner), mailbox)
    }
}

#[async_trait]
impl Peers for RedisPeers {
    fn is_alive(&self, node: &NodeId) -> bool {
        self.0.alive.read().unwrap_or_else(PoisonError::into_inner).nodes.contains(node)
    }

    async fn is_alive_now(&self, node: &NodeId) -> bool {
        if !self.is_alive(node)
            && let Err(error) = self.0.show_sign_of_life().await
        {
            tracing::warn!(%error, "the other nodes' signs of life could not be read");
        }
        self.is_alive(node)
    }

    async fn ask(&self, node: &NodeId, place: &Place, command: Command) -> Result<Reply, NoAnswer> {
        let number = self.0.numbers.fetch_add(1, Ordering::Relaxed);
        let (reply, answer) = oneshot::channel();
        self.0.asked().insert(number, reply);
        let letter = Letter::Call { number, from: self.0.node.clone(), place: place.clone(), command };
        let sent = self.0.send(node, &letter).await;
        let outcome = match sent {
            Ok(()) => tokio::time::timeout(ANSWERING, answer).await.unwrap_or(Ok(Err(NoAnswer::Late))),
            Err(unsent) => Ok(Err(unsent)),
        };
        self.0.asked().remove(&number);
        outcome.unwrap_or(Err(NoAnswer::Late))
    }

    async fn leave(&self) {
        let mut remove = cmd("ZREM");
        remove.arg(keys::nodes()).arg(self.0.node.as_str());
        if let Err(error) = self.0.query::<()>(remove).await {
            tracing::warn!(%error, "the other nodes were not told goodbye; they will notice");
        }
    }
}

impl Inner {
    pub(super) fn node(&self) -> &NodeId {
        &self.node
    }

    pub(super) fn topology(&self) -> &Topology {
        &self.topology
    }

    /// An answer to a call of this node.
    pub(super) fn answered(&self, number: u64, answer: Result<Reply, NoAnswer>) {
        if let Some(reply) = self.asked().remove(&number) {
            let _ = reply.send(answer);
        }
    }

    pub(super) async fn send(&self, node: &NodeId, letter: &Letter) -> Result<(), NoAnswer> {
        let mut publish = cmd("PUBLISH");
        publish.arg(keys::calls(node)).arg(call_record::encode(letter));
        let heard: u64 = self.query(publish).await.map_err(|_| NoAnswer::NotReached)?;
        // A Cluster's server counts its own listeners only.
        let is_cluster = matches!(self.topology.address(), Address::Cluster { .. });
        if heard > 0 || is_cluster { Ok(()) } else { Err(NoAnswer::NotReached) }
    }

    /// Shows one, and learns of the others'.
    async fn show_sign_of_life(&self) -> Result<(), LinkError> {
        let nodes: Vec<String> = self.query(functions::here(&self.node, LEASE_MS)).await?;
        let heard = nodes.into_iter().map(NodeId::new).collect();
        self.alive.write().unwrap_or_else(PoisonError::into_inner).learn(heard, Stopwatch::now());
        Ok(())
    }

    async fn query<T: FromRedisValue>(&self, cmd: Cmd) -> Result<T, LinkError> {
        let mut link = self.link().await?;
        let found = cmd.query_async(&mut link).await;
        if found.is_err() {
            *self.link.lock().await = None;
            self.topology.forget().await;
        }
        Ok(found?)
    }

    async fn link(&self) -> Result<MultiplexedConnection, LinkError> {
        let mut link = self.link.lock().await;
        if let Some(link) = link.as_ref() {
            return Ok(link.clone());
        }
        let master = self.topology.master_of(keys::nodes_slot()).await?;
        let mut connection = connect(&master.server).await?;
        functions::load().query_async::<()>(&mut connection).await?;
        Ok(link.insert(connection).clone())
    }

    fn asked(&self) -> std::sync::MutexGuard<'_, HashMap<u64, oneshot::Sender<Result<Reply, NoAnswer>>>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn show_signs_of_life(inner: Arc<Inner>, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(RENEWAL);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        if let Err(error) = inner.show_sign_of_life().await {
            tracing::warn!(%error, "no sign of life given");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(names: &[&str]) -> HashSet<NodeId> {
        names.iter().map(|name| NodeId::new(*name)).collect()
    }

    #[test]
    fn after_an_outage_of_redis_nobody_is_dead_at_once() {
        let (mut alive, start) = (Alive::default(), Stopwatch::now());
        let at = |ms: u64| start + Duration::from_millis(ms);
        alive.learn(nodes(&["a", "b"]), at(0));
        alive.learn(nodes(&["a"]), at(1_000));
        assert_eq!(alive.nodes, nodes(&["a"]), "b stopped");
        alive.learn(nodes(&["a", "b"]), at(2_000));
        alive.learn(nodes(&["a"]), at(9_000));
        assert_eq!(alive.nodes, nodes(&["a", "b"]), "b had no chance to renew its sign");
        alive.learn(nodes(&["a"]), at(12_000));
        assert_eq!(alive.nodes, nodes(&["a"]));
    }
}
