//! Content rules inside a sitting, on banks made by chance: cells that overlap, enemies, lots.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use ukur_psychometrics::ItemModel;
use ukur_psychometrics::adaptive::{
    Abilities, AdaptiveError, AdaptiveState, Bank, BankItem, CellShare, Content, Course, Design, Layout, Next, Rules,
    Selection, Simulation, StopReason, Unfilled, next_within, simulate, sit,
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
            .all(|seed| complete(course, bank, items, seed).is_ok())
}

/// Whom no lot falls to gets a complete sitting and nothing else.
fn complete(course: &Course, bank: &Bank, items: &[usize], seed: u64) -> Result<Vec<usize>, Unfilled> {
    let nothing = vec![0.0; bank.len()];
    course.pool(bank, (&nothing, &nothing), items, seed)
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

/// 16 items in three cells, each in one to three of eight enemy sets: choice is entangled throughout.
fn entangled(seed: u64) -> Vec<Made> {
    let mut rng = stream(seed, 1);
    let item = |_| {
        let fits = vec![u16::try_from(below(&mut rng, 3)).unwrap()];
        let sets = 1 + below(&mut rng, 3);
        (fits, (0..sets).map(|_| u32::try_from(below(&mut rng, 8)).unwrap()).collect())
    };
    (0..16).map(item).collect()
}

/// Whether the places can be filled at all: by trying everything.
fn exists(made: &[Made], places: &[u16], chosen: &mut Vec<usize>) -> bool {
    let Some(cell) = places.get(chosen.len()) else { return true };
    (0..made.len()).any(|item| {
        let hostile = |other: &usize| made[item].1.iter().any(|set| made[*other].1.contains(set));
        if chosen.contains(&item) || !made[item].0.contains(cell) || chosen.iter().any(hostile) {
            return false;
        }
        chosen.push(item);
        let found = exists(made, places, chosen);
        chosen.pop();
        found
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// A pool is drawn whenever a complete sitting exists and refused whenever none does; whatever is answered, who has
    /// a pool is never left without a next item.
    #[test]
    fn enemies_across_cells_leave_nobody_without_an_item(
        seed in 0_u64..1_000_000,
        chances in prop::collection::vec(0.0_f64..1.0, 16),
        lots in prop::collection::vec(0.0_f64..1.0, 16),
        answers in prop::collection::vec(0_usize..2, 5),
    ) {
        let made = entangled(seed);
        let bank = bank(&made);
        let course = course(&made, &[2, 2, 1], 5);
        let all: Vec<usize> = (0..16).collect();
        let pool = course.pool(&bank, (&chances, &lots), &all, seed);
        prop_assert_eq!(pool.is_ok(), exists(&made, &course.layout.places(seed), &mut Vec::new()));
        let Ok(pool) = pool else { return Ok(()) };
        let rules = under(course, 5);
        let mut state = AdaptiveState::default();
        for answer in answers {
            match next_within(&bank, &rules, &state, seed, &pool).unwrap() {
                Next::Item(item) => state.answered.push((item, answer)),
                Next::Stop(reason) => prop_assert!(false, "{:?} after {:?}", reason, state.answered),
            }
        }
        prop_assert_eq!(next_within(&bank, &rules, &state, seed, &pool).unwrap(), Next::Stop(StopReason::Length));
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
    assert_eq!(complete(&scarce, &bank, &[0, 1, 2, 3], 1), Err(Unfilled { cell: 1, places: 3, filled: 2 }));
    let persons = Simulation { abilities: Abilities::Normal { persons: 5, mean: 0.0, sd: 1.0 }, seed: 1 };
    let report = simulate(&bank, &Design::Adaptive(under(scarce, 4)), &persons).unwrap();
    assert_eq!((report.mean_length, report.course.unwrap().broken), (4.0, 5), "and it is told");
    let enough = course(&made, &[2, 2], 4);
    assert_eq!(complete(&enough, &bank, &[0, 1, 2, 3], 1), Ok(vec![0, 1, 2, 3]));
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
