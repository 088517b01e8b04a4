//! Standardisation: the difference in proportion right (or mean score) at equal matching value.

use super::DifError;
use super::matching::Strata;

/// Standardised differences, focal minus reference, weighted by the focal group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standardization {
    /// STD P-DIF (Dorans & Kulick 1986); for polytomous items the standardised mean difference (Zwick, Donoghue &
    /// Grima 1993). Below 0: harder for the focal group.
    pub difference: f64,
    /// Standard error from the binomial (multinomial) variances within strata.
    pub se: f64,
    /// Difference over the item's standard deviation in both groups, NaN without one: above .17 moderate, above .25 large (Zwick, Thayer &
    /// Mazzeo 1997).
    pub effect: f64,
    /// Standard error of the effect, from the variance of the strata's scores without DIF (Zwick & Thayer 1996): it
    /// holds in small strata too, where that within groups comes out 0.
    pub effect_se: f64,
    /// Root of the weighted mean square of the differences: non-uniform DIF does not cancel in it.
    pub root_mean_square: f64,
    /// Share of focal persons who have a reference person in their stratum; the others do not count.
    pub coverage: f64,
}

/// Groups 0 (reference) and 1 (focal). Error: no stratum with both groups.
pub fn standardization(strata: &Strata) -> Result<Standardization, DifError> {
    let (mut weight, mut sum, mut square, mut focal_all) = (0.0, 0.0, 0.0, 0.0);
    let (mut variance, mut null_variance) = (0.0, 0.0);
    for stratum in &strata.strata {
        let of = |group: usize| (0..strata.categories).map(|k| stratum.at(group, k)).collect::<Vec<f64>>();
        let (reference, focal) = (moments(&of(0)), moments(&of(1)));
        focal_all += focal.0;
        if reference.0 <= 0.0 || focal.0 <= 0.0 {
            continue;
        }
        let difference = focal.1 - reference.1;
        weight += focal.0;
        sum += focal.0 * difference;
        square += focal.0 * difference * difference;
        variance += focal.0 * focal.0 * (reference.2 / reference.0 + focal.2 / focal.0);
        let both: Vec<f64> = of(0).iter().zip(of(1)).map(|(reference, focal)| reference + focal).collect();
        let (persons, _, spread) = moments(&both);
        null_variance += focal.0 * focal.0 * spread * persons / (persons - 1.0) * (1.0 / reference.0 + 1.0 / focal.0);
    }
    if weight <= 0.0 {
        return Err(DifError::NoInformation);
    }
    let pooled: Vec<f64> =
        (0..strata.categories).map(|k| strata.strata.iter().map(|s| s.at(0, k) + s.at(1, k)).sum()).collect();
    let (_, _, spread) = moments(&pooled);
    let difference = sum / weight;
    Ok(Standardization {
        difference,
        se: variance.sqrt() / weight,
        effect: difference / spread.sqrt(),
        effect_se: null_variance.sqrt() / weight / spread.sqrt(),
        root_mean_square: (square / weight).sqrt(),
        coverage: weight / focal_all,
    })
}

/// Persons, mean category, variance (divisor n).
fn moments(counts: &[f64]) -> (f64, f64, f64) {
    let n: f64 = counts.iter().sum();
    let mean = counts.iter().enumerate().map(|(k, count)| k as f64 * count).sum::<f64>() / n;
    let square = counts.iter().enumerate().map(|(k, count)| (k as f64 - mean).powi(2) * count).sum::<f64>() / n;
    (n, mean, square)
}
