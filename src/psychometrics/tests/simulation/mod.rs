//! Simulated answers, and short words for what tests ask.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, reason = "a test crate; each test uses a part")]

use std::ops::ControlFlow;

use ukur_psychometrics::calibration::{Calibration, ItemSpec, Model, Priors, Settings, calibrate};
use ukur_psychometrics::parameters::Beside;
use ukur_psychometrics::random::{ChaCha8Rng, stream, unit};
use ukur_psychometrics::{Answer, ItemModel, Responses};

pub struct Random(ChaCha8Rng);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(stream(seed, 0))
    }

    pub fn uniform(&mut self) -> f64 {
        unit(&mut self.0)
    }

    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    pub fn answer(&mut self, item: &ItemModel, theta: f64) -> Answer {
        let mut left = self.uniform();
        let probabilities = item.probabilities(theta);
        let category = probabilities.iter().position(|p| {
            left -= p;
            left < 0.0
        });
        Answer::Category(u8::try_from(category.unwrap_or(probabilities.len() - 1)).unwrap())
    }
}

/// θ ~ N(mean, sd²); each item is shown with probability `share`.
pub fn simulate(items: &[ItemModel], persons: usize, (mean, sd): (f64, f64), share: f64, seed: u64) -> Responses {
    let mut random = Random::new(seed);
    let mut responses = Responses::new(items.len());
    for _ in 0..persons {
        let theta = mean + sd * random.normal();
        let row: Vec<Option<Answer>> = items
            .iter()
            .map(|item| {
                let answer = random.answer(item, theta);
                (random.uniform() < share).then_some(answer)
            })
            .collect();
        responses.push_dense(&row).unwrap();
    }
    responses
}

pub fn two_pl(count: usize, seed: u64) -> Vec<ItemModel> {
    let mut random = Random::new(seed);
    (0..count)
        .map(|_| {
            let a = (0.3 * random.normal()).exp();
            ItemModel::Dichotomous { a, d: -a * random.normal(), g: 0.0 }
        })
        .collect()
}

pub fn specs(count: usize, model: Model) -> Vec<ItemSpec> {
    (0..count).map(|i| ItemSpec::new(format!("i{i}"), model)).collect()
}

pub fn run(specs: &[ItemSpec], responses: &Responses, settings: &Settings) -> Calibration {
    calibrate(specs, responses, settings, |_| ControlFlow::Continue(())).unwrap()
}

pub fn plain() -> Settings {
    Settings { priors: Priors::none(), tolerance: 1e-7, ..Settings::default() }
}

pub fn se(result: &Calibration, item: usize, name: &str) -> f64 {
    match result.items[item].errors.get(name) {
        Some(Beside::Number(error)) => *error,
        other => panic!("{name}: {other:?}"),
    }
}

pub fn slope(result: &Calibration, item: usize) -> f64 {
    result.items[item].a.values()[0]
}

pub fn intercepts(result: &Calibration, item: usize) -> Vec<f64> {
    result.items[item].d.as_ref().unwrap().values().to_vec()
}

pub fn mixed() -> (Vec<ItemModel>, Vec<ItemSpec>) {
    let mut random = Random::new(5);
    let (mut items, mut specs) = (Vec::new(), Vec::new());
    for i in 0..24 {
        let (a, b) = ((0.2 * random.normal()).exp(), random.normal());
        let (model, item) = match i % 4 {
            0 => (Model::TwoPl, ItemModel::Dichotomous { a, d: -a * b, g: 0.0 }),
            1 => (Model::Graded, ItemModel::Graded { a, d: vec![-a * (b - 1.0), -a * b, -a * (b + 0.8)] }),
            2 => {
                (Model::GeneralisedPartialCredit, ItemModel::PartialCredit { a, d: vec![-a * (b - 0.5), -2.0 * a * b] })
            }
            _ => (Model::Nominal, ItemModel::Nominal { a: vec![0.0, 0.5, 1.3], d: vec![0.0, 0.4, b - 0.5] }),
        };
        items.push(item);
        specs.push(ItemSpec::new(format!("i{i}"), model));
    }
    (items, specs)
}
