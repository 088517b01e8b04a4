//! Derivatives of category probabilities by item parameters.

use crate::model::ItemModel;
use crate::numeric::logistic;

/// What was estimated of the slopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Slopes {
    /// One slope an item (2PL, 3PL, graded, generalised partial credit, nominal).
    #[default]
    Free,
    /// One slope for all items (1PL with θ ~ N(0, 1), or slopes 1 with the variance of θ estimated: the same model); not for
    /// nominal items.
    Shared,
    /// Given, not estimated.
    Fixed,
}

/// Parameters that a free calibration estimates of an item; guessing counts when it is above 0. Nominal: slopes and
/// intercepts of all categories but the first.
pub fn free_parameters(item: &ItemModel) -> usize {
    match item {
        ItemModel::Dichotomous { g, .. } => 2 + usize::from(*g > 0.0),
        ItemModel::Graded { d, .. } | ItemModel::PartialCredit { d, .. } => 1 + d.len(),
        ItemModel::Nominal { d, .. } => 2 * (d.len() - 1),
    }
}

/// ∂P_k / ∂η at θ: one row a parameter ([`free_parameters`] of them; the slope first, except for nominal items, whose
/// slopes of categories 1.. come first, then the intercepts), one place a category.
pub(crate) fn parameter_gradient(item: &ItemModel, theta: f64) -> Vec<Vec<f64>> {
    match item {
        ItemModel::Dichotomous { a, d, g } => {
            let (right, wrong) = (logistic(a * theta + d), logistic(-(a * theta + d)));
            let intercept = (1.0 - g) * right * wrong;
            let mut rows = vec![vec![-theta * intercept, theta * intercept], vec![-intercept, intercept]];
            if *g > 0.0 {
                rows.push(vec![-wrong, wrong]);
            }
            rows
        }
        ItemModel::Graded { a, d } => graded(*a, d, theta),
        ItemModel::PartialCredit { d, .. } => {
            let p = item.probabilities(theta);
            let mut rows = vec![share(&p, |k| k as f64 * theta)];
            rows.extend((1..=d.len()).map(|step| share(&p, |k| f64::from(u8::from(k == step)))));
            rows
        }
        ItemModel::Nominal { d, .. } => {
            let p = item.probabilities(theta);
            let of = |value: f64| (1..d.len()).map(move |c| (c, value));
            of(theta).chain(of(1.0)).map(|(c, value)| share(&p, |k| if k == c { value } else { 0.0 })).collect()
        }
    }
}

/// P_k (u_k - Σ P u): divide-by-total models with logit derivative u.
fn share(p: &[f64], u: impl Fn(usize) -> f64) -> Vec<f64> {
    let mean: f64 = p.iter().enumerate().map(|(k, p)| p * u(k)).sum();
    p.iter().enumerate().map(|(k, p)| p * (u(k) - mean)).collect()
}

fn graded(a: f64, d: &[f64], theta: f64) -> Vec<Vec<f64>> {
    let density = |d: &f64| logistic(a * theta + d) * logistic(-(a * theta + d));
    let slopes: Vec<f64> = d.iter().map(density).collect();
    let mut rows = vec![vec![0.0; d.len() + 1]; d.len() + 1];
    for (step, slope) in slopes.iter().enumerate() {
        // The tail P(X ≥ step + 1) is in category step + 1 with plus and in category step with minus.
        rows[step + 1][step + 1] = *slope;
        rows[step + 1][step] = -slope;
        rows[0][step + 1] += theta * slope;
        rows[0][step] -= theta * slope;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The model with parameter `place` moved by `h`.
    fn moved(item: &ItemModel, place: usize, h: f64) -> ItemModel {
        let mut item = item.clone();
        match &mut item {
            ItemModel::Dichotomous { a, d, g } => *[a, d, g][place] += h,
            ItemModel::Graded { a, d } | ItemModel::PartialCredit { a, d } => match place {
                0 => *a += h,
                _ => d[place - 1] += h,
            },
            ItemModel::Nominal { a, d } => {
                let free = a.len() - 1;
                if place < free {
                    a[place + 1] += h;
                } else {
                    d[place - free + 1] += h;
                }
            }
        }
        item
    }

    #[test]
    fn gradients_are_those_of_differences() {
        let h = 1e-6;
        for item in [
            ItemModel::Dichotomous { a: 1.3, d: -0.4, g: 0.2 },
            ItemModel::Graded { a: 1.7, d: vec![2.0, 0.1, -1.5] },
            ItemModel::PartialCredit { a: 0.8, d: vec![0.9, 1.1, -0.4] },
            ItemModel::Nominal { a: vec![0.0, 0.5, 1.4], d: vec![0.0, 0.3, -0.2] },
        ] {
            let rows = parameter_gradient(&item, 0.7);
            assert_eq!(rows.len(), free_parameters(&item));
            for (place, row) in rows.iter().enumerate() {
                let (up, down) =
                    (moved(&item, place, h).probabilities(0.7), moved(&item, place, -h).probabilities(0.7));
                for (k, value) in row.iter().enumerate() {
                    assert!((value - (up[k] - down[k]) / (2.0 * h)).abs() < 1e-8, "{item:?} {place} {k}");
                }
            }
        }
    }
}
