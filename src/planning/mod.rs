//! The administrator's application: events, sessions, candidates, forms, results. It orders the store around the
//! domain; it knows no browser and no database.

mod calibration;
mod candidates;
mod error;
pub mod event;
mod exposure;
mod fairness;
pub mod fault;
mod forecast;
mod library;
mod missing;
mod norms;
mod notice;
mod opening;
pub mod ports;
mod rehearsal;
mod rescoring;
mod results;
pub mod session;
mod unrecorded;

use std::sync::Arc;

pub use calibration::{InForce, answers_of, in_force};
pub use candidates::{CSV_TEMPLATE, Card, Import, MAX_FILE_BYTES};
pub use error::PlanError;
pub use exposure::{ItemExposure, SittingExposure};
pub use fairness::{Assurance, Certificate, Drawing};
pub use forecast::{CalibrationAtHand, Forecast};
pub use library::Loader;
pub use missing::shortage_fault;
pub use norms::{NormDesk, NormDraft, NormStanding, NormsBeside, RescoredSince};
pub use opening::Opening;
pub use rehearsal::Rehearsal;
pub use rescoring::{Ask, Desk, Elsewhere, GivenItem, MendedItem, Trial, VersionAtHand};
pub use results::{ResultFile, ResultLine, Results};

use crate::audit::{Act, AuditLog};
use crate::bank::catalogue::Catalogue;
use crate::delivery::ports::RecordStore;
use crate::domain::ids::SessionId;
use ports::{CalibrationStore, LibraryStore, NormStore, PlanStore, RescoringStore};
use unrecorded::Unrecorded;

/// Titles of events and sessions, names of organisers.
const MAX_TITLE_CHARS: usize = 200;
/// Lines of the trail that one page shows.
const MAX_ACTS: u32 = 5_000;

pub struct Planning {
    store: Arc<dyn PlanStore>,
    library: Arc<dyn LibraryStore>,
    calibrations: Arc<dyn CalibrationStore>,
    rescorings: Arc<dyn RescoringStore>,
    norms: Arc<dyn NormStore>,
    audit: Arc<dyn AuditLog>,
    records: Arc<dyn RecordStore>,
    catalogue: Arc<Catalogue>,
    loader: Arc<dyn Loader>,
    unrecorded: Unrecorded,
    dry: fairness::Dry,
    forecasts: forecast::Forecasts,
    made_again: norms::MadeAgain,
    unloadable: notice::Unloadable,
}

impl Planning {
    pub fn new<S>(store: Arc<S>, catalogue: Arc<Catalogue>, loader: Arc<dyn Loader>) -> Self
    where
        S: PlanStore + LibraryStore + CalibrationStore + RescoringStore + NormStore + AuditLog + RecordStore + 'static,
    {
        Self {
            store: store.clone(),
            library: store.clone(),
            calibrations: store.clone(),
            rescorings: store.clone(),
            norms: store.clone(),
            audit: store.clone(),
            records: store,
            catalogue,
            loader,
            unrecorded: Unrecorded::default(),
            dry: fairness::Dry::default(),
            forecasts: forecast::Forecasts::default(),
            made_again: norms::MadeAgain::default(),
            unloadable: notice::Unloadable::default(),
        }
    }

    /// Writes acts that were done already: now, or as soon as the store takes them.
    pub async fn record(&self, acts: &[Act]) {
        self.unrecorded.add(acts);
        self.record_waiting().await;
    }

    /// Writes acts that could not be written before; gives how many still wait.
    pub async fn record_waiting(&self) -> usize {
        self.unrecorded.write(&*self.audit).await
    }

    /// What was done in and around a session, newest first.
    pub async fn acts(&self, session: &SessionId) -> Result<Vec<Act>, PlanError> {
        Ok(self.audit.acts(session, MAX_ACTS).await?)
    }

    /// What was done outside of sessions, newest first.
    pub async fn house_acts(&self) -> Result<Vec<Act>, PlanError> {
        Ok(self.audit.house_acts(MAX_ACTS).await?)
    }
}
