//! Journeys on real parts: the real program as a process of its own, real sockets, real files. It is killed with
//! SIGKILL where the claim is durability.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test crate")]

mod adaptive;
mod candidate;
mod connections;
mod full_disk;
mod hall;
mod health;
mod hostile;
mod interventions;
mod nodes;
mod outage;
#[path = "../services/postgres.rs"]
mod postgres;
mod records;
#[path = "../services/redis.rs"]
mod redis;
mod server;
