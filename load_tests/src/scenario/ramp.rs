//! More and more answers a second from the same hall, until the ack of one in a hundred takes longer than [`KNEE_MS`].

use std::time::Duration;

use tokio::time::Instant;

use super::steady::answer_steadily;
use super::{Run, all, leave};
use crate::candidate::Candidate;
use crate::report::Report;

/// What a person still feels as "at once".
const KNEE_MS: f64 = 100.0;
const FIRST_RATE: f64 = 2_000.0;
const STEP: f64 = 1.4;
/// Far above what any two cores do.
pub(super) const MAX_STEPS: u32 = 24;

pub(super) async fn run(run: &Run) -> anyhow::Result<(Vec<Candidate>, Report)> {
    let empty = run.meter.read();
    let mut people = run.come_in_slowly().await?;
    let start_cpu_us = run.report(Duration::ZERO, run.readings(empty, run.meter.read())).start_cpu_us;
    let mut rate = FIRST_RATE;
    let mut knee = 0.0;
    let (mut report, mut steps) = (Report::default(), 0);
    while steps < MAX_STEPS {
        let started = run.meter.read();
        run.site.tally.restart();
        let began = Instant::now();
        let until = began + run.setup.span;
        #[allow(clippy::cast_precision_loss, reason = "a number of people fits a double")]
        let pace = Duration::from_secs_f64(people.len() as f64 / rate);
        people = all(people, move |_, candidate| answer_steadily(candidate, began, until, pace)).await?;
        report = run.report(began.elapsed(), run.readings(empty, started));
        eprintln!("\n{rate:.0} a second asked, {:.0} acked, p99 {:.1} ms", report.acked_per_s, report.ack_ms.p99);
        if report.ack_ms.p99 > KNEE_MS {
            break;
        }
        knee = report.acked_per_s;
        rate *= STEP;
        steps += 1;
    }
    report.start_cpu_us = start_cpu_us;
    report.more.insert("knee_acked_per_s".to_owned(), knee);
    leave(&mut people).await;
    Ok((people, report))
}
