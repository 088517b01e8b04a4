//! The scenarios, and what all of them share: plan, come in, measure, leave, audit.

mod adaptive;
mod end;
mod hall;
mod idle;
mod overload;
mod proctors;
mod ramp;
mod reconnect;
mod saturate;
mod start;
mod steady;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use futures_util::future::join_all;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::audit::Verdict;
use crate::candidate::Candidate;
use crate::door::Card;
use crate::meter::{Meter, Reading};
use crate::office::{Office, Plan};
use crate::progress::Progress;
use crate::report::{Readings, Report};
use crate::site::Site;

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Scenario {
    /// A whole sitting, compressed in time, by people who behave like people
    Hall,
    /// Everybody signs in and starts within one second
    Start,
    /// Everybody still answers at the common deadline
    End,
    /// Every line drops at once, and everybody comes back
    Reconnect,
    /// Closed loop: the next answer as soon as the last is acknowledged
    Saturate,
    /// Connections that only breathe
    Idle,
    /// Boards of proctors beside candidates who answer
    Proctors,
    /// More and more answers a second, until the ack takes longer than 100 ms for one in a hundred
    Ramp,
    /// A crowd in a closed loop, people who want to come in meanwhile, and how everything is afterwards
    Overload,
    /// One answer from each candidate every so many seconds
    Steady,
    /// Adaptive sittings: the next item as the server tells it, until it tells no more
    Adaptive,
}

/// What a run varies.
#[derive(Clone, Debug)]
pub struct Setup {
    pub scenario: Scenario,
    pub candidates: usize,
    /// Length of the measured part.
    pub span: Duration,
    /// Between two answers of one candidate.
    pub pace: Duration,
    /// How many times faster than life a sitting goes.
    pub compress: f64,
    pub boards: usize,
    pub session_size: usize,
    pub blueprint: String,
    pub seed: u64,
    /// Whether the sessions are closed and the final records compared.
    pub audit: bool,
}

/// A run in progress.
pub struct Run {
    pub site: Arc<Site>,
    pub office: Office,
    pub setup: Setup,
    pub meter: Meter,
    sessions: Vec<String>,
    cards: Vec<Card>,
    /// Before anything was planned.
    bare: Option<Reading>,
}

/// Over which people come in when the storm is not the point.
const ARRIVALS_PER_SECOND: f64 = 400.0;
/// In which every node has loaded what was opened, as it has long before people come.
const SETTLING: Duration = Duration::from_secs(3);
/// Thinking, revisits and absences of the slowest.
const LONGEST_SITTING: Duration = Duration::from_hours(4);
/// For outages in a run, beyond its planned length.
const PATIENCE: Duration = Duration::from_mins(2);
/// What a sitting must leave beyond its measured part.
const MARGIN: Duration = Duration::from_hours(1);

/// Runs a scenario from the planning to the audit.
pub async fn run(site: Arc<Site>, office: Office, meter: Meter, setup: Setup) -> anyhow::Result<Report> {
    let plan = Plan {
        blueprint: setup.blueprint.clone(),
        candidates: setup.candidates,
        session_size: setup.session_size,
        closes_in: if setup.scenario == Scenario::End { end::closes_in(&setup) } else { setup.span + MARGIN },
    };
    eprintln!("planning {} candidates", setup.candidates);
    let bare = meter.read();
    let (sessions, cards) = office.plan(&plan).await.context("the sessions cannot be planned")?;
    sleep(SETTLING).await;
    let run = Run { site, office, setup, meter, sessions, cards, bare };
    let progress = Progress::start(run.site.clone(), run.setup.candidates);
    let ended = timeout(run.longest(), run.play(plan.closes_in)).await;
    drop(progress);
    let Ok(played) = ended else {
        let told = run.report(run.longest(), Readings::default()).table();
        anyhow::bail!("the scenario did not end in time; whether anything was lost is not known\n{told}");
    };
    let (candidates, mut report) = played?;
    if run.setup.audit {
        report.judged(run.audit(&candidates).await?);
    }
    Ok(report)
}

impl Run {
    async fn play(&self, closes_in: Duration) -> anyhow::Result<(Vec<Candidate>, Report)> {
        match self.setup.scenario {
            Scenario::Hall => hall::run(self).await,
            Scenario::Start => start::run(self).await,
            Scenario::End => end::run(self, closes_in).await,
            Scenario::Reconnect => reconnect::run(self).await,
            Scenario::Saturate => saturate::run(self).await,
            Scenario::Idle => idle::run(self).await,
            Scenario::Proctors => proctors::run(self).await,
            Scenario::Ramp => ramp::run(self).await,
            Scenario::Overload => overload::run(self).await,
            Scenario::Steady => steady::run(self).await,
            Scenario::Adaptive => adaptive::run(self).await,
        }
    }

    /// A run that lasts longer has met a server that does not come back.
    fn longest(&self) -> Duration {
        let sitting = match self.setup.scenario {
            Scenario::Hall => LONGEST_SITTING.div_f64(self.setup.compress),
            Scenario::End => end::closes_in(&self.setup),
            Scenario::Ramp => self.setup.span * ramp::MAX_STEPS,
            _ => self.setup.span,
        };
        unhurried(self.setup.candidates) * 3 + sitting + PATIENCE
    }

    pub fn people(&self) -> Vec<Candidate> {
        let one =
            |(index, card): (usize, &Card)| Candidate::new(self.site.clone(), card.clone(), self.setup.seed, index);
        self.cards.iter().enumerate().map(one).collect()
    }

    /// Everybody comes in, spread over `over`, and stands at the first item.
    pub async fn come_in(&self, over: Duration) -> anyhow::Result<Vec<Candidate>> {
        come_in(self.people(), over).await
    }

    /// The same without hurry.
    pub async fn come_in_slowly(&self) -> anyhow::Result<Vec<Candidate>> {
        self.come_in(unhurried(self.setup.candidates)).await
    }

    /// Up to now.
    pub fn readings(&self, empty: Option<Reading>, started: Option<Reading>) -> Readings {
        Readings { bare: self.bare, empty, started, ended: self.meter.read() }
    }

    pub fn report(&self, duration: Duration, readings: Readings) -> Report {
        let name = clap::ValueEnum::to_possible_value(&self.setup.scenario);
        let name = name.map(|value| value.get_name().to_owned()).unwrap_or_default();
        Report::of(&name, self.setup.candidates, duration, &self.site.tally, readings)
    }

    pub fn sessions(&self) -> &[String] {
        &self.sessions
    }

    /// Closes every session and compares what everybody was told with what is on record.
    async fn audit(&self, candidates: &[Candidate]) -> anyhow::Result<Verdict> {
        eprintln!("closing the sessions and comparing every acknowledged answer with the final records");
        let mut verdict = Verdict::default();
        let mut records = std::collections::HashMap::new();
        for session in &self.sessions {
            self.office.close(session).await?;
            records.extend(self.office.records(session).await?);
        }
        for candidate in candidates {
            verdict.add(&candidate.ledger, records.get(&candidate.card.attempt));
        }
        Ok(verdict)
    }
}

/// The same for some of them.
pub async fn come_in(people: Vec<Candidate>, over: Duration) -> anyhow::Result<Vec<Candidate>> {
    let (began, count) = (Instant::now(), u32::try_from(people.len().max(1))?);
    all(people, move |index, mut candidate| async move {
        let due = began + over * u32::try_from(index).unwrap_or(0) / count;
        sleep_until(due).await;
        candidate.begin(due).await;
        // Whoever is in breathes while others come.
        candidate.wait(began + over).await;
        candidate
    })
    .await
}

/// How long so many take to come in when they do not hurry.
#[allow(clippy::cast_precision_loss, reason = "a number of people fits a double")]
pub(crate) fn unhurried(people: usize) -> Duration {
    Duration::from_secs_f64(people as f64 / ARRIVALS_PER_SECOND)
}

/// Lets everybody do something at the same time.
pub async fn all<F, W>(people: Vec<Candidate>, work: W) -> anyhow::Result<Vec<Candidate>>
where
    F: Future<Output = Candidate> + Send + 'static,
    W: Fn(usize, Candidate) -> F,
{
    let mut tasks = JoinSet::new();
    for (index, candidate) in people.into_iter().enumerate() {
        tasks.spawn(work(index, candidate));
    }
    let mut back = Vec::with_capacity(tasks.len());
    while let Some(candidate) = tasks.join_next().await {
        back.push(candidate.context("a candidate's task failed")?);
    }
    Ok(back)
}

/// Everybody leaves.
pub async fn leave(people: &mut [Candidate]) {
    join_all(people.iter_mut().map(Candidate::leave)).await;
}
