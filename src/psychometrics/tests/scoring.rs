//! Scores against the reference cases 03, 10 and 16, and laws on items of our own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]
#![allow(clippy::float_cmp, reason = "infinities and exact halves")]

mod common;

use std::path::Path;

use proptest::prelude::*;
use ukur_psychometrics::parameters::{ItemRecord, OneOrMany};
use ukur_psychometrics::responses::{Answer, Responses, Skipped};
use ukur_psychometrics::scoring::{
    NoEstimate, Norms, Prior, Scorer, ScoringError, SumScores, TScore, sum_score_distribution, test_information,
};
use ukur_psychometrics::{Grid, ItemModel};

fn items(path: &Path) -> Vec<ItemModel> {
    let file: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let records = file["items"].as_array().unwrap();
    records.iter().map(from_json).collect()
}

fn from_json(record: &serde_json::Value) -> ItemModel {
    let numbers = |value: &serde_json::Value| match value.as_array() {
        Some(many) => OneOrMany::Many(many.iter().map(|v| v.as_f64().unwrap()).collect()),
        None => OneOrMany::One(value.as_f64().unwrap()),
    };
    let record = ItemRecord {
        id: "i".into(),
        domain: None,
        model: record["type"].as_str().map(str::to_owned),
        a: numbers(&record["a"]),
        b: Some(numbers(&record["b"])),
        c: record["g"].as_f64(),
        d: None,
        errors: std::collections::BTreeMap::default(),
    };
    record.checked(None).unwrap().model
}

fn responses(path: &Path) -> Responses {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let mut responses = Responses::new(reader.headers().unwrap().len());
    for row in reader.records() {
        let cells: Vec<Option<Answer>> =
            row.unwrap().iter().map(|cell| cell.parse().ok().map(Answer::Category)).collect();
        responses.push_dense(&cells).unwrap();
    }
    responses
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

/// Both infinite alike, or closer than `tolerance`.
fn same(found: f64, expected: f64, tolerance: f64) -> bool {
    found == expected || (found - expected).abs() <= tolerance
}

#[test]
fn every_estimator_equals_the_exact_scores() {
    for name in ["03_ability_dich", "03_ability_grm"] {
        let Some(folder) = common::case(name) else { return };
        let models = items(&folder.join("items.json"));
        let answers = responses(&folder.join("patterns.csv"));
        let prior = Prior::default();
        let scorer = Scorer::new(&models, prior, &prior.grid(161)).unwrap();
        let (eap, map) =
            (scorer.eap_all(&answers, Skipped::Zero).unwrap(), scorer.map_all(&answers, Skipped::Zero).unwrap());
        let (ml, wle) =
            (scorer.ml_all(&answers, Skipped::Zero).unwrap(), scorer.wle_all(&answers, Skipped::Zero).unwrap());
        let mut worst = std::collections::BTreeMap::<&str, f64>::new();
        for (person, row) in common::table(&folder.join("exact_scores.csv")).iter().enumerate() {
            let mut check = |column: &'static str, found: f64, tolerance: f64| {
                let expected = number(&row[column]);
                assert!(same(found, expected, tolerance), "{name} {person} {column}: {found} {expected}");
                let off = if found == expected { 0.0 } else { (found - expected).abs() };
                worst.entry(column).and_modify(|w| *w = w.max(off)).or_insert(off);
            };
            check("EAP", eap[person].theta, 1e-8);
            check("se_EAP", eap[person].se, 1e-8);
            check("MAP", map[person].theta, 1e-6);
            check("se_MAP_observed", map[person].se_observed, 1e-6);
            check("se_MAP_expected", map[person].se_expected, 1e-6);
            match ml[person] {
                Ok(ml) => {
                    check("ML", ml.theta, 1e-6);
                    check("se_ML_expected", ml.se_expected, 1e-6);
                    check("se_ML_observed", ml.se_observed, 1e-6);
                }
                Err(why) => check("ML", why.theta().unwrap(), 0.0),
            }
            let wle = wle[person].unwrap();
            check("WLE", wle.theta, 1e-6);
            check("se_WLE", wle.se, 1e-6);
        }
        println!("{name}: {worst:?}");
    }
}

#[test]
fn sum_scores_and_information_equal_the_reference() {
    for (name, lowest) in [("16_fit_lsat7", 0), ("16_fit_science", 4)] {
        let Some(folder) = common::case(name) else { return };
        let text = std::fs::read_to_string(folder.join("expected.json")).unwrap();
        let expected: serde_json::Value = serde_json::from_str(&text).unwrap();
        let models: Vec<ItemModel> = expected["pars"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                let row: Vec<f64> = row.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
                match lowest {
                    0 => ItemModel::Dichotomous { a: row[0], d: row[1], g: row[2] },
                    _ => ItemModel::Graded { a: row[0], d: row[1..].to_vec() },
                }
            })
            .collect();
        let table = SumScores::new(&models, &Grid::normal(161, 8.0, 0.0, 1.0)).unwrap();
        let observed: f64 =
            expected["EAPsum"].as_array().unwrap().iter().map(|row| row["observed"].as_f64().unwrap()).sum();
        let mut worst = [0.0_f64; 4];
        for row in expected["EAPsum"].as_array().unwrap() {
            let score = usize::try_from(row["Sum.Scores"].as_u64().unwrap()).unwrap() - lowest;
            let found = table.of(score).unwrap();
            worst[0] = worst[0].max((found.theta - row["F1"].as_f64().unwrap()).abs());
            worst[1] = worst[1].max((found.se - row["SE_F1"].as_f64().unwrap()).abs());
            worst[2] = worst[2].max((found.share * observed - row["expected"].as_f64().unwrap()).abs());
        }
        for row in expected["test_information"].as_array().unwrap() {
            let found = test_information(&models, row["theta"].as_f64().unwrap());
            worst[3] = worst[3].max((found - row["info"].as_f64().unwrap()).abs());
        }
        println!("{name}: theta, se, expected, information off by {worst:?}");
        assert!(worst.iter().all(|off| *off < 1e-6), "{name}: {worst:?}");
    }
}

#[test]
fn a_large_calibration_is_scored_alike() {
    let Some(folder) = common::case("10_sim_2000x120") else { return };
    let table = common::table(&folder.join("exact_items_prior_none.csv"));
    let answers = responses(&folder.join("responses.csv"));
    let expected = common::table(&folder.join("exact_scores_prior_none.csv"));
    for domain in ["technical", "sociocultural", "digital", "numerical"] {
        let place: Vec<usize> = (0..table.len()).filter(|i| table[*i]["domain"] == domain).collect();
        let models: Vec<ItemModel> = place.iter().map(|i| by_location(&table[*i])).collect();
        let prior = Prior::default();
        let scorer = Scorer::new(&models, prior, &Grid::standard(121)).unwrap();
        let scores = scorer.eap_all(&answers.select(&place), Skipped::Zero).unwrap();
        for (score, row) in scores.iter().zip(&expected) {
            let (theta, se) = (number(&row[&format!("EAP_{domain}")]), number(&row[&format!("PSD_{domain}")]));
            // The file carries eight decimals of score and nine of parameter.
            assert!(same(score.theta, theta, 5e-8) && same(score.se, se, 5e-8), "{domain}: {score:?} {theta} {se}");
        }
    }
}

fn by_location(row: &std::collections::BTreeMap<String, String>) -> ItemModel {
    let a = number(&row["a"]);
    let b: Vec<f64> = ["b1", "b2", "b3"].iter().filter_map(|column| row[*column].parse().ok()).collect();
    match row["type"].as_str() {
        "2PL" | "3PL" => ItemModel::Dichotomous { a, d: -a * b[0], g: number(&row["g"]) },
        "graded" => ItemModel::Graded { a, d: b.iter().map(|b| -a * b).collect() },
        _ => {
            let mut sum = 0.0;
            ItemModel::PartialCredit {
                a,
                d: b.iter()
                    .map(|b| {
                        sum -= a * b;
                        sum
                    })
                    .collect(),
            }
        }
    }
}

fn mixture() -> Vec<ItemModel> {
    vec![
        ItemModel::Dichotomous { a: 1.3, d: -0.4, g: 0.2 },
        ItemModel::Dichotomous { a: 0.9, d: 0.7, g: 0.0 },
        ItemModel::Graded { a: 1.7, d: vec![2.0, 0.1, -1.5] },
        ItemModel::PartialCredit { a: 0.8, d: vec![0.9, 1.1, -0.4] },
        ItemModel::Nominal { a: vec![0.2, 0.5, 1.4], d: vec![0.0, 0.3, -0.2] },
    ]
}

fn scorer(models: &[ItemModel]) -> Scorer {
    Scorer::new(models, Prior::default(), &Prior::default().grid(121)).unwrap()
}

#[test]
fn nothing_answered_says_so() {
    let scorer = scorer(&mixture());
    let eap = scorer.eap(&[]).unwrap();
    assert!(eap.theta.abs() < 1e-12 && (eap.se - 1.0).abs() < 1e-9);
    let map = scorer.map(&[]).unwrap();
    assert!(map.theta.abs() < 1e-9 && (map.se_expected - 1.0).abs() < 1e-12);
    assert_eq!(scorer.ml(&[]).unwrap(), Err(NoEstimate::NothingAnswered));
    assert_eq!(scorer.wle(&[]).unwrap(), Err(NoEstimate::NothingAnswered));
    assert!(scorer.eap_all(&Responses::new(5), Skipped::Zero).unwrap().is_empty());
}

#[test]
fn bad_input_is_named() {
    let models = mixture();
    let scorer = scorer(&models);
    assert_eq!(scorer.eap(&[(9, 0)]), Err(ScoringError::NoSuchItem { person: 0, item: 9, items: 5 }));
    let category = ScoringError::Category { person: 0, item: 0, category: 2, categories: 2 };
    assert_eq!(scorer.wle(&[(0, 2)]), Err(category));
    assert_eq!(scorer.ml(&[(1, 0), (0, 0), (1, 1)]), Err(ScoringError::Twice { person: 0, item: 1 }));
    let grid = Grid::standard(61);
    let nan = [ItemModel::Dichotomous { a: f64::NAN, d: 0.0, g: 0.0 }];
    assert!(matches!(Scorer::new(&nan, Prior::default(), &grid), Err(ScoringError::Model { item: 0, .. })));
    let rising = [ItemModel::Graded { a: 1.0, d: vec![0.0, 1.0] }];
    assert!(matches!(Scorer::new(&rising, Prior::default(), &grid), Err(ScoringError::Model { .. })));
    let flat = Prior { mean: 0.0, sd: 0.0 };
    assert_eq!(Scorer::new(&models, flat, &grid).unwrap_err(), ScoringError::Prior);
    let weightless = Grid { nodes: vec![0.0, 1.0], weights: vec![0.0, 0.0] };
    assert_eq!(Scorer::new(&models, Prior::default(), &weightless).unwrap_err(), ScoringError::Grid);
    let other = Responses::new(4);
    let wrong = scorer.eap_all(&other, Skipped::Zero);
    assert_eq!(wrong, Err(ScoringError::Items { responses: 4, models: 5 }));
}

#[test]
fn infinite_likelihoods_are_named() {
    let models = mixture();
    let scorer = scorer(&models);
    let lowest: Vec<(usize, usize)> = (0..5).map(|item| (item, 0)).collect();
    let highest: Vec<(usize, usize)> = (0..5).map(|item| (item, models[item].categories() - 1)).collect();
    assert_eq!(scorer.ml(&lowest).unwrap(), Err(NoEstimate::MinusInfinity));
    assert_eq!(scorer.ml(&highest).unwrap(), Err(NoEstimate::PlusInfinity));
    // One 3PL item answered right by guessing does not hold the likelihood up.
    assert_eq!(scorer.ml(&[(0, 1), (1, 0), (2, 0), (3, 0), (4, 0)]).unwrap(), Err(NoEstimate::MinusInfinity));
    assert!(scorer.wle(&lowest).unwrap().unwrap().theta < scorer.wle(&highest).unwrap().unwrap().theta);
    let flat = [ItemModel::Dichotomous { a: 0.0, d: 0.3, g: 0.0 }];
    let scorer = self::scorer(&flat);
    assert_eq!(scorer.ml(&[(0, 1)]).unwrap(), Err(NoEstimate::NoInformation));
    assert_eq!(scorer.wle(&[(0, 1)]).unwrap(), Err(NoEstimate::NoInformation));
}

/// The one right answer of a weak test lies far outside the coarse grid, and is found there.
#[test]
fn estimates_far_out_are_found() {
    let models: Vec<ItemModel> = (0..40).map(|_| ItemModel::Dichotomous { a: 0.2, d: 0.0, g: 0.0 }).collect();
    let pattern: Vec<(usize, usize)> = (0..40).map(|item| (item, usize::from(item == 0))).collect();
    let ml = scorer(&models).ml(&pattern).unwrap().unwrap();
    // 40 equal items: logit of 1/40, divided by the slope.
    assert!((ml.theta - (1.0_f64 / 39.0).ln() / 0.2).abs() < 1e-8, "{ml:?}");
}

/// Hard items right and easy ones wrong, with guessing: two maxima, the higher one taken.
#[test]
fn of_two_maxima_the_higher_is_taken() {
    let mut models: Vec<ItemModel> =
        (0..6).map(|i| ItemModel::Dichotomous { a: 2.5, d: 2.5 * (1.0 + 0.1 * f64::from(i)), g: 0.0 }).collect();
    models.extend((0..12).map(|i| ItemModel::Dichotomous { a: 2.5, d: -2.5 * (2.0 + 0.1 * f64::from(i)), g: 0.25 }));
    let pattern: Vec<(usize, usize)> = (0..18).map(|item| (item, usize::from(!(4..6).contains(&item)))).collect();
    let scorer = scorer(&models);
    let height = |theta: f64| -> f64 { pattern.iter().map(|(i, k)| models[*i].log_probability(*k, theta)).sum() };
    let fine = (-1000..=1000).map(|i| f64::from(i) * 0.01).max_by(|a, b| height(*a).total_cmp(&height(*b))).unwrap();
    let ml = scorer.ml(&pattern).unwrap().unwrap();
    assert!(ml.maxima == 2 && (ml.theta - fine).abs() < 0.011, "{ml:?} {fine}");
}

/// Where everything right may have been guessed, minus infinity can beat a maximum in the middle.
#[test]
fn a_local_maximum_below_the_limit_is_no_estimate() {
    let mut models: Vec<ItemModel> = (0..4).map(|_| ItemModel::Dichotomous { a: 2.5, d: 2.5, g: 0.2 }).collect();
    models.extend((0..16).map(|_| ItemModel::Dichotomous { a: 2.5, d: -5.0, g: 0.25 }));
    let pattern: Vec<(usize, usize)> = (0..20).map(|item| (item, usize::from(item >= 4))).collect();
    let height = |theta: f64| -> f64 { pattern.iter().map(|(i, k)| models[*i].log_probability(*k, theta)).sum() };
    let peak = (100..400).map(|i| height(f64::from(i) * 0.01)).fold(f64::NEG_INFINITY, f64::max);
    assert!(
        peak > height(1.0) + 1.0 && peak > height(4.0) + 1.0 && peak < height(-30.0),
        "two maxima, one of them far"
    );
    assert_eq!(scorer(&models).ml(&pattern).unwrap(), Err(NoEstimate::MinusInfinity));
}

#[test]
fn sum_scores_are_those_of_all_patterns() {
    let models = &mixture()[..4];
    let distribution = sum_score_distribution(models, 0.4);
    let mut expected = vec![0.0; 9];
    for pattern in 0..64_usize {
        let answer = [pattern % 2, pattern / 2 % 2, pattern / 4 % 4, pattern / 16];
        let p: f64 = answer.iter().zip(models).map(|(k, m)| m.probabilities(0.4)[*k]).product();
        expected[answer.iter().sum::<usize>()] += p;
    }
    assert!(distribution.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-15));
    let table = SumScores::new(models, &Prior::default().grid(121)).unwrap();
    assert!((table.rows.iter().map(|row| row.share).sum::<f64>() - 1.0).abs() < 1e-12);
    assert!(table.rows.windows(2).all(|pair| pair[0].theta < pair[1].theta));
    assert!((0.3..0.9).contains(&table.marginal_reliability()));
    assert!(table.of(9).is_none());
    let none = SumScores::new(&[], &Prior::default().grid(121)).unwrap();
    assert!(none.rows.len() == 1 && none.rows[0].theta.abs() < 1e-12);
}

#[test]
fn ranks_count_half_of_the_ties() {
    let norms = Norms::new(&[3.0, 1.0, 2.0, 2.0]).unwrap();
    let rank = |score: f64| norms.percentile(score).unwrap();
    assert_eq!([0.0, 1.0, 1.5, 2.0, 3.0, 4.0].map(rank), [0.0, 12.5, 25.0, 50.0, 87.5, 100.0]);
    assert_eq!(norms.percentile(f64::NAN), None);
    assert!((norms.normalized_t(2.0).unwrap() - 50.0).abs() < 1e-9 && norms.normalized_t(9.0).is_none());
    assert_eq!(norms.rows().len(), 3);
    assert!(Norms::new(&[]).is_err() && Norms::new(&[1.0, f64::NAN]).is_err());
    assert_eq!(TScore::new(-1.0, 0.3), TScore { t: 40.0, se: 3.0 });
}

proptest! {
    /// What is not shown changes nothing: any order, any number of other items.
    #[test]
    fn the_tables_add_up_to_the_likelihood(answers in prop::collection::vec((any::<bool>(), 0..4_usize), 5)) {
        let models = mixture();
        let mut pattern: Vec<(usize, usize)> = answers
            .iter()
            .enumerate()
            .filter(|(_, (shown, _))| *shown)
            .map(|(item, (_, category))| (item, category % models[item].categories()))
            .collect();
        let scorer = scorer(&models);
        let grid = Prior::default().grid(121);
        let found = scorer.posterior(&pattern).unwrap();
        let mut direct: Vec<f64> = grid.nodes.iter().zip(&grid.weights).map(|(theta, weight)| {
            weight * pattern.iter().map(|(i, k)| models[*i].probabilities(*theta)[*k]).product::<f64>()
        }).collect();
        let total: f64 = direct.iter().sum();
        direct.iter_mut().for_each(|w| *w /= total);
        prop_assert!(found.iter().zip(&direct).all(|(a, b)| (a - b).abs() < 1e-13));
        pattern.reverse();
        let again = scorer.posterior(&pattern).unwrap();
        prop_assert!(found.iter().zip(&again).all(|(a, b)| (a - b).abs() < 1e-13));
    }

    /// MAP stands where its slope is 0; WLE solves Warm's equation; both by differences of plain probabilities.
    #[test]
    fn estimates_solve_their_equations(answers in prop::collection::vec(0..4_usize, 5), mean in -1.0..1.0_f64) {
        let models = mixture();
        let pattern: Vec<(usize, usize)> =
            answers.iter().enumerate().map(|(item, k)| (item, k % models[item].categories())).collect();
        let prior = Prior { mean, sd: 0.8 };
        let scorer = Scorer::new(&models, prior, &prior.grid(121)).unwrap();
        let height = |theta: f64| -> f64 { pattern.iter().map(|(i, k)| models[*i].log_probability(*k, theta)).sum() };
        let slope = |theta: f64| (height(theta + 1e-5) - height(theta - 1e-5)) / 2e-5;
        let map = scorer.map(&pattern).unwrap().theta;
        prop_assert!((slope(map) - (map - mean) / 0.64).abs() < 1e-7);
        let wle = scorer.wle(&pattern).unwrap().unwrap();
        let (mut information, mut bias) = (0.0, 0.0);
        for curve in models.iter().flat_map(|model| model.curves_at(wle.theta)) {
            information += curve.dp * curve.dp / curve.p;
            bias += curve.dp * curve.d2p / curve.p;
        }
        prop_assert!((slope(wle.theta) + bias / (2.0 * information)).abs() < 1e-7);
        prop_assert!((wle.se - 1.0 / information.sqrt()).abs() < 1e-10);
    }
}
