//! Linking by characteristic curves: Haebara (1980, Japanese Psychological Research, 22, 144) and Stocking & Lord
//! (1983, Applied Psychological Measurement, 7, 201); both directions at once as in Kim & Kolen (2007).

use super::{LinkingError, Transformation, moments};
use crate::grid::Grid;
use crate::model::{Curve, ItemModel};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// Every category curve of every item: Σ_q w_q Σ_i Σ_k (P_ik - P*_ik)². Of a dichotomous item only the right
    /// answer: its other curve is the same difference once more.
    Haebara,
    /// The test characteristic curves: Σ_q w_q (T - T*)².
    StockingLord,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// On the base scale only: the curves of the new calibration are moved.
    #[default]
    Asymmetric,
    /// On both scales, summed.
    Symmetric,
}

/// Criterion, direction, and the θ (with weights) at which curves are compared: on the base scale, and for the second
/// direction on the new scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Characteristic {
    pub criterion: Criterion,
    pub direction: Direction,
    pub grid: Grid,
}

impl Characteristic {
    /// 41 nodes on \[-4, 4\] with normal weights.
    pub fn new(criterion: Criterion, direction: Direction) -> Self {
        Self { criterion, direction, grid: Grid::normal(41, 4.0, 0.0, 1.0) }
    }
}

/// Value, gradient and Gauss-Newton matrix of the criterion in (A, B).
#[derive(Clone, Copy, Default)]
struct Fit {
    value: f64,
    gradient: [f64; 2],
    /// aa, ab, bb.
    curvature: [f64; 3],
}

impl Fit {
    fn add(&mut self, weight: f64, residual: f64, slope: [f64; 2]) {
        self.value += weight * residual * residual;
        for (sum, slope) in self.gradient.iter_mut().zip(slope) {
            *sum += weight * residual * slope;
        }
        self.curvature[0] += weight * slope[0] * slope[0];
        self.curvature[1] += weight * slope[0] * slope[1];
        self.curvature[2] += weight * slope[1] * slope[1];
    }
}

pub(super) fn link(
    base: &[ItemModel],
    new: &[ItemModel],
    characteristic: &Characteristic,
) -> Result<Transformation, LinkingError> {
    let grid = &characteristic.grid;
    let sound = grid.nodes.len() == grid.weights.len()
        && grid.nodes.iter().all(|x| x.is_finite())
        && grid.weights.iter().all(|w| w.is_finite() && *w >= 0.0)
        && grid.weights.iter().any(|w| *w > 0.0);
    if !sound {
        return Err(LinkingError::Grid);
    }
    let fit = |at: Transformation| evaluate(base, new, characteristic, at);
    // The criterion may have a second minimum: the best of several starts counts.
    let starts =
        [moments::mean_mean(base, new).ok(), moments::mean_sigma(base, new).ok(), Some(Transformation::IDENTITY)];
    let ends = starts.into_iter().flatten().filter_map(|start| descend(start, fit));
    let best = ends.min_by(|x, y| x.1.total_cmp(&y.1));
    best.map(|(end, _)| end).ok_or(LinkingError::NotConverged)
}

const MOST_STEPS: usize = 500;
const SMALLEST_STEP: f64 = 1e-12;

/// Levenberg (1944) and Marquardt (1963) in two parameters, from one start.
fn descend(start: Transformation, fit: impl Fn(Transformation) -> Fit) -> Option<(Transformation, f64)> {
    let mut at = start;
    let mut here = fit(at);
    let mut damping = 1e-3;
    for _ in 0..MOST_STEPS {
        let [aa, ab, bb] = here.curvature;
        let (da, db) = (aa * (1.0 + damping) + f64::MIN_POSITIVE, bb * (1.0 + damping) + f64::MIN_POSITIVE);
        let determinant = da * db - ab * ab;
        if !(determinant > 0.0 && determinant.is_finite()) {
            return None;
        }
        let [ga, gb] = here.gradient;
        let step = [-(db * ga - ab * gb) / determinant, -(da * gb - ab * ga) / determinant];
        let next = Transformation { a: at.a + step[0], b: at.b + step[1] };
        let there = if next.a > 0.0 { Some(fit(next)).filter(|f| f.value <= here.value) } else { None };
        let small = step[0].abs().max(step[1].abs()) < SMALLEST_STEP * (1.0 + at.a.abs() + at.b.abs());
        match there {
            Some(there) => {
                (at, here) = (next, there);
                damping = (damping * 0.1).max(1e-12);
            }
            None => damping *= 10.0,
        }
        if small {
            return at.b.is_finite().then_some((at, here.value));
        }
        if damping > 1e12 {
            return Some((at, here.value));
        }
    }
    None
}

fn evaluate(base: &[ItemModel], new: &[ItemModel], characteristic: &Characteristic, at: Transformation) -> Fit {
    let mut fit = Fit::default();
    for (theta, weight) in characteristic.grid.nodes.iter().zip(&characteristic.grid.weights) {
        // P*(θ) of a moved item is the unmoved curve at (θ - B) / A, so only the argument depends on A and B.
        let moved = (theta - at.b) / at.a;
        let slope = [-moved / at.a, -1.0 / at.a];
        compare(&mut fit, characteristic.criterion, *weight, (base, *theta), (new, moved), slope);
        if characteristic.direction == Direction::Symmetric {
            let back = at.theta(*theta);
            compare(&mut fit, characteristic.criterion, *weight, (new, *theta), (base, back), [*theta, 1.0]);
        }
    }
    fit
}

/// Fixed curves against moved ones; `slope`: derivatives of the moved argument by A and B.
fn compare(
    fit: &mut Fit,
    criterion: Criterion,
    weight: f64,
    fixed: (&[ItemModel], f64),
    moved: (&[ItemModel], f64),
    slope: [f64; 2],
) {
    let (mut total, mut total_slope) = (0.0, 0.0);
    let mut curves = (Vec::new(), Vec::new());
    for (fixed_model, moved_model) in fixed.0.iter().zip(moved.0) {
        let categories = fixed_model.categories();
        curves.0.resize(categories, Curve::default());
        curves.1.resize(categories, Curve::default());
        fixed_model.curves(fixed.1, &mut curves.0);
        moved_model.curves(moved.1, &mut curves.1);
        let first = usize::from(categories == 2);
        for k in 0..categories {
            let difference = curves.1[k].p - curves.0[k].p;
            total += k as f64 * difference;
            total_slope += k as f64 * curves.1[k].dp;
            if criterion == Criterion::Haebara && k >= first {
                let dp = curves.1[k].dp;
                fit.add(weight, difference, [dp * slope[0], dp * slope[1]]);
            }
        }
    }
    if criterion == Criterion::StockingLord {
        fit.add(weight, total, [total_slope * slope[0], total_slope * slope[1]]);
    }
}
