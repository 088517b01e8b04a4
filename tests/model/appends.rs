//! What an owner asks of the store beside its events: no more than has changed, and everything that has.

use std::sync::Arc;

use futures_util::FutureExt;
use ukur::delivery::outages::Outages;
use ukur::delivery::owner::{Owner, Title};
use ukur::delivery::ports::{Append, Due, Place, Why};
use ukur::domain::attempt::{CandidateAction, Command, ProctorAction, RecoveredAnswer};
use ukur::domain::ids::{AttemptId, ClientId, ItemId, NodeId, OwnerId, SessionId};

use crate::setting::{BEFORE, DEADLINE, GRACE, answer, plan, response};
use crate::store::{Fault, ModelStore};

struct Desk {
    store: Arc<ModelStore>,
    owner: Owner,
}

impl Desk {
    fn new() -> Self {
        let store = Arc::new(ModelStore::default());
        let title = Title {
            place: Place { session: SessionId::new("s"), attempt: AttemptId::new("a") },
            own: OwnerId::new("n/1"),
            node: NodeId::new("n"),
            plan: plan(),
            store: store.clone(),
            outages: Arc::new(Outages::default()),
        };
        let owner = Owner::claim(title, Why::Attached, BEFORE).now_or_never().unwrap().unwrap();
        Self { store, owner }
    }

    fn act(&mut self, client_seq: u64, action: CandidateAction) -> Append {
        self.command(Command::Candidate { client: ClientId::new("tab"), client_seq, action })
    }

    fn command(&mut self, command: Command) -> Append {
        self.owner.command(BEFORE, command).now_or_never().unwrap().unwrap();
        self.store.asked.lock().unwrap().take().unwrap()
    }

    fn recover(&mut self, client_seq: u64) -> Append {
        let saved = RecoveredAnswer {
            client_seq,
            item: ItemId::new("i"),
            response: Some(response(client_seq)),
            seen_seq: self.owner.attempt().seq,
            spent_ms: 1,
            stamped: BEFORE,
        };
        self.command(Command::Recover { by: "p".into(), client: ClientId::new("tab"), answers: vec![saved] })
    }
}

#[test]
fn an_answer_is_appended_alone_and_whatever_somebody_has_to_act_on_with_its_row() {
    let mut desk = Desk::new();
    let started = desk.act(1, CandidateAction::Start);
    assert_eq!(started.due, Due::At(DEADLINE + GRACE));
    assert!(started.row.is_some());
    assert!(desk.act(2, answer(2)).is_plain());

    let called = desk.act(3, CandidateAction::CallProctor { calling: true });
    assert_eq!(called.due, Due::Unchanged);
    assert!(called.row.unwrap().standing.calling_since.is_some());
    assert!(desk.act(4, answer(4)).is_plain(), "the row that went with the call tells it");
}

/// Recorded, it was struck off the list of what is due, and its board may have nobody any more who tells it.
#[test]
fn what_is_recovered_after_the_end_is_due_again_and_goes_with_its_row() {
    let mut desk = Desk::new();
    desk.act(1, CandidateAction::Start);
    let end = Command::Proctor { by: "p".into(), reason: "r".into(), action: ProctorAction::End };
    let closing = desk.command(end);
    assert!(closing.closed && closing.row.is_some());
    let recovered = desk.recover(3);
    assert_eq!(recovered.due, closing.due);
    assert_eq!(recovered.row.unwrap().standing.answered, 1);
}

#[test]
fn after_an_append_of_unknown_outcome_the_next_one_tells_everything() {
    let mut desk = Desk::new();
    desk.act(1, CandidateAction::Start);
    let log = desk.store.take();
    desk.store.put(log, Fault::Unheard);
    desk.act(2, CandidateAction::CallProctor { calling: true });
    let log = desk.store.take();
    desk.store.put(log, Fault::None);
    let quiet = desk.act(3, CandidateAction::CallProctor { calling: false });
    assert!(quiet.row.is_some(), "the store holds the row of the call, not the one before it");
}
