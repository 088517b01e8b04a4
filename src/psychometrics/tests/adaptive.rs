//! Adaptive testing on made-up banks: resumption, rules, lots, hostile input.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

use proptest::prelude::*;
use ukur_psychometrics::ItemModel;
use ukur_psychometrics::adaptive::{
    Abilities, AdaptiveError, AdaptiveState, Bank, BankItem, Content, Design, Next, Prior, Rules, Selection,
    Simulation, StopReason, next, simulate,
};

/// 60 items in 3 areas: 2PL, 3PL, graded and partial credit; every sixth pair are enemies.
fn bank() -> Bank {
    let item = |place: u16| {
        let (a, b) = (0.7 + 0.02 * f64::from(place * 7 % 60), -2.4 + 0.08 * f64::from(place * 11 % 60));
        let model = match place % 5 {
            0 => ItemModel::Graded { a, d: vec![1.0 - a * b, -0.6 - a * b] },
            1 => ItemModel::PartialCredit { a, d: vec![-a * b, -2.0 * a * b - 0.5] },
            2 => ItemModel::Dichotomous { a, d: -a * b, g: 0.2 },
            _ => ItemModel::Dichotomous { a, d: -a * b, g: 0.0 },
        };
        let enemies = if place % 12 < 2 { vec![u32::from(place / 12)] } else { Vec::new() };
        BankItem { model, content: place % 3, enemies }
    };
    Bank::standard((0..60).map(item).collect()).unwrap()
}

/// A whole sitting in which every item is answered by `answer`.
fn sit(bank: &Bank, rules: &Rules, seed: u64, answer: impl Fn(usize, usize) -> usize) -> (AdaptiveState, StopReason) {
    let mut state = AdaptiveState::default();
    loop {
        match next(bank, rules, &state, seed).unwrap() {
            Next::Item(item) => state.answered.push((item, answer(item, bank.categories(item)))),
            Next::Stop(reason) => return (state, reason),
        }
    }
}

fn areas(bank: &Bank, state: &AdaptiveState) -> Vec<usize> {
    let mut counts = vec![0; bank.areas()];
    state.answered.iter().for_each(|(item, _)| counts[usize::from(bank.item(*item).content)] += 1);
    counts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any sitting: no item twice, no enemies together, areas as asked, and each step follows from the log before it.
    #[test]
    fn sittings_keep_the_rules(
        seed in 0_u64..10_000,
        lots in prop::collection::vec(0.05_f64..1.0, 60),
        randomesque in 1_usize..6,
        balance in prop::bool::ANY,
        answers in prop::collection::vec(0_usize..4, 60),
    ) {
        let bank = bank();
        let content = if balance { Content::Balance(vec![2.0, 1.0, 1.0]) } else { Content::Quota(vec![(4, 8), (3, 4), (0, 9)]) };
        let rules = Rules {
            content,
            selection: Selection::Randomesque(randomesque),
            exposure: Some(lots),
            ..Rules::of_length(16)
        };
        let (state, reason) = sit(&bank, &rules, seed, |item, categories| answers[item] % categories);
        prop_assert_eq!(reason, StopReason::Length);
        let mut items: Vec<usize> = state.answered.iter().map(|(item, _)| *item).collect();
        for (step, item) in items.iter().enumerate() {
            let log = AdaptiveState { answered: state.answered[..step].to_vec() };
            prop_assert_eq!(next(&bank, &rules, &log, seed).unwrap(), Next::Item(*item));
        }
        let counts = areas(&bank, &state);
        if balance {
            prop_assert_eq!(counts, vec![8, 4, 4]);
        } else {
            prop_assert!((4..=8).contains(&counts[0]) && (3..=4).contains(&counts[1]));
        }
        for set in 0..5 {
            prop_assert!(items.iter().filter(|item| bank.item(**item).enemies.contains(&set)).count() <= 1);
        }
        items.sort_unstable();
        items.dedup();
        prop_assert_eq!(items.len(), 16);
    }
}

#[test]
fn the_estimate_is_the_integral() {
    let bank = bank();
    let rules = Rules { prior: Prior { mean: 0.4, sd: 0.8 }, ..Rules::of_length(5) };
    let state = AdaptiveState { answered: vec![(0, 2), (1, 0), (2, 1), (3, 1)] };
    let (mut total, mut first, mut second) = (0.0, 0.0, 0.0);
    for step in 0..=4_000 {
        let theta = -6.0 + 0.003 * f64::from(step);
        let density = (-0.5 * ((theta - 0.4) / 0.8_f64).powi(2)).exp();
        let weight: f64 = state.answered.iter().map(|(i, k)| bank.item(*i).model.probabilities(theta)[*k]).product();
        total += density * weight;
        first += density * weight * theta;
        second += density * weight * theta * theta;
    }
    let (theta, estimate) = (first / total, state.estimate(&bank, &rules).unwrap());
    assert!((estimate.theta - theta).abs() < 1e-7, "{estimate:?} {theta}");
    assert!((estimate.se - (second / total - theta * theta).sqrt()).abs() < 1e-7);
}

#[test]
fn information_is_fishers() {
    let bank = bank();
    for item in 0..bank.len() {
        for theta in [-7.0, -1.3, 0.0, 2.1, 40.0] {
            let (here, there) = (bank.information(item, theta), bank.item(item).model.information(theta));
            assert!((here - there).abs() < 1e-12 * (1.0 + there), "{item} {theta}: {here} {there}");
        }
    }
}

#[test]
fn the_start_is_the_prior_and_moves_with_it() {
    let bank = bank();
    let able = Rules { prior: Prior { mean: 1.5, sd: 0.7 }, ..Rules::of_length(5) };
    let state = AdaptiveState::default();
    assert_eq!(state.estimate(&bank, &able).unwrap().theta.to_bits(), 1.5_f64.to_bits());
    let plain = next(&bank, &Rules::of_length(5), &state, 1).unwrap();
    assert_ne!(next(&bank, &able, &state, 1).unwrap(), plain);
    let best = |theta: f64| {
        (0..60).max_by(|a, b| bank.information(*a, theta).total_cmp(&bank.information(*b, theta))).unwrap()
    };
    assert_eq!(plain, Next::Item(best(0.0)));
}

#[test]
fn sittings_stop_for_the_right_reason() {
    let bank = bank();
    let precise = Rules { stop_se: Some(0.45), min_length: 3, ..Rules::of_length(40) };
    let (state, reason) = sit(&bank, &precise, 1, |item, _| item % 2);
    let se = |answers: usize| {
        AdaptiveState { answered: state.answered[..answers].to_vec() }.estimate(&bank, &precise).unwrap().se
    };
    let length = state.answered.len();
    assert!(reason == StopReason::Precise && se(length) <= 0.45 && se(length - 1) > 0.45);
    let long = Rules { min_length: length + 4, ..precise };
    assert_eq!(sit(&bank, &long, 1, |item, _| item % 2).0.answered.len(), length + 4);
    let (state, reason) = sit(&bank, &Rules::of_length(100), 1, |_, _| 0);
    // Five pairs of enemies: five items never come.
    assert!(reason == StopReason::NoItem && state.answered.len() == 55);
    assert_eq!(sit(&bank, &Rules::of_length(0), 1, |_, _| 0).1, StopReason::Length);
}

#[test]
fn all_right_and_all_wrong_stay_finite() {
    let bank = bank();
    for extreme in [0_usize, 9] {
        let (state, _) = sit(&bank, &Rules::of_length(50), 1, |_, categories| extreme.min(categories - 1));
        let estimate = state.estimate(&bank, &Rules::of_length(50)).unwrap();
        assert!(estimate.theta.abs() < 6.0 && estimate.se > 0.05 && estimate.se < 1.0, "{estimate:?}");
    }
}

#[test]
fn a_refused_item_stays_away_and_chances_hold() {
    let bank = bank();
    let Next::Item(favourite) = next(&bank, &Rules::of_length(9), &AdaptiveState::default(), 1).unwrap() else {
        panic!("an item")
    };
    let mut chances = vec![1.0; 60];
    chances[favourite] = 0.3;
    let rules = Rules { exposure: Some(chances), ..Rules::of_length(9) };
    let holds =
        |seed: u64| sit(&bank, &rules, seed, |item, _| item % 2).0.answered.iter().any(|(item, _)| *item == favourite);
    let count = (0..1_000).filter(|seed| holds(*seed)).count();
    assert!((255..345).contains(&count), "{count}");
    // Chances of 0 everywhere must not leave a candidate without a test.
    let none = Rules { exposure: Some(vec![0.0; 60]), ..Rules::of_length(9) };
    assert_eq!(sit(&bank, &none, 1, |_, _| 0).0.answered.len(), 9);
}

#[test]
fn hostile_input_is_refused() {
    let bank = bank();
    let rules = Rules::of_length(5);
    let after = |answered: Vec<(usize, usize)>| next(&bank, &rules, &AdaptiveState { answered }, 1).unwrap_err();
    assert_eq!(after(vec![(60, 0)]), AdaptiveError::NoSuchItem { item: 60, items: 60 });
    assert_eq!(after(vec![(3, 2)]), AdaptiveError::Category { item: 3, category: 2 });
    assert_eq!(after(vec![(3, 1), (3, 1)]), AdaptiveError::Twice { item: 3 });
    let spoiled = [
        Rules { prior: Prior { mean: f64::NAN, sd: 1.0 }, ..rules.clone() },
        Rules { prior: Prior { mean: 0.0, sd: 0.0 }, ..rules.clone() },
        Rules { min_length: 6, ..rules.clone() },
        Rules { stop_se: Some(f64::NAN), ..rules.clone() },
        Rules { selection: Selection::Randomesque(0), ..rules.clone() },
        Rules { exposure: Some(vec![1.0; 59]), ..rules.clone() },
        Rules { exposure: Some(vec![f64::NAN; 60]), ..rules.clone() },
        Rules { content: Content::Balance(vec![1.0, 1.0]), ..rules.clone() },
        Rules { content: Content::Balance(vec![0.0; 3]), ..rules.clone() },
        Rules { content: Content::Quota(vec![(2, 2); 3]), ..rules.clone() },
    ];
    for rules in spoiled {
        assert!(
            matches!(next(&bank, &rules, &AdaptiveState::default(), 1), Err(AdaptiveError::Rule { .. })),
            "{rules:?}"
        );
    }
    let item =
        |a: f64, g: f64| BankItem { model: ItemModel::Dichotomous { a, d: 0.0, g }, content: 0, enemies: vec![] };
    for (a, g) in [(f64::NAN, 0.0), (1.0, 1.0), (1.0, -0.1)] {
        assert_eq!(Bank::standard(vec![item(1.0, 0.0), item(a, g)]).unwrap_err(), AdaptiveError::Parameter { item: 1 });
    }
    assert!(matches!(Bank::new(vec![item(1.0, 0.0)], 2, 6.0), Err(AdaptiveError::Grid { .. })));
    let empty = Bank::standard(Vec::new()).unwrap();
    let first = next(&empty, &rules, &AdaptiveState::default(), 1).unwrap();
    assert_eq!(first, Next::Stop(StopReason::NoItem));
}

#[test]
fn simulations_are_the_same_on_any_number_of_cores() {
    let bank = bank();
    let simulation = Simulation { abilities: Abilities::Normal { persons: 300, mean: 0.0, sd: 1.0 }, seed: 3 };
    let design = Design::Adaptive(Rules { selection: Selection::Randomesque(3), ..Rules::of_length(12) });
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| simulate(&bank, &design, &simulation).unwrap())
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn a_simulation_tells_linear_from_adaptive() {
    let bank = bank();
    let simulation = Simulation { abilities: Abilities::Points { points: vec![-1.0, 1.0], each: 400 }, seed: 3 };
    let forms = vec![(0..12).collect(), (12..24).collect()];
    let linear = simulate(&bank, &Design::Linear { forms, prior: Prior::default() }, &simulation).unwrap();
    let adaptive = simulate(&bank, &Design::Adaptive(Rules::of_length(12)), &simulation).unwrap();
    assert!(adaptive.errors.rmse < linear.errors.rmse);
    assert!((linear.max_exposure - 0.5).abs() < 1e-12 && linear.unused == 36 && (linear.overlap - 0.5).abs() < 1e-12);
    assert!((linear.mean_length - 12.0).abs() < 1e-12 && linear.by_length.len() == 12);
    let conditional: Vec<f64> = adaptive.conditional.iter().map(|point| point.theta).collect();
    assert_eq!(conditional, [-1.0, 1.0]);
    // EAP shrinks towards the prior.
    assert!(adaptive.conditional[0].errors.bias > 0.0 && adaptive.conditional[1].errors.bias < 0.0);
    let missing = Design::Linear { forms: vec![vec![60]], prior: Prior::default() };
    assert!(simulate(&bank, &missing, &simulation).is_err());
    let nobody = Simulation { abilities: Abilities::Points { points: vec![], each: 9 }, seed: 1 };
    assert_eq!(simulate(&bank, &Design::Adaptive(Rules::of_length(3)), &nobody).unwrap().errors.persons, 0);
}
