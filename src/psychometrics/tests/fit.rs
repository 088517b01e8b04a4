//! Fit statistics against the reference cases.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss, reason = "a test crate")]

mod common;

use std::path::Path;

use serde_json::Value;
use ukur_psychometrics::classical::{ImpliedReliability, implied_reliability};
use ukur_psychometrics::fit::{
    Ability, Estimator, ScoreFitSettings, Slopes, limited_information, local_dependence, person_fit, q3, s_x2,
    sum_scores,
};
use ukur_psychometrics::{Answer, Grid, ItemModel, Responses, Skipped};

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

/// Responses of a file without names; the lowest category becomes 0.
fn load(path: &Path) -> Responses {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows: Vec<Vec<Option<u8>>> =
        reader.records().map(|row| row.unwrap().iter().map(|cell| cell.parse().ok()).collect()).collect();
    let lowest = rows.iter().flatten().flatten().min().copied().unwrap();
    let mut responses = Responses::new(rows[0].len());
    for row in &rows {
        let cells: Vec<_> = row.iter().map(|cell| cell.map(|c| Answer::Category(c - lowest))).collect();
        responses.push_dense(&cells).unwrap();
    }
    responses
}

#[derive(Default)]
struct Worst(f64);

impl Worst {
    fn check(&mut self, found: f64, expected: f64, tolerance: f64, what: &str) {
        let away = (found - expected).abs();
        assert!(away <= tolerance, "{what}: {found} expected {expected}");
        self.0 = self.0.max(away);
    }
}

#[test]
fn person_fit_of_3pl_answers_is_exact() {
    let Some(folder) = common::case("05_personfit_3pl") else { return };
    let responses = load(&folder.join("responses.csv"));
    let items: Vec<ItemModel> = common::table(&folder.join("items.csv"))
        .iter()
        .map(|row| {
            let a = number(&row["a"]);
            ItemModel::Dichotomous { a, d: -a * number(&row["b"]), g: number(&row["g"]) }
        })
        .collect();
    let (reference, exact) = (common::table(&folder.join("reference.csv")), common::table(&folder.join("exact.csv")));
    let mut worst = Worst::default();
    for (name, estimator) in [
        ("ML", Estimator::MaximumLikelihood),
        ("MAP", Estimator::Map { mean: 0.0, sd: 1.0 }),
        ("WLE", Estimator::Wle),
        ("EAP", Estimator::Other),
    ] {
        let theta: Vec<f64> = reference.iter().map(|row| number(&row[&format!("theta_{name}")])).collect();
        let found = person_fit(&items, &responses, Skipped::Zero, &theta, estimator).unwrap();
        for ((fit, row), shown) in found.iter().zip(&exact).zip(&reference) {
            let fit = fit.unwrap();
            let value = |key: &str| number(&row[&format!("{key}_{name}")]);
            worst.check(fit.lz.unwrap(), value("lz"), 1e-8, name);
            worst.check(fit.outfit, value("outfit"), 1e-8, name);
            worst.check(fit.infit, value("infit"), 1e-8, name);
            if name == "EAP" {
                assert!(fit.lz_star.is_err());
                worst.check(fit.lz.unwrap(), number(&shown["mirt_Zh_EAP"]), 1e-8, name);
            } else {
                worst.check(fit.lz_star.unwrap(), value("lzstar"), 1e-8, name);
            }
        }
    }
    println!("05_personfit_3pl: largest difference {:.1e}", worst.0);
}

#[test]
fn person_fit_of_graded_answers_is_exact() {
    let Some(folder) = common::case("05_personfit_grm") else { return };
    let responses = load(&folder.join("responses.csv"));
    let items: Vec<ItemModel> = common::table(&folder.join("items.csv"))
        .iter()
        .map(|row| {
            let a = number(&row["a"]);
            ItemModel::Graded { a, d: ["b1", "b2", "b3"].iter().map(|b| -a * number(&row[*b])).collect() }
        })
        .collect();
    let (reference, exact) = (common::table(&folder.join("reference.csv")), common::table(&folder.join("exact.csv")));
    let theta: Vec<f64> = reference.iter().map(|row| number(&row["theta_EAP"])).collect();
    let found = person_fit(&items, &responses, Skipped::Zero, &theta, Estimator::Other).unwrap();
    let mut worst = Worst::default();
    for ((fit, row), exact) in found.iter().zip(&reference).zip(&exact) {
        let fit = fit.unwrap();
        worst.check(fit.lz.unwrap(), number(&exact["lzpoly_EAP"]), 1e-8, "lz");
        worst.check(fit.outfit, number(&row["mirt_outfit"]), 1e-8, "outfit");
        worst.check(fit.infit, number(&row["mirt_infit"]), 1e-8, "infit");
    }
    println!("05_personfit_grm: largest difference {:.1e}", worst.0);
}

fn models(expected: &Value) -> Vec<ItemModel> {
    let graded = expected["model"].as_str().unwrap().contains("graded");
    let read = |row: &Value| -> Vec<f64> { row.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect() };
    expected["pars"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let row = read(row);
            if graded {
                ItemModel::Graded { a: row[0], d: row[1..].to_vec() }
            } else {
                ItemModel::Dichotomous { a: row[0], d: row[1], g: row[2] }
            }
        })
        .collect()
}

fn check_fit(name: &str) {
    let Some(folder) = common::case(name) else { return };
    let responses = load(&folder.join("responses.csv"));
    let expected: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("expected.json")).unwrap()).unwrap();
    let items = models(&expected);
    let k = items.len();
    let grid = Grid::normal(161, 8.0, 0.0, 1.0);
    let float = |value: &Value| value.as_f64().unwrap();
    let mut worst = Worst::default();
    let whole = &expected["M2_or_C2"][0];
    let found = limited_information(&items, &responses, Skipped::Zero, &grid, Slopes::Free, 2).unwrap();
    assert_eq!(found.df as u64, whole["df"].as_u64().unwrap());
    for (value, key) in [
        (found.statistic, "M2"),
        (found.p, "p"),
        (found.rmsea, "RMSEA"),
        (found.rmsea_low, "RMSEA_5"),
        (found.rmsea_high, "RMSEA_95"),
        (found.srmsr, "SRMSR"),
        (found.tli, "TLI"),
        (found.cfi, "CFI"),
    ] {
        worst.check(value, float(&whole[key]), 1e-3, key);
    }
    println!("{name}: M2/C2 largest difference {:.1e}", worst.0);
    worst.0 = 0.0;
    let residuals = q3(&items, &responses, Skipped::Zero, Ability::PosteriorMean(&grid), 3).unwrap();
    for (place, value) in residuals.values.iter().enumerate() {
        worst.check(value.unwrap(), float(&expected["Q3"][place / k][place % k]), 1e-3, "Q3");
    }
    println!("{name}: Q3 largest difference {:.1e}", worst.0);
    worst.0 = 0.0;
    for pair in local_dependence(&items, &responses, Skipped::Zero, &grid, 1).unwrap() {
        let pair = pair.unwrap();
        worst.check(pair.x2, float(&expected["LD_X2"][pair.second][pair.first]), 1e-3, "LD-X2");
        worst.check(pair.v, float(&expected["LD_X2"][pair.first][pair.second]), 1e-3, "V");
    }
    println!("{name}: LD-X2 largest difference {:.1e}", worst.0);
    worst.0 = 0.0;
    check_scores(name, &items, &responses, &expected);
    let fits = s_x2(&items, &responses, Skipped::Zero, &grid, &ScoreFitSettings::default()).unwrap();
    for (fit, row) in fits.iter().zip(expected["S_X2"].as_array().unwrap()) {
        let fit = fit.unwrap();
        assert_eq!(fit.df as u64, row["df.S_X2"].as_u64().unwrap(), "{fit:?}");
        worst.check(fit.x2, float(&row["S_X2"]), 1e-3, "S-X2");
        worst.check(fit.p, float(&row["p.S_X2"]), 1e-3, "p");
        worst.check(fit.rmsea, float(&row["RMSEA.S_X2"]), 1e-3, "RMSEA");
    }
    println!("{name}: S-X2 largest difference {:.1e}", worst.0);
}

fn check_scores(name: &str, items: &[ItemModel], responses: &Responses, expected: &Value) {
    let grid = Grid::normal(161, 8.0, 0.0, 1.0);
    let mut worst = Worst::default();
    let rows = expected["EAPsum"].as_array().unwrap();
    let first = rows[0]["Sum.Scores"].as_u64().unwrap();
    let table = sum_scores(items, &grid).unwrap();
    for row in rows {
        let place = row["Sum.Scores"].as_u64().unwrap() - first;
        let score = table.iter().find(|score| score.score as u64 == place).unwrap();
        let shown = responses.persons() as f64 * score.probability;
        let observed = row["observed"].as_f64().unwrap();
        worst.check(score.theta, row["F1"].as_f64().unwrap(), 1e-3, "EAPsum");
        worst.check(score.sd, row["SE_F1"].as_f64().unwrap(), 1e-3, "SE");
        worst.check(shown, row["expected"].as_f64().unwrap(), 1e-3, "expected");
        worst.check((observed - shown).abs() / shown.sqrt(), row["std.res"].as_f64().unwrap(), 1e-3, "residual");
    }
    println!("{name}: EAPsum largest difference {:.1e}", worst.0);
    let all: Vec<&ItemModel> = items.iter().collect();
    let marginal = ImpliedReliability::marginal(&all, &grid);
    worst.check(marginal, expected["marginal_rxx"].as_f64().unwrap(), 1e-6, "marginal reliability");
    let (theta, sd): (Vec<f64>, Vec<f64>) = (0..responses.persons())
        .map(|person| {
            let log = |theta: f64| -> f64 {
                responses.categories(person, Skipped::Zero).map(|(i, k)| items[i].log_probability(k, theta)).sum()
            };
            let weights: Vec<f64> = grid.nodes.iter().zip(&grid.weights).map(|(x, w)| w * log(*x).exp()).collect();
            let sum: f64 = weights.iter().sum();
            let moment =
                |power: i32| weights.iter().zip(&grid.nodes).map(|(w, x)| w * x.powi(power)).sum::<f64>() / sum;
            (moment(1), (moment(2) - moment(1).powi(2)).sqrt())
        })
        .unzip();
    let empirical = implied_reliability(&theta, &sd).unwrap().empirical;
    worst.check(empirical, expected["empirical_rxx"].as_f64().unwrap(), 1e-6, "empirical reliability");
    for row in expected["test_information"].as_array().unwrap() {
        let information: f64 = items.iter().map(|item| item.information(row["theta"].as_f64().unwrap())).sum();
        worst.check(information, row["info"].as_f64().unwrap(), 1e-3, "information");
    }
}

#[test]
fn lsat7_has_its_fit() {
    check_fit("16_fit_lsat7");
}

#[test]
fn science_has_its_fit() {
    check_fit("16_fit_science");
}
