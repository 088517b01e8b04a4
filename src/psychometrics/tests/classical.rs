//! Classical analysis against the reference cases, and on data of its own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

mod common;

use std::path::Path;

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
