//! The problem laid out for the search: items sorted into classes that count alike, targets scaled, rules as bits.

use std::ops::Range;

use super::problem::{AssemblyError, Problem};

/// One bit per count rule.
pub(super) const WORDS: usize = 4;
pub(super) type Mask = [u64; WORDS];

/// An item's place in the search: items of one class stand side by side.
pub(super) type Slot = usize;

pub(super) struct Rule {
    pub name: String,
    pub min: i32,
    pub max: i32,
    /// Usable items that count.
    pub available: usize,
}

/// Items that the same rules count: one may replace another without a look at any count.
pub(super) struct Class {
    pub mask: Mask,
    pub rules: Vec<usize>,
    pub slots: Range<Slot>,
}

pub(super) struct Amount {
    pub name: String,
    pub values: Vec<f64>,
    pub min: f64,
    pub max: f64,
    /// Mean over usable items: the unit in which a breach is counted.
    pub unit: f64,
}

pub(super) struct Compiled {
    pub length: usize,
    /// Number of targets.
    pub points: usize,
    /// Slot by slot, target by target, divided by the target's scale.
    pub values: Vec<f64>,
    pub targets: Vec<f64>,
    pub item_of: Vec<usize>,
    /// `None`: forbidden.
    pub slot_of: Vec<Option<Slot>>,
    pub class_of: Vec<usize>,
    pub classes: Vec<Class>,
    pub rules: Vec<Rule>,
    pub amounts: Vec<Amount>,
    pub enemy_names: Vec<String>,
    /// Enemy sets of each slot.
    pub sets_of: Vec<Vec<usize>>,
    pub required: Vec<bool>,
}

impl Compiled {
    /// Lays out a problem that [`Problem::check`] has passed.
    pub fn new(problem: &Problem) -> Result<Self, AssemblyError> {
        problem.check()?;
        let usable = usable(problem);
        let (rules, rules_of) = count_rules(problem, &usable)?;
        let mut item_of: Vec<usize> = (0..problem.items).filter(|item| usable[*item]).collect();
        item_of.sort_by(|a, b| rules_of[*a].cmp(&rules_of[*b]).then(a.cmp(b)));
        let mut slot_of = vec![None; problem.items];
        item_of.iter().enumerate().for_each(|(slot, item)| slot_of[*item] = Some(slot));
        let (classes, class_of) = classes(&item_of, &rules_of);
        let mut required = vec![false; item_of.len()];
        problem.required.iter().filter_map(|item| slot_of[*item]).for_each(|slot| required[slot] = true);
        let (enemy_names, sets_of) = enemies(problem, &slot_of, item_of.len());
        let scales: Vec<f64> = problem.targets.iter().map(|target| problem.scale(target)).collect();
        let scaled = problem.targets.iter().zip(&scales);
        Ok(Self {
            length: problem.length,
            points: problem.targets.len(),
            values: item_of.iter().flat_map(|item| scaled.clone().map(|(t, scale)| t.values[*item] / scale)).collect(),
            targets: scaled.clone().map(|(target, scale)| target.target / scale).collect(),
            amounts: amounts(problem, &item_of),
            item_of,
            slot_of,
            class_of,
            classes,
            rules,
            enemy_names,
            sets_of,
            required,
        })
    }

    pub fn slots(&self) -> usize {
        self.item_of.len()
    }

    /// Values of a slot, one per target.
    pub fn at(&self, slot: Slot) -> &[f64] {
        &self.values[slot * self.points..(slot + 1) * self.points]
    }
}

fn usable(problem: &Problem) -> Vec<bool> {
    let mut usable = vec![true; problem.items];
    problem.forbidden.iter().for_each(|item| usable[*item] = false);
    usable
}

/// Rules that can bind, and for each item those that count it.
fn count_rules(problem: &Problem, usable: &[bool]) -> Result<(Vec<Rule>, Vec<Vec<usize>>), AssemblyError> {
    let mut rules = Vec::new();
    let mut rules_of = vec![Vec::new(); problem.items];
    for attribute in &problem.attributes {
        for bound in &attribute.bounds {
            let counted = || (0..problem.items).filter(|i| usable[*i] && attribute.values[*i] == bound.value);
            let available = counted().count();
            if bound.min == 0 && bound.max >= available.min(problem.length) {
                continue;
            }
            counted().for_each(|item| rules_of[item].push(rules.len()));
            rules.push(Rule { name: bound.name.clone(), min: small(bound.min), max: small(bound.max), available });
        }
    }
    if rules.len() > WORDS * 64 {
        return Err(AssemblyError::TooManyRules(rules.len()));
    }
    Ok((rules, rules_of))
}

fn small(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX / 2).min(i32::MAX / 2)
}

fn classes(item_of: &[usize], rules_of: &[Vec<usize>]) -> (Vec<Class>, Vec<usize>) {
    let mut classes: Vec<Class> = Vec::new();
    let mut class_of = Vec::with_capacity(item_of.len());
    for (slot, item) in item_of.iter().enumerate() {
        match classes.last_mut() {
            Some(class) if class.rules == rules_of[*item] => class.slots.end = slot + 1,
            _ => {
                let mut mask = Mask::default();
                rules_of[*item].iter().for_each(|rule| mask[rule / 64] |= 1 << (rule % 64));
                classes.push(Class { mask, rules: rules_of[*item].clone(), slots: slot..slot + 1 });
            }
        }
        class_of.push(classes.len() - 1);
    }
    (classes, class_of)
}

fn amounts(problem: &Problem, item_of: &[usize]) -> Vec<Amount> {
    let laid_out = problem.quantities.iter().map(|quantity| {
        let values: Vec<f64> = item_of.iter().map(|item| quantity.values[*item]).collect();
        let size = values.iter().map(|v| v.abs()).sum::<f64>() / values.len().max(1) as f64;
        let unit = if size > 0.0 { size } else { 1.0 };
        Amount { name: quantity.name.clone(), values, min: quantity.min, max: quantity.max, unit }
    });
    laid_out.collect()
}

fn enemies(problem: &Problem, slot_of: &[Option<Slot>], slots: usize) -> (Vec<String>, Vec<Vec<usize>>) {
    let mut sets_of = vec![Vec::new(); slots];
    for (set, enemies) in problem.enemies.iter().enumerate() {
        for slot in enemies.items.iter().filter_map(|item| slot_of[*item]) {
            if !sets_of[slot].contains(&set) {
                sets_of[slot].push(set);
            }
        }
    }
    (problem.enemies.iter().map(|set| set.name.clone()).collect(), sets_of)
}
