//! A candidate's own truth: every command it ever made, and what it was told of it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doing {
    Start,
    /// `None` clears.
    Answer {
        item: String,
        number: Option<String>,
    },
    Visit {
        item: String,
    },
    Flag {
        item: String,
        flagged: bool,
    },
    Submit,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Nothing that is final: it is in the outbox.
    Nothing,
    /// Durable.
    Acked,
    /// Refused for good.
    Refused(String),
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub doing: Doing,
    pub seen_seq: u64,
    pub told: Told,
}

#[derive(Default)]
pub struct Ledger {
    pub client: String,
    pub entries: BTreeMap<u64, Entry>,
    /// The highest `seq` heard of.
    pub seen: u64,
    /// The items of the form.
    pub form: Vec<String>,
}

impl Ledger {
    /// A new command, not sent yet.
    pub fn add(&mut self, doing: Doing) -> u64 {
        let number = self.entries.len() as u64 + 1;
        self.entries.insert(number, Entry { doing, seen_seq: self.seen, told: Told::Nothing });
        number
    }

    /// Numbers of what has no final answer, in order.
    pub fn outbox(&self) -> Vec<u64> {
        let waiting = self.entries.iter().filter(|(_, entry)| entry.told == Told::Nothing);
        waiting.map(|(number, _)| *number).collect()
    }

    pub fn has(&self, doing: &Doing) -> bool {
        self.entries.values().any(|entry| entry.doing == *doing)
    }

    pub fn frame(&self, number: u64) -> Value {
        let entry = &self.entries[&number];
        let mut frame = match &entry.doing {
            Doing::Start => json!({"type": "start"}),
            Doing::Submit => json!({"type": "submit"}),
            Doing::Visit { item } => json!({"type": "visit", "item_id": item}),
            Doing::Flag { item, flagged } => json!({"type": "flag", "item_id": item, "flagged": flagged}),
            Doing::Answer { item, number } => {
                let response = number.as_ref().map(|number| json!({"kind": "number", "value": number}));
                json!({"type": "answer", "item_id": item, "response": response, "seen_seq": entry.seen_seq,
                    "spent_ms": 100})
            }
        };
        frame["client_seq"] = number.into();
        frame
    }

    /// What may stand for the item: what the last ack was for, or what was sent later and not heard of.
    pub fn may_stand(&self, item: &str) -> Vec<Option<&str>> {
        let given = self.entries.iter().filter_map(|(number, entry)| match &entry.doing {
            Doing::Answer { item: of, number: value } if of == item => Some((number, value.as_deref(), &entry.told)),
            _ => None,
        });
        let given: Vec<_> = given.collect();
        let last = given.iter().rev().find(|(_, _, told)| **told == Told::Acked);
        let later = given
            .iter()
            .filter(|(number, _, told)| **told == Told::Nothing && last.is_none_or(|(last, _, _)| number > last));
        let acked = last.and_then(|(_, value, _)| *value);
        std::iter::once(acked).chain(later.map(|(_, value, _)| *value)).collect()
    }

    pub fn acked(&self) -> usize {
        self.entries.values().filter(|entry| entry.told == Told::Acked).count()
    }
}
