//! Designs, pools and simulations.

use std::collections::BTreeSet;

use super::fixture::{PER_DOMAIN, RULE, Small};
use super::{Design, Sequence, Step, Stop, Undesignable};
use crate::domain::assembly::{FormFault, verify};
use crate::domain::blueprint::AdaptiveRule;
use crate::domain::ids::ItemId;
use crate::domain::item::{Difficulty, JobFamily};
use crate::domain::measure::Parameters;
use crate::domain::samples;

#[test]
fn only_calibrated_items_that_fit_a_cell_take_part() {
    let mut small = Small::new(RULE, &[10, 10]);
    small.parameters.remove(&ItemId::new("a07"));
    small.blueprint.sections[1].cells = vec![samples::cell(None, Some(Difficulty::Easy), 10)];
    let design = small.design();
    let ids: Vec<&str> = design.items().map(|(item, _)| item.id.as_str()).collect();
    assert_eq!(ids.len(), PER_DOMAIN - 1 + 14);
    assert!(!ids.contains(&"a07") && !ids.contains(&"b01"));
    assert!(design.items().all(|(item, section)| (section == 0) == (item.domain.as_str() == "a")));
}

#[test]
fn without_calibration_or_rules_nothing_is_chosen() {
    let mut small = Small::new(RULE, &[10]);
    let none = Design::new(&small.blueprint, &small.bank, &Parameters::new());
    assert_eq!(none.unwrap_err(), Undesignable::Uncalibrated);
    small.blueprint.adaptive = Some(AdaptiveRule { min_items: 30, ..RULE });
    assert!(matches!(Design::new(&small.blueprint, &small.bank, &small.parameters), Err(Undesignable::Choice(_))));
    small.blueprint.adaptive = None;
    let fixed = Design::new(&small.blueprint, &small.bank, &small.parameters);
    assert_eq!(fixed.unwrap_err(), Undesignable::NotAdaptive);
}

#[test]
fn a_pool_passes_the_audit_and_comes_again_from_its_seed() {
    let small = Small::new(RULE, &[10, 10]);
    let design = small.design();
    let chances: Vec<f64> = (0..80_u32).map(|n| f64::from(n % 4) / 4.0).collect();
    let pool = small.pool(&design, &chances, 7, None);
    assert_eq!(verify(&pool, &small.blueprint, &small.bank), Ok(()));
    assert_eq!(pool, small.pool(&design, &chances, 7, None));
    assert_ne!(pool, small.pool(&design, &chances, 8, None));
    assert!(pool.len() < 60, "{} of 80 at a mean chance of 0.375", pool.len());
    let mut strange = pool.clone();
    strange.sections[0].items[0].id = ItemId::new("b00");
    assert_eq!(verify(&strange, &small.blueprint, &small.bank), Err(FormFault::Domain(ItemId::new("b00"))));
    let mut twice = pool.clone();
    let first = twice.sections[0].items[0].clone();
    twice.sections[0].items[1] = first.clone();
    assert_eq!(verify(&twice, &small.blueprint, &small.bank), Err(FormFault::Twice(first.id)));
    let mut fixed = small.blueprint.clone();
    fixed.adaptive = None;
    assert_eq!(verify(&pool, &fixed, &small.bank), Err(FormFault::Algorithm(3)));
}

#[test]
fn lost_lots_leave_enough_for_a_sitting() {
    let small = Small::new(RULE, &[30, 10]);
    let design = small.design();
    let pool = small.pool(&design, &[0.0; 80], 3, None);
    let lengths: Vec<usize> = pool.sections.iter().map(|section| section.items.len()).collect();
    assert_eq!(lengths, [15, 5]);
}

#[test]
fn a_job_family_keeps_its_items() {
    let mut small = Small::new(RULE, &[10]);
    let id = ItemId::new("a05");
    let mut item = (*small.bank.items[&id]).clone();
    item.job_families = BTreeSet::from([JobFamily::Pengawas]);
    small.bank.items.insert(id.clone(), item.into());
    let design = small.design();
    let holds = |family| small.pool(&design, &[1.0; 40], 1, family).items().any(|item| item.id == id);
    assert!(holds(Some(JobFamily::Pengawas)) && !holds(None) && !holds(Some(JobFamily::Pelaksana)));
}

#[test]
fn a_pool_of_another_bank_is_refused() {
    let small = Small::new(RULE, &[10]);
    let design = small.design();
    let mut pool = small.whole_pool(&design, 1);
    pool.sections[0].items[3].id = ItemId::new("elsewhere");
    assert_eq!(Sequence::new(design, &pool).unwrap_err(), ItemId::new("elsewhere"));
}

#[test]
fn a_pool_that_runs_dry_ends_the_questions() {
    let small = Small::new(RULE, &[10]);
    let design = small.design();
    let mut pool = small.whole_pool(&design, 1);
    pool.sections[0].items.truncate(1);
    let only = pool.sections[0].items[0].id.clone();
    let sequence = Sequence::new(design, &pool).unwrap();
    assert_eq!(sequence.step([]), Step::Offer(only.clone()));
    assert_eq!(sequence.step([(&only, None)]), Step::End(Stop::NoItem));
}

#[test]
fn the_simulation_keeps_exposure_down_and_says_the_same_again() {
    let rule = AdaptiveRule { max_exposure: 0.5, ..RULE };
    let small = Small::new(rule, &[10, 10]);
    let design = small.design();
    let tried = design.try_out(&small.blueprint, 11).unwrap();
    assert_eq!(tried, design.try_out(&small.blueprint, 11).unwrap());
    let free = Small::new(RULE, &[10, 10]);
    let unchecked = free.design().try_out(&free.blueprint, 11).unwrap().report;
    let report = tried.report;
    assert!(report.exposure_max < unchecked.exposure_max, "{} {}", report.exposure_max, unchecked.exposure_max);
    assert!(report.exposure_max < 0.65, "{}", report.exposure_max);
    assert!(report.rmse > 0.2 && report.rmse < 0.6, "{}", report.rmse);
    assert!(report.mean_length >= 8.0 && report.mean_length <= 20.0);
    assert_eq!(report.histogram.iter().sum::<u32>(), 80);
    assert_eq!(report.by_theta.len(), 7);
    assert!(report.sections.iter().all(|section| section.most <= 10));
}
