//! A session answered by made-up people, to see results, analysis and reports before the day.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Planning;
use super::error::PlanError;
use super::fault::Fault;
use super::session::SessionRecord;
use crate::audit::Actor;
use crate::delivery::finaliser::BUILD;
use crate::delivery::ports::{Ending, FinalRecord, FinalResponse};
use crate::domain::adaptive::{Design, Sequence};
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::calibration::Calibration;
use crate::domain::form::Form;
use crate::domain::ids::{AttemptId, ItemId, SessionId};
use crate::domain::item::JobFamily;
use crate::domain::rehearsal::{Answers, Oddities, Person, offered, rehearse};
use crate::domain::response::Response;
use crate::domain::scoring::{Scoring, parameters, scoring_of};
use crate::domain::session::{Enrolment, REHEARSAL, Session, SessionStatus};
use crate::domain::time::{Instant, Span};

/// The group for which the unfair item of an odd rehearsal is harder.
const UNFAIR_TO: JobFamily = JobFamily::Pelaksana;

/// How the made-up people behave.
#[derive(Clone, Copy, Debug)]
pub struct Rehearsal {
    pub seed: u64,
    /// Plant one of each thing that goes wrong in halls.
    pub odd: bool,
}

impl Planning {
    /// Gives every candidate of an open rehearsal a final record, and closes it.
    ///
    /// # Errors
    /// [`PlanError::NotOpen`]; [`PlanError::Invalid`] for a session whose title does not begin with [`REHEARSAL`], or that
    /// somebody entered already: what people answer is never written over; [`PlanError::Unloadable`] for an adaptive one whose pools do not fit its calibration.
    pub async fn rehearse(&self, id: &SessionId, how: Rehearsal, by: &mut Actor) -> Result<SessionRecord, PlanError> {
        let record = self.session(id).await?;
        check(&record)?;
        if record.closed_attempts > 0 || self.store.was_entered(id).await? {
            let detail = "somebody has signed in to this session";
            return Err(PlanError::Invalid(vec![Fault::of("candidates", "not_untouched", detail)]));
        }
        let session = &record.session;
        let blueprint = self.catalogue.blueprint(&session.blueprint).ok_or(PlanError::Unknown("blueprint"))?;
        let bank = self.catalogue.bank(&session.bank).ok_or(PlanError::Unknown("bank"))?;
        let candidates = self.store.candidates(id).await?;
        let forms: HashMap<AttemptId, Form> = self.records.forms(id).await?.into_iter().collect();
        let seated: Vec<(&Enrolment, &Form)> =
            candidates.iter().filter_map(|one| Some((one, forms.get(&one.attempt)?))).collect();
        let calibration = match &session.calibration {
            Some(id) => self.records.pinned_calibration(id).await?,
            None => None,
        };
        let chosen = choosing(&blueprint, &bank, calibration.as_ref(), seated.iter().map(|(_, form)| *form))?;
        let everybody = seated.iter().zip(&chosen);
        let people: Vec<Person<'_>> = everybody
            .map(|((one, form), sequence)| Person { form, family: one.job_family, sequence: sequence.as_ref() })
            .collect();
        let oddities = if how.odd { Oddities::of_each(&bank, people.len(), UNFAIR_TO) } else { Oddities::default() };
        let answers = rehearse(&bank, &people, &oddities, how.seed);
        let scoring = scoring_of(&blueprint, &bank, calibration.as_ref());
        let stage = Stage { session, bank: &bank, blueprint: &blueprint, scoring, now: by.now };
        for (((candidate, form), sequence), answers) in seated.iter().zip(&chosen).zip(&answers) {
            let record = match sequence.as_ref().map(|sequence| offered(sequence, answers)) {
                None => stage.record(candidate, form, form.items().map(|item| &item.id), answers),
                Some(offered) => {
                    let record = stage.record(candidate, &form.only(&offered), offered.iter(), answers);
                    FinalRecord { offered: offered.clone(), ..record }
                }
            };
            self.records.finalise(&record).await?;
        }
        self.close_session(id, "rehearsal", by).await
    }
}

/// What chooses for each of them in an adaptive session.
fn choosing<'f>(
    blueprint: &Blueprint,
    bank: &Bank,
    calibration: Option<&Calibration>,
    forms: impl Iterator<Item = &'f Form>,
) -> Result<Vec<Option<Sequence>>, PlanError> {
    let broken = |reason: String| PlanError::Unloadable { what: "the rules of choice".to_owned(), reason };
    if blueprint.adaptive.is_none() {
        return Ok(forms.map(|_| None).collect());
    }
    let design = Design::new(blueprint, bank, &parameters(blueprint, bank, calibration));
    let design = Arc::new(design.map_err(|reason| broken(reason.to_string()))?);
    let sequence = |form| Sequence::new(design.clone(), form).map_err(|item| broken(format!("item {item} is unknown")));
    forms.map(|form| sequence(form).map(Some)).collect()
}

fn check(record: &SessionRecord) -> Result<(), PlanError> {
    if record.session.status != SessionStatus::Open {
        return Err(PlanError::NotOpen);
    }
    if !record.session.is_rehearsal() {
        let detail = format!("only a session whose title begins with {REHEARSAL} can be rehearsed");
        return Err(PlanError::Invalid(vec![Fault::of("title", "no_rehearsal", detail)]));
    }
    Ok(())
}

struct Stage<'a> {
    session: &'a Session,
    bank: &'a Bank,
    blueprint: &'a Blueprint,
    scoring: Arc<dyn Scoring>,
    /// Nobody is done later than this.
    now: Instant,
}

impl Stage<'_> {
    /// `shown`: the items in the order in which they came.
    fn record<'i>(
        &self,
        candidate: &Enrolment,
        form: &Form,
        shown: impl Iterator<Item = &'i ItemId>,
        answers: &Answers,
    ) -> FinalRecord {
        let given: BTreeMap<ItemId, Response> =
            answers.iter().map(|(item, given)| (item.clone(), given.response.clone())).collect();
        let mut at = self.session.opens;
        let mut seq = 1;
        let mut responses = BTreeMap::new();
        for item in shown {
            let Some(given) = answers.get(item) else { continue };
            (at, seq) = (at + Span(given.spent_ms), seq + 1);
            let last = FinalResponse { response: given.response.clone(), seq, at, spent_ms: given.spent_ms };
            responses.insert(item.clone(), last);
        }
        FinalRecord {
            attempt: candidate.attempt.clone(),
            session: self.session.id.clone(),
            ending: Ending::Submitted,
            closed_at: Instant(at.0.min(self.now.0)),
            seq: seq + 1,
            reason: None,
            outcome: self.scoring.score(form, &given, self.bank, self.blueprint),
            responses,
            offered: Vec::new(),
            extended: Span::ZERO,
            outage_credit: Span::ZERO,
            build: BUILD.to_owned(),
        }
    }
}
