//! Answer copying: the published indices on a simulated hall, and laws that hold on any data.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss, reason = "a test crate")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use common::{case, table};
use ukur_psychometrics::integrity::copying::{
    Abilities, CopyingError, Counted, Hall, OptionModel, Screening, WrongOptions, WrongOptionsSource,
};
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

/// Two options or four, one key, probabilities by hand.
fn small_bank() -> Vec<ItemModel> {
    vec![ItemModel::Nominal { a: vec![0.0; 4], d: vec![0.0, 0.5_f64.ln(), 0.25_f64.ln(), 0.25_f64.ln()] }; 4]
}

fn responses(items: usize, rows: &[&[(usize, Answer)]]) -> Responses {
    let mut out = Responses::new(items);
    rows.iter().for_each(|row| out.push(row.iter().copied()).unwrap());
    out
}

const fn chose(item: usize, option: u8) -> (usize, Answer) {
    (item, Answer::Category(option))
}

#[test]
fn only_items_that_both_answered_count() {
    let skipped = (2, Answer::Skipped);
    // Common and answered: items 0 and 1. Both left item 2; item 3 was on one form only.
    let choices =
        responses(4, &[&[chose(0, 0), chose(1, 2), skipped], &[chose(0, 0), chose(1, 3), skipped, chose(3, 0)]]);
    let hall = Hall::new(&choices, &[0; 4], &[0.0, 1.0], &small_bank()).unwrap();
    let pair = hall.pair(0, 1).unwrap();
    assert_eq!(
        (pair.common, pair.matches, pair.identical_right, pair.identical_wrong, pair.both_wrong),
        (2, 1, 1, 0, 1)
    );
    // Options have probabilities 1/2, 1/4, 1/8, 1/8.
    assert!((pair.omega_first.expected - 0.625).abs() < 1e-14, "source chose 0 and 3");
    let same = 0.25 + 0.0625 + 2.0 / 64.0;
    assert!((pair.gbt.expected - 2.0 * same).abs() < 1e-14);
    assert!((pair.gbt.p - (1.0 - (1.0 - same).powi(2))).abs() < 1e-14);
    assert!((pair.omega_first.exact_p - (1.0 - 0.5 * 0.875)).abs() < 1e-14);
    let matched = hall.matched_items(0, 1).unwrap();
    assert_eq!((matched.len(), matched[0].item, matched[0].right), (1, 0, true));
}

#[test]
fn forms_without_a_common_item_are_not_tested() {
    let choices = responses(4, &[&[chose(0, 0)], &[chose(1, 0)], &[]]);
    let hall = Hall::new(&choices, &[0; 4], &[0.0; 3], &small_bank()).unwrap();
    let pair = hall.pair(0, 1).unwrap();
    assert_eq!((pair.common, pair.omega_first.statistic), (0, None));
    assert!(
        [pair.omega_first.p, pair.omega_first.exact_p, pair.gbt.p, hall.m4(0, 1).unwrap().p]
            .iter()
            .all(|p| (p - 1.0).abs() < 1e-15)
    );
    let screened = hall.screen(&Screening { minimum_common: 0, ..Screening::default() }).unwrap();
    assert_eq!((screened.pairs.len(), screened.untested), (0, 3));
    let counted = Counted::new(&choices, &[0; 4], 0.25).unwrap().pair(0, 1).unwrap();
    assert_eq!((counted.common, counted.k, counted.s2), (0, None, None));
}

#[test]
fn each_direction_uses_the_ability_of_its_copier() {
    // P(0) = logistic(theta).
    let bank = vec![ItemModel::Nominal { a: vec![1.0, 0.0], d: vec![0.0, 0.0] }; 3];
    let choices = responses(3, &[&[chose(0, 0), chose(1, 1), chose(2, 0)], &[chose(0, 1), chose(1, 1), chose(2, 0)]]);
    let hall = Hall::new(&choices, &[0; 3], &[-1.0, 2.0], &bank).unwrap();
    let (pair, swapped) = (hall.pair(0, 1).unwrap(), hall.pair(1, 0).unwrap());
    let right = |theta: f64| 1.0 / (1.0 + f64::exp(-theta));
    assert!((pair.omega_first.expected - (2.0 * (1.0 - right(-1.0)) + right(-1.0))).abs() < 1e-14);
    assert!((pair.omega_second.expected - (2.0 * right(2.0) + 1.0 - right(2.0))).abs() < 1e-14);
    assert_eq!((pair.omega_first, pair.omega_second), (swapped.omega_second, swapped.omega_first));
    assert_eq!((pair.identical_wrong, pair.identical_right), (1, 1));
    assert!((pair.gbt.p - swapped.gbt.p).abs() < 1e-15);
}

#[test]
fn with_scales_each_item_has_its_own_ability() {
    let bank = vec![ItemModel::Nominal { a: vec![1.0, 0.0], d: vec![0.0, 0.0] }; 2];
    let choices = responses(2, &[&[chose(0, 0), chose(1, 0)], &[chose(0, 0), chose(1, 0)]]);
    let theta = vec![vec![-1.0, 2.0], vec![0.0, 0.0]];
    let hall = Hall::new(&choices, &[0; 2], Abilities::Scales { scale_of: &[1, 0], theta: &theta }, &bank).unwrap();
    let right = |theta: f64| 1.0 / (1.0 + f64::exp(-theta));
    let matched = hall.matched_items(0, 1).unwrap();
    assert!((matched[0].chances.0 - right(2.0)).abs() < 1e-14 && (matched[1].chances.0 - right(-1.0)).abs() < 1e-14);
    let new = |scale_of: &[usize]| {
        Hall::new(&choices, &[0; 2], Abilities::Scales { scale_of, theta: &theta }, &bank).map(|_| ())
    };
    assert_eq!(new(&[0, 2]), Err(CopyingError::Theta { person: 0 }), "no third scale");
    assert!(matches!(new(&[0]), Err(CopyingError::Length { .. })));
}

#[test]
fn hostile_halls_are_refused_with_the_place() {
    let choices = responses(4, &[&[chose(0, 0)], &[chose(0, 4)]]);
    let bank = small_bank();
    let new = |key: &[u8], theta: &[f64]| Hall::new(&choices, key, theta, &bank).map(|_| ());
    assert_eq!(new(&[0; 4], &[0.0; 2]), Err(CopyingError::Choice { person: 1, item: 0, choice: 4, options: 4 }));
    assert_eq!(new(&[0; 4], &[f64::NAN, 0.0]), Err(CopyingError::Theta { person: 0 }));
    assert_eq!(new(&[0, 9, 0, 0], &[0.0; 2]), Err(CopyingError::Key { item: 1, key: 9, options: 4 }));
    assert!(matches!(new(&[0; 3], &[0.0; 2]), Err(CopyingError::Length { what: "keys", .. })));
    assert!(matches!(new(&[0; 4], &[0.0; 3]), Err(CopyingError::Length { what: "θ", .. })));
    let broken = vec![ItemModel::Nominal { a: vec![f64::NAN; 4], d: vec![0.0; 4] }; 4];
    let broken = Hall::new(&choices, &[0; 4], &[0.0; 2], &broken).map(|_| ());
    assert_eq!(broken, Err(CopyingError::Probability { person: 0, item: 0 }));
    let wide = vec![ItemModel::Nominal { a: vec![0.0; 40], d: vec![0.0; 40] }; 4];
    let wide = Hall::new(&choices, &[0; 4], &[0.0; 2], &wide).map(|_| ());
    assert_eq!(wide, Err(CopyingError::Options { item: 0, options: 40 }));
    let uneven = vec![ItemModel::Nominal { a: vec![0.0; 3], d: vec![0.0; 4] }; 4];
    let uneven = Hall::new(&choices, &[0; 4], &[0.0; 2], &uneven).map(|_| ());
    assert_eq!(uneven, Err(CopyingError::Options { item: 0, options: 0 }));
    let huge = Hall::new(
        &choices,
        &[0; 4],
        &[f64::MAX, 0.0],
        &vec![ItemModel::Nominal { a: vec![9.0; 4], d: vec![0.0; 4] }; 4],
    );
    assert_eq!(huge.map(|_| ()), Err(CopyingError::Probability { person: 0, item: 0 }));
    let empty = Hall::new(&Responses::new(4), &[0; 4], &[], &bank).unwrap();
    assert!(empty.screen(&Screening::default()).unwrap().pairs.is_empty());
    assert_eq!(empty.pair(0, 1).map(|_| ()), Err(CopyingError::NoSuchPerson { person: 0, persons: 0 }));
    let screening = Screening { neighbours: &[(0, 7)], ..Screening::default() };
    assert!(empty.screen(&screening).is_err());
    assert_eq!(Counted::new(&choices, &[0; 4], 0.0).map(|_| ()).unwrap_err(), CopyingError::Guessing);
    let counted = Counted::new(&choices, &[0; 4], 0.25).unwrap();
    assert_eq!(counted.pair(1, 1).map(|_| ()).unwrap_err(), CopyingError::SamePerson { person: 1 });
}

#[test]
fn wrong_options_follow_the_persons_of_like_ability() {
    // Weak persons choose option 1, able ones option 2, when they are wrong.
    let mut choices = Responses::new(1);
    let theta: Vec<f64> = (0..200).map(|i| f64::from(i) / 50.0 - 2.0).collect();
    for (person, theta) in theta.iter().enumerate() {
        choices.push([chose(0, if person % 3 == 0 { 0 } else { 1 + u8::from(*theta > 0.0) })]).unwrap();
    }
    let items = [ItemModel::Dichotomous { a: 1.0, d: 0.0, g: 0.0 }];
    let source =
        WrongOptionsSource { choices: &choices, key: &[0], options: &[4], theta: (&theta).into(), items: &items };
    let learnt = WrongOptions::learn(&source).unwrap();
    let at = |theta: f64| {
        let mut out = [0.0; 4];
        learnt.fill(0, theta, &mut out);
        assert!((out.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        out
    };
    for theta in [-30.0, -1.5, 0.0, 1.5, 30.0] {
        assert!((at(theta)[0] - 1.0 / (1.0 + f64::exp(-theta))).abs() < 1e-12, "the calibrated right answer");
        assert!(at(theta)[3] > 0.0, "nobody chose it, yet it is possible");
    }
    assert!(at(-1.5)[1] > 10.0 * at(-1.5)[2] && at(1.5)[2] > 10.0 * at(1.5)[1]);
    let nominal = small_bank();
    let refused = WrongOptions::learn(&WrongOptionsSource { items: &nominal[..1], ..source }).map(|_| ());
    assert_eq!(refused, Err(CopyingError::NotDichotomous { item: 0, categories: 4 }));
}

#[test]
fn k_by_hand_compares_only_with_persons_who_saw_the_same_items() {
    let row = |options: [u8; 4]| -> Vec<(usize, Answer)> { (0..4).map(|i| chose(i, options[i])).collect() };
    let copier = row([1, 1, 0, 0]);
    let source = row([1, 1, 1, 0]);
    // Two wrong as the copier: one shares one wrong option with the source, one shares none and left an item.
    let like = row([1, 0, 2, 0]);
    let mut left = row([2, 0, 0, 0]);
    left[3] = (3, Answer::Skipped);
    // Another form: shares everything with the source, but never saw item 3.
    let other_form = row([1, 1, 1, 0])[..3].to_vec();
    let choices = responses(4, &[&copier, &source, &like, &left, &other_form]);
    let indices = Counted::new(&choices, &[0; 4], 0.25).unwrap().pair(0, 1).unwrap();
    assert_eq!((indices.common, indices.wrong_copier, indices.wrong_source, indices.identical_wrong), (4, 2, 3, 2));
    assert_eq!((indices.comparable, indices.same_level), (4, 3));
    // (2 + 1 + 0) / 3 shared of 3 wrong: p = 1/3; P(X >= 2 of 3) = 7/27.
    assert!((indices.expected.unwrap() - 1.0).abs() < 1e-15 && (indices.k.unwrap() - 7.0 / 27.0).abs() < 1e-15);
    // One level alone bears no regression.
    assert_eq!((indices.k1, indices.k2, indices.s1), (None, None, None));
}

proptest::proptest! {
    #[test]
    fn any_sparse_hall_gives_probabilities_and_counts_that_add_up(
        rows in proptest::collection::vec(proptest::collection::vec(proptest::option::of(0_u8..5), 4), 2..6),
        theta in proptest::collection::vec(-6.0_f64..6.0, 6),
    ) {
        let mut choices = Responses::new(4);
        for row in &rows {
            let cells = row.iter().map(|cell| cell.map(|c| if c < 4 { Answer::Category(c) } else { Answer::Skipped }));
            choices.push_dense(&cells.collect::<Vec<_>>()).unwrap();
        }
        let hall = Hall::new(&choices, &[1; 4], &theta[..rows.len()], &small_bank()).unwrap();
        let counted = Counted::new(&choices, &[1; 4], 0.25).unwrap();
        for (first, second) in (0..rows.len()).flat_map(|i| (0..rows.len()).map(move |j| (i, j))).filter(|(i, j)| i != j) {
            let pair = hall.pair(first, second).unwrap();
            let both = rows[first].iter().zip(&rows[second]).filter(|(a, b)| matches!((a, b), (Some(0..4), Some(0..4))));
            assert_eq!(pair.common, both.count());
            assert_eq!(pair.matches, pair.identical_right + pair.identical_wrong);
            assert!(pair.matches <= pair.common && pair.identical_wrong <= pair.both_wrong);
            let m4 = hall.m4(first, second).unwrap();
            let indices = counted.pair(first, second).unwrap();
            assert_eq!((indices.common, indices.identical_wrong), (pair.common, pair.identical_wrong));
            let p = [pair.omega_first.p, pair.omega_first.exact_p, pair.gbt.p, m4.p];
            let maybe = [indices.k, indices.k1, indices.k2, indices.s1, indices.s2];
            assert!(p.into_iter().chain(maybe.into_iter().flatten()).all(|p| (0.0..=1.0).contains(&p)));
        }
    }
}
