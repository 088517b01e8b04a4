//! Adaptive sittings: everybody answers the item that the server told, confirms it, and goes on to the one that follows
//! from it, until the questions end. Beside the ack of an answer, the time from a confirmation to the next item on the
//! screen is measured.

use tokio::time::Instant;

use super::{Run, all, leave};
use crate::behaviour::respond;
use crate::candidate::{Candidate, Told};
use crate::report::Report;

pub(super) async fn run(run: &Run) -> anyhow::Result<(Vec<Candidate>, Report)> {
    let empty = run.meter.read();
    let people = all(run.come_in_slowly().await?, |_, mut candidate| async move {
        candidate.hear_first_offer().await;
        candidate
    });
    let people = people.await?;
    anyhow::ensure!(
        people.iter().all(|candidate| candidate.offer.is_some()),
        "{} is not adaptive: nobody was offered an item",
        run.setup.blueprint
    );
    let started = run.meter.read();
    run.site.tally.restart();
    let (began, pace) = (Instant::now(), run.setup.pace);
    let until = began + run.setup.span;
    let mut people = all(people, move |_, candidate| sit(candidate, until, pace)).await?;
    let duration = began.elapsed();
    let mut report = run.report(duration, run.readings(empty, started));
    let next = |quantile| run.site.tally.other.at(quantile);
    report.more.insert("next_item_ms_p50".to_owned(), next(0.5));
    report.more.insert("next_item_ms_p99".to_owned(), next(0.99));
    leave(&mut people).await;
    Ok((people, report))
}

/// One item after the other, each `pace` after the last; submits when the server has no more.
async fn sit(mut candidate: Candidate, until: Instant, pace: std::time::Duration) -> Candidate {
    while Instant::now() < until && !candidate.is_over {
        let Some(item) = candidate.offer.as_ref().and_then(|offer| offer.item_id.clone()) else {
            candidate.submit().await;
            break;
        };
        candidate.wait(Instant::now() + pace).await;
        if !step(&mut candidate, &item).await {
            break;
        }
    }
    candidate.wait(until).await;
    candidate
}

/// False: the rules refused, which nothing here should bring about but the end.
async fn step(candidate: &mut Candidate, item: &str) -> bool {
    let mut place = candidate.form.iter().position(|question| question.item == item);
    if place.is_none() {
        // The page, too, asks again when it is offered an item that it does not have.
        candidate.fetch_form().await;
        place = candidate.form.iter().position(|question| question.item == item);
    }
    let Some(place) = place else { return false };
    let response = respond(&candidate.form[place].kind, &mut candidate.rng);
    if candidate.answer(place, response, Instant::now()).await == Told::Refused {
        return false;
    }
    let due = Instant::now();
    if candidate.confirm(item).await == Told::Refused {
        return false;
    }
    candidate.site.tally.other.record(due.elapsed());
    true
}
