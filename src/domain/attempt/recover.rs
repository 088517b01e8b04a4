//! What counts of an emergency file: answers that a browser had given before the deadline and could not deliver.
//!
//! The rule: what was acknowledged before stands (its number is known); of the rest counts what was stamped before the
//! end of its section, fits its item, and is not older than an answer from another computer. That the stamps can be
//! believed is the business of whoever read the file.

use super::adaptive;
use super::command::RecoveredAnswer;
use super::decide::{fits, freshness, not_superseded};
use super::event::{Event, EventKind, Origin};
use super::ledger::Freshness;
use super::plan::{Place, Plan};
use super::rejection::Rejection;
use super::state::{Attempt, Cause, Ending, Phase};
use crate::domain::ids::ClientId;
use crate::domain::time::Instant;

/// What becomes of one answer of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Counts,
    /// Acknowledged before: the server has it.
    Known,
    Refused(Rejection),
}

/// Judges each answer by itself, in the order given. `Err`: the attempt can take none at all.
pub fn judge(
    attempt: &Attempt,
    plan: &Plan,
    client: &ClientId,
    answers: &[RecoveredAnswer],
) -> Result<Vec<Verdict>, Rejection> {
    takes_recovery(attempt)?;
    Ok(answers.iter().map(|answer| verdict(attempt, plan, client, answer)).collect())
}

pub(super) fn recover(
    attempt: &Attempt,
    plan: &Plan,
    now: Instant,
    by: &str,
    client: &ClientId,
    answers: Vec<RecoveredAnswer>,
) -> Result<Vec<Event>, Rejection> {
    let verdicts = judge(attempt, plan, client, &answers)?;
    let counting = answers.into_iter().zip(verdicts).filter(|(_, verdict)| *verdict == Verdict::Counts);
    let events = counting.map(|(answer, _)| Event {
        at: now,
        origin: Some(Origin { client: client.clone(), client_seq: answer.client_seq }),
        kind: EventKind::Recovered {
            by: by.to_owned(),
            item: answer.item,
            response: answer.response,
            spent_ms: answer.spent_ms,
            stamped: answer.stamped,
        },
    });
    Ok(events.collect())
}

/// A submitted or voided attempt is what somebody decided it to be; one that ran out may have had answers on the way.
fn takes_recovery(attempt: &Attempt) -> Result<(), Rejection> {
    match &attempt.phase {
        Phase::InProgress(_)
        | Phase::Suspended { .. }
        | Phase::Closed { ending: Ending::Expired | Ending::Ended, .. } => Ok(()),
        Phase::Closed { ending: Ending::Voided, .. } => Err(Rejection::Voided),
        Phase::Closed { ending: Ending::Submitted, .. } => Err(Rejection::Closed),
        Phase::Registered | Phase::Admitted { .. } => Err(Rejection::NotStarted),
    }
}

fn verdict(attempt: &Attempt, plan: &Plan, client: &ClientId, answer: &RecoveredAnswer) -> Verdict {
    match freshness(attempt, client, answer.client_seq) {
        Ok(Freshness::Repeated) => return Verdict::Known,
        Ok(Freshness::Fresh) => {}
        Err(rejection) => return Verdict::Refused(rejection),
    }
    match admissible(attempt, plan, client, answer) {
        Ok(()) => Verdict::Counts,
        Err(rejection) => Verdict::Refused(rejection),
    }
}

fn admissible(attempt: &Attempt, plan: &Plan, client: &ClientId, answer: &RecoveredAnswer) -> Result<(), Rejection> {
    let place = plan.place(&answer.item).ok_or(Rejection::UnknownItem)?;
    if plan.adaptive.is_some() {
        // What came after a confirmed answer was chosen by it: it stands, and the sequence has one past.
        adaptive::open(attempt, plan, &answer.item)?;
    }
    fits(plan, place, answer.response.as_ref())?;
    if answer.stamped > end_of(attempt, plan, place)? {
        return Err(Rejection::AfterDeadline);
    }
    not_superseded(attempt, client, answer.client_seq, &answer.item, answer.seen_seq)
}

/// The last moment at which the item could be answered.
fn end_of(attempt: &Attempt, plan: &Plan, place: Place) -> Result<Instant, Rejection> {
    let section = usize::from(place.section);
    let closed = attempt.sections_closed.get(section).copied();
    if let Some(end) = closed.filter(|_| plan.limit.is_none()) {
        return Ok(end);
    }
    if plan.limit.is_none() && section > attempt.sections_closed.len() {
        return Err(Rejection::SectionClosed);
    }
    match &attempt.phase {
        Phase::InProgress(run) => Ok(run.section_deadline),
        // Nobody told the candidate of an outage to stop answering before the deadline that the page knew; the clock was
        // stopped in retrospect.
        Phase::Suspended { cause: Cause::Outage, since, run, .. } => {
            Ok(attempt.outages_until.unwrap_or(*since).min(run.section_deadline))
        }
        Phase::Suspended { since, .. } => Ok(*since),
        Phase::Closed { at, .. } => Ok(*at),
        Phase::Registered | Phase::Admitted { .. } => Err(Rejection::NotStarted),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::super::{Attempt, CandidateAction, Command, ProctorAction, apply, decide, due};
    use super::*;
    use crate::domain::ids::{ChoiceId, ItemId};
    use crate::domain::response::Response;
    use crate::domain::time::Span;

    fn at(minutes: i64) -> Instant {
        OPENS + Span::minutes(minutes)
    }

    fn saved(client_seq: u64, item: &str, option: &str, stamped: Instant) -> RecoveredAnswer {
        let response = Some(Response::Choice(ChoiceId::new(option)));
        RecoveredAnswer { client_seq, item: ItemId::new(item), response, seen_seq: 2, spent_ms: 5, stamped }
    }

    fn load(attempt: &mut Attempt, plan: &Plan, answers: Vec<RecoveredAnswer>) -> Result<usize, Rejection> {
        let command = Command::Recover { by: "pengawas".into(), client: ClientId::new("tab"), answers };
        let events = decide(attempt, plan, at(60), command)?;
        events.iter().for_each(|event| apply(attempt, plan, event));
        Ok(events.len())
    }

    fn answered() -> (Attempt, Plan) {
        let (mut attempt, plan) = (Attempt::default(), plan(Policy::default()));
        run(&mut attempt, &plan, OPENS, candidate("tab", 1, CandidateAction::Start)).unwrap();
        run(&mut attempt, &plan, at(1), candidate("tab", 2, answer("s0-0", "A", 1))).unwrap();
        (attempt, plan)
    }

    fn expire(attempt: &mut Attempt, plan: &Plan) {
        for event in due(attempt, plan, at(30)) {
            apply(attempt, plan, &event);
        }
        assert!(attempt.is_closed());
    }

    #[test]
    fn after_the_deadline_only_what_was_stamped_before_it_counts() {
        let (mut attempt, plan) = answered();
        expire(&mut attempt, &plan);
        let file = vec![
            saved(2, "s0-0", "C", at(1)),
            saved(3, "s0-1", "B", at(19)),
            saved(4, "s0-2", "B", at(20) + Span(1)),
            saved(5, "elsewhere", "B", at(5)),
            saved(6, "s1-0", "Z", at(5)),
        ];
        let verdicts = judge(&attempt, &plan, &ClientId::new("tab"), &file).unwrap();
        let refused = Verdict::Refused;
        let expected = [
            Verdict::Known,
            Verdict::Counts,
            refused(Rejection::AfterDeadline),
            refused(Rejection::UnknownItem),
            refused(Rejection::InvalidResponse),
        ];
        assert_eq!(verdicts, expected);
        assert_eq!(load(&mut attempt, &plan, file.clone()), Ok(1));
        assert_eq!(attempt.answers[&ItemId::new("s0-0")].response, Some(Response::Choice(ChoiceId::new("A"))));
        assert_eq!(attempt.answered, 2);
        assert!(attempt.is_closed());
        assert_eq!(load(&mut attempt, &plan, file), Ok(0), "the same file again changes nothing");
    }

    #[test]
    fn a_submitted_or_voided_attempt_takes_nothing() {
        for (ending, expected) in [(true, Rejection::Closed), (false, Rejection::Voided)] {
            let (mut attempt, plan) = answered();
            let command =
                if ending { candidate("tab", 3, CandidateAction::Submit) } else { proctor(ProctorAction::Void) };
            run(&mut attempt, &plan, at(2), command).unwrap();
            assert_eq!(load(&mut attempt, &plan, vec![saved(4, "s0-1", "B", at(1))]), Err(expected));
        }
    }

    #[test]
    fn a_section_that_closed_earlier_ends_its_items_earlier() {
        let (mut attempt, plan) = (Attempt::default(), plan(Policy { by_section: true, ..Policy::default() }));
        run(&mut attempt, &plan, OPENS, candidate("tab", 1, CandidateAction::Start)).unwrap();
        expire(&mut attempt, &plan);
        let file = [
            saved(2, "s0-0", "A", at(10)),
            saved(3, "s0-1", "A", at(10) + Span(1)),
            saved(4, "s1-0", "A", at(15)),
            saved(5, "s1-1", "A", at(21)),
        ];
        let verdicts = judge(&attempt, &plan, &ClientId::new("tab"), &file).unwrap();
        let late = Verdict::Refused(Rejection::AfterDeadline);
        assert_eq!(verdicts, [Verdict::Counts, late, Verdict::Counts, late]);
    }

    #[test]
    fn what_was_answered_in_a_held_outage_counts() {
        let (mut attempt, plan) = answered();
        let outage = super::super::Outage { from: at(2), to: at(19) };
        for event in super::super::elapse(&attempt, &plan, at(19), &[outage]) {
            apply(&mut attempt, &plan, &event);
        }
        let file = [saved(3, "s0-1", "B", at(18)), saved(4, "s0-2", "B", at(20))];
        let verdicts = judge(&attempt, &plan, &ClientId::new("tab"), &file).unwrap();
        assert_eq!(verdicts, [Verdict::Counts, Verdict::Refused(Rejection::AfterDeadline)]);
    }

    #[test]
    fn an_answer_from_another_computer_that_is_newer_stands() {
        let (mut attempt, plan) = answered();
        run(&mut attempt, &plan, at(3), candidate("spare", 1, answer("s0-1", "C", 2))).unwrap();
        let verdicts = judge(&attempt, &plan, &ClientId::new("tab"), &[saved(3, "s0-1", "B", at(2))]).unwrap();
        assert_eq!(verdicts, [Verdict::Refused(Rejection::Superseded)]);
    }
}
