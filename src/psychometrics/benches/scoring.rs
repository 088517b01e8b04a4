//! Wall seconds of scoring, best of several runs: one line each, `name seconds`. Threads: `RAYON_NUM_THREADS`.
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, reason = "a bench on data of its own")]

use std::hint::black_box;
use std::time::Instant;

use ukur_psychometrics::scoring::{Prior, Scorer};
use ukur_psychometrics::{Answer, Grid, ItemModel, Responses, Skipped};

/// SplitMix64 (Steele, Lea & Flood, 2014), as a number from 0 to 1.
struct Uniform(u64);

impl Uniform {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Nearly normal: the sum of twelve.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}

fn bank(items: usize, guessing: f64, uniform: &mut Uniform) -> Vec<ItemModel> {
    (0..items)
        .map(|_| {
            let a = (0.25 * uniform.normal()).exp();
            ItemModel::Dichotomous { a, d: -a * uniform.normal(), g: guessing }
        })
        .collect()
}

fn answers(models: &[ItemModel], persons: usize, shown: f64, uniform: &mut Uniform) -> Responses {
    let mut responses = Responses::new(models.len());
    for _ in 0..persons {
        let theta = uniform.normal();
        let row: Vec<Option<Answer>> = models
            .iter()
            .map(|model| {
                let right = uniform.next() < model.probabilities(theta)[1];
                (uniform.next() < shown).then_some(Answer::Category(u8::from(right)))
            })
            .collect();
        responses.push_dense(&row).unwrap();
    }
    responses
}

fn time<T>(name: &str, mut work: impl FnMut() -> T) {
    let mut seconds: Vec<f64> = (0..7)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    println!("{name} {:.5}", seconds[0]);
}

fn main() {
    let mut uniform = Uniform(1);
    let prior = Prior::default();
    for (name, guessing) in [("2pl", 0.0), ("3pl", 0.2)] {
        let models = bank(200, guessing, &mut uniform);
        for (design, shown) in [("complete", 1.0), ("sparse_20_percent", 0.2)] {
            let responses = answers(&models, 10_000, shown, &mut uniform);
            let scorer = Scorer::new(&models, prior, &Grid::standard(121)).unwrap();
            time(&format!("eap_10000x200_{name}_{design}"), || scorer.eap_all(&responses, Skipped::Zero).unwrap());
        }
        time(&format!("tables_200_{name}"), || Scorer::new(&models, prior, &Grid::standard(121)).unwrap());
        let models = bank(120, guessing, &mut uniform);
        let responses = answers(&models, 2_000, 1.0, &mut uniform);
        let scorer = Scorer::new(&models, prior, &Grid::standard(121)).unwrap();
        time(&format!("wle_2000x120_{name}"), || scorer.wle_all(&responses, Skipped::Zero).unwrap());
        time(&format!("ml_2000x120_{name}"), || scorer.ml_all(&responses, Skipped::Zero).unwrap());
        time(&format!("map_2000x120_{name}"), || scorer.map_all(&responses, Skipped::Zero).unwrap());
    }
}
