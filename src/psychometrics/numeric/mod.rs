//! Numerical tools that every part shares: stable logistic functions, small dense linear algebra.

mod cholesky;
mod stable;
mod vector;

pub use cholesky::{Cholesky, NotPositiveDefinite};
pub use stable::{log_sum_exp, log1p_exp, logistic, logit};
pub use vector::{add_scaled, dot, exp_in_place};
