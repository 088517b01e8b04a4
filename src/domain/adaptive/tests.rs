//! Designs, pools and simulations.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::fixture::{PER_DOMAIN, RULE, Small};
use super::{Design, Sequence, Step, Stop, Undesignable, foretell};
use crate::domain::assembly::{Candidate, FormFault, NoPool, Place, PoolHall, draw_pools, pool_shortage, verify};
use crate::domain::bank::Bank;
use crate::domain::blueprint::AdaptiveRule;
use crate::domain::form::{ADAPTIVE, ALGORITHM, Form, Seed};
use crate::domain::ids::{ChoiceId, CompetencyId, ItemId};
use crate::domain::item::{Difficulty, Item, JobFamily};
use crate::domain::measure::Parameters;
use crate::domain::response::Response;
use crate::domain::samples;
use crate::domain::scoring::{Expected, FourDomains, parameters};

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
    assert_eq!(verify(&pool, &fixed, &small.bank), Err(FormFault::Algorithm(4)));
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
    let tried = design.try_out(&small.blueprint, None, 11).unwrap();
    assert_eq!(tried, design.try_out(&small.blueprint, None, 11).unwrap());
    let free = Small::new(RULE, &[10, 10]);
    let unchecked = free.design().try_out(&free.blueprint, None, 11).unwrap().report;
    let report = tried.report;
    assert!(report.exposure_max < unchecked.exposure_max, "{} {}", report.exposure_max, unchecked.exposure_max);
    assert!(report.exposure_max < 0.65, "{}", report.exposure_max);
    assert!(report.rmse > 0.2 && report.rmse < 0.6, "{}", report.rmse);
    assert!(report.mean_length >= 8.0 && report.mean_length <= 20.0);
    assert_eq!(report.histogram.iter().sum::<u32>(), 80);
    assert_eq!(report.by_theta.len(), 7);
    assert!(report.sections.iter().all(|section| section.most <= 10));
}

/// 40 items of three competencies in each of two domains; cells that overlap in the second.
fn celled(rule: AdaptiveRule) -> Small {
    let mut small = Small::new(rule, &[10, 10]);
    for (n, item) in small.bank.items.values_mut().enumerate() {
        std::sync::Arc::make_mut(item).competency = CompetencyId::new(["x", "y", "y", "z", "z", "z"][n % 6]);
    }
    let cells = [("x", 5), ("y", 3), ("z", 2)].map(|(competency, count)| samples::cell(Some(competency), None, count));
    small.blueprint.sections[0].cells = cells.to_vec();
    let overlapping = [(Some("x"), None, 3), (None, Some(Difficulty::Hard), 4), (None, None, 3)];
    small.blueprint.sections[1].cells =
        overlapping.map(|(competency, difficulty, count)| samples::cell(competency, difficulty, count)).to_vec();
    small
}

/// The items of a sitting of somebody who is right by these flags, in turn.
fn sitting(small: &Small, form: &Form, right: &[bool]) -> Vec<ItemId> {
    let sequence = Sequence::new(small.design(), form).unwrap();
    let mut given: Vec<(ItemId, Option<Response>)> = Vec::new();
    loop {
        match sequence.step(given.iter().map(|(item, response)| (item, response.as_ref()))) {
            Step::Offer(item) => {
                let option = if right[given.len() % right.len()] { "C" } else { "A" };
                given.push((item, Some(Response::Choice(ChoiceId::new(option)))));
            }
            Step::End(_) => return given.into_iter().map(|(item, _)| item).collect(),
        }
    }
}

/// The items as a form, for the eyes of the auditor of fixed forms: every cell filled, enemies apart, nothing twice.
fn as_form(pool: &Form, items: &[ItemId]) -> Form {
    let form = Form { algorithm: ALGORITHM, ..pool.only(items) };
    assert_eq!(form.len(), items.len(), "all of the pool");
    form
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_full_sitting_holds_what_the_cells_ask_for(
        seed in any::<u8>(),
        chances in prop::collection::vec(0.0..1.0f64, 80),
        right in prop::collection::vec(any::<bool>(), 3..20),
    ) {
        let small = celled(AdaptiveRule { standard_error: None, ..RULE });
        let pool = small.pool(&small.design(), &chances, seed, None);
        let items = sitting(&small, &pool, &right);
        prop_assert_eq!(items.len(), 20);
        prop_assert_eq!(verify(&as_form(&pool, &items), &small.blueprint, &small.bank), Ok(()));
    }

    /// Wherever precision ends it: sections to less than one item of their share, cells apart from one another to less
    /// than two, which is what reading their circle from anywhere costs.
    #[test]
    fn a_shorter_sitting_holds_its_share(seed in any::<u8>(), right in prop::collection::vec(any::<bool>(), 3..20)) {
        let small = celled(AdaptiveRule { standard_error: Some(5.0), ..RULE });
        let pool = small.whole_pool(&small.design(), seed);
        let items = sitting(&small, &pool, &right);
        let met = |fits: &dyn Fn(&Item) -> bool| {
            f64::from(u8::try_from(items.iter().filter(|id| fits(&small.bank.items[*id])).count()).unwrap())
        };
        let first = met(&|item| item.domain.as_str() == "a");
        prop_assert!((first - 0.5 * f64::from(u8::try_from(items.len()).unwrap())).abs() < 1.0);
        for (competency, share) in [("x", 0.5), ("y", 0.3), ("z", 0.2)] {
            let own = met(&|item| item.domain.as_str() == "a" && item.competency.as_str() == competency);
            prop_assert!((own - share * first).abs() < 2.0, "{} of {}", own, first);
        }
    }
}

/// What a pool of algorithm 3 chose before the cells were kept. It must stay so for as long as such sessions are open.
#[test]
fn a_pool_from_before_goes_on_as_it_began() {
    let small = celled(AdaptiveRule { standard_error: None, ..RULE });
    let mut pool = small.whole_pool(&small.design(), 9);
    pool.algorithm = ADAPTIVE;
    let items = sitting(&small, &pool, &[true, false, true]);
    let told: Vec<&str> = items.iter().map(ItemId::as_str).collect();
    assert_eq!(told.join(" "), GOLDEN);
}

const GOLDEN: &str = "a16 b16 a38 b05 a05 b09 a27 b38 a31 b31 a09 b27 a34 b34 a20 b20 a17 b26 a02 b37";

#[test]
fn the_simulation_tells_that_no_rule_is_broken() {
    let small = celled(AdaptiveRule { max_exposure: 0.6, ..RULE });
    let report = small.design().try_out(&small.blueprint, None, 5).unwrap().report;
    assert_eq!(report.broken, Some(0));
    let told: Vec<(f64, u32)> = report.cells.iter().map(|cell| (cell.planned, cell.most)).collect();
    assert_eq!(told[..3], [(5.0, 5), (3.0, 3), (2.0, 2)]);
    assert!(report.cells.iter().all(|cell| cell.least <= cell.most));
    assert_eq!((report.cells[4].difficulty, report.cells[4].planned), (Some(Difficulty::Hard), 4.0));
}

/// Three cells of each difficulty share two places: who gets which differs, that two come does not.
#[test]
fn no_difficulty_is_left_out_where_cells_are_many() {
    let mut small = celled(AdaptiveRule { max_items: 12, standard_error: None, ..RULE });
    let cell = |n: usize| samples::cell(Some(["x", "y", "z"][n / 3]), Some(Difficulty::ALL[n % 3]), 1);
    small.bank.items.values_mut().enumerate().for_each(|(n, item)| {
        let item = std::sync::Arc::make_mut(item);
        item.competency = CompetencyId::new(["x", "y", "z"][n / 3 % 3]);
        item.difficulty = Difficulty::ALL[n % 3];
    });
    small.blueprint.sections.iter_mut().for_each(|section| section.cells = (0..9).map(cell).collect());
    let design = small.design();
    for seed in 0..20 {
        let items = sitting(&small, &small.whole_pool(&design, seed), &[true, false]);
        for domain in ["a", "b"] {
            for level in Difficulty::ALL {
                let own = |id: &&ItemId| {
                    let item = &small.bank.items[*id];
                    item.domain.as_str() == domain && item.difficulty == level
                };
                assert_eq!(items.iter().filter(own).count(), 2, "{items:?}");
            }
        }
    }
    let report = design.try_out(&small.blueprint, None, 5).unwrap().report;
    assert_eq!(report.broken, Some(0));
    assert!(report.cells.iter().all(|cell| (cell.least, cell.most) == (0, 1)), "{:?}", report.cells);
}

#[test]
fn a_bank_that_cannot_keep_a_cell_says_which() {
    let mut small = celled(AdaptiveRule { standard_error: None, ..RULE });
    let short = |small: &Small| pool_shortage(&small.blueprint, &small.bank, &small.parameters, None);
    assert_eq!(short(&small), None);
    // Of six items of x in domain a, all but four go.
    let x = |id: &ItemId, bank: &Bank| id.as_str().starts_with('a') && bank.items[id].competency.as_str() == "x";
    let all: Vec<ItemId> = small.bank.items.keys().filter(|id| x(id, &small.bank)).cloned().collect();
    all.iter().skip(4).for_each(|id| drop(small.parameters.remove(id)));
    let found = short(&small).unwrap();
    assert_eq!((found.domain.as_str(), found.competency.unwrap().as_str()), ("a", "x"));
    assert_eq!((found.needed, found.available), (5, 4));
}

/// Counting items per cell would not see it: there are enough of them, and all are one another's enemies.
#[test]
fn enemies_that_leave_too_few_are_told_instead_of_a_pool() {
    let mut small = celled(AdaptiveRule { standard_error: None, ..RULE });
    let is_x = |item: &Item| item.domain.as_str() == "a" && item.competency.as_str() == "x";
    let all: BTreeSet<ItemId> = small.bank.items.values().filter(|item| is_x(item)).map(|i| i.id.clone()).collect();
    for item in small.bank.items.values_mut().filter(|item| is_x(item)) {
        let item = std::sync::Arc::make_mut(item);
        item.enemies = all.iter().filter(|id| **id != item.id).cloned().collect();
    }
    let design = small.design();
    let chances = vec![1.0; design.items().count()];
    let candidates = [Candidate { family: None, seed: Seed([1; 32]), place: Place::default() }];
    let (blueprint, bank) = (&small.blueprint, &small.bank);
    let hall = PoolHall { blueprint, bank, design: &design, chances: &chances, candidates: &candidates };
    let NoPool { family: None, shortage } = draw_pools(&hall).unwrap_err() else { panic!("a family") };
    assert_eq!((shortage.domain.as_str(), shortage.competency.as_ref().unwrap().as_str()), ("a", "x"));
    assert_eq!((shortage.needed, shortage.available), (5, 1));
    assert_eq!(pool_shortage(blueprint, bank, &small.parameters, None), Some(shortage));
}

#[test]
fn what_is_foretold_follows_the_chances_of_the_pools() {
    let mut small = Small::new(AdaptiveRule { standard_error: None, max_exposure: 0.35, ..RULE }, &[10, 10]);
    let calibration = samples::calibration(&small.bank, 0.6);
    let known = parameters(&small.blueprint, &small.bank, Some(&calibration));
    let design = Design::new(&small.blueprint, &small.bank, &known).unwrap();
    let scoring = FourDomains::new(&small.blueprint, &small.bank, Some(&calibration)).unwrap();
    let under = |chance: f64| {
        let chances = vec![chance; design.items().count()];
        design.accuracy(&small.blueprint, &scoring, &chances, 3).unwrap()
    };
    assert_eq!(under(1.0), under(1.0));
    assert_ne!(under(1.0).overall, under(0.6).overall, "other items, other categories");
    let foretold = |small: &Small| foretell(&small.blueprint, &small.bank, Some(&calibration), 3).unwrap();
    let even = foretold(&small);
    assert_ne!(even.overall, under(1.0).overall, "the chances are those that keep to the bound");
    small.blueprint.sections[0].weight = 9.0;
    let uneven = foretold(&small);
    assert_eq!(even.sections, uneven.sections);
    assert_ne!(even.overall, uneven.overall, "the whole is the composite of the results");
}

#[test]
fn categories_are_foretold_as_they_will_be_scored() {
    let accuracy = |max_items| {
        let rule = AdaptiveRule { max_items, standard_error: None, ..RULE };
        let small = Small::new(rule, &[10, 10]);
        let calibration = samples::calibration(&small.bank, 0.6);
        let found = foretell(&small.blueprint, &small.bank, Some(&calibration), 3).unwrap();
        assert_eq!(found, foretell(&small.blueprint, &small.bank, Some(&calibration), 3).unwrap());
        let half = f64::from(max_items) / 2.0;
        assert!((found.items - 2.0 * half).abs() < 1e-9 && (found.sections[0].items - half).abs() < 1e-9, "{found:?}");
        assert_eq!(foretell(&small.blueprint, &small.bank, None, 3), Err(Undesignable::Uncalibrated.into()));
        found
    };
    let (short, long) = (accuracy(8), accuracy(40));
    assert!(0.4 < short.overall.accuracy && short.overall.accuracy + 0.05 < long.overall.accuracy, "{short:?}");
    for (section, longer) in short.sections.iter().zip(&long.sections) {
        let Expected { accuracy, low, high } = section.expected;
        assert!(
            low < accuracy && accuracy < high && accuracy < longer.expected.accuracy && accuracy < short.overall.high
        );
        // Two errors of a share among 1,600 persons.
        let band = 2.0 * (accuracy * (1.0 - accuracy) / 1_600.0).sqrt();
        assert!((high - accuracy - band).abs() < 1e-3 && (accuracy - low - band).abs() < 1e-3, "{section:?}");
    }
}
