//! The line that moves while a scenario runs; a log file gets one now and then.

use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crate::site::Site;

const ON_A_TERMINAL: Duration = Duration::from_secs(1);
const IN_A_LOG: Duration = Duration::from_secs(15);

/// Shows the tally until it is dropped.
pub struct Progress(tokio::task::JoinHandle<()>);

impl Progress {
    pub fn start(site: Arc<Site>, candidates: usize) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        let every = if is_terminal { ON_A_TERMINAL } else { IN_A_LOG };
        Self(tokio::spawn(async move {
            let began = Instant::now();
            let mut before = 0;
            loop {
                tokio::time::sleep(every).await;
                let acked = site.tally.acked();
                let rate = acked.saturating_sub(before) / every.as_secs();
                before = acked;
                let line = describe(&site, candidates, began.elapsed(), acked, rate);
                let mut out = std::io::stderr();
                let _ = if is_terminal { write!(out, "\r\x1b[K{line}") } else { writeln!(out, "{line}") };
                let _ = out.flush();
            }
        }))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.abort();
        if std::io::stderr().is_terminal() {
            eprintln!();
        }
    }
}

fn describe(site: &Site, candidates: usize, since: Duration, acked: u64, rate: u64) -> String {
    let tally = &site.tally;
    let count = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    let errors: u64 = tally.errors().values().sum();
    format!(
        "{:4} s  connected {}/{candidates}  started {}  acked {acked} ({rate}/s)  p99 {:.0} ms  over {}  errors {errors}",
        since.as_secs(),
        count(&tally.connected),
        count(&tally.started),
        tally.ack.at(0.99),
        count(&tally.over),
    )
}
