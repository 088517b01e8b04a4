//! An attempt's event as it is stored: a versioned twin of the domain's event, so that a node of the next release
//! reads what this one wrote in the middle of a sitting. A field is added with a default; a meaning never changes
//! under the same version.

use serde::{Deserialize, Serialize};

use super::versioned::{self, Unreadable};
use crate::delivery::ports::StoreError;
use crate::domain::adaptive::Stop;
use crate::domain::attempt::{Event, EventKind, Origin};
use crate::domain::ids::{AttemptId, ClientId, ItemId};
use crate::domain::response::Response;
use crate::domain::time::{Instant, Span};

/// Version of the records this build writes.
pub const VERSION: u16 = 1;

#[derive(Deserialize)]
struct Record {
    at: Instant,
    #[serde(default)]
    by: Option<(ClientId, u64)>,
    kind: Kind,
}

/// The same for writing: every answer is written, so nothing is copied for it.
#[derive(Serialize)]
struct Borrowed<'a> {
    v: u16,
    at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<(&'a ClientId, u64)>,
    kind: BorrowedKind<'a>,
}

/// Writes a kind's two twins and the ways to and from them: same variants, same fields.
macro_rules! twins {
    ($($variant:ident $({ $($field:ident: $type:ty),* })?),* $(,)?) => {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Kind {
            $($variant $({ $($field: $type),* })?,)*
        }

        #[derive(Serialize)]
        #[serde(rename_all = "snake_case")]
        enum BorrowedKind<'a> {
            $($variant $({ $($field: &'a $type),* })?,)*
        }

        impl<'a> From<&'a EventKind> for BorrowedKind<'a> {
            fn from(kind: &'a EventKind) -> Self {
                match kind {
                    $(EventKind::$variant $({ $($field),* })? => Self::$variant $({ $($field),* })?,)*
                }
            }
        }

        impl From<Kind> for EventKind {
            fn from(kind: Kind) -> Self {
                match kind {
                    $(Kind::$variant $({ $($field),* })? => Self::$variant $({ $($field),* })?,)*
                }
            }
        }
    };
}

twins! {
    Arrived,
    Admitted { by: String },
    Started { section_deadline: Instant, deadline: Instant },
    Answered { item: ItemId, response: Option<Response>, spent_ms: i64 },
    Flagged { item: ItemId, flagged: bool },
    Visited { item: ItemId },
    Confirmed { item: ItemId },
    Offered { item: ItemId },
    ItemsEnded { why: Stop },
    SectionFinished { next_section_deadline: Instant, deadline: Instant },
    ProctorCalled { calling: bool },
    CallAnswered { by: String },
    Suspended { by: String, reason: String },
    Released { by: String },
    Resumed { section_deadline: Instant, deadline: Instant },
    Extended { by: String, added: Span, reason: String },
    Messaged { by: String, text: String },
    LoginReset { by: String, reason: String },
    Submitted,
    Expired { deadline: Instant },
    Ended { by: String, reason: String },
    Voided { by: String, reason: String },
    OutageCredited { until: Instant, added: Span },
    OutageHeld { until: Instant, lost: Span },
    Recovered { by: String, item: ItemId, response: Option<Response>, spent_ms: i64, stamped: Instant },
}

pub fn encode(event: &Event) -> String {
    let record = Borrowed {
        v: VERSION,
        at: event.at,
        by: event.origin.as_ref().map(|origin| (&origin.client, origin.client_seq)),
        kind: (&event.kind).into(),
    };
    // The record holds only strings, numbers and enums with string keys: it always has a JSON form.
    serde_json::to_string(&record).unwrap_or_default()
}

pub fn decode(text: &str) -> Result<Event, Unreadable> {
    let record: Record = versioned::read(text, VERSION)?;
    Ok(Event {
        at: record.at,
        origin: record.by.map(|(client, client_seq)| Origin { client, client_seq }),
        kind: record.kind.into(),
    })
}

/// A whole log in order; a broken record is named.
pub fn decode_all<T: AsRef<str>>(attempt: &AttemptId, records: &[T]) -> Result<Vec<Event>, StoreError> {
    let decode = |(index, record): (usize, &T)| {
        decode(record.as_ref()).map_err(|error| StoreError::Broken {
            record: format!("event {} of attempt {attempt}", index + 1),
            reason: error.to_string(),
        })
    };
    records.iter().enumerate().map(decode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records that earlier builds wrote. A line is never edited: it stands in somebody's checkpoint.
    const WRITTEN_BY_V1: [&str; 5] = [
        r#"{"v":1,"at":5,"by":["tab",7],"kind":{"answered":{"item":"i","response":{"Choice":"A"},"spent_ms":12}}}"#,
        r#"{"v":1,"at":6,"kind":"submitted"}"#,
        r#"{"v":1,"at":5,"by":["tab",7],"kind":{"confirmed":{"item":"i"}}}"#,
        r#"{"v":1,"at":5,"kind":{"offered":{"item":"i"}}}"#,
        r#"{"v":1,"at":5,"kind":{"items_ended":{"why":"no_item"}}}"#,
    ];

    #[test]
    fn old_records_stay_readable_and_round_trip() {
        for text in WRITTEN_BY_V1 {
            assert_eq!(encode(&decode(text).unwrap()), text);
        }
    }

    #[test]
    fn hostile_records_are_refused_by_name() {
        assert!(matches!(decode(r#"{"v":2}"#), Err(Unreadable::TooNew { found: 2, .. })));
        for text in ["", "[]", r#"{"v":1}"#, r#"{"v":1,"at":1,"kind":"dropped"}"#] {
            assert!(matches!(decode(text), Err(Unreadable::Malformed(_))), "{text}");
        }
    }
}
