//! Blueprints and banks as tables of numbers. Items, keys and weights never pass here, only counts.

use std::collections::BTreeMap;

use crate::domain::bank::{Bank, CompetencyInfo, DomainInfo};
use crate::domain::blueprint::{Blueprint, Cell, SectionRule, Skipped};
use crate::domain::category::{Cuts, PotentialCategory};
use crate::domain::item::{Difficulty, Item};
use crate::planning::ports::BankStamp;
use crate::wire::admin::{
    BankCompetency, BankDomain, BankView, BlueprintCell, BlueprintSection, BlueprintView, CutView,
};
use crate::wire::number::{InstantMs, SpanMs};

/// `bank`: the newest version, for the number of eligible items.
pub fn blueprint_view(blueprint: &Blueprint, bank: Option<&Bank>) -> BlueprintView {
    BlueprintView {
        id: blueprint.id.to_string(),
        title: blueprint.title.clone(),
        bank_id: blueprint.bank.to_string(),
        navigation: blueprint.navigation.into(),
        timing: blueprint.timing.into(),
        duration_ms: SpanMs(blueprint.duration().0),
        free_domain_order: blueprint.free_domain_order,
        shuffle_options: blueprint.shuffle_options,
        items: blueprint.items(),
        sections: blueprint.sections.iter().map(|rule| section(rule, bank)).collect(),
        cuts: cut_views(blueprint.cuts),
        cuts_source: blueprint.cuts_source.clone(),
        instructions_html: blueprint.instructions.0.clone(),
        skipped_left_out: blueprint.skipped == Skipped::NotShown,
        adaptive: blueprint.adaptive.map(Into::into),
    }
}

/// From lowest to highest.
pub fn cut_views(cuts: Cuts) -> Vec<CutView> {
    let cut = |category: PotentialCategory, from| CutView { category: category.into(), from };
    vec![
        cut(PotentialCategory::KurangPotensial, 0.0),
        cut(PotentialCategory::CukupPotensial, cuts.cukup_potensial),
        cut(PotentialCategory::Potensial, cuts.potensial),
        cut(PotentialCategory::SangatPotensial, cuts.sangat_potensial),
    ]
}

pub fn bank_view(stamp: &BankStamp, bank: &Bank) -> BankView {
    BankView {
        id: bank.id.to_string(),
        title: bank.title.clone(),
        version: bank.version.to_string(),
        loaded_ms: InstantMs(stamp.loaded.0),
        items: count(bank.items.len()),
        domains: bank.domains.iter().map(|info| domain(info, bank)).collect(),
    }
}

fn section(rule: &SectionRule, bank: Option<&Bank>) -> BlueprintSection {
    BlueprintSection {
        domain: rule.domain.to_string(),
        title: rule.title.clone(),
        limit_ms: rule.limit.map(|limit| SpanMs(limit.0)),
        weight: rule.weight,
        items: rule.items(),
        cells: rule.cells.iter().map(|c| cell(c, rule, bank)).collect(),
    }
}

fn cell(cell: &Cell, rule: &SectionRule, bank: Option<&Bank>) -> BlueprintCell {
    let fits = |item: &Item| {
        item.domain == rule.domain
            && cell.competency.as_ref().is_none_or(|wanted| *wanted == item.competency)
            && cell.difficulty.is_none_or(|wanted| wanted == item.difficulty)
    };
    let available = bank.map_or(0, |bank| bank.items.values().filter(|item| fits(item)).count());
    let title = || {
        let domain = bank?.domain(&rule.domain)?;
        let wanted = cell.competency.as_ref()?;
        domain.competencies.iter().find(|info| info.id == *wanted).map(|info| info.title.clone())
    };
    BlueprintCell {
        competency: cell.competency.as_ref().map(ToString::to_string),
        competency_title: title(),
        difficulty: cell.difficulty.map(|difficulty| difficulty.name().to_owned()),
        count: cell.count,
        available: count(available),
    }
}

fn domain(info: &DomainInfo, bank: &Bank) -> BankDomain {
    let items: Vec<&Item> = bank.items.values().map(AsRef::as_ref).filter(|i| i.domain == info.id).collect();
    BankDomain {
        id: info.id.to_string(),
        title: info.title.clone(),
        items: count(items.len()),
        competencies: info.competencies.iter().map(|c| competency(c, &items)).collect(),
        interactions: interactions(&items),
    }
}

fn competency(info: &CompetencyInfo, items: &[&Item]) -> BankCompetency {
    let of = |difficulty: Difficulty| {
        count(items.iter().filter(|i| i.competency == info.id && i.difficulty == difficulty).count())
    };
    BankCompetency {
        id: info.id.to_string(),
        title: info.title.clone(),
        easy: of(Difficulty::Easy),
        medium: of(Difficulty::Medium),
        hard: of(Difficulty::Hard),
    }
}

/// Most first; equal numbers in order of name.
fn interactions(items: &[&Item]) -> Vec<(String, u32)> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for item in items {
        *counts.entry(item.interaction.name()).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().map(|(name, n)| (name.to_owned(), n)).collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counts
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
