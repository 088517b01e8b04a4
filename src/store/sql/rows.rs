//! Rows to domain values. A text that no enum knows is a broken record, named by its id.

use super::database::Row;
use super::value::broken;
use crate::access::ports::{StaffAccount, Standing};
use crate::access::role::{Role, StaffMember};
use crate::audit::Act;
use crate::delivery::ports::StoreError;
use crate::domain::ids::{
    AttemptId, BankId, BankVersion, BlueprintId, BlueprintVersion, CalibrationId, EventId, SessionId,
};
use crate::domain::item::JobFamily;
use crate::domain::session::{Enrolment, Session, SessionStatus, StartRule};
use crate::domain::time::Instant;
use crate::hex;
use crate::planning::event::Event;
use crate::planning::ports::{BankStamp, BankText, BlueprintStamp, BlueprintText};
use crate::planning::session::SessionRecord;

pub(super) fn session(row: &Row) -> Result<Session, StoreError> {
    let id = row.text("id")?;
    Ok(Session {
        status: status(&id, &row.text("status")?)?,
        start: start_rule(&id, &row.text("start_rule")?)?,
        event: EventId::new(row.text("event_id")?),
        event_title: row.text("event_title")?,
        title: row.text("title")?,
        opens: Instant(row.int("opens_ms")?),
        closes: Instant(row.int("closes_ms")?),
        time_zone: row.text("time_zone")?,
        capacity: row.small("capacity")?,
        admission_required: row.flag("admission_required")?,
        blueprint: BlueprintVersion::new(row.text("blueprint_version")?),
        bank: BankVersion::new(row.text("bank_version")?),
        calibration: row.optional_text("calibration")?.map(CalibrationId::new),
        id: SessionId::new(id),
    })
}

pub(super) fn session_record(row: &Row) -> Result<SessionRecord, StoreError> {
    Ok(SessionRecord {
        session: session(row)?,
        candidates: row.small("candidates")?,
        forms: row.small("forms")?,
        closed_attempts: row.small("closed_attempts")?,
    })
}

pub(super) fn enrolment(row: &Row) -> Result<Enrolment, StoreError> {
    let attempt = row.text("attempt_id")?;
    Ok(Enrolment {
        job_family: row.optional_text("job_family")?.map(|name| job_family(&attempt, &name)).transpose()?,
        session: SessionId::new(row.text("session_id")?),
        nip: row.text("nip")?,
        name: row.text("name")?,
        unit: row.text("unit")?,
        email: row.optional_text("email")?,
        extra_time_percent: row.small("extra_time_percent")?,
        room: row.optional_text("room")?,
        seat: row.optional_text("seat")?,
        attempt: AttemptId::new(attempt),
    })
}

pub(super) fn event(row: &Row) -> Result<Event, StoreError> {
    Ok(Event {
        id: EventId::new(row.text("id")?),
        title: row.text("title")?,
        organiser: row.text("organiser")?,
        created: Instant(row.int("created_ms")?),
    })
}

pub(super) fn member(row: &Row) -> Result<StaffMember, StoreError> {
    let (username, role) = (row.text("username")?, row.text("role")?);
    let role = Role::from_name(&role).ok_or_else(|| broken(&username, "unknown role"))?;
    Ok(StaffMember { username, name: row.text("name")?, role })
}

pub(super) fn account(row: &Row) -> Result<StaffAccount, StoreError> {
    Ok(StaffAccount { member: member(row)?, password: row.text("password")? })
}

pub(super) fn standing(row: &Row) -> Result<Standing, StoreError> {
    let session = row.text("session_id")?;
    Ok(Standing {
        status: status(&session, &row.text("status")?)?,
        secret: secret(row)?,
        attempt: AttemptId::new(row.text("attempt_id")?),
        name: row.text("name")?,
        closes: Instant(row.int("closes_ms")?),
        code_version: row.small("code_version")?,
        session: SessionId::new(session),
    })
}

pub(super) fn secret(row: &Row) -> Result<[u8; 32], StoreError> {
    hex::decode(&row.text("secret")?).ok_or_else(|| broken("session secret", "not 32 bytes in hexadecimal"))
}

pub(super) fn bank_stamp(row: &Row) -> Result<BankStamp, StoreError> {
    Ok(BankStamp {
        version: BankVersion::new(row.text("version")?),
        id: BankId::new(row.text("id")?),
        title: row.text("title")?,
        loaded: Instant(row.int("loaded_ms")?),
    })
}

pub(super) fn bank(row: &Row) -> Result<BankText, StoreError> {
    Ok(BankText { stamp: bank_stamp(row)?, files: row.text("files")? })
}

pub(super) fn blueprint_stamp(row: &Row) -> Result<BlueprintStamp, StoreError> {
    Ok(BlueprintStamp {
        version: BlueprintVersion::new(row.text("version")?),
        id: BlueprintId::new(row.text("id")?),
        title: row.text("title")?,
        loaded: Instant(row.int("loaded_ms")?),
    })
}

pub(super) fn blueprint(row: &Row) -> Result<BlueprintText, StoreError> {
    Ok(BlueprintText { stamp: blueprint_stamp(row)?, source: row.text("source")? })
}

pub(super) fn act(row: &Row) -> Result<Act, StoreError> {
    Ok(Act {
        id: row.text("id")?,
        at: Instant(row.int("at_ms")?),
        session: row.optional_text("session_id")?.map(SessionId::new),
        who: row.text("who")?,
        action: row.text("action")?,
        subject: row.text("subject")?,
        reason: row.text("reason")?,
        detail: row.text("detail")?,
    })
}

pub(super) fn status_name(status: SessionStatus) -> &'static str {
    match status {
        SessionStatus::Draft => "draft",
        SessionStatus::Open => "open",
        SessionStatus::Closed => "closed",
    }
}

pub(super) fn start_name(start: StartRule) -> &'static str {
    match start {
        StartRule::Candidate => "candidate",
        StartRule::Proctor => "proctor",
    }
}

fn status(record: &str, name: &str) -> Result<SessionStatus, StoreError> {
    [SessionStatus::Draft, SessionStatus::Open, SessionStatus::Closed]
        .into_iter()
        .find(|status| status_name(*status) == name)
        .ok_or_else(|| broken(record, "unknown status"))
}

fn start_rule(record: &str, name: &str) -> Result<StartRule, StoreError> {
    [StartRule::Candidate, StartRule::Proctor]
        .into_iter()
        .find(|rule| start_name(*rule) == name)
        .ok_or_else(|| broken(record, "unknown start rule"))
}

fn job_family(record: &str, name: &str) -> Result<JobFamily, StoreError> {
    JobFamily::from_name(name).ok_or_else(|| broken(record, "unknown job family"))
}
