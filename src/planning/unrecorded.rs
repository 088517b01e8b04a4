//! Acts that were done and could not be written to the audit trail yet: an intervention is durable in its attempt's
//! log before anybody writes it down, so a record store that is away must not make the answer a lie.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::audit::{Act, AuditLog};

/// Interventions of some halls over an outage of hours. Past it the oldest goes, into the log.
const MAX_WAITING: usize = 20_000;

#[derive(Default)]
pub(super) struct Unrecorded {
    waiting: Mutex<VecDeque<Act>>,
    /// One writer at a time keeps the order.
    writing: tokio::sync::Mutex<()>,
}

impl Unrecorded {
    pub(super) fn add(&self, acts: &[Act]) {
        let mut waiting = self.lock();
        waiting.extend(acts.iter().cloned());
        while waiting.len() > MAX_WAITING {
            if let Some(act) = waiting.pop_front() {
                tracing::error!(id = %act.id, action = %act.action, who = %act.who, "an act is not in the audit trail");
            }
        }
    }

    /// Writes what waits, as far as the store takes it; gives how many still wait.
    pub(super) async fn write(&self, audit: &dyn AuditLog) -> usize {
        let _writing = self.writing.lock().await;
        while let Some(act) = self.first() {
            if let Err(error) = audit.append(&act).await {
                tracing::warn!(waiting = self.lock().len(), %error, "the audit trail cannot be written yet");
                break;
            }
            self.lock().pop_front();
        }
        self.lock().len()
    }

    fn first(&self) -> Option<Act> {
        self.lock().front().cloned()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Act>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use async_trait::async_trait;

    use super::*;
    use crate::audit::Actor;
    use crate::delivery::ports::StoreError;
    use crate::domain::ids::SessionId;
    use crate::domain::time::Instant;

    #[derive(Default)]
    struct Trail {
        is_away: AtomicBool,
        acts: Mutex<Vec<String>>,
    }

    #[async_trait]
    impl AuditLog for Trail {
        async fn append(&self, act: &Act) -> Result<(), StoreError> {
            if self.is_away.load(Ordering::Relaxed) {
                return Err(StoreError::Unavailable(Box::new(std::fmt::Error)));
            }
            self.acts.lock().unwrap().push(act.subject.clone());
            Ok(())
        }

        async fn acts(&self, _: &SessionId, _: u32) -> Result<Vec<Act>, StoreError> {
            Ok(Vec::new())
        }

        async fn house_acts(&self, _: u32) -> Result<Vec<Act>, StoreError> {
            Ok(Vec::new())
        }
    }

    #[tokio::test]
    async fn what_the_store_did_not_take_is_written_later_in_order() {
        let (trail, unrecorded) = (Trail::default(), Unrecorded::default());
        let mut by = Actor::new("pengawas", Instant(1), [7; 32]);
        let acts: Vec<Act> = ["one", "two"].iter().map(|subject| by.act(None, "extend", subject)).collect();
        trail.is_away.store(true, Ordering::Relaxed);
        unrecorded.add(&acts);
        assert_eq!(unrecorded.write(&trail).await, 2);
        unrecorded.add(&[by.act(None, "extend", "three")]);
        trail.is_away.store(false, Ordering::Relaxed);
        assert_eq!(unrecorded.write(&trail).await, 0);
        assert_eq!(*trail.acts.lock().unwrap(), ["one", "two", "three"]);
    }
}
