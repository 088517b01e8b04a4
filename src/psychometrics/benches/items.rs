//! Item analysis, DIF and fit: best of several runs, in seconds of the clock.
//! Data are simulated; nothing is asserted.
#![allow(clippy::unwrap_used, reason = "a benchmark")]

#[path = "../tests/simulated/mod.rs"]
mod simulated;

use std::time::Instant;

use simulated::Random;
use ukur_psychometrics::classical::{
    Correlations, ScoreTable, item_statistics, pairwise_alpha, polychoric_matrix, reliability,
};
use ukur_psychometrics::dif::{Matching, Scoring, Settings, dif, purified_mantel_haenszel};
use ukur_psychometrics::fit::{
    Ability, Estimator, ScoreFitSettings, Slopes, item_fit, limited_information, local_dependence, person_fit, q3,
    root_mean_square_deviations, s_x2,
};
use ukur_psychometrics::{Grid, Responses, Skipped};

const RUNS: usize = 7;

fn time<T>(name: &str, work: impl Fn() -> T) {
    let run = || {
        let start = Instant::now();
        std::hint::black_box(work());
        start.elapsed().as_secs_f64()
    };
    println!("{name} {:.5}", (0..RUNS).map(|_| run()).fold(f64::INFINITY, f64::min));
}

fn main() {
    let mut random = Random::new(1);
    let items = simulated::dichotomous(40, &mut random);
    let pool = simulated::dichotomous(400, &mut random);
    let theta: Vec<f64> = (0..2000).map(|_| random.normal()).collect();
    let complete = simulated::answers(&items, &theta, 1.0, &mut random);
    let sparse = simulated::answers(&pool, &theta, 0.1, &mut random);
    let groups: Vec<usize> = (0..2000).map(|person| person % 2).collect();
    classical(&complete, &sparse);
    differential(&complete, &sparse, &groups, &theta);
    let grid = Grid::standard(61);
    for (name, items, responses) in [("2000x40", &items, &complete), ("2000x400 sparse", &pool, &sparse)] {
        let estimator = Estimator::MaximumLikelihood;
        time(&format!("person fit {name}"), || person_fit(items, responses, Skipped::Zero, &theta, estimator));
        time(&format!("item fit {name}"), || item_fit(items, responses, Skipped::Zero, &theta));
        time(&format!("RMSD {name}"), || root_mean_square_deviations(items, responses, Skipped::Zero, &grid, 50));
        time(&format!("Q3 {name}"), || q3(items, responses, Skipped::Zero, Ability::Given(&theta), 30));
        time(&format!("LD-X2 {name}"), || local_dependence(items, responses, Skipped::Zero, &grid, 10));
    }
    time("S-X2 2000x40", || s_x2(&items, &complete, Skipped::Zero, &grid, &ScoreFitSettings::default()));
    time("M2 2000x40", || limited_information(&items, &complete, Skipped::Zero, &grid, Slopes::Free, 30));
    let part = simulated::answers(&items, &theta, 0.6, &mut random);
    time("M2 2000x40 sparse", || limited_information(&items, &part, Skipped::Zero, &grid, Slopes::Free, 30));
}

fn classical(complete: &Responses, sparse: &Responses) {
    time("items 2000x40", || item_statistics(complete, Skipped::Zero));
    time("items 2000x400 sparse", || item_statistics(sparse, Skipped::Zero));
    let table = ScoreTable::new(complete, Skipped::Zero);
    time("reliability 2000x40", || reliability(&table));
    time("polychoric 2000x40", || polychoric_matrix(&table, 2));
    let table = ScoreTable::new(sparse, Skipped::Zero);
    time("pairwise alpha 2000x400 sparse", || pairwise_alpha(&Correlations::new(&table), 40, 10));
}

fn differential(complete: &Responses, sparse: &Responses, groups: &[usize], theta: &[f64]) {
    let settings = Settings::default();
    let all: Vec<usize> = (0..complete.items()).collect();
    let data = Scoring { responses: complete, skipped: Skipped::Zero, groups };
    time("DIF 2000x40, all methods", || dif(&data, [0, 1], &all, &Matching::SumScore, &settings));
    time("DIF 2000x40, MH purified", || purified_mantel_haenszel(&data, [0, 1], &Matching::SumScore, &settings));
    let data = Scoring { responses: sparse, skipped: Skipped::Zero, groups };
    let matching = Matching::Theta { theta, strata: 10 };
    time("DIF 2000x400 sparse, all methods", || dif(&data, [0, 1], &[], &matching, &settings));
}
