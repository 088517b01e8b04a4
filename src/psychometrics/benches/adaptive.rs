//! Times of adaptive testing on a made-up bank of 300 items: best of several runs in seconds of the
//! clock, as `name seconds`.
#![allow(clippy::unwrap_used, reason = "a bench")]

use std::time::Instant;

use ukur_psychometrics::ItemModel;
use ukur_psychometrics::adaptive::{AdaptiveState, Bank, BankItem, Content, Next, Rules, Selection, next};

fn main() {
    let item = |place: u16| {
        let (a, b) = (0.6 + 0.004 * f64::from(place * 7 % 300), -2.5 + f64::from(place * 11 % 300) / 60.0);
        BankItem { model: ItemModel::Dichotomous { a, d: -a * b, g: 0.2 }, content: place % 4, enemies: Vec::new() }
    };
    let bank = Bank::standard((0..300).map(item).collect()).unwrap();
    let plain = Rules::of_length(40);
    let balance = Content::Balance(vec![1.0; 4]);
    let balanced = Rules { content: balance, selection: Selection::Randomesque(5), ..plain.clone() };
    let controlled = Rules { exposure: Some(vec![0.7; 300]), ..balanced.clone() };
    for (name, rules) in [
        ("maximum information", plain),
        ("balanced, one of five", balanced),
        ("balanced, one of five, lots", controlled),
    ] {
        let mut means: Vec<f64> = (0..9).map(|run| seconds_per_step(&bank, &rules, run)).collect();
        means.sort_by(f64::total_cmp);
        println!("answer to next item, from the log alone, {name} {:.7}", means[0]);
    }
}

/// Mean over 50 sittings of 40 items.
fn seconds_per_step(bank: &Bank, rules: &Rules, run: u64) -> f64 {
    let (start, mut steps) = (Instant::now(), 0);
    for sitting in 0..50 {
        let mut state = AdaptiveState::default();
        while let Next::Item(item) = next(bank, rules, &state, 100 * run + sitting).unwrap() {
            state.answered.push((item, (item + state.answered.len()) % 2));
            steps += 1;
        }
    }
    start.elapsed().as_secs_f64() / f64::from(steps)
}
