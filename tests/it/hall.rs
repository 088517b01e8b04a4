//! A hall of 400 answers while the server is killed with SIGKILL, twice. Every candidate keeps its own list of what
//! was acknowledged; at the end the lists are held against the final records.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::{Notify, RwLock, watch};

use crate::candidate::{answer, ask, command, connect, items, sign_in};
use crate::redis::Redis;
use crate::server::{Card, ITEMS, Server, Setup, Stores};

const CANDIDATES: usize = 400;
/// Far more than a lease and a round.
const RECORDING: Duration = Duration::from_mins(1);
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// Two halls at once on one small machine measure the machine.
static ONE_HALL: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
const OPTIONS: [&str; 4] = ["A", "B", "C", "D"];

/// What all candidates share with the test: the server, and how many answers were acknowledged so far.
struct Hall {
    server: RwLock<Server>,
    acked: AtomicUsize,
    progress: Notify,
    /// Counts the server's starts; a candidate whose line broke waits for the next one.
    starts: watch::Sender<u32>,
}

/// A candidate's own truth.
#[derive(Default)]
struct Ledger {
    /// Item → option of the last acknowledged answer.
    acked: HashMap<String, String>,
    /// Sent, not heard of.
    pending: Option<(u64, String, String)>,
    next_seq: u64,
    deadline: Option<i64>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_hundred_candidates_lose_nothing_when_the_server_is_killed() {
    lose_nothing_when_the_server_is_killed(Stores::default()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_do_they_on_redis_and_postgres() {
    let redis = Redis::start();
    let stores = Stores { records_url: crate::postgres::database().await, checkpoint_url: redis.url() };
    lose_nothing_when_the_server_is_killed(stores).await;
}

async fn lose_nothing_when_the_server_is_killed(stores: Stores) {
    let _only = ONE_HALL.lock().await;
    let server = Server::start_with(Setup { candidates: CANDIDATES, ..Setup::default() }, stores).await;
    let cards = server.cards.clone();
    let hall = Arc::new(Hall {
        server: RwLock::new(server),
        acked: AtomicUsize::new(0),
        progress: Notify::new(),
        starts: watch::Sender::new(1),
    });
    let sitting: Vec<_> = cards.iter().map(|card| tokio::spawn(sit(hall.clone(), card.clone()))).collect();
    for share in [3, 2] {
        reach(&hall, CANDIDATES * ITEMS / share).await;
        let mut server = hall.server.write().await;
        server.kill();
        server.restart();
        hall.starts.send_modify(|starts| *starts += 1);
    }
    let mut ledgers = Vec::new();
    for (card, task) in cards.iter().zip(sitting) {
        ledgers.push((card, task.await.unwrap()));
    }
    let mut server = hall.server.write().await;
    assert_eq!(ledgers.len(), CANDIDATES);
    let app = server.app().await;
    all_recorded(&server, &app).await;
    assert!(server.terminate().success());
    for (card, ledger) in &ledgers {
        let record = app.planning.result(&card.attempt).await.unwrap().line.record;
        assert_eq!(ledger.acked.len(), ITEMS);
        assert_eq!(record.responses.len(), ITEMS);
        for (item, option) in &ledger.acked {
            let stored = &record.responses[&ukur::domain::ids::ItemId::new(item.as_str())].response;
            let expected = ukur::domain::response::Response::Choice(ukur::domain::ids::ChoiceId::new(option.as_str()));
            assert_eq!(*stored, expected, "{} {item}", card.nip);
        }
    }
}

/// Who had submitted when the server was killed does not come back: the attempt is adopted when the dead server's lease
/// has run out, and recorded then.
async fn all_recorded(server: &Server, app: &ukur::app::App) {
    let began = Instant::now();
    while app.planning.results(&server.session).await.unwrap().lines.len() < CANDIDATES {
        assert!(began.elapsed() < RECORDING, "not every attempt is recorded");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

async fn reach(hall: &Hall, acked: usize) {
    while hall.acked.load(Ordering::SeqCst) < acked {
        hall.progress.notified().await;
    }
}

async fn sit(hall: Arc<Hall>, card: Card) -> Ledger {
    let token = sign_in(&*hall.server.read().await, &card).await;
    let mut ledger = Ledger { next_seq: 1, ..Ledger::default() };
    loop {
        let start = *hall.starts.borrow();
        if take_part(&hall, &token, &mut ledger).await.is_ok() {
            return ledger;
        }
        // The line broke: come back when the server is there again.
        let mut starts = hall.starts.subscribe();
        if *starts.borrow_and_update() == start {
            let _ = starts.changed().await;
        }
    }
}

/// One connection's worth of the test. `Err` when the line broke.
async fn take_part(hall: &Hall, token: &str, ledger: &mut Ledger) -> Result<(), Box<dyn std::error::Error>> {
    let (mut line, welcome) = connect(&*hall.server.read().await, token, "laptop").await?;
    check_snapshot(&welcome, ledger);
    if welcome["snapshot"]["phase"]["phase"] == "closed" {
        return Ok(());
    }
    if welcome["snapshot"]["phase"]["phase"] == "admitted" {
        ledger.next_seq = ledger.next_seq.max(2);
        ask(&mut line, command("start", 1)).await?;
    }
    let form = {
        let server = hall.server.read().await;
        items(&server, token).await
    };
    if let Some((seq, item, option)) = ledger.pending.clone() {
        give(hall, &mut line, ledger, seq, &item, &option).await?;
    }
    for (position, item) in form.iter().enumerate() {
        if ledger.acked.contains_key(item) {
            continue;
        }
        let seq = ledger.next_seq;
        ledger.next_seq += 1;
        let option = OPTIONS[(position + ledger.acked.len()) % OPTIONS.len()];
        ledger.pending = Some((seq, item.clone(), option.to_owned()));
        give(hall, &mut line, ledger, seq, item, option).await?;
    }
    ask(&mut line, command("submit", ledger.next_seq)).await?;
    Ok(())
}

async fn give(
    hall: &Hall,
    line: &mut crate::candidate::Line,
    ledger: &mut Ledger,
    seq: u64,
    item: &str,
    option: &str,
) -> Result<(), Box<dyn std::error::Error>> {
    let reply = ask(line, answer(seq, item, option, u64::MAX >> 12)).await?;
    assert_eq!(reply["type"], "ack", "{reply}");
    ledger.acked.insert(item.to_owned(), option.to_owned());
    ledger.pending = None;
    hall.acked.fetch_add(1, Ordering::SeqCst);
    hall.progress.notify_one();
    Ok(())
}

/// Everything acknowledged is in what the server says; the deadline never moves.
fn check_snapshot(welcome: &Value, ledger: &mut Ledger) {
    let stored: HashMap<&str, &str> = welcome["snapshot"]["responses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|kept| (kept["item_id"].as_str().unwrap(), kept["response"]["option"].as_str().unwrap()))
        .collect();
    for (item, option) in &ledger.acked {
        assert_eq!(stored.get(item.as_str()), Some(&option.as_str()), "acknowledged and gone: {item}");
    }
    if let Some(deadline) = welcome["snapshot"]["phase"]["deadline_ms"].as_i64() {
        assert_eq!(*ledger.deadline.get_or_insert(deadline), deadline, "the deadline moved");
    }
}
