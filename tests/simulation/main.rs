//! Whole sessions in virtual time: candidates on bad lines who come to any of two nodes, nodes that crash or lose the
//! store and whose clocks differ, stores that fail or do not say whether they did, proctors who intervene anywhere.
//! The code under test is the real owner, machine, outage credit, assembly and finaliser; only the world around them
//! is simulated, from one seed. An independent auditor then holds the records against
//! what was acknowledged (I1 to I5).
//!
//! `make sim SEED=7` replays one seed; `SEEDS=1000` runs that many from 1.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test crate")]

mod auditor;
mod client;
mod node;
mod setting;
mod stores;
mod tally;
mod world;

use world::World;

/// Enough to meet every kind of fault many times; `make sim` runs more.
const DEFAULT_SEEDS: u64 = 1_000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

fn run(seed: u64) -> tally::Tally {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(World::new(seed).run())
}

#[test]
fn every_acknowledged_answer_survives_every_seed() {
    let seeds = match number("SEED") {
        Some(seed) => seed..=seed,
        None => 1..=number("SEEDS").unwrap_or(DEFAULT_SEEDS),
    };
    let mut total = tally::Tally::default();
    for seed in seeds.clone() {
        total.add(&run(seed));
    }
    println!("seeds {}..={}: {total:?}", seeds.start(), seeds.end());
    // A simulation in which nothing goes wrong proves nothing.
    if seeds.clone().count() >= 100 {
        for (what, count) in total.met() {
            assert!(count > 0, "no {what} in {seeds:?}");
        }
    }
}

#[test]
fn a_seed_replays_exactly() {
    assert_eq!(run(42), run(42));
}
