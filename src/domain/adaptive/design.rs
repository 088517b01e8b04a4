//! What all candidates of an adaptive session share: the calibrated items that fit the blueprint, tabulated, and the
//! rules of choice. One for a session: its tables take a few hundred kilobytes.

use std::sync::Arc;

use ukur_psychometrics::adaptive::{AdaptiveError, Bank as Table, BankItem, Content, Prior, Rules, Selection};

use super::T_POINT;
use crate::domain::bank::Bank;
use crate::domain::blueprint::{AdaptiveRule, Blueprint, SectionRule};
use crate::domain::ids::ItemId;
use crate::domain::item::Item;
use crate::domain::measure::{Measure, Parameters, Source};
use crate::domain::response::Response;
use crate::domain::scoring::item_score;

#[derive(Debug)]
pub struct Design {
    pub(super) rule: AdaptiveRule,
    /// By id; an item's place here is its number in the table.
    pub(super) items: Vec<Arc<Item>>,
    measures: Vec<Measure>,
    pub(super) table: Table,
    pub(super) rules: Rules,
}

/// No items can be chosen under this blueprint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undesignable {
    #[error("the blueprint is not adaptive")]
    NotAdaptive,
    #[error("no item that fits the blueprint has accepted parameters")]
    Uncalibrated,
    #[error(transparent)]
    Choice(#[from] AdaptiveError),
}

impl Design {
    /// Only items with accepted parameters take part: a choice by the authors' guesses would shorten nothing honestly.
    pub fn new(blueprint: &Blueprint, bank: &Bank, parameters: &Parameters) -> Result<Self, Undesignable> {
        let rule = blueprint.adaptive.ok_or(Undesignable::NotAdaptive)?;
        let (mut items, mut measures) = (Vec::new(), Vec::new());
        let mut sections = Vec::new();
        for item in bank.items.values() {
            let measure = Measure::of(item, parameters);
            if let Some(section) = section_of(blueprint, item).filter(|_| measure.source == Source::Calibrated) {
                items.push(item.clone());
                measures.push(measure);
                sections.push(section);
            }
        }
        if items.is_empty() {
            return Err(Undesignable::Uncalibrated);
        }
        let enemies = enemy_sets(&items);
        let parts = measures.iter().zip(sections).zip(enemies);
        let entry = |((measure, content), enemies): ((&Measure, u16), Vec<u32>)| BankItem {
            model: measure.model.clone(),
            content,
            enemies,
        };
        let table = Table::standard(parts.map(entry).collect())?;
        let rules = rules(blueprint, rule);
        rules.check(&table)?;
        Ok(Self { rule, items, measures, table, rules })
    }

    pub fn rule(&self) -> AdaptiveRule {
        self.rule
    }

    /// The items that may come, by id, each with the number of its section in the blueprint.
    pub fn items(&self) -> impl Iterator<Item = (&Arc<Item>, u16)> {
        self.items.iter().zip(0..).map(|(item, number)| (item, self.table.item(number).content))
    }

    /// Items of each section in a sitting of the greatest length, rounded up.
    pub fn planned(blueprint: &Blueprint, rule: AdaptiveRule) -> Vec<u16> {
        let all = blueprint.items().max(1);
        let part = |count: u16| (u32::from(count) * u32::from(rule.max_items)).div_ceil(u32::from(all));
        blueprint.sections.iter().map(|section| u16::try_from(part(section.items())).unwrap_or(u16::MAX)).collect()
    }

    pub(super) fn number(&self, id: &ItemId) -> Option<usize> {
        self.items.binary_search_by(|item| item.id.cmp(id)).ok()
    }

    /// The category whose score is nearest to that of the response; no response scores 0.
    pub(super) fn category(&self, number: usize, response: Option<&Response>) -> usize {
        self.measures[number].category(item_score(&self.items[number].interaction, response))
    }
}

/// The section that has a cell for the item.
fn section_of(blueprint: &Blueprint, item: &Item) -> Option<u16> {
    let wants = |rule: &SectionRule| rule.domain == item.domain && rule.cells.iter().any(|cell| cell.fits(item));
    blueprint.sections.iter().position(wants).and_then(|section| u16::try_from(section).ok())
}

/// A set for each pair of enemies.
fn enemy_sets(items: &[Arc<Item>]) -> Vec<Vec<u32>> {
    let mut sets = vec![Vec::new(); items.len()];
    let mut next = 0;
    for (one, item) in items.iter().enumerate() {
        for (other, enemy) in items.iter().enumerate().skip(one + 1) {
            // Asked from both sides: a bank whose enemies are one-sided must not get through.
            if item.enemies.contains(&enemy.id) || enemy.enemies.contains(&item.id) {
                sets[one].push(next);
                sets[other].push(next);
                next += 1;
            }
        }
    }
    sets
}

fn rules(blueprint: &Blueprint, rule: AdaptiveRule) -> Rules {
    let counts = blueprint.sections.iter().map(|section| f64::from(section.items()));
    Rules {
        prior: Prior::default(),
        min_length: usize::from(rule.min_items),
        max_length: usize::from(rule.max_items),
        stop_se: rule.standard_error.map(|points| points * T_POINT),
        selection: Selection::Randomesque(usize::from(rule.randomesque)),
        content: Content::Balance(counts.collect()),
        exposure: None,
    }
}
