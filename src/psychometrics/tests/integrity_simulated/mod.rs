//! Simulated halls: honest candidates, copiers, candidates who knew items before. Shared by tests and bench.
#![allow(dead_code, reason = "each crate uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss, reason = "a test crate")]

use ukur_psychometrics::integrity::times::{ItemTime, ResponseTimes, TimeModel};
use ukur_psychometrics::random::{ChaCha8Rng, stream, unit};
use ukur_psychometrics::{Answer, Grid, ItemModel, Responses};

/// Draws of the package, with the normal of Box & Muller.
pub struct Generator(ChaCha8Rng);

impl Generator {
    pub fn new(seed: u64) -> Self {
        Self(stream(seed, 0))
    }

    pub fn uniform(&mut self) -> f64 {
        unit(&mut self.0)
    }

    pub fn normal(&mut self) -> f64 {
        (-2.0 * (1.0 - self.uniform()).ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// `take` of `0..from` in rising order.
    pub fn sample(&mut self, from: usize, take: usize) -> Vec<usize> {
        let mut tickets: Vec<(f64, usize)> = (0..from).map(|i| (self.uniform(), i)).collect();
        tickets.sort_by(|l, r| l.0.total_cmp(&r.0));
        let mut taken: Vec<usize> = tickets.into_iter().take(take).map(|(_, i)| i).collect();
        taken.sort_unstable();
        taken
    }

    fn draw(&mut self, shares: &[f64]) -> usize {
        let mut left = self.uniform();
        shares
            .iter()
            .position(|p| {
                left -= p;
                left < 0.0
            })
            .unwrap_or(shares.len() - 1)
    }
}

pub const OPTIONS: usize = 4;

/// A bank of nominal items with four options, whose wrong options attract unequally and by ability.
pub struct Bank {
    pub items: Vec<ItemModel>,
    pub key: Vec<u8>,
    pub times: Vec<ItemTime>,
}

impl Bank {
    pub fn new(count: usize, random: &mut Generator) -> Self {
        let mut bank = Self { items: Vec::new(), key: Vec::new(), times: Vec::new() };
        for item in 0..count {
            let key = item % OPTIONS;
            let mut a: Vec<f64> = (0..OPTIONS).map(|_| 0.3 * random.normal()).collect();
            let mut d: Vec<f64> = (0..OPTIONS).map(|_| 0.8 * random.normal()).collect();
            a[key] = 0.6 + 0.6 * random.uniform();
            d[key] = 1.0 + 0.8 * random.normal();
            bank.items.push(ItemModel::Nominal { a, d });
            bank.key.push(u8::try_from(key).unwrap());
            bank.times.push(ItemTime { alpha: 1.5 + random.uniform(), beta: 4.0 + 0.4 * random.normal() });
        }
        bank
    }

    pub fn time_model(&self) -> TimeModel {
        TimeModel::new(self.times.clone()).unwrap()
    }
}

/// Answers and times of one sitting.
pub struct Sitting {
    pub theta: Vec<f64>,
    pub forms: Vec<Vec<usize>>,
    pub choices: Vec<Vec<u8>>,
    pub seconds: Vec<Vec<f64>>,
}

/// Variance of speed in the population.
pub const TAU_VARIANCE: f64 = 0.06;

impl Sitting {
    /// Honest persons, each with `length` items of the bank, drawn at random when the bank is larger.
    pub fn honest(bank: &Bank, persons: usize, length: usize, random: &mut Generator) -> Self {
        let mut sitting = Self { theta: vec![], forms: vec![], choices: vec![], seconds: vec![] };
        for _ in 0..persons {
            let (theta, tau) = (random.normal(), TAU_VARIANCE.sqrt() * random.normal());
            let form = random.sample(bank.items.len(), length);
            let answer = |item: &usize| u8::try_from(random.draw(&bank.items[*item].probabilities(theta))).unwrap();
            sitting.choices.push(form.iter().map(answer).collect());
            let time = |item: &usize| {
                let ItemTime { alpha, beta } = bank.times[*item];
                (beta - tau + random.normal() / alpha).exp()
            };
            sitting.seconds.push(form.iter().map(time).collect());
            sitting.forms.push(form);
            sitting.theta.push(theta);
        }
        sitting
    }

    /// `copier` takes `share` of the items they have in common, at random, from `source`.
    pub fn copy(&mut self, copier: usize, source: usize, share: f64, random: &mut Generator) {
        for place in 0..self.forms[copier].len() {
            let there = self.forms[source].iter().position(|item| *item == self.forms[copier][place]);
            if let Some(there) = there.filter(|_| random.uniform() < share) {
                self.choices[copier][place] = self.choices[source][there];
            }
        }
    }

    /// `person` knew the items flagged in `leaked`: right with .95, in `speed` of the usual time.
    pub fn leak(&mut self, bank: &Bank, person: usize, leaked: &[bool], speed: f64, random: &mut Generator) {
        for (place, item) in self.forms[person].iter().enumerate().filter(|(_, item)| leaked[**item]) {
            self.seconds[person][place] *= speed;
            if random.uniform() < 0.95 {
                self.choices[person][place] = bank.key[*item];
            }
        }
    }

    pub fn responses(&self, items: usize) -> Responses {
        let mut out = Responses::new(items);
        for (form, choices) in self.forms.iter().zip(&self.choices) {
            out.push(form.iter().zip(choices).map(|(item, choice)| (*item, Answer::Category(*choice)))).unwrap();
        }
        out
    }

    pub fn times(&self, items: usize) -> ResponseTimes {
        let mut out = ResponseTimes::new(items);
        for (form, seconds) in self.forms.iter().zip(&self.seconds) {
            out.push(form.iter().copied().zip(seconds.iter().copied())).unwrap();
        }
        out
    }

    /// θ as the product estimates it: posterior mean.
    pub fn eap(&self, items: &[ItemModel], category: impl Fn(usize, u8) -> usize) -> Vec<f64> {
        let grid = Grid::standard(61);
        let table: Vec<Vec<Vec<f64>>> =
            items.iter().map(|item| grid.nodes.iter().map(|theta| item.probabilities(*theta)).collect()).collect();
        let one = |(form, choices): (&Vec<usize>, &Vec<u8>)| {
            let (mut sum, mut total) = (0.0, 0.0);
            for (node, theta) in grid.nodes.iter().enumerate() {
                let mut weight = grid.weights[node];
                for (item, choice) in form.iter().zip(choices) {
                    weight *= table[*item][node][category(*item, *choice)];
                }
                sum += weight * theta;
                total += weight;
            }
            sum / total
        };
        self.forms.iter().zip(&self.choices).map(one).collect()
    }
}

/// A dichotomous 2PL for each nominal item: the least squares line through its logit of a right answer. What a
/// calibration of scored answers would find.
pub fn scored(bank: &Bank) -> Vec<ItemModel> {
    let grid = Grid::standard(41);
    let line = |(item, key): (&ItemModel, &u8)| {
        let (mut x, mut xx, mut y, mut xy) = (0.0, 0.0, 0.0, 0.0);
        for (theta, weight) in grid.nodes.iter().zip(&grid.weights) {
            let p = item.probabilities(*theta)[usize::from(*key)];
            let logit = (p / (1.0 - p)).ln();
            (x, xx, y, xy) =
                (x + weight * theta, xx + weight * theta * theta, y + weight * logit, xy + weight * theta * logit);
        }
        let a = (xy - x * y) / (xx - x * x);
        ItemModel::Dichotomous { a, d: y - a * x, g: 0.0 }
    };
    bank.items.iter().zip(&bank.key).map(line).collect()
}

/// Share of p-values below each level.
pub fn rates<const N: usize>(p: &[f64], levels: [f64; N]) -> [f64; N] {
    levels.map(|level| p.iter().filter(|p| **p < level).count() as f64 / p.len() as f64)
}

/// By how much a rate may differ from its level by chance: three standard errors, and one case.
pub fn chance(level: f64, tests: usize) -> f64 {
    3.0 * (level * (1.0 - level) / tests as f64).sqrt() + 1.0 / tests as f64
}
