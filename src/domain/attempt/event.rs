//! What happened to an attempt. Events are facts: applying one never fails and never asks a rule.

use crate::domain::adaptive::Stop;
use crate::domain::ids::{ClientId, ItemId};
use crate::domain::response::Response;
use crate::domain::time::{Instant, Span};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    /// When the server decided it.
    pub at: Instant,
    /// The candidate's command behind it; absent for proctors and time.
    pub origin: Option<Origin>,
    pub kind: EventKind,
}

/// Names a candidate's command, so that a repeat is recognised.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    pub client: ClientId,
    pub client_seq: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// The candidate's line was up for the first time.
    Arrived,
    Admitted {
        by: String,
    },
    Started {
        section_deadline: Instant,
        deadline: Instant,
    },
    Answered {
        item: ItemId,
        response: Option<Response>,
        spent_ms: i64,
    },
    Flagged {
        item: ItemId,
        flagged: bool,
    },
    Visited {
        item: ItemId,
    },
    /// The response to an offered item is final.
    Confirmed {
        item: ItemId,
    },
    /// The next item of an adaptive test: chosen once, in the same append as what it follows from.
    Offered {
        item: ItemId,
    },
    /// An adaptive test has no more questions; what is left is to submit.
    ItemsEnded {
        why: Stop,
    },
    /// The open section closed, by the candidate's hand or by its deadline; the next one runs.
    SectionFinished {
        next_section_deadline: Instant,
        deadline: Instant,
    },
    ProctorCalled {
        calling: bool,
    },
    CallAnswered {
        by: String,
    },
    Suspended {
        by: String,
        reason: String,
    },
    /// The proctor lets the attempt go on; the clock waits until the candidate is back.
    Released {
        by: String,
    },
    Resumed {
        section_deadline: Instant,
        deadline: Instant,
    },
    Extended {
        by: String,
        added: Span,
        reason: String,
    },
    Messaged {
        by: String,
        text: String,
    },
    LoginReset {
        by: String,
        reason: String,
    },
    Submitted,
    Expired {
        deadline: Instant,
    },
    Ended {
        by: String,
        reason: String,
    },
    Voided {
        by: String,
        reason: String,
    },
    /// Time in which nothing could be made durable, up to `until`, is given back.
    OutageCredited {
        until: Instant,
        added: Span,
    },
    /// The outage was longer than what is given back unasked: the clock stands still as of `lost` before this event,
    /// until a proctor lets it go on.
    OutageHeld {
        until: Instant,
        lost: Span,
    },
    /// An answer out of an emergency file, stamped by the browser before the deadline.
    Recovered {
        by: String,
        item: ItemId,
        response: Option<Response>,
        spent_ms: i64,
        stamped: Instant,
    },
}

impl EventKind {
    /// Moves no deadline, closes nothing, and nobody but the candidate waits for it.
    pub fn is_progress(&self) -> bool {
        matches!(
            self,
            Self::Answered { .. }
                | Self::Flagged { .. }
                | Self::Visited { .. }
                | Self::Confirmed { .. }
                | Self::Offered { .. }
                | Self::ItemsEnded { .. }
        )
    }
}
