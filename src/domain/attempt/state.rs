//! Where an attempt stands. The phase carries just the data that make sense in it.

use std::collections::{BTreeMap, BTreeSet};

use super::ledger::ClientLedger;
use crate::domain::adaptive::Stop;
use crate::domain::ids::{ClientId, ItemId};
use crate::domain::response::Response;
use crate::domain::time::{Instant, Span};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Number of events applied.
    pub seq: u64,
    pub phase: Phase,
    /// First time the candidate's line was up.
    pub arrived: Option<Instant>,
    pub answers: BTreeMap<ItemId, Answer>,
    /// Items with a response, cleared ones not counted.
    pub answered: usize,
    pub flagged: BTreeSet<ItemId>,
    /// The item to come back to.
    pub position: Option<ItemId>,
    /// Furthest position visited or answered; what forward-only navigation may not go behind.
    pub furthest: usize,
    /// Items of an adaptive test, in the order in which they were put before the candidate.
    pub offered: Vec<ItemId>,
    /// How many of them are confirmed: all, or all but the last.
    pub confirmed: usize,
    /// Present: no more items come.
    pub items_ended: Option<Stop>,
    pub calling_since: Option<Instant>,
    pub clients: BTreeMap<ClientId, ClientLedger>,
    pub notes: Vec<Note>,
    /// Time given by proctors so far.
    pub extended: Span,
    /// Time given back for outages so far, by itself or by a proctor.
    pub outage_credit: Span,
    /// What of it was given without asking a proctor.
    pub outage_unasked: Span,
    /// Outages up to here are settled.
    pub outages_until: Option<Instant>,
    /// Since when the clock runs without a break.
    pub running_since: Option<Instant>,
    /// When each section before the open one closed.
    pub sections_closed: Vec<Instant>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    Registered,
    Admitted {
        at: Instant,
    },
    InProgress(Running),
    /// The clock stands still. `released`: the proctor lets it go on as soon as the candidate is back.
    Suspended {
        run: Running,
        since: Instant,
        cause: Cause,
        released: bool,
    },
    Closed {
        ending: Ending,
        at: Instant,
        reason: Option<String>,
    },
}

/// Why the clock stands still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    Proctor { reason: String },
    Outage,
}

/// A running attempt's clock. While suspended it is the clock as it stood at the suspension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    pub section: u16,
    /// When the open section closes; equals `deadline` when the form has one clock.
    pub section_deadline: Instant,
    pub deadline: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    Submitted,
    Expired,
    Ended,
    Voided,
}

/// The newest answer to an item; `response` is `None` after the candidate cleared it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub response: Option<Response>,
    pub seq: u64,
    pub at: Instant,
    pub client: ClientId,
    pub client_seq: u64,
    /// Time on the item, summed over all its answers.
    pub spent_ms: i64,
}

/// Something the candidate is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub seq: u64,
    pub at: Instant,
    pub body: NoteBody,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteBody {
    Message { text: String },
    Extended { added: Span, reason: String },
    OutageCredited { added: Span },
    CallAnswered,
}

/// How far the candidate has come with the items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub answered: usize,
    /// Items of an adaptive test so far.
    pub offered: usize,
    pub open_item: Option<ItemId>,
}

impl Progress {
    pub fn of(attempt: &Attempt) -> Self {
        Self { answered: attempt.answered, offered: attempt.offered.len(), open_item: attempt.open_item().cloned() }
    }
}

impl Default for Attempt {
    fn default() -> Self {
        Self {
            seq: 0,
            phase: Phase::Registered,
            arrived: None,
            answers: BTreeMap::new(),
            answered: 0,
            flagged: BTreeSet::new(),
            position: None,
            furthest: 0,
            offered: Vec::new(),
            confirmed: 0,
            items_ended: None,
            calling_since: None,
            clients: BTreeMap::new(),
            notes: Vec::new(),
            extended: Span::ZERO,
            outage_credit: Span::ZERO,
            outage_unasked: Span::ZERO,
            outages_until: None,
            running_since: None,
            sections_closed: Vec::new(),
        }
    }
}

impl Attempt {
    pub fn is_closed(&self) -> bool {
        matches!(self.phase, Phase::Closed { .. })
    }

    /// The one item of an adaptive test that takes a response now.
    pub fn open_item(&self) -> Option<&ItemId> {
        self.offered.get(self.confirmed)
    }
}
