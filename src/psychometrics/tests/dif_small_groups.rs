//! Small groups: the posterior of the empirical-Bayes Mantel-Haenszel against the classes by test and size, on simulated
//! answers. What is fair is flagged less often, what is planted is found all the same.
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, reason = "a test crate")]

use ukur_psychometrics::dif::{
    DELTA_LIMITS, EtsClass, MantelHaenszel, Matching, Scoring, Settings, dif, empirical_bayes,
};
use ukur_psychometrics::random::{normal, stream, unit};
use ukur_psychometrics::{Answer, Responses, Skipped};

const ITEMS: usize = 30;
/// In θ; on the delta scale -2.35 times that.
const SHIFT: f64 = 1.2;

/// So many persons a group; the first `planted` items are harder for the focal one.
fn analysed(each: usize, planted: usize, seed: u64) -> Vec<Option<MantelHaenszel>> {
    let rng = &mut stream(seed, 5);
    let (mut responses, mut groups) = (Responses::new(ITEMS), Vec::new());
    for person in 0..2 * each {
        let (group, theta) = (person % 2, normal(rng));
        let row: Vec<(usize, Answer)> = (0..ITEMS)
            .map(|item| {
                let b = (item % 7) as f64 / 2.0 - 1.5 + if item < planted && group == 1 { SHIFT } else { 0.0 };
                let right = unit(rng) < 1.0 / (1.0 + (b - theta).exp());
                (item, Answer::Category(u8::from(right)))
            })
            .collect();
        responses.push(row).unwrap();
        groups.push(group);
    }
    let data = Scoring { responses: &responses, skipped: Skipped::Zero, groups: &groups };
    let all: Vec<usize> = (0..ITEMS).collect();
    let found = dif(&data, [0, 1], &all, &Matching::SumScore, &Settings::default());
    found.into_iter().map(|item| item.ok()?.mantel_haenszel.ok()).collect()
}

/// Flagged (B or C) by test and by posterior, of the planted and of the fair items.
fn flags(each: usize, planted: usize) -> [[usize; 2]; 2] {
    let mut flags = [[0; 2]; 2];
    for seed in 0..30 {
        let found = analysed(each, planted, seed);
        let pair = |mh: &Option<MantelHaenszel>| mh.map_or((f64::NAN, f64::NAN), |mh| (mh.delta, mh.delta_se));
        let bayes = empirical_bayes(&found.iter().map(pair).collect::<Vec<_>>(), DELTA_LIMITS);
        for (item, (mh, bayes)) in found.iter().zip(bayes).enumerate() {
            let fair = usize::from(item >= planted);
            flags[fair][0] += usize::from(mh.is_some_and(|mh| mh.ets > EtsClass::A));
            flags[fair][1] += usize::from(bayes.is_some_and(|bayes| bayes.class() > EtsClass::A));
        }
    }
    println!("{each} a group, {planted} planted: by test, by posterior: planted {:?}, fair {:?}", flags[0], flags[1]);
    flags
}

#[test]
fn fair_items_are_flagged_less_often() {
    for each in [60, 120] {
        let [_, [by_test, by_posterior]] = flags(each, 0);
        assert!(by_test >= 20 && by_posterior * 4 <= by_test, "{by_test} {by_posterior}");
    }
}

#[test]
fn what_is_planted_is_found_all_the_same() {
    let [[_, found], [by_test, by_posterior]] = flags(150, 3);
    assert!(found * 10 >= 8 * 90, "{found} of 90");
    assert!(by_posterior < by_test, "{by_posterior} {by_test}");
}

#[test]
fn the_class_follows_what_is_more_probable_than_not() {
    let of = |delta: f64| {
        // Many items, far apart, well known: the posterior is nearly the item's own figure.
        let mut items: Vec<(f64, f64)> = (0..40).map(|n| (f64::from(n) / 4.0 - 5.0, 0.05)).collect();
        items.push((delta, 0.05));
        let last = empirical_bayes(&items, DELTA_LIMITS).pop().unwrap().unwrap();
        assert!((last.classes().iter().sum::<f64>() - 1.0).abs() < 1e-12);
        last.class()
    };
    let classes = [0.0, 0.9, 1.1, -1.4, 1.6, -3.0].map(of);
    assert_eq!(classes, [EtsClass::A, EtsClass::A, EtsClass::B, EtsClass::B, EtsClass::C, EtsClass::C]);
}
