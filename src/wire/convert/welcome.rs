//! What a candidate sees after signing in: themselves, and what awaits them. Of the form only its outline.

use crate::domain::blueprint::{Blueprint, Timing};
use crate::domain::form::{Form, FormSection};
use crate::domain::nip;
use crate::domain::session::{Enrolment, Session};
use crate::domain::time::{Instant, Span};
use crate::wire::candidate::{CandidateMe, SectionOutline, SessionBrief};
use crate::wire::item::ItemView;
use crate::wire::number::{InstantMs, SpanMs};

pub fn candidate_me(
    candidate: &Enrolment,
    session: &Session,
    blueprint: &Blueprint,
    form: &Form,
    practice: Vec<ItemView>,
    now: Instant,
) -> CandidateMe {
    CandidateMe {
        attempt_id: candidate.attempt.to_string(),
        name: candidate.name.clone(),
        nip_masked: nip::mask(&candidate.nip),
        unit: candidate.unit.clone(),
        room: candidate.room.clone(),
        seat: candidate.seat.clone(),
        session: brief(candidate, session, blueprint, form),
        practice,
        server_ms: InstantMs(now.0),
    }
}

fn brief(candidate: &Enrolment, session: &Session, blueprint: &Blueprint, form: &Form) -> SessionBrief {
    let extra = candidate.extra_time_percent;
    SessionBrief {
        id: session.id.to_string(),
        title: session.title.clone(),
        event_title: session.event_title.clone(),
        opens_ms: InstantMs(session.opens.0),
        closes_ms: InstantMs(session.closes.0),
        time_zone: session.time_zone.clone(),
        instructions_html: blueprint.instructions.0.clone(),
        start: session.start.into(),
        navigation: blueprint.navigation.into(),
        timing: blueprint.timing.into(),
        duration_ms: SpanMs(duration(blueprint, extra).0),
        sections: (0..)
            .zip(&form.sections)
            .map(|(index, section)| outline(index, section, extra, form.is_pool()))
            .collect(),
        adaptive: blueprint.adaptive.map(Into::into),
    }
}

/// Sections with clocks of their own are lengthened one by one, each rounded up.
fn duration(blueprint: &Blueprint, extra: u16) -> Span {
    match blueprint.timing {
        Timing::Whole(span) => span.with_extra_percent(extra),
        Timing::BySection => {
            let limits = blueprint.sections.iter().filter_map(|section| section.limit);
            limits.fold(Span::ZERO, |sum, limit| sum + limit.with_extra_percent(extra))
        }
    }
}

fn outline(index: u16, section: &FormSection, extra: u16, is_pool: bool) -> SectionOutline {
    SectionOutline {
        index,
        domain: section.domain.to_string(),
        title: section.title.clone(),
        // How many come of a pool nobody knows before.
        items: if is_pool { 0 } else { u16::try_from(section.items.len()).unwrap_or(u16::MAX) },
        limit_ms: section.limit.map(|limit| SpanMs(limit.with_extra_percent(extra).0)),
    }
}
