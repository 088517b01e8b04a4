//! Results: final records beside the people they belong to.

mod about;
mod columns;
mod csv;
mod measurement;
mod percentile;
mod workbook;

use csv::results_csv;
use workbook::workbook;

use std::collections::HashMap;
use std::sync::Arc;

use super::Planning;
use super::error::PlanError;
use super::norms::NormsBeside;
use super::ports::Revision;
use super::rescoring::standing;
use crate::audit::Actor;
use crate::delivery::ports::{Ending, FinalRecord};
use crate::domain::blueprint::Blueprint;
use crate::domain::form::Form;
use crate::domain::ids::{AttemptId, SessionId};
use crate::domain::norms::NormGroup;
use crate::domain::rescoring::{Rescored, State};
use crate::domain::scoring::Outcome;
use crate::domain::session::{Enrolment, Session};

#[derive(Debug)]
pub struct ResultLine {
    pub candidate: Enrolment,
    /// As the attempt was closed; never changes.
    pub record: FinalRecord,
    /// What the newest published revision made of it; absent where none speaks of this record.
    pub revised: Option<Outcome>,
}

impl ResultLine {
    /// What counts.
    pub fn outcome(&self) -> &Outcome {
        self.revised.as_ref().unwrap_or(&self.record.outcome)
    }

    /// Where it stands in the group, and each of its domains in their order. A voided attempt stands nowhere.
    pub fn percentiles(&self, norms: &NormGroup) -> (Option<f64>, Vec<Option<f64>>) {
        let outcome = self.outcome();
        let counts = self.record.ending != Ending::Voided;
        let domain = |domain| norms.domain_percentile(outcome, domain).filter(|_| counts);
        (norms.percentile(outcome).filter(|_| counts), outcome.domains.iter().map(domain).collect())
    }
}

/// The results of a session so far.
#[derive(Debug)]
pub struct Results {
    pub session: Session,
    pub blueprint: Arc<Blueprint>,
    /// In order of import.
    pub lines: Vec<ResultLine>,
    /// The newest published revision.
    pub standing: Option<Revision>,
    /// The revision that waits for a second person.
    pub proposed: Option<Revision>,
    /// What percentiles speak of; absent where no group in use is on the scale of these results.
    pub norms: Option<NormsBeside>,
}

/// Everything about one result.
#[derive(Debug)]
pub struct ResultFile {
    pub session: Session,
    pub blueprint: Arc<Blueprint>,
    pub line: ResultLine,
    pub form: Form,
    /// The newest published revision.
    pub standing: Option<Revision>,
    /// What percentiles speak of; absent where no group in use is on the scale of this result.
    pub norms: Option<NormsBeside>,
}

impl Planning {
    pub async fn results(&self, id: &SessionId) -> Result<Results, PlanError> {
        let session = self.session(id).await?.session;
        let blueprint = self.catalogue.blueprint(&session.blueprint).ok_or(PlanError::Unknown("blueprint"))?;
        let revisions = self.rescorings.rescorings(id).await?;
        let standing = standing(&revisions).cloned();
        let lines = self.lines(id, standing.as_ref()).await?;
        let norms = self.norms_for(&session, &lines).await?;
        let proposed = revisions.into_iter().find(|revision| revision.state == State::Proposed);
        Ok(Results { session, blueprint, lines, standing, proposed, norms })
    }

    /// In order of import, with what `standing` made of each.
    pub(super) async fn lines(
        &self,
        id: &SessionId,
        standing: Option<&Revision>,
    ) -> Result<Vec<ResultLine>, PlanError> {
        let records = self.store.final_records(id).await?;
        let mut records: HashMap<AttemptId, FinalRecord> =
            records.into_iter().map(|record| (record.attempt.clone(), record)).collect();
        let candidates = self.store.candidates(id).await?;
        let mut revised = self.revised(id, standing).await?;
        let line = |candidate: Enrolment| {
            let record = records.remove(&candidate.attempt)?;
            let revised = revised.remove(&candidate.attempt).and_then(|one| spoken_of(one, &record));
            Some(ResultLine { candidate, record, revised })
        };
        Ok(candidates.into_iter().filter_map(line).collect())
    }

    async fn revised(
        &self,
        id: &SessionId,
        standing: Option<&Revision>,
    ) -> Result<HashMap<AttemptId, Rescored>, PlanError> {
        let Some(revision) = standing else { return Ok(HashMap::new()) };
        let rescored = self.rescorings.rescored(id, revision.number).await?;
        Ok(rescored.into_iter().map(|one| (one.attempt.clone(), one)).collect())
    }

    /// The results as a CSV file. It names everybody with the full NIP, so taking it is an act.
    pub async fn export_results(&self, id: &SessionId, by: &mut Actor) -> Result<String, PlanError> {
        let results = self.results(id).await?;
        let act = by.act(Some(id), "results_exported", &format!("{} results", results.lines.len()));
        self.audit.append(&act).await?;
        Ok(results_csv(&results))
    }

    /// The same as an Excel workbook, with a second sheet that says what the results rest on.
    pub async fn export_workbook(&self, id: &SessionId, by: &mut Actor) -> Result<Vec<u8>, PlanError> {
        let results = self.results(id).await?;
        let broken = |error: rust_xlsxwriter::XlsxError| PlanError::Unloadable {
            what: "the workbook of the results".to_owned(),
            reason: error.to_string(),
        };
        let bytes = workbook(&results, by).map_err(broken)?;
        let act = by.act(Some(id), "results_exported", &format!("{} results as a workbook", results.lines.len()));
        self.audit.append(&act).await?;
        Ok(bytes)
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
        let standing = standing(&self.rescorings.rescorings(&session.id).await?).cloned();
        let rescored = match &standing {
            Some(revision) => self.rescorings.rescored_attempt(&session.id, revision.number, attempt).await?,
            None => None,
        };
        let revised = rescored.and_then(|one| spoken_of(one, &record));
        let line = ResultLine { candidate, record, revised };
        let norms = self.norms_for(&session, std::slice::from_ref(&line)).await?;
        Ok(ResultFile { session, blueprint, line, form, standing, norms })
    }
}

/// A revision says nothing of a record that came after it, nor of one that was voided.
fn spoken_of(rescored: Rescored, record: &FinalRecord) -> Option<Outcome> {
    (rescored.seq == record.seq && record.ending != Ending::Voided).then_some(rescored.outcome)
}
