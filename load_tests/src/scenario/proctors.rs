//! Boards beside a hall that answers: what watching costs, and how fresh the boards are.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};
use ukur::wire::proctor::ProctorMessage;

use super::steady::answer_steadily;
use super::{Run, all, leave};
use crate::candidate::Candidate;
use crate::line::Line;
use crate::report::Report;
use crate::site::Site;
use crate::trouble::Trouble;

/// What all boards saw.
#[derive(Default)]
struct Seen {
    frames: AtomicU64,
    bytes: AtomicU64,
    rows: AtomicU64,
}

pub(super) async fn run(run: &Run) -> anyhow::Result<(Vec<Candidate>, Report)> {
    let empty = run.meter.read();
    let people = run.come_in_slowly().await?;
    let seen = Arc::new(Seen::default());
    let (began, pace) = (Instant::now(), run.setup.pace);
    let until = began + run.setup.span;
    let mut boards = JoinSet::new();
    for number in 0..run.setup.boards {
        let session = &run.sessions()[number % run.sessions().len()];
        let path = format!("/ws/proctor?session={session}");
        boards.spawn(watch(run.site.clone(), path, run.office.cookie.clone(), seen.clone(), until));
    }
    let started = run.meter.read();
    run.site.tally.restart();
    let mut people = all(people, move |_, candidate| answer_steadily(candidate, began, until, pace)).await?;
    while boards.join_next().await.is_some() {}
    let mut report = run.report(began.elapsed(), run.readings(empty, started));
    anyhow::ensure!(seen.frames.load(Ordering::Relaxed) > 0, "no board was shown: {:?}", run.site.tally.errors());
    #[allow(clippy::cast_precision_loss, reason = "counts of a run fit a double")]
    for (name, count) in [("board_frames", &seen.frames), ("board_bytes", &seen.bytes), ("board_rows", &seen.rows)] {
        report.more.insert(name.to_owned(), count.load(Ordering::Relaxed) as f64);
    }
    report.more.insert("between_frames_ms_p99".to_owned(), run.site.tally.other.at(0.99));
    leave(&mut people).await;
    Ok((people, report))
}

/// One proctor, who only looks.
async fn watch(site: Arc<Site>, path: String, cookie: String, seen: Arc<Seen>, until: Instant) {
    let mut line = match Line::open(&site, &path, Some(&cookie)).await {
        Ok(line) => line,
        Err(trouble) => return site.tally.count(&trouble),
    };
    let mut last = Instant::now();
    while let Ok(heard) = timeout_at(until, line.text()).await {
        let Ok(text) = heard else { return site.tally.count(&Trouble::Line) };
        let Ok(message) = serde_json::from_str(&text) else { return site.tally.count(&Trouble::Garbled) };
        let rows = match message {
            ProctorMessage::Board { rows, .. } | ProctorMessage::Rows { rows, .. } => rows.len() as u64,
            ProctorMessage::Bye { .. } => return site.tally.count(&Trouble::Line),
        };
        site.tally.other.record(last.elapsed());
        last = Instant::now();
        seen.frames.fetch_add(1, Ordering::Relaxed);
        seen.bytes.fetch_add(text.len() as u64, Ordering::Relaxed);
        seen.rows.fetch_add(rows, Ordering::Relaxed);
    }
    line.close().await;
}
