//! The candidates of a session: list, import, withdrawal, cards.

mod cards;
mod columns;
mod import;
mod row;
mod sheet;

pub use cards::Card;
pub use columns::CSV_TEMPLATE;
pub use import::Import;
pub use sheet::MAX_FILE_BYTES;

use super::Planning;
use super::error::PlanError;
use super::ports::Withdrawn;
use crate::audit::Actor;
use crate::domain::ids::{AttemptId, SessionId};
use crate::domain::session::Enrolment;

impl Planning {
    /// In order of import.
    pub async fn candidates(&self, session: &SessionId) -> Result<Vec<Enrolment>, PlanError> {
        self.session(session).await?;
        Ok(self.store.candidates(session).await?)
    }

    /// Takes a candidate out of a draft.
    pub async fn withdraw(&self, session: &SessionId, attempt: &AttemptId, by: &mut Actor) -> Result<(), PlanError> {
        self.draft(session).await?;
        let candidate = self.records.enrolment(attempt).await?.filter(|c| c.session == *session);
        let candidate = candidate.ok_or(PlanError::Unknown("candidate"))?;
        let act = by.act(Some(session), "candidate_withdrawn", &candidate.name);
        match self.store.withdraw(session, attempt, &act).await? {
            Withdrawn::Done => Ok(()),
            Withdrawn::NotDraft => Err(PlanError::NotDraft),
            Withdrawn::Unknown => Err(PlanError::Unknown("candidate")),
        }
    }
}
