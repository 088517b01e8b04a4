//! Several nodes on one Redis and one PostgreSQL: any of them takes any candidate.

use std::time::{Duration, Instant};

use serde_json::json;
use ukur::delivery::ports::Ending;
use ukur::domain::time::Span;

use crate::candidate::{answer, ask, close_code, command, connect, items, sign_in, wait_for};
use crate::interventions::Staff;
use crate::outage::deadline;
use crate::postgres;
use crate::redis::Redis;
use crate::server::{Server, Setup, Stores};

/// What the board and other nodes may take to notice, on a busy machine.
const NOTICE: Duration = Duration::from_secs(15);

/// The stores, and two nodes on them.
async fn pair(setup: Setup) -> (Redis, Server, Server) {
    let redis = Redis::start();
    let stores = Stores { records_url: postgres::database().await, checkpoint_url: redis.url() };
    let one = Server::start_with(setup, stores).await;
    let other = one.beside();
    (redis, one, other)
}

#[tokio::test]
async fn a_candidate_goes_from_node_to_node_and_takes_everything_along() {
    let (_redis, one, other) = pair(Setup::default()).await;
    let token = sign_in(&one, &one.cards[0]).await;
    let (mut line, _) = connect(&one, &token, "laptop").await.unwrap();
    ask(&mut line, command("start", 1)).await.unwrap();
    let form = items(&other, &token).await;
    assert_eq!(ask(&mut line, answer(2, &form[0], "A", 9)).await.unwrap()["type"], "ack");

    let (mut second, welcome) = connect(&other, &token, "laptop").await.unwrap();
    assert_eq!(close_code(&mut line).await, 4409, "the node that had it tells its candidate");
    assert_eq!(welcome["snapshot"]["last_client_seq"], 2);
    assert_eq!(welcome["snapshot"]["responses"][0]["response"]["option"], "A");
    assert_eq!(ask(&mut second, answer(2, &form[0], "A", 9)).await.unwrap()["type"], "ack", "a repeat");
    assert_eq!(ask(&mut second, answer(3, &form[1], "B", 9)).await.unwrap()["type"], "ack");

    // The fallback over HTTP may reach the other node: it asks the owner and takes nothing away.
    let batch = json!({"client_id": "laptop", "commands": [answer(4, &form[2], "C", 9)]});
    let request = reqwest::Client::new().post(one.url("/api/candidate/commands")).bearer_auth(&token).json(&batch);
    let result: serde_json::Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(result["results"][0]["type"], "ack");
    assert_eq!(ask(&mut second, answer(5, &form[3], "D", 9)).await.unwrap()["type"], "ack", "still the owner");
    ask(&mut second, command("submit", 6)).await.unwrap();
    recorded(&one, 1).await;
    let record = one.final_record(&one.cards[0].attempt).await;
    assert_eq!((record.ending, record.responses.len()), (Ending::Submitted, 4));
}

#[tokio::test]
async fn what_a_proctor_does_on_one_node_reaches_the_candidate_on_another() {
    let (_redis, one, other) = pair(Setup { candidates: 2, ..Setup::default() }).await;
    let token = sign_in(&one, &one.cards[0]).await;
    let (mut line, _) = connect(&one, &token, "laptop").await.unwrap();
    ask(&mut line, command("start", 1)).await.unwrap();
    let staff = Staff::sign_in(&other, "pengawas").await;

    let told = Instant::now();
    assert_eq!(staff.intervene(json!({"action": "message", "text": "Tenang."}), "").await["done"], 2);
    let notice = wait_for(&mut line, "notice").await;
    assert_eq!(notice["notice"]["body"]["text"], "Tenang.");
    println!("a message from another node took {:?}", told.elapsed());
    staff.intervene(json!({"action": "suspend"}), "Gangguan listrik").await;
    assert_eq!(wait_for(&mut line, "phase").await["phase"]["phase"], "suspended");
    staff.intervene(json!({"action": "resume"}), "Listrik menyala").await;
    assert_eq!(wait_for(&mut line, "phase").await["phase"]["phase"], "in_progress");

    let (mut second, _) = connect(&other, &sign_in(&other, &one.cards[1]).await, "lain").await.unwrap();
    ask(&mut second, command("start", 1)).await.unwrap();
    for node in [&one, &other] {
        until(async || states(node).await == [("in_progress", 2)]).await;
    }
    drop((line, second));
}

#[tokio::test]
async fn a_living_node_finishes_what_a_dead_one_left() {
    // The deadline passes half a minute after the start.
    let setup = Setup { candidates: 2, closes_in: Span::seconds(30), ..Setup::default() };
    let (_redis, mut one, other) = pair(setup).await;
    let token = sign_in(&one, &one.cards[0]).await;
    let (mut line, _) = connect(&one, &token, "laptop").await.unwrap();
    ask(&mut line, command("start", 1)).await.unwrap();
    let form = items(&one, &token).await;
    ask(&mut line, answer(2, &form[0], "A", 9)).await.unwrap();
    let deadline = deadline(&other, &token).await;
    one.kill();
    until_long(async || states(&other).await.contains(&("closed", 1))).await;
    println!(
        "closed by another node {} ms after deadline and grace",
        other.app().await.actor("").now.0 - deadline - 3_000
    );
    recorded(&other, 1).await;
    let record = other.final_record(&one.cards[0].attempt).await;
    assert_eq!((record.ending, record.responses.len(), record.outage_credit), (Ending::Expired, 1, Span::ZERO));
}

#[tokio::test]
async fn a_node_that_is_asked_to_stop_hands_over() {
    let (_redis, mut one, other) = pair(Setup::default()).await;
    let token = sign_in(&one, &one.cards[0]).await;
    let (mut line, _) = connect(&one, &token, "laptop").await.unwrap();
    ask(&mut line, command("start", 1)).await.unwrap();
    let form = items(&one, &token).await;
    ask(&mut line, answer(2, &form[0], "A", 9)).await.unwrap();
    one.signal(libc::SIGTERM);
    let bye = wait_for(&mut line, "bye").await;
    assert_eq!(bye["code"], "restarting");
    assert!(bye["retry_after_ms"].as_i64().unwrap() > 0);
    assert_eq!(close_code(&mut line).await, 1012);
    let (mut line, welcome) = connect(&other, &token, "laptop").await.unwrap();
    assert_eq!(welcome["snapshot"]["last_client_seq"], 2);
    assert_eq!(ask(&mut line, answer(3, &form[1], "B", 9)).await.unwrap()["type"], "ack");
    assert!(one.terminate().success());
}

/// Records of a later release: what this node cannot read it leaves alone, and says so.
#[tokio::test]
async fn a_record_of_a_later_release_is_left_to_its_nodes() {
    let (redis, one, _other) = pair(Setup::default()).await;
    let token = sign_in(&one, &one.cards[0]).await;
    let (mut line, _) = connect(&one, &token, "laptop").await.unwrap();
    ask(&mut line, command("start", 1)).await.unwrap();
    drop(line);
    let log = format!("ukur:{{{}}}:log:{}", one.session, one.cards[0].attempt);
    redis.ask(&["RPUSH", &log, r#"{"v":2,"at":1,"kind":"from_the_future"}"#]);
    let attempt = format!("ukur:{{{}}}:attempt:{}", one.session, one.cards[0].attempt);
    redis.ask(&["HINCRBY", &attempt, "s", "1"]);
    // The task that lives here has its state; a new owner has to read the log.
    let node = one.beside();
    let refused = connect(&node, &token, "laptop").await;
    let (mut line, bye) = refused.unwrap();
    assert_eq!(bye["code"], "try_later");
    assert_eq!(close_code(&mut line).await, 1013);
    assert!(redis.ask(&["LRANGE", &log, "-1", "-1"]).contains("from_the_future"), "nothing was overwritten");
}

async fn recorded(server: &Server, count: usize) {
    until(async || {
        let app = server.app().await;
        app.planning.results(&server.session).await.unwrap().lines.len() == count
    })
    .await;
}

/// Of the states that attempts are in, those with any.
async fn states(server: &Server) -> Vec<(&'static str, u32)> {
    let metrics = reqwest::get(server.url("/metrics")).await.unwrap().text().await.unwrap();
    let count = |state: &&'static str| {
        let line = metrics.lines().find_map(|line| line.strip_prefix(&format!("ukur_attempts{{state=\"{state}\"}} ")));
        line.and_then(|count| count.parse().ok()).unwrap_or(0)
    };
    let states = ["waiting", "in_progress", "suspended", "closed"];
    states.iter().map(|state| (*state, count(state))).filter(|(_, count)| *count > 0).collect()
}

async fn until(condition: impl AsyncFn() -> bool) {
    within(NOTICE, condition).await;
}

/// Until a deadline of half a minute and what follows it.
async fn until_long(condition: impl AsyncFn() -> bool) {
    within(Duration::from_secs(90), condition).await;
}

pub async fn within(limit: Duration, condition: impl AsyncFn() -> bool) {
    let start = Instant::now();
    while !condition().await {
        assert!(start.elapsed() < limit, "not in {limit:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What is finished leaves the checkpoint after its time, but only when the record store holds all of it.
#[tokio::test]
async fn a_finished_session_leaves_redis_once_its_records_are_verified() {
    let redis = Redis::start();
    let records_url = postgres::database().await;
    let stores = Stores { records_url: records_url.clone(), checkpoint_url: redis.url() };
    let setup = Setup { closes_in: Span::seconds(20), ..Setup::default() };
    let mut one = Server::start_with(setup, stores).await;
    one.set("UKUR_RETENTION_DAYS", "0");
    let token = sign_in(&one, &one.cards[0]).await;
    let (mut line, _) = connect(&one, &token, "laptop").await.unwrap();
    ask(&mut line, command("start", 1)).await.unwrap();
    ask(&mut line, command("submit", 2)).await.unwrap();
    recorded(&one, 1).await;
    let staff = Staff::sign_in(&one, "admin").await;
    let close = format!("/api/sessions/{}/close", one.session);
    until_long(async || staff.post(&close, &json!({"reason": "Selesai"})).await.0 == 200).await;
    drop(line);
    let keys = |redis: &Redis| redis.ask(&["KEYS", "ukur:{????????-*"]);
    let log = format!("ukur:{{{}}}:log:{}", one.session, one.cards[0].attempt);
    assert!(keys(&redis).contains(&log), "{}", keys(&redis));

    // A record that is not there: the session stays. Finished sessions are looked for at the start, and its window has
    // to be over.
    let hide = "ALTER TABLE final_record RENAME TO hidden; CREATE TABLE final_record (LIKE hidden INCLUDING ALL)";
    postgres::run(&records_url, hide).await;
    restart_until(&mut one, "without its final record").await;
    assert!(keys(&redis).contains(&log));
    postgres::run(&records_url, "DROP TABLE final_record; ALTER TABLE hidden RENAME TO final_record").await;
    restart_until(&mut one, "its records are verified").await;
    assert_eq!(keys(&redis), "");
}

async fn restart_until(node: &mut Server, said: &str) {
    let start = Instant::now();
    loop {
        assert!(node.terminate().success());
        node.restart();
        let log = node.log();
        let is_said = async || std::fs::read_to_string(&log).unwrap().contains(said);
        for _ in 0..20 {
            if is_said().await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(start.elapsed() < Duration::from_secs(90), "never said: {said}");
    }
}

/// Each would believe that all attempts are its own.
#[tokio::test]
async fn servers_with_checkpoints_of_their_own_do_not_share_records() {
    let records_url = postgres::database().await;
    let alone =
        Server::start_with(Setup::default(), Stores { records_url: records_url.clone(), ..Stores::default() }).await;
    let redis = Redis::start();
    for (checkpoint_url, said) in [(String::new(), "another ukur server"), (redis.url(), "a checkpoint of its own")] {
        let mut second = Server::node(Stores { records_url: records_url.clone(), checkpoint_url });
        second.launch();
        within(NOTICE, async || std::fs::read_to_string(second.log()).unwrap().contains(said)).await;
    }
    drop(alone);
}
