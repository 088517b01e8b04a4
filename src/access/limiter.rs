//! How often a name may fail to sign in. Never by address: a whole hall shares one.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use sha2::{Digest, Sha256};

use crate::domain::time::Instant;

/// Tries that may come at once; after them one every `REFILL`.
const BURST: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);
const REFILL: Duration = Duration::from_secs(6);

/// Names fall into 65,536 buckets by hash, so that inventing names cannot fill the memory. Two names that share a
/// bucket share its tries; that costs an innocent a few seconds at most.
pub(super) struct Limiter {
    clock: GivenClock,
    limiter: RateLimiter<u16, DashMapStateStore<u16>, GivenClock, NoOpMiddleware<Nanos>>,
}

/// Whole seconds until a try makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryAfter(pub u32);

impl Default for Limiter {
    fn default() -> Self {
        let clock = GivenClock::default();
        let quota = Quota::with_period(REFILL).unwrap_or(Quota::per_minute(BURST)).allow_burst(BURST);
        Self { limiter: RateLimiter::dashmap_with_clock(quota, clock.clone()), clock }
    }
}

impl Limiter {
    /// Takes one try of this name, or says when there will be one.
    pub(super) fn take(&self, name: &str, now: Instant) -> Result<(), RetryAfter> {
        self.clock.set(now);
        self.limiter.check_key(&bucket(name)).map_err(|refused| {
            let wait = refused.wait_time_from(self.clock.now());
            RetryAfter(u32::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX).max(1))
        })
    }
}

fn bucket(name: &str) -> u16 {
    let digest = Sha256::digest(name.as_bytes());
    u16::from_be_bytes([digest[0], digest[1]])
}

/// The instant that callers gave last; it never runs backwards.
#[derive(Clone, Debug, Default)]
struct GivenClock(Arc<AtomicU64>);

impl GivenClock {
    fn set(&self, now: Instant) {
        let nanos = u64::try_from(now.0).unwrap_or(0).saturating_mul(1_000_000);
        self.0.fetch_max(nanos, Ordering::Relaxed);
    }
}

impl Clock for GivenClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::from(self.0.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant(1_700_000_000_000);

    #[test]
    fn the_eleventh_try_waits_six_seconds() {
        let limiter = Limiter::default();
        for _ in 0..10 {
            assert_eq!(limiter.take("a", NOW), Ok(()));
        }
        assert_eq!(limiter.take("a", NOW), Err(RetryAfter(6)));
        assert_eq!(limiter.take("a", Instant(NOW.0 + 5_999)), Err(RetryAfter(1)));
        assert_eq!(limiter.take("a", Instant(NOW.0 + 6_000)), Ok(()));
    }

    #[test]
    fn other_names_go_on() {
        let limiter = Limiter::default();
        while limiter.take("a", NOW).is_ok() {}
        assert_eq!(limiter.take("b", NOW), Ok(()));
    }

    #[test]
    fn a_clock_that_jumps_back_gives_no_new_tries() {
        let limiter = Limiter::default();
        while limiter.take("a", NOW).is_ok() {}
        assert!(limiter.take("a", Instant(0)).is_err());
    }

    #[test]
    fn invented_names_cannot_fill_the_memory() {
        let limiter = Limiter::default();
        for n in 0..200_000 {
            let _ = limiter.take(&n.to_string(), NOW);
        }
        assert!(limiter.limiter.len() <= 65_536);
    }
}
