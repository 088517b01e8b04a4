//! Covariances of items, each pair from the persons who were shown both, and the alpha that follows.

use super::table::ScoreTable;
use super::{ClassicalError, Criterion, Undefined};

/// Covariance, correlation and count of each pair of items, k × k, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlations {
    pub items: usize,
    /// Unbiased, over the persons with both items; NaN below two persons.
    pub covariance: Vec<f64>,
    /// Persons with both items.
    pub count: Vec<usize>,
}

impl Correlations {
    /// Pairwise moments of all items. Work: the sum over persons of (items shown)².
    pub fn new(table: &ScoreTable) -> Self {
        if table.criterion() == Criterion::SumScore { Self::complete(table) } else { Self::sparse(table) }
    }

    fn complete(table: &ScoreTable) -> Self {
        let (k, n) = (table.items(), table.persons());
        let centred: Vec<Vec<f64>> = (0..k)
            .map(|item| {
                let mean = table.column(item).iter().map(|(_, x)| x).sum::<f64>() / n as f64;
                table.column(item).iter().map(|(_, x)| x - mean).collect()
            })
            .collect();
        let mut covariance = vec![0.0; k * k];
        for i in 0..k {
            for j in 0..=i {
                let dot: f64 = centred[i].iter().zip(&centred[j]).map(|(x, y)| x * y).sum();
                let value = if n > 1 { dot / (n - 1) as f64 } else { f64::NAN };
                covariance[i * k + j] = value;
                covariance[j * k + i] = value;
            }
        }
        Self { items: k, covariance, count: vec![n; k * k] }
    }

    fn sparse(table: &ScoreTable) -> Self {
        let k = table.items();
        let mut rows: Vec<Vec<(usize, f64)>> = vec![Vec::new(); table.persons()];
        for item in 0..k {
            for (person, score) in table.column(item) {
                rows[*person].push((item, *score));
            }
        }
        // Scores are small whole numbers: these sums are exact, nothing cancels.
        let mut count = vec![0_usize; k * k];
        let mut sums = vec![(0.0_f64, 0.0_f64, 0.0_f64); k * k];
        for row in &rows {
            for (place, (i, x)) in row.iter().enumerate() {
                for (j, y) in &row[..=place] {
                    let cell = &mut sums[i * k + j];
                    *cell = (cell.0 + x, cell.1 + y, cell.2 + x * y);
                    count[i * k + j] += 1;
                }
            }
        }
        let mut covariance = vec![f64::NAN; k * k];
        for i in 0..k {
            for j in 0..=i {
                let (n, (x, y, xy)) = (count[i * k + j], sums[i * k + j]);
                if n > 1 {
                    covariance[i * k + j] = (xy - x * y / n as f64) / (n - 1) as f64;
                }
                covariance[j * k + i] = covariance[i * k + j];
                count[j * k + i] = n;
            }
        }
        Self { items: k, covariance, count }
    }

    pub fn variance(&self, item: usize) -> f64 {
        self.covariance[item * self.items + item]
    }

    /// Covariances over the items' own standard deviations (all who were shown the item). An item without variance or
    /// a pair that fewer than `minimum` (at least 2) persons share is an error.
    pub fn correlation(&self, minimum: usize) -> Result<Vec<f64>, ClassicalError> {
        let k = self.items;
        let needed = minimum.max(2);
        if let Some(item) = (0..k).find(|item| self.variance(*item).is_nan() || self.variance(*item) <= 1e-14) {
            return Err(ClassicalError::Item { item, reason: Undefined::NoVariance });
        }
        let mut matrix = vec![1.0; k * k];
        for i in 0..k {
            for j in 0..k {
                let count = self.count[i * k + j];
                if count < needed {
                    let reason = Undefined::TooFew { count, needed };
                    return Err(ClassicalError::Pair { first: i, second: j, reason });
                }
                if i != j {
                    matrix[i * k + j] = self.covariance[i * k + j] / (self.variance(i) * self.variance(j)).sqrt();
                }
            }
        }
        Ok(matrix)
    }
}

/// Alpha of sparse forms, from mean variance and mean pairwise covariance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairwiseAlpha {
    pub alpha: f64,
    /// Items on the form that the value holds for.
    pub length: usize,
    /// Pairs of items that enough persons share, and those that too few share.
    pub pairs_used: usize,
    pub pairs_missing: usize,
    /// Fewest persons of a used pair.
    pub smallest_pair: usize,
}

/// Coefficient alpha of a random form of `length` items from the pool: m c̄ / (v̄ + (m - 1) c̄), the form of Cronbach
/// (1951) and Spearman-Brown with mean item variance v̄ and mean covariance c̄. With all items complete and
/// `length` = all it is the ordinary alpha. Pairs with fewer than `minimum` (at least 2) common persons are left out
/// and counted; with randomised forms they are missing at random.
///
/// Errors: fewer than two items, length below 2, no usable pair, no variance.
pub fn pairwise_alpha(
    correlations: &Correlations,
    length: usize,
    minimum: usize,
) -> Result<PairwiseAlpha, ClassicalError> {
    let k = correlations.items;
    if k < 2 || length < 2 {
        return Err(ClassicalError::TooFewItems { items: k.min(length), needed: 2 });
    }
    let needed = minimum.max(2);
    let variances: Vec<f64> = (0..k).map(|i| correlations.variance(i)).filter(|v| v.is_finite()).collect();
    let (mut sum, mut used, mut missing, mut smallest) = (0.0, 0_usize, 0_usize, usize::MAX);
    for i in 0..k {
        for j in 0..i {
            let count = correlations.count[i * k + j];
            if count >= needed {
                sum += correlations.covariance[i * k + j];
                used += 1;
                smallest = smallest.min(count);
            } else {
                missing += 1;
            }
        }
    }
    if used == 0 {
        return Err(Undefined::TooFew { count: 0, needed: 1 }.into());
    }
    let covariance = sum / used as f64;
    let variance = variances.iter().sum::<f64>() / variances.len() as f64;
    let m = length as f64;
    let total = variance + (m - 1.0) * covariance;
    if total.is_nan() || total <= 0.0 {
        return Err(Undefined::NoVariance.into());
    }
    Ok(PairwiseAlpha {
        alpha: m * covariance / total,
        length,
        pairs_used: used,
        pairs_missing: missing,
        smallest_pair: smallest,
    })
}
