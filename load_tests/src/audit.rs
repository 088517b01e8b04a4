//! The ledgers of all candidates against the final records of the server.

use std::collections::HashMap;

use ukur::wire::item::ResponseValue;

use crate::ledger::{Given, Ledger};

/// The final record of one attempt, as exported.
#[derive(Debug, Default)]
pub struct Record {
    pub responses: HashMap<String, (ResponseValue, i64)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Items whose final response is not the last acknowledged one, or that miss an acknowledged answer's time.
    pub lost: u64,
    /// Items to which an answer was applied more often than it was given.
    pub doubled: u64,
}

impl Verdict {
    /// `None` in place of a record: the attempt has none, and every acknowledged answer of it is lost.
    pub fn add(&mut self, ledger: &Ledger, record: Option<&Record>) {
        for (item, given) in ledger.items() {
            let kept = record.and_then(|record| record.responses.get(item));
            match judge(given, kept) {
                Fate::Kept => {}
                Fate::Lost => self.lost += 1,
                Fate::Doubled => self.doubled += 1,
            }
        }
        // A response that nobody gave.
        let invented = |(item, _): &(&String, &(ResponseValue, i64))| ledger.items().all(|(given, _)| given != *item);
        self.doubled += record.map_or(0, |record| record.responses.iter().filter(invented).count() as u64);
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Kept,
    Lost,
    Doubled,
}

fn judge(given: &Given, kept: Option<&(ResponseValue, i64)>) -> Fate {
    let Some((response, spent)) = kept else {
        return if given.standing.is_none() { Fate::Kept } else { Fate::Lost };
    };
    let may_stand = given.standing.iter().chain(given.unheard.iter().map(|(response, _)| response));
    let open: Vec<i64> = given.unheard.iter().map(|(_, spent)| *spent).collect();
    if !may_stand.into_iter().any(|may| may == response) || *spent < given.spent_ms {
        return Fate::Lost;
    }
    if is_sum_of_some(spent - given.spent_ms, &open) { Fate::Kept } else { Fate::Doubled }
}

/// Whether some of the answers that nobody heard of explain the rest of the time; a candidate has one or two of them.
fn is_sum_of_some(rest: i64, open: &[i64]) -> bool {
    match open.split_first() {
        None => rest == 0,
        Some((first, others)) => is_sum_of_some(rest, others) || is_sum_of_some(rest - first, others),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(option: &str) -> ResponseValue {
        ResponseValue::Choice { option: option.to_owned() }
    }

    fn record(response: &str, spent: i64) -> Record {
        Record { responses: HashMap::from([("i".to_owned(), (choice(response), spent))]) }
    }

    fn verdict(ledger: &Ledger, record: Option<&Record>) -> (u64, u64) {
        let mut verdict = Verdict::default();
        verdict.add(ledger, record);
        (verdict.lost, verdict.doubled)
    }

    fn ledger() -> Ledger {
        let mut ledger = Ledger::default();
        ledger.acked_answer("i", choice("A"), 2);
        ledger.acked_answer("i", choice("B"), 5);
        ledger
    }

    #[test]
    fn the_last_acknowledged_answer_stands_once() {
        assert_eq!(verdict(&ledger(), Some(&record("B", 7))), (0, 0));
        assert_eq!(verdict(&ledger(), Some(&record("A", 7))), (1, 0), "an older answer won");
        assert_eq!(verdict(&ledger(), Some(&record("B", 5))), (1, 0), "the first was acknowledged and never applied");
        assert_eq!(verdict(&ledger(), Some(&record("B", 12))), (0, 1), "the second was applied twice");
        assert_eq!(verdict(&ledger(), Some(&Record::default())), (1, 0));
        assert_eq!(verdict(&ledger(), None), (1, 0));
        assert_eq!(verdict(&Ledger::default(), Some(&record("B", 7))), (0, 1), "nobody gave it");
    }

    #[test]
    fn what_nobody_heard_of_may_stand_or_not() {
        let mut ledger = ledger();
        ledger.unheard_answer("i", choice("C"), 9);
        assert_eq!(verdict(&ledger, Some(&record("B", 7))), (0, 0));
        assert_eq!(verdict(&ledger, Some(&record("C", 16))), (0, 0));
        assert_eq!(verdict(&ledger, Some(&record("C", 25))), (0, 1));
    }
}
