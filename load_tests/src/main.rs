//! The command line of `ukur-load`: what is typed → which scenario runs.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use ukur_load::meter::Meter;
use ukur_load::office::Office;
use ukur_load::report::Report;
use ukur_load::scenario::{Scenario, Setup, run};
use ukur_load::site::Site;
use ukur_load::world::{ADAPTIVE, Stores, World, built_ukur};

/// Virtual candidates for an Ukur server: a running one, or with --own one of its own. Plans sessions of its own, and
/// compares what everybody was told with the final records at the end. The sessions stay in the server's stores, closed.
#[derive(Parser)]
#[command(name = "ukur-load", version)]
struct Cli {
    scenario: Scenario,
    /// Starts private servers for the run, on these stores: no --server, no password
    #[arg(long, value_enum, conflicts_with_all = ["server", "server_pid", "store_pid"])]
    own: Option<Stores>,
    /// Where the server is
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    server: String,
    /// An administrator, who plans the sessions and reads the results
    #[arg(long, default_value = "admin")]
    admin: String,
    /// The administrator's password; a flag would be seen by others on the machine
    #[arg(env = "UKUR_LOAD_PASSWORD", hide_env_values = true, long, hide = true)]
    password: Option<String>,
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    candidates: u32,
    /// Length of the measured part
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    seconds: u32,
    /// Milliseconds between two answers of one candidate (adaptive, end, proctors, reconnect, steady)
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=3_600_000))]
    pace_ms: u32,
    /// How many times faster than life a sitting goes (hall)
    #[arg(long, default_value_t = 60.0)]
    compress: f64,
    /// Boards of proctors (proctors)
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    boards: u32,
    /// Candidates of one session at most
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    session_size: u32,
    /// What is sat; by default asn-umum, and of --own servers beban-adaptif in the adaptive scenario
    #[arg(long)]
    blueprint: Option<String>,
    /// The same seed draws the same people
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Process of the server, for its processor time and memory; several for several nodes
    #[arg(long)]
    server_pid: Vec<u32>,
    /// Process of a store (Redis, PostgreSQL)
    #[arg(long)]
    store_pid: Vec<u32>,
    /// Writes the report here, too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Neither closes the sessions nor compares the records
    #[arg(long)]
    no_audit: bool,
    /// The server is on another machine, and that is meant
    #[arg(long)]
    remote: bool,
}

/// One thread: the people must leave the machine to the server that they try.
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    anyhow::ensure!((1.0..=3_600.0).contains(&cli.compress), "--compress is 1 to 3600");
    let report = match cli.own {
        Some(stores) => {
            let ukur = built_ukur()?;
            let world = match cli.scenario {
                Scenario::Adaptive => World::start_adaptive(&ukur, stores).await?,
                _ => World::start(&ukur, stores).await?,
            };
            let (site, office) = world.enter().await?;
            run(site, office, world.meter(), cli.setup()).await?
        }
        None => run_on_running(&cli).await?,
    };
    print!("{}", report.table());
    if let Some(file) = &cli.json {
        report.write(file)?;
    }
    anyhow::ensure!(report.is_clean() != Some(false), "acknowledged answers were lost or doubled");
    Ok(())
}

async fn run_on_running(cli: &Cli) -> anyhow::Result<Report> {
    let password = cli.password.clone().context("set UKUR_LOAD_PASSWORD to the administrator's password")?;
    let site = Site::new(&cli.server, cli.remote)?;
    let office = Office::sign_in(site.clone(), &cli.admin, &password).await?;
    let meter = Meter { servers: cli.server_pid.clone(), stores: cli.store_pid.clone() };
    for pid in meter.servers.iter().chain(&meter.stores) {
        anyhow::ensure!(std::path::Path::new(&format!("/proc/{pid}")).exists(), "there is no process {pid}");
    }
    run(site, office, meter, cli.setup()).await
}

impl Cli {
    fn usual(&self) -> &'static str {
        if self.own.is_some() && self.scenario == Scenario::Adaptive { ADAPTIVE } else { "asn-umum" }
    }

    fn setup(&self) -> Setup {
        Setup {
            scenario: self.scenario,
            candidates: self.candidates as usize,
            span: Duration::from_secs(self.seconds.into()),
            pace: Duration::from_millis(self.pace_ms.into()),
            compress: self.compress,
            boards: self.boards as usize,
            session_size: self.session_size as usize,
            blueprint: self.blueprint.clone().unwrap_or_else(|| self.usual().to_owned()),
            seed: self.seed,
            audit: !self.no_audit,
        }
    }
}
