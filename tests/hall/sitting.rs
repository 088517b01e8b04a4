//! Sittings that are over: a final record out of what somebody answered.

use std::collections::BTreeMap;

use ukur::delivery::ports::{Ending, FinalRecord, FinalResponse, RecordStore};
use ukur::domain::form::Form;
use ukur::domain::ids::{AttemptId, ItemId, SessionId};
use ukur::domain::response::Response;
use ukur::domain::scoring::score;
use ukur::domain::time::Span;

use super::{Hall, START};

impl Hall {
    pub async fn form(&self, attempt: &AttemptId) -> Form {
        self.store.form(attempt).await.unwrap().unwrap()
    }

    /// Scored as an uncalibrated session's, and stored.
    pub async fn finish(
        &self,
        session: &SessionId,
        attempt: &AttemptId,
        given: BTreeMap<ItemId, Response>,
        (ending, seq): (Ending, u64),
    ) {
        let record = self.record(session).await.session;
        let bank = self.catalogue.bank(&record.bank).unwrap();
        let blueprint = self.catalogue.blueprint(&record.blueprint).unwrap();
        let outcome = score(&self.form(attempt).await, &given, &bank, &blueprint, None);
        let last = |response| FinalResponse { response, seq: 2, at: START, spent_ms: 9_000 };
        let record = FinalRecord {
            attempt: attempt.clone(),
            session: session.clone(),
            ending,
            closed_at: START,
            seq,
            reason: None,
            responses: given.into_iter().map(|(item, response)| (item, last(response))).collect(),
            outcome,
            offered: Vec::new(),
            extended: Span::ZERO,
            outage_credit: Span::ZERO,
            build: "test".into(),
        };
        self.store.finalise(&record).await.unwrap();
    }
}
