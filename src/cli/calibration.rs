//! `ukur calibration …`: parameters of `ukur psy calibrate` into a bank, by two people.

use super::text::say;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Subcommand;

use crate::access::role::Role;
use crate::analysis::{AnalysisError, MAX_PARAMETER_BYTES};
use crate::app::App;
use crate::config::Config;
use crate::domain::ids::{BankId, CalibrationId};

#[derive(Subcommand)]
pub(super) enum CalibrationCommand {
    /// Propose the parameters of a file (the JSON of `ukur psy calibrate`) for a bank
    Import {
        #[arg(long)]
        bank: String,
        #[arg(long)]
        params: PathBuf,
        /// Username of the administrator who proposes
        #[arg(long)]
        by: String,
    },
    /// List the calibrations of a bank, newest first
    List {
        #[arg(long)]
        bank: String,
    },
    /// Take a proposal into use; somebody else than its proposer does
    Accept {
        id: String,
        #[arg(long)]
        bank: String,
        /// Username of the administrator who accepts
        #[arg(long)]
        by: String,
    },
    /// Take a calibration back; sessions that were opened with it keep it
    Withdraw {
        id: String,
        #[arg(long)]
        bank: String,
        #[arg(long)]
        by: String,
        /// 10 to 500 characters
        #[arg(long)]
        reason: String,
    },
}

pub(super) async fn run(config: Config, command: CalibrationCommand) -> anyhow::Result<()> {
    let app = App::open(config).await?;
    match command {
        CalibrationCommand::Import { bank, params, by } => {
            let file = read(&params)?;
            let by = &mut app.actor(&administrator(&app, by).await?);
            let bank = BankId::new(bank);
            let made = app.analysis.import(&bank, file, by).await;
            let made = made.map_err(|error| told(&error))?;
            say!("{}  proposed by {}: {} items", made.id, made.proposed_by, made.items);
            let id = CalibrationId::new(made.id);
            remarks(&app, &bank, &id).await?;
            gaps(&app, &bank, &id).await;
        }
        CalibrationCommand::List { bank } => {
            let bank = BankId::new(bank);
            let list = app.analysis.calibrations(&bank, "").await.map_err(|error| told(&error))?;
            if list.is_empty() {
                eprintln!("no calibration yet");
            }
            for known in list {
                let status = serde_json::to_value(known.status)?;
                let status = status.as_str().unwrap_or_default();
                say!("{}  {status}  {} items  proposed by {}", known.id, known.items, known.proposed_by);
                gaps(&app, &bank, &CalibrationId::new(known.id)).await;
            }
        }
        CalibrationCommand::Accept { id, bank, by } => {
            let by = &mut app.actor(&administrator(&app, by).await?);
            let (bank, id) = (BankId::new(bank), CalibrationId::new(id));
            app.analysis.accept(&bank, &id, by).await.map_err(|error| told(&error))?;
            say!("{id}  accepted");
            gaps(&app, &bank, &id).await;
        }
        CalibrationCommand::Withdraw { id, bank, by, reason } => {
            let by = &mut app.actor(&administrator(&app, by).await?);
            let known = app.analysis.withdraw(&BankId::new(bank), &CalibrationId::new(id), &reason, by).await;
            say!("{}  withdrawn", known.map_err(|error| told(&error))?.id);
        }
    }
    Ok(())
}

/// What was changed for scoring.
async fn remarks(app: &App, bank: &BankId, id: &CalibrationId) -> anyhow::Result<()> {
    if let Some((from, to)) = app.analysis.lowered(bank, id).await.map_err(|error| told(&error))? {
        say!("  correlations of the domains were lowered so that scores can be worked out: {from:.4} to {to:.4}");
    }
    Ok(())
}

/// One line for each section that keeps sessions from using it, unless it is withdrawn.
async fn gaps(app: &App, bank: &BankId, id: &CalibrationId) {
    match app.analysis.gaps(bank, id).await {
        Ok(found) => {
            for (blueprint, gap) in found.iter().flat_map(|(title, gaps)| gaps.iter().map(move |gap| (title, gap))) {
                say!("  not used for {blueprint}: {gap}");
            }
        }
        Err(error) => eprintln!("  which blueprints it covers is not known: {error}"),
    }
}

/// Two people are two accounts; whoever runs commands on the server says for whom.
async fn administrator(app: &App, username: String) -> anyhow::Result<String> {
    let known = app.access.staff().await?;
    if known.iter().any(|member| member.username == username && member.role >= Role::Administrator) {
        return Ok(username);
    }
    bail!("--by: no administrator has the username {username}")
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let size = std::fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?.len();
    if size > MAX_PARAMETER_BYTES as u64 {
        bail!("{}: more than {MAX_PARAMETER_BYTES} bytes", path.display());
    }
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Every fault with its place.
fn told(error: &AnalysisError) -> anyhow::Error {
    match error {
        AnalysisError::Invalid(faults) => {
            let lines: Vec<String> = faults.iter().map(|fault| format!("{}: {}", fault.field, fault.detail)).collect();
            anyhow::anyhow!("{}", lines.join("\n"))
        }
        other => anyhow::anyhow!("{other}"),
    }
}
