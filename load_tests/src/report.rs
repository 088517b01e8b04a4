//! What a run came to: as a table for people, as JSON for machines. Field names are the contract of `--json`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::audit::Verdict;
use crate::meter::Reading;
use crate::tally::Tally;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    pub scenario: String,
    pub candidates: usize,
    /// Of the measured part: for most scenarios from when everybody has started.
    pub duration_s: f64,
    pub answers_sent: u64,
    pub answers_acked: u64,
    pub acked_per_s: f64,
    /// From the moment in which a person gave the answer to its ack.
    pub ack_ms: Percentiles,
    /// From the begin of the sign-in to the first item.
    pub start_ms: Start,
    pub errors: BTreeMap<String, u64>,
    pub lost: Option<u64>,
    pub doubled: Option<u64>,
    pub server_cpu_s: Option<f64>,
    pub server_cpu_us_per_answer: Option<f64>,
    pub server_rss_bytes: Option<u64>,
    /// Growth of the server's memory since before anybody came, by connection.
    pub rss_bytes_per_connection: Option<f64>,
    pub store_cpu_s: Option<f64>,
    /// Of the whole run from the first sign-in until everybody had started, by candidate, server and stores.
    pub start_cpu_us: Option<f64>,
    /// What only this scenario measures, each with its unit in its name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub more: BTreeMap<String, f64>,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Percentiles {
    pub p50: f64,
    pub p90: f64,
    pub p99: f64,
    pub p999: f64,
    pub max: f64,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Start {
    pub p50: f64,
    pub p99: f64,
    pub max: f64,
}

/// Readings of a run: before anybody came, when everybody had started, and at the end of the measured part.
#[derive(Clone, Copy, Debug, Default)]
pub struct Readings {
    /// Before the sessions were planned; absent where nothing is.
    pub bare: Option<Reading>,
    pub empty: Option<Reading>,
    pub started: Option<Reading>,
    pub ended: Option<Reading>,
}

impl Report {
    #[allow(clippy::cast_precision_loss, reason = "counts of a run fit a double")]
    pub fn of(scenario: &str, candidates: usize, duration: Duration, tally: &Tally, readings: Readings) -> Self {
        let (sent, acked, seconds) = (tally.sent(), tally.acked(), duration.as_secs_f64());
        let ack = |quantile| tally.ack.at(quantile);
        let start = |quantile| tally.start.at(quantile);
        let mut report = Self {
            scenario: scenario.to_owned(),
            candidates,
            duration_s: seconds,
            answers_sent: sent,
            answers_acked: acked,
            acked_per_s: if seconds > 0.0 { acked as f64 / seconds } else { 0.0 },
            ack_ms: Percentiles { p50: ack(0.5), p90: ack(0.9), p99: ack(0.99), p999: ack(0.999), max: ack(1.0) },
            start_ms: Start { p50: start(0.5), p99: start(0.99), max: start(1.0) },
            errors: tally.errors(),
            ..Self::default()
        };
        report.costs(readings);
        report
    }

    #[allow(clippy::cast_precision_loss, reason = "counts of a run fit a double")]
    fn costs(&mut self, readings: Readings) {
        let (Some(empty), Some(started), Some(ended)) = (readings.empty, readings.started, readings.ended) else {
            return;
        };
        let cpu = ended.server_cpu.saturating_sub(started.server_cpu).as_secs_f64();
        self.server_cpu_s = Some(cpu);
        self.store_cpu_s = Some(ended.store_cpu.saturating_sub(started.store_cpu).as_secs_f64());
        self.server_rss_bytes = Some(ended.server_rss);
        self.server_cpu_us_per_answer = (self.answers_acked > 0).then(|| cpu * 1e6 / self.answers_acked as f64);
        let people = self.candidates.max(1) as f64;
        let before = readings.bare.unwrap_or(empty);
        self.rss_bytes_per_connection = Some(started.server_rss.saturating_sub(before.server_rss) as f64 / people);
        let server = started.server_cpu.saturating_sub(empty.server_cpu).as_secs_f64() * 1e6 / people;
        let stores = started.store_cpu.saturating_sub(empty.store_cpu).as_secs_f64() * 1e6 / people;
        self.start_cpu_us = Some(server + stores);
        self.more.insert("start_store_cpu_us".to_owned(), stores);
    }

    /// For connections that only stand: what one holds after the whole time, not when it had just come.
    #[allow(clippy::cast_precision_loss, reason = "bytes of a process fit a double")]
    pub fn weigh_at_the_end(&mut self, readings: Readings) {
        let (Some(empty), Some(ended)) = (readings.bare.or(readings.empty), readings.ended) else { return };
        let grown = ended.server_rss.saturating_sub(empty.server_rss) as f64;
        self.rss_bytes_per_connection = Some(grown / self.candidates.max(1) as f64);
    }

    /// As JSON.
    pub fn write(&self, file: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
    }

    pub fn judged(&mut self, verdict: Verdict) {
        self.lost = Some(verdict.lost);
        self.doubled = Some(verdict.doubled);
    }

    pub fn store_cpu_us_per_answer(&self) -> Option<f64> {
        #[allow(clippy::cast_precision_loss, reason = "counts of a run fit a double")]
        let acked = self.answers_acked as f64;
        self.store_cpu_s.filter(|_| self.answers_acked > 0).map(|cpu| cpu * 1e6 / acked)
    }

    /// Whether every acknowledged answer was found once; `None` when nobody looked.
    pub fn is_clean(&self) -> Option<bool> {
        Some(self.lost? == 0 && self.doubled? == 0)
    }

    pub fn table(&self) -> String {
        let mut text = String::new();
        let mut row = |name: &str, value: String| {
            let _ = writeln!(text, "  {name:<28} {value}");
        };
        row("scenario", format!("{}, {} candidates, {:.1} s", self.scenario, self.candidates, self.duration_s));
        row(
            "answers",
            format!("{} sent, {} acked, {:.0} a second", self.answers_sent, self.answers_acked, self.acked_per_s),
        );
        let Percentiles { p50, p90, p99, p999, max } = self.ack_ms;
        row("ack, ms", format!("p50 {p50:.1}  p90 {p90:.1}  p99 {p99:.1}  p99.9 {p999:.1}  max {max:.1}"));
        let Start { p50, p99, max } = self.start_ms;
        row("start to first item, ms", format!("p50 {p50:.0}  p99 {p99:.0}  max {max:.0}"));
        for (name, value) in &self.more {
            row(name, format!("{value:.1}"));
        }
        let figure =
            |value: Option<f64>, unit: &str| value.map_or("not measured".to_owned(), |v| format!("{v:.1} {unit}"));
        row(
            "server CPU",
            format!("{}, {}", figure(self.server_cpu_s, "s"), figure(self.server_cpu_us_per_answer, "µs an answer")),
        );
        row(
            "store CPU",
            format!("{}, {}", figure(self.store_cpu_s, "s"), figure(self.store_cpu_us_per_answer(), "µs an answer")),
        );
        row("CPU of a start", figure(self.start_cpu_us, "µs"));
        row("memory of a connection", figure(self.rss_bytes_per_connection, "bytes"));
        row("errors", if self.errors.is_empty() { "none".to_owned() } else { format!("{:?}", self.errors) });
        let audit = |count: Option<u64>| count.map_or("not looked for".to_owned(), |count| count.to_string());
        row("lost / doubled", format!("{} / {}", audit(self.lost), audit(self.doubled)));
        text
    }
}
