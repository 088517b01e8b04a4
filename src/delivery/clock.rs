//! The process's clock: the system's time when the process began, carried on by the monotonic clock.

use super::ports::Clock;
use crate::domain::time::Instant;

pub struct SystemClock {
    began: Instant,
    monotonic: std::time::Instant,
}

impl SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place that asks the system for the time")]
    pub fn start() -> Self {
        let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let began = Instant(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX));
        Self { began, monotonic: std::time::Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        let elapsed = i64::try_from(self.monotonic.elapsed().as_millis()).unwrap_or(i64::MAX);
        Instant(self.began.0.saturating_add(elapsed))
    }
}
