//! What rules would do, before anything is stored; and what a stored revision does.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::material::{Closed, Rules, Sat};
use super::{Ask, standing};
use crate::delivery::ports::FinalRecord;
use crate::domain::ids::{AttemptId, CalibrationId, ItemId, SessionId};
use crate::domain::rescoring::{Change, Difference, Mending, Rescored, compare, hash, mending};
use crate::domain::scoring::Outcome;
use crate::domain::session::{Enrolment, Session, SessionStatus};
use crate::planning::Planning;
use crate::planning::error::PlanError;
use crate::planning::fault::Fault;
use crate::planning::ports::Revision;

/// Rules and their difference to what stands (or, of a published revision, to what stood).
#[derive(Debug)]
pub struct Trial {
    pub session: Session,
    /// Absent in a dry run.
    pub revision: Option<Revision>,
    pub change: Change,
    /// Revision that it is compared with; 0: the final records.
    pub base: u32,
    pub hash: String,
    pub difference: Difference,
    /// Attempts that keep their outcome whatever the rules are.
    pub voided: u32,
    pub people: HashMap<AttemptId, Enrolment>,
    /// Other closed sessions of the event that gave what these rules change. Of a dry run.
    pub elsewhere: Vec<Elsewhere>,
    /// Of what stands.
    calibration: Option<CalibrationId>,
}

/// Another session with the same trouble.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    pub session: SessionId,
    pub title: String,
    /// Attempts that were given one of the items.
    pub attempts: u32,
}

impl Trial {
    pub fn changes_anything(&self) -> bool {
        self.difference.unchanged < self.difference.attempts || self.change.calibration != self.calibration
    }
}

impl Planning {
    /// The difference that these rules would make; nothing is stored.
    pub async fn try_rescoring(&self, id: &SessionId, ask: &Ask) -> Result<Trial, PlanError> {
        let (mut trial, _) = self.scored_anew(id, ask).await?;
        let touched = self.touched(&trial);
        trial.elsewhere = self.elsewhere(&trial.session, &touched).await?;
        Ok(trial)
    }

    /// The difference that a stored revision makes or made.
    pub async fn rescoring(&self, id: &SessionId, number: u32) -> Result<Trial, PlanError> {
        let revision = self.revision(id, number).await?;
        let closed = self.closed(id).await?;
        let before = self.standing_outcomes(&closed, revision.base).await?;
        let after = self.rescorings.rescored(id, number).await?;
        let mut trial = self.trial(closed, revision.change.clone(), revision.base, &before, &after).await?;
        trial.hash.clone_from(&revision.hash);
        trial.revision = Some(revision);
        Ok(trial)
    }

    pub(super) async fn scored_anew(&self, id: &SessionId, ask: &Ask) -> Result<(Trial, Vec<Rescored>), PlanError> {
        let sat = self.sat(id).await?;
        let rules = self.rules(&sat, ask).await?;
        let revisions = self.rescorings.rescorings(id).await?;
        let base = standing(&revisions).map_or(0, |revision| revision.number);
        let before = self.standing_outcomes(&sat.closed, base).await?;
        let (sat, rules, after) = scored(sat, rules).await?;
        let trial = self.trial(sat.closed, rules.change, base, &before, &after).await?;
        Ok((trial, after))
    }

    async fn trial(
        &self,
        closed: Closed,
        change: Change,
        base: u32,
        before: &BTreeMap<AttemptId, Outcome>,
        after: &[Rescored],
    ) -> Result<Trial, PlanError> {
        let id = &closed.session.id;
        let candidates = self.store.candidates(id).await?;
        let calibration = match base {
            0 => closed.session.calibration.clone(),
            number => self.revision(id, number).await?.change.calibration,
        };
        let before = before.iter().map(|(attempt, outcome)| (attempt.clone(), outcome)).collect();
        Ok(Trial {
            hash: hash(id, &change, after),
            difference: compare(&before, after),
            people: candidates.into_iter().map(|one| (one.attempt.clone(), one)).collect(),
            voided: closed.voided,
            session: closed.session,
            revision: None,
            elsewhere: Vec::new(),
            change,
            base,
            calibration,
        })
    }

    /// Items that the rules score otherwise than the final records did.
    fn touched(&self, trial: &Trial) -> Vec<ItemId> {
        let mut touched: Vec<ItemId> = trial.change.items.keys().cloned().collect();
        let versions = (self.catalogue.bank(&trial.session.bank), self.catalogue.bank(&trial.change.bank));
        if let (Some(pinned), Some(chosen)) = versions
            && pinned.version != chosen.version
        {
            let differs = |item: &crate::domain::item::Item| {
                let later = chosen.items.get(&item.id).map(AsRef::as_ref);
                matches!(mending(item, later), Some(Mending::Rekeyed | Mending::Reworded))
            };
            touched.extend(pinned.items.values().filter(|item| differs(item)).map(|item| item.id.clone()));
        }
        touched
    }

    async fn elsewhere(&self, session: &Session, touched: &[ItemId]) -> Result<Vec<Elsewhere>, PlanError> {
        let mut found = Vec::new();
        for record in self.sessions().await? {
            let other = record.session;
            let beside = other.event == session.event && other.id != session.id;
            if !beside || other.status != SessionStatus::Closed || touched.is_empty() {
                continue;
            }
            let forms: BTreeMap<_, _> = self.records.forms(&other.id).await?.into_iter().collect();
            let records = self.store.final_records(&other.id).await?;
            let gave = |record: &&FinalRecord| {
                let form = forms.get(&record.attempt).map(|form| record.given(form));
                form.is_some_and(|form| form.items().any(|item| touched.contains(&item.id)))
            };
            let gave = records.iter().filter(gave).count();
            if gave > 0 {
                let attempts = u32::try_from(gave).unwrap_or(u32::MAX);
                found.push(Elsewhere { session: other.id, title: other.title, attempts });
            }
        }
        Ok(found)
    }
}

/// Away from the threads that answer: a large session takes seconds.
async fn scored(sat: Sat, rules: Rules) -> Result<(Sat, Rules, Vec<Rescored>), PlanError> {
    let shared = Arc::new((sat, rules));
    let theirs = shared.clone();
    let scored = tokio::task::spawn_blocking(move || theirs.0.scored(&theirs.1)).await;
    let scored = scored.map_err(|_| PlanError::Interrupted("scoring a session again"))?;
    let scored = scored
        .map_err(|emptied| PlanError::Invalid(vec![Fault::of("items", "section_emptied", emptied.0.to_string())]))?;
    let (sat, rules) = Arc::into_inner(shared).ok_or(PlanError::Interrupted("scoring a session again"))?;
    Ok((sat, rules, scored))
}
