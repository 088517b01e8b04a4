//! One connection's worth of a candidate's test: hello, the outbox again, then answers until the line ends.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use rand::RngExt;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::{sleep_until, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::candidate::{Candidate, End};
use crate::http;
use crate::ledger::Doing;

type Line = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// The server's word for how often to ping; silence of three of them is a dead line.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// One in so many commands goes over HTTP beside the websocket, to any node.
const BESIDE: u32 = 25;

struct Talk<'a> {
    me: &'a mut Candidate,
    line: Line,
    /// When to say a refused command again.
    again: BTreeMap<u64, Instant>,
    /// When what is unanswered on this line was said.
    said: BTreeMap<u64, Instant>,
    next: Instant,
    ping: Instant,
}

pub async fn turn(me: &mut Candidate) -> End {
    let door = me.door();
    let Ok(Some((line, first))) = timeout(me.patience, connect(door, me)).await else { return End::Broken };
    if first["type"] == "bye" {
        return bye(me, &first);
    }
    me.rested();
    if me.check(&first["snapshot"], "welcome") {
        return End::Over;
    }
    let (next, ping) = (me.next_command(), Instant::now() + HEARTBEAT);
    let mut talk = Talk { me, line, again: BTreeMap::new(), said: BTreeMap::new(), next, ping };
    talk.run().await.unwrap_or_else(|end| end)
}

async fn connect(door: u16, me: &Candidate) -> Option<(Line, Value)> {
    let mut request = format!("ws://127.0.0.1:{door}/ws/candidate").into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", "ukur.v1".parse().unwrap());
    let (mut line, _) = connect_async(request).await.ok()?;
    let hello = json!({"type": "hello", "protocol": 1, "token": me.token, "client_id": me.ledger.client});
    line.send(Message::Text(hello.to_string().into())).await.ok()?;
    let Some(Ok(Message::Text(text))) = line.next().await else { return None };
    Some((line, serde_json::from_str(&text).unwrap()))
}

impl Talk<'_> {
    async fn run(&mut self) -> Result<End, End> {
        let start = Doing::Start;
        if !self.me.ledger.has(&start) {
            self.me.ledger.add(start);
        }
        for number in self.me.ledger.outbox() {
            self.say(number).await?;
        }
        loop {
            let wake = self.wake();
            tokio::select! {
                heard = self.line.next() => match heard {
                    Some(Ok(Message::Text(text))) => self.hear(&serde_json::from_str(&text).unwrap())?,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(End::Broken),
                    Some(Ok(_)) => {}
                },
                () = sleep_until(wake.into()) => self.act().await?,
            }
        }
    }

    fn wake(&self) -> Instant {
        let dead = self.said.values().min().map(|at| *at + self.me.patience);
        let again = self.again.values().min().copied();
        [Some(self.next), Some(self.ping), dead, again].into_iter().flatten().min().unwrap()
    }

    async fn act(&mut self) -> Result<(), End> {
        let now = Instant::now();
        if self.said.values().any(|at| *at + self.me.patience <= now) {
            return Err(End::Broken);
        }
        if self.ping <= now {
            self.ping = now + HEARTBEAT;
            self.send(json!({"type": "ping", "sent_ms": self.me.world.millis()})).await?;
        }
        let due: Vec<u64> = self.again.iter().filter(|(_, at)| **at <= now).map(|(number, _)| *number).collect();
        for number in due {
            self.again.remove(&number);
            self.say(number).await?;
        }
        if self.next <= now {
            self.next = self.me.next_command();
            self.go_on().await?;
        }
        Ok(())
    }

    async fn go_on(&mut self) -> Result<(), End> {
        if self.me.ledger.form.is_empty() && !self.me.ledger.outbox().contains(&1) {
            return http::form(self.me).await;
        }
        let Some(number) = self.me.think() else { return Ok(()) };
        if self.me.rng.random_ratio(1, BESIDE) {
            // Refused for now or not answered: the line says it again.
            match http::say(self.me, &[number]).await {
                Ok(None) => {}
                Ok(Some(after)) => drop(self.again.insert(number, Instant::now() + after)),
                Err(_) => drop(self.again.insert(number, Instant::now())),
            }
            return Ok(());
        }
        self.say(number).await
    }

    async fn say(&mut self, number: u64) -> Result<(), End> {
        self.me.sending(number);
        self.said.entry(number).or_insert_with(Instant::now);
        self.send(self.me.ledger.frame(number)).await
    }

    async fn send(&mut self, frame: Value) -> Result<(), End> {
        match timeout(self.me.patience, self.line.send(Message::Text(frame.to_string().into()))).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(End::Broken),
        }
    }

    fn hear(&mut self, message: &Value) -> Result<(), End> {
        match message["type"].as_str().unwrap() {
            "ack" | "reject" => {
                self.said.remove(&message["client_seq"].as_u64().unwrap());
                if let Some((number, after)) = self.me.told(message) {
                    self.again.insert(number, Instant::now() + after);
                }
                Ok(())
            }
            // An outbox that is empty has nothing more to say to a closed attempt.
            "phase" if message["phase"]["phase"] == "closed" => Err(End::Over),
            "bye" => Err(bye(self.me, message)),
            _ => Ok(()),
        }
    }
}

fn bye(me: &mut Candidate, message: &Value) -> End {
    let code = message["code"].as_str().unwrap();
    me.world.count(&format!("bye {code}"));
    match (code, message["retry_after_ms"].as_u64()) {
        // A random factor of 1 to 3 (protocol, §6): the whole hall hears this at once.
        (_, Some(after)) => End::After(Duration::from_millis(after).mul_f64(me.rng.random_range(1.0..3.0))),
        // The page stops; its candidate, who sits before it, asks it to go on.
        ("replaced" | "timed_out", None) => End::Broken,
        ("not_signed_in", None) => me.signed_out(),
        _ => {
            me.world.violated(format!("candidate {}: bye {message}", me.mark));
            End::Over
        }
    }
}
