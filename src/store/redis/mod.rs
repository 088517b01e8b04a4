//! The checkpoint of several nodes: Redis 7 or newer, alone, behind Sentinel, or as a Cluster. Which server holds a
//! session is found out in `topology`; each server has one `writer` whose pipeline is the group commit; `guard` sees to
//! it that the server keeps what an ack promises; `peers` is how nodes hear of each other.

mod address;
mod checkpoint;
mod functions;
mod guard;
mod keys;
mod link;
mod listener;
mod peers;
mod promise;
#[cfg(test)]
mod tests;
mod topology;
mod writer;

pub use address::{Address, BadAddress};
pub use checkpoint::RedisCheckpoint;
pub use peers::RedisPeers;
pub use promise::{Durability, Promise};
pub use topology::Topology;
