//! `ukur candidate …`.

use super::psy::write::write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Subcommand;

use super::text::{line, refuse, say};
use crate::app::App;
use crate::config::Config;
use crate::domain::ids::SessionId;
use crate::planning::CSV_TEMPLATE;

#[derive(Subcommand)]
pub(super) enum CandidateCommand {
    /// Import a CSV list into a draft session: all or nothing
    Import {
        session: String,
        file: PathBuf,
        /// Only say what would happen
        #[arg(long)]
        dry_run: bool,
    },
    /// Print an empty list with its header
    Template,
    /// List a session's candidates
    List { session: String },
    /// Print NIP, name and access code of every candidate (keep it closed)
    Cards { session: String },
}

pub(super) async fn run(config: Config, command: CandidateCommand) -> anyhow::Result<()> {
    let app = App::open(config).await?;
    match command {
        CandidateCommand::Import { session, file, dry_run } => {
            let csv = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let mut by = app.actor("cli");
            let import = app.planning.import(&SessionId::new(session), &csv, dry_run, &mut by).await?;
            import.warnings.iter().for_each(|warning| say!("warning: {}", line(warning)));
            refuse("import", &import.faults)?;
            let verb = if import.dry_run { "would be imported" } else { "imported" };
            say!("{} rows read, {} candidates {verb}.", import.rows, import.accepted);
        }
        CandidateCommand::Template => write(None, CSV_TEMPLATE)?,
        CandidateCommand::List { session } => {
            for candidate in app.planning.candidates(&SessionId::new(session)).await? {
                let seat = [candidate.room, candidate.seat].into_iter().flatten().collect::<Vec<_>>().join("/");
                say!("{}  {}  {}  {seat}", candidate.nip, candidate.name, candidate.unit);
            }
        }
        CandidateCommand::Cards { session } => {
            for card in app.planning.cards(&SessionId::new(session), &mut app.actor("cli")).await? {
                say!("{}  {}  {}", card.candidate.nip, card.access_code, card.candidate.name);
            }
        }
    }
    Ok(())
}
