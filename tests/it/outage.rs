//! The checkpoint goes away under a running test, and comes back: nothing is acknowledged meanwhile, everything
//! converges by itself, and the time is given back. And when a line never comes back, its answers come as a file.

use std::time::Duration;

use serde_json::{Value, json};
use ukur::delivery::ports::Ending;
use ukur::domain::ids::AttemptId;
use ukur::domain::time::Span;
use ukur::trust::seal::SealKey;

use crate::candidate::{answer, ask, command, connect, items, sign_in};
use crate::interventions::Staff;
use crate::nodes::within;
use crate::redis::Redis;
use crate::server::{Server, Setup, Stores};

const NOTICE: Duration = Duration::from_secs(30);
/// Longer than the shortest outage that is given back.
const OUTAGE: Duration = Duration::from_secs(7);

#[tokio::test]
async fn an_outage_of_redis_costs_no_answer_and_no_time() {
    let mut redis = Redis::start();
    let server =
        Server::start_with(Setup::default(), Stores { checkpoint_url: redis.url(), ..Stores::default() }).await;
    let token = sign_in(&server, &server.cards[0]).await;
    let (mut line, _) = connect(&server, &token, "laptop").await.unwrap();
    ask(&mut line, command("start", 1)).await.unwrap();
    let form = items(&server, &token).await;
    assert_eq!(ask(&mut line, answer(2, &form[0], "A", 9)).await.unwrap()["type"], "ack");
    let before = deadline(&server, &token).await;

    redis.kill();
    let refused = ask(&mut line, answer(3, &form[1], "B", 9)).await.unwrap();
    assert_eq!((&refused["type"], &refused["code"]), (&json!("reject"), &json!("unavailable")));
    assert!(refused["retry_after_ms"].as_i64().unwrap() > 0);
    assert_eq!(reqwest::get(server.url("/readyz")).await.unwrap().status(), 503);
    tokio::time::sleep(OUTAGE).await;
    redis.restart();

    within(NOTICE, async || reqwest::get(server.url("/readyz")).await.unwrap().status() == 200).await;
    let mut acked = json!(null);
    while acked["type"] != "ack" {
        acked = ask(&mut line, answer(3, &form[1], "B", 9)).await.unwrap();
    }
    let given_back = deadline(&server, &token).await - before;
    let lost = i64::try_from(OUTAGE.as_millis()).unwrap();
    assert!((lost - 2_000..60_000).contains(&given_back), "{given_back} ms for an outage of {lost} ms");
    ask(&mut line, command("submit", 4)).await.unwrap();
    within(NOTICE, async || server.app().await.planning.result(&server.cards[0].attempt).await.is_ok()).await;
    let record = server.final_record(&server.cards[0].attempt).await;
    assert_eq!((record.responses.len(), record.outage_credit), (2, Span(given_back)));
}

#[tokio::test]
async fn a_server_that_was_down_gives_the_time_back() {
    let mut server = Server::start(Setup::default()).await;
    let token = sign_in(&server, &server.cards[0]).await;
    let (mut line, _) = connect(&server, &token, "laptop").await.unwrap();
    ask(&mut line, command("start", 1)).await.unwrap();
    let before = deadline(&server, &token).await;
    server.kill();
    tokio::time::sleep(OUTAGE).await;
    server.restart();
    let (mut line, welcome) = connect(&server, &token, "laptop").await.unwrap();
    let after = welcome["snapshot"]["phase"]["deadline_ms"].as_i64().unwrap();
    assert!(after - before >= i64::try_from(OUTAGE.as_millis()).unwrap() - 2_000, "{before} {after}");
    assert_eq!(welcome["snapshot"]["notices"][0]["body"]["kind"], "outage_credited");
    ask(&mut line, command("submit", 2)).await.unwrap();
}

/// Appends are refused for the exact reason, and nothing is written while the promise cannot be kept.
#[tokio::test]
async fn a_redis_that_cannot_keep_the_promise_is_not_acknowledged_on() {
    let redis = Redis::start();
    redis.ask(&["CONFIG", "SET", "appendfsync", "everysec"]);
    let server =
        Server::start_with(Setup::default(), Stores { checkpoint_url: redis.url(), ..Stores::default() }).await;
    let ready: Value = reqwest::get(server.url("/readyz")).await.unwrap().json().await.unwrap();
    assert_eq!(ready["ready"], false);
    assert!(ready["problems"][0].as_str().unwrap().contains("CONFIG SET appendfsync always"), "{ready}");
    assert!(ready["promise"].as_str().unwrap().contains("fsync before every ack"), "{ready}");
    let token = sign_in(&server, &server.cards[0]).await;
    assert_eq!(connect(&server, &token, "laptop").await.unwrap().1["code"], "try_later");
    redis.ask(&["CONFIG", "SET", "appendfsync", "always"]);
    within(NOTICE, async || reqwest::get(server.url("/readyz")).await.unwrap().status() == 200).await;
    within(NOTICE, async || connect(&server, &token, "laptop").await.unwrap().1["type"] == "welcome").await;
}

#[tokio::test]
async fn what_a_browser_could_not_deliver_comes_as_a_file() {
    let server = Server::start(Setup { closes_in: Span::seconds(20), ..Setup::default() }).await;
    let token = sign_in(&server, &server.cards[0]).await;
    let (mut line, welcome) = connect(&server, &token, "laptop").await.unwrap();
    let server_ms = welcome["server_ms"].as_i64().unwrap();
    ask(&mut line, command("start", 1)).await.unwrap();
    let form = form(&server, &token).await;
    let item = |index: usize| form["sections"][0]["items"][index]["id"].as_str().unwrap().to_owned();
    ask(&mut line, answer(2, &item(0), "A", 9)).await.unwrap();
    drop(line);
    let staff = Staff::sign_in(&server, "pengawas").await;
    let attempt = &server.cards[0].attempt;
    within(Duration::from_mins(1), async || server.app().await.planning.result(attempt).await.is_ok()).await;

    let saved = [(2, item(0), server_ms), (3, item(1), server_ms + 1_000), (4, item(2), server_ms + 60_000)];
    let late = sealed(&form, attempt, &saved, server_ms + 60_000);
    let path = format!("/api/sessions/{}/emergency", server.session);
    let body = |file: &str, confirm: bool| json!({"file": file, "confirm": confirm, "reason": "Jaringan putus"});
    // The file may not come from the future: wait until its clock has passed.
    within(Duration::from_secs(70), async || staff.post(&path, &body(&late, false)).await.0 == 200).await;
    let (_, report) = staff.post(&path, &body(&late, false)).await;
    let verdicts: Vec<&str> =
        report["answers"].as_array().unwrap().iter().map(|answer| answer["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["known", "counts", "after_deadline"]);
    assert_eq!(server.final_record(attempt).await.responses.len(), 1, "a dry run changes nothing");

    let forged = late.replace(&item(1), &item(3));
    assert_eq!(staff.post(&path, &body(&forged, true)).await.1["code"], "bad_seal");
    let hasty = json!({"file": late, "confirm": true, "reason": ""});
    assert_eq!(staff.post(&path, &hasty).await.0, 422);
    assert_eq!(staff.post(&path, &body(&late, true)).await.1["done"], true);
    within(NOTICE, async || server.final_record(attempt).await.responses.len() == 2).await;
    let record = server.final_record(attempt).await;
    assert_eq!((record.ending, record.responses.len()), (Ending::Expired, 2));
    let (_, again) = staff.post(&path, &body(&late, true)).await;
    assert_eq!(again["answers"][1]["verdict"], "known");
    let acts = staff.get(&format!("/api/sessions/{}/audit", server.session)).await.to_string();
    assert!(acts.contains("emergency_loaded"), "{acts}");
}

async fn form(server: &Server, token: &str) -> Value {
    let request = reqwest::Client::new().get(server.url("/api/candidate/form")).bearer_auth(token);
    request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
}

/// A file as a browser saves it, with the key that it was given.
fn sealed(form: &Value, attempt: &AttemptId, answers: &[(u64, String, i64)], saved_ms: i64) -> String {
    let answers: Vec<Value> = answers
        .iter()
        .map(|(client_seq, item, at)| {
            json!({"client_seq": client_seq, "item_id": item, "response": {"kind": "choice", "option": "B"},
                "seen_seq": 9, "spent_ms": 10, "at_ms": at})
        })
        .collect();
    let body = json!({"attempt_id": attempt, "form_fingerprint": form["fingerprint"], "client_id": "laptop",
        "saved_ms": saved_ms, "answers": answers})
    .to_string();
    let seal = SealKey::from_hex(form["seal_key"].as_str().unwrap()).unwrap().seal(&body);
    json!({"format": "ukur-emergency/1", "body": body, "seal": seal}).to_string()
}

/// As any node tells it, without a connection.
pub async fn deadline(server: &Server, token: &str) -> i64 {
    let batch = json!({"client_id": "looker", "commands": []});
    let request = reqwest::Client::new().post(server.url("/api/candidate/commands")).bearer_auth(token).json(&batch);
    let result: Value = request.send().await.unwrap().json().await.unwrap();
    result["snapshot"]["phase"]["deadline_ms"].as_i64().unwrap_or_else(|| panic!("{result}"))
}

/// An empty Redis is no Redis in which nothing has happened yet.
#[tokio::test]
async fn a_redis_that_comes_back_empty_is_not_believed() {
    let redis = Redis::start();
    let server =
        Server::start_with(Setup::default(), Stores { checkpoint_url: redis.url(), ..Stores::default() }).await;
    let token = sign_in(&server, &server.cards[0]).await;
    let (mut line, _) = connect(&server, &token, "laptop").await.unwrap();
    ask(&mut line, command("start", 1)).await.unwrap();
    let form = items(&server, &token).await;
    ask(&mut line, answer(2, &form[0], "A", 9)).await.unwrap();
    redis.ask(&["FLUSHALL"]);
    let problems = async || -> String {
        let ready: Value = reqwest::get(server.url("/readyz")).await.unwrap().json().await.unwrap();
        ready["problems"].to_string()
    };
    within(NOTICE, async || problems().await.contains("ukur session forget-checkpoint")).await;
    let refused = ask(&mut line, answer(3, &form[1], "A", 9)).await;
    assert!(refused.is_err() || refused.unwrap()["code"] == "unavailable", "no refusal for good");
    within(NOTICE, async || connect(&server, &token, "laptop").await.unwrap().1["code"] == "try_later").await;
    assert_eq!(redis.ask(&["KEYS", "ukur:*:log:*"]), "", "nothing begins anew");

    // Only a person can take the answers for lost; the running node follows.
    let app = server.app().await;
    app.planning.forget_checkpoint(&server.session, &mut app.actor("uji")).await.unwrap();
    within(NOTICE, async || connect(&server, &token, "laptop").await.unwrap().1["type"] == "welcome").await;
}
