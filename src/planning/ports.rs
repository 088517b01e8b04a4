//! What planning needs of the world. Every change carries the act that tells of it: both are stored, or neither.

use async_trait::async_trait;

use super::event::Event;
use super::fairness::Drawing;
use super::session::SessionRecord;
use crate::audit::Act;
use crate::delivery::ports::{FinalRecord, StoreError};
use crate::domain::calibration::{Calibration, Status};
use crate::domain::form::Form;
use crate::domain::ids::{
    AttemptId, BankId, BankVersion, BlueprintId, BlueprintVersion, CalibrationId, EventId, NormGroupId, SessionId,
};
use crate::domain::norms::NormGroup;
use crate::domain::rescoring::{Change, Rescored, State};
use crate::domain::session::{Enrolment, Session};
use crate::domain::time::Instant;

/// Events, sessions, candidates, forms and results.
#[async_trait]
pub trait PlanStore: Send + Sync {
    async fn add_event(&self, event: &Event, act: &Act) -> Result<(), StoreError>;
    async fn event(&self, id: &EventId) -> Result<Option<Event>, StoreError>;
    /// Newest first.
    async fn events(&self) -> Result<Vec<Event>, StoreError>;

    async fn add_session(&self, session: &Session, secret: &[u8; 32], at: Instant, act: &Act)
    -> Result<(), StoreError>;
    async fn session_record(&self, id: &SessionId) -> Result<Option<SessionRecord>, StoreError>;
    /// Newest window first.
    async fn session_records(&self) -> Result<Vec<SessionRecord>, StoreError>;
    /// False: not a draft (any more); nothing was changed.
    async fn change_draft(&self, session: &Session, act: &Act) -> Result<bool, StoreError>;
    /// Removes the draft with its candidates. False: not a draft.
    async fn delete_draft(&self, id: &SessionId, act: &Act) -> Result<bool, StoreError>;
    async fn secret(&self, id: &SessionId) -> Result<Option<[u8; 32]>, StoreError>;

    /// In order of import.
    async fn candidates(&self, session: &SessionId) -> Result<Vec<Enrolment>, StoreError>;
    /// Version of each candidate's access code, in the order of `candidates`.
    async fn code_versions(&self, session: &SessionId) -> Result<Vec<(AttemptId, u32)>, StoreError>;
    /// All or none.
    async fn enrol(&self, session: &SessionId, candidates: &[Enrolment], act: &Act) -> Result<Enrolled, StoreError>;
    async fn withdraw(&self, session: &SessionId, attempt: &AttemptId, act: &Act) -> Result<Withdrawn, StoreError>;

    /// Freezes the forms, pins the session's calibration and opens it, in one transaction or not at all. `siblings` is
    /// the number of sessions of the event that had left the draft when the forms were drawn.
    async fn open(
        &self,
        session: &Session,
        forms: &[(AttemptId, Form)],
        drawing: &Drawing,
        siblings: u32,
        act: &Act,
    ) -> Result<Opened, StoreError>;
    /// What was stored with the opening; `None` for a draft, and for a session opened by an earlier build.
    async fn drawing(&self, id: &SessionId) -> Result<Option<Drawing>, StoreError>;
    /// False: not open.
    async fn close(&self, id: &SessionId, act: &Act) -> Result<bool, StoreError>;

    /// Whether any of its candidates ever signed in.
    async fn was_entered(&self, id: &SessionId) -> Result<bool, StoreError>;
    /// Takes the session's checkpoint for lost. False: not open.
    async fn forget_checkpoint(&self, id: &SessionId, act: &Act) -> Result<bool, StoreError>;

    async fn final_records(&self, session: &SessionId) -> Result<Vec<FinalRecord>, StoreError>;
    async fn final_record(&self, attempt: &AttemptId) -> Result<Option<FinalRecord>, StoreError>;
}

/// What an attempt to open came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    Stored,
    /// Status, blueprint, bank, or who is enrolled is not as it was read.
    DraftChanged,
    /// Another session of the event opened in the meantime: these forms know nothing of its exposure.
    EventMoved,
}

/// What an import came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Enrolled {
    Stored,
    NotDraft,
    /// Somebody else enrolled this NIP in the meantime.
    Duplicate(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withdrawn {
    Done,
    NotDraft,
    Unknown,
}

/// Calibrations of banks. Who acts, when and why is told by the act.
#[async_trait]
pub trait CalibrationStore: Send + Sync {
    /// False: one of the same content is known already, however it stands.
    async fn propose(&self, calibration: &Calibration, act: &Act) -> Result<bool, StoreError>;
    /// Of one bank, the one proposed last first.
    async fn calibrations(&self, bank: &BankId) -> Result<Vec<CalibrationStamp>, StoreError>;
    async fn calibration(&self, id: &CalibrationId) -> Result<Option<(CalibrationStamp, Calibration)>, StoreError>;
    /// False: not proposed (any more), or proposed by the same person. What else speaks against it says
    /// [`may_accept`](crate::domain::calibration::may_accept).
    async fn accept(&self, id: &CalibrationId, act: &Act) -> Result<bool, StoreError>;
    /// False: unknown, or withdrawn already.
    async fn withdraw_calibration(&self, id: &CalibrationId, act: &Act) -> Result<bool, StoreError>;
    /// The one that counts for the bank: accepted last, and not withdrawn.
    async fn accepted(&self, bank: &BankId) -> Result<Option<Calibration>, StoreError>;
}

/// A calibration at work or the last one, as every node sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRecord {
    pub id: String,
    pub bank: BankId,
    pub by: String,
    pub started: Instant,
    /// When its node last spoke of it.
    pub heard: Instant,
    pub ended: Option<Instant>,
    /// Somebody asked it to end.
    pub cancelled: bool,
    /// JSON that the store does not look into.
    pub standing: String,
}

/// The one calibration that may be at work in all nodes.
#[async_trait]
pub trait JobStore: Send + Sync {
    /// False: another one has not ended and was heard of after `silent_since`.
    async fn begin_job(&self, job: &JobRecord, silent_since: Instant) -> Result<bool, StoreError>;
    /// How it stands. False: it was asked to end, or another one took its place.
    async fn tell_job(&self, id: &str, at: Instant, standing: &str) -> Result<bool, StoreError>;
    async fn end_job(&self, id: &str, at: Instant, standing: &str) -> Result<(), StoreError>;
    async fn cancel_job(&self, id: &str) -> Result<(), StoreError>;
    async fn last_job(&self) -> Result<Option<JobRecord>, StoreError>;
}

/// Revisions of closed sessions. Who acts, when and why is told by the act.
#[async_trait]
pub trait RescoringStore: Send + Sync {
    /// False: the session is not closed, another proposal waits, or the number is taken; nothing was stored.
    async fn propose_rescoring(
        &self,
        revision: &Revision,
        outcomes: &[Rescored],
        act: &Act,
    ) -> Result<bool, StoreError>;
    /// Newest first.
    async fn rescorings(&self, session: &SessionId) -> Result<Vec<Revision>, StoreError>;
    /// In the order of the attempts.
    async fn rescored(&self, session: &SessionId, number: u32) -> Result<Vec<Rescored>, StoreError>;
    async fn rescored_attempt(
        &self,
        session: &SessionId,
        number: u32,
        attempt: &AttemptId,
    ) -> Result<Option<Rescored>, StoreError>;
    async fn publish_rescoring(&self, session: &SessionId, number: u32, act: &Act) -> Result<Published, StoreError>;
    /// False: not proposed (any more).
    async fn withdraw_rescoring(&self, session: &SessionId, number: u32, act: &Act) -> Result<bool, StoreError>;
}

/// Norm groups. Who acts, when and why is told by the act.
#[async_trait]
pub trait NormStore: Send + Sync {
    /// False: one of the same content is known already, withdrawn or not.
    async fn add_norms(&self, group: &NormGroup, act: &Act) -> Result<bool, StoreError>;
    /// Newest first.
    async fn norms(&self) -> Result<Vec<KeptNorms>, StoreError>;
    /// Of one blueprint version, newest first.
    async fn norms_of(&self, blueprint: &BlueprintVersion) -> Result<Vec<KeptNorms>, StoreError>;
    /// False: unknown, or withdrawn already.
    async fn withdraw_norms(&self, id: &NormGroupId, act: &Act) -> Result<bool, StoreError>;
}

/// A norm group and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptNorms {
    pub group: NormGroup,
    pub made_by: String,
    pub made_at: Instant,
    pub reason: String,
    /// Absent: in use.
    pub withdrawn: Option<NormsWithdrawn>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormsWithdrawn {
    pub by: String,
    pub at: Instant,
    pub reason: String,
}

/// Rules that closed attempts are scored by again, and where they stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    pub session: SessionId,
    /// 1, 2, 3 … of the session.
    pub number: u32,
    pub state: State,
    /// The published revision that it was compared with; 0: the final records.
    pub base: u32,
    pub proposed_by: String,
    pub proposed_at: Instant,
    pub reason: String,
    /// Of rules and outcomes: [`hash`](crate::domain::rescoring::hash).
    pub hash: String,
    pub change: Change,
}

/// What became of publishing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
    Done,
    /// A final record arrived or changed since the proposal; nothing was stored.
    Stale,
    /// Not proposed (any more), or proposed by the same person; nothing was stored.
    Refused,
}

/// A calibration without its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalibrationStamp {
    pub id: CalibrationId,
    pub bank: BankId,
    pub proposed_by: String,
    pub proposed_at: Instant,
    pub status: Status,
    pub items: u32,
    pub persons: u32,
}

/// Banks and blueprints, every version that was ever registered.
#[async_trait]
pub trait LibraryStore: Send + Sync {
    /// A known version becomes the newest again.
    async fn add_bank(&self, bank: &BankText, act: &Act) -> Result<(), StoreError>;
    /// Oldest first. Versions of locked banks are left out: nobody can read them here.
    async fn banks(&self) -> Result<Vec<BankText>, StoreError>;
    /// Every version of one bank, oldest first, each as it can be read or not.
    async fn bank_texts(&self, bank: &BankId) -> Result<Vec<Result<BankText, StoreError>>, StoreError>;
    /// Newest first.
    async fn bank_stamps(&self) -> Result<Vec<BankStamp>, StoreError>;
    /// A known version becomes the newest again.
    async fn add_blueprint(&self, blueprint: &BlueprintText, act: &Act) -> Result<(), StoreError>;
    /// Oldest first.
    async fn blueprints(&self) -> Result<Vec<BlueprintText>, StoreError>;
    /// Newest first.
    async fn blueprint_stamps(&self) -> Result<Vec<BlueprintStamp>, StoreError>;
}

/// A bank version as stored: its files as JSON.
#[derive(Clone, Debug)]
pub struct BankText {
    pub stamp: BankStamp,
    pub files: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankStamp {
    pub version: BankVersion,
    pub id: BankId,
    pub title: String,
    pub loaded: Instant,
}

/// A blueprint version as stored: the text that its author wrote.
#[derive(Clone, Debug)]
pub struct BlueprintText {
    pub stamp: BlueprintStamp,
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlueprintStamp {
    pub version: BlueprintVersion,
    pub id: BlueprintId,
    pub title: String,
    pub loaded: Instant,
}
