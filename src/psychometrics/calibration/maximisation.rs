//! The M step: each item's expected complete-data log posterior is climbed by Fisher scoring on its own.

use super::metric::Metric;
use super::problem::{Point, Problem};
use crate::numeric::dot;

/// Scoring steps of one M step. It need not be exact: EM only needs a rise (Dempster, Laird & Rubin, 1977, "GEM").
const STEPS: usize = 3;
/// Halvings until a step is given up.
const HALVINGS: usize = 12;

/// New values from the expected counts of `point`; `trial` is room to work in.
pub(crate) fn maximise(problem: &Problem, point: &Point, values: &[f64], trial: &mut Point) -> Vec<f64> {
    let mut values = values.to_vec();
    trial.counts.clone_from(&point.counts);
    if !problem.fill(&values, trial) {
        return values;
    }
    let groups = groups(problem);
    for _ in 0..STEPS {
        problem.fill_gradient(trial);
        let step = Metric::new(problem, trial).step(&trial.gradient);
        for group in &groups {
            rise(problem, group, (&mut values, &step), trial);
        }
    }
    values
}

/// Blocks that move together: those of the shared slope, and every other one for itself.
fn groups(problem: &Problem) -> Vec<Vec<usize>> {
    let free = |index: usize| {
        let block = problem.blocks[index];
        &problem.free[block.local..][..block.parameters()]
    };
    let moving = (0..problem.blocks.len()).filter(|index| free(*index).iter().any(Option::is_some));
    let (together, alone): (Vec<usize>, Vec<usize>) =
        moving.partition(|index| problem.shared_slope.is_some() && free(*index).contains(&problem.shared_slope));
    let mut groups: Vec<Vec<usize>> = alone.into_iter().map(|index| vec![index]).collect();
    if !together.is_empty() {
        groups.push(together);
    }
    groups
}

/// Moves the parameters of one group along the step, halved until their part of the expected log posterior rises.
fn rise(problem: &Problem, group: &[usize], (values, step): (&mut [f64], &[f64]), trial: &mut Point) {
    let mut free: Vec<usize> = group
        .iter()
        .flat_map(|index| {
            let block = problem.blocks[*index];
            problem.free[block.local..][..block.parameters()].iter().copied().flatten()
        })
        .collect();
    free.sort_unstable();
    free.dedup();
    let before: Vec<f64> = free.iter().map(|free| values[*free]).collect();
    let expected = expected(problem, group, trial);
    let mut length = 1.0;
    for _ in 0..HALVINGS {
        for (free, before) in free.iter().zip(&before) {
            values[*free] = before + length * step[*free];
        }
        if problem.refill(group, values, trial) && self::expected(problem, group, trial) >= expected {
            return;
        }
        length *= 0.5;
    }
    for (free, before) in free.iter().zip(&before) {
        values[*free] = *before;
    }
    problem.refill(group, values, trial);
}

/// Σ r ln P of these blocks, and their priors.
fn expected(problem: &Problem, group: &[usize], point: &Point) -> f64 {
    let of_block = |index: &usize| {
        let block = problem.blocks[*index];
        let own = block.local..block.local + block.parameters();
        let priors = problem.priors.iter().filter(|term| own.contains(&term.local));
        dot(problem.counts(block, point), problem.curves(block, point).log_p)
            + priors.map(|term| term.density.at(term.value(&point.local)).value).sum::<f64>()
    };
    group.iter().map(of_block).sum()
}
