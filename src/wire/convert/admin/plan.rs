//! Events, sessions, candidates, cards, the opening. NIPs are masked everywhere but on a card.

use crate::domain::blueprint::Blueprint;
use crate::domain::ids::{BankVersion, BlueprintId};
use crate::domain::item::JobFamily;
use crate::domain::nip;
use crate::domain::session::Enrolment;
use crate::domain::time::Instant;
use crate::planning::event::Event;
use crate::planning::fault::Fault;
use crate::planning::session::{SessionDraft, SessionRecord};
use crate::planning::{Card, Import, Opening};
use crate::wire::admin::{AccessCard, CandidateRow, EventView, ImportReport, NewSession, OpeningReport, SessionView};
use crate::wire::number::InstantMs;

impl From<NewSession> for SessionDraft {
    fn from(new: NewSession) -> Self {
        Self {
            title: new.title,
            opens: Instant(new.opens_ms.0),
            closes: Instant(new.closes_ms.0),
            time_zone: new.time_zone,
            capacity: new.capacity,
            start: new.start.into(),
            admission_required: new.admission_required,
            blueprint: BlueprintId::new(new.blueprint_id),
            bank: new.bank_version.map(BankVersion::new),
        }
    }
}

pub fn event_view(event: Event, sessions: Vec<SessionView>) -> EventView {
    EventView {
        id: event.id.to_string(),
        title: event.title,
        organiser: event.organiser,
        created_ms: InstantMs(event.created.0),
        sessions,
    }
}

pub fn session_view(record: SessionRecord, blueprint: Option<&Blueprint>, missing: Vec<Fault>) -> SessionView {
    let SessionRecord { session, candidates, forms, closed_attempts } = record;
    SessionView {
        id: session.id.to_string(),
        event_id: session.event.to_string(),
        event_title: session.event_title,
        title: session.title,
        status: session.status.into(),
        opens_ms: InstantMs(session.opens.0),
        closes_ms: InstantMs(session.closes.0),
        time_zone: session.time_zone,
        capacity: session.capacity,
        start: session.start.into(),
        admission_required: session.admission_required,
        blueprint_id: blueprint.map_or_else(String::new, |b| b.id.to_string()),
        blueprint_title: blueprint.map_or_else(String::new, |b| b.title.clone()),
        bank_id: blueprint.map_or_else(String::new, |b| b.bank.to_string()),
        bank_version: session.bank.to_string(),
        candidates,
        forms,
        closed_attempts,
        missing: missing.into_iter().map(Into::into).collect(),
    }
}

pub fn job_group(family: Option<JobFamily>) -> String {
    family.map_or("", JobFamily::name).to_owned()
}

impl From<Enrolment> for CandidateRow {
    fn from(candidate: Enrolment) -> Self {
        Self {
            attempt_id: candidate.attempt.to_string(),
            nip_masked: nip::mask(&candidate.nip),
            name: candidate.name,
            unit: candidate.unit,
            job_group: job_group(candidate.job_family),
            email: candidate.email,
            extra_time_percent: candidate.extra_time_percent,
            room: candidate.room,
            seat: candidate.seat,
        }
    }
}

impl From<Import> for ImportReport {
    fn from(import: Import) -> Self {
        Self {
            dry_run: import.dry_run,
            rows: import.rows,
            accepted: import.accepted,
            faults: import.faults.into_iter().map(Into::into).collect(),
            warnings: import.warnings.into_iter().map(Into::into).collect(),
            preview: import.preview.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Card> for AccessCard {
    fn from(card: Card) -> Self {
        let candidate = card.candidate;
        Self {
            attempt_id: candidate.attempt.to_string(),
            name: candidate.name,
            nip: candidate.nip,
            unit: candidate.unit,
            room: candidate.room,
            seat: candidate.seat,
            access_code: card.access_code,
        }
    }
}

impl From<Opening> for OpeningReport {
    fn from(opening: Opening) -> Self {
        Self {
            forms: opening.forms,
            items_per_form: opening.items_per_form,
            distinct_items: opening.distinct_items,
            max_exposure: opening.max_exposure,
            mean_overlap: opening.mean_overlap,
        }
    }
}
