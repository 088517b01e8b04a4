//! The adaptive mode: which item comes next, out of a frozen pool and the answers so far, and what a bank does under
//! the rules before anybody sits (decision 16). The arithmetic is `ukur_psychometrics::adaptive`; drawing the pools of
//! a session stands in `assembly`.

mod accuracy;
mod design;
#[cfg(test)]
pub(in crate::domain) mod fixture;
mod plan;
mod report;
mod sequence;
#[cfg(test)]
mod tests;

pub use accuracy::{Foretold, PEOPLE, Unforetold, foretell};
pub use design::{Design, Undesignable};
pub use plan::{ContentPlan, PlannedCell};
pub use report::{AdaptiveReport, AtTheta, CellContent, SectionLength, Tried};
pub use sequence::{Sequence, Step, Stop};

/// T = 50 + 10 θ: one T point is so much of θ.
pub const T_POINT: f64 = 0.1;
