//! Outage credit: time in which nothing could be made durable, through no fault of the candidate, is given back.
//!
//! The policy: a running clock gets the lost time back by itself, up to `Allowances::outage_credit` over the whole
//! attempt. Beyond that the clock stands still as of the moment the outage began, and a proctor decides: letting the
//! attempt go on gives the whole time back. How outages are found out is not known here.

use super::apply::apply;
use super::event::{Event, EventKind};
use super::plan::Plan;
use super::state::{Attempt, Phase};
use super::timing::due;
use crate::domain::time::{Instant, Span};

/// A span in which no append could have succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    pub from: Instant,
    pub to: Instant,
}

/// Shorter ones are the blips that pages hide anyway: a reconnect, a takeover by another node.
pub const SHORTEST_OUTAGE: Span = Span::seconds(5);

/// What time and outages cause up to `now`. A deadline that passed before an outage began has passed; one that passed
/// within it has not.
pub fn elapse(attempt: &Attempt, plan: &Plan, now: Instant, outages: &[Outage]) -> Vec<Event> {
    let lost = lost(attempt, outages);
    let Some(first) = lost.first() else { return due(attempt, plan, now) };
    let mut ahead = attempt.clone();
    let mut events = due(&ahead, plan, first.from);
    events.iter().for_each(|event| apply(&mut ahead, plan, event));
    if let Some(event) = settle(&ahead, plan, now, outages) {
        apply(&mut ahead, plan, &event);
        events.push(event);
    }
    events.extend(due(&ahead, plan, now));
    events
}

fn settle(attempt: &Attempt, plan: &Plan, now: Instant, outages: &[Outage]) -> Option<Event> {
    let lost = lost(attempt, outages);
    let until = lost.iter().map(|outage| outage.to).max()?;
    let added = lost.iter().fold(Span::ZERO, |sum, outage| sum + (outage.to - outage.from));
    let within = attempt.outage_unasked + added <= plan.allowances.outage_credit;
    let kind =
        if within { EventKind::OutageCredited { until, added } } else { EventKind::OutageHeld { until, lost: added } };
    Some(Event { at: now, origin: None, kind })
}

/// The parts of `outages` that a running clock lost and that are not settled yet, in order and without overlap.
fn lost(attempt: &Attempt, outages: &[Outage]) -> Vec<Outage> {
    let (Phase::InProgress(run), Some(since)) = (&attempt.phase, attempt.running_since) else { return Vec::new() };
    let mut sorted = outages.to_vec();
    sorted.sort_by_key(|outage| outage.from);
    let mut settled = attempt.outages_until.unwrap_or(since).max(since);
    let mut lost = Vec::new();
    for outage in sorted {
        let from = outage.from.max(settled);
        if from < outage.to && from < run.deadline {
            lost.push(Outage { from, to: outage.to });
            settled = outage.to;
        }
    }
    lost
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::super::state::Cause;
    use super::super::{CandidateAction, ProctorAction};
    use super::*;

    fn at(minutes: i64) -> Instant {
        OPENS + Span::minutes(minutes)
    }

    fn outage(from: i64, to: i64) -> Outage {
        Outage { from: at(from), to: at(to) }
    }

    fn started(policy: Policy) -> (Attempt, Plan) {
        let (mut attempt, plan) = (Attempt::default(), plan(policy));
        run(&mut attempt, &plan, OPENS, candidate("tab", 1, CandidateAction::Start)).unwrap();
        (attempt, plan)
    }

    fn after(attempt: &mut Attempt, plan: &Plan, now: Instant, outages: &[Outage]) -> usize {
        let events = elapse(attempt, plan, now, outages);
        events.iter().for_each(|event| apply(attempt, plan, event));
        events.len()
    }

    fn deadline(attempt: &Attempt) -> Instant {
        match &attempt.phase {
            Phase::InProgress(run) => run.deadline,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_outage_is_given_back_once() {
        let (mut attempt, plan) = started(Policy::default());
        assert_eq!(after(&mut attempt, &plan, at(8), &[outage(5, 8)]), 1);
        assert_eq!(deadline(&attempt), at(23));
        assert_eq!(after(&mut attempt, &plan, at(9), &[outage(5, 8)]), 0);
        assert_eq!(after(&mut attempt, &plan, at(10), &[outage(5, 8), outage(7, 9)]), 1);
        assert_eq!((deadline(&attempt), attempt.outage_credit), (at(24), Span::minutes(4)));
    }

    #[test]
    fn a_deadline_within_the_outage_waits_for_the_time_that_was_left() {
        let (mut attempt, plan) = started(Policy::default());
        after(&mut attempt, &plan, at(25), &[outage(18, 25)]);
        assert_eq!(deadline(&attempt), at(27));
    }

    #[test]
    fn a_deadline_before_the_outage_has_passed() {
        let (mut attempt, plan) = started(Policy::default());
        after(&mut attempt, &plan, at(40), &[outage(21, 40)]);
        assert!(attempt.is_closed());
        let (mut attempt, plan) = started(Policy { by_section: true, ..Policy::default() });
        after(&mut attempt, &plan, at(14), &[outage(11, 14)]);
        assert_eq!(attempt.sections_closed, [at(10)]);
        assert_eq!(deadline(&attempt), at(23));
    }

    #[test]
    fn a_long_outage_stops_the_clock_until_a_proctor_decides() {
        let (mut attempt, plan) = started(Policy::default());
        after(&mut attempt, &plan, at(32), &[outage(12, 32)]);
        assert!(matches!(attempt.phase, Phase::Suspended { since, cause: Cause::Outage, .. } if since == at(12)));
        run(&mut attempt, &plan, at(40), proctor(ProctorAction::Resume)).unwrap();
        run(&mut attempt, &plan, at(40), super::super::Command::Attach).unwrap();
        assert_eq!((deadline(&attempt), attempt.outage_credit), (at(48), Span::minutes(28)));
        // What a proctor gave back leaves the unasked part whole.
        assert_eq!(after(&mut attempt, &plan, at(46), &[outage(44, 46)]), 1);
        assert_eq!(deadline(&attempt), at(50));
        assert_eq!(after(&mut attempt, &plan, at(41), &[outage(12, 32)]), 0);
    }

    #[test]
    fn what_was_lost_before_the_start_or_while_the_clock_stood_is_not_lost() {
        let (mut attempt, plan) = started(Policy::default());
        assert_eq!(after(&mut attempt, &plan, at(1), &[outage(-10, 0)]), 0);
        after(&mut attempt, &plan, at(3), &[outage(-10, 2)]);
        assert_eq!(deadline(&attempt), at(22));
        run(&mut attempt, &plan, at(4), proctor(ProctorAction::Suspend)).unwrap();
        assert_eq!(after(&mut attempt, &plan, at(9), &[outage(5, 8)]), 0);
    }
}
