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
    AttemptId, BankId, BankVersion, BlueprintId, BlueprintVersion, CalibrationId, EventId, SessionId,
};
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

    /// Freezes the forms, pins the session's calibration and opens it in one transaction. False: the draft changed since it was read
    /// (status, blueprint, bank, or who is enrolled); nothing was stored.
    async fn open(
        &self,
        session: &Session,
        forms: &[(AttemptId, Form)],
        drawing: &Drawing,
        act: &Act,
    ) -> Result<bool, StoreError>;
    /// What was stored with the opening; `None` for a draft, and for a session opened by an earlier build.
    async fn drawing(&self, id: &SessionId) -> Result<Option<Drawing>, StoreError>;
    /// False: not open.
    async fn close(&self, id: &SessionId, act: &Act) -> Result<bool, StoreError>;

    /// Takes the session's checkpoint for lost. False: not open.
    async fn forget_checkpoint(&self, id: &SessionId, act: &Act) -> Result<bool, StoreError>;

    async fn final_records(&self, session: &SessionId) -> Result<Vec<FinalRecord>, StoreError>;
    async fn final_record(&self, attempt: &AttemptId) -> Result<Option<FinalRecord>, StoreError>;
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
