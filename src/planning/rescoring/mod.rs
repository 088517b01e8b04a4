//! A closed session scored again: one administrator tries rules and proposes them, another one publishes. Nothing is
//! published that nobody has seen the difference of, and final records stay as they are (I8).

mod desk;
mod material;
mod trial;

use super::Planning;
use super::error::PlanError;
use super::fault::Faults;
use super::ports::{Published, Revision};
use crate::audit::Actor;
use crate::domain::ids::{BankVersion, CalibrationId, ItemId, SessionId};
use crate::domain::rescoring::{State, Treatment, WhyNot, may_publish, may_withdraw};

pub use desk::{Desk, GivenItem, MendedItem, VersionAtHand};
pub use trial::{Elsewhere, Trial};

/// Longest reason.
const MAX_REASON_CHARS: usize = 300;

/// Rules as asked for.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// Absent: the version that the session pinned.
    pub bank: Option<BankVersion>,
    /// Absent: the calibration that the session pinned, or none.
    pub calibration: Option<CalibrationId>,
    pub items: Vec<(ItemId, Treatment)>,
}

impl Planning {
    /// Stores the rules with what they make of everybody. The same rules again, while they wait, are the same proposal.
    ///
    /// # Errors
    /// [`PlanError::Rescoring`] says what stands against it; [`PlanError::Invalid`] names wrong fields.
    pub async fn propose_rescoring(
        &self,
        id: &SessionId,
        ask: &Ask,
        reason: &str,
        by: &mut Actor,
    ) -> Result<Trial, PlanError> {
        let mut faults = Faults::default();
        let reason = faults.text("reason", reason, MAX_REASON_CHARS);
        if !faults.is_empty() {
            return Err(PlanError::Invalid(faults.into_vec()));
        }
        let (mut trial, outcomes) = self.scored_anew(id, ask).await?;
        let known = self.rescorings.rescorings(id).await?;
        if let Some(waiting) = known.iter().find(|revision| revision.state == State::Proposed) {
            let same = waiting.hash == trial.hash && waiting.proposed_by == by.who;
            return if same { self.rescoring(id, waiting.number).await } else { Err(WhyNot::AnotherWaits.into()) };
        }
        if !trial.changes_anything() {
            return Err(WhyNot::NothingChanges.into());
        }
        let revision = Revision {
            session: id.clone(),
            number: known.first().map_or(0, |newest| newest.number) + 1,
            state: State::Proposed,
            base: trial.base,
            proposed_by: by.who.clone(),
            proposed_at: by.now,
            reason,
            hash: trial.hash.clone(),
            change: trial.change.clone(),
        };
        let act = by.act(Some(id), "rescoring_proposed", &trial.session.title).because(&revision.reason);
        let (overall, all) = (trial.difference.overall, trial.difference.moves.len());
        let moving = overall.up() + overall.down();
        let act = act.with(&format!("revision {}, {moving} move overall, {all} with sections", revision.number));
        if !self.rescorings.propose_rescoring(&revision, &outcomes, &act).await? {
            return Err(PlanError::Changed);
        }
        trial.revision = Some(revision);
        Ok(trial)
    }

    /// What was proposed counts from now on. Again by the same person, whose reply may have been lost: nothing happens,
    /// and the trail gets no second line.
    pub async fn publish_rescoring(
        &self,
        id: &SessionId,
        number: u32,
        note: &str,
        by: &mut Actor,
    ) -> Result<Trial, PlanError> {
        let revision = self.revision(id, number).await?;
        if may_publish(&revision.state, &revision.proposed_by, &by.who)? {
            let note = checked_note(note)?;
            let title = self.session(id).await?.session.title;
            let act = by.act(Some(id), "rescoring_published", &title).because(&note);
            let act = act.with(&format!("revision {number}, proposed by {}", revision.proposed_by));
            match self.rescorings.publish_rescoring(id, number, &act).await? {
                Published::Done => {}
                Published::Stale => return Err(WhyNot::Stale.into()),
                Published::Refused => return Err(PlanError::Changed),
            }
        }
        self.rescoring(id, number).await
    }

    /// It is not published; whoever proposed it or anybody else may say so.
    pub async fn withdraw_rescoring(
        &self,
        id: &SessionId,
        number: u32,
        note: &str,
        by: &mut Actor,
    ) -> Result<Trial, PlanError> {
        let revision = self.revision(id, number).await?;
        if may_withdraw(&revision.state, &by.who)? {
            let note = checked_note(note)?;
            let title = self.session(id).await?.session.title;
            let act = by.act(Some(id), "rescoring_withdrawn", &title).because(&note);
            let act = act.with(&format!("revision {number}"));
            if !self.rescorings.withdraw_rescoring(id, number, &act).await? {
                return Err(PlanError::Changed);
            }
        }
        self.rescoring(id, number).await
    }

    /// Every revision of the session, newest first.
    pub async fn rescorings(&self, id: &SessionId) -> Result<Vec<Revision>, PlanError> {
        Ok(self.rescorings.rescorings(&self.session(id).await?.session.id).await?)
    }

    pub(super) async fn revision(&self, id: &SessionId, number: u32) -> Result<Revision, PlanError> {
        let known = self.rescorings.rescorings(id).await?;
        known.into_iter().find(|one| one.number == number).ok_or(PlanError::Unknown("rescoring"))
    }
}

fn checked_note(note: &str) -> Result<String, PlanError> {
    let mut faults = Faults::default();
    let note = faults.text("reason", note, MAX_REASON_CHARS);
    if faults.is_empty() { Ok(note) } else { Err(PlanError::Invalid(faults.into_vec())) }
}

/// The newest of them that was published.
pub(super) fn standing(revisions: &[Revision]) -> Option<&Revision> {
    revisions.iter().find(|revision| matches!(revision.state, State::Published { .. }))
}
