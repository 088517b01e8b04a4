//! Simulated answers for tests, which give the seed.
#![allow(dead_code, clippy::cast_precision_loss, clippy::unwrap_used, reason = "each test crate takes what it needs")]

use ukur_psychometrics::random::{ChaCha8Rng, stream, unit};
use ukur_psychometrics::{Answer, Grid, ItemModel, Responses, Skipped};

pub struct Random(ChaCha8Rng);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(stream(seed, 0))
    }

    pub fn uniform(&mut self) -> f64 {
        unit(&mut self.0)
    }

    /// Box & Muller (1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    pub fn category(&mut self, item: &ItemModel, theta: f64) -> Answer {
        let at = self.uniform();
        let mut below = 0.0;
        let p = item.probabilities(theta);
        let found = p.iter().position(|p| {
            below += p;
            at < below
        });
        Answer::Category(u8::try_from(found.unwrap_or(p.len() - 1)).unwrap())
    }
}

/// 2PL items of usual slopes and difficulties.
pub fn dichotomous(count: usize, random: &mut Random) -> Vec<ItemModel> {
    (0..count)
        .map(|_| {
            let a = (0.3 * random.normal()).exp();
            ItemModel::Dichotomous { a, d: -a * random.normal(), g: 0.0 }
        })
        .collect()
}

/// Graded items with four categories.
pub fn graded(count: usize, random: &mut Random) -> Vec<ItemModel> {
    (0..count)
        .map(|_| {
            let (a, middle) = (1.2 * (0.3 * random.normal()).exp(), 0.5 * random.normal());
            ItemModel::Graded { a, d: [1.3, 0.0, -1.3].map(|step| a * (step - middle)).to_vec() }
        })
        .collect()
}

/// Everyone's answers; each item is shown with probability `shown`, at least one to everyone.
pub fn answers(items: &[ItemModel], theta: &[f64], shown: f64, random: &mut Random) -> Responses {
    let mut responses = Responses::new(items.len());
    for theta in theta {
        let mut row: Vec<(usize, Answer)> = Vec::new();
        for (place, item) in items.iter().enumerate() {
            if random.uniform() < shown || (place + 1 == items.len() && row.is_empty()) {
                row.push((place, random.category(item, *theta)));
            }
        }
        responses.push(row).unwrap();
    }
    responses
}

/// Posterior means under N(0, 1) from the answers to the items that `counts`.
pub fn posterior_means(items: &[ItemModel], responses: &Responses, counts: impl Fn(usize) -> bool) -> Vec<f64> {
    let grid = Grid::standard(61);
    (0..responses.persons())
        .map(|person| {
            let (mut above, mut below) = (0.0, 0.0);
            for (theta, weight) in grid.nodes.iter().zip(&grid.weights) {
                let log: f64 = responses
                    .categories(person, Skipped::Zero)
                    .filter(|(item, _)| counts(*item))
                    .map(|(item, category)| items[item].log_probability(category, *theta))
                    .sum();
                above += weight * log.exp() * theta;
                below += weight * log.exp();
            }
            above / below
        })
        .collect()
}

/// Mode of the posterior under N(0, 1), by bisection on the derivative.
pub fn posterior_modes(items: &[ItemModel], responses: &Responses) -> Vec<f64> {
    let slope = |person: usize, theta: f64| {
        let score: f64 = responses
            .categories(person, Skipped::Zero)
            .map(|(item, category)| {
                let curve = items[item].curves_at(theta)[category];
                curve.dp / curve.p
            })
            .sum();
        score - theta
    };
    (0..responses.persons())
        .map(|person| {
            let (mut low, mut high) = (-6.0, 6.0);
            for _ in 0..60 {
                let middle = 0.5 * (low + high);
                if slope(person, middle) > 0.0 { low = middle } else { high = middle }
            }
            0.5 * (low + high)
        })
        .collect()
}
