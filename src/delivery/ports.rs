//! What the delivery of attempts needs of the world. Each port has an in-memory twin for the simulation.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use tokio::sync::oneshot;

use super::owner::Refusal;
pub use crate::domain::attempt::Ending;
use crate::domain::attempt::{Command, Event, Outage};
use crate::domain::board::Standing;
use crate::domain::calibration::Calibration;
use crate::domain::form::Form;
use crate::domain::ids::{AttemptId, CalibrationId, ItemId, NodeId, OwnerId, SessionId};
use crate::domain::response::Response;
use crate::domain::scoring::Outcome;
use crate::domain::session::{Enrolment, Session};
use crate::domain::time::{Instant, Span};

/// The store did not do what was asked. The source stays for the log; callers only tell the kinds apart.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Not reachable, full, or read-only: nothing was written; trying again later may work.
    #[error("the store is unavailable: {0}")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The store does not hold the session any more: it lost its data, or is another one.
    #[error("this checkpoint does not hold the session any more")]
    Lost,
    /// A stored record cannot be read: names the record.
    #[error("stored record {record} is broken: {reason}")]
    Broken { record: String, reason: String },
    /// The contents of this bank are sealed, and its key is not in memory here: nothing was read or written.
    #[error("bank {0} is protected and locked here: its two holders unlock it in the item room")]
    Locked(String),
    /// A text that no store can keep alike: nothing was written, and trying again will not work.
    #[error("a text with the character U+0000 cannot be stored")]
    Unstorable,
}

/// Where the server gets the time. Monotonic within a process: a corrected system clock moves no deadline.
pub trait Clock: Send + Sync {
    fn now(&self) -> Instant;
}

/// The durable log of every running attempt, and what nodes know of each other's attempts. Only its answer `Ok` to an
/// append allows an ack (I1).
#[async_trait]
pub trait CheckpointStore: Send + Sync {
    /// The session's mark in this checkpoint, set to `proposed` if there is none. From then on claims and stamps of the
    /// session fail in a checkpoint without it: one that came back empty must not pass for one in which nothing has
    /// happened yet.
    async fn mark(&self, session: &SessionId, proposed: Option<&str>) -> Result<Option<String>, StoreError>;

    /// Makes `owner` the owner of the attempt: raises its epoch, so that every earlier owner's appends fail (I3), and
    /// gives the events so far. The owner before is told.
    async fn claim(&self, place: &Place, owner: &OwnerId, why: Why) -> Result<Claim, StoreError>;

    /// The same, but only while `owner` is the owner still: how an owner reads the log again after an append of unknown
    /// outcome, fencing off that append, without taking the attempt from somebody who claimed it meanwhile. `None`
    /// when somebody did.
    async fn reclaim(&self, place: &Place, owner: &OwnerId) -> Result<Option<Claim>, StoreError>;

    /// Appends durably and on condition: the epoch is still the caller's, the log holds `expected_seq` events, and the
    /// attempt is as open or closed as the caller believes.
    async fn append(&self, append: Append) -> Result<(), AppendError>;

    /// The events so far, without owning the attempt.
    async fn read(&self, place: &Place) -> Result<Vec<Event>, StoreError>;

    /// Who owns the attempt; `None` before anybody did.
    async fn owner(&self, place: &Place) -> Result<Option<OwnerId>, StoreError>;

    /// Up to `limit` attempts of the session with something to do at `now`, and their owners: a deadline has passed, or
    /// a final record is missing.
    async fn overdue(
        &self,
        session: &SessionId,
        now: Instant,
        limit: usize,
    ) -> Result<Vec<(AttemptId, OwnerId)>, StoreError>;

    /// How many attempts of the session still run or miss their final record.
    async fn unsettled(&self, session: &SessionId) -> Result<u64, StoreError>;

    /// The record store holds the final record of the attempt's first `seq` events: nothing is left to do, unless the
    /// log has grown since.
    async fn settled(&self, place: &Place, seq: u64) -> Result<(), StoreError>;

    /// Stamps the session's store as alive at `now`, durably, and gives every outage so far: the spans between two
    /// stamps that were longer than [`SHORTEST_OUTAGE`](crate::domain::attempt::SHORTEST_OUTAGE).
    async fn beat(&self, session: &SessionId, now: Instant) -> Result<Vec<Outage>, StoreError>;

    /// The board's rows as their owners last told them.
    async fn board(&self, session: &SessionId) -> Result<Vec<BoardRow>, StoreError>;

    /// Tells rows that no append carried: a line that came or went, an answer more. A row does not replace a newer one,
    /// whoever owns the attempt by now.
    async fn post(&self, session: &SessionId, rows: Vec<BoardRow>) -> Result<(), StoreError>;

    /// Every attempt of the session that was ever claimed, with the number of its events and whether it is closed.
    async fn attempts(&self, session: &SessionId) -> Result<Vec<Kept>, StoreError>;

    /// Removes all that is kept of the session.
    async fn forget(&self, session: &SessionId) -> Result<(), StoreError>;

    /// Whether an append could succeed now and be as durable as promised.
    async fn check(&self) -> Result<(), StoreError>;

    /// What an ack promises, for people: shown at the start and by the readiness check.
    fn promise(&self) -> String;
}

/// Where an attempt is kept: everything of a session lies together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    pub session: SessionId,
    pub attempt: AttemptId,
}

/// Why an attempt is claimed; decides what the candidate at its former owner is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its candidate is here now.
    Attached,
    /// Its owner is gone, or nobody had it.
    Adopted,
}

#[derive(Clone, Debug)]
pub struct Claim {
    pub epoch: u64,
    pub events: Vec<Event>,
}

#[derive(Clone, Debug)]
pub struct Append {
    pub place: Place,
    pub epoch: u64,
    /// Number of events before these.
    pub expected_seq: u64,
    /// Whether the attempt is closed before these.
    pub expected_closed: bool,
    pub events: Arc<[Event]>,
    /// Whether it is closed after these.
    pub closed: bool,
    pub due: Due,
    /// `None`: what the board shows can wait for the next [`CheckpointStore::post`].
    pub row: Option<BoardRow>,
}

/// What an append does to the list of what is due (see [`CheckpointStore::overdue`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The list is right as it is.
    Unchanged,
    /// Nothing is to be done until somebody acts.
    Nothing,
    At(Instant),
}

impl Append {
    /// Nothing but the log of an open attempt changes: an ordinary answer, which a store can do with a single write.
    pub fn is_plain(&self) -> bool {
        !self.expected_closed && !self.closed && self.due == Due::Unchanged && self.row.is_none()
    }
}

/// An attempt's line on the board, with what orders two tellings of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardRow {
    pub attempt: AttemptId,
    /// A later owner's row is newer.
    pub epoch: u64,
    /// Of two rows of one owner the higher is newer.
    pub version: u64,
    pub node: NodeId,
    pub standing: Standing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub attempt: AttemptId,
    pub seq: u64,
    pub closed: bool,
}

/// The other nodes.
#[async_trait]
pub trait Peers: Send + Sync {
    /// Whether the node gave a sign of life in the last seconds, as far as this node knows.
    fn is_alive(&self, node: &NodeId) -> bool;

    /// The same, asked anew before a "no": a node that has just started is not known here yet.
    async fn is_alive_now(&self, node: &NodeId) -> bool;

    /// Has the attempt's owner on another node decide a command.
    async fn ask(&self, node: &NodeId, place: &Place, command: Command) -> Result<Reply, NoAnswer>;

    /// Goodbye: the other nodes need not wait for this one's signs of life to run out.
    async fn leave(&self);
}

/// What a command came to: the sequence number after it, or why not.
pub type Reply = Result<u64, Refusal>;

/// Another node did not say what became of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// It was not asked, or it does not serve the attempt.
    #[error("the attempt's owner was not reached")]
    NotReached,
    /// It may have been decided.
    #[error("the attempt's owner did not answer in time")]
    Late,
}

/// What a node hears of the others.
#[derive(Debug)]
pub enum News {
    Row(SessionId, BoardRow),
    /// Somebody claimed the attempt: an owner of an earlier epoch is none any more.
    Claimed {
        place: Place,
        epoch: u64,
        node: NodeId,
        why: Why,
    },
    /// Something may have been missed: read the boards again.
    Gap,
    /// Another node asks for a command to be decided here.
    Asked {
        place: Place,
        command: Command,
        reply: oneshot::Sender<Result<Reply, NoAnswer>>,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Somebody else owns the attempt, or the log is longer than the caller believes.
    #[error("the attempt has another owner")]
    Conflict,
    /// Nothing was written.
    #[error("the checkpoint is unavailable: {0}")]
    Unavailable(String),
    /// It may have been written or not: reload and compare before going on.
    #[error("the outcome of the append is unknown: {0}")]
    Unknown(String),
}

/// Sessions, enrolments, forms and final records.
#[async_trait]
pub trait RecordStore: Send + Sync {
    /// Sessions whose status is open.
    async fn open_sessions(&self) -> Result<Vec<Session>, StoreError>;
    async fn session(&self, id: &SessionId) -> Result<Option<Session>, StoreError>;
    /// 32 bytes from which the session's seals are derived.
    async fn session_secret(&self, id: &SessionId) -> Result<Option<[u8; 32]>, StoreError>;
    /// The mark of the checkpoint that holds the session; `None` before any node served it.
    async fn checkpoint_mark(&self, id: &SessionId) -> Result<Option<String>, StoreError>;
    /// Sets it unless one is set, and gives the one that stands.
    async fn set_checkpoint_mark(&self, id: &SessionId, mark: &str) -> Result<Option<String>, StoreError>;
    async fn enrolments(&self, session: &SessionId) -> Result<Vec<Enrolment>, StoreError>;
    async fn enrolment(&self, attempt: &AttemptId) -> Result<Option<Enrolment>, StoreError>;
    /// The frozen forms of a session.
    async fn forms(&self, session: &SessionId) -> Result<Vec<(AttemptId, Form)>, StoreError>;
    /// The frozen form; `None` before the session opened.
    async fn form(&self, attempt: &AttemptId) -> Result<Option<Form>, StoreError>;
    /// The calibration that a session pinned, whatever became of it since.
    async fn pinned_calibration(&self, id: &CalibrationId) -> Result<Option<Calibration>, StoreError>;
    /// Sessions that are closed and whose window ended before `instant`.
    async fn closed_sessions(&self, before: Instant) -> Result<Vec<SessionId>, StoreError>;
    /// Stores a final record in one transaction. Of two for the same attempt the one of more events stands; a second
    /// call with the same changes nothing and is `Ok`.
    async fn finalise(&self, record: &FinalRecord) -> Result<(), StoreError>;
    /// Whether a write could succeed now.
    async fn check(&self) -> Result<(), StoreError>;
    /// Attempts of this session that have a final record, with the number of events behind it.
    async fn finalised(&self, session: &SessionId) -> Result<Vec<(AttemptId, u64)>, StoreError>;
}

/// What is kept of an attempt for good.
#[derive(Clone, Debug)]
pub struct FinalRecord {
    pub attempt: AttemptId,
    pub session: SessionId,
    pub ending: Ending,
    pub closed_at: Instant,
    /// Number of durable events behind this record.
    pub seq: u64,
    pub reason: Option<String>,
    pub responses: BTreeMap<ItemId, FinalResponse>,
    /// Items of an adaptive test in the order in which they came; empty with a fixed form.
    pub offered: Vec<ItemId>,
    pub outcome: Outcome,
    /// Time given by proctors.
    pub extended: Span,
    /// Time given back for outages.
    pub outage_credit: Span,
    /// Build, bank and blueprint fingerprints that made this record (I8); the form's are in the form.
    pub build: String,
}

impl FinalRecord {
    /// The items that the candidate had: all of a fixed form, those offered of a pool.
    pub fn given<'f>(&self, form: &'f Form) -> Cow<'f, Form> {
        if form.is_pool() { Cow::Owned(form.only(&self.offered)) } else { Cow::Borrowed(form) }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalResponse {
    pub response: Response,
    /// Sequence number of the event that holds it.
    pub seq: u64,
    pub at: Instant,
    /// Time spent on the item as the browser measured it, summed.
    pub spent_ms: i64,
}
