//! The latent distribution as a block: ln w(θ) on fixed nodes, w ∝ exp(-(θ - μ)² / 2σ²), Σ w = 1, with derivatives by μ
//! and v = ln σ². On fixed nodes the sum that normalises depends on μ and v; it is differentiated as well.

/// Exponents h, and their derivatives by μ and v at one node.
fn exponent(parameters: &[f64], theta: f64) -> (f64, [f64; 2]) {
    let precision = (-parameters[1]).exp();
    let away = theta - parameters[0];
    let half = 0.5 * away * away * precision;
    (-half, [away * precision, half])
}

/// ln w (nodes) and its derivatives (2 × nodes): those of h less their mean under w.
pub(super) fn fill(parameters: &[f64], nodes: &[f64], log_weight: &mut [f64], scores: &mut [f64]) {
    let q = nodes.len();
    let (first, second) = scores.split_at_mut(q);
    for (node, theta) in nodes.iter().enumerate() {
        let (h, by) = exponent(parameters, *theta);
        log_weight[node] = h;
        (first[node], second[node]) = (by[0], by[1]);
    }
    let total = crate::numeric::log_sum_exp(log_weight);
    let (mut mean_first, mut mean_second) = (0.0, 0.0);
    for node in 0..q {
        // Far outside a narrow distribution the weight stays a number.
        log_weight[node] = (log_weight[node] - total).max(-690.0);
        mean_first += log_weight[node].exp() * first[node];
        mean_second += log_weight[node].exp() * second[node];
    }
    first.iter_mut().for_each(|value| *value -= mean_first);
    second.iter_mut().for_each(|value| *value -= mean_second);
}

/// ∂² ln w at each node (2 × 2 × nodes, symmetric): h'' - E h'' - Cov h'.
pub(super) fn second_derivatives(
    parameters: &[f64],
    nodes: &[f64],
    log_weight: &[f64],
    scores: &[f64],
) -> Vec<[f64; 3]> {
    let q = nodes.len();
    let mut covariance = [0.0; 3];
    let mut bend: Vec<[f64; 3]> = Vec::with_capacity(q);
    let mut mean = [0.0; 3];
    for (node, theta) in nodes.iter().enumerate() {
        let (w, s, t) = (log_weight[node].exp(), scores[node], scores[q + node]);
        let (h, by) = exponent(parameters, *theta);
        let here = [-(-parameters[1]).exp(), -by[0], h];
        for (k, product) in [s * s, s * t, t * t].into_iter().enumerate() {
            covariance[k] += w * product;
            mean[k] += w * here[k];
        }
        bend.push(here);
    }
    for here in &mut bend {
        for k in 0..3 {
            here[k] -= mean[k] + covariance[k];
        }
    }
    bend
}
