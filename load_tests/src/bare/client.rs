//! Load on a bare server: as many lines as a hall has candidates, each with frames that look like an answer, in the
//! three ways in which Ukur is measured: as fast as they come back, at a pace, or idle.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context;
use futures_util::future::join_all;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};
use ukur::wire::candidate::{ClientCommand, ClientMessage};
use ukur::wire::item::ResponseValue;
use ukur::wire::number::{ClientSeq, Seq, SpanMs};

use super::server::PATH;
use crate::line::Line;
use crate::meter::Meter;
use crate::progress::Progress;
use crate::report::{Readings, Report};
use crate::scenario::unhurried;
use crate::site::{PATIENCE, Site};
use crate::trouble::Trouble;

/// As in the scenario `start`.
const STORM: Duration = Duration::from_secs(1);

#[derive(Clone, Debug)]
pub struct Setup {
    pub connections: usize,
    /// Length of the measured part.
    pub span: Duration,
    pub load: Load,
    /// All of them come within one second.
    pub storm: bool,
    pub seed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    /// Closed loop: the next frame when the last one came back.
    Saturate,
    /// A frame every so often, at moments of each line's own.
    Steady(Duration),
    Idle,
}

/// Runs the load and reports it like a scenario: an answer is a frame, a start is the way from nothing to the first
/// frame that came back.
pub async fn run(site: Arc<Site>, meter: Meter, setup: Setup) -> anyhow::Result<Report> {
    let name = site.http.get(site.url("/")).send().await?.error_for_status()?.text().await?;
    let empty = meter.read();
    let progress = Progress::start(site.clone(), setup.connections);
    let arrival = Instant::now();
    let over = if setup.storm { STORM } else { unhurried(setup.connections) };
    let clients = come_in(&site, &setup, over).await?;
    let last = arrival.elapsed().saturating_sub(over);
    let started = meter.read();
    site.tally.restart();
    let began = Instant::now();
    let clients = all(clients, began, began + setup.span, setup.load).await?;
    let readings = Readings { empty, started, ended: meter.read(), ..Readings::default() };
    drop(progress);
    let mut report = Report::of(&name, setup.connections, began.elapsed(), &site.tally, readings);
    if setup.storm {
        report.more.insert("last_first_answer_after_storm_ms".to_owned(), last.as_secs_f64() * 1e3);
    }
    if setup.load == Load::Idle {
        report.weigh_at_the_end(readings);
    }
    join_all(clients.into_iter().map(|client| client.line.close())).await;
    Ok(report)
}

async fn come_in(site: &Arc<Site>, setup: &Setup, over: Duration) -> anyhow::Result<Vec<Client>> {
    let (began, count) = (Instant::now(), u32::try_from(setup.connections.max(1))?);
    let mut tasks = JoinSet::new();
    for index in 0..count {
        let (site, seed) = (site.clone(), setup.seed);
        tasks.spawn(async move {
            let due = began + over * index / count;
            sleep_until(due).await;
            Client::begin(site, seed, index, due).await
        });
    }
    joined(tasks).await
}

async fn all(clients: Vec<Client>, began: Instant, until: Instant, load: Load) -> anyhow::Result<Vec<Client>> {
    let mut tasks = JoinSet::new();
    for client in clients {
        tasks.spawn(client.go_on(began, until, load));
    }
    joined(tasks).await
}

/// Those whose line still stands.
async fn joined(mut tasks: JoinSet<Option<Client>>) -> anyhow::Result<Vec<Client>> {
    let mut standing = Vec::with_capacity(tasks.len());
    while let Some(client) = tasks.join_next().await {
        standing.extend(client.context("a client's task failed")?);
    }
    Ok(standing)
}

/// One line and the one who sends on it.
struct Client {
    site: Arc<Site>,
    line: Line,
    rng: ChaCha8Rng,
    count: u64,
}

impl Client {
    /// Connects and has the first frame answered. A line that fails is counted and stays away: a bare server has no
    /// excuse for one.
    async fn begin(site: Arc<Site>, seed: u64, index: u32, due: Instant) -> Option<Self> {
        let line = match Line::open(&site, PATH, None).await {
            Ok(line) => line,
            Err(trouble) => {
                site.tally.count(&trouble);
                return None;
            }
        };
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(index.into());
        site.tally.connected.fetch_add(1, Ordering::Relaxed);
        let client = Self { site, line, rng, count: 0 }.sent(due).await?;
        client.site.tally.start.record(due.elapsed());
        client.site.tally.started.fetch_add(1, Ordering::Relaxed);
        Some(client)
    }

    async fn go_on(self, began: Instant, until: Instant, load: Load) -> Option<Self> {
        let client = match load {
            Load::Saturate => self.at_once(until).await?,
            Load::Steady(pace) => self.steadily(began, until, pace).await?,
            Load::Idle => self,
        };
        sleep_until(until).await;
        Some(client)
    }

    async fn at_once(mut self, until: Instant) -> Option<Self> {
        while Instant::now() < until {
            self = self.sent(Instant::now()).await?;
        }
        Some(self)
    }

    /// The same moments as in the scenario `steady`, timed from when each frame was due.
    async fn steadily(mut self, began: Instant, until: Instant, pace: Duration) -> Option<Self> {
        let mut due = began + pace.mul_f64(self.rng.random_range(0.0..1.0));
        while due < until {
            sleep_until(due).await;
            self = self.sent(due).await?;
            due += pace;
        }
        Some(self)
    }

    /// Sends a frame and waits until it is back; a line that broke is dropped.
    async fn sent(mut self, due: Instant) -> Option<Self> {
        match self.exchange(due).await {
            Ok(()) => Some(self),
            Err(trouble) => {
                self.site.tally.connected.fetch_sub(1, Ordering::Relaxed);
                self.site.tally.count(&trouble);
                None
            }
        }
    }

    async fn exchange(&mut self, due: Instant) -> Result<(), Trouble> {
        let frame = frame(self.count)?;
        self.count += 1;
        self.site.tally.answers_sent.fetch_add(1, Ordering::Relaxed);
        self.line.send_text(frame.clone()).await?;
        let back = timeout(PATIENCE, self.line.text()).await.map_err(|_| Trouble::Silence)??;
        if back != frame {
            return Err(Trouble::Garbled);
        }
        self.site.tally.answers_acked.fetch_add(1, Ordering::Relaxed);
        self.site.tally.ack.record(due.elapsed());
        Ok(())
    }
}

/// A long answer of the protocol: five pairs of a matching item.
fn frame(count: u64) -> Result<String, Trouble> {
    let pairs = ["1", "2", "3", "4", "5"].into_iter().zip(["C", "A", "E", "B", "D"]);
    let message = ClientMessage::Command(ClientCommand::Answer {
        client_seq: ClientSeq(count + 1),
        item_id: format!("tek-{:03}", count % 60),
        response: Some(ResponseValue::Match { pairs: pairs.map(|(l, r)| (l.to_owned(), r.to_owned())).collect() }),
        seen_seq: Seq(count),
        spent_ms: SpanMs(41_250),
    });
    serde_json::to_string(&message).map_err(|_| Trouble::Garbled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bare::server;

    #[test]
    fn a_frame_is_as_long_as_an_answer() {
        let length = frame(500).unwrap().len();
        assert!((170..=190).contains(&length), "{length}");
    }

    #[tokio::test]
    async fn every_frame_comes_back_and_is_counted() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(server::serve(listener, None));
        for load in [Load::Saturate, Load::Steady(Duration::from_millis(50)), Load::Idle] {
            let setup = Setup { connections: 4, span: Duration::from_millis(200), load, storm: false, seed: 1 };
            let report = run(Site::new(&base, false).unwrap(), Meter::default(), setup).await.unwrap();
            assert_eq!((report.scenario.as_str(), report.candidates), ("bare-echo", 4));
            assert!(report.errors.is_empty() && report.answers_sent == report.answers_acked, "{report:?}");
            assert_eq!(report.answers_acked == 0, load == Load::Idle);
        }
        server.abort();
    }
}
