//! Small items, banks and blueprints for the tests of the domain. Not part of the program.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ukur_psychometrics::ItemModel;

use super::bank::{Bank, CompetencyInfo, DomainInfo};
use super::blueprint::{Blueprint, Cell, Navigation, SectionRule, Skipped, Timing};
use super::calibration::{CalibratedItem, Calibration, CalibrationFacts, fingerprint};
use super::category::Cuts;
use super::ids::{
    BankId, BankVersion, BlueprintId, BlueprintVersion, CalibrationId, ChoiceId, CompetencyId, DomainId, ItemId,
};
use super::item::{Choice, Difficulty, Filling, Gap, Html, Interaction, Item, Marking};
use super::time::Span;

pub(super) fn choices(ids: &str) -> Vec<Choice> {
    ids.chars().map(|c| Choice { id: ChoiceId::new(c.to_string()), html: Html(format!("text {c}")) }).collect()
}

fn ids(text: &str) -> impl Iterator<Item = ChoiceId> {
    text.chars().map(|c| ChoiceId::new(c.to_string()))
}

/// One of each, in the order of FORMAT.md.
pub(super) fn interactions() -> [Interaction; 9] {
    [
        single(),
        Interaction::MultipleResponse {
            options: choices("ABCD"),
            key: ids("AC").collect(),
            marking: Marking::Standard,
        },
        Interaction::GradedJudgement { options: choices("ABCD"), weights: ids("ABCD").zip([2, 5, 1, 4]).collect() },
        Interaction::NumericEntry { key: 12.5, tolerance: 0.05, unit: None, slider: None },
        Interaction::Ordering { elements: choices("ABCD"), key: ids("CADB").collect(), exact: false },
        Interaction::Matching {
            left: choices("123"),
            right: choices("ABCD"),
            key: ids("123").zip(ids("BAD")).collect(),
            reuse: false,
            marking: Marking::Standard,
        },
        Interaction::Association {
            elements: choices("ABCDEF"),
            key: ids("ABC").zip(ids("DEF")).collect(),
            exact: false,
        },
        Interaction::GapText { gaps: gaps(), exact: false },
        Interaction::ExtendedText,
    ]
}

/// A choice of three (B, half for C) and a word.
fn gaps() -> Vec<Gap> {
    let credit = BTreeMap::from([(ChoiceId::new("C"), 0.5)]);
    let choice = Filling::Choice { options: choices("ABC"), key: ChoiceId::new("B"), credit };
    let accepted = vec![("Kayu jati".to_owned(), 1.0), ("jati".to_owned(), 0.5)];
    let text = Filling::Text { accepted, case_sensitive: false };
    [("1", choice), ("2", text)].into_iter().map(|(id, filling)| Gap { id: ChoiceId::new(id), filling }).collect()
}

pub(super) fn single() -> Interaction {
    Interaction::SingleChoice { options: choices("ABCD"), key: ChoiceId::new("C"), credit: BTreeMap::new() }
}

pub(super) fn item(id: &str, domain: &str, competency: &str, difficulty: Difficulty) -> Item {
    Item {
        id: ItemId::new(id),
        domain: DomainId::new(domain),
        competency: CompetencyId::new(competency),
        indicator: String::new(),
        difficulty,
        seconds: 60,
        tags: Vec::new(),
        job_families: BTreeSet::new(),
        shuffle: true,
        stimulus: None,
        enemies: BTreeSet::new(),
        stem: Html(String::new()),
        interaction: single(),
        rationale: Html(String::new()),
        pilot: false,
    }
}

/// A bank of these items; domains and competencies are those of the items.
pub(super) fn bank(items: impl IntoIterator<Item = Item>) -> Bank {
    let items: BTreeMap<_, _> = items.into_iter().map(|item| (item.id.clone(), Arc::new(item))).collect();
    let mut domains: BTreeMap<DomainId, BTreeSet<CompetencyId>> = BTreeMap::new();
    for item in items.values() {
        domains.entry(item.domain.clone()).or_default().insert(item.competency.clone());
    }
    let domains = domains.into_iter().map(|(id, competencies)| DomainInfo {
        title: format!("title of {id}"),
        id,
        competencies: competencies
            .into_iter()
            .map(|id| CompetencyInfo { title: format!("title of {id}"), id })
            .collect(),
    });
    Bank {
        id: BankId::new("t"),
        title: String::new(),
        version: BankVersion::new("v1"),
        domains: domains.collect(),
        items,
        stimuli: BTreeMap::new(),
        media: BTreeMap::new(),
    }
}

pub(super) fn cell(competency: Option<&str>, difficulty: Option<Difficulty>, count: u16) -> Cell {
    Cell { competency: competency.map(CompetencyId::new), difficulty, count, trial: false }
}

pub(super) fn section(domain: &str, weight: f64, cells: Vec<Cell>) -> SectionRule {
    SectionRule { domain: DomainId::new(domain), title: format!("section {domain}"), limit: None, weight, cells }
}

pub(super) fn blueprint(sections: Vec<SectionRule>) -> Blueprint {
    Blueprint {
        id: BlueprintId::new("t"),
        version: BlueprintVersion::new("b1"),
        title: String::new(),
        bank: BankId::new("t"),
        navigation: Navigation::Free,
        timing: Timing::Whole(Span::minutes(90)),
        free_domain_order: false,
        shuffle_options: true,
        skipped: Skipped::Wrong,
        sections,
        cuts: Cuts { cukup_potensial: 55.0, potensial: 70.0, sangat_potensial: 85.0 },
        cuts_source: String::new(),
        instructions: Html(String::new()),
        adaptive: None,
    }
}

/// Every item of the bank known well, dichotomous, as hard as its author says; every two domains correlate alike.
pub(super) fn calibration(bank: &Bank, correlation: f64) -> Calibration {
    let item = |item: &Item| CalibratedItem {
        domain: item.domain.clone(),
        model: ItemModel::Dichotomous { a: 1.2, d: 1.2 * (1.0 - f64::from(item.difficulty as u8)), g: 0.2 },
        scores: vec![0.0, 1.0],
        errors: [("se_a".to_owned(), 0.1), ("se_b".to_owned(), 0.2)].into(),
        fingerprint: fingerprint(item, bank),
    };
    let domains: Vec<DomainId> = bank.domains.iter().map(|domain| domain.id.clone()).collect();
    let entry = |place: usize| if place.is_multiple_of(domains.len() + 1) { 1.0 } else { correlation };
    let calibration = Calibration {
        id: CalibrationId::new(""),
        bank: bank.id.clone(),
        correlations: (0..domains.len() * domains.len()).map(entry).collect(),
        items: bank.items.iter().map(|(id, one)| (id.clone(), item(one))).collect(),
        not_estimated: BTreeMap::new(),
        facts: CalibrationFacts { persons: 800, answers: 8_000, converged: true, ..CalibrationFacts::default() },
        domains,
    };
    calibration.sealed().unwrap()
}
