//! The switch reboots: every line drops at once without a word, and everybody comes back as the protocol says.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::steady::{answer_any, answer_steadily};
use super::{Run, all, leave};
use crate::candidate::Candidate;
use crate::report::Report;

/// For so long people answer before the switch goes.
const BEFORE: Duration = Duration::from_secs(3);

pub(super) async fn run(run: &Run) -> anyhow::Result<(Vec<Candidate>, Report)> {
    let empty = run.meter.read();
    let people = run.come_in_slowly().await?;
    let started = run.meter.read();
    run.site.tally.restart();
    let (began, pace) = (Instant::now(), run.setup.pace);
    let (drop_at, until) = (began + BEFORE, began + BEFORE + run.setup.span);
    let mut people = all(people, move |_, candidate| async move {
        let mut candidate = answer_steadily(candidate, began, drop_at, pace).await;
        sleep_until(drop_at).await;
        candidate.cut();
        candidate.reconnect().await;
        candidate.site.tally.other.record(drop_at.elapsed());
        // Whoever is back goes on at once: that the line works again shows in an answer.
        answer_any(&mut candidate, Instant::now()).await;
        answer_steadily(candidate, Instant::now(), until, pace).await
    })
    .await?;
    let mut report = run.report(began.elapsed(), run.readings(empty, started));
    let back = &run.site.tally.other;
    for (name, quantile) in [("back_ms_p50", 0.5), ("back_ms_p99", 0.99), ("back_ms_max", 1.0)] {
        report.more.insert(name.to_owned(), back.at(quantile));
    }
    leave(&mut people).await;
    Ok((people, report))
}
