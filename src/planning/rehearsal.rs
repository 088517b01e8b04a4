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
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::form::Form;
use crate::domain::ids::{AttemptId, ItemId, SessionId};
use crate::domain::item::JobFamily;
use crate::domain::rehearsal::{Answers, Oddities, Person, rehearse};
use crate::domain::response::Response;
use crate::domain::scoring::{Scoring, scoring_of};
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
    /// somebody sat already, or whose blueprint is adaptive.
    pub async fn rehearse(&self, id: &SessionId, how: Rehearsal, by: &mut Actor) -> Result<SessionRecord, PlanError> {
        let record = self.session(id).await?;
        check(&record)?;
        let session = &record.session;
        let blueprint = self.catalogue.blueprint(&session.blueprint).ok_or(PlanError::Unknown("blueprint"))?;
        let bank = self.catalogue.bank(&session.bank).ok_or(PlanError::Unknown("bank"))?;
        if blueprint.adaptive.is_some() {
            let detail = "made-up people answer fixed forms; what comes of a pool nobody has chosen for them";
            return Err(PlanError::Invalid(vec![Fault::of("blueprint_id", "adaptive", detail)]));
        }
        let candidates = self.store.candidates(id).await?;
        let forms: HashMap<AttemptId, Form> = self.records.forms(id).await?.into_iter().collect();
        let seated: Vec<(&Enrolment, &Form)> =
            candidates.iter().filter_map(|one| Some((one, forms.get(&one.attempt)?))).collect();
        let people: Vec<Person<'_>> =
            seated.iter().map(|(one, form)| Person { form, family: one.job_family }).collect();
        let oddities = if how.odd { Oddities::of_each(&bank, people.len(), UNFAIR_TO) } else { Oddities::default() };
        let answers = rehearse(&bank, &people, &oddities, how.seed);
        let calibration = match &session.calibration {
            Some(id) => self.records.pinned_calibration(id).await?,
            None => None,
        };
        let scoring = scoring_of(&blueprint, &bank, calibration.as_ref());
        let stage = Stage { session, bank: &bank, blueprint: &blueprint, scoring, now: by.now };
        for ((candidate, form), answers) in seated.iter().zip(&answers) {
            self.records.finalise(&stage.record(candidate, form, answers)).await?;
        }
        self.close_session(id, "rehearsal", by).await
    }
}

fn check(record: &SessionRecord) -> Result<(), PlanError> {
    if record.session.status != SessionStatus::Open {
        return Err(PlanError::NotOpen);
    }
    if !record.session.is_rehearsal() {
        let detail = format!("only a session whose title begins with {REHEARSAL} can be rehearsed");
        return Err(PlanError::Invalid(vec![Fault::of("title", "no_rehearsal", detail)]));
    }
    if record.closed_attempts > 0 {
        let detail = "somebody has sat this session";
        return Err(PlanError::Invalid(vec![Fault::of("candidates", "not_untouched", detail)]));
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
    fn record(&self, candidate: &Enrolment, form: &Form, answers: &Answers) -> FinalRecord {
        let given: BTreeMap<ItemId, Response> =
            answers.iter().map(|(item, given)| (item.clone(), given.response.clone())).collect();
        let mut at = self.session.opens;
        let mut seq = 1;
        let mut responses = BTreeMap::new();
        for shown in form.items() {
            let Some(given) = answers.get(&shown.id) else { continue };
            (at, seq) = (at + Span(given.spent_ms), seq + 1);
            let last = FinalResponse { response: given.response.clone(), seq, at, spent_ms: given.spent_ms };
            responses.insert(shown.id.clone(), last);
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
