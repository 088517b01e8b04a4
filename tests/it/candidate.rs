//! A candidate as an independent client would be written from `docs/protocol.md`: JSON over HTTP and a websocket,
//! numbers of its own, and a list of what was acknowledged.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::server::{Card, Server};

pub type Line = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// As a browser does: told to come again, it comes again when it was told to.
pub async fn sign_in(server: &Server, card: &Card) -> String {
    let body = json!({"nip": card.nip, "access_code": card.code});
    loop {
        let request = reqwest::Client::new().post(server.url("/api/candidate/sign-in")).json(&body);
        let answer = request.send().await.unwrap();
        if answer.status() == 503 {
            let after = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
            tokio::time::sleep(std::time::Duration::from_secs(after)).await;
            continue;
        }
        let answer: Value = answer.error_for_status().unwrap().json().await.unwrap();
        return answer["token"].as_str().unwrap().to_owned();
    }
}

/// Item ids of the open sections.
pub async fn items(server: &Server, token: &str) -> Vec<String> {
    let request = reqwest::Client::new().get(server.url("/api/candidate/form")).bearer_auth(token);
    let form: Value = request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap();
    let sections = form["sections"].as_array().unwrap().iter();
    let items = sections.flat_map(|section| section["items"].as_array().unwrap());
    items.map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// Opens the line and says hello; gives the welcome.
pub async fn connect(server: &Server, token: &str, client: &str) -> Result<(Line, Value), Error> {
    let mut request = server.ws_url("/ws/candidate").into_client_request()?;
    request.headers_mut().insert("sec-websocket-protocol", "ukur.v1".parse().unwrap());
    let (mut line, _) = connect_async(request).await?;
    say(&mut line, json!({"type": "hello", "protocol": 1, "token": token, "client_id": client})).await?;
    let welcome = hear(&mut line).await?;
    Ok((line, welcome))
}

pub async fn say(line: &mut Line, message: Value) -> Result<(), Error> {
    line.send(Message::Text(message.to_string().into())).await
}

/// The next message of the server; an error when the line ends.
pub async fn hear(line: &mut Line) -> Result<Value, Error> {
    loop {
        match line.next().await.ok_or(Error::ConnectionClosed)?? {
            Message::Text(text) => return Ok(serde_json::from_str(&text).unwrap()),
            Message::Close(_) => return Err(Error::ConnectionClosed),
            _ => {}
        }
    }
}

/// Says a command and gives its `ack` or `reject`; what comes in between is dropped.
pub async fn ask(line: &mut Line, command: Value) -> Result<Value, Error> {
    let number = command["client_seq"].clone();
    say(line, command).await?;
    loop {
        let message = hear(line).await?;
        let of_commands = message["type"] == "ack" || message["type"] == "reject";
        if of_commands && message["client_seq"] == number {
            return Ok(message);
        }
    }
}

/// Waits for a message of this type.
pub async fn wait_for(line: &mut Line, kind: &str) -> Value {
    loop {
        let message = hear(line).await.unwrap_or_else(|error| panic!("no {kind}: {error}"));
        if message["type"] == kind {
            return message;
        }
    }
}

pub fn answer(client_seq: u64, item: &str, option: &str, seen_seq: u64) -> Value {
    json!({"type": "answer", "client_seq": client_seq, "item_id": item, "seen_seq": seen_seq, "spent_ms": 1000,
        "response": {"kind": "choice", "option": option}})
}

pub fn command(kind: &str, client_seq: u64) -> Value {
    json!({"type": kind, "client_seq": client_seq})
}

/// Reads until the server closes; gives the close code.
pub async fn close_code(line: &mut Line) -> u16 {
    loop {
        match line.next().await {
            Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
            Some(Ok(_)) => {}
            other => panic!("closed without a code: {other:?}"),
        }
    }
}
