//! Far more than the machine can do: a crowd in a closed loop, and people who want to come in meanwhile. Those inside
//! must keep being acknowledged, the others be asked to come again; when the crowd rests, everybody must be in and
//! everything quick within seconds.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::saturate::answer_at_once;
use super::steady::answer_steadily;
use super::{Run, all, come_in, leave, unhurried};
use crate::candidate::Candidate;
use crate::report::Report;

/// One in so many comes late.
const LATE: usize = 20;
/// The late ones come when this share of the time has passed.
const LATE_AFTER: f64 = 0.25;
/// What is measured after the crowd has stopped, and how often each answers then: as a busy hall does.
const AFTERWARDS: Duration = Duration::from_secs(10);
const AFTERWARDS_PACE: Duration = Duration::from_secs(10);

pub(super) async fn run(run: &Run) -> anyhow::Result<(Vec<Candidate>, Report)> {
    let empty = run.meter.read();
    let mut inside = run.people();
    let late = inside.split_off(inside.len() - inside.len().div_ceil(LATE));
    let inside = come_in(inside, unhurried(run.setup.candidates)).await?;
    let started = run.meter.read();
    run.site.tally.restart();
    let began = Instant::now();
    let until = began + run.setup.span;
    let latecomers = tokio::spawn(come_late(late, began + run.setup.span.mul_f64(LATE_AFTER), until));
    let mut inside = all(inside, move |_, candidate| answer_at_once(candidate, until)).await?;
    let mut report = run.report(began.elapsed(), run.readings(empty, started));
    let (late, last_in) = latecomers.await??;
    inside.extend(late);
    run.site.tally.restart();
    let (again, pace) = (Instant::now(), AFTERWARDS_PACE);
    let mut people =
        all(inside, move |_, candidate| answer_steadily(candidate, again, again + AFTERWARDS, pace)).await?;
    let afterwards = &run.site.tally.ack;
    for (name, value) in [
        ("last_late_in_after_the_crowd_ms", last_in.as_secs_f64() * 1e3),
        ("afterwards_ack_ms_p50", afterwards.at(0.5)),
        ("afterwards_ack_ms_p99", afterwards.at(0.99)),
    ] {
        report.more.insert(name.to_owned(), value);
    }
    report.errors = run.site.tally.errors();
    leave(&mut people).await;
    Ok((people, report))
}

/// The late ones, and how long after the crowd's end the last of them stood at the first item.
async fn come_late(late: Vec<Candidate>, at: Instant, until: Instant) -> anyhow::Result<(Vec<Candidate>, Duration)> {
    sleep_until(at).await;
    let late = come_in(late, Duration::from_secs(1)).await?;
    Ok((late, until.elapsed()))
}
