//! What all candidates of a run count together. Times are kept in microseconds.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hdrhistogram::Histogram;

use crate::trouble::Trouble;

/// An hour; whatever takes longer counts as that.
const LONGEST_MICROS: u64 = 3_600_000_000;

#[derive(Default)]
pub struct Tally {
    pub answers_sent: AtomicU64,
    pub answers_acked: AtomicU64,
    /// Candidates with a line now.
    pub connected: AtomicU64,
    /// Candidates who saw their first item.
    pub started: AtomicU64,
    /// Candidates whose attempt is over.
    pub over: AtomicU64,
    pub ack: Times,
    pub start: Times,
    /// Scenario's own measure: a reconnect, a closing, the age of a board's frame.
    pub other: Times,
    errors: Mutex<BTreeMap<String, u64>>,
}

impl Tally {
    pub fn count(&self, trouble: &Trouble) {
        *lock(&self.errors).entry(trouble.label()).or_default() += 1;
    }

    pub fn errors(&self) -> BTreeMap<String, u64> {
        lock(&self.errors).clone()
    }

    pub fn sent(&self) -> u64 {
        self.answers_sent.load(Ordering::Relaxed)
    }

    pub fn acked(&self) -> u64 {
        self.answers_acked.load(Ordering::Relaxed)
    }

    /// Starts the measured part: what was counted while people came in is not part of it.
    pub fn restart(&self) {
        self.answers_sent.store(0, Ordering::Relaxed);
        self.answers_acked.store(0, Ordering::Relaxed);
        self.ack.clear();
        self.other.clear();
    }
}

/// A histogram that many write to.
pub struct Times(Mutex<Histogram<u64>>);

impl Default for Times {
    #[allow(clippy::expect_used, reason = "bounds and figures are constants that the library takes")]
    fn default() -> Self {
        Self(Mutex::new(Histogram::new_with_bounds(1, LONGEST_MICROS, 3).expect("bounds that the library takes")))
    }
}

impl Times {
    pub fn record(&self, span: Duration) {
        let micros = u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
        lock(&self.0).saturating_record(micros.max(1));
    }

    pub fn clear(&self) {
        // Not `clear`, which keeps the maximum.
        lock(&self.0).reset();
    }

    pub fn count(&self) -> u64 {
        lock(&self.0).len()
    }

    /// In milliseconds; 0 when nothing was recorded. `1.0` is the maximum.
    #[allow(clippy::cast_precision_loss, reason = "microseconds of a run fit a double")]
    pub fn at(&self, quantile: f64) -> f64 {
        let times = lock(&self.0);
        let micros = if quantile >= 1.0 { times.max() } else { times.value_at_quantile(quantile) };
        micros as f64 / 1_000.0
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_come_back_in_milliseconds() {
        let times = Times::default();
        (1..=100).for_each(|ms| times.record(Duration::from_millis(ms)));
        assert!((times.at(0.5) - 50.0).abs() < 0.1 && (times.at(1.0) - 100.0).abs() < 0.1, "{}", times.at(0.5));
        times.clear();
        assert_eq!(times.count(), 0);
        assert!(times.at(1.0) < 0.001);
    }
}
