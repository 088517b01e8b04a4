//! The scheduled sitting, its policy, and who sits it.

use super::ids::{AttemptId, BankVersion, BlueprintVersion, CalibrationId, EventId, SessionId};
use super::item::JobFamily;
use super::time::Instant;

#[derive(Clone, Debug)]
pub struct Session {
    pub id: SessionId,
    pub event: EventId,
    pub event_title: String,
    pub title: String,
    pub status: SessionStatus,
    /// The window: nobody starts before `opens`, every deadline is at most `closes`.
    pub opens: Instant,
    pub closes: Instant,
    /// IANA name.
    pub time_zone: String,
    pub capacity: u32,
    pub start: StartRule,
    pub admission_required: bool,
    pub blueprint: BlueprintVersion,
    pub bank: BankVersion,
    /// Pinned with the opening; `None`: forms and scores rest on the authors' estimates.
    pub calibration: Option<CalibrationId>,
}

/// A rehearsal is named so wherever the session is: nobody takes its results for real.
pub const REHEARSAL: &str = "Gladi";

impl Session {
    /// Made-up people may have sat it: what it teaches of items holds for rehearsals alone. Its items were shown all the
    /// same, should real ones have come.
    pub fn is_rehearsal(&self) -> bool {
        self.title.starts_with(REHEARSAL)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionStatus {
    Draft,
    Open,
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartRule {
    Candidate,
    Proctor,
}

/// One candidate in one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    pub attempt: AttemptId,
    pub session: SessionId,
    pub nip: String,
    pub name: String,
    pub unit: String,
    pub job_family: Option<JobFamily>,
    pub email: Option<String>,
    /// Accommodation: extra working time in percent.
    pub extra_time_percent: u16,
    pub room: Option<String>,
    pub seat: Option<String>,
}
