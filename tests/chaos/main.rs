//! Real kills: two nodes, a Redis and a PostgreSQL as processes of their own, candidates on real sockets, and in every
//! round a fault. At the end of each sitting what every candidate was told is held against the log and the records.
//!
//! `make chaos ROUNDS=200 [SEED=7] [CANDIDATES=400]` is the long run; without variables this is a short one.
//! `CALM=60` measures an undisturbed minute first; `FAULT="redis killed"` leaves only that fault, `KEEP_LOGS=1` keeps the logs of a run that went well, too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test crate")]

mod calm;
mod candidate;
#[allow(dead_code, reason = "each test crate uses its own part")]
#[path = "../it/candidate.rs"]
mod client;
mod director;
mod faults;
mod hall;
mod http;
mod ledger;
mod missed_claim;
#[path = "../services/postgres.rs"]
mod postgres;
mod proxy;
#[path = "../services/redis.rs"]
mod redis_server;
#[path = "../it/server.rs"]
mod server;
mod socket;
mod table;
mod verdict;
mod world;

use std::time::{SystemTime, UNIX_EPOCH};

/// A run without variables: in every `cargo test`, so under a minute.
const ROUNDS: usize = 4;
const CANDIDATES: usize = 40;
/// Sockets of both ends and of the proxies between them are this process's.
const OPEN_FILES: u64 = 20_000;

/// What the environment asks for.
#[derive(Clone, Debug)]
pub struct Plan {
    pub rounds: usize,
    pub candidates: usize,
    pub seed: u64,
    /// The name of the only fault, to look at one closely.
    pub only: Option<String>,
    /// An undisturbed stretch to measure before the first round.
    pub calm: Option<std::time::Duration>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_whatever_breaks() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let size = |name: &str, default: usize| number(name).map_or(default, |n| usize::try_from(n).unwrap());
    let plan = Plan {
        rounds: size("ROUNDS", ROUNDS),
        candidates: size("CANDIDATES", CANDIDATES),
        seed: number("SEED").unwrap_or_else(fresh_seed),
        only: std::env::var("FAULT").ok(),
        calm: number("CALM").map(std::time::Duration::from_secs),
    };
    raise_open_files();
    director::run(plan).await;
}

/// A new one every time; it is printed, and gives the same faults again.
#[allow(clippy::disallowed_methods, reason = "not a decision of the program")]
fn fresh_seed() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() % 1_000_000
}

fn raise_open_files() {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: both calls read or fill the struct that they are given.
    #[allow(unsafe_code)]
    unsafe {
        libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit);
        limit.rlim_cur = limit.rlim_max.min(OPEN_FILES);
        libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit);
    }
}
