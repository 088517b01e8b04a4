//! Internal consistency of one form, and what the model says where forms differ.

use super::factor::{OneFactor, maximum_likelihood_factor, minres_factor};
use super::pairwise::Correlations;
use super::split::{Halves, SplitHalf, greatest_split_half};
use super::table::ScoreTable;
use super::{ClassicalError, Undefined, mean_variance};
use crate::grid::Grid;
use crate::model::ItemModel;
use crate::numeric::{Cholesky, f_quantile};

/// Reliability of the sum score of one complete form.
#[derive(Clone, Debug, PartialEq)]
pub struct Reliability {
    pub items: usize,
    pub persons: usize,
    /// Cronbach (1951).
    pub alpha: f64,
    /// 95 % (Feldt 1965).
    pub interval: AlphaInterval,
    /// s √(1 - α).
    pub sem: f64,
    /// Kuder & Richardson (1937), formulas 20 and 21; only for items scored 0 and 1.
    pub kr20: Result<f64, Undefined>,
    pub kr21: Result<f64, Undefined>,
    /// Guttman (1945) λ₂ of the covariances.
    pub lambda2: f64,
    /// λ₄ of the covariances, greatest over equal halves.
    pub lambda4: SplitHalf,
    /// Without each item in turn.
    pub alpha_if_deleted: Vec<Result<f64, Undefined>>,
    /// On standardised items; an item without variance makes it an error that names the item.
    pub standardized: Result<Standardized, ClassicalError>,
}

/// The same of standardised items (the correlation matrix).
#[derive(Clone, Debug, PartialEq)]
pub struct Standardized {
    pub alpha: f64,
    pub lambda2: f64,
    pub lambda4: SplitHalf,
    /// Guttman's λ₆: errors of the squared multiple correlations.
    pub lambda6: Result<f64, Undefined>,
    /// Item-whole correlation corrected for overlap: the item's own variance replaced by its squared multiple
    /// correlation (Revelle & Zinbarg 2009).
    pub item_whole: Result<Vec<f64>, Undefined>,
    /// One factor; [`OneFactor::omega`] is ω total (McDonald 1999).
    pub maximum_likelihood: Result<OneFactor, ClassicalError>,
    pub minres: Result<OneFactor, ClassicalError>,
}

/// α with its confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AlphaInterval {
    pub low: f64,
    pub high: f64,
    pub level: f64,
}

/// Everything about one complete form. Errors: no persons, one person, fewer than two items, a cell that was not shown,
/// no variance of the total.
pub fn reliability(table: &ScoreTable) -> Result<Reliability, ClassicalError> {
    table.complete(2)?;
    let (n, k) = (table.persons(), table.items());
    if n < 2 {
        return Err(Undefined::TooFew { count: n, needed: 2 }.into());
    }
    let moments = Correlations::new(table);
    let covariance = &moments.covariance;
    let alpha = alpha_of(covariance, k)?;
    let (_, variance) = mean_variance(table.sums());
    Ok(Reliability {
        items: k,
        persons: n,
        alpha,
        interval: alpha_interval(alpha, k, n, 0.95)?,
        sem: (variance * (1.0 - alpha)).sqrt(),
        kr20: kr20(table),
        kr21: kr21(table),
        lambda2: lambda2(covariance, k),
        lambda4: greatest_split_half(covariance, k, Halves::Equal),
        alpha_if_deleted: (0..k).map(|item| alpha_of(&without(covariance, k, item), k - 1)).collect(),
        standardized: moments.correlation(2).and_then(|correlation| standardized(&correlation, k)),
    })
}

fn standardized(correlation: &[f64], k: usize) -> Result<Standardized, ClassicalError> {
    let smc = squared_multiple_correlations(correlation, k);
    let total: f64 = correlation.iter().sum();
    let item_whole = smc.clone().map(|smc| {
        let common = total - k as f64 + smc.iter().sum::<f64>();
        let row = |i: usize| correlation[i * k..(i + 1) * k].iter().sum::<f64>();
        (0..k).map(|i| (row(i) - 1.0 + smc[i]) / common.sqrt()).collect()
    });
    Ok(Standardized {
        alpha: alpha_of(correlation, k)?,
        lambda2: lambda2(correlation, k),
        lambda4: greatest_split_half(correlation, k, Halves::Equal),
        lambda6: smc.map(|smc| 1.0 - smc.iter().map(|smc| 1.0 - smc).sum::<f64>() / total),
        item_whole,
        maximum_likelihood: maximum_likelihood_factor(correlation, k),
        minres: minres_factor(correlation, k),
    })
}

/// k / (k - 1) (1 - trace / sum).
fn alpha_of(matrix: &[f64], k: usize) -> Result<f64, Undefined> {
    if k < 2 {
        return Err(Undefined::TooFew { count: k, needed: 2 });
    }
    let total: f64 = matrix.iter().sum();
    if total.is_nan() || total <= 1e-14 {
        return Err(Undefined::NoVariance);
    }
    let trace: f64 = (0..k).map(|i| matrix[i * k + i]).sum();
    Ok(k as f64 / (k - 1) as f64 * (1.0 - trace / total))
}

/// (Σ off-diagonal + √(k / (k - 1) Σ off-diagonal²)) / sum (Guttman 1945).
fn lambda2(matrix: &[f64], k: usize) -> f64 {
    let total: f64 = matrix.iter().sum();
    let trace: f64 = (0..k).map(|i| matrix[i * k + i]).sum();
    let squares: f64 =
        matrix.iter().map(|c| c * c).sum::<f64>() - (0..k).map(|i| matrix[i * k + i].powi(2)).sum::<f64>();
    (total - trace + (k as f64 / (k - 1) as f64 * squares.max(0.0)).sqrt()) / total
}

/// 1 - 1 / r^ii of the inverse correlation matrix.
fn squared_multiple_correlations(correlation: &[f64], k: usize) -> Result<Vec<f64>, Undefined> {
    let inverse = Cholesky::new(correlation, k).map_err(|_| Undefined::Singular)?.inverse();
    Ok((0..k).map(|i| 1.0 - 1.0 / inverse[i * k + i]).collect())
}

fn without(matrix: &[f64], k: usize, item: usize) -> Vec<f64> {
    let others = |i: &usize| *i != item;
    (0..k).filter(others).flat_map(|i| (0..k).filter(others).map(move |j| matrix[i * k + j])).collect()
}

/// Confidence interval of alpha: (1 - α) / (1 - α̂) ~ F(n - 1, (n - 1)(k - 1)) (Feldt 1965; Feldt, Woodruff & Salih 1987).
pub fn alpha_interval(alpha: f64, items: usize, persons: usize, level: f64) -> Result<AlphaInterval, ClassicalError> {
    if items < 2 {
        return Err(ClassicalError::TooFewItems { items, needed: 2 });
    }
    if persons < 2 {
        return Err(Undefined::TooFew { count: persons, needed: 2 }.into());
    }
    let df1 = (persons - 1) as f64;
    let df2 = df1 * (items - 1) as f64;
    let tail = 0.5 * (1.0 - level);
    Ok(AlphaInterval {
        low: 1.0 - (1.0 - alpha) * f_quantile(1.0 - tail, df1, df2),
        high: 1.0 - (1.0 - alpha) * f_quantile(tail, df1, df2),
        level,
    })
}

/// Every item complete and scored 0 and 1: the means.
fn dichotomous_means(table: &ScoreTable) -> Result<Vec<f64>, Undefined> {
    let (n, k) = (table.persons(), table.items());
    if k < 2 || n < 2 {
        return Err(Undefined::TooFew { count: k.min(n), needed: 2 });
    }
    let incomplete = (0..k).find(|item| table.column(*item).len() < n);
    if let Some(item) = incomplete {
        return Err(Undefined::TooFew { count: table.column(item).len(), needed: n });
    }
    if (0..k).any(|item| table.highest(item).is_some_and(|highest| highest > 1.0)) {
        return Err(Undefined::NotDichotomous);
    }
    Ok((0..k).map(|item| table.column(item).iter().map(|(_, x)| x).sum::<f64>() / n as f64).collect())
}

/// Population variance (divisor n) of the sum score.
fn total_variance(table: &ScoreTable) -> Result<f64, Undefined> {
    let n = table.persons() as f64;
    let variance = mean_variance(table.sums()).1 * (n - 1.0) / n;
    if variance > 1e-14 { Ok(variance) } else { Err(Undefined::NoVariance) }
}

/// Kuder & Richardson (1937), formula 20, variances with divisor n. Equal to alpha. Complete data, items 0 and 1.
pub fn kr20(table: &ScoreTable) -> Result<f64, Undefined> {
    let means = dichotomous_means(table)?;
    let k = means.len() as f64;
    Ok(k / (k - 1.0) * (1.0 - means.iter().map(|p| p * (1.0 - p)).sum::<f64>() / total_variance(table)?))
}

/// Kuder & Richardson (1937), formula 21: all items as hard as the mean one.
pub fn kr21(table: &ScoreTable) -> Result<f64, Undefined> {
    let means = dichotomous_means(table)?;
    let k = means.len() as f64;
    let mean: f64 = means.iter().sum();
    Ok(k / (k - 1.0) * (1.0 - mean * (k - mean) / (k * total_variance(table)?)))
}

/// Reliability of θ that a fitted model implies. It is no coefficient of classical theory and is named as what it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ImpliedReliability {
    /// Over the persons: var(θ̂) / (var(θ̂) + mean SE²), for EAP with posterior SD (Bechger, Maris, Verstralen & Béguin 2003).
    pub empirical: f64,
    /// Mean SE of the persons, root mean square.
    pub standard_error: f64,
}

/// Empirical reliability from EAP estimates and posterior standard deviations, one each a person; forms may differ.
pub fn implied_reliability(theta: &[f64], se: &[f64]) -> Result<ImpliedReliability, ClassicalError> {
    if theta.len() != se.len() {
        return Err(ClassicalError::Length { what: "standard errors", given: se.len(), expected: theta.len() });
    }
    if theta.len() < 2 {
        return Err(Undefined::TooFew { count: theta.len(), needed: 2 }.into());
    }
    if let Some(person) = (0..theta.len()).find(|p| !theta[*p].is_finite() || !se[*p].is_finite() || se[*p] < 0.0) {
        return Err(ClassicalError::Value { what: "θ or its standard error", person });
    }
    let (_, variance) = mean_variance(theta);
    let error = se.iter().map(|s| s * s).sum::<f64>() / se.len() as f64;
    if variance + error <= 0.0 {
        return Err(Undefined::NoVariance.into());
    }
    Ok(ImpliedReliability { empirical: variance / (variance + error), standard_error: error.sqrt() })
}

impl ImpliedReliability {
    /// Marginal reliability of a form at a population: ∫ I / (I + 1/σ²) g(θ) dθ, σ² the variance of the grid
    /// (Green, Bock, Humphreys, Linn & Reckase 1984, with the error variance of the posterior).
    pub fn marginal(items: &[&ItemModel], grid: &Grid) -> f64 {
        let mean: f64 = grid.nodes.iter().zip(&grid.weights).map(|(x, w)| w * x).sum();
        let variance: f64 = grid.nodes.iter().zip(&grid.weights).map(|(x, w)| w * (x - mean) * (x - mean)).sum();
        let at = |theta: f64| {
            let information: f64 = items.iter().map(|item| item.information(theta)).sum();
            information / (information + 1.0 / variance)
        };
        grid.nodes.iter().zip(&grid.weights).map(|(theta, w)| w * at(*theta)).sum()
    }
}
