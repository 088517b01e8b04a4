//! Calls of the functions in `functions.lua`, which Redis runs as one step each.

use redis::{Cmd, cmd};

use super::keys::Keys;
use crate::delivery::ports::{Append, BoardRow, Due, Why};
use crate::domain::attempt::SHORTEST_OUTAGE;
use crate::domain::ids::{AttemptId, NodeId, OwnerId};
use crate::domain::time::Instant;
use crate::store::{board_record, event_record};

/// The library as it is loaded into every server.
pub(super) const LIBRARY: &str = include_str!("functions.lua");

/// The code of the error with which a function refuses a session that the server does not hold.
pub(super) const UNKNOWN_SESSION: &str = "UNKNOWNSESSION";

pub(super) fn load() -> Cmd {
    let mut load = cmd("FUNCTION");
    load.arg("LOAD").arg("REPLACE").arg(LIBRARY);
    load
}

pub(super) fn mark(keys: &Keys, proposed: Option<&str>) -> Cmd {
    let mut call = function("ukur_v1_mark", &[keys.mark()]);
    call.arg(proposed.unwrap_or_default());
    call
}

pub(super) fn take(keys: &Keys, mark: &str, attempt: &AttemptId, owner: &OwnerId, why: Why) -> Cmd {
    let why = match why {
        Why::Attached => "attached",
        Why::Adopted => "adopted",
    };
    let mut call = function("ukur_v1_take", &[keys.attempt(attempt), keys.log(attempt), keys.attempts(), keys.mark()]);
    call.arg(attempt.as_str()).arg(owner.as_str()).arg(why).arg(keys.feed()).arg(mark);
    call
}

pub(super) fn retake(keys: &Keys, attempt: &AttemptId, owner: &OwnerId) -> Cmd {
    let mut call = function("ukur_v1_retake", &[keys.attempt(attempt), keys.log(attempt)]);
    call.arg(attempt.as_str()).arg(owner.as_str());
    call
}

pub(super) fn append(keys: &Keys, append: &Append) -> Cmd {
    let mut call = if append.is_plain() { plain(keys, append) } else { step(keys, append) };
    for event in append.events.iter() {
        call.arg(event_record::encode(event));
    }
    call
}

fn plain(keys: &Keys, append: &Append) -> Cmd {
    let attempt = &append.place.attempt;
    let mut call = function("ukur_v1_append", &[keys.attempt(attempt), keys.log(attempt)]);
    call.arg(append.epoch).arg(append.expected_seq);
    call
}

fn step(keys: &Keys, append: &Append) -> Cmd {
    let attempt = &append.place.attempt;
    let due = match append.due {
        Due::Unchanged => String::new(),
        Due::Nothing => "-".to_owned(),
        Due::At(at) => at.0.to_string(),
    };
    let mut call = function("ukur_v1_step", &[keys.attempt(attempt), keys.log(attempt), keys.due(), keys.board()]);
    call.arg(attempt.as_str())
        .arg(append.epoch)
        .arg(append.expected_seq)
        .arg(u8::from(append.expected_closed))
        .arg(u8::from(append.closed))
        .arg(due)
        .arg(append.row.as_ref().map(board_record::encode).unwrap_or_default())
        .arg(keys.feed());
    call
}

pub(super) fn settle(keys: &Keys, attempt: &AttemptId, seq: u64) -> Cmd {
    let mut call = function("ukur_v1_settle", &[keys.attempt(attempt), keys.log(attempt), keys.due()]);
    call.arg(attempt.as_str()).arg(seq);
    call
}

pub(super) fn beat(keys: &Keys, mark: &str, now: Instant) -> Cmd {
    let mut call = function("ukur_v1_beat", &[keys.alive(), keys.outages(), keys.mark()]);
    call.arg(now.0).arg(SHORTEST_OUTAGE.0).arg(mark);
    call
}

pub(super) fn post(keys: &Keys, rows: &[BoardRow]) -> Cmd {
    let mut call = function("ukur_v1_post", &[keys.board()]);
    call.arg(keys.feed());
    for row in rows {
        call.arg(row.attempt.as_str()).arg(row.epoch).arg(row.version).arg(board_record::encode(row));
    }
    call
}

pub(super) fn here(node: &NodeId, lease_ms: i64) -> Cmd {
    let mut call = function("ukur_v1_here", &[super::keys::nodes()]);
    call.arg(node.as_str()).arg(lease_ms);
    call
}

fn function(name: &str, keys: &[String]) -> Cmd {
    let mut call = cmd("FCALL");
    call.arg(name).arg(keys.len()).arg(keys);
    call
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::LIBRARY;

    /// A released library is never edited: nodes of two releases run beside each other, each loading its own. When this
    /// test fails, raise the version in every name of `functions.lua` and in this file, then set the new fingerprint.
    #[test]
    fn a_changed_library_has_a_new_name() {
        let fingerprint = crate::hex::encode(&Sha256::digest(LIBRARY));
        assert!(LIBRARY.starts_with("#!lua name=ukur_v1\n"));
        assert_eq!(&fingerprint[..16], "046d96657569cbc6");
    }
}
