//! The bank, blueprints and practice items that are shipped: sound, large enough, and satisfiable for everybody.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test crate")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use ukur::bank::{BankFiles, check, lint, load, load_blueprints, load_practice};
use ukur::domain::assembly::{assemble, available, derive_seed, is_eligible, shortages, verify};
use ukur::domain::bank::Bank;
use ukur::domain::blueprint::Blueprint;
use ukur::domain::category::PotentialCategory;
use ukur::domain::ids::AttemptId;
use ukur::domain::item::{Difficulty, Interaction, Item, JobFamily};
use ukur::domain::scoring::{PartialCredit, Scoring, expect, score};

const MIN_ITEMS_PER_DOMAIN: usize = 100;
const MIN_GRADED_JUDGEMENTS: usize = 30;
const DRAWS_PER_FAMILY: u32 = 50;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("item_bank").join(name)
}

fn files(name: &str) -> BankFiles {
    BankFiles::read_dir(&folder(name)).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn bank() -> Bank {
    load(&files("umum")).unwrap_or_else(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"))
    })
}

fn blueprints() -> Vec<Blueprint> {
    load_blueprints(&files("blueprints")).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn families() -> impl Iterator<Item = Option<JobFamily>> {
    JobFamily::ALL.into_iter().map(Some).chain([None])
}

#[test]
fn the_bank_is_sound_and_large_enough() {
    let bank = bank();
    assert_eq!(bank.domains.len(), 4);
    for domain in &bank.domains {
        let items = bank.items.values().filter(|item| item.domain == domain.id).count();
        assert!(items >= MIN_ITEMS_PER_DOMAIN, "{}: {items} items", domain.id);
        for competency in &domain.competencies {
            let of = bank.items.values().filter(|item| item.competency == competency.id);
            let levels: BTreeSet<Difficulty> = of.map(|item| item.difficulty).collect();
            assert_eq!(levels.len(), 3, "{} lacks a difficulty", competency.id);
        }
    }
    let judged = bank.items.values().filter(|item| {
        item.domain.as_str() == "sociocultural" && matches!(item.interaction, Interaction::GradedJudgement { .. })
    });
    assert!(judged.count() >= MIN_GRADED_JUDGEMENTS);
    assert!(check(&folder("umum")).is_ok());
    assert_eq!(lint(&folder("umum")).unwrap(), []);
}

#[test]
fn every_interaction_is_used() {
    let bank = bank();
    let names: BTreeSet<&str> = bank.items.values().map(|item| item.interaction.name()).collect();
    assert_eq!(names.len(), 6, "{names:?}");
}

/// `load` compares a computation with its key; here it must not be missing where the key is a number.
#[test]
fn every_numeric_key_of_numerical_reasoning_is_computed() {
    let (files, bank) = (files("umum"), bank());
    for item in bank.items.values().filter(|item| item.domain.as_str() == "numerical_reasoning" && is_numeric(item)) {
        let path = format!("numerical_reasoning/{}.md", item.id);
        let text = String::from_utf8(files.get(&path).unwrap().to_vec()).unwrap();
        let head = text.split("+++\n").nth(1).unwrap();
        let head: toml::Table = head.parse().unwrap();
        assert!(head.contains_key("computation"), "{path} has no computation");
    }
}

/// A number to enter, or options that are all numbers (a digit first, after `Rp` or a sign at most).
fn is_numeric(item: &Item) -> bool {
    match &item.interaction {
        Interaction::NumericEntry { .. } => true,
        Interaction::SingleChoice { options, .. } => options.iter().all(|option| {
            let text = option.html.0.trim_start_matches(['-', '−', '+']).trim_start_matches("Rp").trim_start();
            text.starts_with(|c: char| c.is_ascii_digit())
        }),
        _ => false,
    }
}

#[test]
fn the_blueprints_are_the_planned_ones() {
    let blueprints: BTreeMap<String, Blueprint> = blueprints().into_iter().map(|b| (b.id.to_string(), b)).collect();
    assert_eq!(blueprints.keys().collect::<Vec<_>>(), ["asn-singkat", "asn-umum"]);
    let full = &blueprints["asn-umum"];
    assert_eq!((full.items(), full.sections.len(), full.duration().0), (60, 4, 90 * 60_000));
    for section in &full.sections {
        let count = |difficulty| -> u16 {
            section.cells.iter().filter(|cell| cell.difficulty == Some(difficulty)).map(|cell| cell.count).sum()
        };
        assert_eq!(Difficulty::ALL.map(count), [5, 7, 3], "{}", section.domain);
    }
    assert_eq!((blueprints["asn-singkat"].items(), blueprints["asn-singkat"].duration().0), (20, 40 * 60_000));
}

#[test]
fn both_blueprints_can_be_drawn_for_every_job_family() {
    let bank = bank();
    for blueprint in blueprints() {
        for row in available(&blueprint, &bank) {
            assert!(row.for_everybody >= u32::from(row.needed), "{}: {row:?}", blueprint.id);
        }
        for family in families() {
            assert_eq!(shortages(&blueprint, &bank, family), []);
            for n in 0..DRAWS_PER_FAMILY {
                let seed = derive_seed(&[9; 32], &AttemptId::new(format!("{family:?}-{n}")));
                let form = assemble(&blueprint, &bank, family, seed).unwrap();
                assert_eq!(verify(&form, &blueprint, &bank), Ok(()));
                assert!(form.items().all(|item| is_eligible(&bank.items[&item.id], family)));
            }
        }
    }
}

#[test]
fn a_perfect_candidate_reaches_the_highest_category_and_a_blank_one_the_lowest() {
    let bank = bank();
    for blueprint in blueprints() {
        let form = assemble(&blueprint, &bank, None, derive_seed(&[1; 32], &AttemptId::new("a"))).unwrap();
        let keys = form
            .items()
            .map(|item| (item.id.clone(), bank.items[&item.id].interaction.key_response().unwrap()))
            .collect();
        let perfect = PartialCredit.score(&form, &keys, &bank, &blueprint);
        assert!(perfect.score >= 100.0 && perfect.category == PotentialCategory::SangatPotensial, "{perfect:?}");
        let blank = PartialCredit.score(&form, &BTreeMap::new(), &bank, &blueprint);
        assert!(blank.score <= 0.0 && blank.category == PotentialCategory::KurangPotensial);
    }
}

#[test]
fn shipped_blueprints_say_how_sure_their_categories_are() {
    let bank = bank();
    for blueprint in blueprints() {
        let form = assemble(&blueprint, &bank, None, derive_seed(&[1; 32], &AttemptId::new("a"))).unwrap();
        let outcome = score(&form, &BTreeMap::new(), &bank, &blueprint, None);
        let measurement = outcome.measurement.expect("every shipped blueprint can be measured");
        assert_eq!(usize::from(measurement.overall.items), form.len(), "{}", blueprint.id);
        assert!(measurement.overall.probabilities[0] > 0.9, "nothing answered: {measurement:?}");
        let accuracy = expect(&blueprint, &bank, None, || 0.5).expect("and foretold");
        for section in &accuracy.sections {
            assert!(section.expected.low < section.expected.high && section.expected.accuracy < accuracy.overall.high);
        }
    }
}

#[test]
fn practice_items_try_three_controls() {
    let items = load_practice(&files("practice")).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let names: Vec<&str> = items.iter().map(|item| item.interaction.name()).collect();
    assert_eq!(names, ["single_choice", "numeric_entry", "ordering"]);
}
