//! What Ukur is compared with: the least that could stand in its place, and the load on it. `server` sends every frame
//! back, with a `store` after one durable write; `client` measures it as the scenarios measure Ukur, with the same
//! tally, meter and report, so that a ratio of two figures says what Ukur adds and nothing else.

pub mod client;
pub mod server;
pub mod store;
