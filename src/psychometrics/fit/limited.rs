//! Fit of the whole model from low-order moments: M2 and C2 with RMSEA, SRMSR, TLI, CFI.

use super::gradient::Slopes;
use super::moments::{Expected, Moment, Observed, observe};
use super::posterior::OnGrid;
use super::{FitError, check};
use crate::grid::Grid;
use crate::model::ItemModel;
use crate::numeric::{Cholesky, chi_square_tail, noncentrality};
use crate::responses::{Responses, Skipped};

/// Moments beyond this make the matrix too large (it grows with the fourth power of the items).
pub const MAX_MOMENTS: usize = 2500;

/// M2 (all items scored 0 and 1) or C2 (some with more categories) with its indices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LimitedInformation {
    pub statistic: f64,
    pub df: usize,
    pub p: f64,
    /// √(max(M2 - df, 0) / (df (N - 1))) and its 90 % interval (Maydeu-Olivares & Joe 2014; the interval from the
    /// non-central chi-square).
    pub rmsea: f64,
    pub rmsea_low: f64,
    pub rmsea_high: f64,
    /// Root mean square difference of observed and model-implied correlations of pairs. NaN where an item has no variance.
    pub srmsr: f64,
    /// Against the model of independent items (Cai, Chung & Lee 2023).
    pub tli: f64,
    pub cfi: f64,
    pub null_statistic: f64,
    pub null_df: usize,
    pub moments: usize,
    /// Pairs of items left out because too few persons share them.
    pub pairs_missing: usize,
}

/// Maydeu-Olivares & Joe (2005, 2006): quadratic form in the residuals of first and second moments, orthogonal to the
/// estimated parameters; with more than two categories the second moments are those of the scores (C2: Cai & Monro 2014).
///
/// Incomplete data: every moment comes from the persons who were shown its items, and the covariance of two moments from
/// the persons common to both. That is right where what is shown does not depend on θ (complete data, random forms).
/// Pairs that fewer than `minimum` persons share are left out and counted.
///
/// - `slopes`: what was estimated. θ follows the weights of `grid`, whose mean and variance are fixed.
///
/// Errors: too many moments, no degrees of freedom left, singular matrices, nobody.
pub fn limited_information(
    items: &[ItemModel],
    responses: &Responses,
    skipped: Skipped,
    grid: &Grid,
    slopes: Slopes,
    minimum: usize,
) -> Result<LimitedInformation, FitError> {
    check(items, responses, skipped)?;
    let persons = responses.persons();
    if persons < 2 {
        return Err(FitError::TooFew { count: persons, needed: 2 });
    }
    let largest = items.iter().map(|item| item.categories() - 1).sum::<usize>() + items.len() * (items.len() - 1) / 2;
    if largest > MAX_MOMENTS {
        return Err(FitError::TooLarge { moments: largest, limit: MAX_MOMENTS });
    }
    let observed = observe(items, responses, skipped, minimum);
    let on_grid = OnGrid::new(items, grid);
    let expected = Expected::new(&on_grid, &observed.moments);
    let derivatives = expected.derivatives(items, &observed.moments, slopes);
    let (statistic, df) = quadratic_form(&observed, &expected, &derivatives)?;
    let (null_statistic, null_df) = independence(items, &observed)?;
    let (n, free, null_free) = ((persons - 1) as f64, df as f64, null_df as f64);
    let index = |noncentral: f64| (noncentral.max(0.0) / (free * n)).sqrt();
    let excess = (statistic - free).max(0.0);
    let null_excess = (null_statistic - null_free).max(excess).max(f64::MIN_POSITIVE);
    Ok(LimitedInformation {
        statistic,
        df,
        p: chi_square_tail(statistic, free),
        rmsea: index(excess),
        rmsea_low: index(noncentrality(statistic, free, 0.95)),
        rmsea_high: index(noncentrality(statistic, free, 0.05)),
        srmsr: srmsr(items, &observed, &expected),
        tli: (null_statistic / null_free - statistic / free) / (null_statistic / null_free - 1.0),
        cfi: 1.0 - excess / null_excess,
        null_statistic,
        null_df,
        moments: observed.moments.len(),
        pairs_missing: observed.pairs_missing,
    })
}

/// e' (Ξ⁻¹ - Ξ⁻¹ Δ (Δ' Ξ⁻¹ Δ)⁻¹ Δ' Ξ⁻¹) e and its degrees of freedom.
fn quadratic_form(
    observed: &Observed,
    expected: &Expected,
    derivatives: &[Vec<f64>],
) -> Result<(f64, usize), FitError> {
    let (size, parameters) = (observed.moments.len(), derivatives.len());
    if size <= parameters {
        return Err(FitError::NoDegrees { cells: size, parameters });
    }
    let factor = Cholesky::new(&expected.covariance(observed), size).map_err(|_| FitError::Singular)?;
    // With Ξ = L Lᵀ: lengths of L⁻¹ e and of its projection on L⁻¹ Δ.
    let mut residual: Vec<f64> = observed.values.iter().zip(&expected.values).map(|(o, e)| o - e).collect();
    whiten(&factor, &mut residual);
    let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    let whole = dot(&residual, &residual);
    if parameters == 0 {
        return Ok((whole, size));
    }
    let mut white = derivatives.to_vec();
    white.iter_mut().for_each(|row| whiten(&factor, row));
    let projected: Vec<f64> = white.iter().map(|row| dot(row, &residual)).collect();
    let mut inner = vec![0.0; parameters * parameters];
    for (i, row) in white.iter().enumerate() {
        for (j, other) in white.iter().enumerate().take(i + 1) {
            let value = dot(other, row);
            inner[i * parameters + j] = value;
            inner[j * parameters + i] = value;
        }
    }
    let inner = Cholesky::new(&inner, parameters).map_err(|_| FitError::Singular)?;
    let mut weights = projected.clone();
    inner.solve(&mut weights);
    Ok(((whole - dot(&projected, &weights)).max(0.0), size - parameters))
}

/// L⁻¹ v, in place; derivatives begin with zeros, which stay.
fn whiten(factor: &Cholesky, v: &mut [f64]) {
    let n = v.len();
    let Some(first) = v.iter().position(|value| *value != 0.0) else { return };
    for i in first..n {
        let (before, here) = v.split_at_mut(i);
        let row = &factor.lower()[i * n..i * n + i];
        let dot: f64 = row[first..].iter().zip(&before[first..]).map(|(l, x)| l * x).sum();
        here[0] = (here[0] - dot) / factor.lower()[i * n + i];
    }
}

/// The same with independent items whose category proportions are the observed ones: θ is one node.
fn independence(items: &[ItemModel], observed: &Observed) -> Result<(f64, usize), FitError> {
    let models: Vec<ItemModel> = items
        .iter()
        .enumerate()
        .map(|(item, model)| {
            let mut p = vec![1e-300_f64; model.categories()];
            for (moment, value) in observed.moments.iter().zip(&observed.values) {
                if let Moment::Category(i, k) = moment
                    && *i == item
                {
                    p[*k] = value.max(1e-300);
                }
            }
            p[0] = (1.0 - p[1..].iter().sum::<f64>()).max(1e-300);
            ItemModel::Nominal { a: vec![0.0; p.len()], d: p.iter().map(|p| p.ln()).collect() }
        })
        .collect();
    let grid = Grid { nodes: vec![0.0], weights: vec![1.0] };
    let on_grid = OnGrid::new(&models, &grid);
    let expected = Expected::new(&on_grid, &observed.moments);
    let derivatives = expected.derivatives(&models, &observed.moments, Slopes::Fixed);
    quadratic_form(observed, &expected, &derivatives)
}

fn srmsr(items: &[ItemModel], observed: &Observed, expected: &Expected) -> f64 {
    let moments = |values: &[f64]| {
        let (mut mean, mut square) = (vec![0.0; items.len()], vec![0.0; items.len()]);
        for (moment, value) in observed.moments.iter().zip(values) {
            if let Moment::Category(item, k) = moment {
                mean[*item] += *k as f64 * value;
                square[*item] += (k * k) as f64 * value;
            }
        }
        let sd: Vec<f64> = mean.iter().zip(&square).map(|(m, s)| (s - m * m).sqrt()).collect();
        (mean, sd)
    };
    let (observed_moments, expected_moments) = (moments(&observed.values), moments(&expected.values));
    let (mut sum, mut pairs) = (0.0, 0.0);
    for (place, moment) in observed.moments.iter().enumerate() {
        if let Moment::Product(i, j) = moment {
            let r = |value: f64, (mean, sd): &(Vec<f64>, Vec<f64>)| (value - mean[*i] * mean[*j]) / (sd[*i] * sd[*j]);
            let away = r(observed.values[place], &observed_moments) - r(expected.values[place], &expected_moments);
            sum += away * away;
            pairs += 1.0;
        }
    }
    (sum / pairs).sqrt()
}
