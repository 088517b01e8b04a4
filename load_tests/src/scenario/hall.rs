//! A whole sitting, compressed in time, by people who behave like people: log-normal thinking, revisits, flags, reloads,
//! people who drop out and come back, slow links; everybody submits.

use std::time::Duration;

use rand::RngExt;
use tokio::time::{Instant, sleep};

use super::{Run, all, leave};
use crate::behaviour::{ON_A_SLOW_LINK, absence, habits, respond, slow_link, think};
use crate::candidate::Candidate;
use crate::report::Report;

/// People come over so much of life before the sitting.
const ARRIVING: Duration = Duration::from_mins(5);

pub(super) async fn run(run: &Run) -> anyhow::Result<(Vec<Candidate>, Report)> {
    let empty = run.meter.read();
    let compress = run.setup.compress;
    let people = run.come_in(ARRIVING.div_f64(compress)).await?;
    let started = run.meter.read();
    let began = Instant::now();
    let mut people = all(people, move |_, candidate| sit(candidate, compress)).await?;
    let report = run.report(began.elapsed(), run.readings(empty, started));
    leave(&mut people).await;
    Ok((people, report))
}

/// From the first item to the submission.
async fn sit(mut candidate: Candidate, compress: f64) -> Candidate {
    let is_slow = candidate.rng.random_bool(ON_A_SLOW_LINK);
    let mut to_revisit = Vec::new();
    for question in 0..candidate.form.len() {
        let habits = habits(&mut candidate.rng);
        candidate.visit(question).await;
        give(&mut candidate, question, is_slow, compress).await;
        if habits.flags {
            candidate.flag(question, true).await;
        }
        if habits.revisits || habits.flags {
            to_revisit.push(question);
        }
        if habits.drops_out {
            candidate.cut();
            sleep(absence(&mut candidate.rng).div_f64(compress)).await;
            candidate.reconnect().await;
        }
        if habits.reloads {
            candidate.leave().await;
            candidate.reconnect().await;
            candidate.fetch_form().await;
        }
    }
    for question in to_revisit {
        candidate.visit(question).await;
        give(&mut candidate, question, is_slow, compress).await;
        candidate.flag(question, false).await;
    }
    candidate.submit().await;
    candidate
}

async fn give(candidate: &mut Candidate, question: usize, is_slow: bool, compress: f64) {
    let due = Instant::now() + think(&mut candidate.rng).div_f64(compress);
    candidate.wait(due).await;
    if is_slow {
        let delay = slow_link(&mut candidate.rng);
        sleep(delay).await;
    }
    if candidate.is_over {
        return;
    }
    let response = respond(&candidate.form[question].kind, &mut candidate.rng);
    // A slow link is the network's time, not the server's: the ack is timed from when the answer is sent.
    let due = if is_slow { Instant::now() } else { due };
    candidate.answer(question, response, due).await;
}
