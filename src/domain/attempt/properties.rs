//! Properties of the machine over random command sequences, and the named cases that taught them.

use proptest::prelude::*;

use super::fixture::*;
use super::*;
use crate::domain::blueprint::Navigation;
use crate::domain::ids::{ClientId, ItemId};
use crate::domain::session::StartRule;
use crate::domain::time::{Instant, Span};

fn started(policy: Policy) -> (Attempt, Plan) {
    let plan = plan(policy);
    let mut attempt = Attempt::default();
    run(&mut attempt, &plan, OPENS, candidate("tab", 1, CandidateAction::Start)).unwrap();
    (attempt, plan)
}

#[test]
fn the_last_acked_answer_for_an_item_wins() {
    let (mut attempt, plan) = started(Policy::default());
    run(&mut attempt, &plan, OPENS, candidate("tab", 2, answer("s0-0", "A", 0))).unwrap();
    run(&mut attempt, &plan, OPENS, candidate("tab", 3, answer("s0-0", "B", 0))).unwrap();
    let repeat = run(&mut attempt, &plan, OPENS, candidate("tab", 2, answer("s0-0", "A", 0)));
    assert_eq!(repeat, Ok(0), "a repeat is acknowledged and changes nothing");
    let standing = attempt.answers[&ItemId::new("s0-0")].response.clone();
    assert_eq!(standing, Some(crate::domain::response::Response::Choice(crate::domain::ids::ChoiceId::new("B"))));
}

#[test]
fn an_old_computer_cannot_overwrite_what_it_had_not_seen() {
    let (mut attempt, plan) = started(Policy::default());
    run(&mut attempt, &plan, OPENS, candidate("new", 1, answer("s0-0", "B", 5))).unwrap();
    let late = run(&mut attempt, &plan, OPENS, candidate("tab", 2, answer("s0-0", "A", 1)));
    assert_eq!(late, Err(Rejection::Superseded));
    let seen = attempt.seq;
    run(&mut attempt, &plan, OPENS, candidate("tab", 3, answer("s0-0", "C", seen))).unwrap();
}

#[test]
fn an_answer_after_deadline_and_grace_is_refused_and_the_attempt_expires() {
    let (mut attempt, plan) = started(Policy::default());
    let deadline = OPENS + Span::minutes(20);
    let last = deadline + plan.allowances.grace;
    run(&mut attempt, &plan, last, candidate("tab", 2, answer("s0-0", "A", 0))).unwrap();
    let late = run(&mut attempt, &plan, last + Span(1), candidate("tab", 3, answer("s0-1", "A", 0)));
    assert_eq!(late, Err(Rejection::AfterDeadline));
    assert_eq!(attempt.phase, Phase::Closed { ending: Ending::Expired, at: deadline, reason: None });
}

#[test]
fn nothing_is_accepted_before_the_start() {
    let plan = plan(Policy { admission_required: true, start: StartRule::Proctor, ..Policy::default() });
    let mut attempt = Attempt::default();
    let early = run(&mut attempt, &plan, OPENS, candidate("tab", 1, answer("s0-0", "A", 0)));
    assert_eq!(early, Err(Rejection::NotAdmitted));
    run(&mut attempt, &plan, OPENS, proctor(ProctorAction::Admit)).unwrap();
    let early = run(&mut attempt, &plan, OPENS, candidate("tab", 1, CandidateAction::Start));
    assert_eq!(early, Err(Rejection::NotStarted));
    run(&mut attempt, &plan, OPENS, proctor(ProctorAction::Start)).unwrap();
    run(&mut attempt, &plan, OPENS, candidate("tab", 1, answer("s0-0", "A", 0))).unwrap();
}

#[test]
fn accommodation_lengthens_the_clock() {
    let (attempt, _) = started(Policy { extra_time_percent: 30, ..Policy::default() });
    assert!(matches!(attempt.phase, Phase::InProgress(run) if run.deadline == OPENS + Span::minutes(26)));
}

#[test]
fn the_clock_stands_still_until_the_candidate_is_back() {
    let (mut attempt, plan) = started(Policy::default());
    let at = |minutes| OPENS + Span::minutes(minutes);
    run(&mut attempt, &plan, at(5), proctor(ProctorAction::Suspend)).unwrap();
    let refused = run(&mut attempt, &plan, at(6), candidate("tab", 2, answer("s0-0", "A", 0)));
    assert_eq!(refused, Err(Rejection::Suspended));
    run(&mut attempt, &plan, at(30), proctor(ProctorAction::Resume)).unwrap();
    run(&mut attempt, &plan, at(40), Command::Attach).unwrap();
    assert!(matches!(attempt.phase, Phase::InProgress(run) if run.deadline == at(55)));
    assert_eq!(run(&mut attempt, &plan, at(40), candidate("tab", 2, answer("s0-0", "A", 0))), Ok(1));
}

#[test]
fn time_given_before_the_start_counts_from_the_start() {
    let plan = plan(Policy::default());
    let mut attempt = Attempt::default();
    let added = Span::minutes(5);
    run(&mut attempt, &plan, OPENS, proctor(ProctorAction::Extend { added })).unwrap();
    run(&mut attempt, &plan, OPENS, candidate("tab", 1, CandidateAction::Start)).unwrap();
    assert!(matches!(attempt.phase, Phase::InProgress(run) if run.deadline == OPENS + Span::minutes(25)));
}

#[test]
fn a_late_start_ends_with_the_window() {
    let plan = plan(Policy::default());
    let mut attempt = Attempt::default();
    let late = plan.closes + Span::minutes(-5);
    run(&mut attempt, &plan, late, candidate("tab", 1, CandidateAction::Start)).unwrap();
    assert!(matches!(attempt.phase, Phase::InProgress(run) if run.deadline == plan.closes));
}

#[test]
fn sections_close_by_their_own_clock_and_by_hand() {
    let (mut attempt, plan) = started(Policy { by_section: true, ..Policy::default() });
    let closed = run(&mut attempt, &plan, OPENS, candidate("tab", 2, answer("s1-0", "A", 0)));
    assert_eq!(closed, Err(Rejection::SectionClosed), "a later section is closed too");
    run(&mut attempt, &plan, OPENS, candidate("tab", 2, CandidateAction::FinishSection { section: 0 })).unwrap();
    let back = run(&mut attempt, &plan, OPENS, candidate("tab", 3, answer("s0-0", "A", 0)));
    assert_eq!(back, Err(Rejection::SectionClosed));
    let again = run(&mut attempt, &plan, OPENS, candidate("tab", 3, CandidateAction::FinishSection { section: 0 }));
    assert_eq!(again, Err(Rejection::SectionClosed));
    run(&mut attempt, &plan, OPENS, candidate("tab", 3, CandidateAction::FinishSection { section: 1 })).unwrap();
    assert!(matches!(attempt.phase, Phase::Closed { ending: Ending::Submitted, .. }));
}

#[test]
fn sections_that_nobody_watched_close_at_their_deadlines() {
    let (mut attempt, plan) = started(Policy { by_section: true, ..Policy::default() });
    let events = due(&attempt, &plan, OPENS + Span::minutes(60));
    assert_eq!(events.len(), 2);
    events.iter().for_each(|event| apply(&mut attempt, &plan, event));
    let at = OPENS + Span::minutes(20);
    assert_eq!(attempt.phase, Phase::Closed { ending: Ending::Expired, at, reason: None });
}

#[test]
fn forward_only_never_goes_back() {
    let (mut attempt, plan) = started(Policy { navigation: Navigation::ForwardOnly, ..Policy::default() });
    let visit = |item: &str| CandidateAction::Visit { item: ItemId::new(item) };
    run(&mut attempt, &plan, OPENS, candidate("tab", 2, visit("s0-1"))).unwrap();
    let back = run(&mut attempt, &plan, OPENS, candidate("tab", 3, answer("s0-0", "A", 0)));
    assert_eq!(back, Err(Rejection::PassedItem));
    let back = run(&mut attempt, &plan, OPENS, candidate("tab", 3, visit("s0-0")));
    assert_eq!(back, Err(Rejection::PassedItem));
}

#[test]
fn hostile_commands_get_their_own_rejection() {
    let (mut attempt, plan) = started(Policy::default());
    let foreign = run(&mut attempt, &plan, OPENS, candidate("tab", 2, answer("x", "A", 0)));
    assert_eq!(foreign, Err(Rejection::UnknownItem));
    let misfit = run(&mut attempt, &plan, OPENS, candidate("tab", 2, answer("s0-0", "Z", 0)));
    assert_eq!(misfit, Err(Rejection::InvalidResponse));
    let far = run(&mut attempt, &plan, OPENS, candidate("tab", u64::MAX, answer("s0-0", "A", 0)));
    assert_eq!(far, Err(Rejection::SequenceGap));
    for n in 1..MAX_CLIENTS {
        run(&mut attempt, &plan, OPENS, candidate(&format!("c{n}"), 1, answer("s0-0", "A", u64::MAX))).unwrap();
    }
    let many = run(&mut attempt, &plan, OPENS, candidate("one more", 1, answer("s0-0", "A", u64::MAX)));
    assert_eq!(many, Err(Rejection::TooManyClients));
}

fn any_action() -> impl Strategy<Value = CandidateAction> {
    let item = (0..2u8, 0..4u8).prop_map(|(s, i)| ItemId::new(format!("s{s}-{i}")));
    prop_oneof![
        1 => Just(CandidateAction::Start),
        8 => (0..2u8, 0..3u8, 0..4usize, 0..40u64)
            .prop_map(|(s, i, o, seen)| answer(&format!("s{s}-{i}"), ["A", "B", "C", "?"][o], seen)),
        1 => (item.clone(), any::<bool>()).prop_map(|(item, flagged)| CandidateAction::Flag { item, flagged }),
        2 => item.prop_map(|item| CandidateAction::Visit { item }),
        1 => (0..3u16).prop_map(|section| CandidateAction::FinishSection { section }),
        1 => Just(CandidateAction::Submit),
    ]
}

fn any_command() -> impl Strategy<Value = Command> {
    let proctored = prop_oneof![
        Just(ProctorAction::Admit),
        Just(ProctorAction::Start),
        Just(ProctorAction::Suspend),
        Just(ProctorAction::Resume),
        Just(ProctorAction::Extend { added: Span::minutes(5) }),
        Just(ProctorAction::Message { text: "pesan".into() }),
    ];
    prop_oneof![
        9 => (0..3u8, 1..30u64, any_action()).prop_map(|(c, seq, action)| candidate(&format!("c{c}"), seq, action)),
        2 => proctored.prop_map(proctor),
        1 => Just(Command::Attach),
    ]
}

fn any_policy() -> impl Strategy<Value = Policy> {
    (any::<[bool; 4]>(), 0..100u16).prop_map(|([forward, by_section, by_proctor, admission], extra)| Policy {
        navigation: if forward { Navigation::ForwardOnly } else { Navigation::Free },
        by_section,
        start: if by_proctor { StartRule::Proctor } else { StartRule::Candidate },
        admission_required: admission,
        extra_time_percent: extra,
    })
}

proptest! {
    /// I2 and the idempotence of repeats, I4 (deadlines), closed is closed, replay equals the live state.
    #[test]
    fn any_history_keeps_the_invariants(
        policy in any_policy(),
        steps in proptest::collection::vec((0..120_000i64, any_command()), 0..80),
    ) {
        let plan = plan(policy);
        let mut attempt = Attempt::default();
        let mut log = Vec::new();
        let mut now = OPENS;
        for (pause, command) in steps {
            now = now + Span(pause);
            let before = attempt.clone();
            let mut events = due(&attempt, &plan, now);
            events.iter().for_each(|event| apply(&mut attempt, &plan, event));
            let decided = decide(&attempt, &plan, now, command.clone());
            if let Ok(fresh) = &decided {
                fresh.iter().for_each(|event| apply(&mut attempt, &plan, event));
                events.extend(fresh.iter().cloned());
                if let Command::Candidate { client, client_seq, .. } = &command {
                    prop_assert!(attempt.clients[client].holds(*client_seq), "acked means recorded");
                    prop_assert_eq!(decide(&attempt, &plan, now, command.clone()), Ok(vec![]), "a repeat is only acked");
                }
            }
            prop_assert_eq!(attempt.seq, before.seq + events.len() as u64);
            if before.is_closed() {
                prop_assert_eq!(&attempt, &before, "closed is closed");
            }
            if let Phase::InProgress(running) = attempt.phase {
                prop_assert!(now <= running.section_deadline + plan.allowances.grace);
                prop_assert!(running.section_deadline <= running.deadline);
                prop_assert!(running.deadline <= plan.closes + attempt.extended + (now - OPENS));
            }
            log.extend(events);
        }
        prop_assert_eq!(replay(&plan, &log), attempt);
    }

    #[test]
    fn the_timer_is_exact(policy in any_policy(), late in 0..10_000_000i64) {
        let policy = Policy { start: StartRule::Candidate, admission_required: false, ..policy };
        let (attempt, plan) = started(policy);
        let next = next_deadline(&attempt, &plan).unwrap();
        prop_assert!(due(&attempt, &plan, next).is_empty());
        prop_assert!(!due(&attempt, &plan, next + Span(1 + late)).is_empty());
    }
}

#[test]
fn clients_keep_their_own_numbers() {
    let (mut attempt, plan) = started(Policy::default());
    run(&mut attempt, &plan, Instant(OPENS.0 + 1), candidate("other", 1, answer("s0-0", "A", 1))).unwrap();
    assert_eq!(attempt.clients[&ClientId::new("tab")].last(), 1);
    assert_eq!(attempt.clients[&ClientId::new("other")].last(), 1);
}
