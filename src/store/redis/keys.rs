//! Names of keys and channels. All keys of a session share its hash tag, so that they lie on one server of a Cluster
//! and one function can touch them all.

use crate::domain::ids::{AttemptId, NodeId, SessionId};

/// What everything of Ukur begins with.
const PREFIX: &str = "ukur";
/// Subscribers hear all sessions' feeds.
pub(super) const FEEDS: &str = "ukur:feed:*";
/// Slots of a Redis Cluster (cluster specification, "Key distribution model").
pub(super) const SLOTS: u16 = 16_384;

/// The keys of one session.
pub(super) struct Keys<'a>(pub &'a SessionId);

impl Keys<'_> {
    /// Hash: epoch `e`, owner `o`, closed `c`.
    pub(super) fn attempt(&self, attempt: &AttemptId) -> String {
        self.key(&format!("attempt:{attempt}"))
    }

    /// List of event records; its length is the sequence number.
    pub(super) fn log(&self, attempt: &AttemptId) -> String {
        self.key(&format!("log:{attempt}"))
    }

    /// Set of every attempt that was ever claimed.
    pub(super) fn attempts(&self) -> String {
        self.key("attempts")
    }

    /// Sorted set: attempt by the instant at which something is to be done.
    pub(super) fn due(&self) -> String {
        self.key("due")
    }

    /// Hash: attempt → row.
    pub(super) fn board(&self) -> String {
        self.key("board")
    }

    /// The last stamp.
    pub(super) fn alive(&self) -> String {
        self.key("alive")
    }

    /// What names this checkpoint for the session.
    pub(super) fn mark(&self) -> String {
        self.key("mark")
    }

    /// List of `from to`.
    pub(super) fn outages(&self) -> String {
        self.key("outages")
    }

    /// Channel of rows and claims.
    pub(super) fn feed(&self) -> String {
        format!("{PREFIX}:feed:{}", self.0)
    }

    pub(super) fn slot(&self) -> u16 {
        slot(self.0.as_str())
    }

    fn key(&self, name: &str) -> String {
        format!("{PREFIX}:{{{}}}:{name}", self.0)
    }
}

/// The session of a feed's channel.
pub(super) fn session_of(channel: &str) -> Option<SessionId> {
    channel.strip_prefix("ukur:feed:").map(SessionId::new)
}

/// Sorted set: node by its last sign of life.
pub(super) fn nodes() -> String {
    format!("{PREFIX}:{{nodes}}:here")
}

/// Written by the readiness check; lies beside the nodes.
pub(super) fn check() -> String {
    format!("{PREFIX}:{{nodes}}:check")
}

pub(super) fn nodes_slot() -> u16 {
    slot("nodes")
}

/// Where a node is asked to decide commands, and hears answers.
pub(super) fn calls(node: &NodeId) -> String {
    format!("{PREFIX}:calls:{node}")
}

/// Slot of a hash tag: CRC-16/XMODEM modulo the number of slots (cluster specification, "Hash tags").
fn slot(tag: &str) -> u16 {
    let crc = tag.bytes().fold(0_u16, |crc, byte| {
        (0..8).fold(
            crc ^ (u16::from(byte) << 8),
            |crc, _| {
                if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 }
            },
        )
    });
    crc % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first is the check value of the specification's appendix; the others were asked of Redis' CLUSTER KEYSLOT.
    #[test]
    fn slots_are_those_of_redis() {
        assert_eq!(slot("123456789"), 0x31C3);
        assert_eq!((slot("foo"), slot("")), (12_182, 0));
    }

    #[test]
    fn a_sessions_keys_share_its_tag() {
        let id = SessionId::new("s1");
        let keys = Keys(&id);
        assert_eq!(keys.due(), "ukur:{s1}:due");
        assert_eq!(session_of(&keys.feed()), Some(id.clone()));
    }
}
