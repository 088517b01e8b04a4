//! Is the odds ratio the same in every stratum? Non-uniform DIF.

use super::DifError;
use super::mantel_haenszel::mantel_haenszel;
use super::matching::Strata;
use crate::numeric::chi_square_tail;

/// Test of equal odds ratios over strata.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BreslowDay {
    /// Breslow & Day (1980, eq. 4.30) at the Mantel-Haenszel odds ratio.
    pub chi_square: f64,
    /// Strata used - 1.
    pub df: usize,
    pub p: f64,
    /// Less the correction of Tarone (1985): exactly chi-square in large samples.
    pub tarone: f64,
    pub tarone_p: f64,
}

/// Groups 0 and 1 of an item scored 0 and 1. Error: fewer than two strata that tell something.
pub fn breslow_day(strata: &Strata) -> Result<BreslowDay, DifError> {
    let alpha = mantel_haenszel(strata)?.alpha;
    if !alpha.is_finite() || alpha <= 0.0 {
        return Err(DifError::NoInformation);
    }
    let (mut chi_square, mut away, mut total, mut used) = (0.0, 0.0, 0.0, 0_usize);
    for [a, b, c, d] in strata.fourfold() {
        let (reference, focal, right) = (a + b, c + d, a + c);
        if reference * focal * right * (b + d) <= 0.0 {
            continue;
        }
        let expected = expected_cell(reference, focal, right, alpha);
        let rest = [expected, reference - expected, right - expected, focal - right + expected];
        let variance = 1.0 / rest.iter().map(|cell| 1.0 / cell).sum::<f64>();
        chi_square += (a - expected).powi(2) / variance;
        away += a - expected;
        total += variance;
        used += 1;
    }
    if used < 2 {
        return Err(DifError::NoInformation);
    }
    let tarone = chi_square - away * away / total;
    let df = used - 1;
    Ok(BreslowDay {
        chi_square,
        df,
        p: chi_square_tail(chi_square, df as f64),
        tarone,
        tarone_p: chi_square_tail(tarone, df as f64),
    })
}

/// x with x (focal - right + x) / ((reference - x)(right - x)) = α, inside the margins.
fn expected_cell(reference: f64, focal: f64, right: f64, alpha: f64) -> f64 {
    let (square, linear, constant) =
        (1.0 - alpha, focal - right + alpha * (reference + right), -alpha * reference * right);
    // The root between the margins, in the form without cancellation; α = 1 is the plain product of margins.
    let root = (linear * linear - 4.0 * square * constant).max(0.0).sqrt();
    -2.0 * constant / (linear + root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expected_cell_has_the_odds_ratio_and_the_margins() {
        for (reference, focal, right, alpha) in [(30.0, 20.0, 25.0, 2.5), (10.0, 40.0, 45.0, 0.2), (8.0, 9.0, 3.0, 1.0)]
        {
            let x = expected_cell(reference, focal, right, alpha);
            assert!(x > 0.0 && x < reference.min(right) && focal - right + x > 0.0);
            let ratio = x * (focal - right + x) / ((reference - x) * (right - x));
            assert!((ratio - alpha).abs() < 1e-10, "{ratio}");
        }
    }
}
