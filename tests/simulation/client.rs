//! A candidate's browser: an outbox that only an ack or a final refusal empties, numbers that only rise, and the
//! state it last saw. It sends what it has again whenever it has not heard for a while.

use std::collections::BTreeMap;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use ukur::delivery::owner::Refusal;
use ukur::domain::attempt::{CandidateAction, Plan, RecoveredAnswer, Rejection};
use ukur::domain::ids::{ChoiceId, ClientId, ItemId};
use ukur::domain::response::Response;
use ukur::domain::time::Instant;

/// What an adaptive test showed last on this computer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    #[default]
    Nothing,
    Item(ItemId),
    End,
}

pub struct Client {
    pub id: ClientId,
    pub seen_seq: u64,
    next_seq: u64,
    outbox: BTreeMap<u64, (CandidateAction, Instant)>,
    /// The candidate pressed submit here.
    pub submitted: bool,
    pub shown: Shown,
}

impl Client {
    pub fn new(name: &str) -> Self {
        Self {
            id: ClientId::new(name),
            seen_seq: 0,
            next_seq: 1,
            outbox: BTreeMap::new(),
            submitted: false,
            shown: Shown::Nothing,
        }
    }

    /// Does something a candidate might do, into the outbox.
    pub fn act(&mut self, plan: &Plan, now: Instant, rng: &mut ChaCha8Rng) -> u64 {
        if plan.adaptive.is_some() {
            let action = self.step(plan, rng);
            return self.put(action, now);
        }
        let section = &plan.sections[rng.random_range(0..plan.sections.len())];
        let item = section.items[rng.random_range(0..section.items.len())].id.clone();
        let action = match rng.random_range(0..20) {
            0 => CandidateAction::Start,
            1 => CandidateAction::Flag { item, flagged: rng.random() },
            2..=4 => CandidateAction::Visit { item },
            5 => CandidateAction::FinishSection { section: rng.random_range(0..2) },
            6 => CandidateAction::CallProctor { calling: rng.random() },
            7 if rng.random_range(0..4) == 0 => {
                self.submitted = true;
                CandidateAction::Submit
            }
            _ => self.answer(item, rng),
        };
        self.put(action, now)
    }

    /// In an adaptive test: mostly something about the item on the screen, now and then about one that was not offered.
    fn step(&mut self, plan: &Plan, rng: &mut ChaCha8Rng) -> CandidateAction {
        let item = match &self.shown {
            Shown::Item(item) => item.clone(),
            Shown::Nothing => return CandidateAction::Start,
            Shown::End => {
                self.submitted = rng.random_range(0..4) == 0;
                let calling = rng.random();
                return if self.submitted { CandidateAction::Submit } else { CandidateAction::CallProctor { calling } };
            }
        };
        match rng.random_range(0..20) {
            0 => CandidateAction::Start,
            1 => CandidateAction::Flag { item, flagged: rng.random() },
            2 => CandidateAction::Visit { item },
            3 => CandidateAction::Submit,
            4 => {
                let section = &plan.sections[rng.random_range(0..plan.sections.len())];
                let other = section.items[rng.random_range(0..section.items.len())].id.clone();
                self.answer(other, rng)
            }
            5..=12 => CandidateAction::Confirm { item, seen_seq: self.seen_seq },
            _ => self.answer(item, rng),
        }
    }

    fn answer(&self, item: ItemId, rng: &mut ChaCha8Rng) -> CandidateAction {
        let letter = ["A", "B", "C", "D"][rng.random_range(0..4)];
        let response = (rng.random_range(0..10) > 0).then(|| Response::Choice(ChoiceId::new(letter)));
        CandidateAction::Answer { item, response, seen_seq: self.seen_seq, spent_ms: 1_000 }
    }

    pub fn put(&mut self, action: CandidateAction, now: Instant) -> u64 {
        let seq = self.next_seq;
        self.next_seq += 1;
        self.outbox.insert(seq, (action, now));
        seq
    }

    pub fn pending(&self) -> Vec<(u64, CandidateAction)> {
        self.outbox.iter().map(|(seq, (action, _))| (*seq, action.clone())).collect()
    }

    pub fn get(&self, client_seq: u64) -> Option<&CandidateAction> {
        self.outbox.get(&client_seq).map(|(action, _)| action)
    }

    pub fn is_done(&self) -> bool {
        self.submitted && self.outbox.is_empty()
    }

    /// The answers of an emergency file: what is in the outbox, with the moment it was given.
    pub fn saved(&self) -> Vec<RecoveredAnswer> {
        let answers = self.outbox.iter().filter_map(|(seq, (action, stamped))| match action.clone() {
            CandidateAction::Answer { item, response, seen_seq, spent_ms } => {
                Some(RecoveredAnswer { client_seq: *seq, item, response, seen_seq, spent_ms, stamped: *stamped })
            }
            _ => None,
        });
        answers.collect()
    }

    /// A reply came through.
    pub fn hear(&mut self, client_seq: u64, reply: Result<u64, Refusal>) {
        match reply {
            Ok(seq) => {
                self.seen_seq = self.seen_seq.max(seq);
                self.outbox.remove(&client_seq);
            }
            Err(Refusal::Rejected(Rejection::Suspended) | Refusal::Unavailable | Refusal::NotOwner) => {}
            Err(Refusal::Rejected(_)) => {
                self.outbox.remove(&client_seq);
            }
        }
    }
}
