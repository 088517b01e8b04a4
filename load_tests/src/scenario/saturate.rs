//! Closed loop: everybody gives the next answer as soon as the last is acknowledged. How much the machine can do at
//! most, and whether it stands when more is asked of it.

use tokio::time::Instant;

use super::steady::answer_any;
use super::{Run, all, leave};
use crate::candidate::Candidate;
use crate::report::Report;

pub(super) async fn run(run: &Run) -> anyhow::Result<(Vec<Candidate>, Report)> {
    let empty = run.meter.read();
    let people = run.come_in_slowly().await?;
    let started = run.meter.read();
    run.site.tally.restart();
    let began = Instant::now();
    let until = began + run.setup.span;
    let mut people = all(people, move |_, candidate| answer_at_once(candidate, until)).await?;
    let duration = began.elapsed();
    let report = run.report(duration, run.readings(empty, started));
    leave(&mut people).await;
    Ok((people, report))
}

pub(super) async fn answer_at_once(mut candidate: Candidate, until: Instant) -> Candidate {
    while Instant::now() < until && !candidate.is_over {
        answer_any(&mut candidate, Instant::now()).await;
    }
    candidate
}
