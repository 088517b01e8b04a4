//! Out of the store: which sessions have results, and everything in them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use super::data::{Data, Stored};
use super::study::Study;
use super::{Analysis, AnalysisError};
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::calibration::{Calibration, Status};
use crate::domain::ids::{BankId, CalibrationId, SessionId};
use crate::domain::session::{Session, SessionStatus};
use crate::planning::ports::{BankStamp, CalibrationStamp};
use crate::wire::analysis::{CalibrationRef, CalibrationStatus};
use crate::wire::number::InstantMs;

/// Sessions that are analysed together.
const MAX_SESSIONS: usize = 200;
/// Cells (persons × items of their forms) of one analysis: 50,000 persons with 40 items.
const MAX_CELLS: usize = 2_000_000;

/// Sessions and calibration as a reader chose them.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// `None`: all with results.
    pub sessions: Option<Vec<SessionId>>,
    /// `None`: the accepted one.
    pub calibration: Option<CalibrationId>,
}

/// A study, and the name of everything it follows from.
pub struct Chosen {
    pub study: Arc<Study>,
    pub key: String,
}

impl Analysis {
    /// The newest version of a bank that can be read here.
    pub(super) async fn newest(&self, bank: &BankId) -> Result<Arc<Bank>, AnalysisError> {
        let stamps = self.library.bank_stamps().await?;
        self.newest_of(bank, &stamps)
    }

    fn newest_of(&self, bank: &BankId, stamps: &[BankStamp]) -> Result<Arc<Bank>, AnalysisError> {
        let newest = stamps.iter().find(|stamp| stamp.id == *bank).ok_or(AnalysisError::Unknown("bank"))?;
        let locked = || crate::delivery::ports::StoreError::Locked(bank.to_string());
        self.catalogue.bank(&newest.version).ok_or_else(|| AnalysisError::Store(locked()))
    }

    /// The newest version of each blueprint of the bank.
    pub(super) async fn blueprints(&self, bank: &BankId) -> Result<Vec<Arc<Blueprint>>, AnalysisError> {
        let mut newest: Vec<Arc<Blueprint>> = Vec::new();
        let stamps = self.library.blueprint_stamps().await?;
        for one in stamps.iter().filter_map(|stamp| self.catalogue.blueprint(&stamp.version)) {
            if one.bank == *bank && newest.iter().all(|known| known.id != one.id) {
                newest.push(one);
            }
        }
        Ok(newest)
    }

    /// Sessions of the bank that anybody sat, newest window first, with the number of closed attempts.
    pub(super) async fn sat(&self, bank: &BankId) -> Result<Vec<Session>, AnalysisError> {
        let versions: BTreeMap<_, _> =
            self.library.bank_stamps().await?.into_iter().map(|stamp| (stamp.version, stamp.id)).collect();
        let sat = self.plan.session_records().await?.into_iter().filter(|record| {
            record.session.status != SessionStatus::Draft
                && record.closed_attempts > 0
                && versions.get(&record.session.bank) == Some(bank)
        });
        Ok(sat.map(|record| record.session).collect())
    }

    /// What a reader asked for, computed or as it was kept.
    pub(super) async fn chosen(&self, bank: &BankId, choice: &Choice) -> Result<Chosen, AnalysisError> {
        let newest = self.newest(bank).await?;
        let sessions = self.wanted(bank, choice).await?;
        let known = self.known(bank, choice.calibration.as_ref()).await?;
        self.study(newest, sessions, known).await
    }

    /// All results of one session.
    pub(super) async fn of_session(&self, id: &SessionId) -> Result<Chosen, AnalysisError> {
        let record = self.plan.session_record(id).await?.ok_or(AnalysisError::Unknown("session"))?;
        let session = record.session;
        let Some(bank) = self.catalogue.bank(&session.bank) else {
            return Err(crate::delivery::ports::StoreError::Locked(session.bank.to_string()).into());
        };
        self.study(bank, vec![session], None).await
    }

    async fn wanted(&self, bank: &BankId, choice: &Choice) -> Result<Vec<Session>, AnalysisError> {
        let mut sessions = self.sat(bank).await?;
        if let Some(wanted) = &choice.sessions {
            let known = |id: &SessionId| sessions.iter().any(|session| session.id == *id);
            if let Some(unknown) = wanted.iter().find(|id| !known(id)) {
                let detail = format!("no session of this bank with results: {}", short(unknown.as_str()));
                return Err(AnalysisError::invalid("sessions", "unknown", detail));
            }
            sessions.retain(|session| wanted.contains(&session.id));
        } else if sessions.iter().any(|session| !session.is_rehearsal()) {
            // Unasked, made-up people stand beside real ones nowhere.
            sessions.retain(|session| !session.is_rehearsal());
        }
        if sessions.len() > MAX_SESSIONS {
            return Err(AnalysisError::TooLarge { what: "sessions", found: sessions.len(), most: MAX_SESSIONS });
        }
        Ok(sessions)
    }

    /// The calibration that was asked for, or the accepted one.
    async fn known(
        &self,
        bank: &BankId,
        id: Option<&CalibrationId>,
    ) -> Result<Option<(CalibrationRef, CalibrationStamp, Calibration)>, AnalysisError> {
        let accepted = self.in_force(bank).await?.map(|known| known.calibration.id);
        let Some(wanted) = id.or(accepted.as_ref()) else { return Ok(None) };
        let found = self.calibrations.calibration(wanted).await?.filter(|(stamp, _)| stamp.bank == *bank);
        match found {
            Some((stamp, calibration)) => Ok(Some((reference(&stamp, accepted.as_ref()), stamp, calibration))),
            None if id.is_some() => Err(AnalysisError::Unknown("calibration")),
            None => Ok(None),
        }
    }

    async fn study(
        &self,
        newest: Arc<Bank>,
        sessions: Vec<Session>,
        known: Option<(CalibrationRef, CalibrationStamp, Calibration)>,
    ) -> Result<Chosen, AnalysisError> {
        let mut key = newest.version.to_string();
        for session in &sessions {
            let (count, sum) = mark(&self.records.finalised(&session.id).await?);
            let published = self.published(&session.id).await?.map_or(0, |revision| revision.number);
            let _ = write!(key, "|{}:{count}:{sum:x}:{published}", session.id);
        }
        let data_key = format!("data|{key}");
        let data = match self.results.get::<Data>(&data_key) {
            Some(data) => data,
            None => {
                let data = Arc::new(self.read(newest, sessions).await?);
                self.results.put(data_key, data.clone());
                data
            }
        };
        if let Some((reference, ..)) = &known {
            let _ = write!(key, "|{}:{:?}", reference.id, reference.status);
        }
        let study_key = format!("study|{key}");
        let study = match self.results.get::<Study>(&study_key) {
            Some(study) => study,
            None => {
                let study = Arc::new(self.work("a study", move || Study::new(data, known)).await?);
                self.results.put(study_key, study.clone());
                study
            }
        };
        Ok(Chosen { study, key })
    }

    async fn read(&self, newest: Arc<Bank>, sessions: Vec<Session>) -> Result<Data, AnalysisError> {
        let (mut stored, mut cells) = (Vec::new(), 0);
        for session in sessions {
            let Some(one) = self.results_of(session).await? else { continue };
            cells += one.records.len() * one.forms.values().next().map_or(0, crate::domain::form::Form::len);
            if cells > MAX_CELLS {
                return Err(AnalysisError::TooLarge { what: "items shown", found: cells, most: MAX_CELLS });
            }
            stored.push(one);
        }
        self.work("reading results", move || Data::new(newest, stored)).await
    }

    /// `None`: its bank version or blueprint cannot be read here (any more).
    async fn results_of(&self, session: Session) -> Result<Option<Stored>, AnalysisError> {
        let known = self.catalogue.bank(&session.bank).zip(self.catalogue.blueprint(&session.blueprint));
        let Some((bank, blueprint)) = known else { return Ok(None) };
        let mut records = self.plan.final_records(&session.id).await?;
        let (bank, rescored) = self.followed(&session.id, bank, &mut records).await?;
        let forms = self.records.forms(&session.id).await?.into_iter().collect();
        let enrolments = self.records.enrolments(&session.id).await?;
        let enrolments = enrolments.into_iter().map(|who| (who.attempt.clone(), who)).collect();
        Ok(Some(Stored { session, bank, blueprint, forms, records, enrolments, rescored }))
    }

    /// Computed once for everything it follows from.
    pub(super) async fn kept<T: Send + Sync + 'static>(
        &self,
        key: String,
        what: &'static str,
        view: impl FnOnce() -> Result<T, AnalysisError> + Send + 'static,
    ) -> Result<Arc<T>, AnalysisError> {
        if let Some(known) = self.views.get::<T>(&key) {
            return Ok(known);
        }
        let made = Arc::new(self.work(what, view).await??);
        self.views.put(key, made.clone());
        Ok(made)
    }
}

/// Number and sum of what was finalised: a record that was replaced by one of more events changes it.
fn mark(finalised: &[(crate::domain::ids::AttemptId, u64)]) -> (usize, u64) {
    (finalised.len(), finalised.iter().fold(0, |sum: u64, (_, seq)| sum.wrapping_add(*seq)))
}

pub(super) fn reference(stamp: &CalibrationStamp, accepted: Option<&CalibrationId>) -> CalibrationRef {
    let acceptance = match &stamp.status {
        Status::Accepted { by, at } => Some((InstantMs(at.0), by.clone())),
        _ => None,
    };
    let status = match &stamp.status {
        Status::Proposed { .. } => CalibrationStatus::Proposed,
        Status::Accepted { .. } if accepted == Some(&stamp.id) => CalibrationStatus::Accepted,
        Status::Accepted { .. } => CalibrationStatus::Superseded,
        Status::Withdrawn { .. } => CalibrationStatus::Withdrawn,
    };
    let (accepted_ms, accepted_by) = acceptance.unzip();
    CalibrationRef {
        id: stamp.id.to_string(),
        status,
        proposed_ms: InstantMs(stamp.proposed_at.0),
        proposed_by: stamp.proposed_by.clone(),
        accepted_ms,
        accepted_by,
    }
}

/// A stranger's text is repeated only in part.
pub(super) fn short(text: &str) -> String {
    text.chars().take(60).collect()
}
