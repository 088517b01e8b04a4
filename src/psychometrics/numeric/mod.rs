//! Numerical tools that every part shares: stable logistic functions, small dense linear algebra.

mod cholesky;
mod stable;
mod tails;

pub use cholesky::{Cholesky, NotPositiveDefinite};
pub use stable::{log_sum_exp, log1p_exp, logistic, logit};
pub use tails::{chi_square_upper_tail, normal_upper_tail};
