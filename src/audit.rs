//! Who did what, to whom, when and why. An act is stored in the same transaction as the change it tells of; nothing
//! here decides who may do it.

use async_trait::async_trait;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;

use crate::delivery::ports::StoreError;
use crate::domain::ids::SessionId;
use crate::domain::time::Instant;

/// Longest text of one column of the trail; more is cut, because an act must never fail for its length.
const MAX_TEXT_CHARS: usize = 1_000;

/// One line of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// UUID version 7: rises with time.
    pub id: String,
    pub at: Instant,
    pub session: Option<SessionId>,
    /// Username of the member of staff, `ukur` for the program itself, or a masked NIP.
    pub who: String,
    /// Stable code: `session_opened`.
    pub action: String,
    pub subject: String,
    pub reason: String,
    pub detail: String,
}

/// The trail. Append only.
#[async_trait]
pub trait AuditLog: Send + Sync {
    async fn append(&self, act: &Act) -> Result<(), StoreError>;
    /// Acts of one session, newest first, at most `limit`.
    async fn acts(&self, session: &SessionId, limit: u32) -> Result<Vec<Act>, StoreError>;
    /// Acts that belong to no session (banks, items, blueprints, staff), newest first, at most `limit`.
    async fn house_acts(&self, limit: u32) -> Result<Vec<Act>, StoreError>;
}

/// Somebody doing something now: name, instant, and the randomness that the doing may use up.
pub struct Actor {
    pub who: String,
    pub now: Instant,
    rng: ChaCha12Rng,
}

impl Actor {
    /// `seed` comes from the operating system; in a test it is fixed.
    pub fn new(who: impl Into<String>, now: Instant, seed: [u8; 32]) -> Self {
        Self { who: who.into(), now, rng: ChaCha12Rng::from_seed(seed) }
    }

    /// A new id: UUID version 7 of the actor's instant.
    pub fn new_id(&mut self) -> String {
        let mut random = [0; 10];
        self.rng.fill_bytes(&mut random);
        let millis = u64::try_from(self.now.0).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string()
    }

    /// 32 random bytes, for a secret or a token.
    pub fn new_secret(&mut self) -> [u8; 32] {
        let mut secret = [0; 32];
        self.rng.fill_bytes(&mut secret);
        secret
    }

    /// An act of this actor; `because` and `with` add what else belongs to it.
    pub fn act(&mut self, session: Option<&SessionId>, action: &str, subject: &str) -> Act {
        Act {
            id: self.new_id(),
            at: self.now,
            session: session.cloned(),
            who: self.who.clone(),
            action: action.to_owned(),
            subject: cut(subject),
            reason: String::new(),
            detail: String::new(),
        }
    }
}

impl Act {
    #[must_use]
    pub fn because(mut self, reason: &str) -> Self {
        self.reason = cut(reason);
        self
    }

    #[must_use]
    pub fn with(mut self, detail: &str) -> Self {
        self.detail = cut(detail);
        self
    }
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_TEXT_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_with_time_and_differ_within_an_instant() {
        let mut early = Actor::new("petugas", Instant(1_700_000_000_000), [1; 32]);
        let mut late = Actor::new("petugas", Instant(1_700_000_000_001), [0; 32]);
        let (first, second) = (early.new_id(), early.new_id());
        assert_ne!(first, second);
        assert!(first < late.new_id());
    }

    #[test]
    fn a_long_reason_is_cut_at_a_character() {
        let act = Actor::new("petugas", Instant(0), [1; 32]).act(None, "x", "y").because(&"é".repeat(2_000));
        assert_eq!(act.reason.chars().count(), MAX_TEXT_CHARS);
    }
}
