//! The command line: what is typed → which command runs. Every command is a line of `ukur --help`.

mod bank;
mod calibration;
mod candidate;
mod demo;
mod event;
mod exchange;
mod form;
mod psy;
mod rescore;
mod serve;
mod session;
mod staff;
mod text;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::config::{Config, Layer};

/// Ukur, an online competency test engine.
#[derive(Parser)]
#[command(name = "ukur", version, about, disable_help_subcommand = true, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

/// Settings come from the file, then the environment, then these flags.
#[derive(Args)]
#[command(next_help_heading = "Settings of the server and its stores")]
struct Settings {
    /// Settings file (see ukur.example.toml)
    #[arg(long, global = true, env = "UKUR_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Address and port of the server [variable: UKUR_LISTEN] [default: 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Directory of the embedded stores [variable: UKUR_DATA_DIR] [default: data]
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<String>,
    /// PostgreSQL database of the records; empty: a file in the data directory. Rather than this flag, which others on
    /// the machine can see, use the file or the variable when it holds a password [variable: UKUR_RECORDS_URL]
    #[arg(long, global = true, value_name = "URL")]
    records_url: Option<String>,
    /// Form of log lines: text or json [variable: UKUR_LOG_FORMAT] [default: text]
    #[arg(long, global = true, value_name = "FORMAT")]
    log_format: Option<String>,
    /// Redis of several nodes instead of the embedded checkpoint [variable: UKUR_CHECKPOINT_URL]
    #[arg(long, global = true, value_name = "URL")]
    checkpoint_url: Option<String>,
    /// Mark the staff cookie Secure: true behind HTTPS [variable: UKUR_SECURE_COOKIES] [default: false]
    #[arg(long, global = true, value_name = "BOOL")]
    secure_cookies: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Start a server with a demo session that is open now and 400 synthetic candidates
    Demo,
    /// Start the server without demo data
    Serve,
    /// Item banks: check, lint, import, export, generate, load a version
    #[command(subcommand)]
    Bank(bank::BankCommand),
    /// Blueprints: load a file, list what is loaded
    #[command(subcommand)]
    Blueprint(bank::BlueprintCommand),
    /// Calibrations of a bank: import, list, accept by a second person, withdraw
    #[command(subcommand)]
    Calibration(calibration::CalibrationCommand),
    /// Events (kegiatan): add, list
    #[command(subcommand)]
    Event(event::EventCommand),
    /// Sessions (sesi): add, list, open, results
    #[command(subcommand)]
    Session(session::SessionCommand),
    /// Candidates (peserta): import, list, access cards
    #[command(subcommand)]
    Candidate(candidate::CandidateCommand),
    /// Staff accounts: add, list
    #[command(subcommand)]
    Staff(staff::StaffCommand),
    /// Psychometrics on files: calibrate, score, items, dif, fit, link, classify, information, simulate, copying, times
    #[command(subcommand)]
    Psy(psy::PsyCommand),
    /// Test forms out of a calibrated bank: assemble
    #[command(subcommand)]
    Form(form::FormCommand),
}

/// Runs what was typed.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    // Checking a folder needs no settings and no store.
    if let Command::Bank(bank::BankCommand::Check { dir }) = &cli.command {
        return bank::check(dir);
    }
    if let Command::Bank(bank::BankCommand::ScoreCheck { item, responses }) = &cli.command {
        return bank::score_check(item, responses);
    }
    // Nor do files in and files out.
    if let Command::Psy(command) = &cli.command {
        return psy::run(command);
    }
    if let Command::Form(command) = &cli.command {
        return form::run(command);
    }
    let file = cli.settings.config.clone();
    let config = Config::load(file.as_deref(), std::env::vars(), cli.settings.layer())?;
    match cli.command {
        Command::Demo => demo::run(config).await,
        Command::Serve => serve::run(config).await,
        Command::Bank(command) => bank::run(config, command).await,
        Command::Blueprint(command) => bank::run_blueprint(config, command).await,
        Command::Calibration(command) => calibration::run(config, command).await,
        Command::Event(command) => event::run(config, command).await,
        Command::Session(command) => session::run(config, command).await,
        Command::Candidate(command) => candidate::run(config, command).await,
        Command::Staff(command) => staff::run(config, command).await,
        Command::Psy(command) => psy::run(&command),
        Command::Form(command) => form::run(&command),
    }
}

impl Settings {
    fn layer(&self) -> Layer {
        let mut layer = Layer::default();
        let flags = [
            ("listen", &self.listen, "--listen"),
            ("data_dir", &self.data_dir, "--data-dir"),
            ("records_url", &self.records_url, "--records-url"),
            ("log_format", &self.log_format, "--log-format"),
            ("checkpoint_url", &self.checkpoint_url, "--checkpoint-url"),
            ("secure_cookies", &self.secure_cookies, "--secure-cookies"),
        ];
        for (name, value, flag) in flags {
            if let Some(value) = value {
                layer.set(name, value, flag);
            }
        }
        layer
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_command_is_well_formed_and_has_its_line() {
        Cli::command().debug_assert();
        for command in Cli::command().get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
        }
    }

    #[test]
    fn the_commands_of_the_guide_are_understood() {
        let guide = include_str!("../../docs/psychometrics.md");
        let lines: Vec<&str> = guide.lines().filter(|line| line.starts_with("ukur ")).collect();
        assert!(lines.len() > 20);
        for line in lines {
            let parsed = Cli::try_parse_from(line.split_whitespace());
            assert!(parsed.is_ok(), "{line}: {}", parsed.err().unwrap());
        }
    }
}
