//! Numerical tools that every part shares: stable logistic functions, small dense linear algebra.

mod cholesky;
mod distributions;
mod jacobi;
mod stable;
mod tails;
mod vector;

pub use cholesky::{Cholesky, NotPositiveDefinite};
pub use distributions::{
    bivariate_normal_cdf, f_quantile, noncentral_chi_square_cdf, noncentrality, normal_cdf, normal_density,
    normal_quantile,
};
pub use jacobi::symmetric_eigen;
pub use stable::{log_sum_exp, log1p_exp, logistic, logit};
pub use tails::{chi_square_tail, normal_upper_tail};
pub use vector::{add_scaled, dot, exp_in_place};
