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
use crate::wire::analysis::CalibrationStatus;
use crate::wire::analysis::calibration::{CalibrationRemark, CalibrationSummary};

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
            let made = app.analysis.import(&BankId::new(bank), file, by).await;
            let made = made.map_err(|error| told(&error))?;
            say!("{}  proposed by {}: {} items", made.id, made.proposed_by, made.items);
            remarks(&app, &made).await?;
            gaps(&app, &made).await;
        }
        CalibrationCommand::List { bank } => {
            let list = app.analysis.calibrations(&BankId::new(bank), "").await.map_err(|error| told(&error))?;
            if list.is_empty() {
                eprintln!("no calibration yet");
            }
            for known in list {
                let status = serde_json::to_value(known.status)?;
                let status = status.as_str().unwrap_or_default();
                say!("{}  {status}  {} items  proposed by {}", known.id, known.items, known.proposed_by);
                gaps(&app, &known).await;
            }
        }
        CalibrationCommand::Accept { id, bank, by } => {
            let by = &mut app.actor(&administrator(&app, by).await?);
            let known = app.analysis.accept(&BankId::new(bank), &CalibrationId::new(id), by).await;
            let known = known.map_err(|error| told(&error))?;
            say!("{}  accepted", known.id);
            gaps(&app, &known).await;
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
async fn remarks(app: &App, known: &CalibrationSummary) -> anyhow::Result<()> {
    let detail = app.analysis.detail(&BankId::new(&*known.bank_id), &CalibrationId::new(&*known.id), "").await;
    for remark in detail.map_err(|error| told(&error))?.warnings {
        if let CalibrationRemark::Lowered { from, to } = remark {
            say!("  correlations of the domains were lowered so that scores can be worked out: {from:.4} to {to:.4}");
        }
    }
    Ok(())
}

/// One line for each section that keeps sessions from using it, unless it is withdrawn.
async fn gaps(app: &App, known: &CalibrationSummary) {
    if known.status == CalibrationStatus::Withdrawn {
        return;
    }
    match app.analysis.gaps(&BankId::new(&*known.bank_id), &CalibrationId::new(&*known.id)).await {
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
