//! What the comparison of answers takes an honest person to choose: 2PL with the product's priors on right or wrong,
//! all domains as one scale, shares of the wrong options learnt beside (`WrongOptions`). The same for what was answered
//! and for what was simulated.

use ukur_psychometrics::calibration::{ItemSpec, Model, Settings, calibrate};
use ukur_psychometrics::integrity::copying::{
    Abilities, Hall, ScreenedPair, Screening, WrongOptions, WrongOptionsSource,
};
use ukur_psychometrics::scoring::{Prior, Scorer};
use ukur_psychometrics::{ItemModel, Responses, Skipped};

use super::choices::Choices;

/// Chance alone makes few answers alike.
pub const LEAST_COMMON: usize = 10;
/// Of the whole family.
pub const LEVEL: f64 = 0.01;
const NODES: usize = 61;

pub struct Fitted {
    /// Items that could be estimated.
    pub choices: Choices,
    pub models: Vec<ItemModel>,
    pub theta: Vec<f64>,
    options: WrongOptions,
}

impl Fitted {
    /// `None`: the answers do not suffice.
    pub fn of(all: &Choices) -> Option<Self> {
        let (kept, models) = curves(all)?;
        let choices = all.select(&kept);
        let theta: Vec<f64> = abilities(&models, &choices.right)?.into_iter().map(|(theta, _)| theta).collect();
        let options = learnt(&choices, &models, Abilities::from(&theta))?;
        Some(Self { choices, models, theta, options })
    }

    /// Every pair that answered enough of the same items; `beside`: who sits beside whom.
    pub fn screen(&self, beside: &[(usize, usize)]) -> Option<Vec<ScreenedPair>> {
        let how = Screening { minimum_common: LEAST_COMMON, neighbours: beside, ..Screening::default() };
        Some(self.hall(&self.choices, &self.theta)?.screen(&how).ok()?.pairs)
    }

    /// Other people on the same items, by the same curves.
    pub fn others(&self, chosen: Responses) -> Option<Hall> {
        let others = self.choices.with(chosen);
        let theta: Vec<f64> = abilities(&self.models, &others.right)?.into_iter().map(|(theta, _)| theta).collect();
        self.hall(&others, &theta)
    }

    fn hall(&self, choices: &Choices, theta: &[f64]) -> Option<Hall> {
        Hall::new(&choices.chosen, &choices.key, theta, &self.options).ok()
    }
}

/// The smaller p of both directions, corrected.
pub fn corrected(pair: &ScreenedPair) -> f64 {
    pair.omega_first_corrected.min(pair.omega_second_corrected)
}

/// Places and curves of the items that can be estimated.
pub fn curves(choices: &Choices) -> Option<(Vec<usize>, Vec<ItemModel>)> {
    let mut specs: Vec<ItemSpec> =
        (0..choices.items.len()).map(|at| ItemSpec::new(at.to_string(), Model::TwoPl)).collect();
    specs.iter_mut().for_each(|spec| spec.categories = Some(2));
    let settings = Settings { standard_errors: false, ..Settings::default() };
    let progress = |_| std::ops::ControlFlow::Continue(());
    let found = calibrate(&specs, &choices.right, &settings, progress).ok()?.item_parameters().ok()?;
    let known = found.into_iter().filter(|item| item.model.categories() == 2);
    let (kept, models): (Vec<usize>, Vec<ItemModel>) =
        known.filter_map(|item| Some((item.id.parse::<usize>().ok()?, item.model))).unzip();
    (!kept.is_empty()).then_some((kept, models))
}

/// EAP and its standard error of everybody.
pub fn abilities(models: &[ItemModel], right: &Responses) -> Option<Vec<(f64, f64)>> {
    let prior = Prior::default();
    let scorer = Scorer::new(models, prior, &prior.grid(NODES)).ok()?;
    let scored = scorer.eap_all(right, Skipped::Zero).ok()?;
    Some(scored.into_iter().map(|eap| (eap.theta, eap.se)).collect())
}

pub fn learnt(choices: &Choices, models: &[ItemModel], theta: Abilities<'_>) -> Option<WrongOptions> {
    let source = WrongOptionsSource {
        choices: &choices.chosen,
        key: &choices.key,
        options: &choices.options,
        theta,
        items: models,
    };
    WrongOptions::learn(&source).ok()
}
