//! Response times: the lognormal model, rapid guessing and preknowledge on a simulated test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss, reason = "a test crate")]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use common::{case, table};
use ukur_psychometrics::integrity::times::{
    ItemTime, ResponseTimes, Thresholds, TimeCalibration, TimeError, TimeModel, calibrate,
};

fn number(record: &BTreeMap<String, String>, column: &str) -> f64 {
    record[column].parse().unwrap()
}

struct Case {
    names: Vec<String>,
    times: ResponseTimes,
    kinds: Vec<String>,
    model: TimeModel,
    compromised: Vec<bool>,
}

fn read(dir: &Path) -> Case {
    let items = table(&dir.join("items.csv"));
    let names: Vec<String> = items.iter().map(|r| r["item"].clone()).collect();
    let mut times = ResponseTimes::new(names.len());
    for record in table(&dir.join("seconds.csv")) {
        let row: Vec<Option<f64>> = names.iter().map(|name| record[name].parse().ok()).collect();
        times.push_dense(&row).unwrap();
    }
    let time = |r: &BTreeMap<String, String>| ItemTime { alpha: number(r, "alpha"), beta: number(r, "beta") };
    Case {
        names,
        times,
        kinds: table(&dir.join("persons_true.csv")).iter().map(|r| r["type"].clone()).collect(),
        model: TimeModel::new(items.iter().map(time).collect()).unwrap(),
        compromised: items.iter().map(|r| r["compromised"] == "1").collect(),
    }
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn speed_misfit_and_residuals_are_those_of_the_reference() {
    let Some(dir) = case("13_response_time") else { return };
    let case = read(&dir);
    let z = table(&dir.join("exact_z.csv"));
    let (mut largest, mut largest_z): (f64, f64) = (0.0, 0.0);
    for (person, record) in table(&dir.join("exact_persons.csv")).iter().enumerate() {
        let ours = case.model.person(&case.times, person).unwrap();
        let (eap, _) = case.model.shrunken(&case.times, person, 0.0, 0.0576).unwrap();
        for (ours, column) in [
            (ours.tau, "tau_ML"),
            (ours.tau_se, "se_tau"),
            (ours.misfit, "lt_sum_sq"),
            (ours.misfit_p, "lt_p"),
            (eap, "tau_EAP_var0576"),
        ] {
            largest = largest.max((ours - number(record, column)).abs());
        }
        for residual in case.model.residuals(&case.times, person).unwrap() {
            largest_z = largest_z.max((residual.z - number(&z[person], &case.names[residual.item])).abs());
        }
    }
    println!("persons {largest:e}, z {largest_z:e}");
    assert!(largest < 1e-8, "{largest:e}");
    // The file holds six decimals.
    assert!(largest_z < 0.51e-6, "{largest_z:e}");
}

#[test]
fn the_calibration_is_the_maximum_of_the_reference() {
    let Some(dir) = case("13_response_time") else { return };
    let case = read(&dir);
    let mut normal = ResponseTimes::new(case.names.len());
    for person in (0..case.times.persons()).filter(|person| case.kinds[*person] == "normal") {
        normal.push(case.times.row(person)).unwrap();
    }
    let fit = calibrate(&normal, &TimeCalibration::default()).unwrap();
    let mut largest: f64 = 0.0;
    for (item, record) in fit.model.items().iter().zip(table(&dir.join("exact_ml_items.csv"))) {
        largest = largest.max((item.beta - number(&record, "beta")).abs());
        largest = largest.max((item.alpha - number(&record, "alpha")).abs());
    }
    let expected = &json(&dir.join("expected.json"))["ml_model"];
    let (log, variance) = (expected["logLik"].as_f64().unwrap(), expected["var_tau"].as_f64().unwrap());
    println!("{largest:e} {:e} {:e} cycles {}", fit.log_likelihood - log, fit.tau_variance - variance, fit.cycles);
    assert!(fit.converged && largest < 1e-4, "{largest:e}");
    assert!((fit.log_likelihood - log).abs() < 1e-4 && (fit.tau_variance - variance).abs() < 1e-6);
}

#[test]
fn rapid_answers_and_effort_are_those_of_the_reference() {
    let Some(dir) = case("13_response_time") else { return };
    let case = read(&dir);
    let expected = json(&dir.join("expected.json"));
    let thresholds = Thresholds::nt10(&case.times);
    for (ours, theirs) in thresholds.seconds().iter().zip(expected["NT10"]["threshold_seconds"].as_array().unwrap()) {
        assert!((ours.unwrap() - theirs.as_f64().unwrap()).abs() < 1e-6);
    }
    // 0 honest, 1 rapid guess, 2 known before.
    let flags = table(&dir.join("true_flags.csv"));
    let mut seen: BTreeMap<&str, [f64; 3]> = BTreeMap::new();
    for (person, record) in table(&dir.join("exact_rte.csv")).iter().enumerate() {
        let effort = thresholds.effort(&case.times, person).unwrap();
        assert!((effort.effort.unwrap() - number(record, "RTE")).abs() < 1e-8);
        for residual in case.model.residuals(&case.times, person).unwrap() {
            let counts = seen.entry(&flags[person][&case.names[residual.item]]).or_default();
            counts[0] += 1.0;
            counts[1] += f64::from(u8::from(effort.rapid.contains(&residual.item)));
            counts[2] += f64::from(u8::from(residual.z < -2.5));
        }
    }
    for (flag, rule, path) in [
        ("1", 1, "/NT10/rapid/sensitivity"),
        ("0", 1, "/NT10/rapid/false_positive"),
        ("1", 2, "/z_lt_minus_2_5/rapid/sensitivity"),
        ("2", 2, "/z_lt_minus_2_5/preknowledge/sensitivity"),
        ("0", 2, "/z_lt_minus_2_5/rapid/false_positive"),
    ] {
        let rate = seen[flag][rule] / seen[flag][0];
        assert!((rate - expected.pointer(path).unwrap().as_f64().unwrap()).abs() < 1e-12, "{path} {rate}");
    }
}

#[test]
fn preknowledge_is_found_as_often_as_the_reference_finds_it() {
    let Some(dir) = case("13_response_time") else { return };
    let case = read(&dir);
    let mut rates: BTreeMap<&str, (f64, f64, f64)> = BTreeMap::new();
    for person in 0..case.times.persons() {
        let misfit = case.model.person(&case.times, person).unwrap().misfit_p < 0.01;
        let contrast = case.model.contrast(&case.times, person, &case.compromised).unwrap().unwrap();
        let rate = rates.entry(&case.kinds[person]).or_default();
        rate.0 += 1.0;
        rate.1 += f64::from(u8::from(misfit));
        rate.2 += f64::from(u8::from(contrast.p < 0.01));
    }
    println!("{rates:?}");
    let lt = &json(&dir.join("expected.json"))["lt"];
    for (kind, key) in [("rapid_end", "rapid"), ("preknowledge", "preknowledge"), ("normal", "false_positive")] {
        let (count, flagged, _) = rates[kind];
        assert!((flagged / count - lt[key].as_f64().unwrap()).abs() < 1e-9, "{kind}");
    }
    // Who is told which items leaked finds more, at no more false alarms.
    let (count, flagged, contrast) = rates["preknowledge"];
    assert!(contrast >= flagged && contrast / count >= 0.85);
    assert!(rates["normal"].2 / rates["normal"].0 <= 0.015);
}

/// Times that are exactly what a speed of `tau` makes expected.
fn exact(model: &TimeModel, items: &[usize], tau: f64) -> Vec<(usize, f64)> {
    items.iter().map(|item| (*item, (model.items()[*item].beta - tau).exp())).collect()
}

fn small_model() -> TimeModel {
    TimeModel::new(
        (0..6).map(|i| ItemTime { alpha: 1.0 + 0.2 * f64::from(i), beta: 3.0 + 0.3 * f64::from(i) }).collect(),
    )
    .unwrap()
}

#[test]
fn only_items_with_a_time_count() {
    let model = small_model();
    let mut times = ResponseTimes::new(6);
    times.push(exact(&model, &[1, 4], 0.7)).unwrap();
    times.push([]).unwrap();
    times.push(exact(&model, &[2], -0.2)).unwrap();
    let person = model.person(&times, 0).unwrap();
    let precision: f64 = 1.2_f64.powi(2) + 1.8_f64.powi(2);
    assert_eq!(person.items, 2);
    assert!((person.tau - 0.7).abs() < 1e-12 && (person.tau_se - precision.powf(-0.5)).abs() < 1e-15);
    assert!(person.misfit < 1e-20 && (person.misfit_p - 1.0).abs() < 1e-12);
    let (shrunken, sd) = model.shrunken(&times, 0, 0.0, 0.5).unwrap();
    assert!((shrunken - 0.7 * precision / (precision + 2.0)).abs() < 1e-12 && sd < person.tau_se);
    let nothing = model.person(&times, 1).unwrap();
    assert!(nothing.items == 0 && nothing.tau.abs() < 1e-15 && nothing.tau_se.is_infinite());
    assert!((nothing.misfit_p - 1.0).abs() < 1e-15 && model.residuals(&times, 1).unwrap().is_empty());
    assert_eq!(model.residuals(&times, 2).unwrap()[0].studentised, None);
    assert_eq!(model.contrast(&times, 0, &[false; 6]).unwrap(), None);
}

#[test]
fn the_contrast_is_positive_for_who_is_faster_on_leaked_items() {
    let model = small_model();
    let mut times = ResponseTimes::new(6);
    times.push(exact(&model, &[0, 1, 2], 1.5).into_iter().chain(exact(&model, &[3, 4, 5], 0.0))).unwrap();
    let leaked = [true, true, true, false, false, false];
    let found = model.contrast(&times, 0, &leaked).unwrap().unwrap();
    assert!((found.tau_suspected - 1.5).abs() < 1e-12 && found.tau_others.abs() < 1e-12);
    let (inside, outside) = (1.0 + 1.44 + 1.96, 2.56 + 3.24 + 4.0);
    let z = 1.5 / f64::sqrt(1.0 / inside + 1.0 / outside);
    assert!((found.z - z).abs() < 1e-12 && found.p < 0.01);
    // Its square is the gain in fit of two speeds over one.
    assert!((model.person(&times, 0).unwrap().misfit - z * z).abs() < 1e-10);
}

#[test]
fn a_studentised_residual_is_that_of_an_item_whose_own_time_is_left_out() {
    let (model, mut times) = (small_model(), ResponseTimes::new(6));
    let row: Vec<(usize, f64)> = [30.0, 20.0, 90.0, 41.0, 8.0, 77.0].into_iter().enumerate().collect();
    times.push(row.clone()).unwrap();
    for left_out in 0..6 {
        let mut others = ResponseTimes::new(6);
        others.push(row.iter().copied().filter(|(item, _)| *item != left_out)).unwrap();
        let speed = model.person(&others, 0).unwrap();
        let ItemTime { alpha, beta } = model.items()[left_out];
        let z = (row[left_out].1.ln() - beta + speed.tau) / (alpha.powi(-2) + speed.tau_se.powi(2)).sqrt();
        let ours = model.residuals(&times, 0).unwrap()[left_out].studentised.unwrap();
        assert!((ours - z).abs() < 1e-12, "{left_out}: {ours} {z}");
    }
}

#[test]
fn hostile_models_and_persons_are_refused() {
    let item = |alpha: f64, beta: f64| TimeModel::new(vec![ItemTime { alpha, beta }]).map(|_| ());
    for alpha in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(item(alpha, 1.0), Err(TimeError::Parameter { item: 0, field: "alpha", .. })));
    }
    assert!(matches!(item(1.0, f64::NAN), Err(TimeError::Parameter { field: "beta", .. })));
    let (model, mut times) = (small_model(), ResponseTimes::new(6));
    times.push([(0, 5.0)]).unwrap();
    assert_eq!(model.person(&times, 1).map(|_| ()), Err(TimeError::NoSuchPerson { person: 1, persons: 1 }));
    assert!(model.person(&ResponseTimes::new(5), 0).is_err());
    assert!(model.contrast(&times, 0, &[true]).is_err());
    assert!(model.shrunken(&times, 0, 0.0, 0.0).is_err() && model.shrunken(&times, 0, f64::NAN, 1.0).is_err());
}
