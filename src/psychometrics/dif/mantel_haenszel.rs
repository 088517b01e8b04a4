//! Mantel-Haenszel for items scored 0 and 1.

use super::DifError;
use super::matching::Strata;
use crate::numeric::chi_square_tail;

/// ETS classes of size (Zieky 1993): A negligible, B moderate, C large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EtsClass {
    A,
    B,
    C,
}

/// Mantel-Haenszel of one item. α above 1 and Δ below 0 favour the reference group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MantelHaenszel {
    /// (|Σ(A - E)| - ½)² / Σ var, the correction always taken (Holland & Thayer 1988).
    pub chi_square: f64,
    pub p: f64,
    /// Without correction.
    pub chi_square_uncorrected: f64,
    /// With the correction only where |Σ(A - E)| is at least ½: it can then not make the statistic larger.
    pub chi_square_guarded: f64,
    /// Common odds ratio, Σ AD/N over Σ BC/N (Mantel & Haenszel 1959).
    pub alpha: f64,
    /// Variance of ln α (Robins, Breslow & Greenland 1986; Phillips & Holland 1987).
    pub log_alpha_variance: f64,
    /// -2.35 ln α, the ETS delta scale.
    pub delta: f64,
    pub delta_se: f64,
    /// By size and significance: A when |Δ| < 1 or Δ is not different from 0 (χ² at 5 %); C when |Δ| ≥ 1.5 and
    /// significantly above 1 (one-sided 5 %); else B (Zieky 1993).
    pub ets: EtsClass,
    /// By size alone: |Δ| below 1, below 1.5, above.
    pub size: EtsClass,
    /// Strata that told something: both groups and both answers.
    pub strata_used: usize,
}

/// One-sided 5 % point of the normal.
const ONE_SIDED: f64 = 1.644_853_626_951_472_7;

/// Groups 0 (reference) and 1 (focal). An odds ratio of 0 or infinity keeps its χ²; its variance is infinite, so it is never
/// class C. Error: no stratum with both groups and both answers.
pub fn mantel_haenszel(strata: &Strata) -> Result<MantelHaenszel, DifError> {
    let (mut away, mut variance) = (0.0, 0.0);
    let (mut above, mut below, mut used) = (0.0, 0.0, 0);
    for [a, b, c, d] in strata.fourfold() {
        let n = a + b + c + d;
        let margins = (a + b) * (c + d) * (a + c) * (b + d);
        if margins <= 0.0 {
            continue;
        }
        used += 1;
        away += a - (a + b) * (a + c) / n;
        variance += margins / (n * n * (n - 1.0));
        above += a * d / n;
        below += b * c / n;
    }
    if used == 0 {
        return Err(DifError::NoInformation);
    }
    let alpha = above / below;
    let log_alpha_variance = if above > 0.0 && below > 0.0 {
        strata.fourfold().map(|cells| variance_term(cells, alpha)).sum::<f64>() / (2.0 * above * above)
    } else {
        f64::INFINITY
    };
    let delta = -2.35 * alpha.ln();
    let delta_se = 2.35 * log_alpha_variance.sqrt();
    let statistic = |correction: f64| (away.abs() - correction).powi(2) / variance;
    let chi_square = statistic(0.5);
    let p = chi_square_tail(chi_square, 1.0);
    Ok(MantelHaenszel {
        chi_square,
        p,
        chi_square_uncorrected: statistic(0.0),
        chi_square_guarded: statistic(if away.abs() >= 0.5 { 0.5 } else { 0.0 }),
        alpha,
        log_alpha_variance,
        delta,
        delta_se,
        ets: ets_class(delta, delta_se, p),
        size: size_class(delta),
        strata_used: used,
    })
}

fn variance_term([a, b, c, d]: [f64; 4], alpha: f64) -> f64 {
    let n = a + b + c + d;
    if n > 0.0 { (a * d + alpha * b * c) * (a + d + alpha * (b + c)) / (n * n) } else { 0.0 }
}

fn size_class(delta: f64) -> EtsClass {
    match delta.abs() {
        size if size < 1.0 => EtsClass::A,
        size if size < 1.5 => EtsClass::B,
        _ => EtsClass::C,
    }
}

fn ets_class(delta: f64, se: f64, p: f64) -> EtsClass {
    let beyond_one = delta.abs() - ONE_SIDED * se > 1.0;
    match size_class(delta) {
        EtsClass::A => EtsClass::A,
        _ if p >= 0.05 => EtsClass::A,
        EtsClass::C if beyond_one => EtsClass::C,
        _ => EtsClass::B,
    }
}
