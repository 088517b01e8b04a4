//! What the delivery of attempts needs of the world. Each port has an in-memory twin for the simulation.

use std::collections::BTreeMap;

use async_trait::async_trait;

pub use crate::domain::attempt::Ending;
use crate::domain::attempt::Event;
use crate::domain::form::Form;
use crate::domain::ids::{AttemptId, ItemId, OwnerId, SessionId};
use crate::domain::response::Response;
use crate::domain::scoring::Outcome;
use crate::domain::session::{Enrolment, Session};
use crate::domain::time::Instant;

/// The store did not do what was asked. The source stays for the log; callers only tell the kinds apart.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Not reachable, full, or read-only: nothing was written; trying again later may work.
    #[error("the store is unavailable: {0}")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A stored record cannot be read: names the record.
    #[error("stored record {record} is broken: {reason}")]
    Broken { record: String, reason: String },
    /// A text that no store can keep alike: nothing was written, and trying again will not work.
    #[error("a text with the character U+0000 cannot be stored")]
    Unstorable,
}

/// Where the server gets the time. Monotonic within a process: a corrected system clock moves no deadline.
pub trait Clock: Send + Sync {
    fn now(&self) -> Instant;
}

/// The durable log of every running attempt. Only its answer `Ok` allows an ack (I1).
#[async_trait]
pub trait CheckpointStore: Send + Sync {
    /// Makes `owner` the owner of the attempt: raises its epoch, so that every earlier owner's appends fail (I3), and
    /// gives the events so far.
    async fn claim(&self, attempt: &AttemptId, owner: &OwnerId) -> Result<Claim, StoreError>;

    /// The same, but only while `owner` is the owner still: how an owner reads the log again after an append of unknown
    /// outcome, fencing off that append, without taking the attempt from somebody who claimed it meanwhile. `None`
    /// when somebody did.
    async fn reclaim(&self, attempt: &AttemptId, owner: &OwnerId) -> Result<Option<Claim>, StoreError>;

    /// Appends durably and on condition: the epoch is still the caller's and the log holds `expected_seq` events.
    async fn append(&self, append: Append) -> Result<(), AppendError>;

    /// Whether an append could succeed now.
    async fn check(&self) -> Result<(), StoreError>;
}

#[derive(Clone, Debug)]
pub struct Claim {
    pub epoch: u64,
    pub events: Vec<Event>,
}

#[derive(Clone, Debug)]
pub struct Append {
    pub attempt: AttemptId,
    pub epoch: u64,
    /// Number of events before these.
    pub expected_seq: u64,
    pub events: Vec<Event>,
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
    async fn enrolments(&self, session: &SessionId) -> Result<Vec<Enrolment>, StoreError>;
    async fn enrolment(&self, attempt: &AttemptId) -> Result<Option<Enrolment>, StoreError>;
    /// The frozen form; `None` before the session opened.
    async fn form(&self, attempt: &AttemptId) -> Result<Option<Form>, StoreError>;
    /// Stores a final record in one transaction. A second call for the same attempt changes nothing and is `Ok`.
    async fn finalise(&self, record: &FinalRecord) -> Result<(), StoreError>;
    /// Whether a write could succeed now.
    async fn check(&self) -> Result<(), StoreError>;
    /// Attempts of this session that have a final record.
    async fn finalised(&self, session: &SessionId) -> Result<Vec<AttemptId>, StoreError>;
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
    pub outcome: Outcome,
    /// Build, bank and blueprint fingerprints that made this record (I8); the form's are in the form.
    pub build: String,
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
