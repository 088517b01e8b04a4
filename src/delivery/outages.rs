//! When a session's store was alive, as this node found out: by its own calls, and by the stamps that all nodes leave.
//! Attempts ask here for the time they have to give back.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::domain::attempt::{Outage, SHORTEST_OUTAGE};
use crate::domain::time::Instant;

/// Outages of this node kept for a session: past it the oldest are settled long since.
const MAX_OWN: usize = 256;

#[derive(Default)]
pub struct Outages(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// The last call of this node that the store answered.
    last_ok: Option<Instant>,
    /// Spans in which the store did not answer this node.
    own: Vec<Outage>,
    /// Spans in which it answered nobody.
    shared: Vec<Outage>,
    is_news: bool,
}

impl Outages {
    /// The store answered a call at `now`.
    pub fn answered(&self, now: Instant) {
        let mut known = self.lock();
        if let Some(gap) = known.gap(now) {
            if known.own.len() >= MAX_OWN {
                known.own.remove(0);
            }
            known.own.push(gap);
            known.is_news = true;
        }
        known.last_ok = Some(known.last_ok.map_or(now, |last| last.max(now)));
    }

    /// Whether an outage became known since this was last asked: then attempts have time to give back.
    pub fn take_news(&self) -> bool {
        std::mem::take(&mut self.lock().is_news)
    }

    /// What the store's stamps tell.
    pub fn told(&self, shared: Vec<Outage>) {
        let mut known = self.lock();
        known.is_news |= known.shared != shared;
        known.shared = shared;
    }

    /// Outages up to `now` for an attempt that this node has owned since `since`; the one that still lasts, too. What
    /// this node met before it owned the attempt did not touch the candidate.
    pub fn since(&self, since: Instant, now: Instant) -> Vec<Outage> {
        let known = self.lock();
        let own = known.own.iter().copied().chain(known.gap(now)).filter(|outage| outage.from >= since);
        own.chain(known.shared.iter().copied()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn gap(&self, now: Instant) -> Option<Outage> {
        let from = self.last_ok?;
        (now - from > SHORTEST_OUTAGE).then_some(Outage { from, to: now })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outage(from: i64, to: i64) -> Outage {
        Outage { from: Instant(from), to: Instant(to) }
    }

    #[test]
    fn a_gap_counts_while_it_lasts_and_after() {
        let outages = Outages::default();
        outages.answered(Instant(1_000));
        outages.answered(Instant(5_900));
        assert!(outages.since(Instant(0), Instant(10_000)).is_empty());
        assert_eq!(outages.since(Instant(0), Instant(20_000)), [outage(5_900, 20_000)]);
        assert!(!outages.take_news());
        outages.answered(Instant(20_000));
        assert_eq!((outages.take_news(), outages.take_news()), (true, false));
        assert_eq!(outages.since(Instant(0), Instant(20_001)), [outage(5_900, 20_000)]);
        assert!(outages.since(Instant(6_000), Instant(20_001)).is_empty(), "not this attempt's");
    }

    #[test]
    fn what_everybody_met_counts_for_every_attempt() {
        let outages = Outages::default();
        outages.told(vec![outage(10, 90_000)]);
        assert_eq!(outages.since(Instant(95_000), Instant(95_001)), [outage(10, 90_000)]);
    }
}
