//! Results: final records beside the people they belong to.

mod csv;
mod measurement;

use csv::results_csv;

use std::collections::HashMap;
use std::sync::Arc;

use super::Planning;
use super::error::PlanError;
use crate::audit::Actor;
use crate::delivery::ports::FinalRecord;
use crate::domain::blueprint::Blueprint;
use crate::domain::form::Form;
use crate::domain::ids::{AttemptId, SessionId};
use crate::domain::session::{Enrolment, Session};

#[derive(Debug)]
pub struct ResultLine {
    pub candidate: Enrolment,
    pub record: FinalRecord,
}

/// The results of a session so far.
#[derive(Debug)]
pub struct Results {
    pub session: Session,
    pub blueprint: Arc<Blueprint>,
    /// In order of import.
    pub lines: Vec<ResultLine>,
}

/// Everything about one result.
#[derive(Debug)]
pub struct ResultFile {
    pub session: Session,
    pub blueprint: Arc<Blueprint>,
    pub line: ResultLine,
    pub form: Form,
}

impl Planning {
    pub async fn results(&self, id: &SessionId) -> Result<Results, PlanError> {
        let session = self.session(id).await?.session;
        let blueprint = self.catalogue.blueprint(&session.blueprint).ok_or(PlanError::Unknown("blueprint"))?;
        let records = self.store.final_records(id).await?;
        let mut records: HashMap<AttemptId, FinalRecord> =
            records.into_iter().map(|record| (record.attempt.clone(), record)).collect();
        let candidates = self.store.candidates(id).await?;
        let line =
            |candidate: Enrolment| records.remove(&candidate.attempt).map(|record| ResultLine { candidate, record });
        Ok(Results { session, blueprint, lines: candidates.into_iter().filter_map(line).collect() })
    }

    /// The results as a CSV file. It names everybody with the full NIP, so taking it is an act.
    pub async fn export_results(&self, id: &SessionId, by: &mut Actor) -> Result<String, PlanError> {
        let results = self.results(id).await?;
        let act = by.act(Some(id), "results_exported", &format!("{} results", results.lines.len()));
        self.audit.append(&act).await?;
        Ok(results_csv(&results))
    }

    /// Everything that was answered, for whoever checks or analyses it: an export, so an act. It names nobody.
    pub async fn export_responses(&self, id: &SessionId, by: &mut Actor) -> Result<Vec<FinalRecord>, PlanError> {
        let id = self.session(id).await?.session.id;
        let records = self.store.final_records(&id).await?;
        let act = by.act(Some(&id), "responses_exported", &format!("{} results", records.len()));
        self.audit.append(&act).await?;
        Ok(records)
    }

    pub async fn result(&self, attempt: &AttemptId) -> Result<ResultFile, PlanError> {
        let unknown = || PlanError::Unknown("result");
        let record = self.store.final_record(attempt).await?.ok_or_else(unknown)?;
        let candidate = self.records.enrolment(attempt).await?.ok_or_else(unknown)?;
        let form = self.records.form(attempt).await?.ok_or_else(unknown)?;
        let session = self.session(&record.session).await?.session;
        let blueprint = self.catalogue.blueprint(&session.blueprint).ok_or(PlanError::Unknown("blueprint"))?;
        Ok(ResultFile { session, blueprint, line: ResultLine { candidate, record }, form })
    }
}
