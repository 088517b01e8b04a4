//! Adapters: the stores behind the ports.

pub mod checkpoint_sqlite;
pub mod event_record;
pub mod sql;
