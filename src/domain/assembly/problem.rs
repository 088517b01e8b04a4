//! A session's blueprint and bank as the problem that the search solves: one for everybody, less the items that a job
//! family may not get.

use std::collections::{BTreeMap, BTreeSet};

use ukur_psychometrics::assembly::{Assembler, AssemblyError, Attribute, Bound, EnemySet, Problem, Usage};

use super::is_eligible;
use super::parallel::Hall;
use super::rules::{CountRule, TooEntangled, count_rules};
use super::target::Pool;
use crate::domain::item::{Item, JobFamily};

pub(super) struct Search {
    /// Without targets. What nobody here may get is forbidden.
    pub problem: Problem,
    /// What the event has used.
    pub served: Usage,
    rules: Vec<CountRule>,
    /// Items that candidates of each family present may not get.
    forbidden: BTreeMap<Option<JobFamily>, Vec<usize>>,
}

impl Search {
    pub fn new(hall: &Hall<'_>, pool: &Pool<'_>) -> Result<Self, TooEntangled> {
        let domains: BTreeSet<_> = hall.blueprint.sections.iter().map(|section| &section.domain).collect();
        if domains.len() < hall.blueprint.sections.len() {
            // An item would have two sections to stand in.
            return Err(TooEntangled);
        }
        let rules = count_rules(hall.blueprint, &pool.items)?;
        let families: BTreeSet<Option<JobFamily>> = hall.candidates.iter().map(|candidate| candidate.family).collect();
        let may_not = |family: &Option<JobFamily>| {
            (0..pool.items.len()).filter(|item| !is_eligible(pool.items[*item], *family)).collect::<Vec<_>>()
        };
        let forbidden: BTreeMap<_, _> = families.iter().map(|family| (*family, may_not(family))).collect();
        let for_nobody = |item: &usize| families.iter().all(|family| !is_eligible(pool.items[*item], *family));
        let problem = Problem {
            items: pool.items.len(),
            length: usize::from(hall.blueprint.items()),
            attributes: attributes(&rules, pool.items.len()),
            enemies: enemies(pool),
            forbidden: (0..pool.items.len()).filter(for_nobody).collect(),
            ..Problem::default()
        };
        Ok(Self { problem, served: pool.usage(hall.served), rules, forbidden })
    }

    /// One for each family present.
    pub fn assemblers(&self, problem: &Problem) -> Result<BTreeMap<Option<JobFamily>, Assembler>, AssemblyError> {
        let of = |(family, forbidden): (&Option<JobFamily>, &Vec<usize>)| {
            let problem = Problem { forbidden: forbidden.clone(), ..problem.clone() };
            Ok((*family, Assembler::new(&problem)?))
        };
        self.forbidden.iter().map(of).collect()
    }

    /// The share of forms that some item has to stand in when a family draws its scarcest cell evenly.
    pub fn least_exposure(&self) -> f64 {
        let mut least: f64 = 0.0;
        for forbidden in self.forbidden.values() {
            let mut usable = vec![true; self.problem.items];
            forbidden.iter().for_each(|item| usable[*item] = false);
            for rule in &self.rules {
                let there = rule.members.iter().zip(&usable).filter(|(member, usable)| **member && **usable).count();
                least = least.max(share(rule.places, there));
            }
        }
        least
    }
}

fn share(places: usize, items: usize) -> f64 {
    let number = |n: usize| f64::from(super::fairness::small(n));
    if items == 0 { 1.0 } else { (number(places) / number(items)).min(1.0) }
}

/// Exact counts exclude each other, so one attribute holds them all; any other rule is an attribute of its own.
fn attributes(rules: &[CountRule], items: usize) -> Vec<Attribute> {
    let mut exact = Attribute { name: "cells".to_owned(), values: vec![0; items], bounds: Vec::new() };
    let mut others = Vec::new();
    for rule in rules {
        let bound = |value: u16, max: usize| Bound { name: rule.name.clone(), value, min: rule.places, max };
        if rule.exact {
            let value = u16::try_from(exact.bounds.len() + 1).unwrap_or(u16::MAX);
            exact.values.iter_mut().zip(&rule.members).filter(|(_, member)| **member).for_each(|(v, _)| *v = value);
            exact.bounds.push(bound(value, rule.places));
        } else {
            let values = rule.members.iter().map(|member| u16::from(*member)).collect();
            others.push(Attribute { name: rule.name.clone(), values, bounds: vec![bound(1, usize::MAX)] });
        }
    }
    std::iter::once(exact).chain(others).collect()
}

/// A set for each pair, named from whichever side the bank names it.
fn enemies(pool: &Pool<'_>) -> Vec<EnemySet> {
    let mut pairs = BTreeSet::new();
    for (at, item) in pool.items.iter().enumerate() {
        for other in item.enemies.iter().filter_map(|id| pool.index(id)).filter(|other| *other != at) {
            pairs.insert((at.min(other), at.max(other)));
        }
    }
    let name = |item: &Item| item.id.to_string();
    let set = |(a, b): (usize, usize)| EnemySet {
        name: format!("{} {}", name(pool.items[a]), name(pool.items[b])),
        items: vec![a, b],
    };
    pairs.into_iter().map(set).collect()
}
