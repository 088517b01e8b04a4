//! `ukur session …`.

use super::psy::write::write;
use clap::{Args, Subcommand};

use super::rescore::{Rescore, RescoringCommand};
use super::text::{instant, local, refuse, say};
use crate::app::App;
use crate::config::Config;
use crate::domain::ids::{BankVersion, BlueprintId, EventId, SessionId};
use crate::domain::session::{SessionStatus, StartRule};
use crate::planning::session::SessionDraft;
use crate::planning::{PlanError, Rehearsal};

#[derive(Subcommand)]
pub(super) enum SessionCommand {
    /// Add a session to an event, as a draft
    Add(NewSession),
    /// List the sessions
    List,
    /// Assemble and freeze a form for every candidate, and open the session
    Open { session: String },
    /// After a disaster: take the session's checkpoint for lost. What was not recorded yet starts from nothing
    ForgetCheckpoint {
        session: String,
        /// Say that answers which the checkpoint held are lost
        #[arg(long)]
        answers_are_lost: bool,
    },
    /// Let made-up people answer an open session whose title begins with "Gladi", and close it: a look at results and
    /// analysis before the day
    Rehearse {
        session: String,
        /// The same seed gives the same people
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Plant a wrong key, an unfair item, people in a hurry and two who copy
        #[arg(long)]
        oddities: bool,
    },
    /// Print the results as CSV
    Results { session: String },
    /// Score a closed session again by other rules: prints who moves; stores nothing without --propose
    Rescore(Rescore),
    /// Revisions of a closed session: list, publish as a second person, withdraw
    #[command(subcommand)]
    Rescoring(RescoringCommand),
}

#[derive(Args)]
pub(super) struct NewSession {
    #[arg(long)]
    event: String,
    #[arg(long)]
    title: String,
    /// Local time in --zone, like 2026-11-22T08:00
    #[arg(long)]
    opens: String,
    #[arg(long)]
    closes: String,
    /// Asia/Jakarta (WIB), Asia/Makassar (WITA) or Asia/Jayapura (WIT)
    #[arg(long, default_value = "Asia/Jakarta")]
    zone: String,
    #[arg(long, default_value_t = 400)]
    capacity: u32,
    #[arg(long, default_value = "asn-umum")]
    blueprint: String,
    /// Version of the bank to pin; the newest when absent
    #[arg(long)]
    bank_version: Option<String>,
    /// Candidates wait for the proctor's start
    #[arg(long)]
    proctor_starts: bool,
    /// The proctor admits each candidate
    #[arg(long)]
    admission: bool,
}

pub(super) async fn run(config: Config, command: SessionCommand) -> anyhow::Result<()> {
    let app = App::open(config).await?;
    match command {
        SessionCommand::Add(new) => add(&app, new).await,
        SessionCommand::List => list(&app).await,
        SessionCommand::Open { session } => open(&app, &SessionId::new(session)).await,
        SessionCommand::ForgetCheckpoint { session, answers_are_lost } => {
            anyhow::ensure!(
                answers_are_lost,
                "answers that only the checkpoint held are lost by this; say --answers-are-lost"
            );
            Ok(app.planning.forget_checkpoint(&SessionId::new(session), &mut app.actor("cli")).await?)
        }
        SessionCommand::Rehearse { session, seed, oddities } => {
            rehearse(&app, &SessionId::new(session), Rehearsal { seed, odd: oddities }).await
        }
        SessionCommand::Results { session } => {
            let session = SessionId::new(session);
            write(None, &app.planning.export_results(&session, &mut app.actor("cli")).await?)?;
            uncovered(&app, &session).await
        }
        SessionCommand::Rescore(rescore) => super::rescore::rescore(&app, rescore).await,
        SessionCommand::Rescoring(command) => super::rescore::run(&app, command).await,
    }
}

async fn add(app: &App, new: NewSession) -> anyhow::Result<()> {
    let draft = SessionDraft {
        title: new.title,
        opens: instant(&new.opens, &new.zone)?,
        closes: instant(&new.closes, &new.zone)?,
        time_zone: new.zone,
        capacity: new.capacity,
        start: if new.proctor_starts { StartRule::Proctor } else { StartRule::Candidate },
        admission_required: new.admission,
        blueprint: BlueprintId::new(new.blueprint),
        bank: new.bank_version.map(BankVersion::new),
    };
    match app.planning.add_session(&EventId::new(new.event), draft, &mut app.actor("cli")).await {
        Ok(record) => {
            say!("{}", record.session.id);
            Ok(())
        }
        Err(PlanError::Invalid(faults)) => refuse("session", &faults),
        Err(error) => Err(error.into()),
    }
}

async fn list(app: &App) -> anyhow::Result<()> {
    for record in app.planning.sessions().await? {
        let session = record.session;
        let status = match session.status {
            SessionStatus::Draft => "draft",
            SessionStatus::Open => "open",
            SessionStatus::Closed => "closed",
        };
        let opens = local(session.opens, &session.time_zone);
        say!("{}  {status:6}  {opens}  {} candidates  {}", session.id, record.candidates, session.title);
    }
    Ok(())
}

async fn open(app: &App, session: &SessionId) -> anyhow::Result<()> {
    match app.planning.open_session(session, &mut app.actor("cli")).await {
        Ok(opening) => {
            say!("{} forms of {} items, frozen.", opening.forms, opening.items_per_form);
            say!(
                "Largest exposure of an item {:.3}, mean overlap of two forms {:.3}.",
                opening.max_exposure,
                opening.mean_overlap
            );
            uncovered(app, session).await
        }
        Err(PlanError::NotReady(missing)) => refuse("the session cannot open", &missing),
        Err(error) => Err(error.into()),
    }
}

/// Beside the output, which may be a table for another program.
async fn uncovered(app: &App, session: &SessionId) -> anyhow::Result<()> {
    for gap in app.planning.uncovered(session).await? {
        eprintln!("uncalibrated, for the accepted calibration knows too few items. {gap}");
    }
    Ok(())
}

async fn rehearse(app: &App, session: &SessionId, how: Rehearsal) -> anyhow::Result<()> {
    match app.planning.rehearse(session, how, &mut app.actor("cli")).await {
        Ok(record) => {
            say!("{} made-up people answered; the session is closed.", record.closed_attempts);
            Ok(())
        }
        Err(PlanError::Invalid(faults)) => refuse("the session cannot be rehearsed", &faults),
        Err(error) => Err(error.into()),
    }
}
