//! One candidate's run through one form, as a state machine without sockets, clock or store:
//! `decide` says which events a command causes, `apply` folds an event into the state, `due` says what time alone
//! causes. Everything that is ever known about an attempt is its plan and its events, in order.

mod apply;
mod command;
mod decide;
mod event;
mod ledger;
mod plan;
mod rejection;
mod state;
mod timing;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod properties;

pub use apply::{apply, replay};
pub use command::{CandidateAction, Command, ProctorAction};
pub use decide::decide;
pub use event::{Event, EventKind, Origin};
pub use ledger::{ClientLedger, MAX_CLIENTS, MAX_GAP};
pub use plan::{Plan, PlanSection, Unplannable};
pub use rejection::Rejection;
pub use state::{Answer, Attempt, Ending, Note, NoteBody, Phase, Running};
pub use timing::{due, next_deadline};
