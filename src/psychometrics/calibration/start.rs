//! Start values: slopes of one, intercepts from the shares of the categories.

use super::block::{Block, Kind};
use super::priors::GuessingPrior;
use super::specification::{ItemSpec, Role, Settings};
use crate::model::ItemModel;
use crate::numeric::logit;

/// With slope 1 and θ ~ N(0, 1) the logit of a share is about d / sqrt(1 + .346 a²) (Camilli, 1994: 1.7² ≈ 2.89).
const SPREAD: f64 = 1.16;

/// Local parameters of an item before the first step.
pub(crate) fn values(spec: &ItemSpec, block: Block, counts: &[usize], settings: &Settings, out: &mut [f64]) {
    match &spec.role {
        Role::Fixed(model) => given(model, out),
        // Start values of categories that were joined away fit no more.
        Role::Start(model) if model.categories() == block.categories => {
            given(model, out);
            if block.kind == Kind::Guessing
                && let ItemModel::Dichotomous { g, .. } = model
            {
                out[2] = logit(spec.fixed_guessing.unwrap_or(if *g > 0.0 { *g } else { guess(spec, settings) }));
            }
            if spec.model.has_unit_slope() {
                out[0] = 1.0;
            }
        }
        _ => own(spec, block, counts, settings, out),
    }
}

fn given(model: &ItemModel, out: &mut [f64]) {
    match model {
        ItemModel::Dichotomous { a, d, g } => {
            (out[0], out[1]) = (*a, *d);
            if let Some(place) = out.get_mut(2) {
                *place = logit(*g);
            }
        }
        ItemModel::Graded { a, d } | ItemModel::PartialCredit { a, d } => {
            out[0] = *a;
            out[1..].copy_from_slice(d);
        }
        ItemModel::Nominal { a, d } => {
            let m = a.len() - 1;
            for k in 0..m {
                out[k] = a[k + 1] - a[0];
                out[m + k] = d[k + 1] - d[0];
            }
        }
    }
}

fn own(spec: &ItemSpec, block: Block, counts: &[usize], settings: &Settings, out: &mut [f64]) {
    // Half an answer in every category keeps logits finite.
    let shares: Vec<f64> = counts.iter().map(|count| *count as f64 + 0.5).collect();
    let total: f64 = shares.iter().sum();
    let m = block.categories - 1;
    match block.kind {
        Kind::Logistic => (out[0], out[1]) = (1.0, SPREAD * (shares[1] / shares[0]).ln()),
        Kind::Guessing => {
            let g = spec.fixed_guessing.unwrap_or_else(|| guess(spec, settings));
            let known = ((shares[1] / total - g) / (1.0 - g)).clamp(0.05, 0.98);
            (out[0], out[1], out[2]) = (1.0, SPREAD * logit(known), logit(g));
        }
        Kind::Graded => {
            out[0] = 1.0;
            for k in 1..=m {
                let above: f64 = shares[k..].iter().sum();
                out[k] = SPREAD * (above / (total - above)).ln();
            }
        }
        Kind::PartialCredit => {
            out[0] = if spec.model.has_unit_slope() { 1.0 } else { 1.0 / m as f64 };
            for k in 1..=m {
                out[k] = (shares[k] / shares[0]).ln();
            }
        }
        Kind::Nominal => {
            for k in 1..=m {
                out[k - 1] = k as f64 / m as f64;
                out[m + k - 1] = (shares[k] / shares[0]).ln();
            }
        }
        Kind::Latent => {}
    }
}

/// Where guessing starts: the middle of its prior, else chance.
fn guess(spec: &ItemSpec, settings: &Settings) -> f64 {
    match settings.priors.guessing {
        Some(GuessingPrior::LogitNormal { mean: Some(mean), .. }) => crate::numeric::logistic(mean),
        Some(GuessingPrior::Beta { alpha, beta }) => alpha / (alpha + beta),
        _ => 1.0 / f64::from(spec.options.unwrap_or(5).max(2)),
    }
}
