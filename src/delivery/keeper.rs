//! What a node does without being asked: every second it stamps its sessions as alive, adopts what is overdue and
//! nobody's, and tells the other nodes what changed; it hears their news; now and then it removes what is recorded.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::ports::{News, NoAnswer, Place, Reply, StoreError, Why};
use super::sitting::Sitting;
use super::supervisor::{Supervisor, node_of};
use crate::domain::attempt::Command;
use crate::domain::ids::{AttemptId, SessionId};
use crate::domain::time::Span;

/// Between two rounds. With the peers' lease it bounds how long a dead node's overdue attempts wait.
const ROUND: Duration = Duration::from_secs(1);
/// How often sessions are looked for that another process opened or closed.
const FOLLOW: Duration = Duration::from_secs(2);
/// How often finished sessions are looked for.
const CLEAN: Duration = Duration::from_mins(10);
/// Attempts adopted in one round: a dead node's whole hall in a few, without a burst of thousands.
const MAX_ADOPTED: usize = 200;

/// Keeps the sessions until `stop` fires.
pub async fn keep(supervisor: Arc<Supervisor>, news: mpsc::Receiver<News>, retention: Span, stop: CancellationToken) {
    let rounds = every(ROUND, &stop, || round(&supervisor));
    let following = every(FOLLOW, &stop, || async {
        if let Err(error) = supervisor.follow().await {
            tracing::error!(%error, "cannot follow the open sessions");
        }
    });
    let cleaning = every(CLEAN, &stop, || async {
        if let Err(error) = clean(&supervisor, retention).await {
            tracing::warn!(%error, "cannot remove finished sessions from the checkpoint");
        }
    });
    tokio::join!(rounds, following, cleaning, hear(supervisor.clone(), news, &stop));
}

async fn every<F: Future<Output = ()>>(period: Duration, stop: &CancellationToken, work: impl Fn() -> F) {
    let mut ticks = tokio::time::interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        work().await;
    }
}

async fn round(supervisor: &Arc<Supervisor>) {
    let sittings = supervisor.sittings.all();
    let kept = join_all(sittings.iter().map(async |sitting| {
        let kept = keep_session(supervisor, sitting).await;
        if matches!(kept, Err(StoreError::Lost)) {
            // Loaded anew as soon as the data are back, or somebody took them for lost.
            supervisor.release(&sitting.session.id).await;
        }
        kept.err().map(|error| format!("session {}: {error}", sitting.session.id))
    }))
    .await;
    let unkept: Vec<String> = kept.into_iter().flatten().collect();
    if !unkept.is_empty() {
        tracing::warn!(?unkept, "sessions are not kept");
    }
    supervisor.met(unkept);
}

async fn keep_session(supervisor: &Arc<Supervisor>, sitting: &Arc<Sitting>) -> Result<(), StoreError> {
    let id = &sitting.session.id;
    let now = supervisor.clock.now();
    // The stamp first: an attempt that is adopted must know of the outage in which its deadline passed.
    sitting.outages.told(supervisor.checkpoints.beat(id, now).await?);
    sitting.outages.answered(now);
    if sitting.outages.take_news() {
        // Everybody gets their time back now, not when they next press a key.
        sitting.seats.values().filter_map(|seat| seat.served_now()).for_each(|task| task.nudge());
    }
    sitting.roster.disconnect_nodes(|node| supervisor.is_alive(node), now);
    tell(supervisor, sitting).await?;
    adopt_overdue(supervisor, sitting).await
}

async fn tell(supervisor: &Supervisor, sitting: &Sitting) -> Result<(), StoreError> {
    let rows = sitting.roster.take_untold();
    if rows.is_empty() {
        return Ok(());
    }
    let told = supervisor.checkpoints.post(&sitting.session.id, rows.clone()).await;
    if told.is_err() {
        sitting.roster.keep_untold(&rows);
    }
    told
}

/// Attempts with something to do whose owner gives no sign of life. An adopted attempt's task does it by itself.
async fn adopt_overdue(supervisor: &Arc<Supervisor>, sitting: &Sitting) -> Result<(), StoreError> {
    let now = supervisor.clock.now();
    let overdue = supervisor.checkpoints.overdue(&sitting.session.id, now, MAX_ADOPTED).await?;
    for (attempt, owner) in overdue {
        let Some(seat) = sitting.seats.get(&attempt) else { continue };
        let node = node_of(&owner);
        let is_here = node == supervisor.node;
        if seat.served().await.is_none() && (is_here || !supervisor.peers.is_alive_now(&node).await) {
            supervisor.own(sitting, seat, Why::Adopted).await?;
        }
    }
    Ok(())
}

async fn hear(supervisor: Arc<Supervisor>, mut news: mpsc::Receiver<News>, stop: &CancellationToken) {
    while let Some(Some(one)) = stop.run_until_cancelled(news.recv()).await {
        on_news(&supervisor, one).await;
    }
}

async fn on_news(supervisor: &Arc<Supervisor>, news: News) {
    match news {
        News::Row(session, row) if row.node != supervisor.node => {
            if let Some(sitting) = supervisor.sittings.of_session(&session) {
                sitting.roster.set(row);
            }
        }
        News::Claimed { place, epoch, node, why } if node != supervisor.node => {
            if let Some((_, seat)) = supervisor.sittings.of_attempt(&place.attempt)
                && let Some(task) = seat.served_now()
            {
                task.fenced(epoch, why);
            }
        }
        // Its own news: told to everybody, known here.
        News::Row(..) | News::Claimed { .. } => {}
        News::Gap => {
            for sitting in supervisor.sittings.all() {
                if let Err(error) = supervisor.read_board(&sitting).await {
                    tracing::warn!(session = %sitting.session.id, %error, "the board could not be read again");
                }
            }
        }
        News::Asked { place, command, reply } => {
            let supervisor = supervisor.clone();
            // Apart from the news: a command waits for its checkpoint.
            tokio::spawn(async move {
                let _ = reply.send(answer(&supervisor, &place, command).await);
            });
        }
    }
}

/// Another node believes that the attempt is this one's. It may be without a task: a claim that was given up may have
/// been written all the same.
async fn answer(supervisor: &Supervisor, place: &Place, command: Command) -> Result<Reply, NoAnswer> {
    let (sitting, seat) = supervisor.sittings.of_attempt(&place.attempt).ok_or(NoAnswer::NotReached)?;
    let task = match seat.served().await {
        Some(task) => task,
        None => {
            let owner = supervisor.checkpoints.owner(place).await.map_err(|_| NoAnswer::NotReached)?;
            if owner.is_none_or(|owner| node_of(&owner) != supervisor.node) {
                return Err(NoAnswer::NotReached);
            }
            supervisor.own(&sitting, &seat, Why::Adopted).await.map_err(|_| NoAnswer::NotReached)?
        }
    };
    task.command(command).await.map_err(|_| NoAnswer::NotReached)
}

/// Removes sessions that ended `retention` ago from the checkpoint, once the record store holds all that they came to.
async fn clean(supervisor: &Supervisor, retention: Span) -> Result<(), StoreError> {
    let before = supervisor.clock.now() + Span(-retention.0);
    for session in supervisor.records.closed_sessions(before).await? {
        if is_recorded(supervisor, &session).await? {
            supervisor.checkpoints.forget(&session).await?;
            tracing::info!(%session, "removed from the checkpoint: its records are verified");
        }
    }
    Ok(())
}

/// Whether something is kept of the session and every closed attempt of it has a record of all its events.
async fn is_recorded(supervisor: &Supervisor, session: &SessionId) -> Result<bool, StoreError> {
    let kept = supervisor.checkpoints.attempts(session).await?;
    if kept.is_empty() {
        return Ok(false);
    }
    let recorded: HashMap<AttemptId, u64> = supervisor.records.finalised(session).await?.into_iter().collect();
    let missing = kept.iter().find(|kept| kept.closed && recorded.get(&kept.attempt).is_none_or(|seq| *seq < kept.seq));
    if let Some(kept) = missing {
        tracing::error!(%session, attempt = %kept.attempt, "closed session keeps an attempt without its final record");
    }
    Ok(missing.is_none())
}
