//! `ukur staff …`.

use super::text::say;
use std::io::BufRead;

use anyhow::Context;
use clap::{Subcommand, ValueEnum};

use crate::access::NewAccount;
use crate::access::role::Role;
use crate::app::App;
use crate::config::Config;

#[derive(Subcommand)]
pub(super) enum StaffCommand {
    /// Add an account; the password is read from standard input, one line of at least 10 characters
    Add {
        username: String,
        #[arg(long)]
        name: String,
        #[arg(long)]
        role: RoleName,
    },
    /// List the accounts
    List,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum RoleName {
    Proctor,
    Administrator,
}

pub(super) async fn run(config: Config, command: StaffCommand) -> anyhow::Result<()> {
    let app = App::open(config).await?;
    match command {
        StaffCommand::Add { username, name, role } => {
            let mut password = String::new();
            std::io::stdin().lock().read_line(&mut password).context("cannot read the password")?;
            let password = password.trim_end_matches(['\r', '\n']).to_owned();
            let role = match role {
                RoleName::Proctor => Role::Proctor,
                RoleName::Administrator => Role::Administrator,
            };
            let account = NewAccount { username, name, role, password };
            let member = app.access.add_staff(account, &mut app.actor("cli")).await?;
            say!("{} ({})", member.username, member.role.name());
        }
        StaffCommand::List => {
            for member in app.access.staff().await? {
                say!("{}  {}  {}", member.username, member.role.name(), member.name);
            }
        }
    }
    Ok(())
}
