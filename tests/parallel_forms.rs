//! The forms of a hall from the shipped bank: what the fairness certificate promises, counted anew.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss, reason = "a test crate that counts little")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ukur::bank::{BankFiles, load, load_blueprints};
use ukur::domain::assembly::{
    Candidate, Drawn, Figures, Hall, Method, Place, Served, derive_seed, draw_hall, is_eligible, verify,
};
use ukur::domain::bank::Bank;
use ukur::domain::blueprint::Blueprint;
use ukur::domain::form::Form;
use ukur::domain::ids::{AttemptId, ItemId};
use ukur::domain::item::JobFamily;
use ukur::domain::measure::{Measure, Parameters};

const HALL: usize = 400;
const ROW: usize = 20;

fn shipped() -> (Bank, Blueprint) {
    let files =
        |name| BankFiles::read_dir(&Path::new(env!("CARGO_MANIFEST_DIR")).join("item_bank").join(name)).unwrap();
    let blueprints = load_blueprints(&files("blueprints")).unwrap();
    let full = blueprints.into_iter().find(|blueprint| blueprint.id.as_str() == "asn-umum").unwrap();
    (load(&files("umum")).unwrap(), full)
}

/// Rows of 20, every job family, a few without one.
fn candidates(session: &str) -> Vec<Candidate> {
    let one = |n: usize| Candidate {
        family: JobFamily::ALL.get(n % 6).copied(),
        seed: derive_seed(&[5; 32], &AttemptId::new(format!("{session}-{n}"))),
        place: Place {
            room: Some("Aula".into()),
            seat: Some(format!("{}-{}", char::from(b'A' + u8::try_from(n / ROW).unwrap()), n % ROW + 1)),
        },
    };
    (0..HALL).map(one).collect()
}

fn drawn(bank: &Bank, blueprint: &Blueprint, candidates: &[Candidate], served: &Served) -> Drawn {
    let parameters = Parameters::new();
    draw_hall(&Hall { blueprint, bank, parameters: &parameters, candidates, served, seed: 7 }).unwrap()
}

fn items(form: &Form) -> BTreeSet<&ItemId> {
    form.items().map(|item| &item.id).collect()
}

/// Pairs that sit one row and one seat apart, in rows of so many.
fn diagonal(count: usize, row: usize) -> Vec<(usize, usize)> {
    let left = (0..count - row).filter(|n| n % row > 0).map(|n| (n, n + row - 1));
    left.chain((0..count - row).filter(|n| n % row + 1 < row).map(|n| (n, n + row + 1))).collect()
}

/// Pairs that sit side by side or one behind the other.
fn beside() -> Vec<(usize, usize)> {
    let right = (0..HALL).filter(|n| n % ROW + 1 < ROW).map(|n| (n, n + 1));
    right.chain((0..HALL - ROW).map(|n| (n, n + ROW))).collect()
}

/// The expected overall score of a form at θ, out of the blueprint's own words.
fn expected(form: &Form, bank: &Bank, blueprint: &Blueprint, theta: f64) -> f64 {
    let none = Parameters::new();
    let weights: f64 = blueprint.sections.iter().map(|section| section.weight).sum();
    let section = |section: &ukur::domain::form::FormSection| {
        let scores = section.items.iter().map(|item| Measure::of(&bank.items[&item.id], &none).expected(theta));
        let weight = blueprint.sections[usize::from(section.rule)].weight;
        100.0 * scores.sum::<f64>() / section.items.len() as f64 * weight / weights
    };
    form.sections.iter().map(section).sum()
}

fn range(values: impl Iterator<Item = f64>) -> f64 {
    let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
    high - low
}

fn largest(figures: &Figures) -> Vec<f64> {
    figures.score.iter().map(ukur::domain::assembly::Spread::largest_difference).collect()
}

#[test]
fn a_hall_of_the_shipped_bank_is_fair() {
    let (bank, blueprint) = shipped();
    let candidates = candidates("a");
    let start = std::time::Instant::now();
    let Drawn { forms, fairness } = drawn(&bank, &blueprint, &candidates, &Served::default());
    println!("{HALL} forms with their certificate in {:?}", start.elapsed());
    assert_eq!((fairness.method, fairness.tolerance.widened, fairness.calibrated), (Method::Parallel, 1.0, 0));
    for (form, candidate) in forms.iter().zip(&candidates) {
        assert_eq!(verify(form, &blueprint, &bank), Ok(()));
        assert!(form.items().all(|item| is_eligible(&bank.items[&item.id], candidate.family)));
    }
    // The certificate says what an auditor finds in the forms themselves.
    for (at, cut) in fairness.cuts.iter().enumerate() {
        let found = range(forms.iter().map(|form| expected(form, &bank, &blueprint, cut.theta)));
        assert!((found - largest(&fairness.drawn)[at]).abs() < 1e-9, "{found}");
        assert!(found <= 2.0 * fairness.tolerance.score, "{found}");
        assert!(largest(&fairness.chance)[at] > 2.0 * found, "chance would do as well");
    }
    let spreads = |f: &Figures| {
        f.score.iter().chain(&f.information).chain(f.sections.iter().flatten()).copied().collect::<Vec<_>>()
    };
    assert!(spreads(&fairness.drawn).iter().all(|spread| spread.within >= 1.0));
    assert!(!spreads(&fairness.chance).iter().all(|spread| spread.within >= 1.0));
    exposure_is_what_the_forms_show(&forms, &fairness);
    let sets: Vec<_> = forms.iter().map(items).collect();
    let shared = |(a, b): &(usize, usize)| sets[*a].intersection(&sets[*b]).count();
    let neighbours: usize = beside().iter().map(shared).sum();
    assert_eq!(fairness.neighbours as usize, beside().len());
    let mean = neighbours as f64 / beside().len() as f64 / 60.0;
    assert!((mean - fairness.drawn.overlap.neighbours_mean).abs() < 1e-9);
    assert!(mean < 0.02, "neighbours share {mean}");
    let across = diagonal(HALL, ROW);
    assert_eq!(fairness.diagonals as usize, across.len());
    let mean = across.iter().map(shared).sum::<usize>() as f64 / across.len() as f64 / 60.0;
    assert!((mean - fairness.drawn.overlap.diagonal_mean).abs() < 1e-9);
    assert!(mean <= fairness.drawn.overlap.mean, "in the diagonal {mean}");
}

/// Four rooms of ten rows of ten: who sits beside or behind shares nothing, who sits in the diagonal no more than anybody.
#[test]
fn in_rooms_of_ten_rows_the_diagonal_shares_no_more_than_others() {
    let (bank, blueprint) = shipped();
    let mut rooms = candidates("a");
    for (n, candidate) in rooms.iter_mut().enumerate() {
        let (room, row, seat) = (n / 100, n / 10 % 10, n % 10 + 1);
        let letter = char::from(b'A' + u8::try_from(row).unwrap());
        candidate.place = Place { room: Some(format!("R{room}")), seat: Some(format!("{letter}-{seat}")) };
    }
    let start = std::time::Instant::now();
    let Drawn { fairness, .. } = drawn(&bank, &blueprint, &rooms, &Served::default());
    let overlap = &fairness.drawn.overlap;
    println!("four rooms in {:?}: {overlap:?}; by chance {:?}", start.elapsed(), fairness.chance.overlap);
    assert_eq!((fairness.method, fairness.tolerance.widened), (Method::Parallel, 1.0));
    assert_eq!((fairness.neighbours as usize, fairness.diagonals as usize), (720, 4 * diagonal(100, 10).len()));
    assert!(overlap.neighbours_max <= 0.0, "{overlap:?}");
    assert!(overlap.diagonal_mean <= overlap.mean, "{overlap:?}");
    assert!(overlap.max <= fairness.chance.overlap.max, "{overlap:?}");
}

fn exposure_is_what_the_forms_show(forms: &[Form], fairness: &ukur::domain::assembly::Fairness) {
    let mut counts: BTreeMap<&ItemId, u32> = BTreeMap::new();
    forms.iter().flat_map(Form::items).for_each(|item| *counts.entry(&item.id).or_default() += 1);
    let most = f64::from(*counts.values().max().unwrap()) / HALL as f64;
    assert!((most - fairness.drawn.exposure.max).abs() < 1e-9);
    assert!(most <= fairness.exposure_limit && fairness.exposure_limit < 0.4, "{most}");
    assert_eq!(fairness.drawn.exposure.unused, 0);
}

#[test]
fn the_second_session_of_an_event_takes_what_the_first_left() {
    let (bank, blueprint) = shipped();
    let mut served = Served::default();
    drawn(&bank, &blueprint, &candidates("a"), &served).forms.iter().for_each(|form| served.add(form));
    let Drawn { forms, fairness } = drawn(&bank, &blueprint, &candidates("b"), &served);
    assert_eq!((fairness.method, fairness.earlier_forms), (Method::Parallel, 400));
    forms.iter().for_each(|form| served.add(form));
    let most = f64::from(*served.counts.values().max().unwrap()) / f64::from(served.forms);
    assert!((most - fairness.drawn.exposure.event_max).abs() < 1e-9);
    assert!(most <= fairness.exposure_limit);
    let alone = drawn(&bank, &blueprint, &candidates("b"), &Served::default());
    assert_ne!(forms, alone.forms, "the first session plays no part");
}

#[test]
fn the_same_seeds_give_the_same_forms_and_others_do_not() {
    let (bank, blueprint) = shipped();
    let some = &candidates("a")[..30];
    let first = drawn(&bank, &blueprint, some, &Served::default());
    assert_eq!(first, drawn(&bank, &blueprint, some, &Served::default()));
    let parameters = Parameters::new();
    let served = Served::default();
    let hall = Hall {
        blueprint: &blueprint,
        bank: &bank,
        parameters: &parameters,
        candidates: some,
        served: &served,
        seed: 8,
    };
    let other = draw_hall(&hall).unwrap();
    let differ = first.forms.iter().zip(&other.forms).filter(|(a, b)| items(a) != items(b)).count();
    assert_eq!(differ, 30);
}
