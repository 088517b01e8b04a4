//! A candidate's commands over HTTP, several at once.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::candidate::{ClientCommand, ServerMessage, Snapshot};
use super::number::{InstantMs, SpanMs};

/// `POST /api/candidate/commands`: the way in when websockets are blocked.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CommandBatch {
    pub client_id: String,
    /// At most 50, in order of `client_seq`. May be empty: then only the snapshot comes back.
    pub commands: Vec<ClientCommand>,
}

/// One `ack` or `reject` for each command, in order, then the state after them.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CommandResults {
    pub results: Vec<ServerMessage>,
    pub server_ms: InstantMs,
    pub grace_ms: SpanMs,
    pub snapshot: Snapshot,
}
