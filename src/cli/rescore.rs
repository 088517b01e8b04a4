//! `ukur session rescore …` and `ukur session rescoring …`: a closed session scored again.

use super::psy::write::write;
use std::fmt::Write as _;

use anyhow::{bail, ensure};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::text::{local, refuse, say};
use crate::access::role::Role;
use crate::app::App;
use crate::domain::category::PotentialCategory;
use crate::domain::ids::{BankVersion, CalibrationId, ItemId, SessionId};
use crate::domain::rescoring::{Changes, Mark, Matrix, Move, State, Treatment};
use crate::planning::{Ask, PlanError, Trial};

#[derive(Args)]
pub(super) struct Rescore {
    session: String,
    /// Version of the session's bank whose keys count; the pinned one when absent
    #[arg(long, value_name = "VERSION")]
    bank_version: Option<String>,
    /// Accepted calibration of the bank; the pinned one, or none, when absent
    #[arg(long, value_name = "ID")]
    calibration: Option<String>,
    /// Item that does not count; may be given several times
    #[arg(long, value_name = "ITEM")]
    drop: Vec<String>,
    /// Item that counts as right for everybody who was given it; may be given several times
    #[arg(long, value_name = "ITEM")]
    credit: Vec<String>,
    /// Only print who moves (what happens without --propose, too)
    #[arg(long, conflicts_with = "propose")]
    dry_run: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Store it as a proposal, for another administrator to publish
    #[arg(long, requires_all = ["by", "reason"])]
    propose: bool,
    /// Administrator who proposes it
    #[arg(long, value_name = "USERNAME")]
    by: Option<String>,
    #[arg(long)]
    reason: Option<String>,
}

#[derive(Subcommand)]
pub(super) enum RescoringCommand {
    /// Every revision of a session, newest first
    List { session: String },
    /// Make a proposal count; only another administrator than the one who proposed it may
    Publish(Settle),
    /// Withdraw a proposal
    Withdraw(Settle),
}

#[derive(Args)]
pub(super) struct Settle {
    session: String,
    number: u32,
    /// Administrator who does it
    #[arg(long, value_name = "USERNAME")]
    by: String,
    #[arg(long)]
    reason: String,
}

pub(super) async fn rescore(app: &App, how: Rescore) -> anyhow::Result<()> {
    let session = SessionId::new(how.session.as_str());
    let treated = |items: &[String], treatment| {
        items.iter().map(|item| (ItemId::new(item.as_str()), treatment)).collect::<Vec<_>>()
    };
    let ask = Ask {
        bank: how.bank_version.as_deref().map(BankVersion::new),
        calibration: how.calibration.as_deref().map(CalibrationId::new),
        items: [treated(&how.drop, Treatment::Dropped), treated(&how.credit, Treatment::Credited)].concat(),
    };
    let trial = match (&how.by, &how.reason) {
        (Some(by), Some(reason)) if how.propose => {
            administrator(app, by).await?;
            app.planning.propose_rescoring(&session, &ask, reason, &mut app.actor(by)).await
        }
        _ => app.planning.try_rescoring(&session, &ask).await,
    };
    match trial {
        Ok(trial) if how.json => say!("{:#}", as_json(&trial)),
        Ok(trial) => write(None, &told(&trial))?,
        Err(PlanError::Invalid(faults)) => refuse("the session cannot be scored again so", &faults)?,
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

pub(super) async fn run(app: &App, command: RescoringCommand) -> anyhow::Result<()> {
    match command {
        RescoringCommand::List { session } => list(app, &SessionId::new(session)).await,
        RescoringCommand::Publish(settle) => {
            administrator(app, &settle.by).await?;
            let (session, mut by) = (SessionId::new(settle.session), app.actor(&settle.by));
            let trial = app.planning.publish_rescoring(&session, settle.number, &settle.reason, &mut by).await?;
            write(None, &told(&trial))?;
            Ok(())
        }
        RescoringCommand::Withdraw(settle) => {
            administrator(app, &settle.by).await?;
            let (session, mut by) = (SessionId::new(settle.session), app.actor(&settle.by));
            app.planning.withdraw_rescoring(&session, settle.number, &settle.reason, &mut by).await?;
            say!("Withdrawn.");
            Ok(())
        }
    }
}

/// Names on the command line are as good as whoever may run it, but they must be those of two accounts.
async fn administrator(app: &App, username: &str) -> anyhow::Result<()> {
    let known = app.access.staff().await?.into_iter().find(|member| member.username == username);
    let Some(member) = known else { bail!("there is no account {username}") };
    ensure!(member.role >= Role::Administrator, "{username} is no administrator");
    Ok(())
}

async fn list(app: &App, session: &SessionId) -> anyhow::Result<()> {
    let zone = app.planning.session(session).await?.session.time_zone;
    for revision in app.planning.rescorings(session).await? {
        let settled = match &revision.state {
            State::Proposed => "waits".to_owned(),
            State::Published { by, at, .. } => format!("published {} by {by}", local(*at, &zone)),
            State::Withdrawn { by, at, .. } => format!("withdrawn {} by {by}", local(*at, &zone)),
        };
        let proposed = local(revision.proposed_at, &zone);
        say!("{}  proposed {proposed} by {}  {settled}  {}", revision.number, revision.proposed_by, revision.reason);
    }
    Ok(())
}

/// The transition table, then who moves.
fn told(trial: &Trial) -> String {
    let difference = &trial.difference;
    let mut text = String::new();
    if let Some(revision) = &trial.revision {
        let state = match revision.state {
            State::Proposed => "proposed, not published",
            State::Published { .. } => "published",
            State::Withdrawn { .. } => "withdrawn",
        };
        let _ = writeln!(text, "Revision {}: {state}.", revision.number);
    }
    let _ = writeln!(
        text,
        "{} attempts compared, {} unchanged; {} scores rise (at most {:+.2}), {} fall (at most {:+.2}); {} voided \
         attempts keep their outcome.",
        difference.attempts,
        difference.unchanged,
        difference.rises.attempts,
        difference.rises.most,
        difference.falls.attempts,
        difference.falls.most,
        trial.voided
    );
    table(&mut text, "Overall", difference.overall);
    for domain in &difference.domains {
        table(&mut text, &domain.title, domain.matrix);
    }
    let _ = writeln!(text, "\n{} people move:", difference.moves.len());
    for moved in &difference.moves {
        person(&mut text, trial, moved);
    }
    text
}

fn table(text: &mut String, title: &str, matrix: Matrix) {
    let _ = writeln!(text, "\n{title}: {} up, {} down (rows: before; columns: after)", matrix.up(), matrix.down());
    let _ = write!(text, "{:18}", "");
    for (_, name) in CATEGORIES {
        let _ = write!(text, "{name:>18}");
    }
    for ((_, name), row) in CATEGORIES.iter().zip(matrix.0) {
        let _ = write!(text, "\n{name:18}");
        for n in row {
            let _ = write!(text, "{n:>18}");
        }
    }
    text.push('\n');
}

fn person(text: &mut String, trial: &Trial, moved: &Move) {
    let name = trial.people.get(&moved.attempt).map_or_else(String::new, |one| one.name.clone());
    let (before, after) = moved.overall;
    let _ = writeln!(text, "{}  {name}  {}", moved.attempt, step(before, after));
    for (domain, before, after) in &moved.domains {
        let _ = writeln!(text, "    {domain}: {}", step(*before, *after));
    }
}

fn step(before: Mark, after: Mark) -> String {
    let (from, to) = (category(before.category), category(after.category));
    format!("{from} -> {to} ({:.2} -> {:.2})", before.score, after.score)
}

/// Nobody's name: a file of it may go anywhere.
fn as_json(trial: &Trial) -> Value {
    let difference = &trial.difference;
    let changes = |changes: Changes| json!({"attempts": changes.attempts, "most": changes.most});
    let mark = |mark: Mark| json!({"score": mark.score, "category": category(mark.category)});
    let moves = difference.moves.iter().map(|moved| {
        let domains = moved.domains.iter().map(|(domain, before, after)| {
            json!({"domain": domain.as_str(), "before": mark(*before), "after": mark(*after)})
        });
        json!({
            "attempt": moved.attempt.as_str(),
            "before": mark(moved.overall.0),
            "after": mark(moved.overall.1),
            "domains": domains.collect::<Vec<_>>(),
        })
    });
    let domains = difference
        .domains
        .iter()
        .map(|one| json!({"domain": one.domain.as_str(), "title": one.title, "matrix": one.matrix.0}));
    json!({
        "session": trial.session.id.as_str(),
        "revision": trial.revision.as_ref().map(|revision| revision.number),
        "base": trial.base,
        "hash": trial.hash,
        "categories": CATEGORIES.map(|(_, name)| name),
        "attempts": difference.attempts,
        "unchanged": difference.unchanged,
        "voided": trial.voided,
        "rises": changes(difference.rises),
        "falls": changes(difference.falls),
        "overall": difference.overall.0,
        "domains": domains.collect::<Vec<_>>(),
        "moves": moves.collect::<Vec<_>>(),
    })
}

/// Lowest first, as the tables have them.
const CATEGORIES: [(PotentialCategory, &str); 4] = [
    (PotentialCategory::KurangPotensial, "kurang potensial"),
    (PotentialCategory::CukupPotensial, "cukup potensial"),
    (PotentialCategory::Potensial, "potensial"),
    (PotentialCategory::SangatPotensial, "sangat potensial"),
];

fn category(category: PotentialCategory) -> &'static str {
    CATEGORIES[category as usize].1
}
