//! A node that was cut off while another one claimed its attempts, and so does not know it, says nothing old: neither
//! shows its own idea of an attempt nor refuses by it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{ask, command, connect, items, sign_in};
use crate::faults::{Deed, Place};
use crate::hall::Hall;
use crate::server::{Card, Items, Server, Setup, open_session};

const START: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_missed_a_claim_says_nothing_old() {
    let mut hall = Hall::start(2).await;
    ready(&hall).await;
    let setup = Setup { candidates: 3, items: Items::Number, ..Setup::default() };
    let (_, cards) = open_session(&hall.app, &hall.event, setup, 0).await;
    let mut tokens = Vec::new();
    for card in &cards {
        tokens.push(arrive(&hall.nodes[0].server, card).await);
    }
    hall.act(Place::ToRedis(0), Deed::Cut(true)).unwrap();
    let mut forms = Vec::new();
    for token in &tokens {
        forms.push(begin(&hall.nodes[1].server, token).await);
    }
    hall.act(Place::ToRedis(0), Deed::Cut(false)).unwrap();
    ready(&hall).await;

    let cut_off = &hall.nodes[0].server;
    let welcome = welcome(cut_off, &tokens[0]).await;
    assert_eq!(welcome["snapshot"]["responses"][0]["response"]["value"], "7", "{welcome}");
    let poll = commands(cut_off, &tokens[1], json!([])).await;
    assert_eq!(poll["snapshot"]["phase"]["phase"], "in_progress", "{poll}");
    let told = commands(cut_off, &tokens[2], json!([number(3, &forms[2][1])])).await;
    assert_eq!(told["results"][0]["type"], "ack", "{told}");
}

async fn ready(hall: &Hall) {
    let (http, began) = (reqwest::Client::new(), Instant::now());
    while let Some(lacking) = hall.lacking(&http).await {
        assert!(began.elapsed() < START, "the nodes are not ready: {lacking}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// There, and not started.
async fn arrive(server: &Server, card: &Card) -> String {
    let token = sign_in(server, card).await;
    connect(server, &token, "laptop").await.unwrap();
    token
}

/// Started, with an answer to the first item.
async fn begin(server: &Server, token: &str) -> Vec<String> {
    let (mut line, _) = connect(server, token, "laptop").await.unwrap();
    assert_eq!(ask(&mut line, command("start", 1)).await.unwrap()["type"], "ack");
    let form = items(server, token).await;
    assert_eq!(ask(&mut line, number(2, &form[0])).await.unwrap()["type"], "ack");
    form
}

fn number(client_seq: u64, item: &str) -> Value {
    json!({"type": "answer", "client_seq": client_seq, "item_id": item, "seen_seq": 9, "spent_ms": 1000,
        "response": {"kind": "number", "value": "7"}})
}

/// A node that has just found its store again may say "later" for a moment.
async fn welcome(server: &Server, token: &str) -> Value {
    let began = Instant::now();
    loop {
        let (_, first) = connect(server, token, "laptop").await.unwrap();
        if first["type"] == "welcome" {
            return first;
        }
        assert!(began.elapsed() < START, "{first}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The same over HTTP: 503 until the nodes hear each other again.
async fn commands(server: &Server, token: &str, commands: Value) -> Value {
    let body = json!({"client_id": "laptop", "commands": commands});
    let (http, began) = (reqwest::Client::new(), Instant::now());
    loop {
        let request = http.post(server.url("/api/candidate/commands")).bearer_auth(token).json(&body);
        let answer = request.send().await.unwrap();
        if answer.status() != 503 {
            return answer.json().await.unwrap();
        }
        assert!(began.elapsed() < START, "still refused");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
