//! The stores behind the ports. Each adapter knows its engine and nothing of the others. The records are public so that
//! their cost can be measured by themselves (`benches/`).

pub mod board_record;
mod call_record;
#[cfg(test)]
mod conformance;
pub mod event_record;
pub mod redis;
pub mod sql;
pub mod sqlite;
mod versioned;
