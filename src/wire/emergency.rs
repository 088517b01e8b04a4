//! The emergency file that a candidate's page saves when its line does not come back, and what a proctor is told who
//! loads it. The body is a text within the file, so that the seal is over exactly the bytes that were written.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::item::ResponseValue;
use super::number::{ClientSeq, InstantMs, Seq, SpanMs};

/// What `format` says in a file of this kind.
pub const FORMAT: &str = "ukur-emergency/1";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct EmergencyEnvelope {
    pub format: String,
    /// `EmergencyBody` as JSON.
    pub body: String,
    /// HMAC-SHA-256 of `body` with the attempt's seal key, hexadecimal.
    pub seal: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct EmergencyBody {
    pub attempt_id: String,
    /// As `FormView` gave it: names the bank version, the items and their order.
    pub form_fingerprint: String,
    pub client_id: String,
    /// When the file was saved, on the server's clock as the browser carried it on.
    pub saved_ms: InstantMs,
    /// Answers without an ack, by rising `client_seq`.
    pub answers: Vec<EmergencyAnswer>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct EmergencyAnswer {
    pub client_seq: ClientSeq,
    pub item_id: String,
    pub response: Option<ResponseValue>,
    pub seen_seq: Seq,
    pub spent_ms: SpanMs,
    /// When it was given, on the same clock as `saved_ms`.
    pub at_ms: InstantMs,
}

/// `POST /api/sessions/{id}/emergency`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct EmergencyRequest {
    /// The file's text.
    pub file: String,
    /// False: only say what would count.
    pub confirm: bool,
    pub reason: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EmergencyReport {
    pub attempt_id: String,
    pub name: String,
    pub nip_masked: String,
    pub saved_ms: InstantMs,
    pub answers: Vec<EmergencyVerdict>,
    /// The answers that count are in the attempt now.
    pub done: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EmergencyVerdict {
    pub client_seq: ClientSeq,
    /// The item's place in the candidate's form, from 1; 0 when it is not in it.
    pub number: u16,
    pub at_ms: InstantMs,
    /// `counts`, `known` (the server had acknowledged it), or the code of a rejection.
    pub verdict: String,
}
