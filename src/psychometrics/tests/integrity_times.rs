//! Response times: the lognormal model, rapid guessing and preknowledge on a simulated test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss, reason = "a test crate")]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use common::{case, table};
use ukur_psychometrics::integrity::times::{
    ItemTime, ResponseTimes, Thresholds, TimeCalibration, TimeModel, calibrate,
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
