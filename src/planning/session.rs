//! A session as the administrator plans it: draft, change, delete.

use super::error::PlanError;
use super::fault::{Fault, Faults};
use super::{MAX_TITLE_CHARS, Planning};
use crate::audit::Actor;
use crate::domain::ids::{BankVersion, BlueprintId, BlueprintVersion, EventId, SessionId};
use crate::domain::session::{Session, SessionStatus, StartRule};
use crate::domain::time::{Instant, Span};

/// Candidates of one session; a larger crowd sits in several.
pub const MAX_CAPACITY: u32 = 20_000;
/// A window is a day or a week, never a season: a slip of the year is refused.
pub const MAX_WINDOW: Span = Span::minutes(31 * 24 * 60);
/// 2000-01-01 and 2100-01-01: other instants are slips, and every one in between is safe in a browser's double.
const YEARS: std::ops::Range<i64> = 946_684_800_000..4_102_444_800_000;

/// A session with what stands around it in the store.
#[derive(Clone, Debug)]
pub struct SessionRecord {
    pub session: Session,
    pub candidates: u32,
    pub forms: u32,
    pub closed_attempts: u32,
}

/// A session as asked for.
#[derive(Clone, Debug)]
pub struct SessionDraft {
    pub title: String,
    pub opens: Instant,
    pub closes: Instant,
    /// IANA name.
    pub time_zone: String,
    pub capacity: u32,
    pub start: StartRule,
    pub admission_required: bool,
    pub blueprint: BlueprintId,
    /// Absent: the newest version of the blueprint's bank.
    pub bank: Option<BankVersion>,
}

impl Planning {
    pub async fn add_session(
        &self,
        event: &EventId,
        draft: SessionDraft,
        by: &mut Actor,
    ) -> Result<SessionRecord, PlanError> {
        let event = self.store.event(event).await?.ok_or(PlanError::Unknown("event"))?;
        let mut session = self.resolve(draft).await?;
        session.id = SessionId::new(by.new_id());
        session.event = event.id;
        let secret = by.new_secret();
        let act = by.act(Some(&session.id), "session_added", &session.title);
        self.store.add_session(&session, &secret, by.now, &act).await?;
        self.session(&session.id).await
    }

    pub async fn session(&self, id: &SessionId) -> Result<SessionRecord, PlanError> {
        let record = self.store.session_record(id).await?.ok_or(PlanError::Unknown("session"))?;
        self.notice_pinned(std::iter::once(&record.session)).await?;
        Ok(record)
    }

    /// Newest window first.
    pub async fn sessions(&self) -> Result<Vec<SessionRecord>, PlanError> {
        let records = self.store.session_records().await?;
        self.notice_pinned(records.iter().map(|record| &record.session)).await?;
        Ok(records)
    }

    pub async fn change_session(
        &self,
        id: &SessionId,
        draft: SessionDraft,
        by: &mut Actor,
    ) -> Result<SessionRecord, PlanError> {
        let before = self.draft(id).await?;
        let changed = Session { id: id.clone(), event: before.session.event, ..self.resolve(draft).await? };
        let act = by.act(Some(id), "session_changed", &changed.title);
        if !self.store.change_draft(&changed, &act).await? {
            return Err(PlanError::NotDraft);
        }
        self.session(id).await
    }

    pub async fn delete_session(&self, id: &SessionId, by: &mut Actor) -> Result<(), PlanError> {
        let before = self.draft(id).await?;
        let act = by.act(Some(id), "session_deleted", &before.session.title);
        if self.store.delete_draft(id, &act).await? { Ok(()) } else { Err(PlanError::NotDraft) }
    }

    /// Marks the session closed. Its attempts must have been closed before.
    pub async fn close_session(
        &self,
        id: &SessionId,
        reason: &str,
        by: &mut Actor,
    ) -> Result<SessionRecord, PlanError> {
        let before = self.session(id).await?;
        let act = by.act(Some(id), "session_closed", &before.session.title).because(reason);
        if !self.store.close(id, &act).await? {
            return Err(PlanError::NotOpen);
        }
        self.session(id).await
    }

    /// The checkpoint of an open session is lost for good: whatever was not recorded yet starts from nothing.
    pub async fn forget_checkpoint(&self, id: &SessionId, by: &mut Actor) -> Result<(), PlanError> {
        let session = self.session(id).await?.session;
        let act = by.act(Some(id), "checkpoint_forgotten", &session.title);
        if self.store.forget_checkpoint(id, &act).await? { Ok(()) } else { Err(PlanError::NotOpen) }
    }

    /// The session, when it is still a draft.
    pub(super) async fn draft(&self, id: &SessionId) -> Result<SessionRecord, PlanError> {
        let record = self.session(id).await?;
        if record.session.status == SessionStatus::Draft { Ok(record) } else { Err(PlanError::NotDraft) }
    }

    /// Checks every field and pins blueprint and bank. The ids are filled in by the caller.
    async fn resolve(&self, draft: SessionDraft) -> Result<Session, PlanError> {
        let mut faults = Faults::default();
        let title = faults.text("title", &draft.title, MAX_TITLE_CHARS);
        check_window(&draft, &mut faults);
        check_place(&draft, &mut faults);
        let pinned = self.pin(&draft, &mut faults).await?;
        let Some((blueprint, bank)) = pinned.filter(|_| faults.is_empty()) else {
            return Err(PlanError::Invalid(faults.into_vec()));
        };
        Ok(Session {
            id: SessionId::new(""),
            event: EventId::new(""),
            event_title: String::new(),
            title,
            status: SessionStatus::Draft,
            opens: draft.opens,
            closes: draft.closes,
            time_zone: draft.time_zone,
            capacity: draft.capacity,
            start: draft.start,
            admission_required: draft.admission_required,
            blueprint,
            bank,
            calibration: None,
        })
    }

    /// The newest version of the blueprint, and the bank version that goes with it.
    async fn pin(
        &self,
        draft: &SessionDraft,
        faults: &mut Faults,
    ) -> Result<Option<(BlueprintVersion, BankVersion)>, PlanError> {
        let Some(blueprint) = self.newest_blueprint(&draft.blueprint).await? else {
            faults.push(Fault::of("blueprint_id", "unknown", "no blueprint has this id"));
            return Ok(None);
        };
        let stamps = self.noticed_banks().await?;
        let wanted = |version: &BankVersion| draft.bank.as_ref().is_none_or(|pinned| pinned == version);
        let bank = stamps.into_iter().find(|stamp| stamp.id == blueprint.bank && wanted(&stamp.version));
        if bank.is_none() {
            let detail = format!("no such version of the blueprint's bank, {}", blueprint.bank);
            faults.push(Fault::of("bank_version", "unknown", detail));
        }
        Ok(bank.map(|bank| (blueprint.version.clone(), bank.version)))
    }
}

fn check_window(draft: &SessionDraft, faults: &mut Faults) {
    for (field, instant) in [("opens_ms", draft.opens), ("closes_ms", draft.closes)] {
        if !YEARS.contains(&instant.0) {
            faults.push(Fault::of(field, "out_of_range", "not between the years 2000 and 2099"));
        }
    }
    let window = draft.closes - draft.opens;
    if window <= Span::ZERO {
        faults.push(Fault::of("closes_ms", "not_after_opens", "must be after the opening"));
    } else if window > MAX_WINDOW {
        faults.push(Fault::of("closes_ms", "window_too_long", "a window has at most 31 days"));
    }
}

fn check_place(draft: &SessionDraft, faults: &mut Faults) {
    if draft.time_zone.len() > 64 || jiff::tz::TimeZone::get(&draft.time_zone).is_err() {
        faults.push(Fault::of("time_zone", "unknown", "not an IANA time zone such as Asia/Jakarta"));
    }
    if !(1..=MAX_CAPACITY).contains(&draft.capacity) {
        faults.push(Fault::of("capacity", "out_of_range", format!("1 to {MAX_CAPACITY}")));
    }
}
