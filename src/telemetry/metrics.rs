//! Every metric of Ukur, each with what it means. Names begin with `ukur_`; no label carries a candidate, an attempt
//! or a session, so that the number of series stays bounded.

use std::time::Duration;

use prometheus::{
    Encoder, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
    TextEncoder,
};

/// Latencies from a group commit on a quick disk to a stuck one, in seconds.
const LATENCY_BUCKETS: [f64; 13] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
const BATCH_BUCKETS: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

pub struct Metrics {
    registry: Registry,
    /// `ukur_connections{room}`: open websockets of candidates and of proctors.
    pub connections: IntGaugeVec,
    /// `ukur_connections_total{room}`: websockets opened; beside `ukur_connections` it shows reconnects.
    pub connections_total: IntCounterVec,
    /// `ukur_reconnects_total`: candidates' connections after the first one of the same attempt.
    pub reconnects_total: IntCounter,
    /// `ukur_attempts{state}`: attempts of open sessions by state; set when scraped.
    pub attempts: IntGaugeVec,
    /// `ukur_answers_received_total`: answers that reached an attempt.
    pub answers_received_total: IntCounter,
    /// `ukur_answers_acked_total`: answers acknowledged as durable, repeats included.
    pub answers_acked_total: IntCounter,
    /// `ukur_commands_rejected_total{reason}`: commands of candidates refused, by code.
    pub commands_rejected_total: IntCounterVec,
    /// `ukur_shed_total{door}`: candidates asked to come again: at the `sign_in` or with a `connection` of a test not yet
    /// begun because acks were slow, or at the `limit` of connections.
    pub shed_total: IntCounterVec,
    /// `ukur_ack_seconds`: from a command's arrival to its ack.
    pub ack_seconds: Histogram,
    /// `ukur_checkpoint_failures_total`: group commits that failed or whose outcome is unknown.
    pub checkpoint_failures_total: IntCounter,
    /// `ukur_checkpoint_batch_size`: appends in one group commit.
    pub checkpoint_batch_size: Histogram,
    /// `ukur_checkpoint_commit_seconds`: duration of one group commit.
    pub checkpoint_commit_seconds: Histogram,
    /// `ukur_finalisations_total{result}`: final records written (`done`) or to be tried again (`retried`).
    pub finalisations_total: IntCounterVec,
    /// `ukur_roster_lag_seconds`: age of the oldest change in a frame when it goes to a proctor.
    pub roster_lag_seconds: Histogram,
    /// `ukur_http_request_seconds{route,method,status}`: HTTP requests by route template.
    pub http_request_seconds: HistogramVec,
    /// `ukur_build_info{version}`: always 1.
    _build_info: IntGaugeVec,
}

impl Default for Metrics {
    #[allow(clippy::expect_used, reason = "names and labels are constants of this file; a test builds them all")]
    fn default() -> Self {
        Self::new().expect("metric names are valid and unique")
    }
}

impl Metrics {
    fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new_custom(None, None)?;
        registry.register(Box::new(prometheus::process_collector::ProcessCollector::for_self()))?;
        let made = Making(&registry);
        let build_info = made.gauges("ukur_build_info", "Always 1; the label names the build.", &["version"])?;
        build_info.with_label_values(&[env!("BUILD_NAME")]).set(1);
        Ok(Self {
            connections: made.gauges("ukur_connections", "Open websockets.", &["room"])?,
            connections_total: made.counters("ukur_connections_total", "Websockets opened.", &["room"])?,
            reconnects_total: made.counter("ukur_reconnects_total", "Connections after an attempt's first.")?,
            attempts: made.gauges("ukur_attempts", "Attempts of open sessions by state.", &["state"])?,
            answers_received_total: made.counter("ukur_answers_received_total", "Answers that reached an attempt.")?,
            answers_acked_total: made.counter("ukur_answers_acked_total", "Answers acknowledged as durable.")?,
            commands_rejected_total: made.counters(
                "ukur_commands_rejected_total",
                "Commands of candidates refused.",
                &["reason"],
            )?,
            shed_total: made.counters("ukur_shed_total", "Candidates asked to come again.", &["door"])?,
            ack_seconds: made.histogram("ukur_ack_seconds", "Arrival of a command to its ack.", &LATENCY_BUCKETS)?,
            checkpoint_failures_total: made
                .counter("ukur_checkpoint_failures_total", "Group commits not known to be done.")?,
            checkpoint_batch_size: made.histogram(
                "ukur_checkpoint_batch_size",
                "Appends in one group commit.",
                &BATCH_BUCKETS,
            )?,
            checkpoint_commit_seconds: made.histogram(
                "ukur_checkpoint_commit_seconds",
                "Duration of one group commit.",
                &LATENCY_BUCKETS,
            )?,
            finalisations_total: made.counters("ukur_finalisations_total", "Final records written.", &["result"])?,
            roster_lag_seconds: made.histogram(
                "ukur_roster_lag_seconds",
                "Age of the oldest change in a proctor's frame.",
                &LATENCY_BUCKETS,
            )?,
            http_request_seconds: made.histograms(
                "ukur_http_request_seconds",
                "HTTP requests by route template.",
                &["route", "method", "status"],
            )?,
            _build_info: build_info,
            registry,
        })
    }

    pub fn checkpoint_committed(&self, appends: usize, took: Duration) {
        #[allow(clippy::cast_precision_loss, reason = "a batch is at most a few hundred")]
        self.checkpoint_batch_size.observe(appends as f64);
        self.checkpoint_commit_seconds.observe(took.as_secs_f64());
    }

    pub fn shed(&self, door: &str) {
        self.shed_total.with_label_values(&[door]).inc();
    }

    pub fn rejected(&self, code: &str) {
        self.commands_rejected_total.with_label_values(&[code]).inc();
    }

    /// Everything in the Prometheus text format.
    pub fn expose(&self) -> Vec<u8> {
        let mut text = Vec::new();
        if let Err(error) = TextEncoder::new().encode(&self.registry.gather(), &mut text) {
            tracing::warn!(%error, "metrics could not be encoded");
        }
        text
    }
}

struct Making<'a>(&'a Registry);

impl Making<'_> {
    fn counter(&self, name: &str, help: &str) -> Result<IntCounter, prometheus::Error> {
        let metric = IntCounter::new(name, help)?;
        self.0.register(Box::new(metric.clone()))?;
        Ok(metric)
    }

    fn counters(&self, name: &str, help: &str, labels: &[&str]) -> Result<IntCounterVec, prometheus::Error> {
        let metric = IntCounterVec::new(Opts::new(name, help), labels)?;
        self.0.register(Box::new(metric.clone()))?;
        Ok(metric)
    }

    fn gauges(&self, name: &str, help: &str, labels: &[&str]) -> Result<IntGaugeVec, prometheus::Error> {
        let metric = IntGaugeVec::new(Opts::new(name, help), labels)?;
        self.0.register(Box::new(metric.clone()))?;
        Ok(metric)
    }

    fn histogram(&self, name: &str, help: &str, buckets: &[f64]) -> Result<Histogram, prometheus::Error> {
        let metric = Histogram::with_opts(HistogramOpts::new(name, help).buckets(buckets.to_vec()))?;
        self.0.register(Box::new(metric.clone()))?;
        Ok(metric)
    }

    fn histograms(&self, name: &str, help: &str, labels: &[&str]) -> Result<HistogramVec, prometheus::Error> {
        let opts = HistogramOpts::new(name, help).buckets(LATENCY_BUCKETS.to_vec());
        let metric = HistogramVec::new(opts, labels)?;
        self.0.register(Box::new(metric.clone()))?;
        Ok(metric)
    }
}

/// Counts an open connection for as long as it lives.
pub struct OpenConnection(IntGauge);

impl OpenConnection {
    pub fn new(metrics: &Metrics, room: &str) -> Self {
        metrics.connections_total.with_label_values(&[room]).inc();
        let gauge = metrics.connections.with_label_values(&[room]);
        gauge.inc();
        Self(gauge)
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.dec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_registers_and_is_exposed() {
        let metrics = Metrics::default();
        metrics.rejected("closed");
        metrics.checkpoint_committed(3, Duration::from_millis(2));
        let text = String::from_utf8(metrics.expose()).unwrap();
        for name in ["ukur_build_info", "ukur_ack_seconds", "ukur_commands_rejected_total{reason=\"closed\"} 1"] {
            assert!(text.contains(name), "{name} in {text}");
        }
    }
}
