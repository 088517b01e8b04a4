//! Two small regressions on one predictor, as the K and S indices use them.

use crate::numeric::Cholesky;

/// Least squares of `y` on 1, x, …, x^`degree`, predicted at `at`. `None` with fewer different x than coefficients.
pub fn polynomial(x: &[f64], y: &[f64], degree: usize, at: f64) -> Option<f64> {
    let weights = vec![1.0; x.len()];
    let coefficients = weighted(x, y, &weights, degree, at)?;
    coefficients.first().copied()
}

/// Log-linear Poisson regression ln μ = b0 + b1 x by Newton's method (here iteratively reweighted least squares);
/// `y` need not be whole. μ at `at`; `None` without a finite maximum.
pub fn poisson(x: &[f64], y: &[f64], at: f64) -> Option<f64> {
    if y.iter().all(|y| *y <= 0.0) {
        // Every count is zero: the maximum lies at μ = 0.
        return (!y.is_empty()).then_some(0.0);
    }
    let mut eta: Vec<f64> = y.iter().map(|y| (y + 0.1).ln()).collect();
    let mut prediction = f64::NAN;
    for _ in 0..100 {
        let mu: Vec<f64> = eta.iter().map(|eta| eta.exp()).collect();
        let working: Vec<f64> = (0..x.len()).map(|i| eta[i] + (y[i] - mu[i]) / mu[i]).collect();
        // Centred at `at`, so that the intercept is the prediction itself.
        let b = weighted(x, &working, &mu, 1, at)?;
        let next: Vec<f64> = x.iter().map(|x| b[0] + b[1] * (x - at)).collect();
        if next.iter().any(|eta| !eta.is_finite() || eta.abs() > 300.0) {
            return None;
        }
        let change = next.iter().zip(&eta).map(|(n, o)| (n - o).abs()).fold(0.0, f64::max);
        (eta, prediction) = (next, b[0].exp());
        if change < 1e-12 {
            return Some(prediction);
        }
    }
    prediction.is_finite().then_some(prediction)
}

/// Coefficients of powers of (x - `centre`): the first is the prediction there.
fn weighted(x: &[f64], y: &[f64], weights: &[f64], degree: usize, centre: f64) -> Option<Vec<f64>> {
    let size = degree + 1;
    if !has_different(x, size) {
        return None;
    }
    let (mut matrix, mut rhs) = (vec![0.0; size * size], vec![0.0; size]);
    for ((x, y), w) in x.iter().zip(y).zip(weights) {
        let power = |k: usize| (0..k).fold(1.0, |product, _| product * (x - centre));
        for i in 0..size {
            rhs[i] += w * power(i) * y;
            for j in 0..=i {
                matrix[i * size + j] += w * power(i) * power(j);
            }
        }
    }
    Cholesky::new(&matrix, size).ok()?.solve(&mut rhs);
    Some(rhs)
}

fn has_different(x: &[f64], needed: usize) -> bool {
    let mut seen: Vec<f64> = x.to_vec();
    seen.sort_by(f64::total_cmp);
    seen.dedup();
    seen.len() >= needed
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_found_again() {
        let x = [0.0, 1.0, 2.0, 3.5];
        let y: Vec<f64> = x.iter().map(|x| 1.0 - 2.0 * x + 0.5 * x * x).collect();
        assert!((polynomial(&x, &y, 2, 4.0).unwrap() - 1.0).abs() < 1e-10);
        assert_eq!(polynomial(&[1.0, 1.0], &[2.0, 3.0], 1, 0.0), None);
    }

    #[test]
    fn an_exponential_is_found_again_and_the_score_equations_hold() {
        let x = [0.0, 1.0, 2.0, 5.0];
        let y: Vec<f64> = x.iter().map(|x| f64::exp(0.3 + 0.2 * x)).collect();
        assert!((poisson(&x, &y, 3.0).unwrap() - 0.9_f64.exp()).abs() < 1e-12);
        let y = [3.0, 0.5, 4.0, 2.0];
        let residual: f64 = x.iter().zip(y).map(|(x, y)| y - poisson(&x_of(), &y_of(), *x).unwrap()).sum();
        assert!(residual.abs() < 1e-10, "{residual}");
        assert_eq!(poisson(&[0.0, 1.0], &[0.0, 0.0], 0.0), Some(0.0));
        assert_eq!(poisson(&[], &[], 0.0), None);
    }

    fn x_of() -> [f64; 4] {
        [0.0, 1.0, 2.0, 5.0]
    }

    fn y_of() -> [f64; 4] {
        [3.0, 0.5, 4.0, 2.0]
    }
}
