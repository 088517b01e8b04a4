//! The runs of a benchmark, one after the other: every figure beside the limit that it is compared with.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tokio::process::Command;

use super::limits::{Bare, raw_redis};
use super::table::Figures;
use super::{machine, page, table};
use crate::report::Report;
use crate::world::redis::Redis;
use crate::world::{PASSWORD, Stores, World, built_ukur};

/// How long everything takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Under 15 minutes.
    Full,
    /// About two minutes, to see that it runs; its figures say little.
    Quick,
}

pub struct Bench {
    length: Length,
    programs: PathBuf,
    reports: tempfile::TempDir,
    began: Instant,
}

/// Rounds of what is compared directly; the table has their medians.
const ROUNDS: usize = 3;
/// One answer from each candidate in so many milliseconds, where growth is measured.
const GROWTH_PACE_MS: &str = "20000";
/// Beyond the knee by so much.
const OVERLOAD: f64 = 4.0;
/// The knee is where an ack takes longer.
const KNEE_SECONDS: f64 = 0.1;
/// A crowd that is one, and the largest that one load process has connections for.
const SMALLEST_CROWD: f64 = 1_600.0;
const LARGEST_CROWD: f64 = 16_000.0;

impl Bench {
    pub fn new(length: Length) -> anyhow::Result<Self> {
        let programs = built_ukur()?.parent().context("no folder")?.to_owned();
        Ok(Self { length, programs, reports: tempfile::tempdir()?, began: Instant::now() })
    }

    /// Runs everything, prints the table and writes it into `docs/performance.md`.
    pub async fn run(&self) -> anyhow::Result<()> {
        let mut figures = Figures::default();
        self.side_by_side(&mut figures).await?;
        self.storms(&mut figures).await?;
        self.growth(&mut figures).await?;
        self.overload(&mut figures).await?;
        let table = table::render(&figures);
        println!("\n{table}");
        eprintln!("took {} s", self.began.elapsed().as_secs());
        if self.length == Length::Full {
            page::write(&table, &machine::describe())?;
        }
        Ok(())
    }

    /// Ukur on both store pairs, the bare servers and raw Redis in turns.
    async fn side_by_side(&self, figures: &mut Figures) -> anyhow::Result<()> {
        let (networked, embedded) = (self.world(Stores::Networked).await?, self.world(Stores::Embedded).await?);
        let redis = Redis::start();
        let echo = self.bare(&["echo"])?;
        let grouped = self.bare(&["redis", "--url", &redis.url()])?;
        let seconds = self.seconds(6);
        for _ in 0..self.rounds() {
            figures.saturated.push(self.ukur(&networked, &["saturate", "--seconds", &seconds]).await?);
            figures.grouped.push(self.load(&grouped, Some(&redis), &["--seconds", &seconds]).await?);
            figures.echo.push(self.load(&echo, None, &["--seconds", &seconds]).await?);
            figures.raw_redis.push(raw_redis(&redis)?);
            figures.embedded.push(self.ukur(&embedded, &["saturate", "--seconds", &seconds]).await?);
        }
        let (seconds, pace) = (self.seconds(10), "1000");
        for _ in 0..self.rounds() {
            let paced = ["steady", "--seconds", &seconds, "--pace-ms", pace];
            figures.paced.push(self.ukur(&networked, &paced).await?);
            figures
                .grouped_paced
                .push(self.load(&grouped, Some(&redis), &["--seconds", &seconds, "--pace-ms", pace]).await?);
        }
        figures.idle_echo = Some(self.load(&echo, None, &["--idle", "--connections", "2000", "--seconds", "3"]).await?);
        Ok(())
    }

    async fn storms(&self, figures: &mut Figures) -> anyhow::Result<()> {
        let world = self.world(Stores::Networked).await?;
        let (redis, seconds) = (Redis::start(), self.seconds(10));
        let grouped = self.bare(&["redis", "--url", &redis.url()])?;
        for _ in 0..self.rounds() {
            figures.start.push(self.ukur(&world, &["start"]).await?);
            figures.grouped_storm.push(self.load(&grouped, Some(&redis), &["--storm", "--seconds", "1"]).await?);
        }
        figures.reconnect = Some(self.ukur(&world, &["reconnect", "--seconds", &seconds]).await?);
        figures.end = Some(self.ukur(&world, &["end", "--seconds", &seconds]).await?);
        figures.proctors = Some(self.ukur(&world, &["proctors", "--seconds", &seconds]).await?);
        Ok(())
    }

    /// The same pace with more and more candidates, on a server of its own each time.
    async fn growth(&self, figures: &mut Figures) -> anyhow::Result<()> {
        let sizes: &[usize] = if self.length == Length::Full { &[400, 2_000, 10_000, 18_000] } else { &[400] };
        for size in sizes {
            let world = self.world(Stores::Networked).await?;
            let (size, seconds) = (size.to_string(), self.seconds(25));
            let steady =
                ["steady", "--candidates", &size, "--seconds", &seconds, "--pace-ms", GROWTH_PACE_MS, "--no-audit"];
            figures.growth.push(self.ukur(&world, &steady).await?);
        }
        Ok(())
    }

    /// Finds the knee, asks four times as much, and looks how the server is afterwards.
    async fn overload(&self, figures: &mut Figures) -> anyhow::Result<()> {
        let world = self.world(Stores::Networked).await?;
        figures.ramp = Some(self.ukur(&world, &["ramp", "--seconds", &self.seconds(3)]).await?);
        // What is under way at the knee: rate times time (Little's law).
        let knee = figures.ramp.as_ref().and_then(|report| report.more.get("knee_acked_per_s")).copied();
        let crowd = (knee.unwrap_or(0.0) * KNEE_SECONDS * OVERLOAD).clamp(SMALLEST_CROWD, LARGEST_CROWD);
        let crowd = format!("{crowd:.0}");
        let beyond = ["overload", "--candidates", &crowd, "--seconds", &self.seconds(20)];
        figures.beyond = Some(self.ukur(&world, &beyond).await?);
        Ok(())
    }

    async fn world(&self, stores: Stores) -> anyhow::Result<World> {
        World::start(&self.programs.join("ukur"), stores).await
    }

    fn bare(&self, arguments: &[&str]) -> anyhow::Result<Bare> {
        Bare::start(&self.programs.join("ukur-bare"), arguments)
    }

    async fn ukur(&self, world: &World, arguments: &[&str]) -> anyhow::Result<Report> {
        let mut command = Command::new(self.programs.join("ukur-load"));
        command.args(arguments).args(["--server", &world.url]).env("UKUR_LOAD_PASSWORD", PASSWORD);
        let meter = world.meter();
        for (flag, pids) in [("--server-pid", &meter.servers), ("--store-pid", &meter.stores)] {
            for pid in pids {
                command.arg(flag).arg(pid.to_string());
            }
        }
        let report = self.reported(command, &arguments.join(" ")).await;
        report.with_context(|| format!("the server's log: {}", world.log()))
    }

    async fn load(&self, bare: &Bare, redis: Option<&Redis>, arguments: &[&str]) -> anyhow::Result<Report> {
        let mut command = Command::new(self.programs.join("ukur-bare"));
        command.args(["load", "--server", &bare.url, "--server-pid", &bare.pid().to_string()]).args(arguments);
        if let Some(redis) = redis {
            command.args(["--store-pid", &redis.pid().to_string()]);
        }
        self.reported(command, &format!("bare {}", arguments.join(" "))).await
    }

    async fn reported(&self, mut command: Command, what: &str) -> anyhow::Result<Report> {
        let file = self.reports.path().join("report.json");
        eprintln!("\n[{:4} s] {what}", self.began.elapsed().as_secs());
        command.arg("--json").arg(&file).stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
        let status = command.status().await.with_context(|| what.to_owned())?;
        ensure!(status.success(), "{what} failed");
        Ok(serde_json::from_str(&std::fs::read_to_string(&file)?)?)
    }

    fn rounds(&self) -> usize {
        if self.length == Length::Full { ROUNDS } else { 1 }
    }

    /// Of a run, shorter when only its working is looked at.
    fn seconds(&self, full: u64) -> String {
        let span = Duration::from_secs(full);
        if self.length == Length::Full { span.as_secs() } else { span.as_secs().div_ceil(4) }.to_string()
    }
}
