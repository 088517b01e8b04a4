//! Cholesky factor of a small symmetric matrix: solves, inverse, log determinant.

use super::vector::{add_scaled, dot};

/// A symmetric matrix is not positive definite: an information matrix without an inverse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the matrix is not positive definite (row {row})")]
pub struct NotPositiveDefinite {
    pub row: usize,
}

/// Lower factor L of A = L Lᵀ, row by row.
#[derive(Clone, Debug)]
pub struct Cholesky {
    n: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// `matrix`: n × n, row by row; only the lower triangle is read.
    pub fn new(matrix: &[f64], n: usize) -> Result<Self, NotPositiveDefinite> {
        let mut lower = matrix.to_vec();
        for i in 0..n {
            for j in 0..=i {
                let rest = lower[i * n + j] - dot(&lower[i * n..i * n + j], &lower[j * n..j * n + j]);
                if i != j {
                    lower[i * n + j] = rest / lower[j * n + j];
                } else if rest > 0.0 && rest.is_finite() {
                    lower[i * n + i] = rest.sqrt();
                } else {
                    return Err(NotPositiveDefinite { row: i });
                }
            }
            for j in i + 1..n {
                lower[i * n + j] = 0.0;
            }
        }
        Ok(Self { n, lower })
    }

    /// L, row by row, zeros above the diagonal.
    pub fn lower(&self) -> &[f64] {
        &self.lower
    }

    /// x of A x = `rhs`, in place.
    pub fn solve(&self, rhs: &mut [f64]) {
        let (n, lower) = (self.n, &self.lower);
        for i in 0..n {
            rhs[i] = (rhs[i] - dot(&lower[i * n..i * n + i], rhs)) / lower[i * n + i];
        }
        for i in (0..n).rev() {
            rhs[i] /= lower[i * n + i];
            let (before, here) = rhs.split_at_mut(i);
            add_scaled(before, -here[0], &lower[i * n..i * n + i]);
        }
    }

    /// A⁻¹ = L⁻ᵀ L⁻¹, row by row.
    pub fn inverse(&self) -> Vec<f64> {
        let n = self.n;
        let factor = self.inverse_lower();
        let mut inverse = vec![0.0; n * n];
        for k in 0..n {
            let row = &factor[k * n..=k * n + k];
            for (i, value) in row.iter().enumerate() {
                add_scaled(&mut inverse[i * n..=i * n + i], *value, row);
            }
        }
        for i in 0..n {
            for j in 0..i {
                inverse[j * n + i] = inverse[i * n + j];
            }
        }
        inverse
    }

    /// L⁻¹, row by row, by forward substitution on whole rows.
    fn inverse_lower(&self) -> Vec<f64> {
        let (n, lower) = (self.n, &self.lower);
        let mut inverse = vec![0.0; n * n];
        for i in 0..n {
            let (before, here) = inverse.split_at_mut(i * n);
            for k in 0..i {
                add_scaled(&mut here[..=k], -lower[i * n + k], &before[k * n..=k * n + k]);
            }
            here[i] = 1.0;
            here[..=i].iter_mut().for_each(|value| *value /= lower[i * n + i]);
        }
        inverse
    }

    /// ln |A|.
    pub fn log_determinant(&self) -> f64 {
        (0..self.n).map(|i| 2.0 * self.lower[i * self.n + i].ln()).sum()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn solves_inverts_and_refuses() {
        let a = [4.0, 2.0, 2.0, 3.0];
        let factor = Cholesky::new(&a, 2).unwrap();
        let mut x = [10.0, 8.0];
        factor.solve(&mut x);
        assert!((x[0] - 1.75).abs() < 1e-14 && (x[1] - 1.5).abs() < 1e-14);
        let inverse = factor.inverse();
        assert!((inverse[0] - 0.375).abs() < 1e-14 && (inverse[1] + 0.25).abs() < 1e-14);
        assert!((factor.log_determinant() - 8.0_f64.ln()).abs() < 1e-14);
        assert_eq!(Cholesky::new(&[1.0, 2.0, 2.0, 1.0], 2).unwrap_err(), NotPositiveDefinite { row: 1 });
    }
}
