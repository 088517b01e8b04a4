//! A calibration at work: one at a time, on the threads of analyses, with an ear for whoever ends it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::estimate::{EstimateError, Plan, Step, estimate};
use super::gather::Choice;
use super::{Analysis, AnalysisError};
use crate::audit::Actor;
use crate::domain::ids::{BankId, DomainId, SessionId};
use crate::domain::time::Instant;
use crate::wire::analysis::job::{CalibrationJob, CalibrationRequest, JobPhase, JobStanding};
use crate::wire::number::InstantMs;

/// What time it is when the work ends.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

#[derive(Default)]
pub struct Jobs(Mutex<Option<Arc<Job>>>);

pub struct Job {
    id: String,
    bank: BankId,
    by: String,
    started: Instant,
    cancelled: AtomicBool,
    state: Mutex<State>,
}

struct State {
    standing: JobStanding,
    ended: Option<Instant>,
}

impl Job {
    fn view(&self) -> CalibrationJob {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        CalibrationJob {
            id: self.id.clone(),
            bank_id: self.bank.to_string(),
            started_ms: InstantMs(self.started.0),
            started_by: self.by.clone(),
            ended_ms: state.ended.map(|at| InstantMs(at.0)),
            standing: state.standing.clone(),
        }
    }

    fn is_running(&self) -> bool {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).ended.is_none()
    }

    fn tell(&self, standing: JobStanding) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).standing = standing;
    }

    fn end(&self, standing: JobStanding, at: Instant) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = State { standing, ended: Some(at) };
    }

    fn hear(&self, step: Step) -> ControlFlow<()> {
        self.tell(standing(step));
        if self.cancelled.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl Analysis {
    /// Begins the work and gives its first standing. `by` becomes the proposer.
    pub async fn calibrate(
        self: &Arc<Self>,
        bank: &BankId,
        request: CalibrationRequest,
        mut by: Actor,
        clock: Clock,
    ) -> Result<CalibrationJob, AnalysisError> {
        if request.sessions.as_ref().is_some_and(Vec::is_empty) {
            return Err(AnalysisError::invalid(
                "sessions",
                "empty",
                "name one session at least, or leave the list out",
            ));
        }
        let newest = self.newest(bank).await?;
        let known = |domain: &&String| newest.domains.iter().any(|known| known.id.as_str() == *domain);
        if let Some(unknown) = request.models.keys().find(|domain| !known(domain)) {
            let detail = format!("the bank has no domain {}", super::gather::short(unknown));
            return Err(AnalysisError::invalid("models", "unknown", detail));
        }
        let accepted = self.calibrations.accepted(bank).await?;
        if request.anchored_to_accepted && accepted.is_none() {
            return Err(AnalysisError::NotCalibrated);
        }
        let sessions = request.sessions.map(|list| list.into_iter().map(SessionId::new).collect());
        let models: BTreeMap<DomainId, _> =
            request.models.into_iter().map(|(domain, model)| (DomainId::new(domain), model)).collect();
        let plan = Plan { models, anchors: accepted.filter(|_| request.anchored_to_accepted) };
        let job = self.begin(bank, &mut by)?;
        let (work, told) = (self.clone(), job.clone());
        let choice = Choice { sessions, calibration: None };
        tokio::spawn(async move {
            let ended = work.carry_out(&told, &choice, plan, &mut by, &clock).await;
            told.end(ended.unwrap_or_else(|error| failed(&error)), clock());
        });
        Ok(job.view())
    }

    fn begin(&self, bank: &BankId, by: &mut Actor) -> Result<Arc<Job>, AnalysisError> {
        let mut current = self.jobs.0.lock().unwrap_or_else(PoisonError::into_inner);
        if current.as_ref().is_some_and(|job| job.is_running()) {
            return Err(AnalysisError::Running);
        }
        let job = Arc::new(Job {
            id: by.new_id(),
            bank: bank.clone(),
            by: by.who.clone(),
            started: by.now,
            cancelled: AtomicBool::new(false),
            state: Mutex::new(State { standing: phase(JobPhase::Reading), ended: None }),
        });
        *current = Some(job.clone());
        Ok(job)
    }

    async fn carry_out(
        &self,
        job: &Arc<Job>,
        choice: &Choice,
        plan: Plan,
        by: &mut Actor,
        clock: &Clock,
    ) -> Result<JobStanding, AnalysisError> {
        let chosen = self.chosen(&job.bank, choice).await?;
        let told = job.clone();
        let fit = move || estimate(&chosen.study.data, &plan, |step| told.hear(step));
        let made = super::on(self.calibrating.clone(), "a calibration", fit).await?;
        let calibration = match made {
            Ok(calibration) => calibration,
            Err(EstimateError::Stopped) => return Ok(JobStanding::Cancelled),
            Err(error) => {
                return Ok(JobStanding::Failed { code: error.code().to_owned(), detail: error.to_string() });
            }
        };
        job.tell(phase(JobPhase::Storing));
        by.now = clock();
        let act = by.act(None, "calibration_proposed", job.bank.as_str()).with(calibration.id.as_str());
        // Of the same answers and settings the same calibration comes again: it stands as it stood.
        self.calibrations.propose(&calibration, &act).await?;
        Ok(JobStanding::Proposed { calibration_id: calibration.id.to_string() })
    }

    /// The job of that id, if it is the one at work or the last one.
    pub fn job(&self, id: &str) -> Result<CalibrationJob, AnalysisError> {
        self.find(id).map(|job| job.view())
    }

    pub fn last_job(&self) -> Option<CalibrationJob> {
        self.jobs.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|job| job.view())
    }

    /// Asks the work to end; it does at its next step.
    pub fn cancel(&self, id: &str) -> Result<CalibrationJob, AnalysisError> {
        let job = self.find(id)?;
        job.cancelled.store(true, Ordering::Relaxed);
        Ok(job.view())
    }

    fn find(&self, id: &str) -> Result<Arc<Job>, AnalysisError> {
        let current = self.jobs.0.lock().unwrap_or_else(PoisonError::into_inner);
        current.as_ref().filter(|job| job.id == id).cloned().ok_or(AnalysisError::Unknown("job"))
    }
}

fn failed(error: &AnalysisError) -> JobStanding {
    if !matches!(error, AnalysisError::Invalid(_) | AnalysisError::TooLarge { .. }) {
        tracing::warn!(error = error as &dyn std::error::Error, "a calibration failed");
    }
    let detail = match error {
        AnalysisError::Invalid(faults) => faults.first().map_or_else(String::new, |fault| fault.detail.clone()),
        AnalysisError::Store(_) | AnalysisError::Interrupted(_) => "the server's log says why".to_owned(),
        other => other.to_string(),
    };
    JobStanding::Failed { code: error.code().to_owned(), detail }
}

fn phase(phase: JobPhase) -> JobStanding {
    JobStanding::Running { phase, domain: None, place: 0, domains: 0, iteration: 0, gradient: None, share: None }
}

fn standing(step: Step) -> JobStanding {
    let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    match step {
        Step::Correlating => phase(JobPhase::Correlating),
        Step::Estimating { domain, place, domains, iteration, gradient } => JobStanding::Running {
            phase: JobPhase::Estimating,
            domain: Some(domain.to_string()),
            place: small(place),
            domains: small(domains),
            iteration: small(iteration),
            gradient: gradient.is_finite().then_some(gradient),
            share: Some(f64::from(small(place)) / f64::from(small(domains.max(1)))),
        },
    }
}
