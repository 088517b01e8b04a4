//! The shapes a browser sends or gets, once, for every transport. Nothing here can hold a key (but
//! `authoring` and `analysis`, which administrators alone get), and nothing here decides anything: `convert` is the only bridge to the domain. TypeScript is generated from these types
//! into `web/src/lib/wire/` (`make wire`), and a test fails when the two drift apart.

pub mod adaptive;
pub mod admin;
pub mod analysis;
pub mod authoring;
pub mod batch;
pub mod candidate;
pub mod convert;
pub mod emergency;
pub mod fairness;
pub mod item;
pub mod measurement;
pub mod norms;
pub mod number;
pub mod proctor;
pub mod rescoring;
pub mod simulation;
pub mod staff;
pub mod vault;

/// Version of the websocket protocol, named in `hello` and in the subprotocol `ukur.v1`.
pub const PROTOCOL: u16 = 1;
