//! What can be said of a set of forms: how alike they measure, how often items serve, how much two forms share.

use serde::{Deserialize, Serialize};

use super::hall::Neighbours;
use super::problem::Problem;
use super::verify::{Breach, verify};

/// Sums at one target over all forms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetSummary {
    pub name: String,
    pub target: f64,
    pub band: f64,
    pub mean: f64,
    /// Divisor n - 1; 0 for one form.
    pub sd: f64,
    pub min: f64,
    pub max: f64,
    /// Between any two forms: what luck with the form can make at most.
    pub largest_difference: f64,
    /// Share of forms inside the band.
    pub within_band: f64,
}

/// How often items stand in forms, as a share of the forms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exposure {
    pub min: f64,
    pub max: f64,
    pub mean: f64,
    /// Items that stand in no form, the forbidden ones not counted.
    pub unused: usize,
    /// Items by exposure: 20 classes of 5 %, each with its upper end; exposure 0 in the first.
    pub histogram: Vec<usize>,
}

/// Share of items that two forms have in common.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overlap {
    pub mean: f64,
    pub max: f64,
    /// Of equal exposure of every item: no set of as many forms has less.
    pub minimum: f64,
    /// Of those beside and behind.
    pub neighbours_mean: f64,
    pub neighbours_max: f64,
    /// Of those in the diagonal.
    #[serde(default)]
    pub diagonal_mean: f64,
    #[serde(default)]
    pub diagonal_max: f64,
}

/// The report on a set of forms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    pub forms: usize,
    pub targets: Vec<TargetSummary>,
    pub exposure: Exposure,
    pub overlap: Overlap,
    /// (position of the form, breach): of counts, quantities, enemies, required and forbidden items. Bands around the
    /// targets are in `targets`.
    pub breaches: Vec<(usize, Breach)>,
}

/// The same numbers for the forms and for forms drawn by chance under the same rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    pub assembled: Certificate,
    pub naive: Certificate,
}

/// Reports on forms; every rule is checked anew by [`verify`]. Forms with items outside the bank show in `breaches`
/// and are left out of the sums.
pub fn certify(problem: &Problem, forms: &[Vec<usize>], neighbours: Neighbours<'_>) -> Certificate {
    let breach = |(place, form): (usize, &Vec<usize>)| {
        verify(problem, form, false).into_iter().map(move |breach| (place, breach)).collect::<Vec<_>>()
    };
    let breaches = forms.iter().enumerate().flat_map(breach).collect();
    let known = |form: &Vec<usize>| form.iter().all(|item| *item < problem.items);
    let sound: Vec<&Vec<usize>> = forms.iter().filter(|form| known(form)).collect();
    let counts = counts(problem, &sound);
    Certificate {
        forms: forms.len(),
        targets: summaries(problem, &sound),
        exposure: exposure(problem, &counts, sound.len()),
        overlap: overlap(problem, &counts, &sound, forms, neighbours),
        breaches,
    }
}

/// [`certify`] for two sets of forms of one problem.
pub fn compare(
    problem: &Problem,
    forms: &[Vec<usize>],
    naive: &[Vec<usize>],
    neighbours: Neighbours<'_>,
) -> Comparison {
    Comparison { assembled: certify(problem, forms, neighbours), naive: certify(problem, naive, neighbours) }
}

fn counts(problem: &Problem, forms: &[&Vec<usize>]) -> Vec<usize> {
    let mut counts = vec![0; problem.items];
    forms.iter().flat_map(|form| form.iter()).for_each(|item| counts[*item] += 1);
    counts
}

fn summaries(problem: &Problem, forms: &[&Vec<usize>]) -> Vec<TargetSummary> {
    let n = forms.len() as f64;
    let summary = |target: &super::problem::Target| {
        let sums: Vec<f64> = forms.iter().map(|form| form.iter().map(|item| target.values[*item]).sum()).collect();
        let mean = if sums.is_empty() { 0.0 } else { sums.iter().sum::<f64>() / n };
        let squares: f64 = sums.iter().map(|sum| (sum - mean).powi(2)).sum();
        let (min, max) = range(&sums);
        let inside = sums.iter().filter(|sum| (**sum - target.target).abs() <= target.band()).count();
        TargetSummary {
            name: target.name.clone(),
            target: target.target,
            band: target.band(),
            mean,
            sd: if sums.len() > 1 { (squares / (n - 1.0)).sqrt() } else { 0.0 },
            min,
            max,
            largest_difference: max - min,
            within_band: if sums.is_empty() { 0.0 } else { inside as f64 / n },
        }
    };
    problem.targets.iter().map(summary).collect()
}

fn range(values: &[f64]) -> (f64, f64) {
    if values.is_empty() {
        return (0.0, 0.0);
    }
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), value| (min.min(*value), max.max(*value)))
}

const CLASSES: usize = 20;

fn exposure(problem: &Problem, counts: &[usize], forms: usize) -> Exposure {
    let in_play = (0..problem.items).filter(|item| !problem.forbidden.contains(item));
    let rates: Vec<f64> = in_play.map(|item| counts[item] as f64 / forms.max(1) as f64).collect();
    let mut histogram = vec![0; CLASSES];
    for item in (0..problem.items).filter(|item| !problem.forbidden.contains(item)) {
        // The class (k/20, (k+1)/20] in whole numbers: no rounding at the edges.
        let class = (counts[item] * CLASSES).div_ceil(forms.max(1)).clamp(1, CLASSES) - 1;
        histogram[class] += 1;
    }
    let (min, max) = range(&rates);
    let mean = rates.iter().sum::<f64>() / rates.len().max(1) as f64;
    Exposure { min, max, mean, unused: rates.iter().filter(|rate| **rate == 0.0).count(), histogram }
}

fn overlap(
    problem: &Problem,
    counts: &[usize],
    forms: &[&Vec<usize>],
    all: &[Vec<usize>],
    neighbours: Neighbours<'_>,
) -> Overlap {
    let (n, length) = (forms.len() as f64, problem.length.max(1) as f64);
    let pairs = (n * (n - 1.0) / 2.0).max(1.0);
    let shared: f64 = counts.iter().map(|count| (count * count.saturating_sub(1) / 2) as f64).sum();
    let sets: Vec<Vec<u64>> = forms.iter().map(|form| bits(problem.items, form)).collect();
    let largest = (0..sets.len()).flat_map(|a| (a + 1..sets.len()).map(move |b| (a, b)));
    let largest = largest.map(|(a, b)| common(&sets[a], &sets[b])).max().unwrap_or(0);
    let near = |pairs: &[(usize, usize)]| {
        let known = pairs.iter().filter_map(|(a, b)| Some((all.get(*a)?, all.get(*b)?)));
        let shares = known.map(|(a, b)| f64::from(common(&bits(problem.items, a), &bits(problem.items, b))) / length);
        let shares: Vec<f64> = shares.collect();
        (
            shares.iter().fold(0.0, |sum, share| sum + share) / shares.len().max(1) as f64,
            shares.into_iter().fold(0.0, f64::max),
        )
    };
    let (neighbours_mean, neighbours_max) = near(neighbours.beside);
    let (diagonal_mean, diagonal_max) = near(neighbours.diagonal);
    Overlap {
        mean: shared / pairs / length,
        max: f64::from(largest) / length,
        minimum: least_overlap(problem, forms.len()),
        neighbours_mean,
        neighbours_max,
        diagonal_mean,
        diagonal_max,
    }
}

/// Mean overlap when the n L places are spread over the items as evenly as whole numbers allow.
fn least_overlap(problem: &Problem, forms: usize) -> f64 {
    let items = (0..problem.items).filter(|item| !problem.forbidden.contains(item)).count();
    if items == 0 || forms < 2 || problem.length == 0 {
        return 0.0;
    }
    let places = forms * problem.length;
    let (each, more) = (places / items, places % items);
    let pairs = |count: usize| (count * count.saturating_sub(1) / 2) as f64;
    let shared = more as f64 * pairs(each + 1) + (items - more) as f64 * pairs(each);
    shared / pairs(forms) / problem.length as f64
}

fn bits(items: usize, form: &[usize]) -> Vec<u64> {
    let mut bits = vec![0; items.div_ceil(64)];
    form.iter().filter(|item| **item < items).for_each(|item| bits[item / 64] |= 1 << (item % 64));
    bits
}

fn common(a: &[u64], b: &[u64]) -> u32 {
    a.iter().zip(b).map(|(a, b)| (a & b).count_ones()).sum()
}
