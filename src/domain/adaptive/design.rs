//! What all candidates of an adaptive session share: the calibrated items that fit the blueprint, tabulated, and the
//! rules of choice. One for a session: its tables take a few hundred kilobytes.

use std::collections::BTreeSet;
use std::sync::Arc;

use ukur_psychometrics::adaptive::{
    AdaptiveError, Bank as Table, BankItem, Content, Prior, Rules, Selection, Unfilled,
};

use super::T_POINT;
use super::plan::ContentPlan;
use crate::domain::assembly::first_word;
use crate::domain::bank::Bank;
use crate::domain::blueprint::{AdaptiveRule, Blueprint, SectionRule};
use crate::domain::form::{ADAPTIVE, Seed};
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
    /// Of pools from before the cells were kept.
    by_section: Rules,
    plan: ContentPlan,
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
        let plan = ContentPlan::new(blueprint, rule, &items);
        let shares = blueprint.sections.iter().map(|section| f64::from(section.items())).collect();
        let by_section = rules(rule, Content::Balance(shares));
        by_section.check(&table)?;
        let rules = rules(rule, Content::Course(plan.course().clone()));
        rules.check(&table)?;
        Ok(Self { rule, items, measures, table, rules, by_section, plan })
    }

    /// The items that may come, by id, each with the number of its section in the blueprint.
    pub fn items(&self) -> impl Iterator<Item = (&Arc<Item>, u16)> {
        self.items.iter().zip(0..).map(|(item, number)| (item, self.table.item(number).content))
    }

    /// What each place of a sitting is for.
    pub fn plan(&self) -> &ContentPlan {
        &self.plan
    }

    /// What a sitting with this seed may get out of these items (places in [`Design::items`], rising): those whose lots,
    /// one for each item of the design, fall below their chances, and what a sitting of the greatest length needs besides.
    ///
    /// # Errors
    /// The cell that lacks items.
    pub fn pool(
        &self,
        (chances, lots): (&[f64], &[f64]),
        items: &[usize],
        seed: &Seed,
    ) -> Result<Vec<usize>, Unfilled> {
        self.plan.course().pool(&self.table, (chances, lots), items, first_word(&seed.0))
    }

    /// The cell that lacks items for some candidate.
    pub fn lacking(&self, items: &[usize]) -> Option<Unfilled> {
        self.plan.course().lacking(&self.table, items)
    }

    /// The rules under which the pools of this algorithm are chosen from.
    pub(super) fn rules_of(&self, algorithm: u16) -> &Rules {
        if algorithm == ADAPTIVE { &self.by_section } else { &self.rules }
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
    let number = |id: &ItemId| items.binary_search_by(|item| item.id.cmp(id)).ok();
    // From both sides: a bank whose enemies are one-sided must not get through.
    let of = |(one, item): (usize, &Arc<Item>)| {
        let enemies = item.enemies.iter().filter_map(number).filter(move |other| *other != one);
        enemies.map(move |other| (one.min(other), one.max(other))).collect::<Vec<_>>()
    };
    let pairs: BTreeSet<(usize, usize)> = items.iter().enumerate().flat_map(of).collect();
    let mut sets = vec![Vec::new(); items.len()];
    for (set, (one, other)) in (0..).zip(pairs) {
        sets[one].push(set);
        sets[other].push(set);
    }
    sets
}

fn rules(rule: AdaptiveRule, content: Content) -> Rules {
    Rules {
        prior: Prior::default(),
        min_length: usize::from(rule.min_items),
        max_length: usize::from(rule.max_items),
        stop_se: rule.standard_error.map(|points| points * T_POINT),
        selection: Selection::Randomesque(usize::from(rule.randomesque)),
        content,
        exposure: None,
    }
}
