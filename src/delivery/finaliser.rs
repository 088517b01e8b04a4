//! Closes an attempt for good: score it and put its final record into the record store. Every step can run twice.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::ports::{FinalRecord, FinalResponse, RecordStore, StoreError};
use crate::domain::attempt::{Attempt, Phase};
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::form::Form;
use crate::domain::ids::{ItemId, SessionId};
use crate::domain::response::Response;
use crate::domain::scoring::Scoring;
use crate::domain::session::Enrolment;

/// Names the build in every record (I8).
pub const BUILD: &str = env!("BUILD_NAME");

/// What scoring an attempt of one session needs, shared by all its attempts.
pub struct Finaliser {
    pub session: SessionId,
    pub bank: Arc<Bank>,
    pub blueprint: Arc<Blueprint>,
    pub scoring: Arc<dyn Scoring>,
    pub records: Arc<dyn RecordStore>,
}

impl Finaliser {
    /// Does nothing while the attempt is open.
    pub async fn finalise(&self, enrolment: &Enrolment, form: &Form, attempt: &Attempt) -> Result<(), StoreError> {
        match self.record(enrolment, form, attempt) {
            Some(record) => self.records.finalise(&record).await,
            None => Ok(()),
        }
    }

    fn record(&self, enrolment: &Enrolment, form: &Form, attempt: &Attempt) -> Option<FinalRecord> {
        let Phase::Closed { ending, at, reason } = &attempt.phase else { return None };
        let responses = final_responses(attempt);
        let given: BTreeMap<ItemId, Response> =
            responses.iter().map(|(item, last)| (item.clone(), last.response.clone())).collect();
        Some(FinalRecord {
            attempt: enrolment.attempt.clone(),
            session: self.session.clone(),
            ending: *ending,
            closed_at: *at,
            seq: attempt.seq,
            reason: reason.clone(),
            outcome: self.scoring.score(&scored(form, attempt), &given, &self.bank, &self.blueprint),
            responses,
            offered: attempt.offered.clone(),
            extended: attempt.extended,
            outage_credit: attempt.outage_credit,
            build: BUILD.to_owned(),
        })
    }
}

/// What stands in the denominator: of a pool the items offered, answered or not.
fn scored<'f>(form: &'f Form, attempt: &Attempt) -> Cow<'f, Form> {
    if form.is_pool() { Cow::Owned(form.only(&attempt.offered)) } else { Cow::Borrowed(form) }
}

/// The last acknowledged answer of each item (I2); a cleared one is none.
fn final_responses(attempt: &Attempt) -> BTreeMap<ItemId, FinalResponse> {
    let given = attempt.answers.iter().filter_map(|(item, answer)| {
        let response = answer.response.clone()?;
        let last = FinalResponse { response, seq: answer.seq, at: answer.at, spent_ms: answer.spent_ms };
        Some((item.clone(), last))
    });
    given.collect()
}
