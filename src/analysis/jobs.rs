//! A calibration at work: one at a time in all nodes, on the threads of analyses, with an ear for whoever ends it. The
//! store knows how it stands, so that any node can tell and anybody can end it from any of them.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::MissedTickBehavior;

use super::estimate::{EstimateError, Plan, Step, estimate};
use super::gather::Choice;
use super::{Analysis, AnalysisError};
use crate::audit::Actor;
use crate::domain::ids::{BankId, DomainId, SessionId};
use crate::domain::time::{Instant, Span};
use crate::planning::ports::JobRecord;
use crate::wire::analysis::job::{CalibrationJob, CalibrationRequest, JobPhase, JobStanding};
use crate::wire::number::InstantMs;

/// What time it is when the work ends.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// How often a node speaks of its job, and after what silence the others take it for lost.
const WORD: Duration = Duration::from_secs(1);
const SILENCE: Span = Span::seconds(30);
/// How often the end of a job is told to a store that cannot be reached; afterwards its silence tells it.
const LAST_WORDS: u32 = 30;

/// The job that this node is at.
#[derive(Default)]
pub struct Jobs(Mutex<Option<Arc<Job>>>);

pub struct Job {
    id: String,
    cancelled: AtomicBool,
    standing: Mutex<JobStanding>,
}

impl Job {
    fn standing(&self) -> String {
        written(&self.standing.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn tell(&self, standing: JobStanding) {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner) = standing;
    }

    fn end(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
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
        let accepted = self.in_force(bank).await?.map(|known| known.calibration);
        if request.anchored_to_accepted && accepted.is_none() {
            return Err(AnalysisError::NotCalibrated);
        }
        let sessions = request.sessions.map(|list| list.into_iter().map(SessionId::new).collect());
        let models: BTreeMap<DomainId, _> =
            request.models.into_iter().map(|(domain, model)| (DomainId::new(domain), model)).collect();
        let plan = Plan { models, anchors: accepted.filter(|_| request.anchored_to_accepted) };
        let (record, job) = self.begin(bank, &mut by).await?;
        let (work, bank) = (self.clone(), bank.clone());
        let choice = Choice { sessions, calibration: None };
        tokio::spawn(async move { work.see_through(&job, &bank, &choice, plan, by, &clock).await });
        view(record, None)
    }

    async fn begin(&self, bank: &BankId, by: &mut Actor) -> Result<(JobRecord, Arc<Job>), AnalysisError> {
        let job =
            Job { id: by.new_id(), cancelled: AtomicBool::new(false), standing: Mutex::new(phase(JobPhase::Reading)) };
        let record = JobRecord {
            id: job.id.clone(),
            bank: bank.clone(),
            by: by.who.clone(),
            started: by.now,
            heard: by.now,
            ended: None,
            cancelled: false,
            standing: job.standing(),
        };
        if !self.stored_jobs.begin_job(&record, Instant(by.now.0.saturating_sub(SILENCE.0))).await? {
            return Err(AnalysisError::Running);
        }
        let job = Arc::new(job);
        *self.jobs.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(job.clone());
        Ok((record, job))
    }

    /// The work, a word about it now and then, and its end.
    async fn see_through(
        &self,
        job: &Arc<Job>,
        bank: &BankId,
        choice: &Choice,
        plan: Plan,
        mut by: Actor,
        clock: &Clock,
    ) {
        let mut words = tokio::time::interval(WORD);
        words.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let standing = {
            let mut work = pin!(self.carry_out(job, bank, choice, plan, &mut by, clock));
            loop {
                tokio::select! {
                    ended = &mut work => break ended.unwrap_or_else(|error| failed(&error)),
                    _ = words.tick() => self.tell(job, clock()).await,
                }
            }
        };
        for _ in 0..LAST_WORDS {
            match self.stored_jobs.end_job(&job.id, clock(), &written(&standing)).await {
                Ok(()) => return,
                Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "a job's end is not stored yet"),
            }
            words.tick().await;
        }
    }

    async fn tell(&self, job: &Job, now: Instant) {
        match self.stored_jobs.tell_job(&job.id, now, &job.standing()).await {
            Ok(true) => {}
            Ok(false) => job.end(),
            Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "a job's progress is not stored"),
        }
    }

    async fn carry_out(
        &self,
        job: &Arc<Job>,
        bank: &BankId,
        choice: &Choice,
        plan: Plan,
        by: &mut Actor,
        clock: &Clock,
    ) -> Result<JobStanding, AnalysisError> {
        let chosen = self.chosen(bank, choice).await?;
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
        let act = by.act(None, "calibration_proposed", bank.as_str()).with(calibration.id.as_str());
        // Of the same answers and settings the same calibration comes again: it stands as it stood.
        self.calibrations.propose(&calibration, &act).await?;
        Ok(JobStanding::Proposed { calibration_id: calibration.id.to_string() })
    }

    /// The job of that id, if it is the one at work or the last one. `now` tells whether its node is silent.
    pub async fn job(&self, id: &str, now: Instant) -> Result<CalibrationJob, AnalysisError> {
        view(self.known_job(id).await?, Some(now))
    }

    pub async fn last_job(&self, now: Instant) -> Result<Option<CalibrationJob>, AnalysisError> {
        self.stored_jobs.last_job().await?.map(|job| view(job, Some(now))).transpose()
    }

    /// Asks the work to end; it does at its next step, wherever it is done.
    pub async fn cancel(&self, id: &str, now: Instant) -> Result<CalibrationJob, AnalysisError> {
        let record = self.known_job(id).await?;
        self.stored_jobs.cancel_job(id).await?;
        let own = self.jobs.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(own) = own.filter(|own| own.id == id) {
            own.end();
        }
        view(record, Some(now))
    }

    async fn known_job(&self, id: &str) -> Result<JobRecord, AnalysisError> {
        let last = self.stored_jobs.last_job().await?;
        last.filter(|job| job.id == id).ok_or(AnalysisError::Unknown("job"))
    }
}

/// `now`: absent where it was heard of this moment.
fn view(job: JobRecord, now: Option<Instant>) -> Result<CalibrationJob, AnalysisError> {
    let silent = job.ended.is_none() && now.is_some_and(|now| now - job.heard > SILENCE);
    let standing = if silent {
        JobStanding::Failed { code: "node_lost".to_owned(), detail: String::new() }
    } else {
        serde_json::from_str(&job.standing).map_err(|_| AnalysisError::Interrupted("the job of a newer program"))?
    };
    let ended = if silent { Some(job.heard) } else { job.ended };
    Ok(CalibrationJob {
        id: job.id,
        bank_id: job.bank.to_string(),
        started_ms: InstantMs(job.started.0),
        started_by: job.by,
        ended_ms: ended.map(|at| InstantMs(at.0)),
        standing,
    })
}

fn written(standing: &JobStanding) -> String {
    serde_json::to_string(standing).unwrap_or_default()
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
