//! Item calibration: marginal maximum likelihood or posterior mode for 1PL, 2PL, 3PL, graded, partial credit and
//! nominal items, mixed in one run, with sparse answers as the normal case.
//!
//! The likelihood is that of Bock & Lieberman (1970) on equally spaced nodes, climbed by EM (Bock & Aitkin, 1981) and
//! quasi-Newton; standard errors come from the exact observed information (Louis, 1982). Anchors are items held fixed
//! while mean and variance of θ are free (Kim, 2006). [`calibrate`] is the entrance.

mod block;
mod climb;
mod conditional;
mod correlation;
mod curvature;
mod domains;
mod expectation;
mod hierarchical;
mod information;
#[cfg(test)]
mod information_tests;
mod latent;
mod maximisation;
mod metric;
mod nearest;
mod output;
mod packed;
mod precision;
mod prepare;
mod priors;
mod problem;
mod reason;
mod scarcity;
mod specification;
mod start;
mod symmetric;

use std::ops::ControlFlow;

pub use climb::Progress;
pub use conditional::{ConditionalError, ConditionalItem, ConditionalRasch, conditional_rasch};
pub use correlation::{CorrelationError, CorrelationSettings, LatentCorrelations, latent_correlations};
pub use domains::{DomainCalibration, calibrate_domains};
pub use output::{Calibration, LatentEstimate, Warning, WarningKind};
pub use precision::InformationSummary;
pub use prepare::{Collapsed, NotEstimated};
pub use priors::{GuessingPrior, Normal, Priors};
pub use reason::Reason;
pub use specification::{CalibrationError, ItemSpec, Latent, Model, Quadrature, Role, Settings};

use crate::responses::Responses;
use climb::Climb;
use precision::Precision;
use prepare::Prepared;
use problem::Problem;

/// How often hierarchical priors are estimated anew, and when they have settled.
const PRIOR_UPDATES: usize = 40;
const PRIOR_SETTLED: f64 = 1e-3;

/// Calibrates `items`, one for each column of `responses`.
///
/// `progress` is called after each step and may break off: the result then has `stopped` and what was reached so far.
/// Items that cannot be estimated are named in the result. The same input gives the same output, whatever the number
/// of threads.
///
/// # Errors
/// [`CalibrationError`]: specification, settings or answers that do not fit together, or nothing to estimate.
pub fn calibrate(
    items: &[ItemSpec],
    responses: &Responses,
    settings: &Settings,
    progress: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<Calibration, CalibrationError> {
    calibrate_groups(items, responses, &[], settings, progress)
}

/// The same for persons from several populations, `groups` naming that of each person (0, 1, …): the items are common,
/// every group has its own normal distribution of θ. The first gives the scale; mean and variance of the others are
/// estimated (Bock & Zimowski, 1997). Forms that were not assigned at random need this.
///
/// # Errors
/// As [`calibrate`]; and groups that do not fit the persons, or have no answers.
pub fn calibrate_groups(
    items: &[ItemSpec],
    responses: &Responses,
    groups: &[usize],
    settings: &Settings,
    mut progress: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<Calibration, CalibrationError> {
    settings.check()?;
    let prepared = prepare::prepare(items, responses, groups, settings)?;
    let mut problem = Problem::new(items, &prepared, settings);
    let scarcity = scarcity::found(&prepared, &problem)?;
    let mut priors = settings.priors;
    let start = Reached { values: problem.free_values(&problem.start), ..Reached::default() };
    let mut reached = reach(&problem, &start, settings, &mut progress)?;
    let mut precision = precision(&problem, &reached, settings);
    for _ in 0..if priors.hierarchical { PRIOR_UPDATES } else { 0 } {
        let next = precision.as_ref().and_then(|known| hierarchical::update(&problem, &reached.point, known, &priors));
        let Some(next) = next else { break };
        let change = hierarchical::change(&priors, &next);
        priors = next;
        problem.set_priors(items, &prepared, &priors);
        reached = reach(&problem, &reached, settings, &mut progress)?;
        precision = self::precision(&problem, &reached, settings);
        if change < PRIOR_SETTLED {
            break;
        }
    }
    let precision = precision.filter(|_| settings.standard_errors);
    let mut result = result(items, (&problem, prepared), &reached, precision.as_ref(), priors);
    result.warnings.extend(scarcity);
    Ok(result)
}

/// Where a climb ended.
#[derive(Default)]
struct Reached {
    point: problem::Point,
    values: Vec<f64>,
    iterations: usize,
    converged: bool,
    stopped: bool,
}

/// Climbs on from `from`.
fn reach(
    problem: &Problem,
    from: &Reached,
    settings: &Settings,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Reached, CalibrationError> {
    let limits = (settings.tolerance, settings.max_iterations);
    let mut climb = Climb::new(problem, from.values.clone(), limits, progress).ok_or(CalibrationError::Start)?;
    climb.run();
    Ok(Reached {
        converged: climb.converged(),
        iterations: from.iterations + climb.iterations,
        stopped: climb.stopped,
        point: climb.point,
        values: climb.values,
    })
}

/// What standard errors and hierarchical priors need; nothing after a stop.
fn precision(problem: &Problem, reached: &Reached, settings: &Settings) -> Option<Precision> {
    let wanted = settings.standard_errors || settings.priors.hierarchical;
    (wanted && !reached.stopped && problem.free_count > 0).then(|| Precision::new(problem, &reached.point))
}

fn result(
    specs: &[ItemSpec],
    (problem, prepared): (&Problem, Prepared),
    reached: &Reached,
    precision: Option<&Precision>,
    priors: Priors,
) -> Calibration {
    let point = &reached.point;
    let items = prepared.used.iter().zip(&problem.blocks).map(|(used, block)| {
        let local = &point.local[block.local..][..block.parameters()];
        output::record(&specs[used.item], used, (problem, *block), local, (precision, &prepared.collapsed))
    });
    let items: Vec<_> = items.collect();
    let first = specs.first().map(|spec| spec.model);
    let model = first.filter(|first| specs.iter().all(|spec| spec.model == *first)).map_or("mixed", Model::name);
    let mut result = Calibration {
        model: model.to_owned(),
        items,
        latent: latent_estimate(problem, 0, point, precision),
        groups: (1..problem.groups).map(|group| latent_estimate(problem, group, point, precision)).collect(),
        log_likelihood: point.log_likelihood,
        log_prior: point.log_prior,
        iterations: reached.iterations,
        converged: reached.converged,
        stopped: reached.stopped,
        largest_gradient: point.largest_gradient(),
        persons: prepared.cells.persons(),
        answers: prepared.cells.entries.len(),
        parameters: problem.free_count,
        not_estimated: prepared.not_estimated,
        collapsed: prepared.collapsed,
        warnings: Vec::new(),
        information: precision.map(|precision| precision.summary),
        priors,
    };
    result.warn();
    result
}

fn latent_estimate(
    problem: &Problem,
    group: usize,
    point: &problem::Point,
    precision: Option<&Precision>,
) -> LatentEstimate {
    let local = problem.latent(group).local;
    let (mean, variance) = (point.local[local], point.local[local + 1].exp());
    let error = |place: usize, by: f64| precision.and_then(|p| p.error(&[(problem.free[local + place], by)]));
    LatentEstimate { mean, variance, se_mean: error(0, 1.0), se_variance: error(1, variance) }
}
