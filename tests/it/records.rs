//! The record store goes away under a running server, and comes back.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use ukur::delivery::ports::Ending;

use crate::candidate::{Line, answer, ask, close_code, command, connect, items, sign_in};
use crate::postgres::{PASSWORD, Postgres};
use crate::server::{Server, Setup};

/// How long the server may take to notice, and to recover.
const NOTICE: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attempt_submitted_while_postgres_is_down_is_recorded_when_it_is_back() {
    let mut postgres = Postgres::start();
    let setup = Setup { candidates: 2, ..Setup::default() };
    let server = Server::start_on(setup, postgres.database().await).await;
    let token = sign_in(&server, &server.cards[0]).await;
    let (mut line, form) = begin(&server, &token).await;
    let cookie = staff_cookie(&server).await;
    assert_eq!(ready(&server).await, (200, true));

    postgres.kill();
    until(async || ready(&server).await == (503, false)).await;
    // What needs no record goes on: answers and the end of the test are durable in the checkpoint.
    for (seq, item) in (3..).zip(&form) {
        assert_eq!(ask(&mut line, answer(seq, item, "A", u64::MAX >> 12)).await.unwrap()["type"], "ack");
    }
    assert_eq!(ask(&mut line, command("submit", 99)).await.unwrap()["type"], "ack");
    assert_eq!(sign_in_status(&server, 1).await, 503);
    assert_eq!(board_code(&server, &cookie).await, 1012, "a proctor's browser comes back by itself");
    assert_eq!(reqwest::get(server.url("/healthz")).await.unwrap().status(), 200);

    postgres.restart();
    until(async || ready(&server).await == (200, true)).await;
    until(async || finalised(&server).await).await;
    let record = server.final_record(&server.cards[0].attempt).await;
    assert_eq!((record.ending, record.responses.len()), (Ending::Submitted, form.len()));
    assert_eq!(sign_in_status(&server, 1).await, 200);
    let log = std::fs::read_to_string(server.dir.path().join("log")).unwrap();
    let met = log.contains("final record not stored yet") || log.contains("the record store does not answer");
    assert!(met, "the outage met the final record");
    assert!(!log.contains(PASSWORD), "the password is in the log");
}

/// Nothing closes the connections: only their own limits tell that nobody answers.
#[tokio::test]
async fn a_postgres_that_fell_silent_is_noticed_and_found_again() {
    let postgres = Postgres::start();
    let server = Server::start_on(Setup::default(), postgres.database().await).await;
    assert_eq!(sign_in_status(&server, 0).await, 200);
    postgres.freeze();
    let asked = Instant::now();
    assert_eq!(ready(&server).await, (503, false));
    assert_eq!(sign_in_status(&server, 0).await, 503);
    assert!(asked.elapsed() < NOTICE, "{:?}", asked.elapsed());
    postgres.thaw();
    until(async || ready(&server).await == (200, true)).await;
    assert_eq!(sign_in_status(&server, 0).await, 200);
}

/// Whoever is in the middle of a transaction when the server dies leaves nothing of it, and what was reported stays.
#[tokio::test]
async fn what_was_reported_before_the_crash_is_there_after_it() {
    let mut postgres = Postgres::start();
    let server = Server::start_on(Setup::default(), postgres.database().await).await;
    let token = sign_in(&server, &server.cards[0]).await;
    postgres.kill();
    postgres.restart();
    let me = reqwest::Client::new().get(server.url("/api/candidate/me")).bearer_auth(&token).send().await.unwrap();
    assert_eq!(me.status(), 200, "a restart that nobody asked about is noticed by nobody");
}

#[test]
fn a_database_that_cannot_be_reached_is_named_without_its_password() {
    let dir = tempfile::tempdir().unwrap();
    let start = |url: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ukur"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(dir.path()).env("UKUR_RECORDS_URL", url);
        let output = command.output().unwrap();
        assert!(!output.status.success(), "{url}");
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        assert!(!said.contains("rahasia"), "{said}");
        said
    };
    let said = start("postgres://ani:rahasia@127.0.0.1:1/ukur");
    assert!(said.contains("ukur at 127.0.0.1:1 cannot be reached"), "{said}");
    let said = start("mysql://ani:rahasia@127.0.0.1/ukur");
    assert!(said.contains("UKUR_RECORDS_URL") && said.contains("mysql://***@127.0.0.1/ukur"), "{said}");
}

/// Connected and started; gives the items.
async fn begin(server: &Server, token: &str) -> (Line, Vec<String>) {
    let (mut line, _) = connect(server, token, "laptop").await.unwrap();
    assert_eq!(ask(&mut line, command("start", 1)).await.unwrap()["type"], "ack");
    let form = items(server, token).await;
    (line, form)
}

/// Status of the readiness check, and what it says of the records.
async fn ready(server: &Server) -> (u16, bool) {
    let response = reqwest::get(server.url("/readyz")).await.unwrap();
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    assert_eq!((&body["checkpoint"], &body["bank"]), (&json!(true), &json!(true)), "{body}");
    (status, body["records"].as_bool().unwrap())
}

async fn sign_in_status(server: &Server, card: usize) -> u16 {
    let body = json!({"nip": server.cards[card].nip, "access_code": server.cards[card].code});
    let request = reqwest::Client::new().post(server.url("/api/candidate/sign-in")).json(&body);
    request.send().await.unwrap().status().as_u16()
}

async fn staff_cookie(server: &Server) -> String {
    let body = json!({"username": "pengawas", "password": crate::server::PASSWORD});
    let answer = reqwest::Client::new().post(server.url("/api/staff/sign-in")).json(&body).send().await.unwrap();
    answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned()
}

async fn board_code(server: &Server, cookie: &str) -> u16 {
    let path = format!("/ws/proctor?session={}", server.session);
    let mut request = server.ws_url(&path).into_client_request().unwrap();
    request.headers_mut().insert("cookie", cookie.parse().unwrap());
    close_code(&mut connect_async(request).await.unwrap().0).await
}

async fn finalised(server: &Server) -> bool {
    let metrics = reqwest::get(server.url("/metrics")).await.unwrap().text().await.unwrap();
    metrics.contains("ukur_finalisations_total{result=\"done\"} 1")
}

async fn until(condition: impl AsyncFn() -> bool) {
    let start = Instant::now();
    while !condition().await {
        assert!(start.elapsed() < NOTICE, "not in {NOTICE:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
