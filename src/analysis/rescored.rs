//! Sessions that were scored again: what another person published counts here as it does in the results. Corrected keys
//! hold for questions that stayed as they were asked; an item whose wording changed too stays as it was, for its answers
//! were to other words. Items that a rescoring left out or credited to all are analysed by their keys all the same:
//! that is a matter of scores, not of what the item did.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::data::small;
use super::{Analysis, AnalysisError};
use crate::delivery::ports::{FinalRecord, StoreError};
use crate::domain::bank::Bank;
use crate::domain::ids::SessionId;
use crate::domain::rescoring::{State, rekeyed};
use crate::planning::ports::Revision;
use crate::wire::analysis::FollowedRescoring;

impl Analysis {
    /// The newest one that counts.
    pub(super) async fn published(&self, session: &SessionId) -> Result<Option<Revision>, StoreError> {
        let revisions = self.rescorings.rescorings(session).await?;
        Ok(revisions.into_iter().find(|revision| matches!(revision.state, State::Published { .. })))
    }

    /// The bank with the keys that count, and the records with the outcomes that do.
    pub(super) async fn followed(
        &self,
        session: &SessionId,
        pinned: Arc<Bank>,
        records: &mut [FinalRecord],
    ) -> Result<(Arc<Bank>, Option<FollowedRescoring>), AnalysisError> {
        let Some(revision) = self.published(session).await? else { return Ok((pinned, None)) };
        let rescored = self.rescorings.rescored(session, revision.number).await?;
        let mut outcomes: BTreeMap<_, _> =
            rescored.into_iter().map(|one| ((one.attempt, one.seq), one.outcome)).collect();
        for record in records {
            if let Some(outcome) = outcomes.remove(&(record.attempt.clone(), record.seq)) {
                record.outcome = outcome;
            }
        }
        let told = |items: usize| Some(FollowedRescoring { number: revision.number, items: small(items) });
        match self.catalogue.bank(&revision.change.bank) {
            Some(chosen) if chosen.version != pinned.version => {
                let (bank, items) = rekeyed(&pinned, &chosen);
                Ok((Arc::new(bank), told(items)))
            }
            Some(_) => Ok((pinned, told(0))),
            None => Err(StoreError::Locked(revision.change.bank.to_string()).into()),
        }
    }
}
