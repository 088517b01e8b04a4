//! Which events a command causes. Pure and total; nothing is stored or sent here.
//!
//! An accepted command with no events is a repeat of one that was applied before: it is acknowledged again.

use super::adaptive;
use super::apply::going_on;
use super::command::{CandidateAction, Command, ProctorAction};
use super::event::{Event, EventKind, Origin};
use super::ledger::{ClientLedger, Freshness, MAX_CLIENTS};
use super::plan::{Place, Plan};
use super::recover::recover;
use super::rejection::Rejection;
use super::state::{Attempt, Ending, Phase, Running};
use super::timing::clock;
use crate::domain::blueprint::Navigation;
use crate::domain::ids::{ClientId, ItemId};
use crate::domain::response::Response;
use crate::domain::session::StartRule;
use crate::domain::time::{Instant, Span};

/// Messages of proctors kept for a candidate; a hall's sitting sees a handful.
const MAX_NOTES: usize = 100;

pub fn decide(attempt: &Attempt, plan: &Plan, now: Instant, command: Command) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::Candidate { client, client_seq, action } => {
            if freshness(attempt, &client, client_seq)? == Freshness::Repeated {
                return Ok(Vec::new());
            }
            let kinds = decide_candidate(attempt, plan, now, &client, client_seq, action)?;
            // The first is what the candidate did; the rest is what the server makes of it, in the same append.
            let mut origin = Some(Origin { client, client_seq });
            Ok(kinds.into_iter().map(|kind| Event { at: now, origin: origin.take(), kind }).collect())
        }
        Command::Proctor { by, reason, action } => {
            let kinds = decide_proctor(attempt, plan, now, by, reason, action)?;
            Ok(kinds.into_iter().map(|kind| Event { at: now, origin: None, kind }).collect())
        }
        Command::Recover { by, client, answers } => Ok(recover(attempt, plan, now, &by, &client, answers)?),
        Command::Attach => Ok(attach(attempt, now).map(|kind| Event { at: now, origin: None, kind }).collect()),
    }
}

fn attach(attempt: &Attempt, now: Instant) -> impl Iterator<Item = EventKind> {
    let arrived = (attempt.arrived.is_none() && !attempt.is_closed()).then_some(EventKind::Arrived);
    let resumed = match &attempt.phase {
        Phase::Suspended { run, since, released: true, .. } => Some(going_on(*run, *since, now)),
        _ => None,
    };
    arrived.into_iter().chain(resumed)
}

pub(super) fn freshness(attempt: &Attempt, client: &ClientId, client_seq: u64) -> Result<Freshness, Rejection> {
    match attempt.clients.get(client) {
        Some(ledger) => ledger.judge(client_seq),
        None if attempt.clients.len() >= MAX_CLIENTS => Err(Rejection::TooManyClients),
        None => ClientLedger::default().judge(client_seq),
    }
}

fn decide_candidate(
    attempt: &Attempt,
    plan: &Plan,
    now: Instant,
    client: &ClientId,
    client_seq: u64,
    action: CandidateAction,
) -> Result<Vec<EventKind>, Rejection> {
    if let CandidateAction::CallProctor { calling } = action {
        open(attempt)?;
        return Ok(vec![EventKind::ProctorCalled { calling }]);
    }
    if action == CandidateAction::Start {
        return start_by_candidate(attempt, plan, now);
    }
    let run = running(attempt, plan, now)?;
    if let CandidateAction::Confirm { item, seen_seq } = action {
        adaptive::open(attempt, plan, &item)?;
        not_superseded(attempt, client, client_seq, &item, seen_seq)?;
        return Ok(adaptive::confirm(attempt, plan, item));
    }
    let kind = match action {
        CandidateAction::Answer { item, response, seen_seq, spent_ms } => {
            let place = reachable(attempt, plan, run, &item)?;
            fits(plan, place, response.as_ref())?;
            not_superseded(attempt, client, client_seq, &item, seen_seq)?;
            Ok(EventKind::Answered { item, response, spent_ms })
        }
        CandidateAction::Flag { item, flagged } => {
            in_open_section(attempt, plan, run, &item)?;
            Ok(EventKind::Flagged { item, flagged })
        }
        CandidateAction::Visit { item } => {
            reachable(attempt, plan, run, &item)?;
            Ok(EventKind::Visited { item })
        }
        CandidateAction::FinishSection { section } => finish_section(plan, run, now, section),
        CandidateAction::Submit if plan.adaptive.is_some() && attempt.items_ended.is_none() => {
            Err(Rejection::ItemsLeft)
        }
        CandidateAction::Submit => Ok(EventKind::Submitted),
        CandidateAction::Start | CandidateAction::CallProctor { .. } | CandidateAction::Confirm { .. } => {
            Err(Rejection::NotApplicable)
        }
    };
    Ok(vec![kind?])
}

fn start_by_candidate(attempt: &Attempt, plan: &Plan, now: Instant) -> Result<Vec<EventKind>, Rejection> {
    open(attempt)?;
    match &attempt.phase {
        Phase::Registered if plan.admission_required => Err(Rejection::NotAdmitted),
        Phase::Registered | Phase::Admitted { .. } => {
            if plan.start == StartRule::Proctor || now < plan.opens {
                return Err(Rejection::NotStarted);
            }
            if now >= plan.closes {
                return Err(Rejection::AfterDeadline);
            }
            Ok(started(attempt, plan, now))
        }
        _ => Err(Rejection::AlreadyStarted),
    }
}

fn started(attempt: &Attempt, plan: &Plan, now: Instant) -> Vec<EventKind> {
    let run = clock(plan, 0, now, attempt.extended);
    let started = EventKind::Started { section_deadline: run.section_deadline, deadline: run.deadline };
    std::iter::once(started).chain(adaptive::first(plan)).collect()
}

/// The clock of an attempt that takes answers now.
fn running(attempt: &Attempt, plan: &Plan, now: Instant) -> Result<Running, Rejection> {
    open(attempt)?;
    match &attempt.phase {
        Phase::Registered if plan.admission_required => Err(Rejection::NotAdmitted),
        Phase::Suspended { .. } => Err(Rejection::Suspended),
        Phase::InProgress(run) if now > run.deadline + plan.allowances.grace => Err(Rejection::AfterDeadline),
        Phase::InProgress(run) => Ok(*run),
        _ => Err(Rejection::NotStarted),
    }
}

fn open(attempt: &Attempt) -> Result<(), Rejection> {
    match &attempt.phase {
        Phase::Closed { ending: Ending::Voided, .. } => Err(Rejection::Voided),
        Phase::Closed { ending: Ending::Expired, .. } => Err(Rejection::AfterDeadline),
        Phase::Closed { .. } => Err(Rejection::Closed),
        _ => Ok(()),
    }
}

fn in_open_section(attempt: &Attempt, plan: &Plan, run: Running, item: &ItemId) -> Result<Place, Rejection> {
    let place = plan.place(item).ok_or(Rejection::UnknownItem)?;
    if plan.adaptive.is_some() {
        adaptive::open(attempt, plan, item)?;
        return Ok(place);
    }
    if plan.limit.is_none() && place.section != run.section {
        return Err(Rejection::SectionClosed);
    }
    Ok(place)
}

fn reachable(attempt: &Attempt, plan: &Plan, run: Running, item: &ItemId) -> Result<Place, Rejection> {
    let place = in_open_section(attempt, plan, run, item)?;
    if plan.adaptive.is_none()
        && plan.navigation == Navigation::ForwardOnly
        && usize::from(place.position) < attempt.furthest
    {
        return Err(Rejection::PassedItem);
    }
    Ok(place)
}

pub(super) fn fits(plan: &Plan, place: Place, response: Option<&Response>) -> Result<(), Rejection> {
    let Some(response) = response else { return Ok(()) };
    let item = plan.item(place).ok_or(Rejection::UnknownItem)?;
    response.check(&item.interaction).map_err(|_| Rejection::InvalidResponse)
}

/// An answer typed before the candidate saw a later one from another computer must not overwrite that one; nor may
/// a client's older command overwrite its own newer one.
pub(super) fn not_superseded(
    attempt: &Attempt,
    client: &ClientId,
    client_seq: u64,
    item: &ItemId,
    seen_seq: u64,
) -> Result<(), Rejection> {
    let Some(standing) = attempt.answers.get(item) else { return Ok(()) };
    let newer = if standing.client == *client { standing.client_seq > client_seq } else { standing.seq > seen_seq };
    if newer { Err(Rejection::Superseded) } else { Ok(()) }
}

fn finish_section(plan: &Plan, run: Running, now: Instant, section: u16) -> Result<EventKind, Rejection> {
    if plan.limit.is_some() {
        return Err(Rejection::NoSections);
    }
    if section != run.section {
        return Err(Rejection::SectionClosed);
    }
    if usize::from(section) + 1 >= plan.sections.len() {
        return Ok(EventKind::Submitted);
    }
    let next = clock(plan, section + 1, now, Span::ZERO);
    Ok(EventKind::SectionFinished { next_section_deadline: next.section_deadline, deadline: next.deadline })
}

fn decide_proctor(
    attempt: &Attempt,
    plan: &Plan,
    now: Instant,
    by: String,
    reason: String,
    action: ProctorAction,
) -> Result<Vec<EventKind>, Rejection> {
    open(attempt)?;
    let kind = match (action, &attempt.phase) {
        (ProctorAction::Admit, Phase::Registered) => EventKind::Admitted { by },
        (ProctorAction::Start, Phase::Registered | Phase::Admitted { .. }) => {
            return start_by_proctor(attempt, plan, now, by);
        }
        (ProctorAction::Start, _) => return Err(Rejection::AlreadyStarted),
        (ProctorAction::Suspend, Phase::InProgress(_)) => EventKind::Suspended { by, reason },
        (ProctorAction::Resume, Phase::Suspended { released: false, .. }) => EventKind::Released { by },
        (ProctorAction::Extend { added }, _) => EventKind::Extended { by, added, reason },
        (ProctorAction::ResetLogin, _) => EventKind::LoginReset { by, reason },
        (ProctorAction::Message { text }, _) => {
            if attempt.notes.len() >= MAX_NOTES {
                return Err(Rejection::NotApplicable);
            }
            EventKind::Messaged { by, text }
        }
        (ProctorAction::AnswerCall, _) if attempt.calling_since.is_some() => EventKind::CallAnswered { by },
        (ProctorAction::End, Phase::InProgress(_) | Phase::Suspended { .. }) => EventKind::Ended { by, reason },
        (ProctorAction::Void, _) => EventKind::Voided { by, reason },
        _ => return Err(Rejection::NotApplicable),
    };
    Ok(vec![kind])
}

/// The proctor's start admits as well: one click for a hall.
fn start_by_proctor(attempt: &Attempt, plan: &Plan, now: Instant, by: String) -> Result<Vec<EventKind>, Rejection> {
    if now < plan.opens {
        return Err(Rejection::NotStarted);
    }
    if now >= plan.closes {
        return Err(Rejection::AfterDeadline);
    }
    let mut kinds = Vec::with_capacity(3);
    if attempt.phase == Phase::Registered {
        kinds.push(EventKind::Admitted { by });
    }
    kinds.extend(started(attempt, plan, now));
    Ok(kinds)
}
