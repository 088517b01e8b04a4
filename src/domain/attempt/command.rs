//! What somebody wants of an attempt.

use crate::domain::ids::{ClientId, ItemId};
use crate::domain::response::Response;
use crate::domain::time::Span;

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
    /// The candidate's line is up: they have arrived, and a released attempt runs again.
    Attach,
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
