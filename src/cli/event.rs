//! `ukur event …`.

use super::text::say;
use clap::Subcommand;

use crate::app::App;
use crate::config::Config;

#[derive(Subcommand)]
pub(super) enum EventCommand {
    /// Add an event
    Add {
        #[arg(long)]
        title: String,
        #[arg(long)]
        organiser: String,
    },
    /// List the events
    List,
}

pub(super) async fn run(config: Config, command: EventCommand) -> anyhow::Result<()> {
    let app = App::open(config).await?;
    match command {
        EventCommand::Add { title, organiser } => {
            let event = app.planning.add_event(&title, &organiser, &mut app.actor("cli")).await?;
            say!("{}", event.id);
        }
        EventCommand::List => {
            for event in app.planning.events().await? {
                say!("{}  {}  ({})", event.id, event.title, event.organiser);
            }
        }
    }
    Ok(())
}
