//! Seconds (wall, best of several runs) of a whole hall, and how often each statistic is wrong and right.
//!
//! `cargo bench --bench integrity` prints all; `-- --rates 20` repeats the simulations 20 times instead of 5, 0: not at all.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss, reason = "a bench")]

#[path = "../tests/integrity_simulated/mod.rs"]
mod integrity_simulated;

use std::collections::BTreeMap;
use std::time::Instant;

use integrity_simulated::{Bank, Generator, OPTIONS, Sitting, TAU_VARIANCE, rates, scored};
use ukur_psychometrics::ItemModel;
use ukur_psychometrics::integrity::copying::{Counted, Hall, Screening, WrongOptions, WrongOptionsSource};
use ukur_psychometrics::integrity::multiple::Correction;
use ukur_psychometrics::integrity::times::{Thresholds, TimeCalibration, calibrate};
use ukur_psychometrics::numeric::normal_upper_tail;

const LEVELS: [f64; 3] = [0.05, 0.01, 0.001];

/// p-values by the name of the statistic.
type Found = BTreeMap<String, Vec<f64>>;

fn main() {
    let wanted = std::env::args().skip_while(|argument| argument != "--rates").nth(1);
    let repeats: u64 = wanted.and_then(|count| count.parse().ok()).unwrap_or(5);
    seconds();
    if repeats == 0 {
        return;
    }
    print("false positives, complete form, 400 x 40", repeats, |random, found| copying(40, 0.0, random, found));
    print("false positives, personal forms, 400 x 40 of 160", repeats, |random, found| {
        copying(160, 0.0, random, found);
    });
    println!("\nall pairs of {repeats} honest halls, both ways: share of p below");
    for (name, size) in [("complete form", 40), ("personal forms", 160)] {
        far_out(name, size, repeats);
    }
    for share in [0.2, 0.4, 0.6] {
        let name = format!("power, complete form, {share} copied");
        print(&name, repeats, |random, found| copying(40, share, random, found));
    }
    print("false positives, times, 400 x 40", repeats, |random, found| times(None, random, found));
    for speed in [0.7, 0.5] {
        let name = format!("power, 40 % of the items known, in {speed} of the time");
        print(&name, repeats, |random, found| times(Some(speed), random, found));
    }
}

fn print(name: &str, repeats: u64, simulate: impl Fn(&mut Generator, &mut Found)) {
    println!("\n{name}\n{:<34} {:>9} {:>8} {:>8} {:>8}", "p below", "tests", "0.05", "0.01", "0.001");
    let mut found = Found::new();
    (0..repeats).for_each(|seed| simulate(&mut Generator::new(20_250 + seed), &mut found));
    for (statistic, p) in &found {
        let [five, one, tenth] = rates(p, LEVELS);
        println!("{statistic:<34} {:>9} {five:>8.4} {one:>8.4} {tenth:>8.5}", p.len());
    }
}

fn best(name: &str, mut run: impl FnMut()) {
    let mut seconds: Vec<f64> = (0..7)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    println!("{name} {:.4}", seconds[0]);
}

fn seconds() {
    let random = &mut Generator::new(1);
    for (name, size) in [("complete", 40), ("personal", 160)] {
        let bank = Bank::new(size, random);
        let sitting = Sitting::honest(&bank, 400, 40, random);
        let choices = sitting.responses(size);
        let screening =
            Screening { minimum_common: 1, correction: Correction::BenjaminiHochberg, ..Screening::default() };
        best(&format!("hall_400x40_{name}_omega_both_gbt_bh"), || {
            let hall = Hall::new(&choices, &bank.key, &sitting.theta, &bank.items).unwrap();
            assert_eq!(
                hall.screen(&screening).unwrap().pairs.len() + hall.screen(&screening).unwrap().untested,
                79_800
            );
        });
    }
    let bank = Bank::new(40, random);
    let sitting = Sitting::honest(&bank, 1000, 40, random);
    let (choices, times) = (sitting.responses(40), sitting.times(40));
    let hall = Hall::new(&choices, &bank.key, &sitting.theta, &bank.items).unwrap();
    let counted = Counted::new(&choices, &bank.key, 0.25).unwrap();
    best("m4_one_pair_40", || drop(hall.m4(0, 1)));
    best("k_k1_k2_s1_s2_one_pair_1000x40", || drop(counted.pair(0, 1)));
    best("lognormal_ml_1000x40", || drop(calibrate(&times, &TimeCalibration::default())));
    let model = bank.time_model();
    best("speed_misfit_residuals_1000x40", || {
        (0..1000).for_each(|person| drop((model.person(&times, person), model.residuals(&times, person))));
    });
}

/// Levels as a correction for many pairs uses them.
fn far_out(name: &str, size: usize, repeats: u64) {
    const FAR: [f64; 4] = [1e-2, 1e-3, 1e-4, 1e-5];
    let mut found = Found::new();
    for seed in 0..repeats {
        let random = &mut Generator::new(40_500 + seed);
        let bank = Bank::new(size, random);
        let sitting = Sitting::honest(&bank, 400, 40, random);
        let right = scored(&bank);
        let of_scored = sitting.eap(&right, |item, choice| usize::from(choice == bank.key[item]));
        let of_nominal = sitting.eap(&bank.items, |_, choice| usize::from(choice));
        let wrong = learn(&bank, &sitting, &of_scored, &right);
        let choices = sitting.responses(size);
        for (model, hall) in [
            ("true θ", Hall::new(&choices, &bank.key, &sitting.theta, &bank.items)),
            ("nominal, EAP", Hall::new(&choices, &bank.key, &of_nominal, &bank.items)),
            ("wrong options, EAP", Hall::new(&choices, &bank.key, &of_scored, &wrong)),
        ] {
            let screened = hall.unwrap().screen(&Screening { minimum_common: 1, ..Screening::default() }).unwrap();
            let mut add = |statistic: &str, p: &[f64]| {
                found.entry(format!("{statistic}, {model}")).or_default().extend(p);
            };
            for pair in screened.pairs.iter().map(|pair| pair.evidence) {
                add("omega", &[pair.omega_first.p, pair.omega_second.p]);
                add("omega exact", &[pair.omega_first.exact_p, pair.omega_second.exact_p]);
                add("GBT", &[pair.gbt.p]);
            }
        }
    }
    println!("{name:<34} {:>9} {:>9} {:>9} {:>9} {:>9}", "tests", "1e-2", "1e-3", "1e-4", "1e-5");
    for (statistic, p) in &found {
        let [a, b, c, d] = rates(p, FAR);
        println!("{statistic:<34} {:>9} {a:>9.2e} {b:>9.2e} {c:>9.2e} {d:>9.2e}", p.len());
    }
}

/// One hall; disjoint pairs only, so that tests are independent. With a share, the first of each pair copies.
fn copying(size: usize, share: f64, random: &mut Generator, found: &mut Found) {
    let bank = Bank::new(size, random);
    let mut sitting = Sitting::honest(&bank, 400, 40, random);
    // Whoever learns from the hall learns from a hall with few copiers.
    let pairs: Vec<(usize, usize)> = (0..400).step_by(2).map(|i| (i, i + 1)).collect();
    let pairs = if share > 0.0 { pairs[..20].to_vec() } else { pairs };
    pairs.iter().for_each(|(copier, source)| sitting.copy(*copier, *source, share, random));
    let choices = sitting.responses(size);
    let right = scored(&bank);
    let of_scored = sitting.eap(&right, |item, choice| usize::from(choice == bank.key[item]));
    let of_nominal = sitting.eap(&bank.items, |_, choice| usize::from(choice));
    let wrong = learn(&bank, &sitting, &of_scored, &right);
    for (name, hall) in [
        ("nominal, true θ", Hall::new(&choices, &bank.key, &sitting.theta, &bank.items)),
        ("nominal, EAP", Hall::new(&choices, &bank.key, &of_nominal, &bank.items)),
        ("wrong options, EAP", Hall::new(&choices, &bank.key, &of_scored, &wrong)),
    ] {
        let hall = hall.unwrap();
        for (copier, source) in &pairs {
            let pair = hall.pair(*copier, *source).unwrap();
            found.entry(format!("omega, {name}")).or_default().push(pair.omega_first.p);
            found.entry(format!("omega exact, {name}")).or_default().push(pair.omega_first.exact_p);
            found.entry(format!("GBT, {name}")).or_default().push(pair.gbt.p);
            found.entry(format!("M4, {name}")).or_default().push(hall.m4(*copier, *source).unwrap().p);
        }
    }
    if size == 40 {
        let counted = Counted::new(&choices, &bank.key, 1.0 / OPTIONS as f64).unwrap();
        for (copier, source) in &pairs {
            let c = counted.pair(*copier, *source).unwrap();
            for (name, p) in [("K", c.k), ("K1", c.k1), ("K2", c.k2), ("S1", c.s1), ("S2", c.s2)] {
                found.entry(name.to_owned()).or_default().extend(p);
            }
        }
    }
}

fn learn(bank: &Bank, sitting: &Sitting, theta: &[f64], items: &[ItemModel]) -> WrongOptions {
    let (choices, options) = (sitting.responses(bank.items.len()), vec![4; bank.items.len()]);
    let source =
        WrongOptionsSource { choices: &choices, key: &bank.key, options: &options, theta: theta.into(), items };
    WrongOptions::learn(&source).unwrap()
}

/// One sitting; with a speed the first 20 persons knew 40 % of the items.
fn times(speed: Option<f64>, random: &mut Generator, found: &mut Found) {
    let bank = Bank::new(40, random);
    let mut sitting = Sitting::honest(&bank, 400, 40, random);
    let mut leaked = vec![false; 40];
    random.sample(40, 16).into_iter().for_each(|item| leaked[item] = true);
    let watched = if let Some(speed) = speed {
        (0..20).for_each(|person| sitting.leak(&bank, person, &leaked, speed, random));
        0..20
    } else {
        0..400
    };
    let times = sitting.times(40);
    let estimated = calibrate(&times, &TimeCalibration::default()).unwrap();
    let thresholds = Thresholds::nt10(&times);
    assert!((estimated.tau_variance - TAU_VARIANCE).abs() < 0.05);
    for (name, model) in [("known items", bank.time_model()), ("calibrated items", estimated.model)] {
        for person in watched.clone() {
            let mut add = |statistic: &str, p: f64| found.entry(format!("{statistic}, {name}")).or_default().push(p);
            add("l_t", model.person(&times, person).unwrap().misfit_p);
            add("contrast", model.contrast(&times, person, &leaked).unwrap().unwrap().p);
            for residual in model.residuals(&times, person).unwrap() {
                add("fast residual", normal_upper_tail(-residual.studentised.unwrap()));
            }
        }
    }
    for person in watched {
        let effort = thresholds.effort(&times, person).unwrap();
        let rapid = found.entry("NT10 rapid answer (share)".to_owned()).or_default();
        rapid.extend((0..40).map(|item| if effort.rapid.contains(&item) { 0.0 } else { 1.0 }));
    }
}
