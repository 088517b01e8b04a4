//! One live connection per attempt: two tabs, two computers, a restart.

use serde_json::json;

use crate::candidate::{answer, ask, close_code, command, connect, hear, items, sign_in, wait_for};
use crate::server::{Server, Setup};

#[tokio::test]
async fn the_newest_connection_wins_and_the_old_one_is_told() {
    let server = Server::start(Setup::default()).await;
    let token = sign_in(&server, &server.cards[0]).await;
    let (mut old, _) = connect(&server, &token, "laptop").await.unwrap();
    ask(&mut old, command("start", 1)).await.unwrap();
    let form = items(&server, &token).await;
    ask(&mut old, answer(2, &form[0], "A", 99)).await.unwrap();
    let (mut new, welcome) = connect(&server, &token, "spare").await.unwrap();
    assert_eq!(wait_for(&mut old, "bye").await["code"], "replaced");
    assert_eq!(close_code(&mut old).await, 4409);
    assert_eq!(welcome["snapshot"]["responses"][0]["item_id"], form[0].as_str());
    assert_eq!(welcome["snapshot"]["last_client_seq"], 0, "numbers belong to a client");
    assert_eq!(ask(&mut new, answer(1, &form[0], "B", 99)).await.unwrap()["type"], "ack");
}

#[tokio::test]
async fn a_repeat_is_acknowledged_again_and_applied_once() {
    let server = Server::start(Setup::default()).await;
    let token = sign_in(&server, &server.cards[0]).await;
    let (mut line, _) = connect(&server, &token, "laptop").await.unwrap();
    ask(&mut line, command("start", 1)).await.unwrap();
    let form = items(&server, &token).await;
    let first = ask(&mut line, answer(2, &form[0], "A", 0)).await.unwrap();
    let again = ask(&mut line, answer(2, &form[0], "A", 0)).await.unwrap();
    assert_eq!((&first["type"], &again["type"]), (&json!("ack"), &json!("ack")));
    assert_eq!(first["seq"], again["seq"]);
}

#[tokio::test]
async fn a_restart_says_goodbye_with_1012_and_goes_on() {
    let mut server = Server::start(Setup::default()).await;
    let token = sign_in(&server, &server.cards[0]).await;
    let (mut line, _) = connect(&server, &token, "laptop").await.unwrap();
    ask(&mut line, command("start", 1)).await.unwrap();
    let stopping = tokio::task::spawn_blocking(move || {
        let status = server.terminate();
        (server, status)
    });
    let bye = wait_for(&mut line, "bye").await;
    assert_eq!((&bye["code"], bye["retry_after_ms"].is_number()), (&json!("restarting"), true));
    assert_eq!(close_code(&mut line).await, 1012);
    let (mut server, status) = stopping.await.unwrap();
    assert!(status.success(), "{status}");
    server.restart();
    let (_, welcome) = connect(&server, &token, "laptop").await.unwrap();
    assert_eq!(welcome["snapshot"]["phase"]["phase"], "in_progress");
}

#[tokio::test]
async fn answers_go_over_http_when_there_is_no_websocket() {
    let server = Server::start(Setup::default()).await;
    let token = sign_in(&server, &server.cards[0]).await;
    let send = async |commands: serde_json::Value| {
        let body = json!({"client_id": "laptop", "commands": commands});
        let request =
            reqwest::Client::new().post(server.url("/api/candidate/commands")).bearer_auth(&token).json(&body);
        request.send().await.unwrap().json::<serde_json::Value>().await.unwrap()
    };
    send(json!([command("start", 1)])).await;
    let form = items(&server, &token).await;
    let results = send(json!([answer(2, &form[0], "A", 9), answer(3, "foreign", "A", 9), command("submit", 4)])).await;
    let kinds: Vec<_> = results["results"].as_array().unwrap().iter().map(|r| r["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["ack", "reject", "ack"]);
    assert_eq!(results["snapshot"]["phase"]["answered"], 1);
    let (mut line, welcome) = connect(&server, &token, "laptop").await.unwrap();
    assert_eq!(welcome["snapshot"]["phase"]["how"], "submitted");
    let late = ask(&mut line, answer(9, &form[1], "A", 9)).await.unwrap();
    assert_eq!(late["code"], "closed");
    assert_eq!(
        ask(&mut line, answer(2, &form[0], "A", 9)).await.unwrap()["type"],
        "ack",
        "a repeat stays acknowledged"
    );
}

#[tokio::test]
async fn nothing_but_hello_opens_the_line() {
    let server = Server::start(Setup::default()).await;
    for (hello, code) in [
        (json!({"type": "ping", "sent_ms": 1}), 4400),
        (json!({"type": "hello", "protocol": 9, "token": "x", "client_id": "c"}), 4400),
        (json!({"type": "hello", "protocol": 1, "token": "wrong", "client_id": "c"}), 4401),
        (json!({"type": "hello", "protocol": 1, "token": "wrong", "client_id": ""}), 4400),
    ] {
        let (mut line, _) = tokio_tungstenite::connect_async(server.ws_url("/ws/candidate")).await.unwrap();
        crate::candidate::say(&mut line, hello.clone()).await.unwrap();
        assert_eq!(hear(&mut line).await.unwrap()["type"], "bye", "{hello}");
        assert_eq!(close_code(&mut line).await, code, "{hello}");
    }
}
