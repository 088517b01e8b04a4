//! Accuracy and consistency against reference case 08, and predictions against simulation.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss, reason = "a test crate")]

mod common;

use proptest::prelude::*;
use ukur_psychometrics::classification::{
    Assumptions, BorderlineRule, ClassificationError, Cuts, Estimator, Simulation, category_probabilities, judge, lee,
    person, predict, predict_rough, raw_cuts, rudner_persons, rudner_quadrature, second_look, simulate,
};
use ukur_psychometrics::grid::equally_spaced;
use ukur_psychometrics::multidim::{self, Population};
use ukur_psychometrics::scoring::{Prior, Scorer};
use ukur_psychometrics::{Grid, ItemModel};

fn cuts() -> Cuts {
    Cuts::from_t(&[40.0, 50.0, 60.0]).unwrap()
}

#[test]
fn indices_equal_the_exact_ones() {
    let Some(folder) = common::case("08_classification") else { return };
    let read = |name: &str| -> serde_json::Value {
        serde_json::from_str(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap()
    };
    let (exact, expected) = (read("exact.json"), read("expected.json"));
    let number = |row: &std::collections::BTreeMap<String, String>, column: &str| row[column].parse::<f64>().unwrap();
    let models: Vec<ItemModel> = common::table(&folder.join("items.csv"))
        .iter()
        .map(|row| {
            let (a, b) = (number(row, "a"), number(row, "b"));
            ItemModel::Dichotomous { a, d: -a * b, g: number(row, "g") }
        })
        .collect();
    let persons = common::table(&folder.join("persons.csv"));
    let pairs = |theta: &str, se: &str| -> Vec<(f64, f64)> {
        persons.iter().map(|row| (number(row, theta), number(row, se))).collect()
    };
    let cuts = cuts();
    let raw: Vec<f64> = expected["raw_cuts"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
    let nodes = Grid::normal(41, 4.0, 0.0, 1.0);
    let truth: Vec<f64> = persons.iter().map(|row| number(row, "theta_true")).collect();
    let equal = Grid { weights: vec![1.0 / truth.len() as f64; truth.len()], nodes: truth };
    let found = [
        ("rudner_person_WLE", rudner_persons(&pairs("theta_WLE", "se_WLE"), &cuts)),
        ("rudner_person_EAP_psd", rudner_persons(&pairs("theta_EAP", "psd_EAP"), &cuts)),
        ("rudner_quadrature_N01", rudner_quadrature(&models, &nodes, &cuts)),
        ("lee_person_at_true_theta", lee(&models, &equal, &raw)),
        ("lee_quadrature_N01", lee(&models, &nodes, &raw)),
    ];
    for (name, indices) in found {
        let indices = indices.unwrap();
        let off = |index: &str, value: f64| (value - exact[name][index].as_f64().unwrap()).abs();
        let (accuracy, consistency) = (off("accuracy", indices.accuracy), off("consistency", indices.consistency));
        println!("{name}: accuracy off by {accuracy:.1e}, consistency by {consistency:.1e}");
        assert!(accuracy < 1e-8 && consistency < 1e-8, "{name}: {indices:?}");
        // The other program's information under guessing is wrong, and with it its cuts on quadrature.
        for (cut, index) in indices.cuts.iter().enumerate().filter(|_| name != "rudner_quadrature_N01") {
            let other = &expected[name][format!("cut{}", cut + 1)];
            assert!((index.accuracy - other["accuracy"].as_f64().unwrap()).abs() < 1e-8, "{name} {cut}");
            assert!((index.consistency - other["consistency"].as_f64().unwrap()).abs() < 1e-8, "{name} {cut}");
        }
    }
    for row in &persons {
        let person = person(number(row, "theta_WLE"), number(row, "se_WLE"), &cuts).unwrap();
        assert!((person.accuracy - number(row, "rud_acc_WLE")).abs() < 1e-8);
        assert!((person.consistency - number(row, "rud_con_WLE")).abs() < 1e-8);
    }
    for (found, tcc) in raw_cuts(&models, &cuts).unwrap().iter().zip(expected["tcc_at_cuts"].as_array().unwrap()) {
        assert!((found - tcc.as_f64().unwrap()).abs() < 1e-9);
    }
}

/// SplitMix64 (Steele, Lea & Flood, 2014), as a number from 0 to 1.
fn generator(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn form(items: usize, seed: u64) -> Vec<ItemModel> {
    let mut uniform = generator(seed);
    let mut normal = move || (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
    (0..items)
        .map(|_| {
            let a = (0.3 * normal()).exp();
            ItemModel::Dichotomous { a, d: -a * normal(), g: 0.2 }
        })
        .collect()
}

/// What is predicted is what happens: accuracy and consistency of EAP categories among simulated persons.
#[test]
fn predictions_come_true() {
    for (items, tolerance) in [(10, 0.02), (30, 0.02), (60, 0.02)] {
        let models = form(items, 7);
        let prediction = predict(std::slice::from_ref(&models), &cuts(), Prior::default(), Estimator::Bayes).unwrap();
        let scorer = Scorer::new(&models, Prior::default(), &Prior::default().grid(61)).unwrap();
        let mut uniform = generator(11);
        let (mut right, mut same) = (0_u32, 0_u32);
        for _ in 0..8_000 {
            let theta = (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
            let mut sitting = || {
                let pattern: Vec<(usize, usize)> = models
                    .iter()
                    .enumerate()
                    .map(|(i, model)| (i, usize::from(uniform() < model.probabilities(theta)[1])))
                    .collect();
                cuts().category(scorer.eap(&pattern).unwrap().theta)
            };
            let (first, second) = (sitting(), sitting());
            right += u32::from(first == cuts().category(theta));
            same += u32::from(first == second);
        }
        let (accuracy, consistency) = (f64::from(right) / 8_000.0, f64::from(same) / 8_000.0);
        println!(
            "{items} items: accuracy predicted {:.3}, happened {accuracy:.3}; consistency {:.3}, {consistency:.3}",
            prediction.accuracy, prediction.consistency
        );
        assert!((prediction.accuracy - accuracy).abs() < tolerance, "{items}");
        assert!((prediction.consistency - consistency).abs() < 2.0 * tolerance, "{items}");
    }
}

#[test]
fn longer_forms_are_better_and_forms_are_averaged() {
    let accuracy = |forms: &[Vec<ItemModel>], estimator| predict(forms, &cuts(), Prior::default(), estimator).unwrap();
    let (short, long) = (form(10, 3), form(40, 3));
    let (worst, best) = (
        accuracy(std::slice::from_ref(&short), Estimator::Bayes),
        accuracy(std::slice::from_ref(&long), Estimator::Bayes),
    );
    assert!(worst.accuracy + 0.1 < best.accuracy && worst.reliability < best.reliability);
    let both = accuracy(&[short.clone(), long], Estimator::Bayes);
    assert!((both.accuracy - 0.5 * (worst.accuracy + best.accuracy)).abs() < 1e-12);
    assert!((both.lowest_form - worst.accuracy).abs() < 1e-12 && (both.highest_form - best.accuracy).abs() < 1e-12);
    assert!((both.categories.iter().map(|c| c.share).sum::<f64>() - 1.0).abs() < 1e-12);
    assert!(both.curve.windows(2).all(|pair| pair[0].theta < pair[1].theta));
    let likelihood = accuracy(&[short], Estimator::Likelihood);
    assert!(likelihood.accuracy < worst.accuracy, "a prior helps short tests");
    // Rudner's index on quadrature is the likelihood's prediction.
    let rudner = rudner_quadrature(&form(40, 3), &Prior::default().grid(16_001), &cuts()).unwrap();
    let predicted = accuracy(&[form(40, 3)], Estimator::Likelihood);
    assert!((rudner.accuracy - predicted.accuracy).abs() < 1e-3 && (rudner.kappa - predicted.kappa).abs() < 1e-3);
}

#[test]
fn uncalibrated_items_give_a_range_around_the_truth() {
    let difficulties = equally_spaced(10, -1.5, 1.5);
    let rough = predict_rough(&[difficulties], &cuts(), Prior::default(), &Assumptions::default()).unwrap();
    println!("10 uncalibrated items: {rough:?}");
    assert!(rough.low < rough.middle && rough.middle < rough.high);
    assert!(rough.low > 0.3 && rough.high < 0.75, "{rough:?}");
    let bad = Assumptions { guessing: 1.0, ..Assumptions::default() };
    let refused = predict_rough(&[vec![0.0]], &cuts(), Prior::default(), &bad);
    assert!(matches!(refused, Err(ClassificationError::Value { field: "guessing", .. })));
    let empty = predict_rough(&[vec![]], &cuts(), Prior::default(), &Assumptions::default());
    assert_eq!(empty, Err(ClassificationError::NoItems { form: 0 }));
}

#[test]
fn several_domains_are_predicted_alike_from_one_seed() {
    let population = Population::correlated(2, &[1.0, 0.7, 0.7, 1.0]);
    let items: Vec<(ItemModel, usize)> =
        form(40, 5).into_iter().enumerate().map(|(i, model)| (model, usize::from(i >= 30))).collect();
    let weights = [0.5, 0.5];
    let scorer = multidim::Scorer::new(&items, &population, &multidim::Settings::default()).unwrap();
    let cuts = cuts();
    let simulation = Simulation { persons: 3_000, forms: &[], cuts: &cuts, weights: Some(&weights) };
    let run = || simulate(&scorer, &population, &simulation, generator(1)).unwrap();
    let found = run();
    assert_eq!(found, run());
    assert_eq!(found.len(), 3);
    assert!(found[0].accuracy > found[1].accuracy && found[0].rmse < found[1].rmse);
    // The ten items of the second domain borrow from the thirty of the first.
    let alone: Vec<ItemModel> = items[30..].iter().map(|(model, _)| model.clone()).collect();
    let single = predict(&[alone], &cuts, Prior::default(), Estimator::Bayes).unwrap();
    assert!(found[1].accuracy > single.accuracy + 0.01, "{} {}", found[1].accuracy, single.accuracy);
    assert!(found[1].reliability > single.reliability + 0.03);
    let halves = [(0..20).collect::<Vec<usize>>(), (20..40).collect()];
    let shorter = simulate(&scorer, &population, &Simulation { forms: &halves, ..simulation.clone() }, generator(1));
    assert!(shorter.unwrap()[2].accuracy < found[2].accuracy);
    let nobody = simulate(&scorer, &population, &Simulation { persons: 0, ..simulation.clone() }, generator(1));
    assert_eq!(nobody, Err(ClassificationError::Empty));
    let missing = [vec![99]];
    let wrong = simulate(&scorer, &population, &Simulation { forms: &missing, ..simulation }, generator(1));
    assert_eq!(wrong, Err(ClassificationError::NoSuchItem { form: 0, item: 99, items: 40 }));
}

#[test]
fn the_uncertain_are_looked_at_again() {
    let scores = [(0.5, 0.2), (0.05, 0.3), (-1.4, 0.3), (2.4, 0.5)];
    let list = second_look(&scores, &cuts(), BorderlineRule::default()).unwrap();
    assert_eq!(list.iter().map(|found| found.person).collect::<Vec<_>>(), [1]);
    assert!(list[0].category == 2 && list[0].instead == 1 && list[0].nearest_cut.abs() < 1e-15);
    let near = BorderlineRule { below_probability: None, within_errors: Some(1.5) };
    let list = second_look(&scores, &cuts(), near).unwrap();
    assert_eq!(list.iter().map(|found| found.person).collect::<Vec<_>>(), [1, 2]);
    assert!((list[1].errors_away + 0.4 / 0.3).abs() < 1e-12);
    assert!(judge(0.0, 0.3, &[0.5, 0.5], &cuts(), near).is_err());
    assert_eq!(second_look(&[(f64::NAN, 0.1)], &cuts(), near), Err(ClassificationError::Score { person: 0 }));
    assert!(second_look(&[], &cuts(), near).unwrap().is_empty());
}

#[test]
fn bad_input_is_named() {
    assert_eq!(rudner_persons(&[], &cuts()), Err(ClassificationError::Empty));
    let infinite = rudner_persons(&[(0.0, 0.3), (f64::INFINITY, 0.3)], &cuts());
    assert_eq!(infinite, Err(ClassificationError::Score { person: 1 }));
    let nothing = rudner_quadrature(&[], &Grid::standard(41), &cuts());
    assert!(matches!(nothing, Err(ClassificationError::NoInformation { .. })));
    assert_eq!(lee(&[], &Grid::standard(41), &[2.0, 1.0]), Err(ClassificationError::RawCuts));
    let no_items = predict(&[vec![]], &cuts(), Prior::default(), Estimator::Bayes);
    assert_eq!(no_items, Err(ClassificationError::NoItems { form: 0 }));
    let no_form = predict(&[], &cuts(), Prior::default(), Estimator::Bayes);
    assert_eq!(no_form, Err(ClassificationError::NoItems { form: 0 }));
    let sure = person(0.3, 0.0, &cuts()).unwrap();
    assert!((sure.accuracy - 1.0).abs() < 1e-15 && (sure.consistency - 1.0).abs() < 1e-15);
}

proptest! {
    #[test]
    fn probabilities_sum_to_one(theta in -4.0..4.0_f64, se in 0.0..2.0_f64) {
        let probabilities = category_probabilities(theta, se, &cuts());
        prop_assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        prop_assert!(probabilities.iter().all(|p| (0.0..=1.0).contains(p)));
    }

    /// Kappa is 1 without error and falls with it; accuracy is at least consistency's root of chance.
    #[test]
    fn more_error_never_helps(scores in prop::collection::vec(-2.0..2.0_f64, 2..30), se in 0.05..0.5_f64) {
        let at = |se: f64| {
            rudner_persons(&scores.iter().map(|theta| (*theta, se)).collect::<Vec<_>>(), &cuts()).unwrap()
        };
        let (clear, blurred) = (at(0.0), at(se));
        prop_assert!((clear.accuracy - 1.0).abs() < 1e-12 && (clear.kappa - 1.0).abs() < 1e-12);
        prop_assert!(blurred.accuracy <= clear.accuracy && blurred.consistency <= blurred.accuracy + 1e-12);
    }
}
