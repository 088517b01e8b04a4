//! The curves of one item on the nodes: ln P of each category and its derivatives by the item's linear predictors.
//!
//! Every model here is a function of a few predictors: z = a θ + d for the dichotomous ones (and logit g), z_k = a θ +
//! d_k for the graded, k a θ + d_k for partial credit, a_k θ + d_k for the nominal. Derivatives by the parameters
//! follow by the chain rule with weights that are 1, θ or k θ ([`Block::chain`]). The latent distribution is a block
//! too: its only "category" has ln weight(θ), and everyone answered it. So it needs no code of its own in the E step,
//! the gradient and the information.

use super::latent;
use crate::model::SMALLEST;
use crate::numeric::{log1p_exp, logistic};

/// The formula of a block. Parameters in this order:
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// a, d.
    Logistic,
    /// a, d, logit g.
    Guessing,
    /// a, d_1 … falling.
    Graded,
    /// a, d_1 …
    PartialCredit,
    /// a_1 …, d_1 …; those of category 0 are 0.
    Nominal,
    /// Mean and ln variance of θ.
    Latent,
}

/// One item (or the latent distribution) with its places in the flat arrays of the problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) kind: Kind,
    pub(crate) categories: usize,
    /// First of its categories among those of all blocks.
    pub(crate) cell: usize,
    /// First of its parameters among those of all blocks.
    pub(crate) local: usize,
    /// First of its (category, predictor) pairs.
    pub(crate) score: usize,
}

/// One term of the chain rule: parameter, predictor, and whether the weight is multiplied by θ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Link {
    pub(crate) parameter: usize,
    pub(crate) predictor: usize,
    pub(crate) factor: f64,
    pub(crate) by_theta: bool,
}

impl Link {
    pub(crate) fn weight(self, theta: f64) -> f64 {
        if self.by_theta { self.factor * theta } else { self.factor }
    }
}

impl Block {
    pub(crate) fn parameters(self) -> usize {
        match self.kind {
            Kind::Logistic | Kind::Latent => 2,
            Kind::Guessing => 3,
            Kind::Graded | Kind::PartialCredit => self.categories,
            Kind::Nominal => 2 * (self.categories - 1),
        }
    }

    pub(crate) fn predictors(self) -> usize {
        match self.kind {
            Kind::Logistic => 1,
            Kind::Guessing | Kind::Latent => 2,
            Kind::Graded | Kind::PartialCredit | Kind::Nominal => self.categories - 1,
        }
    }

    /// How parameters enter the predictors.
    pub(crate) fn chain(self) -> Vec<Link> {
        let link = |parameter, predictor, factor, by_theta| Link { parameter, predictor, factor, by_theta };
        match self.kind {
            Kind::Logistic => vec![link(0, 0, 1.0, true), link(1, 0, 1.0, false)],
            Kind::Guessing => vec![link(0, 0, 1.0, true), link(1, 0, 1.0, false), link(2, 1, 1.0, false)],
            Kind::Latent => vec![link(0, 0, 1.0, false), link(1, 1, 1.0, false)],
            Kind::Graded | Kind::PartialCredit => (0..self.predictors())
                .flat_map(|k| {
                    let factor = if self.kind == Kind::Graded { 1.0 } else { (k + 1) as f64 };
                    [link(0, k, factor, true), link(k + 1, k, 1.0, false)]
                })
                .collect(),
            Kind::Nominal => (0..self.predictors())
                .flat_map(|k| [link(k, k, 1.0, true), link(self.categories - 1 + k, k, 1.0, false)])
                .collect(),
        }
    }

    /// Fills ln P (categories × nodes) and its derivatives by the predictors (categories × predictors × nodes).
    /// False where the parameters are no item: not finite, or graded intercepts that do not fall.
    pub(crate) fn fill(self, parameters: &[f64], nodes: &[f64], log_p: &mut [f64], scores: &mut [f64]) -> bool {
        if parameters.iter().any(|value| !value.is_finite()) {
            return false;
        }
        match self.kind {
            Kind::Logistic => logistic_curve(parameters, nodes, log_p, scores),
            Kind::Guessing => guessing_curve(parameters, nodes, log_p, scores),
            Kind::Graded => return graded_curve(parameters, nodes, log_p, scores),
            Kind::PartialCredit | Kind::Nominal => self.shares(parameters, nodes, log_p, scores),
            Kind::Latent => latent::fill(parameters, nodes, log_p, scores),
        }
        true
    }

    /// Divide-by-total models: ln P_u = z_u - ln Σ e^z, ∂ ln P_u / ∂ z_k = [u = k] - P_k.
    fn shares(self, parameters: &[f64], nodes: &[f64], log_p: &mut [f64], scores: &mut [f64]) {
        let (q, m) = (nodes.len(), self.predictors());
        let chain = self.chain();
        let mut z = vec![0.0; self.categories];
        for (node, theta) in nodes.iter().enumerate() {
            z.fill(0.0);
            for link in &chain {
                z[link.predictor + 1] += parameters[link.parameter] * link.weight(*theta);
            }
            let total = crate::numeric::log_sum_exp(&z);
            for u in 0..self.categories {
                log_p[u * q + node] = z[u] - total;
                for k in 0..m {
                    let own = if u == k + 1 { 1.0 } else { 0.0 };
                    scores[(u * m + k) * q + node] = own - (z[k + 1] - total).exp();
                }
            }
        }
    }
}

fn logistic_curve(parameters: &[f64], nodes: &[f64], log_p: &mut [f64], scores: &mut [f64]) {
    let q = nodes.len();
    let (log_wrong, log_right) = log_p.split_at_mut(q);
    let (score_wrong, score_right) = scores.split_at_mut(q);
    for (node, theta) in nodes.iter().enumerate() {
        let z = parameters[0] * theta + parameters[1];
        let e = (-z.abs()).exp();
        let (log, share) = (e.ln_1p(), 1.0 / (1.0 + e));
        let (right, wrong) = if z >= 0.0 { (share, e * share) } else { (e * share, share) };
        log_right[node] = z.min(0.0) - log;
        log_wrong[node] = -z.max(0.0) - log;
        score_right[node] = wrong;
        score_wrong[node] = -right;
    }
}

/// P = g + (1 - g) F(z), F logistic, derivatives by z and by λ = logit g.
fn guessing_curve(parameters: &[f64], nodes: &[f64], log_p: &mut [f64], scores: &mut [f64]) {
    let q = nodes.len();
    let (g, rest) = (logistic(parameters[2]), logistic(-parameters[2]));
    for (node, theta) in nodes.iter().enumerate() {
        let z = parameters[0] * theta + parameters[1];
        let (right, wrong) = (logistic(z), logistic(-z));
        let p = (g + rest * right).max(SMALLEST);
        log_p[node] = -log1p_exp(parameters[2]) - log1p_exp(z);
        log_p[q + node] = p.ln();
        scores[node] = -right;
        scores[q + node] = -g;
        scores[2 * q + node] = rest * right * wrong / p;
        scores[3 * q + node] = wrong * g * rest / p;
    }
}

/// P_u = F(z_u) - F(z_(u+1)), the difference taken as e^l - e^u = e^l (1 - e^(u - l)) keeps the tails.
fn graded_curve(parameters: &[f64], nodes: &[f64], log_p: &mut [f64], scores: &mut [f64]) -> bool {
    let (a, d) = (parameters[0], &parameters[1..]);
    if d.windows(2).any(|pair| pair[1] >= pair[0]) {
        return false;
    }
    let (q, m) = (nodes.len(), d.len());
    scores.fill(0.0);
    for (node, theta) in nodes.iter().enumerate() {
        for u in 0..=m {
            let lower = (u > 0).then(|| a * theta + d[u - 1]);
            let upper = (u < m).then(|| a * theta + d[u]);
            let p = category(lower, upper);
            log_p[u * q + node] = p.ln();
            if let Some(z) = lower {
                scores[(u * m + u - 1) * q + node] = logistic(z) * logistic(-z) / p;
            }
            if let Some(z) = upper {
                scores[(u * m + u) * q + node] = -logistic(z) * logistic(-z) / p;
            }
        }
    }
    true
}

/// F(l) - F(u) = F(l) F(-u) (1 - e^(u - l)): exact in both tails.
fn category(lower: Option<f64>, upper: Option<f64>) -> f64 {
    let p = match (lower, upper) {
        (Some(l), Some(u)) => logistic(l) * logistic(-u) * -(u - l).exp_m1(),
        (Some(l), None) => logistic(l),
        (None, Some(u)) => logistic(-u),
        (None, None) => 1.0,
    };
    p.max(SMALLEST)
}
