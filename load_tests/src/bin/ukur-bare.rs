//! The command line of `ukur-bare`: the two bare servers that Ukur is compared with, and the load on them.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::{Parser, Subcommand};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};
use ukur_load::bare::client::{self, Load, Setup};
use ukur_load::bare::server::serve;
use ukur_load::bare::store::Store;
use ukur_load::meter::Meter;
use ukur_load::site::Site;

/// The least that could stand in Ukur's place, and the load on it. A server prints its address first and ends on
/// SIGTERM.
#[derive(Parser)]
#[command(name = "ukur-bare", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// A server that sends every frame back
    Echo,
    /// A server that sends every frame back once Redis has it on disk
    Redis {
        #[arg(long, default_value = "redis://127.0.0.1:6379")]
        url: String,
    },
    /// Frames to one of the two
    Load(LoadArgs),
}

#[derive(clap::Args)]
struct LoadArgs {
    /// Where the bare server is
    #[arg(long)]
    server: String,
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    connections: u32,
    /// Length of the measured part
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    seconds: u32,
    /// Milliseconds between two frames of one connection; without it the next follows at once
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=3_600_000), conflicts_with = "idle")]
    pace_ms: Option<u32>,
    /// Connections that only stand, after one frame each
    #[arg(long)]
    idle: bool,
    /// All connect within one second
    #[arg(long)]
    storm: bool,
    /// The same seed gives the same moments
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Process of the server, for its processor time and memory
    #[arg(long)]
    server_pid: Vec<u32>,
    /// Process of the store
    #[arg(long)]
    store_pid: Vec<u32>,
    /// Writes the report here, too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Echo => servers()?.block_on(offer(None)),
        Command::Redis { url } => servers()?.block_on(offer(Some(url))),
        // One thread, as for the scenarios: the load must leave the machine to the server.
        Command::Load(args) => Builder::new_current_thread().enable_all().build()?.block_on(load(args)),
    }
}

/// As Ukur's own runtime.
fn servers() -> std::io::Result<Runtime> {
    Builder::new_multi_thread().enable_all().build()
}

/// `url`: of the store, for the server that has one.
async fn offer(url: Option<String>) -> anyhow::Result<()> {
    let store = match url {
        Some(url) => Some(Store::open(&url).await?),
        None => None,
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.context("no free port")?;
    let mut stop = signal(SignalKind::terminate())?;
    println!("http://{}", listener.local_addr()?);
    tokio::select! {
        served = serve(listener, store) => served.context("the server failed"),
        _ = stop.recv() => Ok(()),
    }
}

async fn load(args: LoadArgs) -> anyhow::Result<()> {
    let site = Site::new(&args.server, false)?;
    let meter = Meter { servers: args.server_pid.clone(), stores: args.store_pid.clone() };
    let report = client::run(site, meter, args.setup()).await?;
    print!("{}", report.table());
    if let Some(file) = &args.json {
        report.write(file)?;
    }
    Ok(())
}

impl LoadArgs {
    fn setup(&self) -> Setup {
        let paced = |pace_ms: u32| Load::Steady(Duration::from_millis(pace_ms.into()));
        Setup {
            connections: self.connections as usize,
            span: Duration::from_secs(self.seconds.into()),
            load: if self.idle { Load::Idle } else { self.pace_ms.map_or(Load::Saturate, paced) },
            storm: self.storm,
            seed: self.seed,
        }
    }
}
