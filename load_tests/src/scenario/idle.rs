//! Connections that only breathe: what one more costs when nothing happens.

use tokio::time::Instant;

use super::{Run, all, leave};
use crate::candidate::Candidate;
use crate::report::Report;

pub(super) async fn run(run: &Run) -> anyhow::Result<(Vec<Candidate>, Report)> {
    let empty = run.meter.read();
    let people = run.come_in_slowly().await?;
    let started = run.meter.read();
    let began = Instant::now();
    let until = began + run.setup.span;
    let mut people = all(people, move |_, mut candidate| async move {
        candidate.wait_for_the_end(until).await;
        candidate
    })
    .await?;
    let readings = run.readings(empty, started);
    let mut report = run.report(began.elapsed(), readings);
    report.weigh_at_the_end(readings);
    leave(&mut people).await;
    Ok((people, report))
}
