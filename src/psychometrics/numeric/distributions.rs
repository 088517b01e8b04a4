//! Distributions that item analysis needs beyond the plain ones: bivariate normal, non-central chi-square, quantiles.

use statrs::function::{beta::checked_beta_reg, erf, gamma};

use super::tails::{chi_square_tail, normal_upper_tail};

/// φ(x) of the standard normal.
pub fn normal_density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / std::f64::consts::TAU.sqrt()
}

/// Φ(x) of the standard normal.
pub fn normal_cdf(x: f64) -> f64 {
    normal_upper_tail(-x)
}

/// x with Φ(x) = p; infinite at 0 and 1, NaN outside.
pub fn normal_quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let start = -std::f64::consts::SQRT_2 * erf::erfc_inv(2.0 * p);
    // One Newton step takes the rational approximation to the last bits; in the far tail the density is too small for it.
    let slope = normal_density(start);
    if slope > 1e-200 { start - (normal_cdf(start) - p) / slope } else { start }
}

/// P(χ'²_df(λ) ≤ x): the Poisson mixture of central chi-squares (Johnson, Kotz & Balakrishnan 1995), summed
/// outwards from its largest weight.
pub fn noncentral_chi_square_cdf(x: f64, df: f64, lambda: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let half = 0.5 * lambda;
    let term = |j: f64| {
        let weight =
            if half > 0.0 { (-half + j * half.ln() - gamma::ln_gamma(j + 1.0)).exp() } else { f64::from(j == 0.0) };
        (weight, weight * (1.0 - chi_square_tail(x, df + 2.0 * j)))
    };
    let middle = half.floor();
    let mut total = 0.0;
    let mut j = middle;
    loop {
        let (weight, value) = term(j);
        total += value;
        if weight < 1e-17 || value < 1e-18 {
            break;
        }
        j += 1.0;
    }
    j = middle - 1.0;
    while j >= 0.0 {
        let (weight, value) = term(j);
        total += value;
        if weight < 1e-17 {
            break;
        }
        j -= 1.0;
    }
    total
}

/// λ at which P(χ'²_df(λ) ≤ x) = `p`; 0 when even the central distribution lies below.
pub fn noncentrality(x: f64, df: f64, p: f64) -> f64 {
    let excess = |lambda: f64| noncentral_chi_square_cdf(x, df, lambda) - p;
    if excess(0.0) <= 0.0 {
        return 0.0;
    }
    let mut high = x.max(1.0);
    while excess(high) > 0.0 && high < 1e7 {
        high *= 2.0;
    }
    bisect(0.0, high, excess)
}

/// The quantile of F with (`df1`, `df2`) degrees of freedom, by bisection on the regularised incomplete beta function.
pub fn f_quantile(p: f64, df1: f64, df2: f64) -> f64 {
    let proper = |v: f64| v.is_finite() && v > 0.0;
    if !(0.0..1.0).contains(&p) || !proper(df1) || !proper(df2) {
        return f64::NAN;
    }
    let excess = |x: f64| p - checked_beta_reg(0.5 * df1, 0.5 * df2, x).unwrap_or(f64::NAN);
    let x = bisect(0.0, 1.0, excess);
    df2 * x / (df1 * (1.0 - x))
}

/// Root of a falling function between `low` and `high`, to the last bits.
fn bisect(mut low: f64, mut high: f64, falling: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if falling(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Gauss-Legendre, 10 points on [-1, 1]: the positive half.
const LEGENDRE: [(f64, f64); 5] = [
    (0.148_874_338_981_631_2, 0.295_524_224_714_752_9),
    (0.433_395_394_129_247_2, 0.269_266_719_309_996_3),
    (0.679_409_568_299_024_4, 0.219_086_362_515_982),
    (0.865_063_366_688_984_5, 0.149_451_349_150_580_6),
    (0.973_906_528_517_171_7, 0.066_671_344_308_688_1),
];

/// P(X ≤ h, Y ≤ k) of the standard bivariate normal with correlation `rho`: Φ(h)Φ(k) plus the integral over the angle
/// (Drezner & Wesolowsky 1990; Genz 2004). Panels shrink towards |ρ| = 1, where the integrand turns sharp.
pub fn bivariate_normal_cdf(h: f64, k: f64, rho: f64) -> f64 {
    if h == f64::NEG_INFINITY || k == f64::NEG_INFINITY {
        return 0.0;
    }
    if h == f64::INFINITY {
        return normal_cdf(k);
    }
    if k == f64::INFINITY {
        return normal_cdf(h);
    }
    let angle = rho.clamp(-1.0, 1.0).asin();
    let integrand = |t: f64| {
        let (sine, cosine) = t.sin_cos();
        let square = (cosine * cosine).max(1e-300);
        (-0.5 * (h * h + k * k - 2.0 * h * k * sine) / square).exp()
    };
    let panels = if rho.abs() < 0.5 {
        1
    } else if rho.abs() < 0.9 {
        3
    } else {
        12
    };
    let (mut from, mut integral) = (0.0, 0.0);
    for panel in 1..=panels {
        let to = if panel == panels { angle } else { angle - 0.5 * (angle - from) };
        let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
        integral += half
            * LEGENDRE
                .iter()
                .map(|(x, w)| w * (integrand(middle - half * x) + integrand(middle + half * x)))
                .sum::<f64>();
        from = to;
    }
    (normal_cdf(h) * normal_cdf(k) + integral / std::f64::consts::TAU).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_invert_their_distributions() {
        for p in [1e-12, 0.01, 0.3, 0.5, 0.975] {
            assert!((normal_cdf(normal_quantile(p)) - p).abs() < 1e-14 * (1.0 + p), "{p}");
        }
        assert!(normal_quantile(0.0).is_infinite() && normal_quantile(1.5).is_nan());
        // Tabulated: F .95 with 3 and 10 degrees of freedom is 3.7083 (F is the ratio of two chi-squares).
        assert!((f_quantile(0.95, 3.0, 10.0) - 3.708_264_819).abs() < 1e-8);
        assert!((chi_square_tail(3.841_458_820_694_124, 1.0) - 0.05).abs() < 1e-12);
        assert!(chi_square_tail(1.0, 0.0).is_nan() && chi_square_tail(f64::INFINITY, 2.0).abs() < 1e-300);
    }

    #[test]
    fn the_noncentral_chi_square_has_its_closed_form_at_two_degrees_of_freedom_and_its_root() {
        assert!((noncentral_chi_square_cdf(4.0, 2.0, 0.0) - (1.0 - (-2.0_f64).exp())).abs() < 1e-14);
        // One degree of freedom: P((Z + √λ)² ≤ x) = Φ(√x - √λ) - Φ(-√x - √λ).
        for (x, lambda) in [(3.0_f64, 2.0_f64), (30.0, 9.0), (400.0, 350.0)] {
            let exact = normal_cdf(x.sqrt() - lambda.sqrt()) - normal_cdf(-x.sqrt() - lambda.sqrt());
            assert!((noncentral_chi_square_cdf(x, 1.0, lambda) - exact).abs() < 1e-10, "{x} {lambda}");
        }
        let lambda = noncentrality(20.0, 5.0, 0.05);
        assert!((noncentral_chi_square_cdf(20.0, 5.0, lambda) - 0.05).abs() < 1e-10);
        assert!(noncentrality(0.1, 5.0, 0.95).abs() < 1e-15);
    }

    #[test]
    fn the_bivariate_normal_meets_its_known_values() {
        for rho in [-0.999, -0.93, -0.6, 0.0, 0.3, 0.85, 0.97, 1.0_f64] {
            let quadrant = 0.25 + rho.asin() / std::f64::consts::TAU;
            assert!((bivariate_normal_cdf(0.0, 0.0, rho) - quadrant).abs() < 1e-14, "{rho}");
        }
        // ρ = 1 leaves the smaller margin, ρ = -1 the overlap; and the derivative by ρ is the density.
        assert!((bivariate_normal_cdf(0.3, -0.2, 1.0) - normal_cdf(-0.2)).abs() < 1e-9);
        assert!((bivariate_normal_cdf(0.3, 0.8, -1.0) - (normal_cdf(0.3) + normal_cdf(0.8) - 1.0)).abs() < 1e-9);
        let slope = (bivariate_normal_cdf(0.7, -1.1, 0.951) - bivariate_normal_cdf(0.7, -1.1, 0.949)) / 0.002;
        let rest: f64 = 1.0 - 0.95 * 0.95;
        let density = (-0.5 * (0.49 + 1.21 + 2.0 * 0.95 * 0.77) / rest).exp() / (std::f64::consts::TAU * rest.sqrt());
        assert!((slope - density).abs() < 1e-5, "{slope} {density}");
        assert!((bivariate_normal_cdf(f64::INFINITY, 0.4, 0.5) - normal_cdf(0.4)).abs() < 1e-15);
    }
}
