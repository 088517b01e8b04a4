//! The result of a calibration, as files carry it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::block::{Block, Kind};
use super::precision::{InformationSummary, Precision};
use super::prepare::{Collapsed, NotEstimated, Used};
use super::priors::Priors;
use super::problem::Problem;
use super::specification::{ItemSpec, Role};
use crate::model::ItemModel;
use crate::numeric::logistic;
use crate::parameters::{Beside, ItemParameters, ItemRecord, ParameterError};

/// Item parameters with everything that tells how far to trust them. D = 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// The model of all items, or "mixed".
    pub model: String,
    /// Estimated and fixed items in the order of the specification, with `se_a`, `se_b`, `se_d`, `se_c`, `se_logit_c`
    /// where they are estimated, and `se_location` of the mean of several steps; fixed ones have `fixed: true`.
    pub items: Vec<ItemRecord>,
    pub latent: LatentEstimate,
    /// The latent distributions of further groups, from group 1 on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<LatentEstimate>,
    /// Marginal log-likelihood on the quadrature nodes, without priors.
    pub log_likelihood: f64,
    pub log_prior: f64,
    /// Passes over the answers.
    pub iterations: usize,
    /// The largest element of the gradient of the log posterior is within the tolerance.
    pub converged: bool,
    /// The caller ended it early.
    pub stopped: bool,
    pub largest_gradient: f64,
    /// Persons with at least one usable answer.
    pub persons: usize,
    pub answers: usize,
    /// Free parameters.
    pub parameters: usize,
    pub not_estimated: Vec<NotEstimated>,
    pub collapsed: Vec<Collapsed>,
    pub warnings: Vec<Warning>,
    /// Of the observed information, priors included; absent without standard errors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub information: Option<InformationSummary>,
    /// As they were used; hierarchical ones as estimated.
    pub priors: Priors,
}

/// Mean and variance of θ, with standard errors where they were estimated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LatentEstimate {
    pub mean: f64,
    pub variance: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub se_mean: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub se_variance: Option<f64>,
}

/// A reason not to publish an item, or not to trust the run (`id` is absent).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub kind: WarningKind,
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    NotConverged,
    /// The observed information has no inverse: no standard errors.
    NotIdentified,
    /// The answers have fewer independent numbers than there are parameters: priors supply the rest.
    Scarce,
    /// The standard error of a location is above .5.
    ImpreciseLocation,
    /// The slope is outside [.2, 4].
    Slope,
    CategoriesCollapsed,
}

/// A location less certain than this is not for publication.
const LARGEST_SE: f64 = 0.5;
/// Nor is an item with a slope outside.
const SLOPES: std::ops::RangeInclusive<f64> = 0.2..=4.0;

impl Calibration {
    /// The items as scoring takes them. An item whose categories were collapsed has only those that were observed.
    pub fn item_parameters(&self) -> Result<Vec<ItemParameters>, ParameterError> {
        self.items.iter().map(|record| record.checked(None)).collect()
    }

    pub(crate) fn warn(&mut self) {
        let mut warnings = Vec::new();
        let mut add = |id: Option<&str>, kind, message| {
            warnings.push(Warning { id: id.map(str::to_owned), kind, message });
        };
        if !self.converged {
            let message = format!("not converged: the largest gradient is {:.1e}", self.largest_gradient);
            add(None, WarningKind::NotConverged, message);
        }
        if let Some(InformationSummary { positive_definite: false, smallest_eigenvalue, .. }) = self.information {
            let message = format!(
                "no standard errors: the smallest eigenvalue of the information is {smallest_eigenvalue:.1e}; \
                 the data do not determine the parameters"
            );
            add(None, WarningKind::NotIdentified, message);
        }
        for item in self.items.iter().filter(|item| !item.errors.contains_key("fixed")) {
            let largest = match item.errors.get("se_b") {
                Some(Beside::Number(error)) => Some(*error),
                Some(Beside::Numbers(errors)) => errors.iter().flatten().copied().reduce(f64::max),
                _ => None,
            };
            if let Some(error) = largest.filter(|error| *error > LARGEST_SE) {
                let message = format!("the standard error of b is {error:.3}, above {LARGEST_SE}: do not publish");
                add(Some(&item.id), WarningKind::ImpreciseLocation, message);
            }
            let slopes = item.a.values();
            if item.model.as_deref() != Some("nominal") && slopes.iter().any(|a| !SLOPES.contains(a)) {
                let message = format!("the slope {:.2} is outside [0.2, 4]: do not publish", slopes[0]);
                add(Some(&item.id), WarningKind::Slope, message);
            }
        }
        for collapsed in &self.collapsed {
            let message = format!("some categories have no answers; parameters are those of {:?}", collapsed.observed);
            add(Some(&collapsed.id), WarningKind::CategoriesCollapsed, message);
        }
        self.warnings = warnings;
    }
}

/// The record of one item at `local`, its own parameters.
pub(crate) fn record(
    spec: &ItemSpec,
    used: &Used,
    (problem, block): (&Problem, Block),
    local: &[f64],
    (precision, collapsed): (Option<&Precision>, &[Collapsed]),
) -> ItemRecord {
    let fixed = if let Role::Fixed(model) = &spec.role { Some(model.clone()) } else { None };
    let is_fixed = fixed.is_some();
    let model = fixed.unwrap_or_else(|| item_model(block, local));
    let mut record = ItemRecord::from(&ItemParameters { id: spec.id.clone(), domain: spec.domain.clone(), model });
    if is_fixed {
        record.errors.insert("fixed".to_owned(), Beside::Flag(true));
    } else {
        record.model = Some(spec.model.name().to_owned());
        if let Some(precision) = precision {
            record.errors = errors(problem, block, local, precision);
        }
    }
    if let Some(collapsed) = collapsed.iter().find(|c| c.id == spec.id) {
        let observed = collapsed.observed.iter().map(|k| Some(f64::from(*k))).collect();
        record.errors.insert("categories".to_owned(), Beside::Numbers(observed));
    }
    let answers: usize = used.counts.iter().sum();
    record.errors.insert("answers".to_owned(), Beside::Number(answers as f64));
    record
}

/// The item of these local parameters.
pub(crate) fn item_model(block: Block, local: &[f64]) -> ItemModel {
    let with_zero = |values: &[f64]| std::iter::once(0.0).chain(values.iter().copied()).collect();
    match block.kind {
        Kind::Guessing => ItemModel::Dichotomous { a: local[0], d: local[1], g: logistic(local[2]) },
        Kind::Graded => ItemModel::Graded { a: local[0], d: local[1..].to_vec() },
        Kind::PartialCredit => ItemModel::PartialCredit { a: local[0], d: local[1..].to_vec() },
        Kind::Nominal => {
            let (a, d) = local.split_at(block.categories - 1);
            ItemModel::Nominal { a: with_zero(a), d: with_zero(d) }
        }
        Kind::Logistic | Kind::Latent => ItemModel::Dichotomous { a: local[0], d: local[1], g: 0.0 },
    }
}

fn errors(problem: &Problem, block: Block, local: &[f64], precision: &Precision) -> BTreeMap<String, Beside> {
    let free = |parameter: usize| problem.free[block.local + parameter];
    let own = |parameter: usize| precision.error(&[(free(parameter), 1.0)]);
    let mut errors = BTreeMap::new();
    let mut one = |name: &str, error: Option<f64>| {
        if let Some(error) = error {
            errors.insert(name.to_owned(), Beside::Number(error));
        }
    };
    // b = -z / a, z = d or d - d of the step before: ∂b/∂z = -1/a, ∂b/∂a = z/a².
    let location = |step: usize, before: Option<usize>| {
        let a = local[0];
        let z = local[step] - before.map_or(0.0, |before| local[before]);
        let mut by = vec![(free(0), z / (a * a)), (free(step), -1.0 / a)];
        by.extend(before.map(|before| (free(before), 1.0 / a)));
        precision.error(&by)
    };
    match block.kind {
        Kind::Logistic | Kind::Guessing | Kind::Latent => {
            one("se_a", own(0));
            one("se_d", own(1));
            one("se_b", location(1, None));
            if block.kind == Kind::Guessing {
                let g = logistic(local[2]);
                one("se_logit_c", own(2));
                one("se_c", precision.error(&[(free(2), g * (1.0 - g))]));
            }
        }
        Kind::Graded | Kind::PartialCredit => {
            one("se_a", own(0));
            let steps = 1..block.categories;
            let before = |step: usize| (block.kind == Kind::PartialCredit && step > 1).then(|| step - 1);
            let whole = precision.error(&mean_location(block, local, free));
            errors.extend(whole.map(|error| ("se_location".to_owned(), Beside::Number(error))));
            many(&mut errors, "se_d", steps.clone().map(own));
            many(&mut errors, "se_b", steps.map(|step| location(step, before(step))));
        }
        Kind::Nominal => {
            let m = block.categories - 1;
            many(&mut errors, "se_a", std::iter::once(None).chain((0..m).map(own)));
            many(&mut errors, "se_d", std::iter::once(None).chain((m..2 * m).map(own)));
        }
    }
    errors
}

/// Derivatives of the mean of the steps' b: with m steps -Σd/(a m); for partial credit the steps' z sum to the last d.
fn mean_location(block: Block, local: &[f64], free: impl Fn(usize) -> Option<usize>) -> Vec<(Option<usize>, f64)> {
    let (a, steps) = (local[0], block.categories - 1);
    let m = steps as f64;
    let summed = if block.kind == Kind::PartialCredit { steps..=steps } else { 1..=steps };
    let sum: f64 = local[summed.clone()].iter().sum();
    let own = summed.map(|step| (free(step), -1.0 / (a * m)));
    std::iter::once((free(0), sum / (a * a * m))).chain(own).collect()
}

fn many(errors: &mut BTreeMap<String, Beside>, name: &str, values: impl Iterator<Item = Option<f64>>) {
    let values: Vec<Option<f64>> = values.collect();
    if values.iter().any(Option::is_some) {
        errors.insert(name.to_owned(), Beside::Numbers(values));
    }
}
