//! The candidate's side: sign-in over HTTP, then one websocket. `docs/protocol.md` tells the whole conversation.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use super::adaptive::{AdaptiveBrief, Offer};
pub use super::batch::{CommandBatch, CommandResults};
use super::item::{ItemView, ResponseValue, StimulusView};
use super::number::{ClientSeq, InstantMs, Seq, SpanMs};

/// `POST /api/candidate/sign-in`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CandidateSignIn {
    pub nip: String,
    pub access_code: String,
}

/// Answer to a sign-in. The token outlives the session's window.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CandidateSignedIn {
    pub token: String,
    pub me: CandidateMe,
}

/// `GET /api/candidate/me`: who the candidate is and what awaits them.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CandidateMe {
    pub attempt_id: String,
    pub name: String,
    pub nip_masked: String,
    pub unit: String,
    pub room: Option<String>,
    pub seat: Option<String>,
    pub session: SessionBrief,
    pub practice: Vec<ItemView>,
    pub server_ms: InstantMs,
}

/// What a candidate may know of the session before it starts.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SessionBrief {
    pub id: String,
    pub title: String,
    pub event_title: String,
    pub opens_ms: InstantMs,
    pub closes_ms: InstantMs,
    /// IANA name, for showing instants: `Asia/Jakarta`, `Asia/Makassar`, `Asia/Jayapura`.
    pub time_zone: String,
    pub instructions_html: String,
    pub start: StartRule,
    pub navigation: Navigation,
    pub timing: Timing,
    /// This candidate's whole working time, accommodation included.
    pub duration_ms: SpanMs,
    pub sections: Vec<SectionOutline>,
    /// Present: items come one after the other, chosen by the answers so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub adaptive: Option<AdaptiveBrief>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum StartRule {
    /// The candidate starts when ready.
    Candidate,
    /// The proctor starts everybody.
    Proctor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Navigation {
    Free,
    /// No way back: an item before the furthest visited one is closed.
    ForwardOnly,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Timing {
    /// One clock for the whole form; sections are only headings.
    Whole,
    /// A clock for each section; a finished section is closed for good.
    BySection,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SectionOutline {
    pub index: u16,
    pub domain: String,
    pub title: String,
    pub items: u16,
    /// Present when `timing` is `by_section`; accommodation included.
    pub limit_ms: Option<SpanMs>,
}

/// `GET /api/candidate/form`: the sections that are open now, items in this candidate's order.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FormView {
    pub sections: Vec<SectionView>,
    pub stimuli: Vec<StimulusView>,
    #[serde(flatten)]
    pub end: FormEnd,
}

/// The last fields of [`FormView`]: what does not depend on which sections are open.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FormEnd {
    /// Names the form in an emergency file.
    pub fingerprint: String,
    /// Key of the seal of an emergency file: 32 bytes, hexadecimal. It is no item's key.
    pub seal_key: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SectionView {
    pub index: u16,
    pub items: Vec<ItemView>,
}

/// Browser to server, as text frames.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[ts(export)]
pub enum ClientMessage {
    /// First frame on every connection.
    Hello { protocol: u16, token: String, client_id: String },
    /// Keeps the line open and measures the clock offset.
    Ping { sent_ms: InstantMs },
    #[serde(untagged)]
    Command(ClientCommand),
}

/// What changes an attempt. The same shapes go over the websocket and `POST /api/candidate/commands`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[ts(export)]
pub enum ClientCommand {
    Start {
        client_seq: ClientSeq,
    },
    Answer {
        client_seq: ClientSeq,
        item_id: String,
        /// `null` clears.
        response: Option<ResponseValue>,
        /// The highest `seq` this client had seen when the answer was given.
        seen_seq: Seq,
        /// Time spent on the item since the last command about it; kept for analysis, never for a deadline.
        spent_ms: SpanMs,
    },
    Flag {
        client_seq: ClientSeq,
        item_id: String,
        flagged: bool,
    },
    /// The item now on the screen: the place to come back to.
    Visit {
        client_seq: ClientSeq,
        item_id: String,
    },
    /// The response to the item on the screen is final, whatever it is; only in an adaptive test.
    Confirm {
        client_seq: ClientSeq,
        item_id: String,
        seen_seq: Seq,
    },
    /// Only with `timing: by_section`.
    FinishSection {
        client_seq: ClientSeq,
        section: u16,
    },
    CallProctor {
        client_seq: ClientSeq,
        calling: bool,
    },
    Submit {
        client_seq: ClientSeq,
    },
}

/// Server to browser, as text frames.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum ServerMessage {
    /// Answer to `hello`.
    Welcome {
        protocol: u16,
        server_ms: InstantMs,
        /// The client sends `ping` this often; silence of three times this long is a dead line for both sides.
        heartbeat_ms: SpanMs,
        /// An answer that arrives this long after the deadline still counts.
        grace_ms: SpanMs,
        snapshot: Snapshot,
    },
    /// The command is durable.
    Ack {
        client_seq: ClientSeq,
        seq: Seq,
        server_ms: InstantMs,
    },
    /// The command changed nothing and never will; see `code`. With `retry_after_ms` it may be sent again.
    Reject {
        client_seq: ClientSeq,
        code: RejectCode,
        retry_after_ms: Option<SpanMs>,
    },
    /// The state changed by another hand or by time (start for all, suspend, resume, extension, end).
    Phase {
        seq: Seq,
        server_ms: InstantMs,
        phase: Phase,
    },
    /// Something to show: a message of the proctor, or the effect of an intervention.
    Notice {
        notice: Notice,
    },
    Pong {
        sent_ms: InstantMs,
        server_ms: InstantMs,
    },
    /// Last frame before the server closes the connection.
    Bye {
        code: ByeCode,
        retry_after_ms: Option<SpanMs>,
    },
}

/// The whole truth about an attempt as the server holds it durably.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Snapshot {
    pub attempt_id: String,
    pub seq: Seq,
    /// The highest `client_seq` of this `client_id` that was applied; 0 when none was.
    pub last_client_seq: ClientSeq,
    pub phase: Phase,
    pub responses: Vec<StoredResponse>,
    pub flagged: Vec<String>,
    /// Item to show first.
    pub position: Option<String>,
    pub calling_proctor: bool,
    pub notices: Vec<Notice>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StoredResponse {
    pub item_id: String,
    pub response: ResponseValue,
    pub seq: Seq,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "phase", rename_all = "snake_case")]
#[ts(export)]
pub enum Phase {
    /// Signed in; the proctor has not admitted this candidate yet.
    Registered,
    /// Admitted; waits for its own or the proctor's start (`SessionBrief::start`).
    Admitted,
    InProgress {
        section: u16,
        /// When the open section closes: with `timing: whole` the same as `deadline_ms`.
        section_deadline_ms: InstantMs,
        deadline_ms: InstantMs,
        /// Present in an adaptive test.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        offer: Option<Offer>,
    },
    Suspended {
        since_ms: InstantMs,
        remaining_ms: SpanMs,
        reason: String,
    },
    /// Over: nothing more is accepted.
    Closed {
        how: ClosedHow,
        at_ms: InstantMs,
        answered: u16,
        items: u16,
        /// Present when the proctor ended the attempt.
        reason: Option<String>,
    },
    Voided {
        at_ms: InstantMs,
        reason: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ClosedHow {
    Submitted,
    Expired,
    Ended,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Notice {
    /// The event's `seq`: notices are shown in this order and never twice.
    pub id: Seq,
    pub at_ms: InstantMs,
    pub body: NoticeBody,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum NoticeBody {
    Message {
        text: String,
    },
    Extended {
        added_ms: SpanMs,
        reason: String,
    },
    /// Time that an outage took, given back.
    OutageCredited {
        added_ms: SpanMs,
    },
    CallAnswered,
}

/// Why a command was refused. Stable; the UI translates it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RejectCode {
    /// The frame is not a command of this protocol.
    Malformed,
    /// Not admitted, or the proctor has not started the session.
    NotStarted,
    NotAdmitted,
    AlreadyStarted,
    /// The clock stands still.
    Suspended,
    /// Arrived after the deadline and its grace.
    AfterDeadline,
    /// The attempt is closed.
    Closed,
    Voided,
    /// The item is not in this candidate's form.
    UnknownItem,
    /// The item's section is not open.
    SectionClosed,
    /// Forward-only navigation has passed the item.
    PassedItem,
    /// The response does not fit the item: wrong kind, unknown option, repeats, bad number.
    InvalidResponse,
    /// Another computer answered the item after what this one had seen; its answer stands.
    Superseded,
    /// `client_seq` jumps too far ahead.
    SequenceGap,
    /// More clients than an attempt may have.
    TooManyClients,
    /// `finish_section` in a form that has one clock.
    NoSections,
    /// `confirm` in a form that is not adaptive.
    NotAdaptive,
    /// `submit` before the questions of an adaptive test have ended.
    ItemsLeft,
    /// The checkpoint is unreachable: nothing was stored, send it again.
    Unavailable,
}

/// Why the server closes a connection; each has a close code (docs/protocol.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ByeCode {
    /// 4400: broken frame, or something else than `hello` first.
    BadProtocol,
    /// 4401: token unknown, expired, or reset by the proctor.
    NotSignedIn,
    /// 4408: no `hello` in time, or silence for three heartbeats.
    TimedOut,
    /// 4409: the same attempt connected elsewhere; do not reconnect by yourself.
    Replaced,
    /// 4413: frame too large.
    TooLarge,
    /// 4429: too many frames.
    TooFast,
    /// 1012: the server restarts; come back after `retry_after_ms`.
    Restarting,
    /// 1013: the server is short of something; come back after `retry_after_ms`.
    TryLater,
}
