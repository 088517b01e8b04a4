//! One candidate's run through one form, as a state machine without sockets, clock or store:
//! `decide` says which events a command causes, `apply` folds an event into the state, `due` says what time alone
//! causes. Everything that is ever known about an attempt is its plan and its events, in order.

mod adaptive;
mod apply;
mod command;
mod decide;
mod event;
mod ledger;
mod outage;
mod plan;
mod recover;
mod rejection;
mod state;
mod timing;

#[cfg(test)]
mod adaptive_properties;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod properties;

pub use apply::{apply, replay};
pub use command::{CandidateAction, Command, ProctorAction, RecoveredAnswer};
pub use decide::decide;
pub use event::{Event, EventKind, Origin};
pub use ledger::{ClientLedger, MAX_CLIENTS, MAX_GAP};
pub use outage::{Outage, SHORTEST_OUTAGE, elapse};
pub use plan::{Allowances, Plan, PlanSection, Unplannable};
pub use recover::{Verdict, judge};
pub use rejection::Rejection;
pub use state::{Answer, Attempt, Cause, Ending, Note, NoteBody, Phase, Progress, Running};
pub use timing::{due, next_deadline};
