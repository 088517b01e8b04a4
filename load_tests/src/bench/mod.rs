//! `make bench`: the scenarios beside their limits, on the same machine in the same run, as one table of ratios. Figures
//! of one run on one machine are noisy; ratios of medians are what is compared.

mod limits;
mod machine;
mod page;
mod runs;
mod table;

pub use runs::{Bench, Length};
