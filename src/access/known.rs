//! Tokens that the record store vouched for a little while ago. A page that signs in asks for its form and its line right
//! away: a hall that starts need not ask the store three times for each. And when the store is away, a candidate whose
//! line broke must be able to come back to the test.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::domain::ids::AttemptId;
use crate::domain::time::{Instant, Span};

/// How long a token is believed without asking: the longest outage of the record store in which candidates come back.
/// A reset on another node is unknown here for as long at most, and only while the store is away.
const BELIEVED: Span = Span::minutes(60);
/// How long a token is believed though the store could be asked: from its sign-in here to the first item. A reset on
/// another node is unknown here for as long; the attempt's connection ends at once all the same.
const JUST: Span = Span::seconds(10);
/// A node's share of a large event, with room. Past it the oldest knowledge goes.
const MAX_TOKENS: usize = 50_000;

#[derive(Default)]
pub(super) struct KnownTokens(Mutex<HashMap<String, Known>>);

struct Known {
    attempt: AttemptId,
    at: Instant,
    /// Made here, at `at`.
    is_new: bool,
}

impl KnownTokens {
    /// The token was made a moment ago.
    pub(super) fn made(&self, hash: &str, attempt: &AttemptId, now: Instant) {
        self.learn(hash, Known { attempt: attempt.clone(), at: now, is_new: true });
    }

    pub(super) fn vouched(&self, hash: &str, attempt: &AttemptId, now: Instant) {
        self.learn(hash, Known { attempt: attempt.clone(), at: now, is_new: false });
    }

    fn learn(&self, hash: &str, token: Known) {
        let mut known = self.lock();
        if known.len() >= MAX_TOKENS && !known.contains_key(hash) {
            known.retain(|_, old| token.at - old.at < BELIEVED);
        }
        if known.len() < MAX_TOKENS {
            known.insert(hash.to_owned(), token);
        }
    }

    /// Whose token it is, if it was made here just now.
    pub(super) fn just_made(&self, hash: &str, now: Instant) -> Option<AttemptId> {
        let known = self.lock();
        known.get(hash).filter(|token| token.is_new && now - token.at < JUST).map(|token| token.attempt.clone())
    }

    pub(super) fn attempt_of(&self, hash: &str, now: Instant) -> Option<AttemptId> {
        self.lock().get(hash).filter(|token| now - token.at < BELIEVED).map(|token| token.attempt.clone())
    }

    pub(super) fn forget(&self, hash: &str) {
        self.lock().remove(hash);
    }

    pub(super) fn forget_attempt(&self, attempt: &AttemptId) {
        self.lock().retain(|_, token| token.attempt != *attempt);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_believed_for_an_hour_or_until_it_is_forgotten() {
        let known = KnownTokens::default();
        let (a, b) = (AttemptId::new("a"), AttemptId::new("b"));
        known.made("1", &a, Instant(0));
        known.vouched("2", &b, Instant(0));
        known.vouched("3", &b, Instant(0));
        assert_eq!(known.just_made("1", Instant(JUST.0 - 1)), Some(a.clone()));
        assert_eq!(known.just_made("1", Instant(JUST.0)), None);
        assert_eq!(known.just_made("2", Instant(0)), None, "the store can be asked");
        assert_eq!(known.attempt_of("1", Instant(BELIEVED.0 - 1)), Some(a));
        assert_eq!(known.attempt_of("1", Instant(BELIEVED.0)), None);
        known.forget("2");
        assert_eq!((known.attempt_of("2", Instant(1)), known.attempt_of("3", Instant(1))), (None, Some(b.clone())));
        known.forget_attempt(&b);
        assert_eq!(known.attempt_of("3", Instant(1)), None);
    }
}
