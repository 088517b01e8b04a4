//! One pass over the rows of the tensor for one person: mass, moments, marginals, and the composite below each cut.
//!
//! Nodes and rows whose posterior mass is provably negligible are left out. The likelihoods are at most 1, so what is
//! left out is bounded by its prior mass (times the likelihood of the axis that excludes it); the bound is returned,
//! and the caller repeats the pass in full where it is not small against the evidence.

use std::ops::Range;

use super::MAX_DOMAINS;
use super::population::Tensor;

/// A person's likelihoods at the nodes of each domain, each at most 1, and the nodes that count.
#[derive(Clone, Debug)]
pub(super) struct Likelihood {
    pub(super) values: Vec<Vec<f64>>,
    pub(super) active: Vec<Range<usize>>,
}

/// Σ w_d θ_d below each of `cuts`; the last domain has a weight above 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sum<'a> {
    pub(super) weights: &'a [f64],
    pub(super) cuts: &'a [f64],
}

/// Unnormalised results of the pass.
#[derive(Clone, Debug)]
pub(super) struct Contraction {
    /// Evidence: sum of the posterior before normalisation.
    pub(super) mass: f64,
    pub(super) first: [f64; MAX_DOMAINS],
    /// Σ mass θ_i θ_j for i ≤ j.
    pub(super) second: [[f64; MAX_DOMAINS]; MAX_DOMAINS],
    pub(super) marginals: Vec<Vec<f64>>,
    /// Mass with the sum below each cut.
    pub(super) below: Vec<f64>,
    /// Bound of the mass left out by rows.
    pub(super) dropped: f64,
}

/// Zeros on either side of a row, so that neighbours of its ends need no question.
const PAD: usize = 4;

struct Pass<'a> {
    tensor: &'a Tensor,
    likelihood: &'a Likelihood,
    sum: Option<Sum<'a>>,
    negligible: f64,
    /// For each outer domain: the factors of a row so far, likelihood of the last domain included.
    factors: Vec<Vec<f64>>,
    /// The pair of a single domain.
    ones: Vec<f64>,
    /// The masses of the row at hand, with [`PAD`] zeros on either side.
    masses: Vec<f64>,
    result: Contraction,
}

/// Mass and first moments of the part of the tensor under one index of the outer domains.
#[derive(Clone, Copy, Default)]
struct Part {
    mass: f64,
    first: [f64; MAX_DOMAINS],
}

/// Rows of less mass than `negligible` are left out; 0 leaves out none.
pub(super) fn contract(tensor: &Tensor, likelihood: &Likelihood, sum: Option<Sum<'_>>, negligible: f64) -> Contraction {
    let (domains, count) = (tensor.nodes.len(), tensor.nodes[0].len());
    let result = Contraction {
        mass: 0.0,
        first: [0.0; MAX_DOMAINS],
        second: [[0.0; MAX_DOMAINS]; MAX_DOMAINS],
        marginals: vec![vec![0.0; count]; domains],
        below: vec![0.0; sum.map_or(0, |sum| sum.cuts.len())],
        dropped: 0.0,
    };
    let start: Vec<f64> = tensor.last.iter().zip(&likelihood.values[domains - 1]).map(|(w, l)| w * l).collect();
    let factors = vec![start; domains];
    let mut pass = Pass {
        tensor,
        likelihood,
        sum,
        negligible,
        factors,
        ones: vec![1.0; count],
        masses: vec![0.0; count + 2 * PAD],
        result,
    };
    if domains == 1 {
        (pass.result.mass, pass.result.first[0]) = pass.row(0, 1.0, 0.0, None);
    } else {
        let all = pass.level(0, 0, 1.0, 0.0);
        pass.result.mass = all.mass;
        pass.result.first = all.first;
    }
    pass.close()
}

impl Pass<'_> {
    /// `row`: index of the outer domains so far; `outer`: product of their likelihoods; `base`: their weighted sum.
    fn level(&mut self, domain: usize, row: usize, outer: f64, base: f64) -> Part {
        let domains = self.tensor.nodes.len();
        let count = self.tensor.nodes[0].len();
        let mut part = Part::default();
        for node in self.likelihood.active[domain].clone() {
            let theta = self.tensor.nodes[domain][node];
            let share = outer * self.likelihood.values[domain][node];
            let shifted = self.sum.map_or(0.0, |sum| base + sum.weights[domain] * theta);
            let inner_row = row * count + node;
            let mass = if domain + 2 == domains {
                let (mass, first) = self.row(inner_row, share, shifted, Some(node));
                part.first[domain + 1] += first;
                self.result.second[domain][domain + 1] += theta * first;
                mass
            } else {
                self.multiply_factors(domain, node);
                let inner = self.level(domain + 1, inner_row, share, shifted);
                for other in domain + 1..domains {
                    part.first[other] += inner.first[other];
                    self.result.second[domain][other] += theta * inner.first[other];
                }
                inner.mass
            };
            self.result.marginals[domain][node] += mass;
            part.mass += mass;
            part.first[domain] += theta * mass;
        }
        part
    }

    /// The factors of the next level: those of this one, times the pair of this node with the last domain.
    fn multiply_factors(&mut self, domain: usize, node: usize) {
        let count = self.tensor.last.len();
        let active = self.likelihood.active[self.tensor.nodes.len() - 1].clone();
        let pair = &self.tensor.pairs[domain][node * count..][active.clone()];
        let (before, after) = self.factors.split_at_mut(domain + 1);
        for ((out, x), y) in after[0][active.clone()].iter_mut().zip(&before[domain][active]).zip(pair) {
            *out = x * y;
        }
    }

    /// Mass and first moment of the last domain along one row. `node`: that of the innermost outer domain, if any.
    fn row(&mut self, row: usize, outer: f64, base: f64, node: Option<usize>) -> (f64, f64) {
        let most = outer * self.tensor.rows[row];
        if most < self.negligible {
            self.result.dropped += most;
            return (0.0, 0.0);
        }
        let last = self.tensor.nodes.len() - 1;
        let nodes = &self.tensor.nodes[last];
        let active = &self.likelihood.active[last];
        let (start, length) = (active.start, active.len());
        let (factors, pair) = match node {
            Some(node) => (&self.factors[last - 1], &self.tensor.pairs[last - 1][node * nodes.len()..]),
            None => (&self.factors[last], &self.ones[..]),
        };
        let (mass, first) = fill(
            Row {
                share: outer * self.tensor.outer[row],
                factors: &factors[start..start + length],
                pair: &pair[start..start + length],
                nodes: &nodes[start..start + length],
            },
            &mut self.masses[start + PAD..start + PAD + length],
            &mut self.result.marginals[last][start..start + length],
        );
        if let Some(sum) = self.sum {
            let per_node = 1.0 / (sum.weights[last] * (nodes[1] - nodes[0]));
            let first_node = base + sum.weights[last] * nodes[0];
            for (below, cut) in self.result.below.iter_mut().zip(sum.cuts) {
                *below += below_place(&self.masses, active, mass, (cut - first_node) * per_node);
            }
        }
        (mass, first)
    }

    /// Squares come from the marginals.
    fn close(mut self) -> Contraction {
        for (domain, marginal) in self.result.marginals.iter().enumerate() {
            let squares = marginal.iter().zip(&self.tensor.nodes[domain]).map(|(mass, theta)| mass * theta * theta);
            self.result.second[domain][domain] = squares.sum();
        }
        self.result
    }
}

/// What a row is made of, at the active nodes.
#[derive(Clone, Copy)]
struct Row<'a> {
    share: f64,
    factors: &'a [f64],
    pair: &'a [f64],
    nodes: &'a [f64],
}

/// Writes the masses of a row, adds them to the marginal, returns Σ m and Σ m θ. Sums run in four lanes: the compiler
/// may not reorder a sum by itself.
fn fill(row: Row<'_>, masses: &mut [f64], marginal: &mut [f64]) -> (f64, f64) {
    let (mut zero, mut one) = ([0.0; 4], [0.0; 4]);
    let (factors, factor_tail) = row.factors.as_chunks::<4>();
    let (pairs, pair_tail) = row.pair.as_chunks::<4>();
    let (nodes, node_tail) = row.nodes.as_chunks::<4>();
    let (blocks, mass_tail) = masses.as_chunks_mut::<4>();
    let (sums, sum_tail) = marginal.as_chunks_mut::<4>();
    for ((((factor, pair), node), block), sum) in factors.iter().zip(pairs).zip(nodes).zip(blocks).zip(sums) {
        for lane in 0..4 {
            let mass = row.share * (factor[lane] * pair[lane]);
            block[lane] = mass;
            sum[lane] += mass;
            zero[lane] += mass;
            one[lane] += mass * node[lane];
        }
    }
    for (lane, factor) in factor_tail.iter().enumerate() {
        let mass = row.share * (factor * pair_tail[lane]);
        mass_tail[lane] = mass;
        sum_tail[lane] += mass;
        zero[lane] += mass;
        one[lane] += mass * node_tail[lane];
    }
    ((zero[0] + zero[1]) + (zero[2] + zero[3]), (one[0] + one[1]) + (one[2] + one[3]))
}

/// Mass below `place` (in steps from the first node) of a density known at equally spaced nodes; `padded` has [`PAD`]
/// zeros on either side, and no mass outside `active`.
///
/// The mass up to the middle between two nodes is the midpoint sum with two Euler-Maclaurin terms (Davis &
/// Rabinowitz, 1984, section 2.9), their derivatives by central differences: Σ m + δ/24 - 17 δ³/5760. Between two
/// middles: cubic Hermite, whose slopes are the density there by six-point interpolation.
fn below_place(padded: &[f64], active: &Range<usize>, total: f64, place: f64) -> f64 {
    let middle = (place - 0.5).floor();
    if middle.is_nan() || middle < active.start as f64 - 1.0 {
        return 0.0;
    }
    if middle >= active.end as f64 {
        return total;
    }
    // Node `middle` and its neighbours: near[3] is the node below the place, of which there may be none (-1).
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the length of the row")]
    let next = (middle + 1.0) as usize;
    let near: &[f64] = &padded[next + PAD - 4..next + PAD + 4];
    let until: f64 = padded[active.start + PAD..(next + PAD).max(active.start + PAD)].iter().sum();
    let corrected = |k: usize| {
        let (first, third) = (near[k + 1] - near[k], near[k + 2] - near[k - 1] - 3.0 * (near[k + 1] - near[k]));
        first / 24.0 - third * (17.0 / 5760.0)
    };
    let pair = |k: usize, away: usize| near[k - away] + near[k + 1 + away];
    let slope = |k: usize| (150.0 * pair(k, 0) - 25.0 * pair(k, 1) + 3.0 * pair(k, 2)) / 256.0;
    let (left, right) = (until + corrected(3), until + near[4] + corrected(4));
    let t = place - 0.5 - middle;
    let (t2, t3) = (t * t, t * t * t);
    left * (2.0 * t3 - 3.0 * t2 + 1.0)
        + right * (3.0 * t2 - 2.0 * t3)
        + slope(3) * (t3 - 2.0 * t2 + t)
        + slope(4) * (t3 - t2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, Normal};

    /// Nodes one standard deviation apart, the worst a row meets, are off by .003; sums over rows average that away.
    #[test]
    fn the_mass_below_a_place_is_that_of_the_curve() {
        let normal = Normal::standard();
        for (step, tolerance) in [(1.0, 3e-3), (0.5, 1e-4), (0.25, 1e-5)] {
            let nodes: Vec<f64> = (-40..=40).map(|i| f64::from(i) * step).collect();
            let mut masses = vec![0.0; nodes.len() + 2 * PAD];
            for (mass, x) in masses[PAD..].iter_mut().zip(&nodes) {
                *mass = step * (-0.5 * x * x).exp() / std::f64::consts::TAU.sqrt();
            }
            let below_place = |place: f64| below_place(&masses, &(0..nodes.len()), 1.0, place);
            for tenth in -30..=30 {
                let x = f64::from(tenth) * 0.1;
                let found = below_place((x - nodes[0]) / step);
                assert!((found - normal.cdf(x)).abs() < tolerance, "{step} {x}: {found} {}", normal.cdf(x));
            }
            assert!(below_place(-9.0).abs() < 1e-15 && below_place(f64::NAN).abs() < 1e-15);
            assert!((below_place(1e9) - 1.0).abs() < 1e-15);
        }
    }
}
