//! The stores' in-memory twins with faults: unavailable for everybody or for one node, done without saying so, not
//! done without saying so. Each node holds a link of its own to the one store.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use ukur::delivery::ports::{
    Append, AppendError, BoardRow, CheckpointStore, Claim, Due, FinalRecord, Kept, Place, RecordStore, StoreError, Why,
};
use ukur::domain::attempt::{Event, Outage, SHORTEST_OUTAGE};
use ukur::domain::calibration::Calibration;
use ukur::domain::form::Form;
use ukur::domain::ids::{AttemptId, CalibrationId, OwnerId, SessionId};
use ukur::domain::session::{Enrolment, Session};
use ukur::domain::time::Instant;

#[derive(Debug, thiserror::Error)]
#[error("simulated outage")]
struct Away;

fn away() -> StoreError {
    StoreError::Unavailable(Box::new(Away))
}

/// What the checkpoint did that a caller could not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    pub refused: u64,
    pub unknown_applied: u64,
    pub unknown_lost: u64,
    pub fenced: u64,
    pub record_failures: u64,
}

pub struct SimStore(Mutex<Inner>);

struct Inner {
    rng: ChaCha8Rng,
    logs: BTreeMap<AttemptId, Log>,
    finals: BTreeMap<AttemptId, FinalRecord>,
    stamp: Option<Instant>,
    outages: Vec<Outage>,
    /// Nodes that do not reach the store now.
    cut_off: BTreeSet<usize>,
    /// Per mille of calls that go wrong.
    trouble: u32,
    faults: Faults,
}

#[derive(Default)]
struct Log {
    epoch: u64,
    owner: Option<OwnerId>,
    closed: bool,
    due: Option<Instant>,
    row: Option<BoardRow>,
    events: Vec<Event>,
}

/// One node's line to the store.
pub struct Link {
    pub store: Arc<SimStore>,
    pub node: usize,
}

impl SimStore {
    pub fn new(seed: u64) -> Arc<Self> {
        let rng = ChaCha8Rng::seed_from_u64(seed ^ 0x5706_e5ee_d000_0000);
        Arc::new(Self(Mutex::new(Inner {
            rng,
            logs: BTreeMap::new(),
            finals: BTreeMap::new(),
            stamp: None,
            outages: Vec::new(),
            cut_off: BTreeSet::new(),
            trouble: 0,
            faults: Faults::default(),
        })))
    }

    /// Sets how often calls go wrong.
    pub fn set_trouble(&self, per_mille: u32) {
        self.inner().trouble = per_mille;
    }

    /// Cuts or mends a node's line.
    pub fn cut(&self, node: usize, is_cut: bool) {
        let mut inner = self.inner();
        if is_cut {
            inner.cut_off.insert(node)
        } else {
            inner.cut_off.remove(&node)
        };
    }

    pub fn log(&self, attempt: &AttemptId) -> Vec<Event> {
        self.inner().logs.get(attempt).map(|log| log.events.clone()).unwrap_or_default()
    }

    pub fn final_record(&self, attempt: &AttemptId) -> Option<FinalRecord> {
        self.inner().finals.get(attempt).cloned()
    }

    pub fn is_open(&self, attempt: &AttemptId) -> bool {
        self.inner().logs.get(attempt).is_none_or(|log| !log.closed)
    }

    /// The row that the board would show.
    pub fn row(&self, attempt: &AttemptId) -> Option<BoardRow> {
        self.inner().logs.get(attempt)?.row.clone()
    }

    pub fn faults(&self) -> Faults {
        self.inner().faults
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }
}

impl Inner {
    fn goes_wrong(&mut self) -> bool {
        self.trouble > 0 && self.rng.random_range(0..1_000) < self.trouble
    }

    /// Fails now and then, before it was done (`Err`) or after (`Ok(true)`).
    fn fails(&mut self, node: usize) -> Result<bool, StoreError> {
        let wrong = self.goes_wrong();
        if self.cut_off.contains(&node) || (wrong && self.rng.random()) {
            self.faults.refused += 1;
            return Err(away());
        }
        Ok(wrong)
    }

    /// Shows a row, unless a newer one stands.
    fn show(&mut self, row: BoardRow) {
        let log = self.logs.entry(row.attempt.clone()).or_default();
        let order = |row: &BoardRow| (row.epoch, row.version);
        if log.row.as_ref().is_none_or(|before| order(before) < order(&row)) {
            log.row = Some(row);
        }
    }

    fn apply(&mut self, append: Append) -> Result<(), AppendError> {
        let log = self.logs.entry(append.place.attempt).or_default();
        let as_expected = log.epoch == append.epoch
            && log.events.len() as u64 == append.expected_seq
            && log.closed == append.expected_closed;
        if !as_expected {
            self.faults.fenced += 1;
            return Err(AppendError::Conflict);
        }
        log.events.extend_from_slice(&append.events);
        log.closed = append.closed;
        match append.due {
            Due::Unchanged => {}
            Due::Nothing => log.due = None,
            Due::At(at) => log.due = Some(at),
        }
        log.row = append.row.or(log.row.take());
        Ok(())
    }
}

impl Link {
    fn take(&self, place: &Place, owner: &OwnerId, only_own: bool) -> Result<Option<Claim>, StoreError> {
        let mut inner = self.store.inner();
        let unsaid = inner.fails(self.node)?;
        let log = inner.logs.entry(place.attempt.clone()).or_default();
        if only_own && log.owner.as_ref() != Some(owner) {
            return Ok(None);
        }
        log.epoch += 1;
        log.owner = Some(owner.clone());
        let claim = Claim { epoch: log.epoch, events: log.events.clone() };
        if unsaid { Err(away()) } else { Ok(Some(claim)) }
    }

    fn ask<T>(&self, answer: impl FnOnce(&mut Inner) -> T) -> Result<T, StoreError> {
        let mut inner = self.store.inner();
        if inner.fails(self.node)? { Err(away()) } else { Ok(answer(&mut inner)) }
    }
}

#[async_trait]
impl CheckpointStore for Link {
    async fn mark(&self, _: &SessionId, proposed: Option<&str>) -> Result<Option<String>, StoreError> {
        Ok(proposed.map(str::to_owned))
    }

    async fn claim(&self, place: &Place, owner: &OwnerId, _: Why) -> Result<Claim, StoreError> {
        Ok(self.take(place, owner, false)?.expect("an unconditional claim"))
    }

    async fn reclaim(&self, place: &Place, owner: &OwnerId) -> Result<Option<Claim>, StoreError> {
        self.take(place, owner, true)
    }

    async fn append(&self, append: Append) -> Result<(), AppendError> {
        let mut inner = self.store.inner();
        if inner.cut_off.contains(&self.node) {
            inner.faults.refused += 1;
            return Err(AppendError::Unavailable(Away.to_string()));
        }
        if !inner.goes_wrong() {
            return inner.apply(append);
        }
        match inner.rng.random_range(0..3) {
            0 => {
                inner.faults.refused += 1;
                Err(AppendError::Unavailable(Away.to_string()))
            }
            1 => {
                inner.faults.unknown_lost += 1;
                Err(AppendError::Unknown(Away.to_string()))
            }
            _ => {
                inner.apply(append)?;
                inner.faults.unknown_applied += 1;
                Err(AppendError::Unknown(Away.to_string()))
            }
        }
    }

    async fn read(&self, place: &Place) -> Result<Vec<Event>, StoreError> {
        self.ask(|inner| inner.logs.get(&place.attempt).map(|log| log.events.clone()).unwrap_or_default())
    }

    async fn owner(&self, place: &Place) -> Result<Option<OwnerId>, StoreError> {
        self.ask(|inner| inner.logs.get(&place.attempt).and_then(|log| log.owner.clone()))
    }

    async fn overdue(
        &self,
        _: &SessionId,
        now: Instant,
        limit: usize,
    ) -> Result<Vec<(AttemptId, OwnerId)>, StoreError> {
        self.ask(|inner| {
            let due = inner.logs.iter().filter(|(_, log)| log.due.is_some_and(|due| due <= now));
            due.filter_map(|(attempt, log)| Some((attempt.clone(), log.owner.clone()?))).take(limit).collect()
        })
    }

    async fn unsettled(&self, _: &SessionId) -> Result<u64, StoreError> {
        self.ask(|inner| inner.logs.values().filter(|log| log.due.is_some()).count() as u64)
    }

    async fn settled(&self, place: &Place, seq: u64) -> Result<(), StoreError> {
        self.ask(|inner| {
            if let Some(log) = inner.logs.get_mut(&place.attempt)
                && log.closed
                && log.events.len() as u64 == seq
            {
                log.due = None;
            }
        })
    }

    async fn beat(&self, _: &SessionId, now: Instant) -> Result<Vec<Outage>, StoreError> {
        self.ask(|inner| {
            if let Some(from) = inner.stamp.filter(|from| now - *from > SHORTEST_OUTAGE) {
                inner.outages.push(Outage { from, to: now });
            }
            inner.stamp = inner.stamp.max(Some(now));
            inner.outages.clone()
        })
    }

    async fn board(&self, _: &SessionId) -> Result<Vec<BoardRow>, StoreError> {
        self.ask(|inner| inner.logs.values().filter_map(|log| log.row.clone()).collect())
    }

    async fn post(&self, _: &SessionId, rows: Vec<BoardRow>) -> Result<(), StoreError> {
        self.ask(|inner| rows.into_iter().for_each(|row| inner.show(row)))
    }

    async fn attempts(&self, _: &SessionId) -> Result<Vec<Kept>, StoreError> {
        self.ask(|inner| {
            let kept = |(attempt, log): (&AttemptId, &Log)| Kept {
                attempt: attempt.clone(),
                seq: log.events.len() as u64,
                closed: log.closed,
            };
            inner.logs.iter().map(kept).collect()
        })
    }

    async fn forget(&self, _: &SessionId) -> Result<(), StoreError> {
        self.ask(|inner| inner.logs.clear())
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.ask(|_| ())
    }

    fn promise(&self) -> String {
        "simulated".into()
    }
}

#[async_trait]
impl RecordStore for SimStore {
    async fn open_sessions(&self) -> Result<Vec<Session>, StoreError> {
        Ok(Vec::new())
    }

    async fn session(&self, _: &SessionId) -> Result<Option<Session>, StoreError> {
        Ok(None)
    }

    async fn checkpoint_mark(&self, _: &SessionId) -> Result<Option<String>, StoreError> {
        Ok(None)
    }

    async fn set_checkpoint_mark(&self, _: &SessionId, mark: &str) -> Result<Option<String>, StoreError> {
        Ok(Some(mark.to_owned()))
    }

    async fn session_secret(&self, _: &SessionId) -> Result<Option<[u8; 32]>, StoreError> {
        Ok(None)
    }

    async fn enrolments(&self, _: &SessionId) -> Result<Vec<Enrolment>, StoreError> {
        Ok(Vec::new())
    }

    async fn enrolment(&self, _: &AttemptId) -> Result<Option<Enrolment>, StoreError> {
        Ok(None)
    }

    async fn forms(&self, _: &SessionId) -> Result<Vec<(AttemptId, Form)>, StoreError> {
        Ok(Vec::new())
    }

    async fn form(&self, _: &AttemptId) -> Result<Option<Form>, StoreError> {
        Ok(None)
    }

    async fn pinned_calibration(&self, _: &CalibrationId) -> Result<Option<Calibration>, StoreError> {
        Ok(None)
    }

    async fn closed_sessions(&self, _: Instant) -> Result<Vec<SessionId>, StoreError> {
        Ok(Vec::new())
    }

    /// Of two the one of more events stands; may store and still report an error.
    async fn finalise(&self, record: &FinalRecord) -> Result<(), StoreError> {
        let mut inner = self.inner();
        let wrong = inner.goes_wrong();
        if !wrong || inner.rng.random() {
            let stands = inner.finals.get(&record.attempt).is_some_and(|before| before.seq >= record.seq);
            if !stands {
                inner.finals.insert(record.attempt.clone(), record.clone());
            }
        }
        if wrong {
            inner.faults.record_failures += 1;
            return Err(away());
        }
        Ok(())
    }

    async fn check(&self) -> Result<(), StoreError> {
        Ok(())
    }

    async fn finalised(&self, _: &SessionId) -> Result<Vec<(AttemptId, u64)>, StoreError> {
        Ok(self.inner().finals.values().map(|record| (record.attempt.clone(), record.seq)).collect())
    }
}
