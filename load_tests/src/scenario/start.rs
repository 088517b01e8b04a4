//! The start storm: everybody signs in and starts within one second.

use std::time::Duration;

use tokio::time::Instant;

use super::{Run, leave};
use crate::candidate::Candidate;
use crate::report::Report;

const STORM: Duration = Duration::from_secs(1);

pub(super) async fn run(run: &Run) -> anyhow::Result<(Vec<Candidate>, Report)> {
    let empty = run.meter.read();
    let began = Instant::now();
    let mut people = run.come_in(STORM).await?;
    let mut report = run.report(began.elapsed(), run.readings(empty, run.meter.read()));
    let last = began.elapsed().saturating_sub(STORM);
    report.more.insert("last_first_item_after_storm_ms".to_owned(), last.as_secs_f64() * 1e3);
    leave(&mut people).await;
    Ok((people, report))
}
