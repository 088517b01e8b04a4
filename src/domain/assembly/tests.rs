//! Forms drawn from small banks: what must always hold, what must stay the same for ever, and what must be even.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::domain::blueprint::{Cell, SectionRule};
use crate::domain::form::FormItem;
use crate::domain::ids::{BankVersion, ItemId, StimulusId};
use crate::domain::item::Interaction;
use crate::domain::measure::Parameters;
use crate::domain::samples::{self, cell, section};

fn seed(n: u32) -> Seed {
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&n.to_le_bytes());
    Seed(seed)
}

/// `n` items in domain `a`: competencies x and y in turn, difficulties in turn.
fn items(n: usize) -> Vec<Item> {
    (0..n).map(|i| samples::item(&format!("a{i:02}"), "a", ["x", "y"][i % 2], Difficulty::ALL[i % 3])).collect()
}

fn one_section(cells: Vec<Cell>) -> Blueprint {
    samples::blueprint(vec![section("a", 1.0, cells)])
}

fn draw_all(blueprint: &Blueprint, bank: &Bank, n: u32) -> Vec<Form> {
    (0..n).map(|i| assemble(blueprint, bank, None, seed(i)).unwrap()).collect()
}

fn describe(form: &Form) -> String {
    let item = |item: &FormItem| format!("{}{:?}", item.id, item.order);
    let sections = form.sections.iter().map(|s| s.items.iter().map(item).collect::<Vec<_>>().join(" "));
    sections.collect::<Vec<_>>().join(" | ").replace(", ", "")
}

#[test]
fn a_seed_gives_this_form_for_ever() {
    let mut all = items(12);
    all[3].interaction = samples::interactions()[4].clone();
    all[5].interaction = samples::interactions()[3].clone();
    all.extend((0..4).map(|i| samples::item(&format!("b{i}"), "b", "z", Difficulty::Easy)));
    let cells = vec![cell(Some("x"), None, 2), cell(None, Some(Difficulty::Medium), 1), cell(None, None, 3)];
    let mut blueprint =
        samples::blueprint(vec![section("a", 1.0, cells), section("b", 1.0, vec![cell(None, None, 2)])]);
    blueprint.free_domain_order = true;
    let form = assemble(&blueprint, &samples::bank(all), None, seed(42)).unwrap();
    assert_eq!(describe(&form), GOLDEN);
}

const GOLDEN: &str = "a01[2310] a04[3012] a11[3021] a06[1230] a05[] a09[0321] | b0[0132] b2[3210]";

#[test]
fn sections_keep_the_blueprints_order_unless_it_is_free() {
    let all = items(2).into_iter().chain([samples::item("b", "b", "z", Difficulty::Easy)]);
    let bank = samples::bank(all);
    let any = || vec![cell(None, None, 1)];
    let mut blueprint = samples::blueprint(vec![section("a", 1.0, any()), section("b", 1.0, any())]);
    let orders = |blueprint: &Blueprint| -> BTreeSet<Vec<u16>> {
        draw_all(blueprint, &bank, 40).iter().map(|f| f.sections.iter().map(|s| s.rule).collect()).collect()
    };
    assert_eq!(orders(&blueprint), BTreeSet::from([vec![0, 1]]));
    blueprint.free_domain_order = true;
    assert_eq!(orders(&blueprint).len(), 2);
}

#[test]
fn specific_cells_are_filled_before_open_ones() {
    let blueprint = one_section(vec![cell(None, None, 5), cell(Some("x"), Some(Difficulty::Easy), 1)]);
    let bank = samples::bank(items(6));
    for form in draw_all(&blueprint, &bank, 50) {
        assert!(form.items().any(|item| item.id.as_str() == "a00"));
    }
}

#[test]
fn job_families_limit_the_pool() {
    let mut all = items(3);
    all[0].job_families = BTreeSet::from([JobFamily::Pelaksana]);
    all[1].job_families = BTreeSet::from([JobFamily::Pimpinan, JobFamily::Pengawas]);
    let bank = samples::bank(all);
    let drawn = |family, count| assemble(&one_section(vec![cell(None, None, count)]), &bank, family, seed(1));
    assert!(drawn(Some(JobFamily::Pelaksana), 2).is_ok() && drawn(Some(JobFamily::Pengawas), 2).is_ok());
    assert_eq!(drawn(Some(JobFamily::Fungsional), 2).unwrap_err().available, 1);
    assert_eq!(drawn(None, 1).unwrap().items().next().unwrap().id.as_str(), "a02");
}

#[test]
fn a_shortage_names_its_cell() {
    let blueprint = one_section(vec![cell(None, None, 1), cell(Some("x"), Some(Difficulty::Hard), 3)]);
    let shortage = assemble(&blueprint, &samples::bank(items(12)), None, seed(1)).unwrap_err();
    assert_eq!(
        shortage,
        Shortage {
            domain: DomainId::new("a"),
            competency: Some(CompetencyId::new("x")),
            difficulty: Some(Difficulty::Hard),
            needed: 3,
            available: 2
        }
    );
    let blueprint = samples::blueprint(vec![section("nowhere", 1.0, vec![cell(None, None, 1)])]);
    assert_eq!(assemble(&blueprint, &samples::bank(items(3)), None, seed(1)).unwrap_err().available, 0);
}

#[test]
fn enemies_never_meet_even_when_only_few_selections_avoid_them() {
    let mut all = items(6);
    // Only the even ones live in peace with each other.
    for i in [1, 3, 5] {
        all[i].enemies = (0..6).filter(|j| *j != i).map(|j| ItemId::new(format!("a{j:02}"))).collect();
    }
    let bank = samples::bank(symmetric(all));
    let blueprint = one_section(vec![cell(None, None, 3)]);
    for form in draw_all(&blueprint, &bank, 50) {
        assert_eq!(verify(&form, &blueprint, &bank), Ok(()));
    }
    assert!(assemble(&one_section(vec![cell(None, None, 4)]), &bank, None, seed(1)).is_err());
}

#[test]
fn an_ordering_never_shows_its_key_and_a_fixed_item_keeps_its_order() {
    let mut all = items(2);
    all[0].interaction = Interaction::Ordering {
        elements: samples::choices("ABC"),
        key: samples::choices("BCA").into_iter().map(|c| c.id).collect(),
        exact: false,
    };
    all[1].shuffle = false;
    let bank = samples::bank(all);
    let mut blueprint = one_section(vec![cell(None, None, 2)]);
    let orders = |blueprint: &Blueprint, id: &str| -> BTreeSet<Vec<u8>> {
        let forms = draw_all(blueprint, &bank, 200);
        forms.iter().flat_map(Form::items).filter(|i| i.id.as_str() == id).map(|i| i.order.to_vec()).collect()
    };
    assert_eq!(orders(&blueprint, "a00").len(), 5);
    assert!(!orders(&blueprint, "a00").contains(&vec![1, 2, 0]));
    assert_eq!(orders(&blueprint, "a01"), BTreeSet::from([vec![0, 1, 2, 3]]));
    blueprint.shuffle_options = false;
    assert_eq!(orders(&blueprint, "a00"), BTreeSet::from([vec![0, 1, 2]]));
}

#[test]
fn verify_names_what_is_wrong() {
    let mut all = items(8);
    all[0].stimulus = Some(StimulusId::new("s"));
    all[1].stimulus = Some(StimulusId::new("s"));
    all[2].shuffle = false;
    all[3].interaction = samples::interactions()[4].clone();
    all[4].enemies = BTreeSet::from([ItemId::new("a07")]);
    all.push(samples::item("b0", "b", "z", Difficulty::Easy));
    let bank = samples::bank(all);
    let blueprint = one_section(vec![cell(None, Some(Difficulty::Easy), 3), cell(None, None, 3)]);
    let ids = |ids: &[usize]| {
        ids.iter()
            .map(|i| FormItem { id: ItemId::new(format!("a{i:02}")), order: [0, 1, 2, 3].into() })
            .collect::<Vec<_>>()
    };
    let good = Form {
        algorithm: ALGORITHM,
        seed: seed(0),
        bank: bank.version.clone(),
        blueprint: blueprint.version.clone(),
        sections: vec![FormSection {
            rule: 0,
            domain: DomainId::new("a"),
            title: "section a".into(),
            limit: None,
            items: ids(&[0, 1, 2, 3, 4, 6]),
        }],
    };
    assert_eq!(verify(&good, &blueprint, &bank), Ok(()));
    let fault = |change: &dyn Fn(&mut Form)| {
        let mut form = good.clone();
        change(&mut form);
        verify(&form, &blueprint, &bank).unwrap_err()
    };
    let id = |i: usize| ItemId::new(format!("a{i:02}"));
    assert_eq!(fault(&|f| f.algorithm = 9), FormFault::Algorithm(9));
    assert_eq!(fault(&|f| f.bank = BankVersion::new("other")), FormFault::Version);
    assert_eq!(fault(&|f| f.sections.clear()), FormFault::Sections);
    assert_eq!(fault(&|f| f.sections[0].rule = 1), FormFault::Sections);
    assert_eq!(fault(&|f| f.sections[0].title.clear()), FormFault::Section(0));
    assert_eq!(fault(&|f| f.sections[0].items[0].id = ItemId::new("zz")), FormFault::Unknown(ItemId::new("zz")));
    assert_eq!(fault(&|f| f.sections[0].items[5].id = ItemId::new("b0")), FormFault::Domain(ItemId::new("b0")));
    assert_eq!(fault(&|f| f.sections[0].items[1].id = id(0)), FormFault::Twice(id(0)));
    assert_eq!(fault(&|f| f.sections[0].items[2].id = id(7)), FormFault::Enemies(id(7), id(4)));
    assert_eq!(fault(&|f| f.sections[0].items = ids(&[0, 1, 2, 3, 4])), FormFault::Cells(0));
    assert_eq!(fault(&|f| f.sections[0].items = ids(&[0, 1, 2, 3, 4, 5])), FormFault::Cells(0));
    assert_eq!(fault(&|f| f.sections[0].items = ids(&[0, 2, 1, 3, 4, 6])), FormFault::Apart(id(1)));
    assert_eq!(fault(&|f| f.sections[0].items[0].order = [0, 1, 2].into()), FormFault::Options(id(0)));
    assert_eq!(fault(&|f| f.sections[0].items[0].order = [0, 1, 2, 2].into()), FormFault::Options(id(0)));
    assert_eq!(fault(&|f| f.sections[0].items[2].order = [1, 0, 2, 3].into()), FormFault::Shuffled(id(2)));
    assert_eq!(fault(&|f| f.sections[0].items[3].order = [2, 0, 3, 1].into()), FormFault::KeyShown(id(3)));
}

/// 4,000 forms of 5 out of 10 items: inclusion, place and option place are all even. The limits are the 99.99 % points
/// of the chi-square distribution; the seeds are fixed, so the test cannot fail by chance.
#[test]
fn items_places_and_options_are_drawn_evenly() {
    let bank = samples::bank(items(10));
    let forms = draw_all(&one_section(vec![cell(None, None, 5)]), &bank, 4_000);
    let mut included: BTreeMap<String, f64> = BTreeMap::new();
    let mut placed: BTreeMap<(String, usize), f64> = BTreeMap::new();
    let mut options: BTreeMap<(u8, usize), f64> = BTreeMap::new();
    for (place, item) in forms.iter().flat_map(|form| form.items().enumerate()) {
        *included.entry(item.id.to_string()).or_default() += 1.0;
        *placed.entry((item.id.to_string(), place)).or_default() += 1.0;
        for (at, option) in item.order.iter().enumerate() {
            *options.entry((*option, at)).or_default() += 1.0;
        }
    }
    let chi_square =
        |counts: Vec<f64>, expected: f64| counts.iter().map(|n| (n - expected).powi(2) / expected).sum::<f64>();
    assert_eq!((included.len(), placed.len(), options.len()), (10, 50, 16));
    // 9, 49 and 9 degrees of freedom (fixed margins only lower the sums).
    assert!(chi_square(included.into_values().collect(), 2_000.0) < 33.72);
    assert!(chi_square(placed.into_values().collect(), 400.0) < 94.1);
    assert!(chi_square(options.into_values().collect(), 5_000.0) < 33.72);
}

#[test]
fn exposure_and_neighbours_in_a_small_hall() {
    // 12 items for 3 places: a quarter each, and four neighbours in a row need not share any.
    let bank = samples::bank(items(12));
    let blueprint = one_section(vec![cell(None, None, 3)]);
    let Drawn { forms, fairness } = draw_for(&blueprint, &bank, &hall_of(16, None), &Served::default()).unwrap();
    assert_eq!((fairness.method, fairness.exposure_limit), (Method::Parallel, 0.3125));
    let uses = |id: &ItemId| forms.iter().filter(|form| form.items().any(|item| item.id == *id)).count();
    assert!(bank.items.keys().all(|id| uses(id) <= 5), "{:?}", bank.items.keys().map(uses).collect::<Vec<_>>());
    assert!(fairness.drawn.overlap.neighbours_max <= 0.0, "{:?}", fairness.drawn.overlap);
    assert!(fairness.chance.overlap.neighbours_max > 0.0);
}

#[test]
fn what_the_event_has_used_up_is_left_alone() {
    let bank = samples::bank(items(12));
    let blueprint = one_section(vec![cell(None, None, 3)]);
    let worn: BTreeMap<ItemId, u32> = bank.items.keys().take(6).map(|id| (id.clone(), 10)).collect();
    let served = Served { counts: worn.clone(), forms: 20 };
    let Drawn { forms, .. } = draw_for(&blueprint, &bank, &hall_of(4, None), &served).unwrap();
    assert!(forms.iter().flat_map(Form::items).all(|item| !worn.contains_key(&item.id)));
}

#[test]
fn a_bank_that_allows_no_match_is_drawn_by_chance_and_says_so() {
    // One place, an item that always earns much and one that never does: no tolerance holds both, no limit allows one.
    let mut all = items(2);
    all[0].difficulty = Difficulty::Easy;
    all[1].difficulty = Difficulty::Hard;
    let bank = samples::bank(all);
    let blueprint = one_section(vec![cell(None, None, 1)]);
    let Drawn { forms, fairness } = draw_for(&blueprint, &bank, &hall_of(4, None), &Served::default()).unwrap();
    assert_eq!((fairness.method, fairness.exposure_limit), (Method::Chance(WhyChance::Bank), 1.0));
    assert_eq!((forms.len(), fairness.drawn == fairness.chance), (4, true));
    let cells: Vec<Cell> = (0..7)
        .map(|i| Cell {
            trial: i % 2 == 0,
            ..cell(["x", "y"].get(i / 2).copied(), (i == 6).then_some(Difficulty::Easy), 1)
        })
        .collect();
    let entangled = one_section(cells);
    let roomy = samples::bank(items(40));
    let Drawn { forms, fairness } = draw_for(&entangled, &roomy, &hall_of(4, None), &Served::default()).unwrap();
    assert_eq!(fairness.method, Method::Chance(WhyChance::Cells));
    assert!(forms.iter().all(|form| verify(form, &entangled, &roomy) == Ok(())));
}

fn symmetric(mut all: Vec<Item>) -> Vec<Item> {
    let pairs: Vec<_> = all.iter().flat_map(|i| i.enemies.iter().map(|e| (e.clone(), i.id.clone()))).collect();
    for (item, enemy) in pairs {
        all.iter_mut().filter(|i| i.id == item).for_each(|i| {
            i.enemies.insert(enemy.clone());
        });
    }
    all
}

prop_compose! {
    /// A bank of two domains with stimuli, enemies, job families, fixed orders and all interactions.
    fn any_bank()(
        kinds in prop::collection::vec((0usize..6, 0usize..3, 0usize..3, 0usize..6, any::<bool>(), 0usize..8), 4..40),
        enemies in prop::collection::vec((0usize..40, 0usize..40), 0..10),
    ) -> Bank {
        let mut all: Vec<Item> = kinds.iter().enumerate().map(|(i, (kind, competency, difficulty, stimulus, shuffle, family))| {
            let domain = ["a", "b"][i % 2];
            let mut item = samples::item(&format!("i{i:02}"), domain, ["x", "y", "z"][*competency], Difficulty::ALL[*difficulty]);
            item.interaction = samples::interactions()[*kind].clone();
            item.stimulus = (*stimulus < 2).then(|| StimulusId::new(format!("{domain}{stimulus}")));
            item.shuffle = *shuffle;
            item.job_families = JobFamily::ALL.get(*family).into_iter().copied().collect();
            item
        }).collect();
        for (from, to) in enemies.into_iter().filter(|(from, to)| from != to) {
            let enemy = ItemId::new(format!("i{to:02}"));
            if let Some(item) = all.get_mut(from) { item.enemies.insert(enemy); }
        }
        samples::bank(symmetric(all))
    }
}

prop_compose! {
    fn any_blueprint()(
        cells in prop::collection::vec((any::<bool>(), prop::option::of(0usize..3), prop::option::of(0usize..3), 1u16..4), 1..6),
        free in any::<bool>(), shuffle in any::<bool>(),
    ) -> Blueprint {
        let cells_of = |second: bool| cells.iter().filter(|c| c.0 == second)
            .map(|(_, competency, difficulty, count)| cell(competency.map(|c| ["x", "y", "z"][c]), difficulty.map(|d| Difficulty::ALL[d]), *count)).collect();
        let sections: Vec<SectionRule> = vec![section("a", 1.0, cells_of(false)), section("b", 2.0, cells_of(true))];
        let mut blueprint = samples::blueprint(sections);
        blueprint.free_domain_order = free;
        blueprint.shuffle_options = shuffle;
        blueprint
    }
}

fn hall_of(n: u32, family: Option<JobFamily>) -> Vec<Candidate> {
    let place = |i: u32| Place { room: None, seat: Some(format!("A{i}")) };
    (0..n).map(|i| Candidate { family: family.filter(|_| i % 2 == 0), seed: seed(i), place: place(i) }).collect()
}

fn draw_for(blueprint: &Blueprint, bank: &Bank, candidates: &[Candidate], served: &Served) -> Result<Drawn, Shortage> {
    let parameters = Parameters::new();
    draw_hall(&Hall { blueprint, bank, parameters: &parameters, candidates, served, seed: 1 })
}

proptest! {
    /// Cells that overlap, enemies, stimuli, families: whatever plain drawing can fill, the whole session gets.
    #[test]
    fn every_form_of_a_hall_verifies(bank in any_bank(), blueprint in any_blueprint(), family in 0usize..6) {
        let candidates = hall_of(4, JobFamily::ALL.get(family).copied());
        let by_chance = candidates.iter().map(|one| assemble(&blueprint, &bank, one.family, one.seed)).collect::<Result<Vec<_>, _>>();
        let drawn = draw_for(&blueprint, &bank, &candidates, &Served::default());
        prop_assert_eq!(drawn.is_ok(), by_chance.is_ok());
        let Ok(Drawn { forms, fairness }) = drawn else { return Ok(()) };
        for (form, candidate) in forms.iter().zip(&candidates) {
            prop_assert_eq!(verify(form, &blueprint, &bank), Ok(()));
            prop_assert!(form.items().all(|item| is_eligible(&bank.items[&item.id], candidate.family)));
            let ids: Vec<ItemId> = form.items().map(|item| item.id.clone()).collect();
            if fairness.method == Method::Parallel {
                prop_assert_eq!(&arrange(&blueprint, &bank, &ids, form.seed), form);
            }
        }
        let again = draw_for(&blueprint, &bank, &candidates, &Served::default()).unwrap();
        prop_assert_eq!((again.forms, again.fairness), (forms, fairness));
    }

    #[test]
    fn every_form_that_is_drawn_verifies(bank in any_bank(), blueprint in any_blueprint(), n in any::<u32>(), family in 0usize..6) {
        let family = JobFamily::ALL.get(family).copied();
        match assemble(&blueprint, &bank, family, seed(n)) {
            Ok(form) => {
                prop_assert_eq!(verify(&form, &blueprint, &bank), Ok(()));
                prop_assert!(form.items().all(|item| is_eligible(&bank.items[&item.id], family)));
                prop_assert_eq!(form.len(), usize::from(blueprint.items()));
                prop_assert_eq!(assemble(&blueprint, &bank, family, seed(n)), Ok(form));
            }
            Err(shortage) => prop_assert!(shortage.available < u32::from(shortage.needed)),
        }
    }
}
