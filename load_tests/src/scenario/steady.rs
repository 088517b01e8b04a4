//! One answer from each candidate every so many seconds, at moments of their own. The times are taken from the moment
//! in which the answer was due, so that a server that falls behind cannot hide it.

use std::time::Duration;

use rand::RngExt;
use tokio::time::Instant;

use super::{Run, all, leave};
use crate::behaviour::respond;
use crate::candidate::Candidate;
use crate::report::Report;

pub(super) async fn run(run: &Run) -> anyhow::Result<(Vec<Candidate>, Report)> {
    let empty = run.meter.read();
    let people = run.come_in_slowly().await?;
    let started = run.meter.read();
    run.site.tally.restart();
    let (began, pace) = (Instant::now(), run.setup.pace);
    let until = began + run.setup.span;
    let mut people = all(people, move |_, candidate| answer_steadily(candidate, began, until, pace)).await?;
    let duration = began.elapsed();
    let report = run.report(duration, run.readings(empty, started));
    leave(&mut people).await;
    Ok((people, report))
}

/// Answers every `pace`, beginning at a moment of its own within the first.
pub(super) async fn answer_steadily(
    mut candidate: Candidate,
    began: Instant,
    until: Instant,
    pace: Duration,
) -> Candidate {
    let mut due = began + pace.mul_f64(candidate.rng.random_range(0.0..1.0));
    while due < until && !candidate.is_over {
        candidate.wait(due).await;
        answer_any(&mut candidate, due).await;
        due += pace;
    }
    candidate.wait(until).await;
    candidate
}

/// Answers an item at random.
pub(super) async fn answer_any(candidate: &mut Candidate, due: Instant) {
    if candidate.is_over || candidate.form.is_empty() {
        return;
    }
    let question = candidate.rng.random_range(0..candidate.form.len());
    let response = respond(&candidate.form[question].kind, &mut candidate.rng);
    candidate.answer(question, response, due).await;
}
