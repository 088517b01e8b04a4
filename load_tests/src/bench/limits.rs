//! What Ukur is held against: bare servers, and Redis without any server.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, ensure};

use crate::world::program::dies_with_its_thread;
use crate::world::redis::Redis;

/// Connections and pipelining of the raw measure: those of the hall.
const CLIENTS: &str = "400";
const PIPELINE: &str = "16";
const WRITES: &str = "400000";
/// Bytes of one stored answer.
const ANSWER: &str = "180";

/// A bare server as a process.
pub(super) struct Bare {
    process: Child,
    pub(super) url: String,
}

impl Bare {
    /// `arguments`: `echo`, or `redis --url …`.
    pub(super) fn start(program: &Path, arguments: &[&str]) -> anyhow::Result<Self> {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped());
        dies_with_its_thread(&mut command);
        let mut process = command.spawn().with_context(|| format!("cannot start {}", program.display()))?;
        let mut url = String::new();
        BufReader::new(process.stdout.take().context("no output")?).read_line(&mut url)?;
        Ok(Self { process, url: url.trim().to_owned() })
    }

    pub(super) fn pid(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Durable HSETs a second of Redis alone, as `redis-benchmark` measures them.
pub(super) fn raw_redis(redis: &Redis) -> anyhow::Result<f64> {
    let port = redis.port.to_string();
    let mut command = Command::new("redis-benchmark");
    command.args([
        "-h",
        "127.0.0.1",
        "-p",
        &port,
        "-c",
        CLIENTS,
        "-P",
        PIPELINE,
        "-n",
        WRITES,
        "-d",
        ANSWER,
        "-r",
        "400",
    ]);
    command.args(["--csv", "HSET", "raw:__rand_int__", "answer", &"x".repeat(180)]);
    let output = command.stdin(Stdio::null()).output().context("redis-benchmark")?;
    ensure!(output.status.success(), "redis-benchmark: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let last = text.lines().last().context("redis-benchmark says nothing")?;
    csv_field(last, 1).context("redis-benchmark's rate")
}

fn csv_field(line: &str, index: usize) -> Option<f64> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
    reader.records().next()?.ok()?.get(index)?.parse().ok()
}
