//! What is promised of a blueprint before its use.

use super::*;
use crate::domain::samples;

fn setting(items: usize, each: u16) -> (Blueprint, Bank) {
    let item = |domain: &'static str| {
        move |i: usize| samples::item(&format!("{domain}{i}"), domain, "x", Difficulty::ALL[i % 3])
    };
    let bank = samples::bank((0..items).map(item("a")).chain((0..items).map(item("b"))));
    let cells = || vec![samples::cell(None, None, each)];
    (samples::blueprint(vec![samples::section("a", 1.0, cells()), samples::section("b", 1.0, cells())]), bank)
}

/// Evenly spread, and the same every time (multiples of the golden section).
fn numbers() -> impl FnMut() -> f64 {
    let mut state: u64 = 1;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 32).unwrap()) / 4_294_967_296.0
    }
}

#[test]
fn a_longer_test_decides_better_and_says_what_a_short_one_lacks() {
    let at = |each| {
        let (blueprint, bank) = setting(60, each);
        expect(&blueprint, &bank, None, numbers()).unwrap()
    };
    let (short, long) = (at(10), at(40));
    assert_eq!((&short.basis, short.sections.len()), (&Basis::Uncalibrated, 2));
    assert!((short.items - 20.0).abs() < 1e-12);
    for (section, longer) in short.sections.iter().zip(&long.sections) {
        let Expected { accuracy, low, high } = section.expected;
        assert!(low < accuracy && accuracy < high && accuracy < longer.expected.accuracy);
        assert!(accuracy < LEAST_ACCURACY && section.needed.is_none_or(|needed| needed > 10));
    }
    assert!(short.overall.accuracy > short.sections[0].expected.accuracy, "two domains tell more than one");
}

#[test]
fn with_a_calibration_persons_are_drawn_and_scored() {
    let (blueprint, bank) = setting(30, 15);
    let calibration = samples::calibration(&bank, 0.6);
    let found = expect(&blueprint, &bank, Some(&calibration), numbers()).unwrap();
    assert_eq!(found.basis, Basis::Calibrated(calibration.id.clone()));
    let all = found.sections.iter().map(|section| section.expected).chain([found.overall]);
    for Expected { accuracy, low, high } in all {
        assert!(0.4 < accuracy && accuracy < 0.95 && high - low < 0.06, "{accuracy}");
    }
    let needed = found.sections[0].needed.unwrap();
    assert!(needed > 15 && needed % 5 == 0, "{needed}");
    assert_eq!(found, expect(&blueprint, &bank, Some(&calibration), numbers()).unwrap());
}

#[test]
fn a_bank_that_is_too_small_promises_nothing() {
    let (blueprint, bank) = setting(5, 10);
    assert_eq!(expect(&blueprint, &bank, None, numbers()), None);
}
