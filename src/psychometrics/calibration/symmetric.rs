//! Elementary symmetric functions γ_r of e^x and the expectations they give: the probability of a right answer to one
//! item, or to two, given r right answers. Only sums of positive terms (the "summation" method of Verhelst, Glas &
//! van der Sluis, 1984), so no digits are lost.

use crate::numeric::dot;

/// For one set of items.
pub(super) struct Expected {
    weights: Vec<f64>,
    /// The scale that was taken out: weights are e^(x - shift).
    shift: f64,
    /// γ of the items before i, and of those from i on.
    before: Vec<Vec<f64>>,
    from: Vec<Vec<f64>>,
}

impl Expected {
    pub(super) fn new(easiness: &[f64]) -> Self {
        let n = easiness.len();
        let shift = easiness.iter().sum::<f64>() / n as f64;
        let weights: Vec<f64> = easiness.iter().map(|x| (x - shift).exp()).collect();
        let mut before = vec![vec![1.0]];
        for weight in &weights {
            before.push(with(&before[before.len() - 1], *weight));
        }
        let mut from = vec![vec![1.0]];
        for weight in weights.iter().rev() {
            from.push(with(&from[from.len() - 1], *weight));
        }
        from.reverse();
        Self { weights, shift, before, from }
    }

    pub(super) fn log_gamma(&self, score: usize) -> f64 {
        self.from[0][score].ln() + score as f64 * self.shift
    }

    /// P(item i right | score): e^x_i γ_(score-1) of the others / γ_score.
    pub(super) fn single(&self, score: usize) -> Vec<f64> {
        let total = self.from[0][score];
        let of_item =
            |(i, weight): (usize, &f64)| weight * coefficient(&self.before[i], &self.from[i + 1], score - 1) / total;
        self.weights.iter().enumerate().map(of_item).collect()
    }

    /// P(items i < j both right | score), handed to `visit` as (i, j, probability).
    pub(super) fn pairs(&self, score: usize, mut visit: impl FnMut(usize, usize, f64)) {
        let total = self.from[0][score];
        for i in 0..self.weights.len() {
            // The items before j without i.
            let mut others = self.before[i].clone();
            for j in i + 1..self.weights.len() {
                let both = if score < 2 {
                    0.0
                } else {
                    self.weights[i] * self.weights[j] * coefficient(&others, &self.from[j + 1], score - 2) / total
                };
                visit(i, j, both);
                others = with(&others, self.weights[j]);
            }
        }
    }
}

/// γ with one more item.
fn with(gamma: &[f64], weight: f64) -> Vec<f64> {
    let mut out = gamma.to_vec();
    out.push(0.0);
    for (r, value) in gamma.iter().enumerate() {
        out[r + 1] += weight * value;
    }
    out
}

/// Σ_t left_t right_(r-t).
fn coefficient(left: &[f64], right: &[f64], r: usize) -> f64 {
    let low = (r + 1).saturating_sub(right.len());
    let high = r.min(left.len() - 1);
    if low > high {
        return 0.0;
    }
    let reversed: Vec<f64> = (low..=high).map(|t| right[r - t]).collect();
    dot(&left[low..=high], &reversed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the sum over all patterns of four items.
    #[test]
    fn expectations_are_those_of_all_patterns() {
        let easiness = [0.3, -1.2, 0.8, 2.0];
        let expected = Expected::new(&easiness);
        for score in 1..4_usize {
            let (mut total, mut single, mut both) = (0.0, [0.0; 4], [[0.0; 4]; 4]);
            for pattern in (0_u32..16).filter(|pattern| pattern.count_ones() as usize == score) {
                let right = |i: usize| pattern >> i & 1 == 1;
                let weight = (0..4).filter(|i| right(*i)).map(|i| easiness[i]).sum::<f64>().exp();
                total += weight;
                for i in (0..4).filter(|i| right(*i)) {
                    single[i] += weight;
                    (0..4).filter(|j| right(*j)).for_each(|j| both[i][j] += weight);
                }
            }
            assert!((expected.log_gamma(score) - f64::ln(total)).abs() < 1e-13);
            let found = expected.single(score);
            assert!((0..4).all(|i| (found[i] - single[i] / total).abs() < 1e-14));
            expected.pairs(score, |i, j, p| assert!((p - both[i][j] / total).abs() < 1e-14, "{i} {j}"));
        }
    }
}
