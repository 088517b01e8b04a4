//! From the observed information to standard errors: its inverse, its extreme eigenvalues, the delta method.

use serde::{Deserialize, Serialize};

use super::problem::{Point, Problem};
use crate::numeric::{Cholesky, dot};

/// How well the data determine the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct InformationSummary {
    pub smallest_eigenvalue: f64,
    pub largest_eigenvalue: f64,
    /// Largest by smallest eigenvalue; `None` where the smallest is not positive.
    pub condition_number: Option<f64>,
    /// Where it is not, the point is no maximum of full rank and there are no standard errors.
    pub positive_definite: bool,
}

/// The covariance matrix of the free parameters.
pub(crate) struct Precision {
    count: usize,
    covariance: Option<Vec<f64>>,
    pub(crate) summary: InformationSummary,
}

impl Precision {
    pub(crate) fn new(problem: &Problem, point: &Point) -> Self {
        let n = problem.free_count;
        let information = problem.information(point);
        let covariance = Cholesky::new(&information, n).ok().map(|factor| factor.inverse());
        let largest_eigenvalue = largest(&information, n);
        let smallest_eigenvalue = match &covariance {
            Some(covariance) => 1.0 / largest(covariance, n),
            None => {
                // The largest of cI - A lies at the smallest of A.
                let shift = largest_eigenvalue.abs() * 1.01;
                let mut shifted: Vec<f64> = information.iter().map(|value| -value).collect();
                (0..n).for_each(|p| shifted[p * n + p] += shift);
                shift - largest(&shifted, n)
            }
        };
        let positive_definite = covariance.is_some();
        let condition_number = positive_definite.then(|| largest_eigenvalue / smallest_eigenvalue);
        let summary =
            InformationSummary { smallest_eigenvalue, largest_eigenvalue, condition_number, positive_definite };
        Self { count: n, covariance, summary }
    }

    /// Covariance of two free parameters; zero with a fixed one. `None` without an inverse.
    pub(crate) fn covariance(&self, left: Option<usize>, right: Option<usize>) -> Option<f64> {
        let covariance = self.covariance.as_ref()?;
        Some(match (left, right) {
            (Some(left), Some(right)) => covariance[left * self.count + right],
            _ => 0.0,
        })
    }

    /// Standard error of a function with these derivatives by parameters (delta method); `None` where nothing is free.
    pub(crate) fn error(&self, derivatives: &[(Option<usize>, f64)]) -> Option<f64> {
        if derivatives.iter().all(|(free, _)| free.is_none()) {
            return None;
        }
        let mut variance = 0.0;
        for (left, by_left) in derivatives {
            for (right, by_right) in derivatives {
                variance += by_left * by_right * self.covariance(*left, *right)?;
            }
        }
        (variance > 0.0 && variance.is_finite()).then(|| variance.sqrt())
    }
}

/// The eigenvalue of largest modulus of a symmetric matrix, by power iteration with the Rayleigh quotient.
fn largest(matrix: &[f64], n: usize) -> f64 {
    // A start that no symmetry of the parameters makes orthogonal to the eigenvector.
    let mut vector: Vec<f64> = (0..n).map(|i| 1.0 + 0.5 * (1.7 * i as f64).sin()).collect();
    let mut value = 0.0;
    for _ in 0..500 {
        let norm = dot(&vector, &vector).sqrt();
        if norm == 0.0 || !norm.is_finite() {
            return value;
        }
        vector.iter_mut().for_each(|v| *v /= norm);
        let image: Vec<f64> = matrix.chunks_exact(n).map(|row| dot(row, &vector)).collect();
        let next = dot(&vector, &image);
        let settled = (next - value).abs() <= 1e-10 * next.abs();
        (value, vector) = (next, image);
        if settled {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_eigenvalue() {
        let matrix = [2.0, 1.0, 0.0, 1.0, 3.0, 1.0, 0.0, 1.0, 2.0];
        assert!((largest(&matrix, 3) - 4.0).abs() < 1e-8);
    }
}
