//! The attempt's clock: deadlines are absolute instants of the server (I4), set at the start of the attempt or of a
//! section, and moved only by an intervention.

use super::event::{Event, EventKind};
use super::plan::Plan;
use super::state::{Attempt, Phase, Running};
use crate::domain::time::{Instant, Span};

/// The clock of section `section` if it starts at `now`, `credit` included, cut at the end of the session's window.
pub(super) fn clock(plan: &Plan, section: u16, now: Instant, credit: Span) -> Running {
    let index = usize::from(section);
    let cut = |instant: Instant| instant.min(plan.closes.max(now));
    match plan.limit {
        Some(limit) => {
            let deadline = cut(now + limit) + credit;
            Running { section, section_deadline: deadline, deadline }
        }
        None => {
            let own = plan.sections[index].limit.unwrap_or(Span::ZERO);
            Running {
                section,
                section_deadline: cut(now + own) + credit,
                deadline: cut(now + plan.limits_from(index)) + credit,
            }
        }
    }
}

/// A clock that stood still since `since` and runs again at `now`.
pub(super) fn resumed(run: Running, since: Instant, now: Instant) -> Running {
    // Another node's clock may be behind: that takes no time away.
    let stood = Span((now - since).0.max(0));
    Running { section_deadline: run.section_deadline + stood, deadline: run.deadline + stood, ..run }
}

/// What time alone causes up to `now`: sections that close, and the end of the attempt.
pub fn due(attempt: &Attempt, plan: &Plan, now: Instant) -> Vec<Event> {
    let Phase::InProgress(mut run) = attempt.phase else { return Vec::new() };
    let mut events = Vec::new();
    while now > run.section_deadline + plan.allowances.grace {
        let kind = if is_last(plan, run.section) {
            EventKind::Expired { deadline: run.section_deadline }
        } else {
            // The next section runs from the deadline, not from when somebody noticed it.
            run = clock(plan, run.section + 1, run.section_deadline, Span::ZERO);
            EventKind::SectionFinished { next_section_deadline: run.section_deadline, deadline: run.deadline }
        };
        let over = matches!(kind, EventKind::Expired { .. });
        events.push(Event { at: now, origin: None, kind });
        if over {
            break;
        }
    }
    events
}

/// The only timer an attempt needs: `due` is empty until this instant has passed.
pub fn next_deadline(attempt: &Attempt, plan: &Plan) -> Option<Instant> {
    match &attempt.phase {
        Phase::InProgress(run) => Some(run.section_deadline + plan.allowances.grace),
        _ => None,
    }
}

fn is_last(plan: &Plan, section: u16) -> bool {
    plan.limit.is_some() || usize::from(section) + 1 >= plan.sections.len()
}
