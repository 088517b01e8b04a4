//! Folds an event into the state. Total: every event applies to every state, so that a log can always be replayed.

use super::event::{Event, EventKind, Origin};
use super::plan::Plan;
use super::state::{Answer, Attempt, Cause, Ending, Note, NoteBody, Phase, Running};
use super::timing::resumed;
use crate::domain::ids::ItemId;
use crate::domain::response::Response;
use crate::domain::time::{Instant, Span};

/// The state after all of `events`.
pub fn replay<'a>(plan: &Plan, events: impl IntoIterator<Item = &'a Event>) -> Attempt {
    let mut attempt = Attempt::default();
    for event in events {
        apply(&mut attempt, plan, event);
    }
    attempt
}

pub fn apply(attempt: &mut Attempt, plan: &Plan, event: &Event) {
    attempt.seq += 1;
    if let Some(origin) = &event.origin {
        attempt.clients.entry(origin.client.clone()).or_default().record(origin.client_seq);
    }
    let at = event.at;
    match &event.kind {
        EventKind::Answered { item, response, spent_ms } => {
            answer(attempt, plan, item, response.as_ref(), *spent_ms, at, event.origin.as_ref());
            advance(attempt, plan, item);
        }
        EventKind::Recovered { item, response, spent_ms, stamped, .. } => {
            answer(attempt, plan, item, response.as_ref(), *spent_ms, *stamped, event.origin.as_ref());
        }
        EventKind::Flagged { item, flagged } => {
            if *flagged {
                attempt.flagged.insert(item.clone());
            } else {
                attempt.flagged.remove(item);
            }
        }
        EventKind::Visited { item } => {
            attempt.position = Some(plan.shared(item));
            advance(attempt, plan, item);
        }
        EventKind::Confirmed { item } => {
            let place = attempt.offered.iter().position(|offered| offered == item);
            attempt.confirmed = attempt.confirmed.max(place.map_or(0, |place| place + 1));
        }
        EventKind::Offered { item } => {
            attempt.offered.push(plan.shared(item));
            attempt.position = Some(plan.shared(item));
        }
        EventKind::ItemsEnded { why } => {
            attempt.items_ended = Some(*why);
            attempt.position = None;
        }
        EventKind::Arrived => attempt.arrived = attempt.arrived.or(Some(at)),
        EventKind::ProctorCalled { calling } => attempt.calling_since = calling.then_some(at),
        EventKind::CallAnswered { .. } => {
            attempt.calling_since = None;
            note(attempt, at, NoteBody::CallAnswered);
        }
        EventKind::Messaged { text, .. } => note(attempt, at, NoteBody::Message { text: text.clone() }),
        EventKind::LoginReset { .. } => {}
        EventKind::Extended { added, reason, .. } => {
            attempt.extended = attempt.extended + *added;
            move_deadlines(attempt, *added);
            note(attempt, at, NoteBody::Extended { added: *added, reason: reason.clone() });
        }
        EventKind::OutageCredited { until, added } => {
            attempt.outages_until = Some(*until);
            attempt.outage_credit = attempt.outage_credit + *added;
            attempt.outage_unasked = attempt.outage_unasked + *added;
            move_deadlines(attempt, *added);
            note(attempt, at, NoteBody::OutageCredited { added: *added });
        }
        other => change_phase(attempt, plan, at, other),
    }
}

fn change_phase(attempt: &mut Attempt, plan: &Plan, at: Instant, kind: &EventKind) {
    let section = match &attempt.phase {
        Phase::InProgress(run) | Phase::Suspended { run, .. } => run.section,
        _ => 0,
    };
    attempt.phase = match kind {
        EventKind::Admitted { .. } => Phase::Admitted { at },
        EventKind::Started { section_deadline, deadline } | EventKind::Resumed { section_deadline, deadline } => {
            count_held_outage(attempt, at);
            attempt.running_since = Some(at);
            Phase::InProgress(Running { section, section_deadline: *section_deadline, deadline: *deadline })
        }
        EventKind::SectionFinished { next_section_deadline, deadline } => {
            close_section(attempt, at);
            open_section(attempt, plan, section + 1);
            let run = Running { section: section + 1, section_deadline: *next_section_deadline, deadline: *deadline };
            Phase::InProgress(run)
        }
        EventKind::Suspended { reason, .. } => suspended(attempt, at, Cause::Proctor { reason: reason.clone() }),
        EventKind::OutageHeld { until, lost } => {
            attempt.outages_until = Some(*until);
            suspended(attempt, at + Span(-lost.0), Cause::Outage)
        }
        EventKind::Released { .. } => match attempt.phase.clone() {
            Phase::Suspended { run, since, cause, .. } => Phase::Suspended { run, since, cause, released: true },
            phase => phase,
        },
        EventKind::Submitted => closed(Ending::Submitted, at, None),
        EventKind::Expired { deadline } => closed(Ending::Expired, *deadline, None),
        EventKind::Ended { reason, .. } => closed(Ending::Ended, at, Some(reason)),
        EventKind::Voided { reason, .. } => closed(Ending::Voided, at, Some(reason)),
        _ => attempt.phase.clone(),
    };
}

fn suspended(attempt: &Attempt, since: Instant, cause: Cause) -> Phase {
    match attempt.phase {
        Phase::InProgress(run) => Phase::Suspended { run, since, cause, released: false },
        ref phase => phase.clone(),
    }
}

/// A clock that an outage stopped gets the whole time back when it goes on.
fn count_held_outage(attempt: &mut Attempt, at: Instant) {
    if let Phase::Suspended { since, cause: Cause::Outage, .. } = attempt.phase {
        attempt.outage_credit = attempt.outage_credit + (at - since);
        note(attempt, at, NoteBody::OutageCredited { added: at - since });
    }
}

/// A section that nobody closed in time ended at its deadline.
fn close_section(attempt: &mut Attempt, at: Instant) {
    if let Phase::InProgress(run) = attempt.phase {
        attempt.sections_closed.push(at.min(run.section_deadline));
    }
}

fn closed(ending: Ending, at: Instant, reason: Option<&String>) -> Phase {
    Phase::Closed { ending, at, reason: reason.cloned() }
}

#[allow(clippy::too_many_arguments, reason = "the parts of one answer, which two kinds of events carry")]
fn answer(
    attempt: &mut Attempt,
    plan: &Plan,
    item: &ItemId,
    response: Option<&Response>,
    spent_ms: i64,
    at: Instant,
    origin: Option<&Origin>,
) {
    // An answer always comes from a candidate's command; a log without its origin could not tell whose is newer.
    let Some(origin) = origin else { return };
    let before = attempt.answers.get(item);
    let spent_before = before.map_or(0, |answer| answer.spent_ms);
    let was_given = before.is_some_and(|answer| answer.response.is_some());
    attempt.answered = attempt.answered + usize::from(response.is_some()) - usize::from(was_given);
    attempt.answers.insert(
        plan.shared(item),
        Answer {
            response: response.cloned(),
            seq: attempt.seq,
            at,
            client: origin.client.clone(),
            client_seq: origin.client_seq,
            spent_ms: spent_before.saturating_add(spent_ms),
        },
    );
}

fn advance(attempt: &mut Attempt, plan: &Plan, item: &ItemId) {
    if let Some(place) = plan.place(item) {
        attempt.furthest = attempt.furthest.max(usize::from(place.position));
    }
}

fn open_section(attempt: &mut Attempt, plan: &Plan, section: u16) {
    let first = plan.sections.get(usize::from(section)).and_then(|rule| rule.items.first());
    if let Some(item) = first {
        attempt.position = Some(item.id.clone());
        advance(attempt, plan, &item.id);
    }
}

fn move_deadlines(attempt: &mut Attempt, added: Span) {
    match &mut attempt.phase {
        Phase::InProgress(run) | Phase::Suspended { run, .. } => {
            run.section_deadline = run.section_deadline + added;
            run.deadline = run.deadline + added;
        }
        _ => {}
    }
}

fn note(attempt: &mut Attempt, at: Instant, body: NoteBody) {
    attempt.notes.push(Note { seq: attempt.seq, at, body });
}

/// The clock with which a suspended attempt goes on at `now`.
pub(super) fn going_on(run: Running, since: Instant, now: Instant) -> EventKind {
    let run = resumed(run, since, now);
    EventKind::Resumed { section_deadline: run.section_deadline, deadline: run.deadline }
}
