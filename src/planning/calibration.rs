//! Which calibration counts.

use super::Planning;
use super::error::PlanError;
use super::ports::{CalibrationStore, PlanStore};
use crate::delivery::ports::StoreError;
use crate::domain::calibration::{Answers, Calibration, Gap, Remark, Status};
use crate::domain::ids::{BankId, SessionId};
use crate::domain::session::Session;

/// The calibration in force for a bank.
#[derive(Clone, Debug, PartialEq)]
pub struct InForce {
    pub calibration: Calibration,
    pub answers: Answers,
}

/// Of the accepted ones the newest that rests on real answers; only where there is none, the newest of made-up ones.
/// So a rehearsal supersedes nothing that is real, in whatever order the two were accepted.
///
/// # Errors
/// The store's.
pub async fn in_force(
    plan: &dyn PlanStore,
    calibrations: &dyn CalibrationStore,
    bank: &BankId,
) -> Result<Option<InForce>, StoreError> {
    let Some(newest) = calibrations.accepted(bank).await? else { return Ok(None) };
    if answers_of(plan, calibrations, &newest).await? == Answers::Real {
        return Ok(Some(InForce { calibration: newest, answers: Answers::Real }));
    }
    let stamps = calibrations.calibrations(bank).await?.into_iter();
    let mut accepted: Vec<_> = stamps
        .filter_map(|stamp| match stamp.status {
            Status::Accepted { at, .. } => Some((at, stamp.id)),
            _ => None,
        })
        .collect();
    accepted.sort_by(|one, other| other.cmp(one));
    for (_, id) in accepted {
        let Some((_, calibration)) = calibrations.calibration(&id).await? else { continue };
        if answers_of(plan, calibrations, &calibration).await? == Answers::Real {
            return Ok(Some(InForce { calibration, answers: Answers::Real }));
        }
    }
    Ok(Some(InForce { calibration: newest, answers: Answers::MadeUp }))
}

/// Made-up ones, where one of its sessions is a rehearsal, where its scale was anchored to such a calibration,
/// or where it came in a file of one.
///
/// # Errors
/// The store's.
pub async fn answers_of(
    plan: &dyn PlanStore,
    calibrations: &dyn CalibrationStore,
    calibration: &Calibration,
) -> Result<Answers, StoreError> {
    let mut next = Some(calibration.clone());
    // An anchor was stored before what hangs on it, and names are digests: the chain ends.
    while let Some(known) = next.take() {
        if known.facts.warnings.contains(&Remark::MadeUp) {
            return Ok(Answers::MadeUp);
        }
        for id in &known.facts.sessions {
            let record = plan.session_record(id).await?;
            if record.is_some_and(|record| record.session.is_rehearsal()) {
                return Ok(Answers::MadeUp);
            }
        }
        let anchor = known.facts.warnings.iter().find_map(|remark| match remark {
            Remark::Anchored(id) => Some(id),
            _ => None,
        });
        if let Some(id) = anchor {
            next = calibrations.calibration(id).await?.map(|(_, calibration)| calibration);
        }
    }
    Ok(Answers::Real)
}

impl Planning {
    /// The calibration in force. What made-up people answered never scores real ones: a calibration that rests on a
    /// rehearsal counts for rehearsals alone, and for a real session is as if there were none.
    pub(super) async fn accepted_for(&self, bank: &BankId, rehearsal: bool) -> Result<Option<Calibration>, PlanError> {
        let known = in_force(self.store.as_ref(), self.calibrations.as_ref(), bank).await?;
        let counts = |known: &InForce| known.answers == Answers::Real || rehearsal;
        Ok(known.filter(counts).map(|known| known.calibration))
    }

    /// Whether the calibration in force counts for rehearsals alone.
    pub(super) async fn is_for_rehearsals(&self, bank: &BankId) -> Result<bool, PlanError> {
        let known = in_force(self.store.as_ref(), self.calibrations.as_ref(), bank).await?;
        Ok(known.is_some_and(|known| known.answers == Answers::MadeUp))
    }

    /// Why the session does without the accepted calibration of its bank: the sections that it knows too little of. None
    /// where the session has one, where none is accepted, and where it would be wide enough.
    pub async fn uncovered(&self, id: &SessionId) -> Result<Vec<Gap>, PlanError> {
        let session = self.session(id).await?.session;
        let found = self.catalogue.blueprint(&session.blueprint).zip(self.catalogue.bank(&session.bank));
        let Some((blueprint, bank)) = found.filter(|_| session.calibration.is_none()) else { return Ok(Vec::new()) };
        let known = self.accepted_for(&bank.id, session.is_rehearsal()).await?;
        Ok(known.map(|calibration| calibration.gaps(&blueprint, &bank)).unwrap_or_default())
    }

    /// Whether scores of this session may rest on it.
    pub(super) async fn may_score(&self, calibration: &Calibration, session: &Session) -> Result<bool, PlanError> {
        let of_made_up = || answers_of(self.store.as_ref(), self.calibrations.as_ref(), calibration);
        Ok(session.is_rehearsal() || of_made_up().await? == Answers::Real)
    }
}
