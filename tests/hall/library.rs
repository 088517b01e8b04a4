//! A bank and a blueprint made by hand. Their "texts" are numbers: items per competency and difficulty, items per cell.
//! `4 series-hard-1=A` is bank 4 with that key of that item, `4 judgement=series` with judgements in that competency, in
//! which `B` is best and `A` half as good; `adaptif 2` is a blueprint of 6 to 10 items that are chosen; `uji coba 2`
//! does not count what was left.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ukur::bank::BankFiles;
use ukur::domain::bank::{Bank, CompetencyInfo, DomainInfo, Media};
use ukur::domain::blueprint::{AdaptiveRule, Blueprint, Cell, Navigation, SectionRule, Skipped, Timing};
use ukur::domain::category::Cuts;
use ukur::domain::ids::*;
use ukur::domain::item::{Choice, Difficulty, Html, Interaction, Item};
use ukur::domain::time::Span;
use ukur::planning::Loader;

pub const PICTURE: &str = "aa.svg";
const DOMAINS: [(&str, &str); 2] = [("technical", "budgeting"), ("numerical_reasoning", "series")];

pub struct HandLoader;

impl Loader for HandLoader {
    fn bank(&self, files: &str) -> Result<Bank, String> {
        if files.starts_with('{') {
            let files = BankFiles::from_json(files).map_err(|error| error.to_string())?;
            return ukur::bank::load(&files).map_err(|faults| format!("{faults:?}"));
        }
        let (number, key) = files.split_once(' ').map_or((files, None), |(number, key)| (number, Some(key)));
        let mut bank = number.parse().map(bank).map_err(|_| "neither a number nor a bank".to_owned())?;
        match key.and_then(|key| key.split_once('=')) {
            Some(("judgement", competency)) => judged(&mut bank, competency),
            Some((item, key)) => rekey(&mut bank, item, key),
            None => {}
        }
        Ok(bank)
    }

    fn blueprint(&self, source: &str) -> Result<Blueprint, String> {
        if let Some(per_cell) = source.strip_prefix("adaptif ") {
            return per_cell.parse().map(adaptive).map_err(|_| "not a number".into());
        }
        if let Some(per_cell) = source.strip_prefix("uji coba ") {
            return per_cell.parse().map(trial).map_err(|_| "not a number".into());
        }
        source.parse().map(blueprint).map_err(|_| "not a number".into())
    }
}

fn bank(per_cell: usize) -> Bank {
    let mut items = BTreeMap::new();
    for (domain, competency) in DOMAINS {
        for difficulty in Difficulty::ALL {
            for n in 0..per_cell {
                let item = item(domain, competency, difficulty, n);
                items.insert(item.id.clone(), Arc::new(item));
            }
        }
    }
    let picture = Media { content_type: "image/svg+xml", bytes: b"<svg/>".as_slice().into() };
    Bank {
        id: BankId::new("umum"),
        title: "Bank umum".into(),
        version: BankVersion::new(format!("bank-{per_cell}")),
        domains: DOMAINS.map(|(domain, competency)| info(domain, competency)).into(),
        items,
        stimuli: BTreeMap::new(),
        media: BTreeMap::from([(PICTURE.into(), picture)]),
    }
}

fn rekey(bank: &mut Bank, id: &str, letter: &str) {
    bank.version = BankVersion::new(format!("{}-{id}-{letter}", bank.version));
    let mut item = bank.items[&ItemId::new(id)].as_ref().clone();
    if let Interaction::SingleChoice { key, .. } = &mut item.interaction {
        *key = ChoiceId::new(letter);
    }
    bank.items.insert(item.id.clone(), Arc::new(item));
}

fn judged(bank: &mut Bank, competency: &str) {
    bank.version = BankVersion::new(format!("{}-judgement-{competency}", bank.version));
    for item in bank.items.values_mut().filter(|item| item.competency.as_str() == competency) {
        let Interaction::SingleChoice { options, .. } = &item.interaction else { continue };
        let weight = |choice: &Choice| match choice.id.as_str() {
            "B" => 5,
            "A" => 3,
            _ => 1,
        };
        let weights = options.iter().map(|choice| (choice.id.clone(), weight(choice))).collect();
        let interaction = Interaction::GradedJudgement { options: options.clone(), weights };
        *item = Arc::new(Item { interaction, ..item.as_ref().clone() });
    }
}

fn info(domain: &str, competency: &str) -> DomainInfo {
    let competency = CompetencyInfo { id: CompetencyId::new(competency), title: competency.into() };
    DomainInfo { id: DomainId::new(domain), title: domain.into(), competencies: vec![competency] }
}

fn item(domain: &str, competency: &str, difficulty: Difficulty, n: usize) -> Item {
    let choice = |id: &str| Choice { id: ChoiceId::new(id), html: Html(id.into()) };
    Item {
        id: ItemId::new(format!("{competency}-{}-{n}", difficulty.name())),
        domain: DomainId::new(domain),
        competency: CompetencyId::new(competency),
        indicator: "i".into(),
        difficulty,
        seconds: 60,
        tags: vec![],
        job_families: BTreeSet::new(),
        shuffle: true,
        stimulus: None,
        enemies: BTreeSet::new(),
        stem: Html("<p>?</p>".into()),
        interaction: Interaction::SingleChoice {
            options: ["A", "B", "C", "D"].map(choice).into(),
            key: ChoiceId::new("B"),
            credit: BTreeMap::new(),
        },
        rationale: Html("<p>rahasia</p>".into()),
        pilot: false,
    }
}

fn adaptive(per_cell: u16) -> Blueprint {
    let rule =
        AdaptiveRule { min_items: 6, max_items: 10, standard_error: Some(5.0), randomesque: 2, max_exposure: 0.3 };
    Blueprint {
        id: BlueprintId::new("adaptif"),
        version: BlueprintVersion::new(format!("adaptive-{per_cell}")),
        navigation: Navigation::ForwardOnly,
        adaptive: Some(rule),
        ..blueprint(per_cell)
    }
}

fn trial(per_cell: u16) -> Blueprint {
    let version = BlueprintVersion::new(format!("trial-{per_cell}"));
    Blueprint { version, skipped: Skipped::NotShown, ..blueprint(per_cell) }
}

fn blueprint(per_cell: u16) -> Blueprint {
    let cells = |competency: &str| {
        let cell = |difficulty| Cell {
            competency: Some(CompetencyId::new(competency)),
            difficulty: Some(difficulty),
            count: per_cell,
            trial: false,
        };
        Difficulty::ALL.map(cell).to_vec()
    };
    let section = |(domain, competency): (&str, &str)| SectionRule {
        domain: DomainId::new(domain),
        title: domain.into(),
        limit: None,
        weight: 1.0,
        cells: cells(competency),
    };
    Blueprint {
        id: BlueprintId::new("dasar"),
        version: BlueprintVersion::new(format!("blueprint-{per_cell}")),
        title: "Cetak biru dasar".into(),
        bank: BankId::new("umum"),
        navigation: Navigation::Free,
        timing: Timing::Whole(Span::minutes(60)),
        free_domain_order: false,
        shuffle_options: true,
        skipped: Skipped::Wrong,
        sections: DOMAINS.map(section).to_vec(),
        cuts: Cuts { cukup_potensial: 40.0, potensial: 60.0, sangat_potensial: 80.0 },
        cuts_source: "kebijakan setempat".into(),
        instructions: Html("<p>Kerjakan.</p>".into()),
        adaptive: None,
    }
}
