//! The complete-data information as a metric: block by block, with a border where items share a slope. A step in it is
//! Fisher scoring of the M step; in quasi-Newton it is the first guess of the Hessian (Jamshidian & Jennrich, 1997).

use super::problem::{Point, Problem};
use crate::numeric::{Cholesky, dot};

pub(crate) struct Metric {
    blocks: Vec<Factor>,
    /// The shared slope with what is left of its information when the intercepts are solved for.
    shared: Option<(usize, f64)>,
}

struct Factor {
    free: Vec<usize>,
    cholesky: Cholesky,
    /// B⁻¹ c, c the coupling with the shared slope.
    solved: Vec<f64>,
}

/// Least information of a parameter about itself: what no answer touches must not make a step infinite.
const RIDGE: f64 = 1e-8;
/// No parameter moves further in one step.
pub(crate) const LONGEST: f64 = 1.5;

impl Metric {
    pub(crate) fn new(problem: &Problem, point: &Point) -> Self {
        let curvature = prior_curvature(problem, &point.local);
        let (mut blocks, mut of_shared) = (Vec::new(), 0.0);
        for block in &problem.blocks {
            let n = block.parameters();
            let numbers = &problem.free[block.local..][..n];
            if numbers.iter().all(Option::is_none) {
                continue;
            }
            let mut fisher = block.fisher(problem.curves(*block, point), problem.counts(*block, point));
            for p in 0..n {
                fisher[p * n + p] += curvature[block.local + p];
            }
            let is_shared = |p: &usize| numbers[*p] == problem.shared_slope;
            let own: Vec<usize> = (0..n).filter(|p| numbers[*p].is_some() && !is_shared(p)).collect();
            let border = (0..n).find(|p| numbers[*p].is_some() && is_shared(p));
            let matrix: Vec<f64> =
                own.iter().flat_map(|p| own.iter().map(|r| fisher[*p * n + *r]).collect::<Vec<_>>()).collect();
            let free: Vec<usize> = own.iter().filter_map(|p| numbers[*p]).collect();
            let cholesky = factor(matrix, &free, &point.gradient);
            let coupling: Vec<f64> =
                border.map_or_else(Vec::new, |shared| own.iter().map(|p| fisher[p * n + shared]).collect());
            let mut solved = coupling.clone();
            if let Some(shared) = border {
                cholesky.solve(&mut solved);
                of_shared += fisher[shared * n + shared] - dot(&coupling, &solved);
            }
            blocks.push(Factor { free, cholesky, solved });
        }
        Self { blocks, shared: problem.shared_slope.map(|free| (free, of_shared.max(RIDGE))) }
    }

    /// Metric⁻¹ · gradient.
    pub(crate) fn step(&self, gradient: &[f64]) -> Vec<f64> {
        let mut step = vec![0.0; gradient.len()];
        let of = |factor: &Factor| -> Vec<f64> { factor.free.iter().map(|free| gradient[*free]).collect() };
        let along = self.shared.map_or(0.0, |(free, information)| {
            let coupled: f64 = self.blocks.iter().map(|factor| dot(&factor.solved, &of(factor))).sum();
            (gradient[free] - coupled) / information
        });
        if let Some((free, _)) = self.shared {
            step[free] = along;
        }
        for factor in &self.blocks {
            let mut own = of(factor);
            factor.cholesky.solve(&mut own);
            for (place, free) in factor.free.iter().enumerate() {
                step[*free] = own[place] - along * factor.solved.get(place).copied().unwrap_or(0.0);
            }
        }
        step
    }
}

/// What the priors add to the diagonal, by local parameter; a density that bends upwards adds nothing.
fn prior_curvature(problem: &Problem, local: &[f64]) -> Vec<f64> {
    let mut curvature = vec![0.0; local.len()];
    for term in &problem.priors {
        let second = term.density.at(term.value(local)).second;
        for (place, _) in term.locals() {
            curvature[place] += (-second).max(0.0);
        }
    }
    curvature
}

/// The factor with as much of a ridge as it takes to be one, and to keep the step of the gradient within [`LONGEST`]
/// (Levenberg, 1944): what the answers say little about moves little, the rest is not held back.
fn factor(mut matrix: Vec<f64>, free: &[usize], gradient: &[f64]) -> Cholesky {
    let n = free.len();
    if matrix.iter().any(|value| !value.is_finite()) {
        matrix.fill(0.0);
    }
    let mut ridge = RIDGE;
    loop {
        (0..n).for_each(|p| matrix[p * n + p] += ridge);
        if let Ok(cholesky) = Cholesky::new(&matrix, n) {
            let mut step: Vec<f64> = free.iter().map(|free| gradient[*free]).collect();
            cholesky.solve(&mut step);
            if step.iter().all(|value| value.abs() <= LONGEST || !value.is_finite()) {
                return cholesky;
            }
        }
        ridge *= 4.0;
    }
}
