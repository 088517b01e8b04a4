//! What candidates and the director share: where to connect, what is asked of the hall, and who was acknowledged when.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

/// Answers a second over all candidates.
pub const RATE: f64 = 200.0;

/// What the hall is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Answer,
    /// Those who submit do so; the others go on until they are ended.
    Finish,
}

pub struct World {
    /// Where candidates connect: one proxy before each node.
    pub doors: Vec<u16>,
    pub orders: watch::Sender<Order>,
    pub http: reqwest::Client,
    start: Instant,
    candidates: usize,
    acks: AtomicU64,
    /// Sitting's candidate → when it sent what was last acknowledged, in ms since the start.
    heard: Mutex<Vec<Option<u64>>>,
    counts: Mutex<BTreeMap<String, u64>>,
    violations: Mutex<Vec<String>>,
}

impl World {
    pub fn new(doors: Vec<u16>, candidates: usize) -> Self {
        Self {
            doors,
            orders: watch::Sender::new(Order::Answer),
            http: reqwest::Client::new(),
            start: Instant::now(),
            candidates,
            acks: AtomicU64::new(0),
            heard: Mutex::new(vec![None; candidates]),
            counts: Mutex::default(),
            violations: Mutex::default(),
        }
    }

    /// Between two commands of one candidate, on average.
    pub fn pace(&self) -> Duration {
        Duration::from_secs_f64(f64::from(u32::try_from(self.candidates).unwrap()) / RATE)
            .max(Duration::from_millis(300))
    }

    pub fn millis(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap()
    }

    /// A command sent at `sent` was acknowledged.
    pub fn acked(&self, candidate: usize, sent: u64) {
        self.acks.fetch_add(1, Ordering::Relaxed);
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard[candidate] = heard[candidate].max(Some(sent));
    }

    pub fn acks(&self) -> u64 {
        self.acks.load(Ordering::Relaxed)
    }

    /// Candidates without an ack for anything sent since `since`.
    pub fn waiting(&self, since: u64) -> Vec<usize> {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        (0..heard.len()).filter(|candidate| heard[*candidate].is_none_or(|sent| sent < since)).collect()
    }

    /// A new sitting: nobody was heard of.
    pub fn begin(&self) {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).fill(None);
        self.orders.send_replace(Order::Answer);
    }

    pub fn count(&self, what: &str) {
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner).entry(what.to_owned()).or_default() += 1;
    }

    pub fn counted(&self, what: &str) -> u64 {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).get(what).copied().unwrap_or(0)
    }

    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Something that must never be.
    pub fn violated(&self, what: String) {
        eprintln!("VIOLATION {what}");
        self.violations.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    }

    pub fn violations(&self) -> Vec<String> {
        self.violations.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
