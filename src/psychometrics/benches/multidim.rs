//! Seconds of four-dimensional scoring, one line each, `name seconds`: CPU of all threads (Linux, from
//! /proc/self/stat), mean of seven runs; and wall, the best. For one core: `RAYON_NUM_THREADS=1`.
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, reason = "a bench on data of its own")]

use std::hint::black_box;
use std::time::Instant;

use ukur_psychometrics::classification::Cuts;
use ukur_psychometrics::multidim::{Population, Scorer, Settings};
use ukur_psychometrics::{Answer, ItemModel, Responses, Skipped};

const CORRELATIONS: [f64; 16] = [1.0, 0.55, 0.7, 0.65, 0.55, 1.0, 0.6, 0.45, 0.7, 0.6, 1.0, 0.6, 0.65, 0.45, 0.6, 1.0];
const PERSONS: usize = 200;

/// SplitMix64 (Steele, Lea & Flood, 2014), as a number from 0 to 1.
fn uniform(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

fn normal(state: &mut u64) -> f64 {
    (0..12).map(|_| uniform(state)).sum::<f64>() - 6.0
}

/// User CPU of this process so far, in ticks of 10 ms; nothing where the system does not say.
fn user_cpu() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let ticks: f64 = stat.rsplit_once(')')?.1.split_whitespace().nth(11)?.parse().ok()?;
    Some(ticks / 100.0)
}

fn main() {
    let state = &mut 5_u64;
    for (per_domain, cut) in [(30, false), (30, true), (10, false), (10, true)] {
        let items: Vec<(ItemModel, usize)> = (0..4 * per_domain)
            .map(|item| {
                let a = (0.25 * normal(state)).exp();
                (ItemModel::Dichotomous { a, d: -a * normal(state), g: 0.2 }, item % 4)
            })
            .collect();
        let mut responses = Responses::new(items.len());
        for _ in 0..PERSONS {
            let common = normal(state);
            let theta: Vec<f64> = (0..4).map(|_| 0.77 * common + 0.64 * normal(state)).collect();
            let cells: Vec<Option<Answer>> = items
                .iter()
                .map(|(model, domain)| {
                    let right = uniform(state) < model.probabilities(theta[*domain])[1];
                    Some(Answer::Category(u8::from(right)))
                })
                .collect();
            responses.push_dense(&cells).unwrap();
        }
        let cuts = cut.then(|| Cuts::from_t(&[40.0, 50.0, 60.0]).unwrap());
        let settings = Settings { cuts, weights: cut.then(|| vec![0.25; 4]), ..Settings::default() };
        let population = Population::correlated(4, &CORRELATIONS);
        let scorer = Scorer::new(&items, &population, &settings).unwrap();
        let before = user_cpu();
        let mut seconds: Vec<f64> = (0..7)
            .map(|_| {
                let start = Instant::now();
                black_box(scorer.score_all(&responses, Skipped::Zero).unwrap());
                start.elapsed().as_secs_f64() / PERSONS as f64
            })
            .collect();
        seconds.sort_by(f64::total_cmp);
        let kind = if cut { "with_categories_and_composite" } else { "moments" };
        let name = format!("eap_4d_31_nodes_{per_domain}_items_per_domain_{kind}_per_person");
        println!("{name}_wall {:.6}", seconds[0]);
        if let (Some(before), Some(after)) = (before, user_cpu()) {
            println!("{name}_cpu {:.6}", (after - before) / (7 * PERSONS) as f64);
        }
        if cut {
            let start = Instant::now();
            black_box(Scorer::new(&items, &population, &settings).unwrap());
            println!("scorer_4d_31_nodes {:.4}", start.elapsed().as_secs_f64());
        }
    }
}
