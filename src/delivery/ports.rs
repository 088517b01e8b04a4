//! What the delivery of attempts needs of the world. Each port has an in-memory twin for the simulation.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::domain::form::Form;
use crate::domain::ids::{AttemptId, ItemId, SessionId};
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
    /// Attempts of this session that have a final record.
    async fn finalised(&self, session: &SessionId) -> Result<Vec<AttemptId>, StoreError>;
}

/// How an attempt came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Submitted,
    Expired,
    Ended,
    Voided,
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
