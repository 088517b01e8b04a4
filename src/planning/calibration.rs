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
        for id in &accepted.facts.sessions {
            let record = self.store.session_record(id).await?;
            if record.is_some_and(|record| record.session.is_rehearsal()) {
                return Ok(None);
            }
        }
        Ok(Some(accepted))
    }
}
