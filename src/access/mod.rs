//! Who may come in: staff by password, candidates by access code.

pub mod ports;
pub mod role;
