//! The adaptive attempt: choice and answer in one append, replay item by item, nothing twice, nothing from outside the
//! pool, content as planned, and files that do not fork the sequence.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::fixture::{ALLOWANCES, OPENS, candidate, enrolment, proctor, run, session};
use super::*;
use crate::domain::adaptive::fixture::{RULE, Small};
use crate::domain::adaptive::{Sequence, Stop};
use crate::domain::blueprint::AdaptiveRule;
use crate::domain::form::Form;
use crate::domain::ids::{ChoiceId, ClientId, ItemId};
use crate::domain::response::Response;
use crate::domain::time::{Instant, Span};

/// Not stopped by precision, so that lengths are known.
const LONG: AdaptiveRule = AdaptiveRule { standard_error: None, ..RULE };

fn planned(small: &Small, seed: u8) -> (Plan, Form) {
    let (sequence, form) = small.sequence(seed);
    (choosing(small, &form, sequence), form)
}

fn choosing(small: &Small, form: &Form, sequence: Sequence) -> Plan {
    let policy = super::fixture::Policy::default();
    let (session, enrolment) = (session(policy), enrolment(policy));
    Plan::new(form, &small.bank, &small.blueprint, &session, &enrolment, ALLOWANCES).unwrap().choosing(sequence)
}

/// A log beside its state, as the owner keeps both.
struct Sitting {
    plan: Plan,
    attempt: Attempt,
    log: Vec<Event>,
    number: u64,
}

impl Sitting {
    fn of(plan: Plan) -> Self {
        Self { plan, attempt: Attempt::default(), log: Vec::new(), number: 0 }
    }

    fn begun(small: &Small, seed: u8) -> Self {
        let mut sitting = Self::of(planned(small, seed).0);
        sitting.tell(CandidateAction::Start).unwrap();
        sitting
    }

    fn tell(&mut self, action: CandidateAction) -> Result<usize, Rejection> {
        self.number += 1;
        let command = candidate("tab", self.number, action);
        let events = decide(&self.attempt, &self.plan, OPENS, command)?;
        events.iter().for_each(|event| apply(&mut self.attempt, &self.plan, event));
        self.log.extend(events.iter().cloned());
        Ok(events.len())
    }

    fn open(&self) -> ItemId {
        self.attempt.open_item().unwrap().clone()
    }

    fn answer(&mut self, option: &str) {
        let item = self.open();
        self.tell(given(&item, option)).unwrap();
    }

    fn confirm(&mut self) {
        let item = self.open();
        self.tell(CandidateAction::Confirm { item, seen_seq: self.attempt.seq }).unwrap();
    }

    /// Answers right by these flags, in turn, until the questions end.
    fn finish(&mut self, right: &[bool]) {
        for flag in right.iter().cycle() {
            if self.attempt.open_item().is_none() {
                break;
            }
            self.answer(if *flag { "C" } else { "A" });
            self.confirm();
        }
    }
}

fn given(item: &ItemId, option: &str) -> CandidateAction {
    let response = Some(Response::Choice(ChoiceId::new(option)));
    CandidateAction::Answer { item: item.clone(), response, seen_seq: u64::MAX, spent_ms: 5 }
}

fn kinds(events: &[Event]) -> Vec<&EventKind> {
    events.iter().map(|event| &event.kind).collect()
}

#[test]
fn the_first_item_comes_with_the_start_and_each_next_one_with_its_answer() {
    let mut sitting = Sitting::begun(&Small::new(LONG, &[10, 10]), 1);
    assert!(matches!(kinds(&sitting.log)[..], [EventKind::Started { .. }, EventKind::Offered { .. }]));
    let first = sitting.open();
    sitting.answer("C");
    sitting.answer("A");
    let before = sitting.log.len();
    sitting.confirm();
    let batch = &sitting.log[before..];
    let second = sitting.open();
    assert_eq!(
        kinds(batch),
        [&EventKind::Confirmed { item: first.clone() }, &EventKind::Offered { item: second.clone() }]
    );
    assert_eq!((batch[0].origin.as_ref().map(|origin| origin.client_seq), &batch[1].origin), (Some(4), &None));
    assert_eq!(sitting.attempt.position, Some(second.clone()));
    assert_eq!(sitting.tell(given(&first, "B")), Err(Rejection::PassedItem));
    let again = CandidateAction::Confirm { item: first, seen_seq: 9 };
    assert_eq!(sitting.tell(again), Err(Rejection::PassedItem), "another number for the same step");
}

#[test]
fn a_start_by_the_proctor_offers_too() {
    let (plan, _) = planned(&Small::new(LONG, &[10]), 1);
    let mut attempt = Attempt::default();
    assert_eq!(run(&mut attempt, &plan, OPENS, proctor(ProctorAction::Start)), Ok(3));
    assert_eq!(attempt.offered.len(), 1);
}

#[test]
fn a_repeated_confirm_gives_the_same_next_item() {
    let mut sitting = Sitting::begun(&Small::new(LONG, &[10, 10]), 1);
    let item = sitting.open();
    let confirm = candidate("tab", 2, CandidateAction::Confirm { item, seen_seq: 2 });
    assert_eq!(run(&mut sitting.attempt, &sitting.plan, OPENS, confirm.clone()), Ok(2));
    let after = sitting.attempt.clone();
    assert_eq!(run(&mut sitting.attempt, &sitting.plan, OPENS, confirm), Ok(0));
    assert_eq!(sitting.attempt, after);
}

#[test]
fn a_skipped_item_counts_as_wrong() {
    let small = Small::new(LONG, &[10, 10]);
    let (mut skipped, mut wrong) = (Sitting::begun(&small, 1), Sitting::begun(&small, 1));
    for _ in 0..5 {
        skipped.confirm();
        wrong.answer("A");
        wrong.confirm();
    }
    assert_eq!(skipped.attempt.offered, wrong.attempt.offered);
    assert_eq!((skipped.attempt.answered, wrong.attempt.answered), (0, 5));
}

#[test]
fn nothing_but_the_open_item_is_reached() {
    let mut sitting = Sitting::begun(&Small::new(LONG, &[10, 10]), 1);
    let open = sitting.open();
    let other = sitting.plan.sections[0].items.iter().find(|item| item.id != open).unwrap().id.clone();
    assert_eq!(sitting.tell(given(&other, "A")), Err(Rejection::UnknownItem), "in the pool is not offered");
    assert_eq!(sitting.tell(CandidateAction::Visit { item: other.clone() }), Err(Rejection::UnknownItem));
    let flag = CandidateAction::Flag { item: other.clone(), flagged: true };
    assert_eq!(sitting.tell(flag), Err(Rejection::UnknownItem));
    assert_eq!(sitting.tell(CandidateAction::Confirm { item: other, seen_seq: 9 }), Err(Rejection::UnknownItem));
    assert_eq!(sitting.tell(given(&open, "Z")), Err(Rejection::InvalidResponse));
    assert_eq!(sitting.tell(CandidateAction::Submit), Err(Rejection::ItemsLeft));
}

#[test]
fn a_fixed_form_has_nothing_to_confirm() {
    let plan = super::fixture::plan(super::fixture::Policy::default());
    let mut attempt = Attempt::default();
    run(&mut attempt, &plan, OPENS, candidate("tab", 1, CandidateAction::Start)).unwrap();
    let confirm = CandidateAction::Confirm { item: ItemId::new("s0-0"), seen_seq: 1 };
    assert_eq!(run(&mut attempt, &plan, OPENS, candidate("tab", 2, confirm)), Err(Rejection::NotAdaptive));
}

#[test]
fn the_end_of_the_questions_opens_the_submission() {
    let mut sitting = Sitting::begun(&Small::new(LONG, &[10, 10]), 1);
    sitting.finish(&[true, false]);
    assert_eq!((sitting.attempt.items_ended, sitting.attempt.offered.len()), (Some(Stop::Length), 20));
    assert_eq!((sitting.plan.items_of(&sitting.attempt), sitting.attempt.position.clone()), (20, None));
    assert_eq!(sitting.tell(CandidateAction::Submit), Ok(1));
    assert!(sitting.attempt.is_closed());
}

#[test]
fn precision_ends_the_questions_between_the_least_and_the_greatest_number() {
    let rule = AdaptiveRule { standard_error: Some(4.5), ..RULE };
    let mut sitting = Sitting::begun(&Small::new(rule, &[10, 10]), 1);
    assert_eq!(sitting.plan.items_of(&sitting.attempt), 20, "until then the greatest number is told");
    sitting.finish(&[true, false]);
    assert_eq!(sitting.attempt.items_ended, Some(Stop::Precise));
    let length = sitting.attempt.offered.len();
    assert!((8..20).contains(&length), "{length}");
    assert_eq!(sitting.plan.items_of(&sitting.attempt), length);
}

#[test]
fn a_confirm_from_before_another_computers_answer_is_superseded() {
    let mut sitting = Sitting::begun(&Small::new(LONG, &[10, 10]), 1);
    let item = sitting.open();
    let elsewhere = Command::Candidate { client: ClientId::new("spare"), client_seq: 1, action: given(&item, "A") };
    run(&mut sitting.attempt, &sitting.plan, OPENS, elsewhere).unwrap();
    let late = CandidateAction::Confirm { item: item.clone(), seen_seq: 2 };
    assert_eq!(sitting.tell(late), Err(Rejection::Superseded));
    let seen = CandidateAction::Confirm { item, seen_seq: sitting.attempt.seq };
    assert_eq!(sitting.tell(seen), Ok(2));
}

fn saved(client_seq: u64, item: &ItemId, stamped: Instant) -> RecoveredAnswer {
    let response = Some(Response::Choice(ChoiceId::new("C")));
    RecoveredAnswer { client_seq, item: item.clone(), response, seen_seq: 99, spent_ms: 5, stamped }
}

#[test]
fn a_file_brings_the_open_item_s_answer_and_forks_nothing() {
    let mut sitting = Sitting::begun(&Small::new(LONG, &[10, 10]), 1);
    let first = sitting.open();
    sitting.confirm();
    let second = sitting.open();
    let unseen = sitting.plan.sections[0].items.iter().find(|item| ![&first, &second].contains(&&item.id)).unwrap();
    let at = OPENS + Span::minutes(3);
    let file = vec![saved(11, &first, at), saved(12, &second, at), saved(13, &unseen.id.clone(), at)];
    let verdicts = judge(&sitting.attempt, &sitting.plan, &ClientId::new("tab"), &file).unwrap();
    let refused = Verdict::Refused;
    assert_eq!(verdicts, [refused(Rejection::PassedItem), Verdict::Counts, refused(Rejection::UnknownItem)]);
    let load = Command::Recover { by: "pengawas".into(), client: ClientId::new("tab"), answers: file };
    assert_eq!(run(&mut sitting.attempt, &sitting.plan, OPENS, load.clone()), Ok(1));
    assert_eq!(sitting.attempt.offered, [first, second.clone()]);
    assert!(sitting.attempt.answers[&second].response.is_some());
    assert_eq!(run(&mut sitting.attempt, &sitting.plan, OPENS, load), Ok(0), "the same file again changes nothing");
}

#[test]
fn after_the_end_a_file_counts_for_the_last_item() {
    let mut sitting = Sitting::begun(&Small::new(LONG, &[10, 10]), 1);
    let item = sitting.open();
    let late = OPENS + Span::minutes(300);
    let due = due(&sitting.attempt, &sitting.plan, late);
    due.iter().for_each(|event| apply(&mut sitting.attempt, &sitting.plan, event));
    assert!(sitting.attempt.is_closed());
    let file = [saved(5, &item, OPENS + Span::minutes(2))];
    let verdicts = judge(&sitting.attempt, &sitting.plan, &ClientId::new("tab"), &file).unwrap();
    assert_eq!(verdicts, [Verdict::Counts]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn any_sitting_keeps_the_rules(
        seed in any::<u8>(),
        counts in prop::collection::vec(1..20u16, 1..5),
        right in prop::collection::vec(any::<bool>(), 5..20),
        precise in any::<bool>(),
    ) {
        let small = Small::new(if precise { RULE } else { LONG }, &counts);
        let mut sitting = Sitting::begun(&small, seed);
        sitting.finish(&right);
        let offered = sitting.attempt.offered.clone();
        prop_assert!((8..=20).contains(&offered.len()));
        let distinct: BTreeSet<&ItemId> = offered.iter().collect();
        prop_assert_eq!(distinct.len(), offered.len(), "never an item twice");
        prop_assert!(offered.iter().all(|item| sitting.plan.place(item).is_some()), "never outside the pool");
        let hostile = |item: &ItemId| small.bank.items[item].enemies.iter().any(|enemy| distinct.contains(enemy));
        prop_assert!(!offered.iter().any(hostile), "enemies stay apart");
        if offered.len() == 20 {
            let all: u16 = counts.iter().sum();
            for (domain, count) in ('a'..).zip(&counts) {
                let met = offered.iter().filter(|item| item.as_str().starts_with(domain)).count();
                let wanted = 20.0 * f64::from(*count) / f64::from(all);
                prop_assert!((f64::from(u8::try_from(met).unwrap()) - wanted).abs() <= 1.0, "{} of {}", met, wanted);
            }
        }
    }

    /// Item by item: at every length of the log the same state goes on to the same next item.
    #[test]
    fn a_log_goes_on_where_it_ends(seed in any::<u8>(), right in prop::collection::vec(any::<bool>(), 5..20)) {
        let small = Small::new(RULE, &[10, 6, 4]);
        let mut sitting = Sitting::begun(&small, seed);
        sitting.finish(&right);
        prop_assert_eq!(replay(&sitting.plan, &sitting.log), sitting.attempt.clone());
        // Another node, another run of the program: everything made anew.
        let (plan, _) = planned(&small, seed);
        for (length, event) in sitting.log.iter().enumerate() {
            if let Some(origin) = event.origin.clone().filter(|_| matches!(event.kind, EventKind::Confirmed { .. })) {
                let EventKind::Confirmed { item } = &event.kind else { continue };
                let attempt = replay(&plan, &sitting.log[..length]);
                let action = CandidateAction::Confirm { item: item.clone(), seen_seq: u64::MAX };
                let command = Command::Candidate { client: origin.client, client_seq: origin.client_seq, action };
                let events = decide(&attempt, &plan, OPENS, command).unwrap();
                prop_assert_eq!(&events[..], &sitting.log[length..length + 2]);
            }
        }
    }
}
