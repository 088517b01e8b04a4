//! Which calibration counts.

use super::Planning;
use super::error::PlanError;
use crate::domain::calibration::Calibration;
use crate::domain::ids::BankId;
use crate::domain::session::Session;

impl Planning {
    /// The accepted calibration of the bank. What made-up people answered never scores real ones: a calibration that
    /// rests on a rehearsal counts for rehearsals alone.
    pub(super) async fn accepted_for(
        &self,
        bank: &BankId,
        session: Option<&Session>,
    ) -> Result<Option<Calibration>, PlanError> {
        let Some(accepted) = self.calibrations.accepted(bank).await? else { return Ok(None) };
        if session.is_some_and(Session::is_rehearsal) {
            return Ok(Some(accepted));
        }
        let for_rehearsals = self.rests_on_rehearsal(&accepted).await?;
        Ok((!for_rehearsals).then_some(accepted))
    }

    /// Whether the accepted calibration of the bank counts for rehearsals alone.
    pub(super) async fn is_for_rehearsals(&self, bank: &BankId) -> Result<bool, PlanError> {
        match self.calibrations.accepted(bank).await? {
            Some(accepted) => self.rests_on_rehearsal(&accepted).await,
            None => Ok(false),
        }
    }

    async fn rests_on_rehearsal(&self, calibration: &Calibration) -> Result<bool, PlanError> {
        for id in &calibration.facts.sessions {
            let record = self.store.session_record(id).await?;
            if record.is_some_and(|record| record.session.is_rehearsal()) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
