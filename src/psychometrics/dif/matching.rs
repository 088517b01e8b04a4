//! Who is compared with whom.

use super::DifError;
use crate::responses::{Responses, Skipped};

/// How persons are matched.
#[derive(Clone, Copy)]
pub enum Matching<'a> {
    /// Sum score over the anchors and the studied item (Holland & Thayer 1988: the studied item belongs in). Complete
    /// data only.
    SumScore,
    /// One value a person, such as θ; a person whose value is not finite is left out. Tables cut it into `strata` of equal size.
    Theta { theta: &'a [f64], strata: usize },
    /// θ anew from the answers to the anchors (item indices): what purification needs where forms differ.
    Estimated { estimate: &'a (dyn Fn(&[usize]) -> Vec<f64> + Sync), strata: usize },
}

/// The persons of one item, all of the groups asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Matched {
    /// Place of the person's group in the list of groups.
    pub group: Vec<usize>,
    pub score: Vec<usize>,
    pub matching: Vec<f64>,
}

/// Counts of one stratum: `counts[group][category]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Stratum {
    pub counts: Vec<Vec<f64>>,
}

impl Stratum {
    /// Persons of a group in a category; 0 outside the table.
    pub fn at(&self, group: usize, category: usize) -> f64 {
        self.counts.get(group).and_then(|counts| counts.get(category)).copied().unwrap_or(0.0)
    }

    /// Persons of a group.
    pub fn size(&self, group: usize) -> f64 {
        self.counts.get(group).map_or(0.0, |counts| counts.iter().sum())
    }
}

/// All strata of one item, lowest matching value first.
#[derive(Clone, Debug, PartialEq)]
pub struct Strata {
    pub groups: usize,
    pub categories: usize,
    pub strata: Vec<Stratum>,
}

impl Strata {
    /// Reference right, reference wrong, focal right, focal wrong of each stratum (groups 0 and 1).
    pub fn fourfold(&self) -> impl Iterator<Item = [f64; 4]> + '_ {
        self.strata.iter().map(|s| [s.at(0, 1), s.at(0, 0), s.at(1, 1), s.at(1, 0)])
    }
}

/// What every analysis needs: answers, the group of each person, how skipped counts.
#[derive(Clone, Copy)]
pub struct Scoring<'a> {
    pub responses: &'a Responses,
    pub skipped: Skipped,
    pub groups: &'a [usize],
}

/// Persons of `groups` (labels; the first is the reference) who were shown `item`, with their matching values.
///
/// `anchors`: items that form the matching score, in any order.
pub fn matched(
    data: &Scoring,
    item: usize,
    groups: &[usize],
    anchors: &[usize],
    matching: &Matching,
) -> Result<Matched, DifError> {
    match matching {
        Matching::SumScore => by_sum(data, item, groups, anchors),
        Matching::Theta { theta, .. } => by_theta(data, item, groups, theta),
        Matching::Estimated { estimate, .. } => by_theta(data, item, groups, &estimate(anchors)),
    }
}

fn group_place(data: &Scoring, groups: &[usize], person: usize) -> Option<usize> {
    groups.iter().position(|group| *group == data.groups[person])
}

fn check(data: &Scoring, item: usize) -> Result<(), DifError> {
    let expected = data.responses.persons();
    if data.groups.len() != expected {
        return Err(DifError::Length { what: "groups", given: data.groups.len(), expected });
    }
    if item >= data.responses.items() { Err(DifError::NoSuchItem(item)) } else { Ok(()) }
}

fn by_sum(data: &Scoring, item: usize, groups: &[usize], anchors: &[usize]) -> Result<Matched, DifError> {
    check(data, item)?;
    let mut counted = vec![false; data.responses.items()];
    for anchor in anchors {
        *counted.get_mut(*anchor).ok_or(DifError::NoSuchItem(*anchor))? = true;
    }
    counted[item] = true;
    let needed = counted.iter().filter(|counts| **counts).count();
    let mut found = Matched { group: Vec::new(), score: Vec::new(), matching: Vec::new() };
    let mut seen = vec![usize::MAX; data.responses.items()];
    for person in 0..data.responses.persons() {
        let Some(place) = group_place(data, groups, person) else { continue };
        let (mut sum, mut count, mut own) = (0, 0, 0);
        for (shown, category) in data.responses.categories(person, data.skipped).filter(|(shown, _)| counted[*shown]) {
            seen[shown] = person;
            sum += category;
            count += 1;
            own = if shown == item { category } else { own };
        }
        if count < needed {
            let lacking = (0..counted.len()).find(|i| counted[*i] && seen[*i] != person).unwrap_or(item);
            return Err(DifError::NotComplete { item: lacking, person });
        }
        found.group.push(place);
        found.score.push(own);
        found.matching.push(sum as f64);
    }
    Ok(found)
}

fn by_theta(data: &Scoring, item: usize, groups: &[usize], theta: &[f64]) -> Result<Matched, DifError> {
    check(data, item)?;
    let expected = data.responses.persons();
    if theta.len() != expected {
        return Err(DifError::Length { what: "θ", given: theta.len(), expected });
    }
    let mut found = Matched { group: Vec::new(), score: Vec::new(), matching: Vec::new() };
    for (person, theta) in theta.iter().enumerate().filter(|(_, theta)| theta.is_finite()) {
        let Some(place) = group_place(data, groups, person) else { continue };
        let own = data.responses.categories(person, data.skipped).find(|(shown, _)| *shown == item);
        if let Some((_, category)) = own {
            found.group.push(place);
            found.score.push(category);
            found.matching.push(*theta);
        }
    }
    Ok(found)
}

/// Strata of equal matching value; θ is cut into the number that `matching` names, of equal size, ties together. Persons
/// of groups from `groups` on are left out.
pub fn strata(found: &Matched, groups: usize, matching: &Matching) -> Strata {
    let persons = found.matching.len().min(found.group.len()).min(found.score.len());
    let mut order: Vec<usize> = (0..persons).filter(|person| found.group[*person] < groups).collect();
    order.sort_by(|x, y| found.matching[*x].total_cmp(&found.matching[*y]));
    let wanted = match matching {
        Matching::SumScore => None,
        Matching::Theta { strata, .. } | Matching::Estimated { strata, .. } => Some((*strata).max(1)),
    };
    let categories = found.score.iter().max().map_or(2, |highest| (highest + 1).max(2));
    let mut all = Strata { groups, categories, strata: Vec::new() };
    let (mut from, mut last) = (0, None);
    while from < order.len() {
        let value = found.matching[order[from]];
        let ties = order[from..].iter().take_while(|p| found.matching[**p].total_cmp(&value).is_eq()).count();
        // The middle of the ties says which share of the persons they belong to.
        let place = wanted.map(|wanted| (2 * from + ties) * wanted / (2 * order.len()));
        if all.strata.is_empty() || place.is_none() || place != last {
            all.strata.push(Stratum { counts: vec![vec![0.0; categories]; groups] });
        }
        last = place;
        if let Some(stratum) = all.strata.last_mut() {
            for person in &order[from..from + ties] {
                stratum.counts[found.group[*person]][found.score[*person]] += 1.0;
            }
        }
        from += ties;
    }
    all
}
