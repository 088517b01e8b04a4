//! Generalised Mantel-Haenszel: more than two groups, more than two categories.

use super::DifError;
use super::matching::{Strata, Stratum};
use crate::numeric::{Cholesky, chi_square_tail};

/// Test that group and answer are independent within strata.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GeneralizedMantelHaenszel {
    pub chi_square: f64,
    pub df: usize,
    pub p: f64,
}

/// General association of groups and categories (Landis, Heyman & Koch 1978; Somes 1986; as DIF: Zwick, Donoghue & Grima
/// 1993; several groups: Penfield 2001). Categories are names without order; df (groups - 1)(categories - 1).
///
/// Groups and categories that nobody has are left out. Error: nothing left to compare.
pub fn generalized_mantel_haenszel(strata: &Strata) -> Result<GeneralizedMantelHaenszel, DifError> {
    let kept =
        present(strata, |stratum, k| (0..strata.groups).map(|group| stratum.at(group, k)).sum(), strata.categories);
    // Indicators of all categories but the first.
    let weights: Vec<Vec<f64>> = kept
        .iter()
        .skip(1)
        .map(|category| (0..strata.categories).map(|k| f64::from(k == *category)).collect())
        .collect();
    association(strata, &weights)
}

/// Mean scores of the groups (Mantel 1963, two groups: Mantel's polytomous test; several groups: mean-score statistic of
/// Landis, Heyman & Koch 1978). The category is the score; df groups - 1.
pub fn mantel(strata: &Strata) -> Result<GeneralizedMantelHaenszel, DifError> {
    association(strata, &[(0..strata.categories).map(|k| k as f64).collect()])
}

fn present(strata: &Strata, sum: impl Fn(&Stratum, usize) -> f64, count: usize) -> Vec<usize> {
    (0..count).filter(|place| strata.strata.iter().map(|s| sum(s, *place)).sum::<f64>() > 0.0).collect()
}

/// Σ_h of group-by-weight totals less expectation, with the covariance of the multiple hypergeometric:
/// cov = n_g (δ n - n_g') / n ⊗ (Σ w w' m - (Σ w m)(Σ w' m) / n) / (n - 1).
fn association(strata: &Strata, weights: &[Vec<f64>]) -> Result<GeneralizedMantelHaenszel, DifError> {
    let groups = present(strata, Stratum::size, strata.groups);
    if groups.len() < 2 {
        return Err(DifError::OneGroup);
    }
    let (rows, columns) = (groups.len() - 1, weights.len());
    let size = rows * columns;
    let (mut away, mut covariance) = (vec![0.0; size], vec![0.0; size * size]);
    for stratum in &strata.strata {
        let sizes: Vec<f64> = groups.iter().map(|g| stratum.size(*g)).collect();
        let n: f64 = sizes.iter().sum();
        if n < 2.0 {
            continue;
        }
        let margin: Vec<f64> = (0..strata.categories).map(|k| groups.iter().map(|g| stratum.at(*g, k)).sum()).collect();
        let dot = |w: &[f64], m: &[f64]| w.iter().zip(m).map(|(w, m)| w * m).sum::<f64>();
        for r in 0..rows {
            for c in 0..columns {
                let own: Vec<f64> = (0..strata.categories).map(|k| stratum.at(groups[r + 1], k)).collect();
                away[r * columns + c] += dot(&weights[c], &own) - sizes[r + 1] * dot(&weights[c], &margin) / n;
            }
        }
        for (place, cell) in covariance.iter_mut().enumerate() {
            let (i, j) = (place / size, place % size);
            let ((r, c), (s, d)) = ((i / columns, i % columns), (j / columns, j % columns));
            let same = if r == s { n } else { 0.0 };
            let of_groups = sizes[r + 1] * (same - sizes[s + 1]) / n;
            let both: f64 = (0..strata.categories).map(|k| weights[c][k] * weights[d][k] * margin[k]).sum();
            let of_weights = both - dot(&weights[c], &margin) * dot(&weights[d], &margin) / n;
            *cell += of_groups * of_weights / (n - 1.0);
        }
    }
    let factor = Cholesky::new(&covariance, size).map_err(|_| DifError::NoInformation)?;
    let mut solved = away.clone();
    factor.solve(&mut solved);
    let chi_square: f64 = away.iter().zip(&solved).map(|(x, y)| x * y).sum();
    if size == 0 || !chi_square.is_finite() {
        return Err(DifError::NoInformation);
    }
    Ok(GeneralizedMantelHaenszel { chi_square, df: size, p: chi_square_tail(chi_square, size as f64) })
}
