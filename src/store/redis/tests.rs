//! The checkpoint against real servers.

use std::sync::Arc;

use super::{Address, Durability, Promise, RedisCheckpoint};
use crate::delivery::clock::SystemClock;
use crate::delivery::ports::{CheckpointStore, Clock};
use crate::domain::time::{Instant, Span};
use crate::store::conformance;
use server::Redis;

#[path = "../../../tests/services/redis.rs"]
mod server;

fn checkpoint(url: &str) -> RedisCheckpoint {
    checkpoint_with(url, Durability::Always, 0)
}

fn checkpoint_with(url: &str, durability: Durability, replicas: u32) -> RedisCheckpoint {
    let address = Address::parse(url).unwrap();
    let promise = Promise::new(durability, replicas, address.is_promoted());
    RedisCheckpoint::new(address, promise, Arc::new(SystemClock::start()), Arc::default())
}

#[tokio::test]
async fn keeps_the_ports_promises() {
    let redis = Redis::start();
    conformance::all(Arc::new(checkpoint(&redis.url()))).await;
}

#[tokio::test]
async fn what_was_appended_survives_a_killed_server() {
    let mut redis = Redis::start();
    let store = checkpoint(&redis.url());
    conformance::put_one_event(&store).await;
    redis.kill();
    assert!(store.check().await.is_err());
    redis.restart();
    assert_eq!(conformance::events(&checkpoint(&redis.url())).await, 1);
}

/// Whoever changes these under a running hall must not make acks lie.
#[tokio::test]
async fn a_server_that_cannot_keep_the_promise_is_refused_with_the_line_that_mends_it() {
    let redis = Redis::start();
    let store = checkpoint(&redis.url());
    store.check().await.unwrap();
    for (setting, wrong, right) in [
        ("appendfsync", "everysec", "always"),
        ("appendonly", "no", "yes"),
        ("no-appendfsync-on-rewrite", "yes", "no"),
        ("maxmemory-policy", "allkeys-lru", "noeviction"),
    ] {
        redis.ask(&["CONFIG", "SET", setting, wrong]);
        let said = format!("{:?}", store.check().await.unwrap_err());
        let told = store.check().await.unwrap_err().to_string();
        assert!(told.contains(&format!("CONFIG SET {setting} {right}")), "{told} {said}");
        redis.ask(&["CONFIG", "SET", setting, right]);
        store.check().await.unwrap();
    }
}

#[tokio::test]
async fn a_full_or_read_only_server_refuses_everything_and_then_goes_on() {
    let redis = Redis::start();
    let store = checkpoint(&redis.url());
    conformance::put_one_event(&store).await;
    let port = redis.port.to_string();
    let ways: [(&[&str], &[&str]); 2] = [
        (&["CONFIG", "SET", "maxmemory", "1"], &["CONFIG", "SET", "maxmemory", "0"]),
        // Its own replica: no master to be found, and read-only.
        (&["REPLICAOF", "127.0.0.1", &port], &["REPLICAOF", "NO", "ONE"]),
    ];
    for (spoil, mend) in ways {
        let before = redis.ask(&["LLEN", "ukur:{s}:log:kept"]);
        redis.ask(spoil);
        assert!(conformance::try_one_event(&store).await.is_err(), "{spoil:?}");
        assert_eq!(redis.ask(&["LLEN", "ukur:{s}:log:kept"]), before, "{spoil:?}");
        redis.ask(mend);
        wait_until_ready(&store).await;
        // The writer finds the server again after the pause between two tries.
        let until = std::time::Instant::now() + std::time::Duration::from_mins(1);
        while conformance::try_one_event(&store).await.is_err() {
            assert!(std::time::Instant::now() < until, "{mend:?}");
        }
    }
}

#[tokio::test]
async fn an_append_needs_its_replica() {
    let master = Redis::start();
    let store = checkpoint_with(&master.url(), Durability::Replicated, 1);
    let told = store.check().await.unwrap_err().to_string();
    assert!(told.contains("0 of 1 replicas"), "{told}");
    let replica = Redis::replica_of(&master);
    wait_for(|| master.ask(&["INFO", "replication"]).contains("state=online"));
    conformance::put_one_event(&store).await;
    assert_eq!(replica.ask(&["EXISTS", "ukur:{s}:log:kept"]), "1");
    replica.freeze();
    assert!(conformance::try_one_event(&store).await.is_err(), "acknowledged without its replica");
    replica.thaw();
}

#[tokio::test]
async fn a_promotion_loses_nothing_that_was_answered() {
    let mut master = Redis::start();
    let replica = Redis::replica_of(&master);
    let sentinel = Redis::sentinel_of(&master);
    wait_for(|| master.ask(&["INFO", "replication"]).contains("state=online"));
    wait_for(|| sentinel.ask(&["SENTINEL", "replicas", "ukur"]).contains(&replica.port.to_string()));
    let store = checkpoint(&format!("redis+sentinel://127.0.0.1:{}/ukur", sentinel.port));
    conformance::put_one_event(&store).await;
    master.kill();
    let named = || sentinel.ask(&["SENTINEL", "get-master-addr-by-name", "ukur"]).contains(&replica.port.to_string());
    wait_for(|| replica.ask(&["ROLE"]).starts_with("master") && named());
    // The promoted one has no replica yet: it is read, but nothing is promised on it.
    assert_eq!(conformance::events(&store).await, 1);
    assert!(store.check().await.unwrap_err().to_string().contains("0 of 1 replicas"));
    let follower = Redis::replica_of(&replica);
    wait_for(|| replica.ask(&["INFO", "replication"]).contains("state=online"));
    wait_until_ready(&store).await;
    drop(follower);
}

/// What was known of the cluster is asked again after the first failure.
async fn wait_until_ready(store: &dyn CheckpointStore) {
    let until = std::time::Instant::now() + std::time::Duration::from_mins(1);
    while let Err(error) = store.check().await {
        assert!(std::time::Instant::now() < until, "{error}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

fn wait_for(condition: impl Fn() -> bool) {
    let until = std::time::Instant::now() + std::time::Duration::from_mins(1);
    while !condition() {
        assert!(std::time::Instant::now() < until, "waited in vain");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[tokio::test]
async fn a_cluster_keeps_each_session_on_one_master_and_survives_its_loss() {
    let mut nodes = Redis::cluster();
    let seeds: Vec<String> = nodes.iter().map(|node| format!("127.0.0.1:{}", node.port)).collect();
    let store = checkpoint(&format!("redis+cluster://{}", seeds.join(",")));
    let is_complete = |nodes: &[Redis]| {
        let state = nodes.iter().all(|node| node.ask(&["CLUSTER", "INFO"]).contains("cluster_state:ok"));
        let masters = nodes.iter().filter(|node| node.ask(&["ROLE"]).starts_with("master"));
        state && masters.filter(|node| node.ask(&["INFO", "replication"]).contains("state=online")).count() == 3
    };
    wait_for(|| is_complete(&nodes));
    let store: Arc<dyn CheckpointStore> = Arc::new(store);
    conformance::all(store.clone()).await;
    conformance::put_one_event(&*store).await;

    let slot = nodes[0].ask(&["CLUSTER", "KEYSLOT", "{s}"]);
    let key = ["EXISTS", "ukur:{s}:log:kept"];
    let holds = |node: &Redis| node.ask(&["ROLE"]).starts_with("master") && node.ask(&key) == "1";
    let master = nodes.iter().position(holds).unwrap_or_else(|| panic!("nobody holds slot {slot}"));
    nodes[master].kill();
    wait_for(|| nodes.iter().enumerate().any(|(number, node)| number != master && holds(node)));
    nodes[master].restart();
    wait_for(|| is_complete(&nodes));
    wait_until_ready(&*store).await;
    assert_eq!(conformance::events(&*store).await, 1);
    conformance::put_one_event(&*store).await;
    assert_eq!(conformance::events(&*store).await, 2);
}

struct Ahead(SystemClock);

impl Clock for Ahead {
    fn now(&self) -> Instant {
        self.0.now() + Span::seconds(20)
    }
}

/// Its stamps would be an outage that never was, for everybody.
#[tokio::test]
async fn a_node_with_a_wrong_clock_stamps_nothing_and_says_so() {
    let redis = Redis::start();
    let session = crate::domain::ids::SessionId::new("s");
    let promise = Promise::new(Durability::Always, 0, false);
    let clock = Ahead(SystemClock::start());
    let (now, right) = (clock.now(), checkpoint(&redis.url()));
    right.beat(&session, now + Span::seconds(-20)).await.unwrap();
    let wrong = RedisCheckpoint::new(Address::parse(&redis.url()).unwrap(), promise, Arc::new(clock), Arc::default());
    let told = wrong.check().await.unwrap_err().to_string();
    assert!(told.contains("ms apart"), "{told}");
    assert!(wrong.beat(&session, now).await.is_err());
    assert!(right.beat(&session, now + Span::seconds(-19)).await.unwrap().is_empty());
}
