//! Test forms out of a bank: one form, parallel forms, an own form for each candidate of a hall, and the certificate
//! that they measure alike.
//!
//! The problem is stated by [`Problem`]: a length, counts per value of an attribute, ranges of quantities, enemies,
//! required and forbidden items, targets. [`assemble`] makes one form, [`assemble_parallel`] several, [`Assembler`]
//! those of a hall. [`verify`] shares no code with the search; [`certify`] reports on the forms that came out.

mod apart;
mod certificate;
mod compiled;
mod feasibility;
mod flow;
mod hall;
mod parallel;
mod pool;
mod problem;
mod search;
mod start;
mod state;
mod thrift;
mod verify;

pub use certificate::{Certificate, Comparison, Exposure, Overlap, TargetSummary, certify, compare};
pub use hall::{Assembler, HallRules, Near, Neighbours, Seat, Usage, draw_hall};
pub use parallel::{Reuse, assemble_parallel};
pub use problem::{AssemblyError, Attribute, Bound, EnemySet, Problem, Quantity, Target, Tolerance, Weighing};
pub use search::{Assembled, Effort, assemble};
pub use verify::{Breach, verify};
