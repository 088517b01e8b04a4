//! Who comes in when the server is behind. Whoever is in a test goes on whatever happens; whoever has not begun is asked
//! to come again, so that those inside keep being acknowledged. No queue grows here: every connection has one command
//! under way, so that the number of connections bounds the work.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use crate::domain::time::{Instant, Span};

/// A mean ack above this is far beyond what a person feels as "at once" (0.1 s), and not yet what makes one doubt.
const BEHIND: Duration = Duration::from_millis(500);
/// Share of the newest ack in the mean, as a power of two: the mean of about the last 64.
const SHIFT: u32 = 6;
/// Without an ack for this long there is no load that could keep anybody out.
const FORGOTTEN: Span = Span::seconds(3);

pub struct Gate {
    /// Moving mean of the acks in microseconds. Written without a lock: a lost sample changes nothing.
    mean: AtomicU64,
    newest: AtomicI64,
    max_connections: usize,
}

impl Gate {
    pub fn new(max_connections: usize) -> Self {
        Self { mean: AtomicU64::new(0), newest: AtomicI64::new(0), max_connections }
    }

    /// A command was acknowledged at `now`, `took` after it had arrived.
    pub fn acked(&self, now: Instant, took: Duration) {
        let before = if self.is_forgotten(now) { 0 } else { self.mean.load(Ordering::Relaxed) };
        let sample = u64::try_from(took.as_micros()).unwrap_or(u64::MAX >> SHIFT);
        self.mean.store(before - (before >> SHIFT) + (sample >> SHIFT), Ordering::Relaxed);
        self.newest.store(now.0, Ordering::Relaxed);
    }

    /// Nobody new should come in now.
    pub fn is_behind(&self, now: Instant) -> bool {
        !self.is_forgotten(now) && Duration::from_micros(self.mean.load(Ordering::Relaxed)) > BEHIND
    }

    /// Whether one more connection fits beside these: past the limit the system would refuse it without a word.
    pub fn has_room(&self, connections: usize) -> bool {
        connections < self.max_connections
    }

    fn is_forgotten(&self, now: Instant) -> bool {
        now - Instant(self.newest.load(Ordering::Relaxed)) > FORGOTTEN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant(1_000_000);

    fn acks(gate: &Gate, count: usize, took: Duration) {
        (0..count).for_each(|_| gate.acked(NOW, took));
    }

    #[test]
    fn behind_when_acks_are_slow_and_only_then() {
        let gate = Gate::new(1);
        assert!(!gate.is_behind(NOW));
        acks(&gate, 10, Duration::from_secs(2));
        assert!(!gate.is_behind(NOW), "a few slow ones are no load");
        acks(&gate, 100, Duration::from_secs(2));
        assert!(gate.is_behind(NOW));
        acks(&gate, 200, Duration::from_millis(20));
        assert!(!gate.is_behind(NOW), "and it recovers");
    }

    #[test]
    fn a_load_that_is_gone_keeps_nobody_out() {
        let gate = Gate::new(1);
        acks(&gate, 500, Duration::from_secs(2));
        assert!(gate.is_behind(NOW + FORGOTTEN));
        assert!(!gate.is_behind(NOW + FORGOTTEN + Span(1)));
        gate.acked(NOW + Span::seconds(60), Duration::from_millis(1));
        assert!(!gate.is_behind(NOW + Span::seconds(60)), "the first ack of another day begins anew");
    }

    #[test]
    fn the_last_place_is_the_last() {
        let gate = Gate::new(2);
        assert_eq!([0, 1, 2, 3].map(|open| gate.has_room(open)), [true, true, false, false]);
    }
}
