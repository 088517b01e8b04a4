//! What the measuring of all domains together promises.

use super::*;
use crate::domain::blueprint::Skipped;
use crate::domain::form::{ALGORITHM, FormItem, FormSection, Seed};
use crate::domain::ids::{ChoiceId, DomainId};
use crate::domain::item::{Difficulty, Html};
use crate::domain::samples;
use crate::domain::scoring::{PartialCredit, score};

const DOMAINS: [&str; 4] = ["a", "b", "c", "d"];
const EACH: usize = 12;

fn setting() -> (Form, Bank, Blueprint) {
    let item = |(domain, i): (&str, usize)| samples::item(&format!("{domain}{i}"), domain, "x", Difficulty::ALL[i % 3]);
    let bank = samples::bank(DOMAINS.into_iter().flat_map(|domain| (0..EACH).map(move |i| (domain, i))).map(item));
    let section = |domain: &&str| samples::section(domain, 1.0, vec![samples::cell(None, None, 12)]);
    let blueprint = samples::blueprint(DOMAINS.iter().map(section).collect());
    let place = |id: String| FormItem { id: ItemId::new(id), order: [0, 1, 2, 3].into() };
    let section = |(rule, domain): (usize, &&str)| FormSection {
        rule: u16::try_from(rule).unwrap(),
        domain: DomainId::new(*domain),
        title: String::new(),
        limit: None,
        items: (0..EACH).map(|i| place(format!("{domain}{i}"))).collect(),
    };
    let form = Form {
        algorithm: ALGORITHM,
        seed: Seed([0; 32]),
        bank: bank.version.clone(),
        blueprint: blueprint.version.clone(),
        // Drawn in another order than the blueprint's.
        sections: DOMAINS.iter().enumerate().rev().map(section).collect(),
    };
    (form, bank, blueprint)
}

/// The first `right` items of each domain answered rightly, the others left.
fn answers(right: [usize; 4]) -> BTreeMap<ItemId, Response> {
    let of = |(domain, n): (&'static str, usize)| (0..n).map(move |i| ItemId::new(format!("{domain}{i}")));
    let key = Response::Choice(ChoiceId::new("C"));
    DOMAINS.into_iter().zip(right).flat_map(of).map(|id| (id, key.clone())).collect()
}

fn sums_to_one(measured: &Measured) -> bool {
    (measured.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-5
}

#[test]
fn without_a_calibration_scores_and_categories_stay_and_probabilities_are_added() {
    let (form, bank, blueprint) = setting();
    for right in [[0, 0, 0, 0], [12, 12, 12, 12], [9, 7, 3, 11]] {
        let (given, plain) = (answers(right), PartialCredit.score(&form, &answers(right), &bank, &blueprint));
        let mut outcome = score(&form, &given, &bank, &blueprint, None);
        let measurement = outcome.measurement.take().unwrap();
        assert_eq!((measurement.basis, measurement.overall.items), (Basis::Uncalibrated, 48));
        assert!(sums_to_one(&measurement.overall));
        for domain in &mut outcome.domains {
            let measured = domain.measured.take().unwrap();
            assert!(sums_to_one(&measured) && measured.items == 12);
        }
        assert_eq!(outcome, plain, "partial-credit/1, to the last bit");
    }
}

#[test]
fn with_a_calibration_categories_follow_theta() {
    let (form, bank, blueprint) = setting();
    let calibration = samples::calibration(&bank, 0.5);
    let at = |right| score(&form, &answers(right), &bank, &blueprint, Some(&calibration));
    let outcome = at([12, 12, 12, 12]);
    let measurement = outcome.measurement.clone().unwrap();
    assert_eq!(measurement.basis, Basis::Calibrated(calibration.id.clone()));
    assert_eq!((outcome.scoring.as_str(), outcome.category), ("four-domains/1", PotentialCategory::SangatPotensial));
    let lowest = at([0, 0, 0, 0]);
    assert_eq!(lowest.category, PotentialCategory::KurangPotensial);
    assert!(lowest.measurement.unwrap().overall.theta < measurement.overall.theta);
    for right in [[12, 0, 6, 9], [8, 8, 8, 8]] {
        let outcome = at(right);
        let measurement = outcome.measurement.unwrap();
        assert!(sums_to_one(&measurement.overall));
        let reached = measurement.cuts.iter().filter(|cut| measurement.overall.theta >= **cut).count();
        assert_eq!(outcome.category as usize, reached);
        for domain in &outcome.domains {
            let measured = domain.measured.unwrap();
            assert!(sums_to_one(&measured));
            assert_eq!(domain.category as usize, measurement.cuts.iter().filter(|c| measured.theta >= **c).count());
        }
        let plain = PartialCredit.score(&form, &answers(right), &bank, &blueprint);
        assert_eq!(outcome.score.to_bits(), plain.score.to_bits());
    }
}

#[test]
fn what_was_left_lowers_theta_unless_a_trial_leaves_it_out() {
    let (form, bank, mut blueprint) = setting();
    let calibration = samples::calibration(&bank, 0.5);
    let theta = |blueprint: &Blueprint, right| {
        let outcome = score(&form, &answers(right), &bank, blueprint, Some(&calibration));
        outcome.measurement.map(|measurement| (measurement.overall.theta, measurement.overall.items))
    };
    let (wrong, all) = theta(&blueprint, [6, 6, 6, 6]).unwrap();
    blueprint.skipped = Skipped::NotShown;
    let (left_out, answered) = theta(&blueprint, [6, 6, 6, 6]).unwrap();
    assert_eq!((all, answered), (48, 24));
    assert!(left_out > wrong + 0.5, "{left_out} {wrong}");
    assert_eq!(theta(&blueprint, [0; 4]), None, "of nobody's answers nothing is measured");
}

#[test]
fn a_domain_borrows_from_the_others() {
    let (form, bank, blueprint) = setting();
    let calibration = samples::calibration(&bank, 0.7);
    let first = |right| {
        let outcome = score(&form, &answers(right), &bank, &blueprint, Some(&calibration));
        assert_eq!(outcome.domains[0].domain.as_str(), "a", "in the blueprint's order");
        outcome.domains[0].measured.unwrap().theta
    };
    assert!(first([6, 12, 12, 12]) > first([6, 0, 0, 0]) + 0.2);
}

#[test]
fn the_same_again_is_the_same_to_the_last_bit() {
    let (form, bank, blueprint) = setting();
    let calibration = samples::calibration(&bank, 0.5);
    let given = answers([9, 7, 3, 11]);
    let outcome = || score(&form, &given, &bank, &blueprint, Some(&calibration));
    assert_eq!(outcome(), outcome());
}

#[test]
fn an_item_without_parameters_is_scored_but_does_not_count_for_theta() {
    let (form, mut bank, blueprint) = setting();
    let calibration = samples::calibration(&bank, 0.5);
    let mut edited = samples::item("a0", "a", "x", Difficulty::Easy);
    edited.stem = Html("something else".into());
    bank.items.insert(edited.id.clone(), edited.into());
    let of = |right| score(&form, &answers(right), &bank, &blueprint, Some(&calibration));
    let (with, without) = (of([1, 6, 6, 6]), of([0, 6, 6, 6]));
    assert_eq!(with.domains[0].measured.unwrap().items, 11);
    assert_eq!(with.measurement.as_ref().unwrap().overall.items, 47);
    assert_eq!(with.measurement, without.measurement);
    assert!(with.score > without.score);
}

#[test]
fn a_calibration_that_covers_too_little_counts_as_none() {
    let (form, bank, blueprint) = setting();
    let mut narrow = samples::calibration(&bank, 0.5);
    for i in 0..3 {
        narrow.items.remove(&ItemId::new(format!("b{i}")));
    }
    let outcome = score(&form, &answers([6; 4]), &bank, &blueprint, Some(&narrow));
    assert_eq!(outcome.measurement.unwrap().basis, Basis::Uncalibrated, "9 of 12 are less than 80 %");
    assert_eq!(outcome.scoring, "partial-credit/1");
    assert!(parameters(&blueprint, &bank, Some(&narrow)).is_empty());
}

#[test]
fn near_a_cut_a_person_looks_again() {
    let (form, bank, blueprint) = setting();
    let calibration = samples::calibration(&bank, 0.5);
    let borderline = |right| {
        let outcome = score(&form, &answers([right; 4]), &bank, &blueprint, Some(&calibration));
        let measurement = outcome.measurement.unwrap();
        let certain = measurement.overall.probabilities[outcome.category as usize] >= 2.0 / 3.0;
        assert_eq!(measurement.borderline, !certain);
        measurement.borderline
    };
    let found: Vec<bool> = (0..=12).map(borderline).collect();
    assert!(found.contains(&true) && !found[0] && !found[12], "{found:?}");
}

#[test]
fn a_category_that_is_not_the_most_probable_is_told_and_looked_at_again() {
    let (form, bank, blueprint) = setting();
    let calibration = samples::calibration(&bank, 0.5);
    let mut told = 0;
    for known in [None, Some(&calibration)] {
        let scoring = crate::domain::scoring::scoring_of(&blueprint, &bank, known);
        let patterns = (0..=12_usize).flat_map(|a| (0..=12_usize).map(move |b| [a, a, b, b]));
        for right in patterns {
            let outcome = scoring.score(&form, &answers(right), &bank, &blueprint);
            let measurement = outcome.measurement.as_ref().unwrap();
            let p = measurement.overall.probabilities;
            let most = p.iter().copied().fold(0.0, f64::max);
            assert_eq!(outcome.likelier().is_some(), p[outcome.category as usize] < most, "{right:?}");
            if let Some(likelier) = outcome.likelier() {
                told += 1;
                assert!(measurement.borderline, "{right:?}");
                assert!((p[likelier as usize] - most).abs() < 1e-12, "{right:?}");
            }
        }
    }
    assert!(told > 0, "some pattern must show it");
}

#[test]
fn where_nothing_can_be_said_nothing_is() {
    let (form, bank, mut blueprint) = setting();
    blueprint.sections.iter_mut().for_each(|section| section.weight = 0.0);
    assert!(FourDomains::new(&blueprint, &bank, None).is_none());
    assert_eq!(score(&form, &answers([3; 4]), &bank, &blueprint, None).measurement, None);
    let (_, bank, mut blueprint) = setting();
    // Guessing alone gives more than either of these.
    (blueprint.cuts.cukup_potensial, blueprint.cuts.potensial) = (1.0, 2.0);
    assert!(FourDomains::new(&blueprint, &bank, None).is_none());
}
