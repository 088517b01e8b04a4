//! Eigenvalues and eigenvectors of a small symmetric matrix.

/// Eigenvalues (in no order) and eigenvectors as columns of an n × n matrix, row by row, by cyclic Jacobi rotations
/// (Golub & Van Loan 2013, section 8.5). `matrix`: n × n, row by row, symmetric and finite.
pub fn symmetric_eigen(matrix: &[f64], n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut a = matrix.to_vec();
    let mut vectors = vec![0.0; n * n];
    for i in 0..n {
        vectors[i * n + i] = 1.0;
    }
    for _ in 0..100 {
        let off: f64 = (0..n).map(|i| (0..i).map(|j| a[i * n + j] * a[i * n + j]).sum::<f64>()).sum();
        let size: f64 = (0..n).map(|i| a[i * n + i] * a[i * n + i]).sum();
        if off.is_nan() || off <= 1e-30 * size {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                if a[p * n + q] != 0.0 {
                    rotate(&mut a, &mut vectors, n, (p, q));
                }
            }
        }
    }
    ((0..n).map(|i| a[i * n + i]).collect(), vectors)
}

/// One rotation that clears the place (p, q).
fn rotate(a: &mut [f64], vectors: &mut [f64], n: usize, (p, q): (usize, usize)) {
    let turn = (a[q * n + q] - a[p * n + p]) / (2.0 * a[p * n + q]);
    let tangent = turn.signum() / (turn.abs() + turn.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    for k in 0..n {
        let (x, y) = (a[k * n + p], a[k * n + q]);
        a[k * n + p] = cosine * x - sine * y;
        a[k * n + q] = sine * x + cosine * y;
    }
    for k in 0..n {
        let (x, y) = (a[p * n + k], a[q * n + k]);
        a[p * n + k] = cosine * x - sine * y;
        a[q * n + k] = sine * x + cosine * y;
        let (x, y) = (vectors[k * n + p], vectors[k * n + q]);
        vectors[k * n + p] = cosine * x - sine * y;
        vectors[k * n + q] = sine * x + cosine * y;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_vectors_put_the_matrix_together_again() {
        let n = 4;
        let matrix = [4.0, 1.0, -0.5, 0.2, 1.0, 3.0, 0.7, 0.0, -0.5, 0.7, 2.0, 1.1, 0.2, 0.0, 1.1, -1.0];
        let (values, vectors) = symmetric_eigen(&matrix, n);
        for i in 0..n {
            for j in 0..n {
                let again: f64 = (0..n).map(|k| values[k] * vectors[i * n + k] * vectors[j * n + k]).sum();
                assert!((again - matrix[i * n + j]).abs() < 1e-13);
                let product: f64 = (0..n).map(|k| vectors[k * n + i] * vectors[k * n + j]).sum();
                assert!((product - f64::from(u8::from(i == j))).abs() < 1e-13);
            }
        }
    }
}
