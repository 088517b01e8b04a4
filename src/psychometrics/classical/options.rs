//! Option analysis: what each option of an item drew, and from whom.

use super::table::ScoreTable;
use super::{ClassicalError, Criterion, Undefined, correlation};
use crate::responses::{Responses, Skipped};

/// Options chosen: sparse like [`Responses`], whose categories stand for options (their identity, not the position at
/// which they were shown). A skipped item is the option "none".
pub type Choices = Responses;

/// One option of one item; `option` is `None` for "shown and left".
#[derive(Clone, Debug, PartialEq)]
pub struct OptionStatistics {
    pub item: usize,
    pub option: Option<u8>,
    pub is_key: bool,
    pub count: usize,
    /// Of those who were shown the item.
    pub proportion: f64,
    /// Mean criterion of those who chose it; `None` when nobody did.
    pub mean_criterion: Option<f64>,
    /// Proportion choosing it in each criterion group, lowest group first; NaN for an empty group.
    pub by_group: Vec<f64>,
    /// Correlation of choosing it with the criterion, the item included.
    pub point_biserial: Result<f64, Undefined>,
    /// The same against the other items only: the scored item is taken out of the criterion.
    pub point_biserial_rest: Result<f64, Undefined>,
    pub criterion: Criterion,
    /// A distractor that draws the able rather than the weak: its rest correlation is above .05, or above 0 and the
    /// key's.
    pub suspicious: bool,
}

/// Distractor table of every item: options 0 to the highest chosen or keyed, then "none" where someone left the item.
///
/// - `choices`: persons × items, options as categories.
/// - `scores`: the same persons and items scored; the criterion comes from here.
/// - `keys[item]`: the right options (several are allowed).
/// - `groups`: number of criterion groups of as equal size as ties allow (at least 1).
///
/// Errors: lengths that do not fit; a person whose choices and scores disagree on what was shown.
pub fn option_analysis(
    choices: &Choices,
    scores: &Responses,
    keys: &[Vec<u8>],
    groups: usize,
) -> Result<Vec<OptionStatistics>, ClassicalError> {
    let length = |what, given, expected| {
        if given == expected { Ok(()) } else { Err(ClassicalError::Length { what, given, expected }) }
    };
    length("keys", keys.len(), choices.items())?;
    length("scored persons", scores.persons(), choices.persons())?;
    length("scored items", scores.items(), choices.items())?;
    for person in 0..choices.persons() {
        if !choices.row(person).map(|(item, _)| item).eq(scores.row(person).map(|(item, _)| item)) {
            return Err(ClassicalError::Value { what: "shown items in choices and scores", person });
        }
    }
    let table = ScoreTable::new(scores, Skipped::Zero);
    let criterion = table.criterion();
    let chosen = by_item(choices);
    let group = criterion_groups(&table, criterion, groups.max(1));
    let mut all = Vec::new();
    for (item, column) in chosen.iter().enumerate() {
        let persons: Vec<Chooser> = column
            .iter()
            .zip(table.column(item))
            .map(|((person, option), (_, score))| Chooser {
                option: *option,
                total: table.total(*person, criterion),
                rest: table.rest(*person, *score, criterion),
                group: group[*person],
            })
            .collect();
        all.extend(one_item(item, &persons, &keys[item], groups.max(1), criterion));
    }
    Ok(all)
}

struct Chooser {
    option: Option<u8>,
    total: Option<f64>,
    rest: Option<f64>,
    group: usize,
}

fn by_item(choices: &Choices) -> Vec<Vec<(usize, Option<u8>)>> {
    let mut columns = vec![Vec::new(); choices.items()];
    for person in 0..choices.persons() {
        for (item, answer) in choices.row(person) {
            let option = match answer {
                crate::responses::Answer::Category(option) => Some(option),
                crate::responses::Answer::Skipped => None,
            };
            columns[item].push((person, option));
        }
    }
    columns
}

/// Equal scores stay together: the group of a person is that of the middle of the person's ties.
fn criterion_groups(table: &ScoreTable, criterion: Criterion, groups: usize) -> Vec<usize> {
    let mut order: Vec<(f64, usize)> =
        (0..table.persons()).filter_map(|person| Some((table.total(person, criterion)?, person))).collect();
    order.sort_by(|x, y| x.0.total_cmp(&y.0));
    let mut group = vec![0; table.persons()];
    let mut from = 0;
    while from < order.len() {
        let ties = order[from..].iter().take_while(|(total, _)| total.to_bits() == order[from].0.to_bits()).count();
        let place = (2 * from + ties) * groups / (2 * order.len());
        for (_, person) in &order[from..from + ties] {
            group[*person] = place.min(groups - 1);
        }
        from += ties;
    }
    group
}

fn one_item(
    item: usize,
    persons: &[Chooser],
    keys: &[u8],
    groups: usize,
    criterion: Criterion,
) -> Vec<OptionStatistics> {
    let highest = persons.iter().filter_map(|person| person.option).chain(keys.iter().copied()).max();
    let mut options: Vec<Option<u8>> = highest.map_or_else(Vec::new, |highest| (0..=highest).map(Some).collect());
    if persons.iter().any(|person| person.option.is_none()) {
        options.push(None);
    }
    let mut sizes = vec![0_usize; groups];
    persons.iter().for_each(|person| sizes[person.group] += 1);
    let mut table: Vec<OptionStatistics> =
        options.iter().map(|option| one_option(item, *option, persons, keys, &sizes, criterion)).collect();
    let key_rest = table.iter().filter(|o| o.is_key).filter_map(|o| o.point_biserial_rest.ok()).reduce(f64::max);
    for option in table.iter_mut().filter(|option| !option.is_key && option.option.is_some()) {
        let drawn = |r: f64| r > 0.05 || (r > 0.0 && key_rest.is_some_and(|key| r > key));
        option.suspicious = option.point_biserial_rest.is_ok_and(drawn);
    }
    table
}

fn one_option(
    item: usize,
    option: Option<u8>,
    persons: &[Chooser],
    keys: &[u8],
    sizes: &[usize],
    criterion: Criterion,
) -> OptionStatistics {
    let chose = |person: &Chooser| f64::from(person.option == option);
    let mut by_group = vec![0_usize; sizes.len()];
    let mut totals = Vec::new();
    for person in persons.iter().filter(|person| person.option == option) {
        by_group[person.group] += 1;
        totals.extend(person.total);
    }
    let count: usize = by_group.iter().sum();
    let total: Vec<(f64, f64)> = persons.iter().filter_map(|p| Some((chose(p), p.total?))).collect();
    let rest: Vec<(f64, f64)> = persons.iter().filter_map(|p| Some((chose(p), p.rest?))).collect();
    OptionStatistics {
        item,
        option,
        is_key: option.is_some_and(|option| keys.contains(&option)),
        count,
        proportion: count as f64 / persons.len() as f64,
        mean_criterion: (!totals.is_empty()).then(|| totals.iter().sum::<f64>() / totals.len() as f64),
        by_group: by_group.iter().zip(sizes).map(|(count, size)| *count as f64 / *size as f64).collect(),
        point_biserial: correlation(&total),
        point_biserial_rest: correlation(&rest),
        criterion,
        suspicious: false,
    }
}
