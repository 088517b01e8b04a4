//! The nearest correlation matrix (Higham, 2002): alternating projections with Dykstra's correction.

/// Eigenvalues of the result are at least this: it has an inverse.
const SMALLEST: f64 = 1e-4;

/// `None` where `matrix` is a positive definite correlation matrix already.
pub(super) fn correlation_matrix(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    if n == 0 || eigen(matrix).0.iter().all(|value| *value >= SMALLEST) {
        return None;
    }
    let mut here = matrix.to_vec();
    let mut correction = vec![vec![0.0; n]; n];
    for _ in 0..500 {
        let mut shifted = here.clone();
        for i in 0..n {
            for j in 0..n {
                shifted[i][j] -= correction[i][j];
            }
        }
        // A little above the bound: setting the diagonal to 1 afterwards takes some of it back.
        let projected = raise(&shifted, 2.0 * SMALLEST);
        let mut change = 0.0_f64;
        for i in 0..n {
            for j in 0..n {
                correction[i][j] = projected[i][j] - shifted[i][j];
                let next = if i == j { 1.0 } else { projected[i][j] };
                change = change.max((next - here[i][j]).abs());
                here[i][j] = next;
            }
        }
        if change < 1e-10 {
            break;
        }
    }
    // Rounding, or projections that were not done, must not leave it indefinite.
    let smallest = eigen(&here).0.into_iter().fold(f64::INFINITY, f64::min);
    if smallest < SMALLEST {
        let shrink = (1.0 - SMALLEST) / (1.0 - smallest);
        for (i, row) in here.iter_mut().enumerate() {
            row.iter_mut().enumerate().filter(|(j, _)| *j != i).for_each(|(_, value)| *value *= shrink);
        }
    }
    Some(here)
}

/// The nearest symmetric matrix without eigenvalues below `bound`.
fn raise(matrix: &[Vec<f64>], bound: f64) -> Vec<Vec<f64>> {
    let n = matrix.len();
    let (values, vectors) = eigen(matrix);
    let mut out = vec![vec![0.0; n]; n];
    for (k, value) in values.iter().enumerate() {
        for i in 0..n {
            for j in 0..n {
                out[i][j] += value.max(bound) * vectors[i][k] * vectors[j][k];
            }
        }
    }
    out
}

/// Eigenvalues and eigenvectors (columns) of a small symmetric matrix by cyclic Jacobi rotations
/// (Golub & Van Loan, 2013, sec. 8.5).
fn eigen(matrix: &[Vec<f64>]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let n = matrix.len();
    let mut a = matrix.to_vec();
    let mut vectors: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    for _ in 0..60 {
        let off: f64 = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[i][j] * a[i][j]).sum();
        if off < 1e-26 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                if a[p][q] != 0.0 {
                    rotate(&mut a, &mut vectors, p, q);
                }
            }
        }
    }
    ((0..n).map(|i| a[i][i]).collect(), vectors)
}

/// The rotation that makes `a[p][q]` zero.
fn rotate(a: &mut [Vec<f64>], vectors: &mut [Vec<f64>], p: usize, q: usize) {
    let tau = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let t = tau.signum() / (tau.abs() + (1.0 + tau * tau).sqrt());
    let c = 1.0 / (1.0 + t * t).sqrt();
    let s = t * c;
    for row in a.iter_mut().chain(vectors) {
        let (left, right) = (row[p], row[q]);
        row[p] = c * left - s * right;
        row[q] = s * left + c * right;
    }
    let (above, below) = a.split_at_mut(q);
    for (upper, lower) in above[p].iter_mut().zip(&mut below[0]) {
        (*upper, *lower) = (c * *upper - s * *lower, s * *upper + c * *lower);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn impossible_correlations_become_possible_ones() {
        let wrong = vec![vec![1.0, 0.9, 0.9], vec![0.9, 1.0, -0.9], vec![0.9, -0.9, 1.0]];
        let near = correlation_matrix(&wrong).unwrap();
        assert!(eigen(&near).0.iter().all(|value| *value > 0.5 * SMALLEST));
        assert!((0..3).all(|i| (near[i][i] - 1.0).abs() < 1e-12 && (near[i][0] - near[0][i]).abs() < 1e-12));
        // By symmetry the nearest shrinks all three alike, to one half.
        assert!((near[0][1] - 0.5).abs() < 1e-3 && (near[1][2] + 0.5).abs() < 1e-3, "{near:?}");
    }

    #[test]
    fn possible_ones_stay() {
        assert_eq!(correlation_matrix(&[vec![1.0, 0.3], vec![0.3, 1.0]]), None);
        assert_eq!(correlation_matrix(&[]), None);
    }
}
