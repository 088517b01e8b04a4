//! One attempt in the hands of its owner: decide → checkpoint → apply. No mailbox, no timer, no clock here, so that
//! the simulation drives exactly this code in virtual time.

use std::sync::Arc;

use super::ports::{Append, AppendError, CheckpointStore, StoreError};
use crate::domain::attempt::{Attempt, Command, Event, Plan, Rejection, apply, decide, due, replay};
use crate::domain::ids::{AttemptId, OwnerId};
use crate::domain::time::Instant;

pub struct Owner {
    id: AttemptId,
    own: OwnerId,
    plan: Arc<Plan>,
    store: Arc<dyn CheckpointStore>,
    epoch: u64,
    attempt: Attempt,
    /// False after an append whose outcome is unknown, until the log has been read again: nothing is decided on a
    /// state that may be behind.
    certain: bool,
}

/// Why a command was not acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The rules say no; saying it again changes nothing.
    Rejected(Rejection),
    /// Not durable: send it again.
    Unavailable,
    /// Another node owns the attempt now.
    NotOwner,
}

impl Owner {
    /// Takes the attempt over from whoever had it and rebuilds its state from the log.
    pub async fn claim(
        id: AttemptId,
        own: OwnerId,
        plan: Arc<Plan>,
        store: Arc<dyn CheckpointStore>,
    ) -> Result<Self, StoreError> {
        let claim = store.claim(&id, &own).await?;
        let attempt = replay(&plan, &claim.events);
        Ok(Self { id, own, plan, store, epoch: claim.epoch, attempt, certain: true })
    }

    pub fn attempt(&self) -> &Attempt {
        &self.attempt
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// `Ok` with the new sequence number: durable and applied, now or (a repeat) before.
    pub async fn command(&mut self, now: Instant, command: Command) -> Result<u64, Refusal> {
        self.tick(now).await?;
        let events = decide(&self.attempt, &self.plan, now, command).map_err(Refusal::Rejected)?;
        self.persist(events).await?;
        Ok(self.attempt.seq)
    }

    /// Does what time alone causes; true when something changed.
    pub async fn tick(&mut self, now: Instant) -> Result<bool, Refusal> {
        if !self.certain {
            self.read_again().await?;
        }
        let events = due(&self.attempt, &self.plan, now);
        let changed = !events.is_empty();
        self.persist(events).await?;
        Ok(changed)
    }

    async fn persist(&mut self, events: Vec<Event>) -> Result<(), Refusal> {
        if events.is_empty() {
            return Ok(());
        }
        let append = Append {
            attempt: self.id.clone(),
            epoch: self.epoch,
            expected_seq: self.attempt.seq,
            events: events.clone(),
        };
        match self.store.append(append).await {
            Ok(()) => {
                events.iter().for_each(|event| apply(&mut self.attempt, &self.plan, event));
                Ok(())
            }
            Err(AppendError::Conflict) => Err(Refusal::NotOwner),
            Err(AppendError::Unavailable(_)) => Err(Refusal::Unavailable),
            Err(AppendError::Unknown(_)) => self.find_out(&events).await,
        }
    }

    /// After an append with an unknown outcome the log is the truth.
    async fn find_out(&mut self, events: &[Event]) -> Result<(), Refusal> {
        self.certain = false;
        let before = usize::try_from(self.attempt.seq).unwrap_or(usize::MAX);
        let log = self.read_again().await?;
        let written = log.get(before..before + events.len()) == Some(events);
        if written { Ok(()) } else { Err(Refusal::Unavailable) }
    }

    /// Claims the attempt anew, unless somebody else did, and rebuilds the state.
    async fn read_again(&mut self) -> Result<Vec<Event>, Refusal> {
        let reclaimed = self.store.reclaim(&self.id, &self.own).await.map_err(|_| Refusal::Unavailable)?;
        let claim = reclaimed.ok_or(Refusal::NotOwner)?;
        self.epoch = claim.epoch;
        self.attempt = replay(&self.plan, &claim.events);
        self.certain = true;
        Ok(claim.events)
    }
}
