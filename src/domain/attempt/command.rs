//! What somebody wants of an attempt.

use crate::domain::ids::{ClientId, ItemId};
use crate::domain::response::Response;
use crate::domain::time::{Instant, Span};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Candidate {
        client: ClientId,
        client_seq: u64,
        action: CandidateAction,
    },
    Proctor {
        by: String,
        reason: String,
        action: ProctorAction,
    },
    /// A proctor loads what a browser could not deliver.
    Recover {
        by: String,
        client: ClientId,
        answers: Vec<RecoveredAnswer>,
    },
    /// The candidate's line is up: they have arrived, and a released attempt runs again.
    Attach,
}

/// One answer of an emergency file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveredAnswer {
    pub client_seq: u64,
    pub item: ItemId,
    pub response: Option<Response>,
    pub seen_seq: u64,
    pub spent_ms: i64,
    /// When it was given, on the server's clock as the browser carried it on.
    pub stamped: Instant,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CandidateAction {
    Start,
    /// `seen_seq`: the highest sequence number this client had seen when the answer was given.
    Answer {
        item: ItemId,
        response: Option<Response>,
        seen_seq: u64,
        spent_ms: i64,
    },
    Flag {
        item: ItemId,
        flagged: bool,
    },
    Visit {
        item: ItemId,
    },
    /// The response to the item on the screen is final, whatever it is; adaptive tests go on by this alone.
    Confirm {
        item: ItemId,
        seen_seq: u64,
    },
    FinishSection {
        section: u16,
    },
    CallProctor {
        calling: bool,
    },
    Submit,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProctorAction {
    Admit,
    Start,
    Suspend,
    Resume,
    Extend { added: Span },
    ResetLogin,
    Message { text: String },
    AnswerCall,
    End,
    Void,
}
