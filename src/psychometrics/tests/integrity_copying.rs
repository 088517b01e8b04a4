//! Answer copying: the published indices on a simulated hall, and laws that hold on any data.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss, reason = "a test crate")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use common::{case, table};
use ukur_psychometrics::integrity::copying::{Counted, Hall, Screening};
use ukur_psychometrics::{Answer, ItemModel, Responses};

type Record = BTreeMap<String, String>;

struct Case {
    persons: BTreeMap<String, usize>,
    /// Options from 0.
    choices: Responses,
    key: Vec<u8>,
    /// Right is 1.
    scored: Responses,
    theta_nominal: Vec<f64>,
    theta_scored: Vec<f64>,
    nominal: Vec<ItemModel>,
    dichotomous: Vec<ItemModel>,
}

fn number(record: &Record, column: &str) -> f64 {
    record[column].parse().unwrap()
}

fn read(dir: &Path) -> Case {
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(dir.join("key.json")).unwrap()).unwrap();
    let key: Vec<u8> =
        json["key"].as_array().unwrap().iter().map(|k| u8::try_from(k.as_u64().unwrap()).unwrap() - 1).collect();
    let records = table(&dir.join("choices.csv"));
    let names: Vec<String> = table(&dir.join("fitted_2pl.csv")).iter().map(|r| r["item"].clone()).collect();
    let (mut choices, mut scored) = (Responses::new(key.len()), Responses::new(key.len()));
    for record in &records {
        let row: Vec<Option<u8>> = names.iter().map(|name| record[name].parse::<u8>().ok().map(|c| c - 1)).collect();
        let dense: Vec<_> = row.iter().map(|c| c.map(Answer::Category)).collect();
        choices.push_dense(&dense).unwrap();
        let dense: Vec<_> =
            row.iter().zip(&key).map(|(c, key)| c.map(|c| Answer::Category(u8::from(c == *key)))).collect();
        scored.push_dense(&dense).unwrap();
    }
    let theta = table(&dir.join("fitted_theta.csv"));
    let nominal = table(&dir.join("fitted_nrm.csv"));
    let four = |record: &Record, letter: &str| (1..=4).map(|k| number(record, &format!("{letter}{k}"))).collect();
    Case {
        persons: records.iter().enumerate().map(|(i, r)| (r["id"].clone(), i)).collect(),
        choices,
        key,
        scored,
        theta_nominal: theta.iter().map(|r| number(r, "theta_nrm")).collect(),
        theta_scored: theta.iter().map(|r| number(r, "theta_2pl")).collect(),
        nominal: nominal.iter().map(|r| ItemModel::Nominal { a: four(r, "a"), d: four(r, "c") }).collect(),
        dichotomous: table(&dir.join("fitted_2pl.csv"))
            .iter()
            .map(|r| {
                let (a, b, g) = (number(r, "a"), number(r, "b"), number(r, "g"));
                ItemModel::Dichotomous { a, d: -a * b, g }
            })
            .collect(),
    }
}

impl Case {
    fn nominal_hall(&self) -> Hall {
        Hall::new(&self.choices, &self.key, &self.theta_nominal, &self.nominal).unwrap()
    }

    fn scored_hall(&self) -> Hall {
        Hall::new(&self.scored, &vec![1; self.key.len()], &self.theta_scored, &self.dichotomous).unwrap()
    }

    fn pair(&self, record: &Record) -> (usize, usize) {
        (self.persons[&record["copier"]], self.persons[&record["source"]])
    }
}

/// Largest distance by index over the pairs of one file.
#[derive(Default)]
struct Distance(BTreeMap<&'static str, f64>);

impl Distance {
    fn see(&mut self, index: &'static str, ours: Option<f64>, theirs: f64) {
        let ours = ours.unwrap_or_else(|| panic!("{index} is missing"));
        let largest = self.0.entry(index).or_default();
        *largest = largest.max((ours - theirs).abs());
    }

    fn below(&self, tolerances: &[(&str, f64)]) {
        println!("{:?}", self.0);
        for (index, tolerance) in tolerances {
            assert!(self.0[index] < *tolerance, "{index}: {:e}", self.0[index]);
        }
    }
}

fn compare(case: &Case, hall: &Hall, counted: &Counted<'_>, dir: &Path, files: (&str, &str)) {
    let mut distance = Distance::default();
    for record in table(&dir.join(files.0)) {
        let (copier, source) = case.pair(&record);
        let pair = hall.pair(copier, source).unwrap();
        distance.see("W", pair.omega_first.statistic, number(&record, "W"));
        distance.see("W_p", Some(pair.omega_first.p), number(&record, "W_p"));
        distance.see("GBT_p", Some(pair.gbt.p), number(&record, "GBT_p"));
        distance.see("K_p", counted.pair(copier, source).unwrap().k, number(&record, "K_p"));
        assert_eq!(pair.matches.to_string(), record["matches"]);
        assert_eq!(hall.matched_items(copier, source).unwrap().len(), pair.matches);
    }
    for record in table(&dir.join(files.1)) {
        let (copier, source) = case.pair(&record);
        let indices = counted.pair(copier, source).unwrap();
        distance.see("M4", Some(hall.m4(copier, source).unwrap().p), number(&record, "M4.pvalue"));
        distance.see("K1", indices.k1, number(&record, "K1.pvalue"));
        distance.see("K2", indices.k2, number(&record, "K2.pvalue"));
        distance.see("S1", indices.s1, number(&record, "S1.pvalue"));
        distance.see("S2", indices.s2, number(&record, "S2.pvalue"));
    }
    distance.below(&[
        ("W", 1e-8),
        ("W_p", 1e-8),
        ("GBT_p", 1e-8),
        ("K_p", 1e-8),
        ("M4", 1e-8),
        ("K1", 1e-8),
        ("K2", 1e-8),
        ("S1", 1e-8),
        ("S2", 1e-8),
    ]);
}

#[test]
fn nominal_indices_are_those_of_the_reference() {
    let Some(dir) = case("11_copying") else { return };
    let case = read(&dir);
    let counted = Counted::new(&case.choices, &case.key, 0.25).unwrap();
    compare(&case, &case.nominal_hall(), &counted, &dir, ("exact_nom.csv", "expected_nominal.csv"));
}

#[test]
fn scored_indices_are_those_of_the_reference() {
    let Some(dir) = case("11_copying") else { return };
    let case = read(&dir);
    let key = vec![1; case.key.len()];
    let counted = Counted::new(&case.scored, &key, 0.2).unwrap();
    compare(&case, &case.scored_hall(), &counted, &dir, ("exact_dich.csv", "expected_dichotomous.csv"));
}

#[test]
fn false_positives_over_all_innocent_pairs_are_those_of_the_reference() {
    let Some(dir) = case("11_copying") else { return };
    let case = read(&dir);
    let guilty: BTreeSet<(usize, usize)> = table(&dir.join("true_copying.csv"))
        .iter()
        .map(|record| case.pair(record))
        .flat_map(|(copier, source)| [(copier, source), (source, copier)])
        .collect();
    let screened = case.nominal_hall().screen(&Screening::default()).unwrap();
    let p: Vec<f64> = screened
        .pairs
        .iter()
        .map(|pair| pair.evidence)
        .filter(|pair| pair.second < 400 && !guilty.contains(&(pair.first, pair.second)))
        .flat_map(|pair| [pair.omega_first.p, pair.omega_second.p])
        .collect();
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(dir.join("exact_summary.json")).unwrap()).unwrap();
    assert_eq!(json["pairs"].as_u64().unwrap(), p.len() as u64);
    for (level, rate) in json["omega_nominal_false_positive_rates_first_400_persons"].as_object().unwrap() {
        let level: f64 = level.parse().unwrap();
        let ours = p.iter().filter(|p| **p < level).count() as f64 / p.len() as f64;
        assert!((ours - rate.as_f64().unwrap()).abs() < 1e-12, "{level}: {ours} {rate}");
    }
}
