//! Tetrachoric and polychoric correlations.

use rayon::prelude::*;

use super::table::ScoreTable;
use super::{ClassicalError, Undefined};
use crate::numeric::{bivariate_normal_cdf, normal_density, normal_quantile, symmetric_eigen};

/// An empty cell of a 2 × 2 table would drive the correlation to ±1: it counts as this many persons (Brown & Benedetti
/// 1977). Larger tables stay as they are.
const EMPTY_CELL: f64 = 0.5;

/// Polychoric correlation of a table of counts, `rows` × `columns`, row by row: thresholds from the margins, ρ by
/// maximum likelihood given them (Olsson 1979, two-step). Tetrachoric for 2 × 2. Empty rows and columns are left out.
///
/// Errors: fewer than two categories with answers on either side.
pub fn polychoric(counts: &[f64], rows: usize, columns: usize) -> Result<f64, Undefined> {
    if counts.len() != rows * columns {
        return Err(Undefined::TooFew { count: counts.len(), needed: rows * columns });
    }
    let row_sums: Vec<f64> = (0..rows).map(|i| counts[i * columns..(i + 1) * columns].iter().sum()).collect();
    let column_sums: Vec<f64> = (0..columns).map(|j| (0..rows).map(|i| counts[i * columns + j]).sum()).collect();
    let kept_rows: Vec<usize> = (0..rows).filter(|i| row_sums[*i] > 0.0).collect();
    let kept_columns: Vec<usize> = (0..columns).filter(|j| column_sums[*j] > 0.0).collect();
    if kept_rows.len() < 2 || kept_columns.len() < 2 {
        return Err(Undefined::NoVariance);
    }
    let thresholds = |sums: &[f64]| {
        let total: f64 = sums.iter().sum();
        let mut below = 0.0;
        let mut cuts = vec![f64::NEG_INFINITY];
        for sum in sums.iter().filter(|sum| **sum > 0.0) {
            below += sum / total;
            cuts.push(if below < 1.0 - 1e-12 { normal_quantile(below) } else { f64::INFINITY });
        }
        cuts
    };
    let empty = if kept_rows.len() == 2 && kept_columns.len() == 2 { EMPTY_CELL } else { 0.0 };
    let table: Vec<f64> = kept_rows
        .iter()
        .flat_map(|i| kept_columns.iter().map(move |j| counts[i * columns + j]))
        .map(|count| if count > 0.0 { count } else { empty })
        .collect();
    let cells = Cells { table, rows: thresholds(&row_sums), columns: thresholds(&column_sums) };
    Ok(cells.maximum())
}

struct Cells {
    table: Vec<f64>,
    rows: Vec<f64>,
    columns: Vec<f64>,
}

impl Cells {
    /// The derivative of the log likelihood by ρ: Σ n_ij φ₂-difference / P_ij (Olsson 1979).
    fn score(&self, rho: f64) -> f64 {
        let (rows, columns) = (self.rows.len(), self.columns.len());
        let corners = |f: &dyn Fn(f64, f64) -> f64| -> Vec<f64> {
            self.rows.iter().flat_map(|h| self.columns.iter().map(move |k| f(*h, *k))).collect()
        };
        let volume = corners(&|h, k| bivariate_normal_cdf(h, k, rho));
        let slope = corners(&|h, k| bivariate_density(h, k, rho));
        let over = |corner: &[f64], i: usize, j: usize| {
            corner[(i + 1) * columns + j + 1] - corner[i * columns + j + 1] - corner[(i + 1) * columns + j]
                + corner[i * columns + j]
        };
        let mut score = 0.0;
        for i in 0..rows - 1 {
            for j in 0..columns - 1 {
                score += self.table[i * (columns - 1) + j] * over(&slope, i, j) / over(&volume, i, j).max(1e-14);
            }
        }
        score
    }

    /// Root of the score: a bracket, then the Illinois variant of regula falsi, which never opens it.
    fn maximum(&self) -> f64 {
        let centre = self.score(0.0);
        let away = if centre >= 0.0 { 1.0 } else { -1.0 };
        let (mut near, mut at_near) = (0.0, centre);
        let (mut far, mut at_far) = (0.0, centre);
        // Out from 0, halving the way to ±1: near the ends the cells are too small for the score to be trusted.
        for halving in 1..=13 {
            far = away * (1.0 - 0.5_f64.powi(halving));
            at_far = self.score(far);
            if at_far * away <= 0.0 {
                break;
            }
            (near, at_near) = (far, at_far);
        }
        if at_far * away > 0.0 {
            return far;
        }
        let ((mut low, mut at_low), (mut high, mut at_high)) =
            if away > 0.0 { ((near, at_near), (far, at_far)) } else { ((far, at_far), (near, at_near)) };
        let mut side = 0_i8;
        for _ in 0..200 {
            let rho = (low * at_high - high * at_low) / (at_high - at_low);
            let here = self.score(rho);
            if here.abs() < 1e-10 || high - low < 1e-11 {
                return rho;
            }
            if here > 0.0 {
                (low, at_low) = (rho, here);
                if side == 1 {
                    at_high *= 0.5;
                }
                side = 1;
            } else {
                (high, at_high) = (rho, here);
                if side == -1 {
                    at_low *= 0.5;
                }
                side = -1;
            }
        }
        0.5 * (low + high)
    }
}

fn bivariate_density(h: f64, k: f64, rho: f64) -> f64 {
    if h.is_infinite() || k.is_infinite() {
        return 0.0;
    }
    let rest = 1.0 - rho * rho;
    normal_density((h - rho * k) / rest.sqrt()) * normal_density(k) / rest.sqrt()
}

/// A correlation matrix made positive definite: eigenvalues below 1e-12 become 1e-10, the trace is kept, the diagonal
/// set back to 1 (Bentler & Yuan 2011 discuss the practice; Knol & ten Berge 1989). A positive definite matrix comes
/// back as it is, and so does one that is not k × k and finite; the flag says whether anything was done.
pub fn smoothed(matrix: &[f64], k: usize) -> (Vec<f64>, bool) {
    if matrix.len() != k * k || matrix.iter().any(|r| !r.is_finite()) {
        return (matrix.to_vec(), false);
    }
    let (mut values, vectors) = symmetric_eigen(matrix, k);
    if values.iter().all(|value| *value >= 1e-12) {
        return (matrix.to_vec(), false);
    }
    values.iter_mut().filter(|value| **value < 1e-12).for_each(|value| *value = 1e-10);
    let scale = k as f64 / values.iter().sum::<f64>();
    let at = |i: usize, j: usize| -> f64 {
        (0..k).map(|m| scale * values[m] * vectors[i * k + m] * vectors[j * k + m]).sum()
    };
    let root: Vec<f64> = (0..k).map(|i| at(i, i).sqrt()).collect();
    let cell = |place: usize| {
        let (i, j) = (place / k, place % k);
        if i == j { 1.0 } else { at(i, j) / (root[i] * root[j]) }
    };
    ((0..k * k).map(cell).collect(), true)
}

/// Polychoric correlations of all items, k × k, row by row, each pair from the persons with both.
///
/// Errors: a pair that fewer than `minimum` (at least 2) persons share, or one without variance. The matrix need not be
/// positive definite.
pub fn polychoric_matrix(table: &ScoreTable, minimum: usize) -> Result<Vec<f64>, ClassicalError> {
    let k = table.items();
    let dense: Vec<Vec<Option<usize>>> = (0..k).map(|item| column_of(table, item)).collect();
    let levels: Vec<usize> = dense.iter().map(|column| column.iter().flatten().max().map_or(0, |m| m + 1)).collect();
    let pairs: Vec<(usize, usize)> = (0..k).flat_map(|i| (0..i).map(move |j| (i, j))).collect();
    let values: Vec<f64> = pairs
        .par_iter()
        .map(|&(i, j)| {
            let mut counts = vec![0.0; levels[i] * levels[j]];
            let mut count = 0;
            for (x, y) in dense[i].iter().zip(&dense[j]) {
                if let (Some(x), Some(y)) = (x, y) {
                    counts[x * levels[j] + y] += 1.0;
                    count += 1;
                }
            }
            let named = |reason| ClassicalError::Pair { first: i, second: j, reason };
            if count < minimum.max(2) {
                return Err(named(Undefined::TooFew { count, needed: minimum.max(2) }));
            }
            polychoric(&counts, levels[i], levels[j]).map_err(named)
        })
        .collect::<Result<_, _>>()?;
    let mut matrix = vec![1.0; k * k];
    for ((i, j), value) in pairs.into_iter().zip(values) {
        matrix[i * k + j] = value;
        matrix[j * k + i] = value;
    }
    Ok(matrix)
}

/// Categories by person; scores are whole numbers.
fn column_of(table: &ScoreTable, item: usize) -> Vec<Option<usize>> {
    let mut column = vec![None; table.persons()];
    for (person, score) in table.column(item) {
        column[*person] = (0..=usize::from(crate::responses::MAX_CATEGORY)).find(|k| (*k as f64 - score).abs() < 0.5);
    }
    column
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn median_cuts_have_a_closed_form_and_exact_tables_give_rho_back() {
        // Both cut at the median: P(both above) = 1/4 + asin ρ / 2π.
        let rho = polychoric(&[40.0, 10.0, 10.0, 40.0], 2, 2).unwrap();
        assert!((rho - (std::f64::consts::TAU * 0.15).sin()).abs() < 1e-9, "{rho}");
        let (h, k) = ([f64::NEG_INFINITY, -0.7, 0.4, f64::INFINITY], [f64::NEG_INFINITY, 0.2, f64::INFINITY]);
        for truth in [-0.8, -0.3, 0.0, 0.55, 0.93] {
            let cdf = |i: usize, j: usize| bivariate_normal_cdf(h[i], k[j], truth);
            let mut counts = Vec::new();
            for i in 0..3 {
                for j in 0..2 {
                    counts.push(1e6 * (cdf(i + 1, j + 1) - cdf(i, j + 1) - cdf(i + 1, j) + cdf(i, j)));
                }
            }
            assert!((polychoric(&counts, 3, 2).unwrap() - truth).abs() < 1e-6, "{truth}");
        }
        assert_eq!(polychoric(&[3.0, 0.0, 4.0, 0.0], 2, 2), Err(Undefined::NoVariance));
    }
}
