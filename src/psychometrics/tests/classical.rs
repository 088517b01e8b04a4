//! Classical analysis against the reference cases, and on data of its own.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss, reason = "a test crate")]

mod common;
mod simulated;

use std::path::Path;

use proptest::prelude::*;
use ukur_psychometrics::classical::{
    ClassicalError, Correlations, Criterion, ScoreTable, Undefined, alpha_interval, implied_reliability,
    item_statistics, kr20, kr21, minres_factor, option_analysis, pairwise_alpha, polychoric_matrix, reliability,
    score_summary, smoothed, speededness,
};
use ukur_psychometrics::{Answer, Responses, Skipped};

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

/// Responses of a case, and what has to be added to a category to have the file's score.
fn load(path: &Path) -> (Responses, f64) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows: Vec<Vec<Option<u8>>> =
        reader.records().map(|row| row.unwrap().iter().map(|cell| cell.parse().ok()).collect()).collect();
    let lowest = rows.iter().flatten().flatten().min().copied().unwrap();
    let mut responses = Responses::new(rows[0].len());
    for row in &rows {
        let cells: Vec<_> = row.iter().map(|cell| cell.map(|c| Answer::Category(c - lowest))).collect();
        responses.push_dense(&cells).unwrap();
    }
    (responses, f64::from(lowest))
}

fn close(found: f64, expected: f64, tolerance: f64, what: &str) -> f64 {
    let away = (found - expected).abs();
    assert!(away <= tolerance, "{what}: {found} expected {expected}");
    away
}

fn check_case(name: &str) {
    let Some(folder) = common::case(name) else { return };
    let (responses, lowest) = load(&folder.join("responses.csv"));
    let expected: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("expected.json")).unwrap()).unwrap();
    let value = |key: &str| expected[key].as_f64().unwrap();
    let table = ScoreTable::new(&responses, Skipped::Zero);
    let k = responses.items() as f64;
    let summary = score_summary(table.sums()).unwrap();
    let mut worst = 0.0_f64;
    let mut check = |found: f64, expected: f64, what: &str| worst = worst.max(close(found, expected, 1e-9, what));
    check(summary.mean + k * lowest, value("mean"), "mean");
    check(summary.variance, value("variance"), "variance");
    check(summary.sd, value("sd"), "sd");
    check(summary.skewness, value("skew"), "skew");
    check(summary.kurtosis, value("kurtosis"), "kurtosis");
    let all = reliability(&table).unwrap();
    let standardized = all.standardized.clone().unwrap();
    check(all.alpha, value("alpha"), "alpha");
    check(all.sem, value("SEM"), "SEM");
    check(all.interval.low, expected["alpha_ci_feldt"]["lower.ci"][0]["raw_alpha"].as_f64().unwrap(), "low");
    check(all.interval.high, expected["alpha_ci_feldt"]["upper.ci"][0]["raw_alpha"].as_f64().unwrap(), "high");
    check(standardized.alpha, value("std_alpha"), "standardised alpha");
    check(standardized.lambda2, value("guttman_lambda2"), "lambda2");
    check(standardized.lambda6.unwrap(), value("guttman_lambda6"), "lambda6");
    match expected["KR20"].as_f64() {
        Some(expected_kr20) => {
            check(all.kr20.unwrap(), expected_kr20, "KR-20");
            check(all.kr21.unwrap(), value("KR21"), "KR-21");
        }
        None => assert_eq!((all.kr20, all.kr21), (Err(Undefined::NotDichotomous), Err(Undefined::NotDichotomous))),
    }
    let items = item_statistics(&responses, Skipped::Zero);
    let whole = standardized.item_whole.clone().unwrap();
    for (item, row) in items.iter().zip(common::table(&folder.join("expected_items.csv"))) {
        let place = item.item;
        check(item.mean + lowest, number(&row["p"]), "p");
        check(item.variance.sqrt(), number(&row["sd"]), "sd");
        check(item.item_total.unwrap(), number(&row["pbis_uncorrected"]), "item-total");
        check(item.item_rest.unwrap(), number(&row["pbis_corrected"]), "item-rest");
        check(item.biserial_rest.unwrap(), number(&row["CTT_bis"]), "biserial");
        check(item.upper_lower.unwrap(), number(&row["D27"]), "D27");
        check(whole[place], number(&row["psych_r.cor"]), "item-whole");
        check(all.alpha_if_deleted[place].unwrap(), number(&row["alpha_if_deleted"]), "alpha if deleted");
        assert_eq!(item.criterion, Criterion::SumScore);
    }
    println!("{name}: classical, largest difference {worst:.1e}");
    // The reference draws halves at random where there are many items: ours may be greater, never smaller.
    let split = standardized.lambda4.lambda4;
    println!("{name}: lambda4 {split} reference {}", value("guttman_lambda4_max_splithalf"));
    assert!(split >= value("guttman_lambda4_max_splithalf") - 1e-9);
    let polychoric =
        minres_factor(&smoothed(&polychoric_matrix(&table, 2).unwrap(), responses.items()).0, responses.items())
            .unwrap();
    let (ml, minres) = (standardized.maximum_likelihood.unwrap(), standardized.minres.unwrap());
    let mut worst = 0.0_f64;
    let mut check = |found: f64, expected: f64, what: &str| worst = worst.max(close(found, expected, 1e-3, what));
    check(ml.omega(), value("omega_total_1f_ML_standardized"), "omega ML");
    check(minres.omega(), value("omega_total_1f_minres_pearson"), "omega minres");
    check(polychoric.omega(), value("omega_total_1f_minres_tetrachoric_or_polychoric"), "omega polychoric");
    for (key, loadings) in [("ml_loadings", &ml.loadings), ("tetra_loadings", &polychoric.loadings)] {
        for (expected, found) in expected[key].as_array().unwrap().iter().zip(loadings) {
            check(*found, expected.as_f64().unwrap(), key);
        }
    }
    println!("{name}: omega and loadings, largest difference {worst:.1e}");
}

#[test]
fn verbal_aggression_has_its_classical_statistics() {
    check_case("07_ctt_verbal");
}

#[test]
fn science_has_its_classical_statistics() {
    check_case("07_ctt_science");
}

/// Persons × items with empty cells.
fn rows(cells: &[&[Option<u8>]]) -> Responses {
    let mut responses = Responses::new(cells[0].len());
    for row in cells {
        responses.push_dense(&row.iter().map(|cell| cell.map(Answer::Category)).collect::<Vec<_>>()).unwrap();
    }
    responses
}

#[test]
fn sparse_items_are_held_against_the_mean_of_the_other_shown_items() {
    let responses = rows(&[
        &[Some(1), Some(1), None],
        &[Some(0), None, Some(0)],
        &[Some(1), Some(0), Some(1)],
        &[Some(0), Some(0), None],
        &[None, Some(1), Some(1)],
    ]);
    let items = item_statistics(&responses, Skipped::Zero);
    let first = &items[0];
    assert_eq!((first.criterion, first.shown, first.categories.clone()), (Criterion::MeanPerShownItem, 4, vec![2, 2]));
    // Rest of item 0: means of the other shown items are 1, 0, 0.5, 0 for scores 1, 0, 1, 0: by hand √(9/11).
    assert!((first.item_rest.unwrap() - (9.0_f64 / 11.0).sqrt()).abs() < 1e-12, "{first:?}");
}

#[test]
fn items_without_answers_or_variance_carry_the_reason() {
    let mut responses = Responses::new(3);
    for score in [1, 0, 1] {
        responses.push([(0, Answer::Category(1)), (1, Answer::Category(score))]).unwrap();
    }
    responses.push([(0, Answer::Category(1)), (1, Answer::Skipped)]).unwrap();
    let items = item_statistics(&responses, Skipped::Zero);
    assert_eq!(items[0].item_rest, Err(Undefined::NoVariance));
    assert_eq!((items[1].shown, items[1].skipped), (4, 1));
    assert_eq!(items[2].item_total, Err(Undefined::TooFew { count: 0, needed: 2 }));
    assert!(items[2].mean.is_nan() && items[2].categories.is_empty());
    assert_eq!(item_statistics(&responses, Skipped::NotShown)[1].shown, 3);
    assert!(item_statistics(&Responses::new(2), Skipped::Zero)[0].upper_lower.is_err());
}

#[test]
fn reliability_refuses_what_has_none_and_names_the_place() {
    let table = |responses: &Responses| ScoreTable::new(responses, Skipped::Zero);
    let sparse = rows(&[&[Some(1), Some(1)], &[Some(0), None]]);
    assert_eq!(reliability(&table(&sparse)), Err(ClassicalError::NotComplete { person: 1, item: 1 }));
    assert_eq!(reliability(&table(&Responses::new(3))), Err(ClassicalError::NoPersons));
    let same = rows(&[&[Some(1), Some(1)], &[Some(1), Some(1)]]);
    assert_eq!(reliability(&table(&same)), Err(ClassicalError::Undefined(Undefined::NoVariance)));
    assert_eq!(kr20(&table(&same)), Err(Undefined::NoVariance));
    assert_eq!(kr21(&table(&rows(&[&[Some(2), Some(1)], &[Some(0), Some(1)]]))), Err(Undefined::NotDichotomous));
    let one = rows(&[&[Some(1), Some(0)]]);
    assert!(reliability(&table(&one)).is_err());
    let flat = rows(&[&[Some(1), Some(1), Some(0)], &[Some(0), Some(1), Some(0)], &[Some(1), Some(1), Some(1)]]);
    let found = reliability(&table(&flat)).unwrap();
    assert_eq!(found.standardized, Err(ClassicalError::Item { item: 1, reason: Undefined::NoVariance }));
    let pair = ClassicalError::Pair { first: 1, second: 0, reason: Undefined::TooFew { count: 1, needed: 2 } };
    assert_eq!(polychoric_matrix(&table(&sparse), 2), Err(pair));
    assert!(alpha_interval(0.8, 1, 100, 0.95).is_err() && alpha_interval(0.8, 10, 1, 0.95).is_err());
    assert!(score_summary(&[]).is_err());
    assert_eq!(score_summary(&[1.0, f64::NAN]), Err(ClassicalError::Value { what: "score", person: 1 }));
    assert!(score_summary(&[3.0]).unwrap().variance.is_nan());
    assert!(
        implied_reliability(&[0.1, 0.2], &[0.3]).is_err() && implied_reliability(&[0.1, f64::NAN], &[0.3; 2]).is_err()
    );
    let half = implied_reliability(&[-1.0, 0.0, 1.0], &[1.0; 3]).unwrap();
    assert!((half.empirical - 0.5).abs() < 1e-15 && (half.standard_error - 1.0).abs() < 1e-15);
}

#[test]
fn options_show_who_drew_them() {
    let number = |category: u8| Some(Answer::Category(category));
    let mut choices = Responses::new(2);
    let mut scores = Responses::new(2);
    // Item 0 has key 2; option 1 is taken by the person with the best other score. Person 4 left it.
    for (option, other) in [(Some(2), 1), (Some(2), 0), (Some(0), 0), (Some(1), 1), (None, 0)] {
        let answer = option.map_or(Answer::Skipped, Answer::Category);
        choices.push_dense(&[Some(answer), number(other)]).unwrap();
        let right = option.map_or(Answer::Skipped, |option| Answer::Category(u8::from(option == 2)));
        scores.push_dense(&[Some(right), number(other)]).unwrap();
    }
    let table = option_analysis(&choices, &scores, &[vec![2], vec![1]], 2).unwrap();
    let first: Vec<_> = table.iter().filter(|option| option.item == 0).collect();
    assert_eq!(first.iter().map(|o| o.option).collect::<Vec<_>>(), [Some(0), Some(1), Some(2), None]);
    assert_eq!(first.iter().map(|o| o.count).collect::<Vec<_>>(), [1, 1, 2, 1]);
    assert_eq!(first.iter().map(|o| o.suspicious).collect::<Vec<_>>(), [false, true, false, false]);
    assert!(first[2].is_key && (first[2].proportion - 0.4).abs() < 1e-15);
    assert_eq!(first[2].mean_criterion, Some(1.5));
    // Groups: the two with sum 0 below, the others (1, 1, 2) above: ties stay together.
    assert_eq!(first[2].by_group, [0.0, 2.0 / 3.0]);
    let other = Responses::new(2);
    assert!(matches!(
        option_analysis(&choices, &other, &[vec![2], vec![1]], 2),
        Err(ClassicalError::Length { what: "scored persons", .. })
    ));
    assert!(matches!(option_analysis(&choices, &scores, &[vec![2]], 2), Err(ClassicalError::Length { .. })));
}

#[test]
fn speededness_counts_from_the_end() {
    let orders = vec![vec![true; 4], vec![true, false, true, false], vec![true, false, false, false], vec![true; 2]];
    let found = speededness(&orders).unwrap();
    assert!((found.completed - 0.5).abs() < 1e-15 && (found.three_quarters - 0.75).abs() < 1e-15);
    assert!((found.not_reached - 0.25).abs() < 1e-15 && (found.omitted - 0.0625).abs() < 1e-15);
    assert_eq!(found.by_position, [0.0, 0.25, 1.0 / 3.0, 2.0 / 3.0]);
    assert!(!found.unspeeded && speededness(&[vec![true; 3]]).unwrap().unspeeded);
    assert!(speededness(&[]).is_err());
    assert_eq!(
        speededness(&[vec![true], vec![]]),
        Err(ClassicalError::Value { what: "length of the form", person: 1 })
    );
}

#[test]
fn random_forms_have_the_alpha_of_the_whole() {
    let mut random = simulated::Random::new(7);
    let items = simulated::dichotomous(30, &mut random);
    let theta: Vec<f64> = (0..3000).map(|_| random.normal()).collect();
    let whole = simulated::answers(&items, &theta, 1.0, &mut random);
    let part = simulated::answers(&items, &theta, 0.4, &mut random);
    let alpha = reliability(&ScoreTable::new(&whole, Skipped::Zero)).unwrap().alpha;
    let moments = Correlations::new(&ScoreTable::new(&part, Skipped::Zero));
    let sparse = pairwise_alpha(&moments, 30, 50).unwrap();
    assert!((sparse.alpha - alpha).abs() < 0.02, "{} {alpha}", sparse.alpha);
    assert_eq!((sparse.pairs_used, sparse.pairs_missing), (435, 0));
    assert!(pairwise_alpha(&moments, 12, 50).unwrap().alpha < sparse.alpha);
    assert!(pairwise_alpha(&moments, 30, 100_000).is_err());
}

proptest! {
    #[test]
    fn kr20_is_alpha_and_pairwise_alpha_too(cells in prop::collection::vec(prop::collection::vec(0_u8..2, 5), 3..40)) {
        let mut responses = Responses::new(5);
        for row in &cells {
            responses.push(row.iter().enumerate().map(|(i, c)| (i, Answer::Category(*c)))).unwrap();
        }
        let table = ScoreTable::new(&responses, Skipped::Zero);
        if let Ok(found) = reliability(&table) {
            prop_assert!((found.kr20.unwrap() - found.alpha).abs() < 1e-12);
            let pairwise = pairwise_alpha(&Correlations::new(&table), 5, 2).unwrap();
            prop_assert!((pairwise.alpha - found.alpha).abs() < 1e-12);
            prop_assert!(found.kr21.unwrap() <= found.alpha + 1e-12);
            prop_assert!(found.lambda2 >= found.alpha - 1e-12);
            prop_assert!(found.interval.low <= found.alpha && found.alpha <= found.interval.high);
        }
    }
}

#[test]
fn a_distractor_that_draws_the_able_is_suspicious_even_below_a_good_key() {
    let (mut choices, mut scores) = (Responses::new(2), Responses::new(2));
    let rows = [(2, 1), (2, 1), (2, 1), (1, 1), (1, 1), (1, 0), (0, 0), (0, 0), (0, 0), (0, 0)];
    for (option, other) in rows {
        choices.push([(0, Answer::Category(option)), (1, Answer::Category(other))]).unwrap();
        scores.push([(0, Answer::Category(u8::from(option == 2))), (1, Answer::Category(other))]).unwrap();
    }
    let table = option_analysis(&choices, &scores, &[vec![2], vec![1]], 3).unwrap();
    let r = |option: usize| table[option].point_biserial_rest.unwrap();
    assert!(r(2) > r(1) && r(1) > 0.05 && r(0) < 0.0);
    assert_eq!(table[..3].iter().map(|option| option.suspicious).collect::<Vec<_>>(), [false, true, false]);
}
