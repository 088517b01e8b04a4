//! Likelihood of one person's answers at one θ: value, score, curvature, expected information, Warm's J.

use crate::model::{Curve, ItemModel, SMALLEST};
use crate::responses::MAX_CATEGORY;

/// Sums over items at one θ.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Sums {
    /// d ln L / dθ.
    pub(crate) score: f64,
    /// d² ln L / dθ².
    pub(crate) curvature: f64,
    /// I(θ) = Σ P'² / P.
    pub(crate) information: f64,
    /// J(θ) = Σ P' P'' / P (Warm, 1989, Psychometrika, 54, 427; over all categories: Penfield & Bergeron, 2005).
    pub(crate) bias: f64,
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.score += other.score;
        self.curvature += other.curvature;
        self.information += other.information;
        self.bias += other.bias;
    }
}

pub(crate) fn sums(models: &[ItemModel], pattern: &[(usize, usize)], theta: f64) -> Sums {
    let mut sum = Sums::default();
    for &(item, category) in pattern {
        sum.add(answer(&models[item], category, theta));
    }
    sum
}

/// One answer's part.
pub(crate) fn answer(model: &ItemModel, category: usize, theta: f64) -> Sums {
    match model {
        ItemModel::Dichotomous { a, d, g } => dichotomous(*a, *d, *g, category, theta),
        _ if model.categories() <= usize::from(MAX_CATEGORY) + 1 => {
            let mut curves = [Curve::default(); MAX_CATEGORY as usize + 1];
            polytomous(model, category, theta, &mut curves[..model.categories()])
        }
        _ => polytomous(model, category, theta, &mut vec![Curve::default(); model.categories()]),
    }
}

/// One exponential; both tails keep their digits.
fn dichotomous(a: f64, d: f64, g: f64, category: usize, theta: f64) -> Sums {
    let z = a * theta + d;
    let e = (-z.abs()).exp();
    let near = 1.0 / (1.0 + e);
    let (right, wrong) = if z >= 0.0 { (near, e * near) } else { (e * near, near) };
    let p = g + (1.0 - g) * right;
    // (1 - g) P*/P: 1 without guessing, also where P* underflows.
    let share = if g == 0.0 { 1.0 } else { (1.0 - g) * right / p };
    let information = a * a * share * right * wrong;
    let bend = a * (wrong - right);
    let (score, curvature) = if category == 0 {
        (-a * right, -a * a * right * wrong)
    } else {
        let score = a * wrong * share;
        (score, score * (bend - score))
    };
    Sums { score, curvature, information, bias: information * bend }
}

fn polytomous(model: &ItemModel, category: usize, theta: f64, curves: &mut [Curve]) -> Sums {
    model.curves(theta, curves);
    let mut sums = Sums::default();
    for curve in curves.iter() {
        let ratio = curve.dp / curve.p.max(SMALLEST);
        sums.information += ratio * curve.dp;
        sums.bias += ratio * curve.d2p;
    }
    let curve = curves[category];
    let p = curve.p.max(SMALLEST);
    sums.score = curve.dp / p;
    sums.curvature = curve.d2p / p - sums.score * sums.score;
    sums
}

/// ln L. Of nothing: 0.
pub(crate) fn log_likelihood(models: &[ItemModel], pattern: &[(usize, usize)], theta: f64) -> f64 {
    pattern.iter().map(|(item, category)| models[*item].log_probability(*category, theta)).sum()
}

/// lim ln P(X = category) for θ → ∞ (`upward`) or θ → -∞; negative infinity where the likelihood vanishes.
pub(crate) fn log_limit(model: &ItemModel, category: usize, upward: bool) -> f64 {
    let reached = |is: bool| if is { 0.0 } else { f64::NEG_INFINITY };
    let last = model.categories() - 1;
    match model {
        ItemModel::Dichotomous { a, d, g } if *a == 0.0 => {
            let right = g + (1.0 - g) * crate::numeric::logistic(*d);
            if category == 1 { right.ln() } else { (1.0 - right).ln() }
        }
        ItemModel::Dichotomous { a, g, .. } => match ((*a > 0.0) == upward, category) {
            (true, _) => reached(category == 1),
            (false, 0) => (-g).ln_1p(),
            (false, _) => g.ln(),
        },
        ItemModel::Graded { a, .. } | ItemModel::PartialCredit { a, .. } if *a == 0.0 => {
            model.log_probability(category, 0.0)
        }
        ItemModel::Graded { a, .. } | ItemModel::PartialCredit { a, .. } => {
            reached(category == if (*a > 0.0) == upward { last } else { 0 })
        }
        ItemModel::Nominal { a, d } => {
            let sign = if upward { 1.0 } else { -1.0 };
            let steepest = a.iter().map(|a| sign * a).fold(f64::NEG_INFINITY, f64::max);
            if sign * a[category] < steepest {
                return f64::NEG_INFINITY;
            }
            let tied: Vec<f64> = a.iter().zip(d).filter(|(a, _)| sign * **a >= steepest).map(|(_, d)| *d).collect();
            d[category] - crate::numeric::log_sum_exp(&tied)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_are_those_of_the_log_likelihood() {
        let models = [
            ItemModel::Dichotomous { a: 1.3, d: -0.4, g: 0.2 },
            ItemModel::Dichotomous { a: 0.9, d: 0.7, g: 0.0 },
            ItemModel::Graded { a: 1.7, d: vec![2.0, 0.1, -1.5] },
            ItemModel::PartialCredit { a: 0.8, d: vec![0.9, 1.1, -0.4] },
            ItemModel::Nominal { a: vec![0.2, 0.5, 1.4], d: vec![0.1, 0.3, -0.2] },
        ];
        let h = 1e-5;
        for model in &models {
            for category in 0..model.categories() {
                for theta in [-2.3, 0.1, 1.9] {
                    let here = answer(model, category, theta);
                    let value = |t| model.log_probability(category, t);
                    let first = (value(theta + h) - value(theta - h)) / (2.0 * h);
                    let slope = |t| answer(model, category, t).score;
                    let second = (slope(theta + h) - slope(theta - h)) / (2.0 * h);
                    assert!((here.score - first).abs() < 1e-8, "{model:?} {category} {theta}");
                    assert!((here.curvature - second).abs() < 1e-8, "{model:?} {category} {theta}");
                    assert!((here.information - model.information(theta)).abs() < 1e-12);
                    let curves = model.curves_at(theta);
                    let bias: f64 = curves.iter().map(|c| c.dp * c.d2p / c.p).sum();
                    assert!((here.bias - bias).abs() < 1e-12);
                }
            }
        }
    }

    #[test]
    fn limits_are_where_the_likelihood_goes() {
        let models = [
            ItemModel::Dichotomous { a: 1.3, d: -0.4, g: 0.2 },
            ItemModel::Dichotomous { a: -0.9, d: 0.7, g: 0.1 },
            ItemModel::PartialCredit { a: 0.8, d: vec![0.9, 1.1] },
            ItemModel::Nominal { a: vec![0.0, 1.4, 1.4], d: vec![0.0, 0.3, -0.2] },
        ];
        for model in &models {
            for category in 0..model.categories() {
                for upward in [false, true] {
                    let limit = log_limit(model, category, upward).exp();
                    let far = model.probabilities(if upward { 60.0 } else { -60.0 })[category];
                    assert!((limit - far).abs() < 1e-12, "{model:?} {category} {upward}");
                }
            }
        }
    }
}
