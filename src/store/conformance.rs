//! What every checkpoint store must do, run against each of them.

use std::sync::Arc;

use crate::delivery::ports::{Append, AppendError, BoardRow, CheckpointStore, Due, Kept, Place, Why};
use crate::domain::attempt::{Attempt, Event, EventKind, Outage, SHORTEST_OUTAGE};
use crate::domain::board::{Line, Standing};
use crate::domain::ids::{AttemptId, NodeId, OwnerId, SessionId};
use crate::domain::time::{Instant, Span};

fn place(attempt: &str) -> Place {
    Place { session: SessionId::new("s"), attempt: AttemptId::new(attempt) }
}

fn owner(name: &str) -> OwnerId {
    OwnerId::new(format!("{name}/1"))
}

/// A plain one: nothing but the log grows.
fn append(attempt: &str, epoch: u64, expected_seq: u64) -> Append {
    let event = Event { at: Instant(1), origin: None, kind: EventKind::Arrived };
    Append {
        place: place(attempt),
        epoch,
        expected_seq,
        expected_closed: false,
        events: [event].into(),
        closed: false,
        due: Due::Unchanged,
        row: None,
    }
}

fn row(attempt: &str, epoch: u64, version: u64, answered: usize) -> BoardRow {
    let standing = Standing { answered, ..Standing::of(&Attempt::default(), 4, false, Line::default()) };
    BoardRow { attempt: AttemptId::new(attempt), epoch, version, node: NodeId::new("n"), standing }
}

/// The same append with a row: what does not only grow the log goes another way in a store, under the same conditions.
fn both_ways(attempt: &str, epoch: u64, expected_seq: u64) -> [Append; 2] {
    let plain = append(attempt, epoch, expected_seq);
    [plain.clone(), Append { row: Some(row(attempt, epoch, 1, 0)), ..plain }]
}

/// For tests of reopening.
pub(super) async fn put_one_event(store: &dyn CheckpointStore) {
    try_one_event(store).await.unwrap();
}

pub(super) async fn try_one_event(store: &dyn CheckpointStore) -> Result<(), String> {
    let claim = store.claim(&place("kept"), &owner("o"), Why::Attached).await.map_err(|error| error.to_string())?;
    let seq = claim.events.len() as u64;
    store.append(append("kept", claim.epoch, seq)).await.map_err(|error| error.to_string())
}

pub(super) async fn events(store: &dyn CheckpointStore) -> usize {
    store.read(&place("kept")).await.unwrap().len()
}

pub(super) async fn all(store: Arc<dyn CheckpointStore>) {
    only_the_owner_at_the_right_place_appends(&*store).await;
    many_events_are_appended_in_order_or_not_at_all(&*store).await;
    an_owner_reclaims_only_what_nobody_took(&*store).await;
    a_closed_attempt_is_closed_for_whoever_believes_it_open(&*store).await;
    what_is_due_is_found_until_it_is_settled(&*store).await;
    outages_are_gaps_between_stamps(&*store).await;
    the_board_holds_the_newest_rows(&*store).await;
    appends_of_many_attempts_share_commits_and_none_is_lost(store.clone()).await;
    a_refused_append_leaves_those_beside_it_alone(&*store).await;
    a_session_has_one_mark(&*store).await;
    a_forgotten_session_leaves_nothing(&*store).await;
    store.check().await.unwrap();
    assert!(!store.promise().is_empty());
}

async fn only_the_owner_at_the_right_place_appends(store: &dyn CheckpointStore) {
    let a = place("a");
    assert_eq!(store.owner(&a).await.unwrap(), None);
    let old = store.claim(&a, &owner("old"), Why::Attached).await.unwrap();
    let new = store.claim(&a, &owner("new"), Why::Adopted).await.unwrap();
    assert_eq!(store.owner(&a).await.unwrap(), Some(owner("new")));
    refused(store, both_ways("a", old.epoch, 0)).await;
    store.append(append("a", new.epoch, 0)).await.unwrap();
    refused(store, both_ways("a", new.epoch, 0)).await;
    refused(store, both_ways("a", new.epoch, 5)).await;
    refused(store, both_ways("unclaimed", 1, 0)).await;
    assert_eq!(store.read(&a).await.unwrap().len(), 1);
    assert!(store.board(&a.session).await.unwrap().is_empty(), "nothing of a refused append is kept");
    assert_eq!(store.claim(&a, &owner("next"), Why::Attached).await.unwrap().events.len(), 1);
}

async fn refused(store: &dyn CheckpointStore, appends: [Append; 2]) {
    for append in appends {
        let refused = store.append(append.clone()).await;
        assert!(matches!(refused, Err(AppendError::Conflict)), "{append:?}: {refused:?}");
    }
}

/// An emergency file may bring thousands.
async fn many_events_are_appended_in_order_or_not_at_all(store: &dyn CheckpointStore) {
    let f = place("f");
    let claim = store.claim(&f, &owner("o"), Why::Attached).await.unwrap();
    let event = |at: i64| Event { at: Instant(at), origin: None, kind: EventKind::Submitted };
    let events: Vec<Event> = (0..2_500).map(event).collect();
    let many = |expected_seq| Append { events: events.clone().into(), ..append("f", claim.epoch, expected_seq) };
    store.append(many(0)).await.unwrap();
    assert!(matches!(store.append(many(1)).await, Err(AppendError::Conflict)));
    assert!(store.read(&f).await.unwrap() == events, "not the same in the same order");
    store.append(append("f", claim.epoch, 2_500)).await.unwrap();
}

/// Waiting together, they go out together.
async fn a_refused_append_leaves_those_beside_it_alone(store: &dyn CheckpointStore) {
    let names: Vec<String> = (0..9).map(|number| format!("beside{number}")).collect();
    let mut appends = Vec::new();
    for name in &names {
        let claim = store.claim(&place(name), &owner("o"), Why::Attached).await.unwrap();
        let two = [append(name, claim.epoch, 0).events[0].clone(), append(name, claim.epoch, 0).events[0].clone()];
        appends.push(Append { events: two.into(), ..append(name, claim.epoch, 0) });
    }
    store.claim(&place(&names[4]), &owner("new"), Why::Attached).await.unwrap();
    for (round, expected) in [(0, 2), (2, 4)] {
        let round = appends.iter().map(|append| Append { expected_seq: round, ..append.clone() });
        let results = futures_util::future::join_all(round.map(|append| store.append(append))).await;
        for (name, result) in names.iter().zip(results) {
            let is_fenced = *name == names[4];
            assert_eq!(matches!(result, Err(AppendError::Conflict)), is_fenced, "{name}: {result:?}");
            let kept = store.read(&place(name)).await.unwrap().len();
            assert_eq!(kept, if is_fenced { 0 } else { expected }, "{name}");
        }
    }
}

async fn an_owner_reclaims_only_what_nobody_took(store: &dyn CheckpointStore) {
    let b = place("b");
    let first = store.claim(&b, &owner("old"), Why::Attached).await.unwrap();
    let again = store.reclaim(&b, &owner("old")).await.unwrap().unwrap();
    assert_eq!(again.epoch, first.epoch + 1);
    assert!(matches!(store.append(append("b", first.epoch, 0)).await, Err(AppendError::Conflict)), "fenced");
    let taken = store.claim(&b, &owner("new"), Why::Attached).await.unwrap();
    assert!(store.reclaim(&b, &owner("old")).await.unwrap().is_none());
    store.append(append("b", taken.epoch, 0)).await.unwrap();
}

async fn a_closed_attempt_is_closed_for_whoever_believes_it_open(store: &dyn CheckpointStore) {
    let claim = store.claim(&place("c"), &owner("o"), Why::Attached).await.unwrap();
    store.append(Append { closed: true, ..append("c", claim.epoch, 0) }).await.unwrap();
    refused(store, both_ways("c", claim.epoch, 1)).await;
    let recovered = Append { expected_closed: true, closed: true, ..append("c", claim.epoch, 1) };
    store.append(recovered).await.unwrap();
}

async fn what_is_due_is_found_until_it_is_settled(store: &dyn CheckpointStore) {
    let (session, d) = (SessionId::new("s"), place("d"));
    let claim = store.claim(&d, &owner("o"), Why::Attached).await.unwrap();
    store.append(Append { due: Due::At(Instant(50)), ..append("d", claim.epoch, 0) }).await.unwrap();
    for unchanged in both_ways("d", claim.epoch, 1) {
        let expected_seq = store.read(&d).await.unwrap().len() as u64;
        store.append(Append { expected_seq, ..unchanged }).await.unwrap();
    }
    assert!(store.overdue(&session, Instant(49), 9).await.unwrap().is_empty());
    let overdue = store.overdue(&session, Instant(50), 9).await.unwrap();
    assert_eq!(overdue, [(AttemptId::new("d"), owner("o"))]);
    assert!(store.overdue(&SessionId::new("other"), Instant(99), 9).await.unwrap().is_empty());
    store.append(Append { due: Due::Nothing, ..append("d", claim.epoch, 3) }).await.unwrap();
    assert_eq!(store.unsettled(&session).await.unwrap(), 0, "nothing is due until somebody acts");
    store.append(Append { due: Due::At(Instant(55)), ..append("d", claim.epoch, 4) }).await.unwrap();
    store.settled(&d, 5).await.unwrap();
    assert_eq!(store.unsettled(&session).await.unwrap(), 1, "an open attempt is not settled");
    let closing = Append { closed: true, due: Due::At(Instant(60)), ..append("d", claim.epoch, 5) };
    store.append(closing).await.unwrap();
    store.settled(&d, 5).await.unwrap();
    assert_eq!(store.unsettled(&session).await.unwrap(), 1, "the log has grown since that record");
    store.settled(&d, 6).await.unwrap();
    assert_eq!(store.unsettled(&session).await.unwrap(), 0);
}

async fn outages_are_gaps_between_stamps(store: &dyn CheckpointStore) {
    let session = SessionId::new("s");
    let start = Instant(1_000_000);
    assert!(store.beat(&session, start).await.unwrap().is_empty());
    let soon = start + SHORTEST_OUTAGE;
    assert!(store.beat(&session, soon).await.unwrap().is_empty());
    let late = soon + SHORTEST_OUTAGE + Span(1);
    let expected = [Outage { from: soon, to: late }];
    assert_eq!(store.beat(&session, late).await.unwrap(), expected);
    assert_eq!(store.beat(&session, start).await.unwrap(), expected, "a slow clock changes nothing");
    assert_eq!(store.beat(&session, late + Span(1)).await.unwrap(), expected);
}

async fn the_board_holds_the_newest_rows(store: &dyn CheckpointStore) {
    let session = SessionId::new("s");
    let claim = store.claim(&place("e"), &owner("o"), Why::Attached).await.unwrap();
    let with_row = Append { row: Some(row("e", claim.epoch, 2, 3)), ..append("e", claim.epoch, 0) };
    store.append(with_row).await.unwrap();
    assert_eq!(shown(store, "e").await, row("e", claim.epoch, 2, 3));
    store.append(append("e", claim.epoch, 1)).await.unwrap();
    assert_eq!(shown(store, "e").await, row("e", claim.epoch, 2, 3), "an append without a row changes no row");
    let late = [row("e", claim.epoch, 1, 1), row("e", claim.epoch - 1, 9, 2)];
    store.post(&session, late.to_vec()).await.unwrap();
    assert_eq!(shown(store, "e").await, row("e", claim.epoch, 2, 3), "a row that comes late changes nothing");
    store.post(&session, vec![row("e", claim.epoch, 10, 4)]).await.unwrap();
    assert_eq!(shown(store, "e").await, row("e", claim.epoch, 10, 4));
    store.post(&session, vec![row("e", claim.epoch + 1, 1, 5)]).await.unwrap();
    assert_eq!(shown(store, "e").await, row("e", claim.epoch + 1, 1, 5), "a later owner's row");
    let untold = store.claim(&place("untold"), &owner("o"), Why::Attached).await.unwrap();
    store.post(&session, vec![row("untold", untold.epoch, 1, 0)]).await.unwrap();
    assert_eq!(shown(store, "untold").await, row("untold", untold.epoch, 1, 0), "the first row of all");
}

async fn shown(store: &dyn CheckpointStore, attempt: &str) -> BoardRow {
    let rows = store.board(&SessionId::new("s")).await.unwrap();
    rows.into_iter().find(|row| row.attempt.as_str() == attempt).unwrap()
}

async fn appends_of_many_attempts_share_commits_and_none_is_lost(store: Arc<dyn CheckpointStore>) {
    let mut tasks = Vec::new();
    for number in 0..50 {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            let attempt = format!("many-{number}");
            let claim = store.claim(&place(&attempt), &owner("o"), Why::Attached).await.unwrap();
            store.append(append(&attempt, claim.epoch, 0)).await.unwrap();
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    for number in 0..50 {
        assert_eq!(store.read(&place(&format!("many-{number}"))).await.unwrap().len(), 1);
    }
}

async fn a_session_has_one_mark(store: &dyn CheckpointStore) {
    let session = SessionId::new("s");
    assert_eq!(store.mark(&session, None).await.unwrap(), None);
    assert_eq!(store.mark(&session, Some("one")).await.unwrap().as_deref(), Some("one"));
    assert_eq!(store.mark(&session, Some("two")).await.unwrap().as_deref(), Some("one"));
    store.claim(&place("marked"), &owner("o"), Why::Attached).await.unwrap();
}

async fn a_forgotten_session_leaves_nothing(store: &dyn CheckpointStore) {
    let session = SessionId::new("s");
    let kept = store.attempts(&session).await.unwrap();
    assert!(kept.contains(&Kept { attempt: AttemptId::new("c"), seq: 2, closed: true }), "{kept:?}");
    assert!(kept.len() > 50);
    store.forget(&session).await.unwrap();
    assert!(store.attempts(&session).await.unwrap().is_empty());
    assert!(store.board(&session).await.unwrap().is_empty());
    assert!(store.read(&place("a")).await.unwrap().is_empty());
    assert_eq!(store.mark(&session, None).await.unwrap(), None);
}
