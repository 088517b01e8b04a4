//! The stores behind the ports. Each adapter knows its engine and nothing of the others.

mod board_record;
mod call_record;
#[cfg(test)]
mod conformance;
mod event_record;
pub mod redis;
pub mod sql;
pub mod sqlite;
mod versioned;
