//! The checkpoint as the model has it: one value that is put into place before each step and taken out after it, and
//! what goes wrong with the next append.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use ukur::delivery::ports::{Append, AppendError, BoardRow, CheckpointStore, Claim, Kept, Place, StoreError, Why};
use ukur::domain::attempt::{Event, Outage};
use ukur::domain::ids::{AttemptId, OwnerId, SessionId};
use ukur::domain::time::Instant;

/// What happens to the next append.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Fault {
    #[default]
    None,
    /// Refused before anything was written.
    Refused,
    /// Written, and the answer was lost.
    Unheard,
    /// On its way still when the owner stops waiting: it may be written later.
    Floating,
    /// As `Unheard`, and the log cannot be read again either.
    UnheardAndUnreadable,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Log {
    pub epoch: u64,
    pub owner: Option<OwnerId>,
    pub closed: bool,
    pub events: Vec<Event>,
    /// Appends that were asked for and may arrive yet.
    pub floating: Vec<Late>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Late {
    pub epoch: u64,
    pub expected_seq: u64,
    pub expected_closed: bool,
    pub closed: bool,
    pub events: Arc<[Event]>,
}

impl Log {
    /// The condition of an append and its effect, in one step.
    pub fn append(&mut self, late: &Late) -> bool {
        let as_expected = self.epoch == late.epoch
            && self.events.len() as u64 == late.expected_seq
            && self.closed == late.expected_closed;
        if as_expected {
            self.events.extend_from_slice(&late.events);
            self.closed = late.closed;
        }
        as_expected
    }
}

#[derive(Default)]
pub struct ModelStore {
    inner: Mutex<(Log, Fault)>,
    /// What was asked for last.
    pub asked: Mutex<Option<Append>>,
}

impl ModelStore {
    pub fn put(&self, log: Log, fault: Fault) {
        *self.inner.lock().unwrap() = (log, fault);
    }

    pub fn take(&self) -> Log {
        self.inner.lock().unwrap().0.clone()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("away")]
struct Away;

fn away() -> StoreError {
    StoreError::Unavailable(Box::new(Away))
}

#[async_trait]
impl CheckpointStore for ModelStore {
    async fn mark(&self, _: &SessionId, proposed: Option<&str>) -> Result<Option<String>, StoreError> {
        Ok(proposed.map(str::to_owned))
    }

    async fn claim(&self, _: &Place, owner: &OwnerId, _: Why) -> Result<Claim, StoreError> {
        let (log, _) = &mut *self.inner.lock().unwrap();
        log.epoch += 1;
        log.owner = Some(owner.clone());
        Ok(Claim { epoch: log.epoch, events: log.events.clone() })
    }

    async fn reclaim(&self, _: &Place, owner: &OwnerId) -> Result<Option<Claim>, StoreError> {
        let (log, fault) = &mut *self.inner.lock().unwrap();
        if *fault == Fault::UnheardAndUnreadable {
            return Err(away());
        }
        if log.owner.as_ref() != Some(owner) {
            return Ok(None);
        }
        log.epoch += 1;
        Ok(Some(Claim { epoch: log.epoch, events: log.events.clone() }))
    }

    async fn append(&self, append: Append) -> Result<(), AppendError> {
        *self.asked.lock().unwrap() = Some(append.clone());
        let (log, fault) = &mut *self.inner.lock().unwrap();
        let Append { epoch, expected_seq, expected_closed, closed, events, .. } = append;
        let late = Late { epoch, expected_seq, expected_closed, closed, events };
        match fault {
            Fault::Refused => Err(AppendError::Unavailable(Away.to_string())),
            Fault::Floating => {
                log.floating.push(late);
                Err(AppendError::Unknown(Away.to_string()))
            }
            _ if !log.append(&late) => Err(AppendError::Conflict),
            Fault::None => Ok(()),
            Fault::Unheard | Fault::UnheardAndUnreadable => Err(AppendError::Unknown(Away.to_string())),
        }
    }

    async fn read(&self, _: &Place) -> Result<Vec<Event>, StoreError> {
        Ok(self.take().events)
    }

    async fn owner(&self, _: &Place) -> Result<Option<OwnerId>, StoreError> {
        Ok(self.take().owner)
    }

    async fn overdue(&self, _: &SessionId, _: Instant, _: usize) -> Result<Vec<(AttemptId, OwnerId)>, StoreError> {
        Ok(Vec::new())
    }

    async fn unsettled(&self, _: &SessionId) -> Result<u64, StoreError> {
        Ok(0)
    }

    async fn settled(&self, _: &Place, _: u64) -> Result<(), StoreError> {
        Ok(())
    }

    async fn beat(&self, _: &SessionId, _: Instant) -> Result<Vec<Outage>, StoreError> {
        Ok(Vec::new())
    }

    async fn board(&self, _: &SessionId) -> Result<Vec<BoardRow>, StoreError> {
        Ok(Vec::new())
    }

    async fn post(&self, _: &SessionId, _: Vec<BoardRow>) -> Result<(), StoreError> {
        Ok(())
    }

    async fn attempts(&self, _: &SessionId) -> Result<Vec<Kept>, StoreError> {
        Ok(Vec::new())
    }

    async fn forget(&self, _: &SessionId) -> Result<(), StoreError> {
        Ok(())
    }

    async fn check(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn promise(&self) -> String {
        "modelled".into()
    }
}
