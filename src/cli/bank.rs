//! `ukur bank …` and `ukur blueprint …`.

use super::text::say;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::Subcommand;

use super::exchange::{self, ExportArgs, GenerateArgs, ImportArgs};
use crate::app::App;
use crate::bank::{self, BankFiles};
use crate::config::Config;
use crate::domain::blueprint::Blueprint;

#[derive(Subcommand)]
pub(super) enum BankCommand {
    /// Check a bank's folder and print its table by domain, competency, interaction and difficulty
    Check { dir: PathBuf },
    /// Look for signs of bad items in a bank's folder: habits of keys, catch-all options, doubled negatives …
    Lint { dir: PathBuf },
    /// Run the rules of a QTI item over given answers and print what comes out as JSON
    ScoreCheck {
        item: PathBuf,
        /// A JSON file with the answers and what each is expected to score
        #[arg(long)]
        responses: PathBuf,
    },
    /// Take items of another program's file as drafts, with a report of each
    Import(ImportArgs),
    /// Write items for another program, and list what its format cannot say
    Export(ExportArgs),
    /// Make numerical items out of a shipped model
    Generate(GenerateArgs),
    /// Register a folder as the newest version of its bank
    Load { dir: PathBuf },
    /// List the registered versions
    List,
    /// Banks that two people protected; they unlock them in the item room, never here
    #[command(subcommand)]
    Vault(VaultCommand),
}

#[derive(Subcommand)]
pub(super) enum VaultCommand {
    /// List the protected banks with their holders
    Status,
}

#[derive(Subcommand)]
pub(super) enum BlueprintCommand {
    /// Register a file as the newest version of its blueprint
    Load { file: PathBuf },
    /// List the newest versions
    List,
}

pub(super) fn check(dir: &Path) -> anyhow::Result<()> {
    match bank::check(dir) {
        Ok(report) => {
            say!("{report}");
            Ok(())
        }
        Err(failure) => {
            for fault in &failure.faults {
                say!("{fault}");
            }
            bail!("{}: {} faults", dir.display(), failure.faults.len())
        }
    }
}

/// Signs are found (exit status 1) or not; faults of the bank itself are told first.
fn lint(dir: &Path) -> anyhow::Result<()> {
    let warnings = bank::lint(dir).map_err(|faults| anyhow!("{} faults; see `ukur bank check`", faults.len()))?;
    for warning in &warnings {
        say!("{warning}");
    }
    if warnings.is_empty() { Ok(()) } else { bail!("{}: {} signs", dir.display(), warnings.len()) }
}

pub(super) fn score_check(item: &Path, responses: &Path) -> anyhow::Result<()> {
    let read = |path: &Path| std::fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    let results = bank::exchange::qti::score_check::score_check(&read(item)?, &read(responses)?)?;
    say!("{}", serde_json::to_string_pretty(&results)?);
    Ok(())
}

pub(super) async fn run(config: Config, command: BankCommand) -> anyhow::Result<()> {
    match command {
        BankCommand::Check { dir } => check(&dir),
        BankCommand::Lint { dir } => lint(&dir),
        BankCommand::ScoreCheck { item, responses } => score_check(&item, &responses),
        BankCommand::Import(args) => exchange::import(config, args).await,
        BankCommand::Export(args) => exchange::export(config, args).await,
        BankCommand::Generate(args) => exchange::generate(config, args).await,
        BankCommand::Load { dir } => {
            let files = BankFiles::read_dir(&dir).map_err(|faults| match faults.first() {
                Some(fault) => anyhow!("{fault}"),
                None => anyhow!("{} cannot be read", dir.display()),
            })?;
            let app = App::open(config).await?;
            let added = app.add_bank(&files, &mut app.actor("cli")).await;
            let bank = added.with_context(|| format!("cannot load {}", dir.display()))?;
            say!("{} ({}): {} items, version {}", bank.title, bank.id, bank.items.len(), bank.version);
            Ok(())
        }
        BankCommand::Vault(VaultCommand::Status) => vault_status(&App::open(config).await?).await,
        BankCommand::List => {
            for (stamp, bank) in App::open(config).await?.planning.bank_versions().await? {
                say!("{}  {}  {} items  {}", stamp.version, stamp.id, bank.items.len(), stamp.title);
            }
            Ok(())
        }
    }
}

/// What is stored; only a running server knows whether it has a bank unlocked.
async fn vault_status(app: &App) -> anyhow::Result<()> {
    let protected = app.vault.protected().await?;
    if protected.is_empty() {
        say!("No bank is protected.");
    }
    for made in protected {
        let holders: Vec<&str> = made.shares.iter().map(|(holder, _)| holder.as_str()).collect();
        let remains = if made.cleaned { "" } else { "; earlier contents remain in the database's files" };
        say!("{}  key {}  holders {}{remains}", made.bank, &made.fingerprint[..16], holders.join(", "));
    }
    Ok(())
}

pub(super) async fn run_blueprint(config: Config, command: BlueprintCommand) -> anyhow::Result<()> {
    match command {
        BlueprintCommand::Load { file } => {
            let source = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let app = App::open(config).await?;
            let blueprint = app.planning.add_blueprint(source, &mut app.actor("cli")).await?;
            let Blueprint { title, id, version, .. } = &*blueprint;
            say!("{title} ({id}): {}, version {version}", length(&blueprint));
            if blueprint.adaptive.is_some() {
                say!(
                    "Candidates read its instructions as they stand: they must not promise a number of items or a way back."
                );
            }
            Ok(())
        }
        BlueprintCommand::List => {
            for (blueprint, _) in App::open(config).await?.planning.newest_blueprints().await? {
                say!("{}  {}  {}", blueprint.id, length(&blueprint), blueprint.title);
            }
            Ok(())
        }
    }
}

fn length(blueprint: &Blueprint) -> String {
    match blueprint.adaptive {
        Some(rule) => format!("adaptive, {} to {} items", rule.min_items, rule.max_items),
        None => format!("{} items", blueprint.items()),
    }
}
