//! Item response models: the probability of each category at θ, its derivatives, information.
//!
//! - 1PL/2PL/3PL: Birnbaum (1968), in Lord & Novick. 1PL is a dichotomous model whose slope is shared.
//! - Graded: Samejima (1969). Generalised partial credit: Muraki (1992); with a = 1 partial credit, Masters (1982).
//! - Nominal: Bock (1972).

use crate::numeric::{log_sum_exp, logistic};

/// Parameters of one item, logistic metric, D = 1, slope-intercept form. Categories count from 0.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemModel {
    /// P(1) = g + (1 - g) logistic(a θ + d); b = -d / a. 2PL has g = 0.
    Dichotomous { a: f64, d: f64, g: f64 },
    /// P(X ≥ k) = logistic(a θ + d\[k-1\]), k = 1..; intercepts fall strictly.
    Graded { a: f64, d: Vec<f64> },
    /// P(X = k) ∝ exp(k a θ + d\[k-1\]), with 0 for k = 0; step b_k = -(d_k - d_{k-1}) / a.
    PartialCredit { a: f64, d: Vec<f64> },
    /// P(X = k) ∝ exp(a\[k\] θ + d\[k\]), all categories listed; the identification is the caller's.
    Nominal { a: Vec<f64>, d: Vec<f64> },
}

/// Probability of one category at one θ with its first two derivatives by θ.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Curve {
    pub p: f64,
    pub dp: f64,
    pub d2p: f64,
}

/// No probability is taken for smaller: logarithms stay finite.
pub const SMALLEST: f64 = 1e-300;

impl ItemModel {
    pub fn categories(&self) -> usize {
        match self {
            Self::Dichotomous { .. } => 2,
            Self::Graded { d, .. } | Self::PartialCredit { d, .. } => d.len() + 1,
            Self::Nominal { d, .. } => d.len(),
        }
    }

    /// Probability of each category with its derivatives. `out` has [`Self::categories`] places.
    pub fn curves(&self, theta: f64, out: &mut [Curve]) {
        match self {
            Self::Dichotomous { a, d, g } => dichotomous(*a, *d, *g, theta, out),
            Self::Graded { a, d } => graded(*a, d, theta, out),
            Self::PartialCredit { a, d } => {
                let intercept = |k: usize| if k == 0 { 0.0 } else { d[k - 1] };
                divide_by_total(out, |k| k as f64 * a, |k| k as f64 * a * theta + intercept(k));
            }
            Self::Nominal { a, d } => divide_by_total(out, |k| a[k], |k| a[k] * theta + d[k]),
        }
    }

    /// Probability of each category at θ.
    pub fn probabilities(&self, theta: f64) -> Vec<f64> {
        self.curves_at(theta).into_iter().map(|curve| curve.p).collect()
    }

    pub fn curves_at(&self, theta: f64) -> Vec<Curve> {
        let mut out = vec![Curve::default(); self.categories()];
        self.curves(theta, &mut out);
        out
    }

    /// ln P(X = category | θ), never below ln 1e-300.
    pub fn log_probability(&self, category: usize, theta: f64) -> f64 {
        match self {
            Self::PartialCredit { .. } | Self::Nominal { .. } => self.log_share(category, theta),
            _ => self.curves_at(theta)[category].p.max(SMALLEST).ln(),
        }
    }

    fn log_share(&self, category: usize, theta: f64) -> f64 {
        let logits: Vec<f64> = match self {
            Self::PartialCredit { a, d } => {
                std::iter::once(0.0).chain(d.iter().enumerate().map(|(k, d)| (k + 1) as f64 * a * theta + d)).collect()
            }
            Self::Nominal { a, d } => a.iter().zip(d).map(|(a, d)| a * theta + d).collect(),
            _ => return 0.0,
        };
        logits[category] - log_sum_exp(&logits)
    }

    /// Fisher's expected information, Σ P'² / P.
    pub fn information(&self, theta: f64) -> f64 {
        self.curves_at(theta).iter().map(|c| c.dp * c.dp / c.p.max(SMALLEST)).sum()
    }

    /// Σ k P_k: between 0 and the highest category.
    pub fn expected_score(&self, theta: f64) -> f64 {
        self.curves_at(theta).iter().enumerate().map(|(k, c)| k as f64 * c.p).sum()
    }
}

fn dichotomous(a: f64, d: f64, g: f64, theta: f64, out: &mut [Curve]) {
    let z = a * theta + d;
    let (right, wrong) = (logistic(z), logistic(-z));
    let first = (1.0 - g) * a * right * wrong;
    let second = first * a * (wrong - right);
    out[1] = Curve { p: g + (1.0 - g) * right, dp: first, d2p: second };
    out[0] = Curve { p: (1.0 - g) * wrong, dp: -first, d2p: -second };
}

/// P_k = P*_k - P*_{k+1}: differences of tails are taken on the side where both are small.
fn graded(a: f64, d: &[f64], theta: f64, out: &mut [Curve]) {
    let last = d.len();
    for (k, curve) in out.iter_mut().enumerate() {
        let lower = (k > 0).then(|| a * theta + d[k - 1]);
        let upper = (k < last).then(|| a * theta + d[k]);
        let p = match (lower, upper) {
            (Some(l), Some(u)) if u > 0.0 => logistic(-u) - logistic(-l),
            (Some(l), Some(u)) => logistic(l) - logistic(u),
            (None, Some(u)) => logistic(-u),
            (Some(l), None) => logistic(l),
            (None, None) => 1.0,
        };
        let slope = |z: Option<f64>| z.map_or(0.0, |z| logistic(z) * logistic(-z));
        let bend = |z: Option<f64>| z.map_or(0.0, |z| logistic(z) * logistic(-z) * (logistic(-z) - logistic(z)));
        *curve = Curve { p, dp: a * (slope(lower) - slope(upper)), d2p: a * a * (bend(lower) - bend(upper)) };
    }
}

/// Divide-by-total models: P_k ∝ exp(z_k) with dz_k/dθ = s_k. P' = P (s - s̄), P'' = P ((s - s̄)² - Var s).
fn divide_by_total(out: &mut [Curve], slope: impl Fn(usize) -> f64, logit: impl Fn(usize) -> f64) {
    let count = out.len();
    let largest = (0..count).map(&logit).fold(f64::NEG_INFINITY, f64::max);
    let mut total = 0.0;
    for (k, curve) in out.iter_mut().enumerate() {
        curve.p = (logit(k) - largest).exp();
        total += curve.p;
    }
    let (mut mean, mut square) = (0.0, 0.0);
    for (k, curve) in out.iter_mut().enumerate() {
        curve.p /= total;
        mean += curve.p * slope(k);
        square += curve.p * slope(k) * slope(k);
    }
    let variance = square - mean * mean;
    for (k, curve) in out.iter_mut().enumerate() {
        let away = slope(k) - mean;
        curve.dp = curve.p * away;
        curve.d2p = curve.p * (away * away - variance);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples() -> Vec<ItemModel> {
        vec![
            ItemModel::Dichotomous { a: 1.3, d: -0.4, g: 0.2 },
            ItemModel::Dichotomous { a: 0.9, d: 0.7, g: 0.0 },
            ItemModel::Graded { a: 1.7, d: vec![2.0, 0.1, -1.5] },
            ItemModel::PartialCredit { a: 0.8, d: vec![0.9, 1.1, -0.4] },
            ItemModel::Nominal { a: vec![0.0, 0.5, 1.4], d: vec![0.0, 0.3, -0.2] },
        ]
    }

    #[test]
    fn probabilities_sum_to_one_and_derivatives_are_those_of_differences() {
        let h = 1e-5;
        for item in samples() {
            for theta in [-3.0, -0.7, 0.0, 1.1, 2.5] {
                let here = item.curves_at(theta);
                let (before, after) = (item.curves_at(theta - h), item.curves_at(theta + h));
                assert!((here.iter().map(|c| c.p).sum::<f64>() - 1.0).abs() < 1e-12);
                for k in 0..item.categories() {
                    let first = (after[k].p - before[k].p) / (2.0 * h);
                    let second = (after[k].dp - before[k].dp) / (2.0 * h);
                    assert!((first - here[k].dp).abs() < 1e-8, "{item:?} {theta} {k}");
                    assert!((second - here[k].d2p).abs() < 1e-8, "{item:?} {theta} {k}");
                    assert!((item.log_probability(k, theta) - here[k].p.ln()).abs() < 1e-10);
                }
            }
        }
    }

    #[test]
    fn far_out_every_category_stays_finite() {
        for item in samples() {
            for theta in [-80.0, -8.0, 8.0, 80.0] {
                assert!(item.information(theta).is_finite());
                assert!((0..item.categories()).all(|k| item.log_probability(k, theta).is_finite()));
            }
        }
    }
}
