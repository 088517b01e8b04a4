//! One common factor, for ω.

use super::{ClassicalError, Undefined};

/// Loadings of a one-factor solution of a correlation matrix; the sum of loadings is not negative.
#[derive(Clone, Debug, PartialEq)]
pub struct OneFactor {
    pub loadings: Vec<f64>,
    pub iterations: usize,
    /// A uniqueness reached its bound 0.005 (a Heywood case): ω is not to be trusted.
    pub heywood: bool,
}

/// Smallest uniqueness.
const BOUND: f64 = 0.005;
const CYCLES: usize = 50_000;
const STEP: f64 = 1e-11;

impl OneFactor {
    /// ω total of one factor on standardised items: (Σλ)² / ((Σλ)² + Σ(1 - λ²)) (McDonald 1999, eq. 6.20b).
    pub fn omega(&self) -> f64 {
        let common = self.loadings.iter().sum::<f64>().powi(2);
        common / (common + self.loadings.iter().map(|l| 1.0 - l * l).sum::<f64>())
    }

    fn of(mut loadings: Vec<f64>, iterations: usize) -> Self {
        if loadings.iter().sum::<f64>() < 0.0 {
            loadings.iter_mut().for_each(|l| *l = -*l);
        }
        let heywood = loadings.iter().any(|l| 1.0 - l * l <= BOUND * 1.0001);
        Self { loadings, iterations, heywood }
    }
}

/// Minimum residuals (Harman & Jones 1966): each loading in turn is the least-squares solution given the others.
/// `matrix`: k × k correlations, row by row, k ≥ 3 (with two items the solution is not unique).
pub fn minres_factor(matrix: &[f64], k: usize) -> Result<OneFactor, ClassicalError> {
    let mut loadings = start(matrix, k)?;
    let most = (1.0 - BOUND).sqrt();
    for cycle in 1..=CYCLES {
        let mut largest = 0.0_f64;
        let mut square: f64 = loadings.iter().map(|l| l * l).sum();
        for i in 0..k {
            let own = loadings[i];
            let others = square - own * own;
            let dot: f64 = matrix[i * k..(i + 1) * k].iter().zip(&loadings).map(|(r, l)| r * l).sum::<f64>()
                - matrix[i * k + i] * own;
            let new = if others > 0.0 { (dot / others).clamp(-most, most) } else { 0.0 };
            largest = largest.max((new - own).abs());
            square = others + new * new;
            loadings[i] = new;
        }
        if largest < STEP {
            return Ok(OneFactor::of(loadings, cycle));
        }
    }
    Err(Undefined::NoConvergence.into())
}

/// Maximum likelihood by the EM algorithm (Rubin & Thayer 1982) with the squared extrapolation of Varadhan & Roland
/// (2008, scheme S3) on the loadings.
pub fn maximum_likelihood_factor(matrix: &[f64], k: usize) -> Result<OneFactor, ClassicalError> {
    let mut here = start(matrix, k)?;
    let most = (1.0 - BOUND).sqrt();
    for cycle in 1..=CYCLES {
        let one = em_step(matrix, &here);
        let two = em_step(matrix, &one);
        let first: Vec<f64> = one.iter().zip(&here).map(|(x, y)| x - y).collect();
        let second: Vec<f64> = (0..k).map(|i| two[i] - one[i] - first[i]).collect();
        let norm = |v: &[f64]| v.iter().map(|x| x * x).sum::<f64>().sqrt();
        if norm(&first) < STEP {
            return Ok(OneFactor::of(two, cycle));
        }
        let length = if norm(&second) > 0.0 { (-norm(&first) / norm(&second)).min(-1.0) } else { -1.0 };
        let leap: Vec<f64> = (0..k)
            .map(|i| (here[i] - 2.0 * length * first[i] + length * length * second[i]).clamp(-most, most))
            .collect();
        let next = em_step(matrix, &leap);
        here = if discrepancy(matrix, &next) <= discrepancy(matrix, &two) { next } else { two };
    }
    Err(Undefined::NoConvergence.into())
}

fn start(matrix: &[f64], k: usize) -> Result<Vec<f64>, ClassicalError> {
    if k < 3 {
        return Err(ClassicalError::TooFewItems { items: k, needed: 3 });
    }
    if matrix.len() != k * k {
        return Err(ClassicalError::Length { what: "correlations", given: matrix.len(), expected: k * k });
    }
    if matrix.iter().any(|r| !r.is_finite()) {
        return Err(Undefined::Singular.into());
    }
    // First principal direction by a few powers of the matrix, shrunk: no loading starts at 0 or at its bound.
    let mut v = vec![1.0; k];
    for _ in 0..30 {
        let mut next: Vec<f64> = (0..k).map(|i| (0..k).map(|j| matrix[i * k + j] * v[j]).sum()).collect();
        let length = next.iter().map(|x: &f64| x * x).sum::<f64>().sqrt();
        if length <= 1e-12 {
            return Ok(vec![0.5; k]);
        }
        next.iter_mut().for_each(|x| *x /= length);
        v = next;
    }
    let scale = (k as f64).sqrt();
    Ok(v.iter().map(|x| (0.6 * x * scale).clamp(-0.9, 0.9)).collect())
}

/// Given loadings l and uniquenesses 1 - l² (scale of correlations), one EM step: the regression of the factor on the
/// variables, then of the variables on the factor.
fn em_step(matrix: &[f64], l: &[f64]) -> Vec<f64> {
    let k = l.len();
    let unique: Vec<f64> = l.iter().map(|l| (1.0 - l * l).max(BOUND)).collect();
    let signal: f64 = l.iter().zip(&unique).map(|(l, u)| l * l / u).sum();
    let weight: Vec<f64> = l.iter().zip(&unique).map(|(l, u)| l / u / (1.0 + signal)).collect();
    let cross: Vec<f64> = (0..k).map(|i| (0..k).map(|j| matrix[i * k + j] * weight[j]).sum()).collect();
    let variance = 1.0 / (1.0 + signal) + weight.iter().zip(&cross).map(|(w, c)| w * c).sum::<f64>();
    let most = (1.0 - BOUND).sqrt();
    cross.iter().map(|c| (c / variance).clamp(-most, most)).collect()
}

/// ln|Σ| + tr(R Σ⁻¹), Σ = l lᵀ + Ψ.
fn discrepancy(matrix: &[f64], l: &[f64]) -> f64 {
    let k = l.len();
    let unique: Vec<f64> = l.iter().map(|l| (1.0 - l * l).max(BOUND)).collect();
    let signal: f64 = l.iter().zip(&unique).map(|(l, u)| l * l / u).sum();
    let mut trace = 0.0;
    let mut common = 0.0;
    for i in 0..k {
        trace += matrix[i * k + i] / unique[i];
        let row: f64 = (0..k).map(|j| matrix[i * k + j] * l[j] / unique[j]).sum();
        common += l[i] / unique[i] * row;
    }
    unique.iter().map(|u| u.ln()).sum::<f64>() + signal.ln_1p() + trace - common / (1.0 + signal)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_of_one_factor_gives_its_loadings_back() {
        let truth = [0.8, 0.5, 0.65, 0.3, 0.45];
        let k = truth.len();
        let mut matrix = vec![1.0; k * k];
        for i in 0..k {
            for j in 0..k {
                if i != j {
                    matrix[i * k + j] = truth[i] * truth[j];
                }
            }
        }
        for factor in [minres_factor(&matrix, k).unwrap(), maximum_likelihood_factor(&matrix, k).unwrap()] {
            for (found, real) in factor.loadings.iter().zip(truth) {
                assert!((found - real).abs() < 1e-8, "{factor:?}");
            }
            assert!(!factor.heywood);
        }
        assert!(minres_factor(&[1.0, 0.3, 0.3, 1.0], 2).is_err());
    }
}
