//! Second derivatives of one block: expected (Fisher) for steps, exact for the observed information.

use super::block::{Block, Kind};
use super::latent;
use crate::numeric::logistic;

/// The curves of a block on the nodes, as [`Block::fill`] leaves them.
#[derive(Clone, Copy)]
pub(crate) struct Curves<'a> {
    pub(crate) parameters: &'a [f64],
    pub(crate) nodes: &'a [f64],
    /// categories × nodes.
    pub(crate) log_p: &'a [f64],
    /// categories × predictors × nodes.
    pub(crate) scores: &'a [f64],
}

impl Block {
    /// Gradient by the parameters of Σ r ln P. `counts`: expected counts r, categories × nodes.
    pub(crate) fn gradient(self, curves: Curves<'_>, counts: &[f64], gradient: &mut [f64]) {
        let (q, m) = (curves.nodes.len(), self.predictors());
        let mut by_predictor = vec![0.0; m * q];
        for u in 0..self.categories {
            for k in 0..m {
                let score = &curves.scores[(u * m + k) * q..][..q];
                let sums = &mut by_predictor[k * q..][..q];
                for ((sum, score), count) in sums.iter_mut().zip(score).zip(&counts[u * q..]) {
                    *sum += score * count;
                }
            }
        }
        gradient.fill(0.0);
        for link in self.chain() {
            let sums = &by_predictor[link.predictor * q..][..q];
            gradient[link.parameter] += link.factor
                * if link.by_theta { crate::numeric::dot(sums, curves.nodes) } else { sums.iter().sum::<f64>() };
        }
    }

    /// Expected information of the complete data, n(θ) Σ_u P_u s s': positive semidefinite. parameters².
    pub(crate) fn fisher(self, curves: Curves<'_>, counts: &[f64]) -> Vec<f64> {
        let (q, m) = (curves.nodes.len(), self.predictors());
        let mut at_node = vec![0.0; m * m * q];
        let total: f64 = counts.iter().sum();
        for u in 0..self.categories {
            for node in 0..q {
                let persons = if self.kind == Kind::Latent {
                    total
                } else {
                    (0..self.categories).map(|v| counts[v * q + node]).sum::<f64>()
                };
                let weight = persons * curves.log_p[u * q + node].exp();
                for k in 0..m {
                    let left = weight * curves.scores[(u * m + k) * q + node];
                    for l in 0..=k {
                        at_node[(k * m + l) * q + node] += left * curves.scores[(u * m + l) * q + node];
                    }
                }
            }
        }
        self.by_parameters(curves.nodes, &at_node)
    }

    /// Σ r ∂² ln P, exact. parameters².
    pub(crate) fn hessian(self, curves: Curves<'_>, counts: &[f64]) -> Vec<f64> {
        let q = curves.nodes.len();
        let mut at_node = vec![0.0; self.predictors().pow(2) * q];
        match self.kind {
            Kind::Logistic => {
                for node in 0..q {
                    let persons = counts[node] + counts[q + node];
                    at_node[node] = persons * curves.scores[node] * curves.scores[q + node];
                }
            }
            Kind::Guessing => guessing(curves, counts, &mut at_node),
            Kind::Graded => self.curvature_of_graded(curves, counts, &mut at_node),
            Kind::PartialCredit | Kind::Nominal => self.curvature_of_shares(curves, counts, &mut at_node),
            Kind::Latent => {
                let second = latent::second_derivatives(curves.parameters, curves.nodes, curves.log_p, curves.scores);
                for (node, [mean, both, variance]) in second.into_iter().enumerate() {
                    at_node[node] = counts[node] * mean;
                    at_node[2 * q + node] = counts[node] * both;
                    at_node[3 * q + node] = counts[node] * variance;
                }
            }
        }
        self.by_parameters(curves.nodes, &at_node)
    }

    /// -n (diag P - P P'): the same for every category.
    fn curvature_of_shares(self, curves: Curves<'_>, counts: &[f64], at_node: &mut [f64]) {
        let (q, m) = (curves.nodes.len(), self.predictors());
        for node in 0..q {
            let persons: f64 = (0..self.categories).map(|u| counts[u * q + node]).sum();
            for k in 0..m {
                let p = curves.log_p[(k + 1) * q + node].exp();
                for l in 0..=k {
                    let own = if k == l { 1.0 } else { 0.0 };
                    at_node[(k * m + l) * q + node] = -persons * p * (own - curves.log_p[(l + 1) * q + node].exp());
                }
            }
        }
    }

    /// ∂² ln P = P''/P - s s'; P'' of a boundary is F (1 - F) (1 - 2 F), with the sign of the side.
    fn curvature_of_graded(self, curves: Curves<'_>, counts: &[f64], at_node: &mut [f64]) {
        let (q, m) = (curves.nodes.len(), self.predictors());
        let (a, d) = (curves.parameters[0], &curves.parameters[1..]);
        for (node, theta) in curves.nodes.iter().enumerate() {
            for u in 0..self.categories {
                let count = counts[u * q + node];
                let score = |k: usize| curves.scores[(u * m + k) * q + node];
                for k in u.saturating_sub(1)..(u + 1).min(m) {
                    // s = ± F (1 - F) / P, so P''/P = s (1 - 2 F).
                    let z = a * theta + d[k];
                    let bend = score(k) * (logistic(-z) - logistic(z));
                    at_node[(k * m + k) * q + node] += count * bend;
                    for l in u.saturating_sub(1)..=k {
                        at_node[(k * m + l) * q + node] -= count * score(k) * score(l);
                    }
                }
            }
        }
    }

    /// J' A J summed over nodes; `at_node`: predictors² × nodes, lower triangle.
    fn by_parameters(self, nodes: &[f64], at_node: &[f64]) -> Vec<f64> {
        let (q, m, n) = (nodes.len(), self.predictors(), self.parameters());
        let chain = self.chain();
        let mut matrix = vec![0.0; n * n];
        let mut moments = vec![[0.0; 3]; m * m];
        for (sums, values) in moments.iter_mut().zip(at_node.chunks_exact(q)) {
            for (value, theta) in values.iter().zip(nodes) {
                sums[0] += value;
                sums[1] += value * theta;
                sums[2] += value * theta * theta;
            }
        }
        for left in &chain {
            for right in &chain {
                let (k, l) = (left.predictor.max(right.predictor), left.predictor.min(right.predictor));
                let power = usize::from(left.by_theta) + usize::from(right.by_theta);
                matrix[left.parameter * n + right.parameter] += left.factor * right.factor * moments[k * m + l][power];
            }
        }
        matrix
    }
}

fn guessing(curves: Curves<'_>, counts: &[f64], at_node: &mut [f64]) {
    let q = curves.nodes.len();
    let (g, rest) = (logistic(curves.parameters[2]), logistic(-curves.parameters[2]));
    for (node, theta) in curves.nodes.iter().enumerate() {
        let (wrong_count, right_count) = (counts[node], counts[q + node]);
        let z = curves.parameters[0] * theta + curves.parameters[1];
        let (right, wrong) = (logistic(z), logistic(-z));
        let (by_z, by_g) = (curves.scores[2 * q + node], curves.scores[3 * q + node]);
        // P''/P - s s' of the right answer; P_zλ / P = -F (1 - F) g (1 - g) / P = -g s_z.
        let zz = by_z * (wrong - right) - by_z * by_z;
        let zg = -g * by_z - by_z * by_g;
        let gg = by_g * (rest - g) - by_g * by_g;
        at_node[node] = right_count * zz - wrong_count * right * wrong;
        at_node[2 * q + node] = right_count * zg;
        at_node[3 * q + node] = right_count * gg - wrong_count * g * rest;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::grid::equally_spaced;

    fn filled(block: Block, parameters: &[f64], nodes: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let mut log_p = vec![0.0; block.categories * nodes.len()];
        let mut scores = vec![0.0; block.categories * block.predictors() * nodes.len()];
        assert!(block.fill(parameters, nodes, &mut log_p, &mut scores));
        (log_p, scores)
    }

    fn cases() -> Vec<(Block, Vec<f64>)> {
        let block = |kind, categories| Block { kind, categories, cell: 0, local: 0, score: 0 };
        vec![
            (block(Kind::Logistic, 2), vec![1.3, -0.4]),
            (block(Kind::Guessing, 2), vec![1.1, 0.3, -1.2]),
            (block(Kind::Graded, 4), vec![1.7, 2.0, 0.1, -1.5]),
            (block(Kind::PartialCredit, 4), vec![0.8, 0.9, 1.1, -0.4]),
            (block(Kind::Nominal, 3), vec![0.5, 1.4, 0.3, -0.2]),
            (block(Kind::Latent, 1), vec![0.3, 0.2]),
        ]
    }

    /// Gradient against differences of Σ r ln P, Hessian against differences of the gradient, and the probabilities
    /// against those of the item model.
    #[test]
    fn derivatives_are_those_of_differences() {
        let nodes = equally_spaced(9, -4.0, 4.0);
        let h = 1e-5;
        for (block, parameters) in cases() {
            let counts: Vec<f64> =
                (0..block.categories * nodes.len()).map(|i| 1.0 + (i as f64 * 0.7).sin().abs()).collect();
            let n = block.parameters();
            let value_and_gradient = |parameters: &[f64]| {
                let (log_p, scores) = filled(block, parameters, &nodes);
                let mut gradient = vec![0.0; n];
                let curves = Curves { parameters, nodes: &nodes, log_p: &log_p, scores: &scores };
                block.gradient(curves, &counts, &mut gradient);
                (crate::numeric::dot(&log_p, &counts), gradient)
            };
            let (log_p, scores) = filled(block, &parameters, &nodes);
            let curves = Curves { parameters: &parameters, nodes: &nodes, log_p: &log_p, scores: &scores };
            let (gradient, hessian) = (value_and_gradient(&parameters).1, block.hessian(curves, &counts));
            for p in 0..n {
                let moved = |by: f64| {
                    let mut moved = parameters.clone();
                    moved[p] += by;
                    value_and_gradient(&moved)
                };
                let (before, after) = (moved(-h), moved(h));
                assert!(((after.0 - before.0) / (2.0 * h) - gradient[p]).abs() < 1e-6, "{:?} {p}", block.kind);
                for r in 0..n {
                    let difference = (after.1[r] - before.1[r]) / (2.0 * h);
                    assert!((difference - hessian[p * n + r]).abs() < 1e-6, "{:?} {p} {r}", block.kind);
                }
            }
        }
    }

    /// Where counts are as expected, the expected and the exact second derivatives agree (information equality).
    #[test]
    fn fisher_is_the_mean_of_the_hessian() {
        let nodes = equally_spaced(9, -4.0, 4.0);
        for (block, parameters) in cases() {
            let (log_p, scores) = filled(block, &parameters, &nodes);
            let counts: Vec<f64> = log_p.iter().map(|log_p| 3.0 * log_p.exp()).collect();
            let curves = Curves { parameters: &parameters, nodes: &nodes, log_p: &log_p, scores: &scores };
            for (fisher, exact) in block.fisher(curves, &counts).iter().zip(block.hessian(curves, &counts)) {
                assert!((fisher + exact).abs() < 1e-9, "{:?}: {fisher} {exact}", block.kind);
            }
        }
    }
}
