//! How accurate the categories of a blueprint will be, before its use: worked out away from the threads that answer,
//! once for each blueprint, bank and calibration.

use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use tokio::sync::Mutex;

use super::Planning;
use super::error::PlanError;
use crate::domain::adaptive::{PEOPLE, foretell};
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::calibration::Calibration;
use crate::domain::ids::{BankVersion, BlueprintId, BlueprintVersion, CalibrationId, SessionId};
use crate::domain::scoring::{Accuracy, expect};
use crate::domain::session::SessionStatus;

/// Forecasts that are kept at hand.
const KEPT: usize = 32;
/// Of the persons who are drawn: the same blueprint always gets the same answer.
const SEED: u64 = 1;

/// What is foretold, and what it rests on.
#[derive(Clone, Debug)]
pub struct Forecast {
    pub blueprint: Arc<Blueprint>,
    pub calibration: Option<CalibrationAtHand>,
    /// There is none for real candidates: the accepted one rests on a rehearsal.
    pub for_rehearsals: bool,
    /// `None`: the bank is too small, or the cut scores cannot be told apart; and of an adaptive test without a
    /// calibration, which cannot open.
    pub accuracy: Option<Accuracy>,
}

/// The accepted calibration of the bank, or the one that the session pinned.
#[derive(Clone, Debug, PartialEq)]
pub struct CalibrationAtHand {
    pub id: CalibrationId,
    /// Share of each section's items that it knows, in the blueprint's order.
    pub coverage: Vec<f64>,
    /// It covers enough.
    pub used: bool,
}

type Key = (BlueprintVersion, BankVersion, Option<CalibrationId>);

/// One is worked out at a time: several administrators who look at the same blueprint wait for one.
#[derive(Default)]
pub(super) struct Forecasts(Mutex<Vec<(Key, Option<Accuracy>)>>);

impl Planning {
    /// Of the newest version, with the newest version of its bank and the calibration that an opening would pin.
    pub async fn blueprint_forecast(&self, id: &BlueprintId, rehearsal: bool) -> Result<Forecast, PlanError> {
        let blueprint = self.newest_blueprint(id).await?.ok_or(PlanError::Unknown("blueprint"))?;
        let versions = self.bank_versions().await?;
        let bank = versions.into_iter().find(|(stamp, _)| stamp.id == blueprint.bank);
        let (_, bank) = bank.ok_or(PlanError::Unknown("bank"))?;
        let calibration = self.accepted_for(&bank.id, rehearsal).await?;
        let for_rehearsals = calibration.is_none() && self.is_for_rehearsals(&bank.id).await?;
        Ok(Forecast { for_rehearsals, ..self.forecast(blueprint, bank, calibration).await? })
    }

    /// Of a draft as an opening now would make it; of an opened session as it was made.
    pub async fn session_forecast(&self, id: &SessionId) -> Result<Forecast, PlanError> {
        let session = self.session(id).await?.session;
        let blueprint = self.catalogue.blueprint(&session.blueprint).ok_or(PlanError::Unknown("blueprint"))?;
        let bank = self.catalogue.bank(&session.bank).ok_or(PlanError::Unknown("bank"))?;
        let calibration = match (&session.status, &session.calibration) {
            (SessionStatus::Draft, _) => self.accepted_for(&bank.id, session.is_rehearsal()).await?,
            (_, Some(pinned)) => self.records.pinned_calibration(pinned).await?,
            (_, None) => None,
        };
        let is_open_question = session.status == SessionStatus::Draft && calibration.is_none();
        let for_rehearsals = is_open_question && self.is_for_rehearsals(&bank.id).await?;
        Ok(Forecast { for_rehearsals, ..self.forecast(blueprint, bank, calibration).await? })
    }

    async fn forecast(
        &self,
        blueprint: Arc<Blueprint>,
        bank: Arc<Bank>,
        calibration: Option<Calibration>,
    ) -> Result<Forecast, PlanError> {
        let at_hand = calibration.as_ref().map(|known| CalibrationAtHand {
            id: known.id.clone(),
            coverage: known.coverage(&blueprint, &bank),
            used: known.covers(&blueprint, &bank),
        });
        let used = calibration.filter(|_| at_hand.as_ref().is_some_and(|known| known.used));
        let key = (blueprint.version.clone(), bank.version.clone(), used.as_ref().map(|known| known.id.clone()));
        let mut kept = self.forecasts.0.lock().await;
        if let Some((_, accuracy)) = kept.iter().find(|(known, _)| *known == key) {
            return Ok(Forecast { blueprint, calibration: at_hand, for_rehearsals: false, accuracy: accuracy.clone() });
        }
        let plan = blueprint.clone();
        let found = tokio::task::spawn_blocking(move || {
            if plan.adaptive.is_some() {
                return foretell(&plan, &bank, used.as_ref(), PEOPLE).ok();
            }
            let mut rng = ChaCha12Rng::seed_from_u64(SEED);
            expect(&plan, &bank, used.as_ref(), || rng.random())
        });
        let accuracy = found.await.map_err(|_| PlanError::Interrupted("foretelling the accuracy"))?;
        kept.truncate(KEPT - 1);
        kept.insert(0, (key, accuracy.clone()));
        Ok(Forecast { blueprint, calibration: at_hand, for_rehearsals: false, accuracy })
    }
}
