//! Tiny and odd data through every function of item analysis, DIF and fit: a result or a reason, never a panic.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

use proptest::prelude::*;
use ukur_psychometrics::classical::{
    Correlations, ScoreTable, greatest_split_half, item_statistics, kr20, kr21, maximum_likelihood_factor,
    minres_factor, option_analysis, pairwise_alpha, polychoric_matrix, reliability, score_summary, smoothed,
};
use ukur_psychometrics::dif::{
    DELTA_LIMITS, Matching, Scoring, Settings, dif, empirical_bayes, multigroup, purified_logistic,
    purified_mantel_haenszel,
};
use ukur_psychometrics::fit::{
    Ability, Estimator, ScoreFitSettings, Slopes, item_fit, limited_information, local_dependence, person_fit, q3,
    root_mean_square_deviations, s_x2, sum_scores,
};
use ukur_psychometrics::{Answer, Grid, ItemModel, Responses, Skipped};

/// 0..=3 a category, 4 skipped, 5 not shown.
fn answers(cells: &[Vec<u8>], items: usize) -> Responses {
    let mut responses = Responses::new(items);
    for row in cells {
        let shown = row.iter().take(items).enumerate().filter_map(|(item, cell)| match cell {
            0..=3 => Some((item, Answer::Category(*cell))),
            4 => Some((item, Answer::Skipped)),
            _ => None,
        });
        responses.push(shown).unwrap();
    }
    responses
}

fn models(items: usize) -> Vec<ItemModel> {
    let all = [
        ItemModel::Graded { a: 1.2, d: vec![1.5, 0.0, -1.0] },
        ItemModel::PartialCredit { a: 0.8, d: vec![0.4, 0.1, -0.9] },
        ItemModel::Nominal { a: vec![0.0, 0.5, 1.0, 1.3], d: vec![0.0, 0.3, -0.2, 0.1] },
        ItemModel::Graded { a: 30.0, d: vec![40.0, 0.0, -40.0] },
        ItemModel::Dichotomous { a: 1.0, d: 0.0, g: 0.2 },
    ];
    all.into_iter().cycle().take(items).collect()
}

proptest! {
    #[test]
    fn classical_and_dif_never_panic(
        cells in prop::collection::vec(prop::collection::vec(0_u8..6, 5), 0..12),
        items in 0_usize..6,
        theta in prop::collection::vec(prop_oneof![Just(f64::NAN), Just(f64::INFINITY), -3.0_f64..3.0], 12),
        highest in 0_u8..6,
    ) {
        let cells: Vec<Vec<u8>> =
            cells.iter().map(|row| row.iter().map(|c| if *c > highest && *c < 4 { 0 } else { *c }).collect()).collect();
        let responses = answers(&cells, items);
        for skipped in [Skipped::Zero, Skipped::NotShown] {
            let _ = item_statistics(&responses, skipped);
            let table = ScoreTable::new(&responses, skipped);
            let _ = (reliability(&table), kr20(&table), kr21(&table), score_summary(table.sums()));
            let moments = Correlations::new(&table);
            let _ = (pairwise_alpha(&moments, 7, 0), moments.correlation(0));
            if let Ok(matrix) = polychoric_matrix(&table, 0) {
                let (matrix, _) = smoothed(&matrix, items);
                let _ = (minres_factor(&matrix, items), maximum_likelihood_factor(&matrix, items));
                let _ = greatest_split_half(&matrix, items, ukur_psychometrics::classical::Halves::Any);
            }
            let _ = option_analysis(&responses, &responses, &vec![vec![1]; items], 3);
            let groups: Vec<usize> = (0..responses.persons()).map(|person| person % 3).collect();
            let data = Scoring { responses: &responses, skipped, groups: &groups };
            let settings = Settings { minimum_group: 0, ..Settings::default() };
            let all: Vec<usize> = (0..items).collect();
            let theta = &theta[..responses.persons()];
            for matching in [Matching::SumScore, Matching::Theta { theta, strata: 0 }] {
                let found = dif(&data, [0, 1], &all, &matching, &settings);
                let deltas: Vec<(f64, f64)> = found
                    .iter()
                    .filter_map(|item| item.as_ref().ok()?.mantel_haenszel.as_ref().ok().map(|mh| (mh.delta, mh.delta_se)))
                    .collect();
                let _ = empirical_bayes(&deltas, DELTA_LIMITS);
                let _ = (dif(&data, [7, 7], &[99], &matching, &settings), multigroup(&data, &[0, 1, 2], &all, &matching, &settings));
                let _ = purified_mantel_haenszel(&data, [0, 1], &matching, &settings);
                let _ = purified_logistic(&data, [1, 2], &matching, &settings);
            }
        }
    }

    #[test]
    fn fit_never_panics(
        cells in prop::collection::vec(prop::collection::vec(0_u8..6, 5), 0..12),
        items in 0_usize..6,
        theta in prop::collection::vec(prop_oneof![Just(f64::NAN), Just(f64::NEG_INFINITY), -9.0_f64..9.0], 12),
    ) {
        // The last model has two categories only: some answers are beyond it.
        let (responses, models) = (answers(&cells, items), models(items));
        let theta = &theta[..responses.persons()];
        for grid in [Grid::standard(11), Grid { nodes: Vec::new(), weights: Vec::new() }] {
            for skipped in [Skipped::Zero, Skipped::NotShown] {
                for estimator in [Estimator::MaximumLikelihood, Estimator::Wle, Estimator::Map { mean: 0.0, sd: 0.0 }] {
                    let _ = person_fit(&models, &responses, skipped, theta, estimator);
                }
                let _ = item_fit(&models, &responses, skipped, theta);
                let _ = root_mean_square_deviations(&models, &responses, skipped, &grid, 0);
                let _ = q3(&models, &responses, skipped, Ability::Given(theta), 0);
                let _ = q3(&models, &responses, skipped, Ability::PosteriorMean(&grid), 0);
                let _ = local_dependence(&models, &responses, skipped, &grid, 0);
                let settings = ScoreFitSettings { minimum_form: 0, ..ScoreFitSettings::default() };
                let _ = s_x2(&models, &responses, skipped, &grid, &settings);
                for slopes in [Slopes::Free, Slopes::Shared, Slopes::Fixed] {
                    let _ = limited_information(&models, &responses, skipped, &grid, slopes, 0);
                }
            }
            let _ = sum_scores(&models, &grid);
        }
    }
}
