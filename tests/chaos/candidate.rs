//! A candidate as `docs/protocol.md` has it: numbers its commands, keeps an outbox, comes back to whichever node, and
//! remembers what it was told.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use crate::ledger::{Doing, Ledger, Told};
use crate::server::Card;
use crate::world::{Order, World};
use crate::{http, socket};

/// One in so many never opens a websocket.
const ON_HTTP_ONLY: usize = 8;
/// One in so many submits; the others are ended.
const SUBMITS: usize = 3;
/// The first wait after a line that broke, and the longest (protocol, §2).
const FIRST_WAIT: Duration = Duration::from_millis(300);
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// Commands that may be on their way, as in the official page.
const WINDOW: usize = 32;
/// How long a candidate waits for an answer before it comes again: the protocol says a heartbeat (10 s) at most; some
/// reload their page sooner.
const PATIENCE: std::ops::Range<f64> = 1.5..10.0;

pub struct Candidate {
    pub world: Arc<World>,
    pub index: usize,
    pub card: Card,
    pub token: String,
    pub rng: ChaCha8Rng,
    pub ledger: Ledger,
    pub patience: Duration,
    /// Number → when it was sent for the first time after which nothing was heard of it.
    pub sent: BTreeMap<u64, u64>,
    /// What a number in an answer begins with: it tells whose it is.
    pub mark: usize,
    wait: Duration,
    pub over: bool,
}

/// How a turn on a connection, or without one, ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Come again after the usual wait.
    Broken,
    /// Come again after a span that the server said.
    After(Duration),
    Over,
}

impl Candidate {
    pub fn new(world: Arc<World>, index: usize, mark: usize, card: Card, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ (mark as u64) << 20);
        let ledger = Ledger { client: format!("klien-{mark}"), ..Ledger::default() };
        let patience = Duration::from_secs_f64(rng.random_range(PATIENCE));
        let (token, sent) = (String::new(), BTreeMap::new());
        Self { world, index, card, token, rng, ledger, patience, sent, mark, wait: FIRST_WAIT, over: false }
    }

    /// The whole test of one candidate, until it is over for it.
    pub async fn sit(mut self) -> Self {
        while !http::sign_in(&mut self).await {
            self.pause().await;
        }
        while !self.over {
            let end = if self.is_on_http_only() { http::turn(&mut self).await } else { socket::turn(&mut self).await };
            match end {
                End::Over => self.over = true,
                End::Broken => self.pause().await,
                End::After(span) => tokio::time::sleep(span).await,
            }
        }
        self
    }

    pub fn is_on_http_only(&self) -> bool {
        self.index % ON_HTTP_ONLY == 5
    }

    pub fn submits(&self) -> bool {
        self.index.is_multiple_of(SUBMITS)
    }

    /// A growing, jittered wait.
    pub async fn pause(&mut self) {
        tokio::time::sleep(self.wait.mul_f64(self.rng.random_range(0.5..1.0))).await;
        self.wait = (self.wait * 2).min(LONGEST_WAIT);
    }

    /// The line is good again.
    pub fn rested(&mut self) {
        self.wait = FIRST_WAIT;
    }

    pub fn door(&mut self) -> u16 {
        self.world.doors[self.rng.random_range(0..self.world.doors.len())]
    }

    /// Until the next command.
    pub fn next_command(&mut self) -> Instant {
        Instant::now() + self.world.pace().mul_f64(self.rng.random_range(0.5..1.5))
    }

    /// The next command, by number; `None`: nothing is to be said now.
    pub fn think(&mut self) -> Option<u64> {
        if self.ledger.form.is_empty() || self.ledger.outbox().len() >= WINDOW || self.ledger.has(&Doing::Submit) {
            return None;
        }
        if *self.world.orders.borrow() == Order::Finish && self.submits() {
            return self.ledger.outbox().is_empty().then(|| self.ledger.add(Doing::Submit));
        }
        let item = self.ledger.form[self.rng.random_range(0..self.ledger.form.len())].clone();
        let number = format!("{}{:06}", self.mark, self.ledger.entries.len() + 1);
        let doing = match self.rng.random_range(0..20) {
            0 => Doing::Visit { item },
            1 => Doing::Flag { item, flagged: self.rng.random() },
            2 => Doing::Answer { item, number: None },
            _ => Doing::Answer { item, number: Some(number) },
        };
        Some(self.ledger.add(doing))
    }

    /// An `ack` or `reject` of the server. `Some`: say it again after this.
    pub fn told(&mut self, reply: &Value) -> Option<(u64, Duration)> {
        let number = reply["client_seq"].as_u64().unwrap();
        let sent = self.sent.remove(&number);
        if reply["type"] == "ack" {
            self.acked(number, reply["seq"].as_u64().unwrap(), sent);
            return None;
        }
        let code = reply["code"].as_str().unwrap().to_owned();
        self.world.count(&format!("reject {code}"));
        if let Some(after) = reply["retry_after_ms"].as_u64() {
            return Some((number, Duration::from_millis(after)));
        }
        let Some(entry) = self.ledger.entries.get_mut(&number) else {
            self.world.violated(format!("candidate {}: {code} for number {number}, which was never sent", self.mark));
            return None;
        };
        if !matches!(code.as_str(), "superseded" | "closed" | "already_started") {
            self.world.violated(format!("candidate {}: {:?} refused with {code}", self.mark, entry.doing));
        }
        // An answer that was acknowledged once is not taken back by what is said to its repeat.
        if entry.told == Told::Nothing {
            entry.told = Told::Refused(code);
        }
        None
    }

    fn acked(&mut self, number: u64, seq: u64, sent: Option<u64>) {
        self.ledger.seen = self.ledger.seen.max(seq);
        match self.ledger.entries.get_mut(&number) {
            Some(entry) => {
                if matches!(entry.told, Told::Refused(_)) {
                    self.world.violated(format!("candidate {}: {:?} was refused, then acked", self.mark, entry.doing));
                }
                entry.told = Told::Acked;
            }
            None => self.world.violated(format!("candidate {}: ack for {number}, never sent", self.mark)),
        }
        if let Some(sent) = sent {
            self.world.acked(self.index, sent);
        }
    }

    pub fn sending(&mut self, number: u64) {
        let now = self.world.millis();
        self.sent.entry(number).or_insert(now);
    }

    /// Everything acknowledged is in what the server shows; returns whether the attempt is over.
    pub fn check(&mut self, snapshot: &Value, what: &str) -> bool {
        let responses = snapshot["responses"].as_array().unwrap().iter();
        let shown: BTreeMap<&str, Option<&str>> =
            responses.map(|kept| (kept["item_id"].as_str().unwrap(), kept["response"]["value"].as_str())).collect();
        let seq = snapshot["seq"].as_u64().unwrap();
        let items: Vec<&String> = self.ledger.form.iter().collect();
        let missing = items
            .iter()
            .find(|item| !self.ledger.may_stand(item).contains(&shown.get(item.as_str()).copied().flatten()));
        if seq < self.ledger.seen || missing.is_some() {
            self.world.count(&format!("stale {what}"));
            eprintln!("stale {what}: candidate {} seq {seq} of {}, {missing:?}", self.mark, self.ledger.seen);
        }
        self.ledger.seen = self.ledger.seen.max(seq);
        matches!(snapshot["phase"]["phase"].as_str(), Some("closed" | "voided"))
    }
}
