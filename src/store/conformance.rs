//! What every checkpoint store must do, run against each of them.

use std::sync::Arc;

use crate::delivery::ports::{Append, AppendError, BoardRow, CheckpointStore, Kept, Place, Why};
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

fn append(attempt: &str, epoch: u64, expected_seq: u64) -> Append {
    let event = Event { at: Instant(1), origin: None, kind: EventKind::Arrived };
    let standing = Standing::of(&Attempt::default(), 4, false, Line::default());
    let attempt = AttemptId::new(attempt);
    Append {
        place: Place { session: SessionId::new("s"), attempt: attempt.clone() },
        epoch,
        expected_seq,
        expected_closed: false,
        events: vec![event],
        closed: false,
        due: None,
        row: BoardRow { attempt, epoch, version: expected_seq + 1, node: NodeId::new("n"), standing },
    }
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
    an_owner_reclaims_only_what_nobody_took(&*store).await;
    a_closed_attempt_is_closed_for_whoever_believes_it_open(&*store).await;
    what_is_due_is_found_until_it_is_settled(&*store).await;
    outages_are_gaps_between_stamps(&*store).await;
    the_board_holds_the_newest_rows(&*store).await;
    appends_of_many_attempts_share_commits_and_none_is_lost(store.clone()).await;
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
    assert!(matches!(store.append(append("a", old.epoch, 0)).await, Err(AppendError::Conflict)));
    store.append(append("a", new.epoch, 0)).await.unwrap();
    assert!(matches!(store.append(append("a", new.epoch, 0)).await, Err(AppendError::Conflict)));
    assert!(matches!(store.append(append("a", new.epoch, 5)).await, Err(AppendError::Conflict)));
    assert!(matches!(store.append(append("unclaimed", 1, 0)).await, Err(AppendError::Conflict)));
    assert_eq!(store.read(&a).await.unwrap().len(), 1);
    assert_eq!(store.claim(&a, &owner("next"), Why::Attached).await.unwrap().events.len(), 1);
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
    assert!(matches!(store.append(append("c", claim.epoch, 1)).await, Err(AppendError::Conflict)));
    let recovered = Append { expected_closed: true, closed: true, ..append("c", claim.epoch, 1) };
    store.append(recovered).await.unwrap();
}

async fn what_is_due_is_found_until_it_is_settled(store: &dyn CheckpointStore) {
    let (session, d) = (SessionId::new("s"), place("d"));
    let claim = store.claim(&d, &owner("o"), Why::Attached).await.unwrap();
    store.append(Append { due: Some(Instant(50)), ..append("d", claim.epoch, 0) }).await.unwrap();
    assert!(store.overdue(&session, Instant(49), 9).await.unwrap().is_empty());
    let overdue = store.overdue(&session, Instant(50), 9).await.unwrap();
    assert_eq!(overdue, [(AttemptId::new("d"), owner("o"))]);
    assert!(store.overdue(&SessionId::new("other"), Instant(99), 9).await.unwrap().is_empty());
    store.settled(&d, 1).await.unwrap();
    assert_eq!(store.unsettled(&session).await.unwrap(), 1, "an open attempt is not settled");
    let closing = Append { closed: true, due: Some(Instant(60)), ..append("d", claim.epoch, 1) };
    store.append(closing).await.unwrap();
    store.settled(&d, 1).await.unwrap();
    assert_eq!(store.unsettled(&session).await.unwrap(), 1, "the log has grown since that record");
    store.settled(&d, 2).await.unwrap();
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
    let claim = store.claim(&place("e"), &owner("o"), Why::Attached).await.unwrap();
    let mut one = append("e", claim.epoch, 0);
    one.row.standing.answered = 3;
    store.append(one).await.unwrap();
    let rows = store.board(&SessionId::new("s")).await.unwrap();
    let row = rows.iter().find(|row| row.attempt.as_str() == "e").unwrap();
    assert_eq!((row.epoch, row.standing.answered), (claim.epoch, 3));
    store.post(&SessionId::new("s"), vec![row.clone()]).await.unwrap();
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
