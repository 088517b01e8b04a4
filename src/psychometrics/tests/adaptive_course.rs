//! Content rules inside a sitting, on banks made by chance: cells that overlap, enemies, lots.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use ukur_psychometrics::ItemModel;
use ukur_psychometrics::adaptive::{
    Abilities, AdaptiveError, Bank, BankItem, CellShare, Content, Course, Design, Layout, Rules, Selection, Simulation,
    Unfilled, simulate, sit,
};
use ukur_psychometrics::random::{below, stream, unit};

/// Item by item: the cells that it fits, and its enemy sets.
type Made = (Vec<u16>, Vec<u32>);

fn bank(made: &[Made]) -> Bank {
    let item = |(place, (_, enemies)): (u16, &Made)| {
        let (a, b) = (0.7 + 0.02 * f64::from(place * 7 % 60), -2.4 + 0.08 * f64::from(place * 11 % 60));
        BankItem { model: ItemModel::Dichotomous { a, d: -a * b, g: 0.2 }, content: 0, enemies: enemies.clone() }
    };
    Bank::standard((0..).zip(made).map(item).collect()).unwrap()
}

fn course(made: &[Made], shares: &[u16], length: usize) -> Course {
    let cells = shares.iter().map(|share| CellShare { level: 0, share: *share }).collect();
    Course { layout: Layout { areas: vec![cells], length }, fits: made.iter().map(|(fits, _)| fits.clone()).collect() }
}

fn under(course: Course, length: usize) -> Rules {
    Rules { content: Content::Course(course), selection: Selection::Randomesque(3), ..Rules::of_length(length) }
}

/// For every order of places that the lots give.
fn possible(course: &Course, bank: &Bank, items: &[usize]) -> bool {
    let mut seen = BTreeSet::new();
    course.lacking(bank, items).is_none()
        && (0..2_000)
            .filter(|seed| seen.insert(course.layout.places(*seed)))
            .all(|seed| course.complete(bank, items, seed).is_ok())
}

/// 60 items by chance: one cell or two of four; a third of them have an enemy or two.
fn made(seed: u64) -> Vec<Made> {
    let mut rng = stream(seed, 0);
    let item = |_| {
        let mut cell = || u16::try_from(below(&mut rng, 4)).unwrap();
        let (one, other) = (cell(), cell());
        let fits = if unit(&mut rng) < 0.3 { vec![one, other] } else { vec![one] };
        let sets = if unit(&mut rng) < 0.33 { 1 + below(&mut rng, 2) } else { 0 };
        (fits, (0..sets).map(|_| u32::try_from(below(&mut rng, 12)).unwrap()).collect())
    };
    (0..60).map(item).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whenever a complete sitting exists that the search finds, every sitting is complete and no rule is broken, under
    /// any lots and whatever is answered.
    #[test]
    fn no_simulated_person_breaks_a_rule(
        seed in 0_u64..10_000,
        shares in prop::collection::vec(1_u16..8, 4),
        lots in prop::collection::vec(0.0_f64..1.0, 60),
    ) {
        let made = made(seed);
        let bank = bank(&made);
        let course = course(&made, &shares, 18);
        let all: Vec<usize> = (0..60).collect();
        prop_assume!(possible(&course, &bank, &all));
        let rules = Rules { exposure: Some(lots), ..under(course, 18) };
        let persons = Simulation { abilities: Abilities::Normal { persons: 60, mean: 0.0, sd: 1.0 }, seed };
        let report = simulate(&bank, &Design::Adaptive(rules.clone()), &persons).unwrap();
        prop_assert_eq!((report.mean_length, report.course.unwrap().broken), (18.0, 0));
        let items = sit(&bank, &rules, seed, |item| item % 2).unwrap();
        for (place, (item, _)) in items.iter().enumerate() {
            let hostile = |(other, _): &(usize, usize)| made[*item].1.iter().any(|set| made[*other].1.contains(set));
            prop_assert!(!items[..place].iter().any(hostile), "enemies stay apart");
        }
    }
}

#[test]
fn an_item_that_would_leave_a_place_empty_does_not_come() {
    // The last place can be filled by item 2 alone, whose enemy is by far the most informative of the first cell.
    let made = [(vec![0], vec![7]), (vec![0], vec![]), (vec![1], vec![7])];
    let models = [3.0, 0.5, 1.0].map(|a| ItemModel::Dichotomous { a, d: 0.0, g: 0.0 });
    let items =
        made.iter().zip(models).map(|((_, enemies), model)| BankItem { model, content: 0, enemies: enemies.clone() });
    let bank = Bank::standard(items.collect()).unwrap();
    let rules = Rules { selection: Selection::MaxInformation, ..under(course(&made, &[1, 1], 2), 2) };
    let mut items: Vec<usize> = sit(&bank, &rules, 1, |_| 1).unwrap().into_iter().map(|(item, _)| item).collect();
    items.sort_unstable();
    assert_eq!(items, [1, 2]);
}

#[test]
fn what_a_bank_lacks_is_named_and_a_sitting_goes_on_without_it() {
    let made = [(vec![0], vec![]), (vec![0], vec![]), (vec![1], vec![]), (vec![0, 1], vec![])];
    let bank = bank(&made);
    let scarce = course(&made, &[1, 3], 4);
    assert_eq!(scarce.complete(&bank, &[0, 1, 2, 3], 1), Err(Unfilled { cell: 1, places: 3, filled: 2 }));
    let persons = Simulation { abilities: Abilities::Normal { persons: 5, mean: 0.0, sd: 1.0 }, seed: 1 };
    let report = simulate(&bank, &Design::Adaptive(under(scarce, 4)), &persons).unwrap();
    assert_eq!((report.mean_length, report.course.unwrap().broken), (4.0, 5), "and it is told");
    let enough = course(&made, &[2, 2], 4);
    let items = enough.complete(&bank, &[3, 0, 1, 2], 1).unwrap();
    assert_eq!(items.len(), 4);
    assert_eq!(enough.complete(&bank, &[3, 0, 1, 2], 1), Ok(items), "the same again");
}

#[test]
fn a_course_that_does_not_fit_is_refused() {
    let made = made(1);
    let bank = bank(&made);
    let short = under(course(&made, &[1, 1], 5), 6);
    let narrow = under(course(&made[1..], &[1, 1], 6), 6);
    for rules in [short, narrow] {
        let refused = sit(&bank, &rules, 1, |_| 0);
        assert!(matches!(refused, Err(AdaptiveError::Rule { rule: "content", .. })), "{refused:?}");
    }
    let strange = sit(&bank, &under(course(&made, &[1, 1], 6), 6), 1, |_| 2);
    assert!(matches!(strange, Err(AdaptiveError::Category { category: 2, .. })), "{strange:?}");
}
