//! The way to the maximum: a few EM cycles, then quasi-Newton in the metric of the complete data, then, where that
//! stalls, Newton with the observed information.
//!
//! EM converges linearly, and for weak items never in practice; L-BFGS (Nocedal, 1980; Liu & Nocedal, 1989) with the
//! complete-data information as first Hessian takes the same step first and then learns what EM lacks: the missing
//! information. Every iteration costs one pass over the answers, as an EM cycle does.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use super::maximisation::maximise;
use super::metric::{LONGEST, Metric};
use super::problem::{Point, Problem};
use crate::numeric::{Cholesky, add_scaled, dot};

/// What a caller can show while it waits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Passes over the answers so far, and how many are allowed.
    pub iteration: usize,
    pub max_iterations: usize,
    pub log_posterior: f64,
    pub largest_gradient: f64,
}

/// EM goes on while a cycle brings this much, at most so many cycles; more where items may run to their bounds, since
/// then EM, one item at a time, finds the better maximum.
const EM_RISE: f64 = 0.5;
const EM_CYCLES: usize = 4;
const EM_CYCLES_WEAK: usize = 40;
/// Quasi-Newton has stalled when so many iterations do not halve the gradient.
const PATIENCE: usize = 25;
const NEWTON_STEPS: usize = 8;
const MEMORY: usize = 12;

/// Where the climb is.
pub(crate) struct Climb<'a> {
    problem: &'a Problem,
    pub(crate) values: Vec<f64>,
    pub(crate) point: Point,
    trial: Point,
    tolerance: f64,
    max_iterations: usize,
    pub(crate) iterations: usize,
    pub(crate) stopped: bool,
    progress: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
}

impl<'a> Climb<'a> {
    /// `None` where the likelihood is not finite at the start.
    pub(crate) fn new(
        problem: &'a Problem,
        values: Vec<f64>,
        (tolerance, max_iterations): (f64, usize),
        progress: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Option<Self> {
        let (mut point, trial) = (problem.point(), problem.point());
        let possible = problem.evaluate(&values, &mut point);
        let climb =
            Self { problem, values, point, trial, tolerance, max_iterations, iterations: 1, stopped: false, progress };
        possible.then_some(climb)
    }

    pub(crate) fn converged(&self) -> bool {
        self.point.largest_gradient() <= self.tolerance
    }

    fn over(&self) -> bool {
        self.stopped || self.converged() || self.iterations >= self.max_iterations
    }

    pub(crate) fn run(&mut self) {
        let cycles = if self.problem.weak { EM_CYCLES_WEAK } else { EM_CYCLES };
        for _ in 0..cycles {
            let before = self.point.log_posterior();
            if self.over() {
                return;
            }
            self.em_cycle();
            if self.point.log_posterior() - before < EM_RISE {
                break;
            }
        }
        while !self.over() {
            let before = self.point.log_posterior();
            self.quasi_newton();
            for _ in 0..NEWTON_STEPS {
                if self.over() || !self.newton() {
                    break;
                }
            }
            if self.point.log_posterior() <= before {
                // Both stand still: the last digits are reached.
                return;
            }
        }
    }

    /// One E step and a maximisation of the expected complete-data log posterior.
    fn em_cycle(&mut self) {
        let values = maximise(self.problem, &self.point, &self.values, &mut self.trial);
        let before = self.point.log_posterior();
        self.look(&values);
        if self.trial.log_posterior() >= before {
            self.accept(values);
        }
    }

    fn look(&mut self, values: &[f64]) {
        self.iterations += 1;
        self.problem.evaluate(values, &mut self.trial);
    }

    fn accept(&mut self, values: Vec<f64>) {
        self.values = values;
        std::mem::swap(&mut self.point, &mut self.trial);
        let progress = Progress {
            iteration: self.iterations,
            max_iterations: self.max_iterations,
            log_posterior: self.point.log_posterior(),
            largest_gradient: self.point.largest_gradient(),
        };
        self.stopped |= (self.progress)(progress).is_break();
    }

    fn quasi_newton(&mut self) {
        let mut memory: VecDeque<Pair> = VecDeque::new();
        let (mut milestone, mut patience) = (self.point.largest_gradient(), PATIENCE);
        while !self.over() && patience > 0 {
            patience -= 1;
            if self.point.largest_gradient() < 0.5 * milestone {
                (milestone, patience) = (self.point.largest_gradient(), PATIENCE);
            }
            let metric = Metric::new(self.problem, &self.point);
            let mut step = ascent(&metric, &memory, &self.point.gradient);
            if dot(&step, &self.point.gradient) <= 0.0 {
                memory.clear();
                step = metric.step(&self.point.gradient);
            }
            shorten(&mut step);
            let (values, gradient) = (self.values.clone(), self.point.gradient.clone());
            if self.search(&step) {
                memory.extend(Pair::new(&values, &self.values, &gradient, &self.point.gradient));
                if memory.len() > MEMORY {
                    memory.pop_front();
                }
            } else if memory.is_empty() {
                return;
            } else {
                memory.clear();
            }
        }
    }

    /// Goes along an ascent direction until the log posterior has risen enough (Armijo), by quadratic interpolation.
    /// Near the maximum, where it no longer shows a rise in its last digits, the gradient decides.
    fn search(&mut self, step: &[f64]) -> bool {
        let (before, slope) = (self.point.log_posterior(), dot(step, &self.point.gradient));
        let (noise, steepest) = (1e-12 * before.abs(), self.point.largest_gradient());
        let mut length = 1.0;
        while self.iterations < self.max_iterations && length > 1e-8 {
            let mut values = self.values.clone();
            add_scaled(&mut values, length, step);
            self.look(&values);
            let rise = self.trial.log_posterior() - before;
            let enough = if (length * slope).abs() < 10.0 * noise {
                rise.abs() <= 10.0 * noise && self.trial.largest_gradient() < steepest
            } else {
                rise >= 1e-4 * length * slope
            };
            if enough {
                self.accept(values);
                return true;
            }
            let parabola = 0.5 * slope * length * length / (slope * length - rise);
            length = if parabola.is_finite() { parabola.clamp(0.1 * length, 0.5 * length) } else { 0.2 * length };
        }
        false
    }

    /// A Newton step with the observed information, damped (Levenberg, 1944) until it is positive definite and
    /// the step short.
    fn newton(&mut self) -> bool {
        let information = self.problem.information(&self.point);
        let n = self.values.len();
        let mut damping = 0.0;
        for _ in 0..16 {
            let mut matrix = information.clone();
            (0..n).for_each(|p| matrix[p * n + p] += damping);
            if let Ok(factor) = Cholesky::new(&matrix, n) {
                let mut step = self.point.gradient.clone();
                factor.solve(&mut step);
                if longest(&step) <= LONGEST {
                    return self.search(&step);
                }
            }
            damping = if damping == 0.0 { 1e-6 } else { damping * 8.0 };
        }
        false
    }
}

/// No element longer than [`LONGEST`].
fn shorten(step: &mut [f64]) {
    let longest = longest(step);
    if longest > LONGEST {
        step.iter_mut().for_each(|value| *value *= LONGEST / longest);
    }
}

fn longest(step: &[f64]) -> f64 {
    step.iter().fold(0.0_f64, |longest, value| longest.max(value.abs()))
}

/// A step and the fall of the gradient along it.
struct Pair {
    step: Vec<f64>,
    fall: Vec<f64>,
    product: f64,
}

impl Pair {
    /// Only where the function bends downwards.
    fn new(from: &[f64], to: &[f64], before: &[f64], after: &[f64]) -> Option<Self> {
        let step: Vec<f64> = to.iter().zip(from).map(|(to, from)| to - from).collect();
        let fall: Vec<f64> = before.iter().zip(after).map(|(before, after)| before - after).collect();
        let product = dot(&step, &fall);
        let noise = 1e-10 * (dot(&step, &step) * dot(&fall, &fall)).sqrt();
        (product > noise && product.is_normal()).then_some(Self { step, fall, product })
    }
}

/// The two-loop recursion of L-BFGS, the metric scaled to the latest pair.
fn ascent(metric: &Metric, memory: &VecDeque<Pair>, gradient: &[f64]) -> Vec<f64> {
    let mut rest = gradient.to_vec();
    let mut factors = Vec::with_capacity(memory.len());
    for pair in memory.iter().rev() {
        let factor = dot(&pair.step, &rest) / pair.product;
        add_scaled(&mut rest, -factor, &pair.fall);
        factors.push(factor);
    }
    let mut direction = metric.step(&rest);
    if let Some(pair) = memory.back() {
        let scale = (pair.product / dot(&pair.fall, &metric.step(&pair.fall))).clamp(0.2, 20.0);
        direction.iter_mut().for_each(|value| *value *= scale);
    }
    for (pair, factor) in memory.iter().zip(factors.iter().rev()) {
        let back = dot(&pair.fall, &direction) / pair.product;
        add_scaled(&mut direction, factor - back, &pair.step);
    }
    direction
}
