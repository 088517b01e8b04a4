//! Messages that are wrong in every way: a typed rejection each, counted, and nothing else disturbed.

use futures_util::SinkExt;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use ukur::domain::time::Span;

use crate::candidate::{Line, answer, ask, close_code, command, connect, hear, items, sign_in, wait_for};
use crate::server::{Server, Setup};

async fn started(server: &Server) -> (Line, Vec<String>) {
    let token = sign_in(server, &server.cards[0]).await;
    let (mut line, _) = connect(server, &token, "laptop").await.unwrap();
    ask(&mut line, command("start", 1)).await.unwrap();
    (line, items(server, &token).await)
}

async fn code(line: &mut Line, command: Value) -> String {
    ask(line, command).await.unwrap()["code"].as_str().unwrap_or("acked").to_owned()
}

#[tokio::test]
async fn every_wrong_command_has_its_own_code() {
    let server = Server::start(Setup { candidates: 2, ..Setup::default() }).await;
    let token = sign_in(&server, &server.cards[0]).await;
    let (mut line, _) = connect(&server, &token, "laptop").await.unwrap();
    assert_eq!(code(&mut line, answer(1, "technical-0", "A", 0)).await, "not_started");
    let early = reqwest::Client::new().get(server.url("/api/candidate/form")).bearer_auth(&token);
    assert_eq!(early.send().await.unwrap().status(), 409, "no items before the start");
    assert_eq!(code(&mut line, command("start", 1)).await, "acked");
    let form = items(&server, &token).await;
    assert_eq!(code(&mut line, command("start", 2)).await, "already_started");
    assert_eq!(code(&mut line, answer(2, "somebody-elses", "A", 0)).await, "unknown_item");
    assert_eq!(code(&mut line, answer(2, &form[0], "Z", 0)).await, "invalid_response");
    let mut number = answer(2, &form[0], "A", 0);
    number["response"] = json!({"kind": "number", "value": "1"});
    assert_eq!(code(&mut line, number).await, "invalid_response");
    assert_eq!(code(&mut line, answer(1_000_000, &form[0], "A", 0)).await, "sequence_gap");
    let finish = json!({"type": "finish_section", "client_seq": 2, "section": 0});
    assert_eq!(code(&mut line, finish).await, "no_sections");
    let mut extra = answer(2, &form[0], "A", 0);
    extra["given_at"] = json!(1);
    assert_eq!(code(&mut line, extra).await, "malformed");
    assert_eq!(code(&mut line, answer(2, &"x".repeat(200), "A", 0)).await, "malformed");
    assert_eq!(code(&mut line, answer(2, &form[0], "A", 0)).await, "acked", "the line is as good as before");
    assert_eq!(code(&mut line, command("submit", 3)).await, "acked");
    assert_eq!(code(&mut line, answer(4, &form[0], "B", 9)).await, "closed");
}

#[tokio::test]
async fn out_of_order_commands_keep_the_newest_answer() {
    let server = Server::start(Setup::default()).await;
    let (mut line, form) = started(&server).await;
    assert_eq!(code(&mut line, answer(5, &form[0], "B", 9)).await, "acked");
    assert_eq!(code(&mut line, answer(4, &form[0], "A", 9)).await, "superseded");
    assert_eq!(code(&mut line, answer(3, &form[1], "A", 9)).await, "acked", "a hole may be filled");
}

#[tokio::test]
async fn garbage_is_refused_and_too_much_of_it_ends_the_line() {
    let server = Server::start(Setup::default()).await;
    let (mut line, form) = started(&server).await;
    for garbage in ["", "{", "[]", "null", "{\"type\":\"own\"}", "\u{0}"] {
        line.send(Message::Text(garbage.into())).await.unwrap();
        let reject = wait_for(&mut line, "reject").await;
        assert_eq!((&reject["code"], &reject["client_seq"]), (&json!("malformed"), &json!(0)), "{garbage:?}");
    }
    line.send(Message::Binary(vec![0xff; 10].into())).await.unwrap();
    assert_eq!(wait_for(&mut line, "reject").await["code"], "malformed");
    assert_eq!(code(&mut line, answer(2, &form[0], "A", 0)).await, "acked");
    // Twenty are forgiven; one past the end would be written to a line that is closed.
    for _ in 7..21 {
        line.send(Message::Text("{".into())).await.unwrap();
    }
    assert_eq!(wait_for(&mut line, "bye").await["code"], "bad_protocol");
    assert_eq!(close_code(&mut line).await, 4400);
}

#[tokio::test]
async fn an_oversized_frame_ends_only_its_own_line() {
    let server = Server::start(Setup { candidates: 2, ..Setup::default() }).await;
    let (mut line, _) = started(&server).await;
    let other_token = sign_in(&server, &server.cards[1]).await;
    let (mut other, _) = connect(&server, &other_token, "laptop").await.unwrap();
    line.send(Message::Text("x".repeat(17 * 1024).into())).await.unwrap();
    assert_eq!(wait_for(&mut line, "bye").await["code"], "too_large");
    assert_eq!(ask(&mut other, command("start", 1)).await.unwrap()["type"], "ack");
}

#[tokio::test]
async fn an_answer_after_the_deadline_is_refused_and_the_earlier_ones_stand() {
    // The window's end cuts the deadline to two seconds from now; the grace is three.
    let server = Server::start(Setup { closes_in: Span::seconds(8), ..Setup::default() }).await;
    let (mut line, form) = started(&server).await;
    assert_eq!(code(&mut line, answer(2, &form[0], "A", 0)).await, "acked");
    let phase = loop {
        let phase = wait_for(&mut line, "phase").await["phase"].clone();
        if phase["phase"] == "closed" {
            break phase;
        }
    };
    assert_eq!((&phase["how"], &phase["answered"]), (&json!("expired"), &json!(1)));
    assert_eq!(code(&mut line, answer(3, &form[1], "A", 0)).await, "after_deadline");
    assert_eq!(code(&mut line, answer(2, &form[0], "A", 0)).await, "acked", "acknowledged stays acknowledged");
}

#[tokio::test]
async fn a_foreign_origin_cannot_open_a_socket() {
    let server = Server::start(Setup::default()).await;
    for path in ["/ws/candidate", "/ws/proctor?session=x"] {
        let mut request = server.ws_url(path).into_client_request().unwrap();
        request.headers_mut().insert("origin", "https://evil.example".parse().unwrap());
        let refused = tokio_tungstenite::connect_async(request).await.unwrap_err();
        assert!(refused.to_string().contains("403"), "{refused}");
    }
}

#[tokio::test]
async fn rejections_are_counted_by_reason() {
    let server = Server::start(Setup::default()).await;
    let (mut line, _) = started(&server).await;
    code(&mut line, answer(2, "foreign", "A", 0)).await;
    line.send(Message::Text("{".into())).await.unwrap();
    hear(&mut line).await.unwrap();
    let metrics = reqwest::get(server.url("/metrics")).await.unwrap().text().await.unwrap();
    for line in ["{reason=\"unknown_item\"} 1", "{reason=\"malformed\"} 1"] {
        assert!(metrics.contains(&format!("ukur_commands_rejected_total{line}")), "{line}");
    }
}
