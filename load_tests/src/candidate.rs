//! One virtual candidate: comes in, gives commands one after the other, keeps the line alive, comes back when it breaks,
//! and writes down what it was told. What it gives and when is `behaviour` and the scenarios.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use ukur::wire::PROTOCOL;
use ukur::wire::adaptive::Offer;
use ukur::wire::candidate::{ClientCommand, ClientMessage, Phase, RejectCode, ServerMessage};
use ukur::wire::item::ResponseValue;
use ukur::wire::number::{ClientSeq, InstantMs, Seq, SpanMs};

use crate::door::{self, Card, Question};
use crate::ledger::Ledger;
use crate::line::Line;
use crate::site::{PATIENCE, Site};
use crate::trouble::Trouble;

/// The first wait after a line that broke, and the longest (`docs/protocol.md`, §6).
const FIRST_WAIT: Duration = Duration::from_millis(300);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

pub struct Candidate {
    pub site: Arc<Site>,
    pub card: Card,
    pub rng: ChaCha8Rng,
    pub form: Box<[Question]>,
    pub ledger: Ledger,
    /// The server said that the attempt is closed.
    pub is_over: bool,
    /// Where an adaptive test stands, as the server told last.
    pub offer: Option<Offer>,
    token: String,
    is_started: bool,
    next_seq: u64,
    seen: u64,
    line: Option<Line>,
    heartbeat: Duration,
    next_ping: Instant,
}

/// What became of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Acked,
    /// The rules say no; the attempt may be over.
    Refused,
}

impl Candidate {
    pub fn new(site: Arc<Site>, card: Card, seed: u64, index: usize) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(index as u64);
        Self {
            site,
            card,
            rng,
            form: Box::default(),
            ledger: Ledger::default(),
            is_over: false,
            offer: None,
            token: String::new(),
            is_started: false,
            next_seq: 1,
            seen: 0,
            line: None,
            heartbeat: PATIENCE,
            next_ping: Instant::now() + PATIENCE,
        }
    }

    /// From the door to the first item: sign in, connect, start, fetch the form. `due`: when the person began.
    pub async fn begin(&mut self, due: Instant) {
        while self.token.is_empty() {
            match door::sign_in(&self.site, &self.card).await {
                Ok(token) => self.token = token,
                Err(trouble) => self.stumble(&trouble, FIRST_WAIT).await,
            }
        }
        self.reconnect().await;
        if !self.is_over && !self.is_started {
            self.command(|client_seq| ClientCommand::Start { client_seq }).await;
        }
        self.fetch_form().await;
        self.site.tally.start.record(due.elapsed());
        self.site.tally.started.fetch_add(1, Ordering::Relaxed);
    }

    pub async fn fetch_form(&mut self) {
        while !self.is_over {
            match door::form(&self.site, &self.token).await {
                Ok(form) => {
                    self.form = form;
                    return;
                }
                // The attempt closed meanwhile: the line says how.
                Err(Trouble::Http(409 | 401)) => return,
                Err(trouble) => self.stumble(&trouble, FIRST_WAIT).await,
            }
        }
    }

    /// Gives an answer that the person decided on at `due`, and waits until it is saved.
    pub async fn answer(&mut self, question: usize, response: ResponseValue, due: Instant) -> Told {
        let item = self.form[question].item.clone();
        let spent = i64::try_from(self.next_seq).unwrap_or(0);
        let seen_seq = Seq(self.seen);
        self.site.tally.answers_sent.fetch_add(1, Ordering::Relaxed);
        let told = self
            .command(|client_seq| ClientCommand::Answer {
                client_seq,
                item_id: item.clone(),
                response: Some(response.clone()),
                seen_seq,
                spent_ms: SpanMs(spent),
            })
            .await;
        match told {
            Some(Told::Acked) => {
                self.site.tally.answers_acked.fetch_add(1, Ordering::Relaxed);
                self.site.tally.ack.record(due.elapsed());
                self.ledger.acked_answer(&item, response, spent);
                Told::Acked
            }
            Some(Told::Refused) => Told::Refused,
            None => {
                self.ledger.unheard_answer(&item, response, spent);
                Told::Refused
            }
        }
    }

    pub async fn flag(&mut self, question: usize, flagged: bool) {
        let item_id = self.form[question].item.clone();
        self.command(|client_seq| ClientCommand::Flag { client_seq, item_id, flagged }).await;
    }

    pub async fn visit(&mut self, question: usize) {
        let item_id = self.form[question].item.clone();
        self.command(|client_seq| ClientCommand::Visit { client_seq, item_id }).await;
    }

    /// Makes the response to the item on the screen final, and waits until the server has told what follows from it.
    pub async fn confirm(&mut self, item: &str) -> Told {
        let (item_id, seen_seq) = (item.to_owned(), Seq(self.seen));
        let told = self
            .command(|client_seq| ClientCommand::Confirm { client_seq, item_id: item_id.clone(), seen_seq })
            .await
            .unwrap_or(Told::Refused);
        while told == Told::Acked && !self.is_over && self.shows(item) {
            self.breathe(Instant::now() + PATIENCE).await;
        }
        told
    }

    /// What is offered first comes right after the ack of the start.
    pub async fn hear_first_offer(&mut self) {
        let until = Instant::now() + PATIENCE;
        while self.offer.is_none() && !self.is_over && Instant::now() < until {
            self.breathe(until).await;
        }
    }

    fn shows(&self, item: &str) -> bool {
        self.offer.as_ref().is_some_and(|offer| offer.item_id.as_deref() == Some(item))
    }

    pub async fn submit(&mut self) {
        self.command(|client_seq| ClientCommand::Submit { client_seq }).await;
        self.finished();
    }

    /// Breathes until `until`: pings, and hears what the server says by itself.
    pub async fn wait(&mut self, until: Instant) {
        while !self.is_over && Instant::now() < until {
            self.breathe(until).await;
        }
    }

    /// Hears one message, pings once, comes back, or has waited until `until`.
    async fn breathe(&mut self, until: Instant) {
        let Some(line) = &mut self.line else { return self.reconnect().await };
        let wake = until.min(self.next_ping);
        let heard = timeout_at(wake, line.hear()).await;
        let step = match heard {
            Ok(heard) => heard.and_then(|message| self.heed(&message)),
            Err(_) if self.next_ping <= Instant::now() => self.ping().await,
            Err(_) => Ok(()),
        };
        if let Err(trouble) = step {
            self.lost(&trouble);
        }
    }

    /// Until the server says that it is over, or `until`.
    pub async fn wait_for_the_end(&mut self, until: Instant) {
        while !self.is_over && Instant::now() < until {
            self.wait(until).await;
        }
    }

    /// The line is gone without a word, as when a switch loses power.
    pub fn cut(&mut self) {
        if let Some(line) = self.line.take() {
            line.cut();
            self.site.tally.connected.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Comes back however long it takes, as the page does: with growing, jittered waits.
    pub async fn reconnect(&mut self) {
        let mut wait = FIRST_WAIT;
        while self.line.is_none() && !self.is_over {
            if let Err(trouble) = self.connect().await {
                self.stumble(&trouble, wait).await;
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        }
    }

    /// Leaves the hall.
    pub async fn leave(&mut self) {
        if let Some(line) = self.line.take() {
            line.close().await;
            self.site.tally.connected.fetch_sub(1, Ordering::Relaxed);
        }
    }

    async fn connect(&mut self) -> Result<(), Trouble> {
        let mut line = Line::open(&self.site, "/ws/candidate", None).await?;
        let hello = ClientMessage::Hello {
            protocol: PROTOCOL,
            token: self.token.clone(),
            client_id: format!("load-{}", self.card.attempt.get(..8).unwrap_or("0")),
        };
        line.say(&hello).await?;
        let first = timeout(PATIENCE, line.hear()).await.map_err(|_| Trouble::Silence)??;
        let ServerMessage::Welcome { heartbeat_ms, snapshot, .. } = first else {
            return Err(if let ServerMessage::Bye { code, .. } = first {
                Trouble::Bye(code)
            } else {
                Trouble::Garbled
            });
        };
        self.seen = self.seen.max(snapshot.seq.0);
        self.heed_phase(&snapshot.phase);
        self.heartbeat = Duration::from_millis(u64::try_from(heartbeat_ms.0).unwrap_or(10_000));
        self.next_ping = Instant::now() + self.heartbeat.mul_f64(self.rng.random_range(0.5..1.0));
        self.line = Some(line);
        self.site.tally.connected.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// `None`: the test was over before anything was heard of it.
    async fn command(&mut self, build: impl FnOnce(ClientSeq) -> ClientCommand) -> Option<Told> {
        let number = ClientSeq(self.next_seq);
        self.next_seq += 1;
        let message = ClientMessage::Command(build(number));
        loop {
            if self.line.is_none() {
                self.reconnect().await;
            }
            match self.ask(&message, number).await {
                Ok(told) => return Some(told),
                // Whether it was stored is not known: its repeat will tell.
                Err(trouble) => self.lost(&trouble),
            }
            if self.is_over {
                return None;
            }
        }
    }

    async fn ask(&mut self, message: &ClientMessage, number: ClientSeq) -> Result<Told, Trouble> {
        let line = self.line.as_mut().ok_or(Trouble::Line)?;
        line.say(message).await?;
        let mut until = Instant::now() + PATIENCE;
        loop {
            let line = self.line.as_mut().ok_or(Trouble::Line)?;
            let heard = timeout_at(until, line.hear()).await.map_err(|_| Trouble::Silence)??;
            match heard {
                ServerMessage::Ack { client_seq, seq, .. } if client_seq == number => {
                    self.seen = self.seen.max(seq.0);
                    return Ok(Told::Acked);
                }
                ServerMessage::Reject { client_seq, code, retry_after_ms } if client_seq == number => {
                    self.site.tally.count(&Trouble::Refused(code));
                    let Some(after) = retry_after_ms else {
                        if matches!(code, RejectCode::AfterDeadline | RejectCode::Closed | RejectCode::Voided) {
                            self.finished();
                        }
                        return Ok(Told::Refused);
                    };
                    sleep(Duration::from_millis(u64::try_from(after.0).unwrap_or(1_000))).await;
                    self.line.as_mut().ok_or(Trouble::Line)?.say(message).await?;
                    until = Instant::now() + PATIENCE;
                }
                other => self.heed(&other)?,
            }
        }
    }

    fn heed(&mut self, message: &ServerMessage) -> Result<(), Trouble> {
        match message {
            ServerMessage::Phase { phase, seq, .. } => {
                self.seen = self.seen.max(seq.0);
                self.heed_phase(phase);
                Ok(())
            }
            ServerMessage::Bye { code, .. } => Err(Trouble::Bye(*code)),
            _ => Ok(()),
        }
    }

    fn heed_phase(&mut self, phase: &Phase) {
        self.is_started |= !matches!(phase, Phase::Registered | Phase::Admitted);
        if let Phase::InProgress { offer, .. } = phase {
            self.offer.clone_from(offer);
        }
        if matches!(phase, Phase::Closed { .. } | Phase::Voided { .. }) {
            self.finished();
        }
    }

    fn finished(&mut self) {
        if !std::mem::replace(&mut self.is_over, true) {
            self.site.tally.over.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn ping(&mut self) -> Result<(), Trouble> {
        self.next_ping = Instant::now() + self.heartbeat;
        let line = self.line.as_mut().ok_or(Trouble::Line)?;
        line.say(&ClientMessage::Ping { sent_ms: InstantMs(0) }).await
    }

    fn lost(&mut self, trouble: &Trouble) {
        self.site.tally.count(trouble);
        self.cut();
    }

    async fn stumble(&mut self, trouble: &Trouble, wait: Duration) {
        self.site.tally.count(trouble);
        sleep(wait.mul_f64(self.rng.random_range(0.5..1.0))).await;
    }
}
