//! The end storm: everybody still answers when the common deadline passes.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::steady::answer_any;
use super::{Run, Setup, all, leave};
use crate::candidate::Candidate;
use crate::report::Report;

/// After the deadline: the server's grace, and time to hear of the end.
const AFTERWARDS: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// What planning and coming in take, by candidate and at least.
const PREPARING: Duration = Duration::from_millis(20);
const AT_LEAST: Duration = Duration::from_secs(10);

/// From the planning to the deadline.
pub(super) fn closes_in(setup: &Setup) -> Duration {
    AT_LEAST + PREPARING * u32::try_from(setup.candidates).unwrap_or(u32::MAX) + setup.span
}

pub(super) async fn run(run: &Run, closes_in: Duration) -> anyhow::Result<(Vec<Candidate>, Report)> {
    // The window was planned a moment ago; what that took shifts the deadline by little, and everybody is told the
    // true one by the phase that closes.
    let empty = run.meter.read();
    let people = run.come_in_slowly().await?;
    let started = run.meter.read();
    run.site.tally.restart();
    let (began, pace) = (Instant::now(), run.setup.pace);
    let latest = began + closes_in + AFTERWARDS;
    let mut people = all(people, move |_, mut candidate| async move {
        while !candidate.is_over && Instant::now() < latest {
            let due = Instant::now() + pace;
            candidate.wait(due).await;
            answer_any(&mut candidate, due).await;
        }
        candidate.site.tally.other.record(began.elapsed());
        candidate
    })
    .await?;
    let recorded = wait_for_records(run, latest).await?;
    let mut report = run.report(began.elapsed(), run.readings(empty, started));
    let over = &run.site.tally.other;
    report.more.insert("told_of_the_end_spread_ms".to_owned(), over.at(1.0) - over.at(0.0));
    report.more.insert("not_told_of_the_end".to_owned(), not_over(&people));
    report.more.insert("records_after_the_last_was_told_ms".to_owned(), recorded.as_secs_f64() * 1e3);
    leave(&mut people).await;
    Ok((people, report))
}

#[allow(clippy::cast_precision_loss, reason = "a number of people fits a double")]
fn not_over(people: &[Candidate]) -> f64 {
    people.iter().filter(|candidate| !candidate.is_over).count() as f64
}

/// How long after everybody was told the last final record is stored.
async fn wait_for_records(run: &Run, latest: Instant) -> anyhow::Result<Duration> {
    let since = Instant::now();
    loop {
        let mut recorded = 0;
        for session in run.sessions() {
            recorded += run.office.recorded(session).await?;
        }
        if recorded >= run.setup.candidates {
            return Ok(since.elapsed());
        }
        anyhow::ensure!(Instant::now() < latest + AFTERWARDS, "{recorded} of {} final records", run.setup.candidates);
        sleep(LOOK_AGAIN).await;
    }
}
