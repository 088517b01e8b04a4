//! The embedded checkpoint: a SQLite file of its own, WAL, `synchronous = FULL`, for one node.

mod checkpoint;
mod statements;
mod writer;

pub use checkpoint::{OpenError, SqliteCheckpoint};
