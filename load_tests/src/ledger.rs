//! One candidate's own truth: what was given, and what the server said of it.
//!
//! Every answer says that it took as many milliseconds as its own number. The server adds the times of an item's
//! answers up, so the final record tells whether each was applied exactly once: an answer applied twice, or one that
//! was acknowledged and lost behind a later one, shows in the sum.

use std::collections::HashMap;

use ukur::wire::item::ResponseValue;

#[derive(Debug, Default)]
pub struct Ledger {
    items: HashMap<String, Given>,
}

/// What was given to one item.
#[derive(Debug, Default)]
pub struct Given {
    /// The last acknowledged response.
    pub standing: Option<ResponseValue>,
    /// Sum of the acknowledged answers' times.
    pub spent_ms: i64,
    /// Answers of which nothing was heard when the test was over: they may stand or not.
    pub unheard: Vec<(ResponseValue, i64)>,
}

impl Ledger {
    pub fn acked_answer(&mut self, item: &str, response: ResponseValue, spent_ms: i64) {
        let given = self.items.entry(item.to_owned()).or_default();
        given.standing = Some(response);
        given.spent_ms += spent_ms;
    }

    pub fn unheard_answer(&mut self, item: &str, response: ResponseValue, spent_ms: i64) {
        self.items.entry(item.to_owned()).or_default().unheard.push((response, spent_ms));
    }

    pub fn items(&self) -> impl Iterator<Item = (&str, &Given)> {
        self.items.iter().map(|(item, given)| (item.as_str(), given))
    }
}
