//! The steps of an adaptive attempt. An item is chosen once, by the log before it; from then on the log says which it
//! was, whatever a recomputation would give.

use super::event::EventKind;
use super::plan::Plan;
use super::rejection::Rejection;
use super::state::Attempt;
use crate::domain::adaptive::Step;
use crate::domain::ids::ItemId;

/// What follows a start.
pub(super) fn first(plan: &Plan) -> Option<EventKind> {
    plan.adaptive.as_ref().map(|sequence| event(sequence.step([])))
}

/// Whether the item is the one that takes a response now.
pub(super) fn open(attempt: &Attempt, plan: &Plan, item: &ItemId) -> Result<(), Rejection> {
    if plan.adaptive.is_none() {
        return Err(Rejection::NotAdaptive);
    }
    match attempt.offered.iter().position(|offered| offered == item) {
        Some(place) if place < attempt.confirmed => Err(Rejection::PassedItem),
        Some(_) => Ok(()),
        // What is in the pool and was not offered is as unknown to the candidate as what is not.
        None => Err(Rejection::UnknownItem),
    }
}

/// The response to the open item is final, and the next item is chosen by it.
pub(super) fn confirm(attempt: &Attempt, plan: &Plan, item: ItemId) -> Vec<EventKind> {
    let response = |item| attempt.answers.get(item).and_then(|answer| answer.response.as_ref());
    let given = attempt.offered.iter().map(|item| (item, response(item)));
    let next = plan.adaptive.as_ref().map(|sequence| event(sequence.step(given)));
    std::iter::once(EventKind::Confirmed { item }).chain(next).collect()
}

fn event(step: Step) -> EventKind {
    match step {
        Step::Offer(item) => EventKind::Offered { item },
        Step::End(why) => EventKind::ItemsEnded { why },
    }
}
