//! A board row as nodes tell it to each other: a versioned twin, like the events'.

use serde::{Deserialize, Serialize};

use super::versioned::{self, Unreadable};
use crate::delivery::ports::BoardRow;
use crate::domain::board::{Standing, Status};
use crate::domain::ids::{AttemptId, NodeId};
use crate::domain::time::{Instant, Span};

/// Version of the rows this build writes.
pub const VERSION: u16 = 1;

#[derive(Serialize, Deserialize)]
struct Record {
    v: u16,
    attempt: AttemptId,
    epoch: u64,
    version: u64,
    node: NodeId,
    status: StatusTwin,
    connected: bool,
    answered: usize,
    items: usize,
    flagged: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deadline: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    remaining: Option<Span>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_contact: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    calling_since: Option<Instant>,
    connections: u32,
    extended: Span,
    outage_credit: Span,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StatusTwin {
    NotArrived,
    AwaitingAdmission,
    AwaitingStart,
    InProgress,
    Suspended,
    Submitted,
    Expired,
    Ended,
    Voided,
}

pub fn encode(row: &BoardRow) -> String {
    let BoardRow { attempt, epoch, version, node, standing } = row.clone();
    let record = Record {
        v: VERSION,
        attempt,
        epoch,
        version,
        node,
        status: standing.status.into(),
        connected: standing.connected,
        answered: standing.answered,
        items: standing.items,
        flagged: standing.flagged,
        deadline: standing.deadline,
        remaining: standing.remaining,
        last_contact: standing.last_contact,
        since: standing.since,
        calling_since: standing.calling_since,
        connections: standing.connections,
        extended: standing.extended,
        outage_credit: standing.outage_credit,
        reason: standing.reason,
    };
    // Strings, numbers and flags only: it always has a JSON form.
    serde_json::to_string(&record).unwrap_or_default()
}

pub fn decode(text: &str) -> Result<BoardRow, Unreadable> {
    let record: Record = versioned::read(text, VERSION)?;
    let standing = Standing {
        status: record.status.into(),
        connected: record.connected,
        answered: record.answered,
        items: record.items,
        flagged: record.flagged,
        deadline: record.deadline,
        remaining: record.remaining,
        last_contact: record.last_contact,
        since: record.since,
        calling_since: record.calling_since,
        connections: record.connections,
        extended: record.extended,
        outage_credit: record.outage_credit,
        reason: record.reason,
    };
    Ok(BoardRow { attempt: record.attempt, epoch: record.epoch, version: record.version, node: record.node, standing })
}

/// Writes the two directions of the twin once.
macro_rules! statuses {
    ($($status:ident)*) => {
        impl From<Status> for StatusTwin {
            fn from(status: Status) -> Self {
                match status { $(Status::$status => Self::$status),* }
            }
        }

        impl From<StatusTwin> for Status {
            fn from(twin: StatusTwin) -> Self {
                match twin { $(StatusTwin::$status => Self::$status),* }
            }
        }
    };
}

statuses! { NotArrived AwaitingAdmission AwaitingStart InProgress Suspended Submitted Expired Ended Voided }

#[cfg(test)]
mod tests {
    use super::*;

    /// A row that an earlier build wrote. It is never edited: a node of that build may be running.
    const WRITTEN_BY_V1: &str = r#"{"v":1,"attempt":"a","epoch":2,"version":3,"node":"n","status":"in_progress","connected":true,"answered":4,"items":5,"flagged":1,"deadline":9,"last_contact":8,"connections":1,"extended":0,"outage_credit":7}"#;

    #[test]
    fn old_rows_stay_readable_and_round_trip() {
        assert_eq!(encode(&decode(WRITTEN_BY_V1).unwrap()), WRITTEN_BY_V1);
    }

    #[test]
    fn hostile_rows_are_refused_by_name() {
        assert!(matches!(decode(r#"{"v":2}"#), Err(Unreadable::TooNew { found: 2, .. })));
        for text in ["", "[]", r#"{"v":1}"#, &WRITTEN_BY_V1.replace("in_progress", "lost")] {
            assert!(matches!(decode(text), Err(Unreadable::Malformed(_))), "{text}");
        }
    }
}
