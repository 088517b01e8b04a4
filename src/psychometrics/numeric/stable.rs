//! Logistic functions that neither overflow nor lose the tail.

/// 1 / (1 + e^-x).
pub fn logistic(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let e = x.exp();
        e / (1.0 + e)
    }
}

/// ln(p / (1 - p)).
pub fn logit(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

/// ln(1 + e^x).
pub fn log1p_exp(x: f64) -> f64 {
    if x > 0.0 { x + (-x).exp().ln_1p() } else { x.exp().ln_1p() }
}

/// ln Σ e^x. Of nothing: negative infinity.
pub fn log_sum_exp(values: &[f64]) -> f64 {
    let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    largest + values.iter().map(|v| (v - largest).exp()).sum::<f64>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tails_are_kept() {
        assert!((logistic(-745.0)).is_normal() || logistic(-745.0) > 0.0);
        assert!((logistic(800.0) - 1.0).abs() < 1e-15);
        assert!((log1p_exp(1000.0) - 1000.0).abs() < 1e-12);
        assert!((log1p_exp(-40.0) - (-40.0_f64).exp()).abs() < 1e-30);
        assert!((logit(logistic(0.3)) - 0.3).abs() < 1e-14);
    }

    #[test]
    fn sums_of_exponentials_do_not_overflow() {
        assert!((log_sum_exp(&[1000.0, 1000.0]) - (1000.0 + 2.0_f64.ln())).abs() < 1e-12);
        assert!(log_sum_exp(&[]).is_infinite());
    }
}
