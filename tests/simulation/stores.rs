//! The stores' in-memory twins with faults: unavailable, done without saying so, not done without saying so.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use ukur::delivery::ports::{Append, AppendError, CheckpointStore, Claim, FinalRecord, RecordStore, StoreError};
use ukur::domain::attempt::Event;
use ukur::domain::form::Form;
use ukur::domain::ids::{AttemptId, OwnerId, SessionId};
use ukur::domain::session::{Enrolment, Session};

#[derive(Debug, thiserror::Error)]
#[error("simulated outage")]
struct Outage;

fn outage() -> StoreError {
    StoreError::Unavailable(Box::new(Outage))
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
    /// Per mille of calls that go wrong.
    trouble: u32,
    faults: Faults,
}

impl SimStore {
    pub fn new(seed: u64) -> Arc<Self> {
        let rng = ChaCha8Rng::seed_from_u64(seed ^ 0x5706_e5ee_d000_0000);
        Arc::new(Self(Mutex::new(Inner {
            rng,
            logs: BTreeMap::new(),
            finals: BTreeMap::new(),
            trouble: 0,
            faults: Faults::default(),
        })))
    }

    /// Sets how often calls go wrong; gives what it was.
    pub fn set_trouble(&self, per_mille: u32) -> u32 {
        std::mem::replace(&mut self.0.lock().unwrap().trouble, per_mille)
    }

    pub fn log(&self, attempt: &AttemptId) -> Vec<Event> {
        self.0.lock().unwrap().logs.get(attempt).map(|log| log.events.clone()).unwrap_or_default()
    }

    pub fn final_record(&self, attempt: &AttemptId) -> Option<FinalRecord> {
        self.0.lock().unwrap().finals.get(attempt).cloned()
    }

    /// Fails now and then, before or after it was done.
    fn take(&self, attempt: &AttemptId, owner: &OwnerId, only_own: bool) -> Result<Option<Claim>, StoreError> {
        let mut inner = self.0.lock().unwrap();
        let wrong = inner.goes_wrong();
        if wrong {
            inner.faults.refused += 1;
            if inner.rng.random() {
                return Err(outage());
            }
        }
        let log = inner.logs.entry(attempt.clone()).or_default();
        if only_own && log.owner.as_ref() != Some(owner) {
            return Ok(None);
        }
        log.epoch += 1;
        log.owner = Some(owner.clone());
        let claim = Claim { epoch: log.epoch, events: log.events.clone() };
        if wrong { Err(outage()) } else { Ok(Some(claim)) }
    }

    pub fn faults(&self) -> Faults {
        self.0.lock().unwrap().faults
    }
}

#[derive(Default)]
struct Log {
    epoch: u64,
    owner: Option<OwnerId>,
    events: Vec<Event>,
}

impl Inner {
    fn goes_wrong(&mut self) -> bool {
        self.trouble > 0 && self.rng.random_range(0..1_000) < self.trouble
    }

    fn apply(&mut self, append: Append) -> Result<(), AppendError> {
        let log = self.logs.entry(append.attempt).or_default();
        if log.epoch != append.epoch || log.events.len() as u64 != append.expected_seq {
            self.faults.fenced += 1;
            return Err(AppendError::Conflict);
        }
        log.events.extend(append.events);
        Ok(())
    }
}

#[async_trait]
impl CheckpointStore for SimStore {
    async fn claim(&self, attempt: &AttemptId, owner: &OwnerId) -> Result<Claim, StoreError> {
        Ok(self.take(attempt, owner, false)?.expect("an unconditional claim"))
    }

    async fn reclaim(&self, attempt: &AttemptId, owner: &OwnerId) -> Result<Option<Claim>, StoreError> {
        self.take(attempt, owner, true)
    }

    async fn append(&self, append: Append) -> Result<(), AppendError> {
        let mut inner = self.0.lock().unwrap();
        if !inner.goes_wrong() {
            return inner.apply(append);
        }
        match inner.rng.random_range(0..3) {
            0 => {
                inner.faults.refused += 1;
                Err(AppendError::Unavailable("simulated".into()))
            }
            1 => {
                inner.faults.unknown_lost += 1;
                Err(AppendError::Unknown("simulated".into()))
            }
            _ => {
                inner.faults.unknown_applied += 1;
                inner.apply(append)?;
                Err(AppendError::Unknown("simulated".into()))
            }
        }
    }

    async fn check(&self) -> Result<(), StoreError> {
        Ok(())
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

    async fn enrolments(&self, _: &SessionId) -> Result<Vec<Enrolment>, StoreError> {
        Ok(Vec::new())
    }

    async fn enrolment(&self, _: &AttemptId) -> Result<Option<Enrolment>, StoreError> {
        Ok(None)
    }

    async fn form(&self, _: &AttemptId) -> Result<Option<Form>, StoreError> {
        Ok(None)
    }

    /// Unique on the attempt; may store and still report an error.
    async fn finalise(&self, record: &FinalRecord) -> Result<(), StoreError> {
        let mut inner = self.0.lock().unwrap();
        let wrong = inner.goes_wrong();
        if !wrong || inner.rng.random() {
            inner.finals.entry(record.attempt.clone()).or_insert_with(|| record.clone());
        }
        if wrong {
            inner.faults.record_failures += 1;
            return Err(outage());
        }
        Ok(())
    }

    async fn check(&self) -> Result<(), StoreError> {
        Ok(())
    }

    async fn finalised(&self, _: &SessionId) -> Result<Vec<AttemptId>, StoreError> {
        Ok(self.0.lock().unwrap().finals.keys().cloned().collect())
    }
}
