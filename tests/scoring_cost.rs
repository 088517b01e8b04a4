//! What a score and a promise before use cost on the shipped blueprints. Nothing is asserted: the figures of
//! `docs/psychometrics.md` come from `cargo test --test scoring_cost -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, reason = "a test crate")]

#[path = "services/calibration.rs"]
mod calibration;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use calibration::calibration;
use ukur::bank::{BankFiles, load, load_blueprints};
use ukur::domain::assembly::{assemble, derive_seed};
use ukur::domain::form::Form;
use ukur::domain::ids::{AttemptId, ItemId};
use ukur::domain::response::Response;
use ukur::domain::scoring::{expect, scoring_of};

const FORMS: usize = 100;
const RUNS: usize = 10;

fn files(name: &str) -> BankFiles {
    BankFiles::read_dir(&Path::new(env!("CARGO_MANIFEST_DIR")).join("item_bank").join(name)).unwrap()
}

/// The best of some runs, in seconds.
fn best<T>(runs: usize, mut work: impl FnMut() -> T) -> f64 {
    let mut run = || {
        let start = Instant::now();
        std::hint::black_box(work());
        start.elapsed().as_secs_f64()
    };
    (0..runs).map(|_| run()).fold(f64::INFINITY, f64::min)
}

/// Numbers that spread evenly, the same every time.
fn numbers() -> impl FnMut() -> f64 {
    let mut state: u64 = 1;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 32).unwrap()) / 4_294_967_296.0
    }
}

#[test]
#[ignore = "a measurement of some seconds"]
fn measured() {
    let bank = load(&files("umum")).unwrap();
    let known = calibration(&bank, |_| true);
    for blueprint in load_blueprints(&files("blueprints")).unwrap() {
        let form = |n: usize| assemble(&blueprint, &bank, None, derive_seed(&[7; 32], &AttemptId::new(n.to_string())));
        let Ok(forms) = (0..FORMS).map(form).collect::<Result<Vec<Form>, _>>() else { continue };
        for (name, calibration) in [("authors' estimates", None), ("calibrated", Some(&known))] {
            let rule = scoring_of(&blueprint, &bank, calibration);
            let responses: BTreeMap<ItemId, Response> = BTreeMap::new();
            let all = || forms.iter().for_each(|form| drop(rule.score(form, &responses, &bank, &blueprint)));
            let person = 1e3 * best(RUNS, all) / f64::from(u32::try_from(FORMS).unwrap());
            let before = best(3, || expect(&blueprint, &bank, calibration, numbers()));
            let (id, items) = (&blueprint.id, blueprint.items());
            println!("{id}, {items} items, {name}: a score {person:.3} ms, accuracy before use {before:.2} s");
        }
    }
}
