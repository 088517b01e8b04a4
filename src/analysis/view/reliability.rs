//! How far a score would be the same again: alpha where everybody had the same items, alpha of a random form where
//! forms differ.

use ukur_psychometrics::classical::{Correlations, Criterion, ScoreTable, alpha_interval, pairwise_alpha};

use super::{mean, real, sd};
use crate::analysis::data::{Data, small};
use crate::wire::analysis::items::ReliabilityEstimate;

/// Persons that two items must share for their covariance to count.
const LEAST_PAIR: usize = 10;
/// Below this no number is given.
const LEAST_PERSONS: usize = 30;
/// Groups of the jackknife.
const GROUPS: usize = 20;
/// Two standard errors to either side.
const NORMAL_95: f64 = 1.959_963_984_540_054;
const LEVEL: f64 = 0.95;

/// Of the items for which `counts` says so; the standard error of measurement is in points of 100.
pub fn reliability(data: &Data, counts: impl Fn(usize) -> bool) -> ReliabilityEstimate {
    let unknown = |reason: &str| ReliabilityEstimate::Unknown { reason: reason.to_owned() };
    // Of items that follow the answers alpha says nothing: whoever knows more gets harder ones.
    if data.sittings.iter().any(|sitting| sitting.persons > 0 && sitting.blueprint.adaptive.is_some()) {
        return unknown("adaptive");
    }
    let mut place = vec![None; data.items.len()];
    let mut items = 0;
    for item in (0..data.items.len()).filter(|item| counts(*item)) {
        place[item] = Some(items);
        items += 1;
    }
    let rows: Vec<Vec<(usize, f64)>> = data
        .persons
        .iter()
        .map(|person| person.cells.iter().filter_map(|cell| Some((place[cell.item]?, cell.score))).collect())
        .filter(|row: &Vec<_>| !row.is_empty())
        .collect();
    if rows.len() < LEAST_PERSONS {
        return unknown("few_persons");
    }
    let length = rows.iter().map(Vec::len).sum::<usize>() / rows.len();
    if length < 2 {
        return unknown("few_items");
    }
    estimate(&rows, items, length).unwrap_or_else(|| unknown("no_pairs"))
}

fn estimate(rows: &[Vec<(usize, f64)>], items: usize, length: usize) -> Option<ReliabilityEstimate> {
    let table = ScoreTable::of_scores(items, rows.iter().map(|row| row.iter().copied()));
    let found = pairwise_alpha(&Correlations::new(&table), length, LEAST_PAIR).ok()?;
    let value = found.alpha;
    let sem = sem(rows, value);
    if table.criterion() == Criterion::SumScore {
        let interval = alpha_interval(value, items, rows.len(), LEVEL).ok()?;
        let (lower, upper) = (interval.low, interval.high);
        return Some(ReliabilityEstimate::Alpha { value, lower, upper, items: small(items), sem });
    }
    let error = jackknife(rows, items, length, value);
    Some(ReliabilityEstimate::Pairwise {
        value,
        lower: error.map(|error| value - NORMAL_95 * error),
        upper: error.map(|error| (value + NORMAL_95 * error).min(1.0)),
        items: small(length),
        sem,
        smallest_pair: small(found.smallest_pair),
    })
}

/// SD √(1 - reliability), of the mean item score in points of 100.
fn sem(rows: &[Vec<(usize, f64)>], reliability: f64) -> f64 {
    let own = |row: &Vec<(usize, f64)>| mean(&row.iter().map(|(_, score)| 100.0 * score).collect::<Vec<_>>());
    let scores: Vec<f64> = rows.iter().filter_map(own).collect();
    sd(&scores).unwrap_or(0.0) * (1.0 - reliability).clamp(0.0, 1.0).sqrt()
}

/// Standard error by leaving out one group of persons at a time (Shao & Wu 1989).
fn jackknife(rows: &[Vec<(usize, f64)>], items: usize, length: usize, all: f64) -> Option<f64> {
    let without = |group: usize| {
        let kept = rows.iter().enumerate().filter(|(person, _)| person % GROUPS != group);
        let table = ScoreTable::of_scores(items, kept.map(|(_, row)| row.iter().copied()));
        pairwise_alpha(&Correlations::new(&table), length, LEAST_PAIR).ok().map(|found| found.alpha)
    };
    let left: Vec<f64> = (0..GROUPS).map(without).collect::<Option<_>>()?;
    let squares: f64 = left.iter().map(|value| (value - all).powi(2)).sum();
    Some((squares * real(GROUPS - 1) / real(GROUPS)).sqrt())
}
