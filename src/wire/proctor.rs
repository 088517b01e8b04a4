//! The proctor's side: a live board over a websocket, interventions over HTTP.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::adaptive::AdaptiveBrief;
use super::number::{InstantMs, SpanMs};

/// Server to the proctor's browser on `/ws/proctor?session=<id>`. A slow reader gets the newest `rows`, never a
/// backlog; at most one message a second.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum ProctorMessage {
    /// First frame, and again after a gap: everything.
    Board {
        server_ms: InstantMs,
        session: BoardSession,
        counters: BoardCounters,
        rows: Vec<BoardRow>,
    },
    /// Rows that changed since the last frame.
    Rows {
        server_ms: InstantMs,
        counters: BoardCounters,
        rows: Vec<BoardRow>,
    },
    Bye {
        reason: ProctorBye,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ProctorBye {
    /// 4401
    NotSignedIn,
    /// 4404
    UnknownSession,
    /// 1012
    Restarting,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BoardSession {
    pub id: String,
    pub title: String,
    pub event_title: String,
    pub opens_ms: InstantMs,
    pub closes_ms: InstantMs,
    pub time_zone: String,
    /// True when candidates wait for `start` by the proctor.
    pub proctor_starts: bool,
    /// True when candidates must be admitted one by one.
    pub admission_required: bool,
    /// Present: nobody knows how many items it will be; of attempts that go on `items` is the most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub adaptive: Option<AdaptiveBrief>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BoardCounters {
    pub not_arrived: u32,
    pub waiting: u32,
    pub in_progress: u32,
    pub suspended: u32,
    /// In progress, but without a live connection (also counted in `in_progress`).
    pub disconnected: u32,
    pub closed: u32,
    pub voided: u32,
    /// Calling the proctor.
    pub calling: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BoardRow {
    pub attempt_id: String,
    pub name: String,
    pub nip_masked: String,
    pub unit: String,
    pub room: Option<String>,
    pub seat: Option<String>,
    pub status: BoardStatus,
    pub connected: bool,
    pub answered: u16,
    pub items: u16,
    pub flagged: u16,
    /// While in progress.
    pub deadline_ms: Option<InstantMs>,
    /// While suspended.
    pub remaining_ms: Option<SpanMs>,
    pub last_contact_ms: Option<InstantMs>,
    /// Since when this status, the lost line or the call has lasted.
    pub since_ms: Option<InstantMs>,
    pub calling_since_ms: Option<InstantMs>,
    /// Connections so far; many mean a bad line.
    pub connections: u32,
    pub extended_ms: SpanMs,
    /// Time given back for outages.
    pub outage_credit_ms: SpanMs,
    /// Reason of a suspension, an end or a void.
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BoardStatus {
    NotArrived,
    /// Signed in, not admitted yet.
    AwaitingAdmission,
    /// Admitted, not started.
    AwaitingStart,
    InProgress,
    Suspended,
    Submitted,
    Expired,
    Ended,
    Voided,
}

/// `POST /api/sessions/{id}/interventions`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct InterventionRequest {
    pub intervention: Intervention,
    /// Absent: every attempt of the session that the intervention fits.
    pub attempts: Option<Vec<String>>,
    /// 3 to 300 characters; may be empty only for `admit`, `start`, `message` and `answer_call`.
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
#[ts(export)]
pub enum Intervention {
    Admit,
    Start,
    Suspend,
    Resume,
    /// 1 minute to 4 hours.
    Extend {
        added_ms: SpanMs,
    },
    /// Throws out the signed-in computer so that the candidate can sign in on another one.
    ResetLogin,
    /// 1 to 500 characters.
    Message {
        text: String,
    },
    AnswerCall,
    End,
    Void,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct InterventionReport {
    pub done: u32,
    pub refused: Vec<InterventionRefusal>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct InterventionRefusal {
    pub attempt_id: String,
    pub code: String,
}

/// A line of `GET /api/sessions/{id}/audit`, and of `GET /api/audit` for what belongs to no session: who did what, when and why.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AuditEntry {
    pub at_ms: InstantMs,
    pub who: String,
    pub action: String,
    /// Name of the candidate, or what else was acted upon.
    pub subject: String,
    pub reason: String,
    /// Sign-in of a candidate, an import …: figures that belong to the act, as text.
    pub detail: String,
}
