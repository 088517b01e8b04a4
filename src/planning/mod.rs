//! The administrator's application: events, sessions, candidates, forms, results. It orders the store around the
//! domain; it knows no browser and no database.

pub mod event;
pub mod ports;
pub mod session;
