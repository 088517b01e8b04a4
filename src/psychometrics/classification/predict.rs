//! What a design will achieve, before anybody sits the test.

use rayon::prelude::*;

use super::bayes::{self, Nodes};
use super::indices::Tally;
use super::rudner::category_probabilities;
use super::{ClassificationError, Cuts};
use crate::grid::equally_spaced;
use crate::model::ItemModel;
use crate::scoring::{Prior, ScoringError, check_models, test_information};

/// What is reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Estimator {
    /// EAP (or MAP) under the prior: the distribution of the reported score is worked out (see the module `bayes`).
    #[default]
    Bayes,
    /// ML or WLE: normal with deviation 1 / √I(θ), Rudner (2005).
    Likelihood,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// Share of persons put into their true category.
    pub accuracy: f64,
    /// Share of persons put into the same category by two sittings.
    pub consistency: f64,
    pub kappa: f64,
    pub categories: Vec<CategoryPrediction>,
    /// Squared correlation of reported score and θ.
    pub reliability: f64,
    /// Accuracy of the weakest and of the strongest form.
    pub lowest_form: f64,
    pub highest_form: f64,
    /// Precision of the average form along θ.
    pub curve: Vec<PrecisionPoint>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CategoryPrediction {
    /// Share of the population that truly belongs here.
    pub share: f64,
    /// Of those who belong here, the share reported here.
    pub accuracy: f64,
    /// Of those reported here, the share that belongs here; nothing when nobody is reported here.
    pub trust: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PrecisionPoint {
    pub theta: f64,
    pub information: f64,
    /// 1 / √I for likelihood estimates, 1 / √(I + 1/σ²) for EAP.
    pub se: f64,
}

const CURVE_POINTS: usize = 33;

/// Accuracy of a design: its possible forms (equally likely), the cuts, the population, what is reported.
pub fn predict(
    forms: &[Vec<ItemModel>],
    cuts: &Cuts,
    prior: Prior,
    estimator: Estimator,
) -> Result<Prediction, ClassificationError> {
    if forms.is_empty() {
        return Err(ClassificationError::NoItems { form: 0 });
    }
    for (form, models) in forms.iter().enumerate() {
        check_models(models)?;
        if models.is_empty() {
            return Err(ClassificationError::NoItems { form });
        }
    }
    if !(prior.mean.is_finite() && prior.sd.is_finite() && prior.sd > 0.0) {
        return Err(ScoringError::Prior.into());
    }
    let nodes = Nodes::new(cuts, prior);
    let own: Vec<(Tally, f64)> = forms
        .par_iter()
        .map(|models| match estimator {
            Estimator::Bayes => Ok(bayes::form(models, cuts, &nodes)),
            Estimator::Likelihood => likelihood(models, cuts, prior, &nodes),
        })
        .collect::<Result<_, ClassificationError>>()?;
    let accuracies: Vec<f64> = own.iter().map(|(tally, _)| tally.clone().indices().accuracy).collect();
    let reliability = own.iter().map(|(_, reliability)| reliability).sum::<f64>() / own.len() as f64;
    let mut all = Tally::new(cuts.categories());
    own.iter().for_each(|(tally, _)| all.merge(tally));
    let indices = all.indices();
    let reported = |k: usize| indices.joint.iter().map(|row| row[k]).sum::<f64>();
    let categories = (0..cuts.categories()).map(|k| CategoryPrediction {
        share: indices.joint[k].iter().sum(),
        accuracy: indices.accuracy_of(k).unwrap_or(0.0),
        trust: (reported(k) > 0.0).then(|| indices.joint[k][k] / reported(k)),
    });
    Ok(Prediction {
        accuracy: indices.accuracy,
        consistency: indices.consistency,
        kappa: indices.kappa,
        categories: categories.collect(),
        reliability,
        lowest_form: accuracies.iter().copied().fold(f64::INFINITY, f64::min),
        highest_form: accuracies.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        curve: curve(forms, prior, estimator),
    })
}

/// The tally of one form; its reliability is σ² / (σ² + mean error variance), where I(θ) is not too small to be one.
fn likelihood(
    models: &[ItemModel],
    cuts: &Cuts,
    prior: Prior,
    nodes: &Nodes,
) -> Result<(Tally, f64), ClassificationError> {
    let mut tally = Tally::new(cuts.categories());
    let mut reliability = 0.0;
    for (node, theta) in nodes.theta.iter().enumerate() {
        let information = test_information(models, *theta);
        if information.is_nan() || information <= 0.0 {
            return Err(ClassificationError::NoInformation { theta: *theta });
        }
        let probabilities = category_probabilities(*theta, information.sqrt().recip(), cuts);
        tally.add(nodes.share[node], nodes.category[node], &probabilities);
        reliability += nodes.share[node] * information / (information + prior.sd.powi(-2));
    }
    Ok((tally, reliability))
}

/// From four standard deviations below the mean to four above.
fn curve(forms: &[Vec<ItemModel>], prior: Prior, estimator: Estimator) -> Vec<PrecisionPoint> {
    let reach = 4.0 * prior.sd;
    let at = |theta: f64| {
        let information = forms.iter().map(|models| test_information(models, theta)).sum::<f64>() / forms.len() as f64;
        let added = if estimator == Estimator::Bayes { prior.sd.powi(-2) } else { 0.0 };
        PrecisionPoint { theta, information, se: (information + added).sqrt().recip() }
    };
    equally_spaced(CURVE_POINTS, prior.mean - reach, prior.mean + reach).into_iter().map(at).collect()
}
