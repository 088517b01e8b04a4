//! Adaptive testing: which item next, when to stop, and what a design does to the scores and to the bank.
//!
//! [`next`] is a function of the bank, the rules, the answers so far and a seed; nothing else is remembered, so a
//! sitting goes on after a crash exactly where its log of answers ends. [`simulate`] tells beforehand what to expect.

mod bank;
mod calibrate;
mod choose;
mod course;
mod eligibility;
mod even;
mod layout;
mod peace;
mod posterior;
mod report;
mod rules;
mod simulate;
mod turns;

pub use bank::{AdaptiveError, Bank, BankItem};
pub use calibrate::{Control, ControlRound, control_exposure};
pub use choose::{AdaptiveState, Next, StopReason, next, next_within};
pub use course::{Course, Unfilled};
pub use eligibility::Eligibility;
pub use even::even_order;
pub use layout::{CellShare, Layout};
pub use posterior::{Estimate, Posterior};
pub use report::{CellCount, Conditional, CourseReport, Errors, SimulationReport};
pub use rules::{Content, Prior, Rules, Selection};
pub use simulate::{Abilities, Design, Simulation, simulate, sit};
