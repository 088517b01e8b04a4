//! Judges a form against its blueprint and bank without knowing how it was drawn: an auditor's eyes, not the
//! drawer's.

use std::collections::{BTreeMap, BTreeSet};

use super::arrange::shows_key;
use crate::domain::bank::Bank;
use crate::domain::blueprint::{Blueprint, SectionRule};
use crate::domain::form::{ADAPTIVE, ADAPTIVE_CELLS, ALGORITHM, Form, FormItem, FormSection, PARALLEL};
use crate::domain::ids::ItemId;
use crate::domain::item::Item;

/// What is wrong with a form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormFault {
    #[error("the form was drawn by algorithm {0}, which is not known here")]
    Algorithm(u16),
    #[error("the form names another version of bank or blueprint")]
    Version,
    #[error("the sections are not those of the blueprint, or not in its order")]
    Sections,
    #[error("section {0} differs from its rule in domain, title or limit")]
    Section(u16),
    #[error("item {0} is not in the bank")]
    Unknown(ItemId),
    #[error("item {0} is of another domain than its section")]
    Domain(ItemId),
    #[error("item {0} stands in the form twice")]
    Twice(ItemId),
    #[error("items {0} and {1} are enemies")]
    Enemies(ItemId, ItemId),
    #[error("section {0} does not hold what its cells ask for")]
    Cells(u16),
    #[error("the items that share the stimulus of {0} do not stand together")]
    Apart(ItemId),
    #[error("the option order of item {0} is no order of its options")]
    Options(ItemId),
    #[error("item {0} keeps the author's order of options")]
    Shuffled(ItemId),
    #[error("item {0} shows its elements in the right order")]
    KeyShown(ItemId),
}

/// Everything that must hold for a frozen form (job families are the planner's affair: see `is_eligible`).
pub fn verify(form: &Form, blueprint: &Blueprint, bank: &Bank) -> Result<(), FormFault> {
    if ![ALGORITHM, PARALLEL, ADAPTIVE, ADAPTIVE_CELLS].contains(&form.algorithm) {
        return Err(FormFault::Algorithm(form.algorithm));
    }
    if form.bank != bank.version || form.blueprint != blueprint.version {
        return Err(FormFault::Version);
    }
    check_sections(form, blueprint)?;
    if form.is_pool() {
        return check_pool(form, blueprint, bank);
    }
    check_togetherness(form, bank)?;
    for section in &form.sections {
        let rule = blueprint.sections.get(usize::from(section.rule)).ok_or(FormFault::Sections)?;
        check_section(section, rule, bank)?;
    }
    form.items().try_for_each(|item| check_options(item, blueprint, bank))
}

/// What an adaptive test chooses from: enemies may both stand in it, and there are more items than cells ask for.
fn check_pool(form: &Form, blueprint: &Blueprint, bank: &Bank) -> Result<(), FormFault> {
    if blueprint.adaptive.is_none() {
        return Err(FormFault::Algorithm(form.algorithm));
    }
    let mut seen: BTreeSet<&ItemId> = BTreeSet::new();
    for section in &form.sections {
        let rule = blueprint.sections.get(usize::from(section.rule)).ok_or(FormFault::Sections)?;
        check_heading(section, rule)?;
        for place in &section.items {
            let item = find(&place.id, bank)?;
            if !seen.insert(&place.id) {
                return Err(FormFault::Twice(place.id.clone()));
            }
            if item.domain != rule.domain {
                return Err(FormFault::Domain(place.id.clone()));
            }
            if !rule.cells.iter().any(|cell| cell.fits(item)) {
                return Err(FormFault::Cells(section.rule));
            }
            check_options(place, blueprint, bank)?;
        }
    }
    Ok(())
}

fn check_sections(form: &Form, blueprint: &Blueprint) -> Result<(), FormFault> {
    let mut rules: Vec<usize> = form.sections.iter().map(|section| usize::from(section.rule)).collect();
    if blueprint.free_domain_order {
        rules.sort_unstable();
    }
    if rules.into_iter().eq(0..blueprint.sections.len()) { Ok(()) } else { Err(FormFault::Sections) }
}

/// No item twice, no two enemies, over the whole form.
fn check_togetherness(form: &Form, bank: &Bank) -> Result<(), FormFault> {
    let mut seen: BTreeSet<&ItemId> = BTreeSet::new();
    for item in form.items() {
        if !seen.insert(&item.id) {
            return Err(FormFault::Twice(item.id.clone()));
        }
        let known = find(&item.id, bank)?;
        // Asked from both sides: a bank whose enemies are one-sided must not get through.
        let hostile = |other: &&&ItemId| {
            known.enemies.contains(**other) || find(other, bank).is_ok_and(|o| o.enemies.contains(&item.id))
        };
        if let Some(enemy) = seen.iter().find(hostile) {
            return Err(FormFault::Enemies((*enemy).clone(), item.id.clone()));
        }
    }
    Ok(())
}

fn check_section(section: &FormSection, rule: &SectionRule, bank: &Bank) -> Result<(), FormFault> {
    check_heading(section, rule)?;
    let items = section.items.iter().map(|item| find(&item.id, bank)).collect::<Result<Vec<_>, _>>()?;
    if let Some(stranger) = items.iter().find(|item| item.domain != rule.domain) {
        return Err(FormFault::Domain(stranger.id.clone()));
    }
    check_stimuli(&items)?;
    if fills(rule, &items) { Ok(()) } else { Err(FormFault::Cells(section.rule)) }
}

fn check_heading(section: &FormSection, rule: &SectionRule) -> Result<(), FormFault> {
    let same = section.domain == rule.domain && section.title == rule.title && section.limit == rule.limit;
    if same { Ok(()) } else { Err(FormFault::Section(section.rule)) }
}

fn check_stimuli(items: &[&Item]) -> Result<(), FormFault> {
    let mut last = BTreeMap::new();
    for (place, item) in items.iter().enumerate() {
        let Some(stimulus) = &item.stimulus else { continue };
        if last.insert(stimulus, place).is_some_and(|before| before + 1 != place) {
            return Err(FormFault::Apart(item.id.clone()));
        }
    }
    Ok(())
}

/// Whether the items can be dealt out so that every place of every cell gets one and none is left: a perfect matching,
/// found by augmenting paths (Kuhn). Cells may overlap, so counting each alone would not do.
fn fills(rule: &SectionRule, items: &[&Item]) -> bool {
    let places: Vec<usize> =
        rule.cells.iter().enumerate().flat_map(|(cell, c)| std::iter::repeat_n(cell, usize::from(c.count))).collect();
    let fits = |place: usize, item: usize| rule.cells[places[place]].fits(items[item]);
    let mut holder = vec![None; items.len()];
    places.len() == items.len()
        && (0..places.len()).all(|place| seat(place, &fits, &mut holder, &mut vec![false; items.len()]))
}

/// Gives `place` an item, moving others when that frees one.
fn seat(place: usize, fits: &impl Fn(usize, usize) -> bool, holder: &mut [Option<usize>], asked: &mut [bool]) -> bool {
    for item in 0..holder.len() {
        if asked[item] || !fits(place, item) {
            continue;
        }
        asked[item] = true;
        if holder[item].is_none_or(|other| seat(other, fits, holder, asked)) {
            holder[item] = Some(place);
            return true;
        }
    }
    false
}

fn check_options(item: &FormItem, blueprint: &Blueprint, bank: &Bank) -> Result<(), FormFault> {
    let known = find(&item.id, bank)?;
    let mut sorted: Vec<usize> = item.order.iter().map(|index| usize::from(*index)).collect();
    let kept = sorted.is_sorted();
    sorted.sort_unstable();
    if !sorted.into_iter().eq(0..known.interaction.drawable().len()) {
        return Err(FormFault::Options(item.id.clone()));
    }
    let may_differ = known.shuffle && blueprint.shuffle_options;
    if !kept && !may_differ {
        return Err(FormFault::Shuffled(item.id.clone()));
    }
    if shows_key(&known.interaction, &item.order) { Err(FormFault::KeyShown(item.id.clone())) } else { Ok(()) }
}

fn find<'b>(id: &ItemId, bank: &'b Bank) -> Result<&'b Item, FormFault> {
    bank.items.get(id).map(AsRef::as_ref).ok_or_else(|| FormFault::Unknown(id.clone()))
}
