//! What came out of a simulation.

use serde::{Deserialize, Serialize};

use super::bank::Bank;
use super::choose::StopReason;
use super::course::Course;
use super::posterior::Estimate;
use super::simulate::{Abilities, Person};

/// Errors of the estimate, over all persons or at one θ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Errors {
    pub persons: usize,
    pub bias: f64,
    pub rmse: f64,
    /// Monte Carlo standard error of `rmse` by the delta method: sd of squared errors / (2 rmse √n).
    pub rmse_se: f64,
    pub mean_se: f64,
    /// Share of persons whose θ lies within 1.96 SE.
    pub coverage95: f64,
}

/// The same at one θ; of a normal population, at the nearest half.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conditional {
    pub theta: f64,
    pub mean_length: f64,
    pub errors: Errors,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SimulationReport {
    pub errors: Errors,
    /// Pearson's, of θ and its estimate.
    pub correlation: f64,
    pub mean_length: f64,
    pub sd_length: f64,
    /// Share of sittings that ended by precision.
    pub precise: f64,
    /// Share of sittings that hold an item, per item.
    pub exposure: Vec<f64>,
    pub max_exposure: f64,
    pub over_a_fifth: usize,
    pub unused: usize,
    /// Mean share of items that two sittings have in common: (n / L) Var(exposure) + L / n, Chen, Ankenmann & Spray
    /// (2003).
    pub overlap: f64,
    /// Mean number of items per content area.
    pub content: Vec<f64>,
    /// Largest and smallest number per content area over all sittings.
    pub content_range: Vec<(usize, usize)>,
    /// Where the rules have a course.
    pub course: Option<CourseReport>,
    pub conditional: Vec<Conditional>,
    /// After the k-th item, k = 1.., of the sittings that came so far.
    pub by_length: Vec<Errors>,
}

/// How the sittings kept the cells of their course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseReport {
    /// Sittings whose items cannot be dealt to the cells of as many first places; 0 unless the bank is too small.
    pub broken: usize,
    pub cells: Vec<CellCount>,
}

/// Items of a sitting that fit one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellCount {
    pub least: usize,
    pub most: usize,
    /// Over all sittings.
    pub total: usize,
}

/// Counted from the items alone, not from what the choice took them for.
pub(super) fn course_report(bank: &Bank, course: &Course, persons: &[Person]) -> CourseReport {
    let broken = persons.iter().filter(|person| !course.is_kept(bank, &person.places, &person.items)).count();
    let cells = (0..).take(course.layout.areas.iter().map(Vec::len).sum());
    let cell = |cell: u16| {
        let fit = |person: &Person| person.items.iter().filter(|item| course.fits[**item].contains(&cell)).count();
        let counts = persons.iter().map(fit);
        CellCount {
            least: counts.clone().min().unwrap_or(0),
            most: counts.clone().max().unwrap_or(0),
            total: counts.sum(),
        }
    };
    CourseReport { broken, cells: cells.map(cell).collect() }
}

pub(super) fn summarise(bank: &Bank, abilities: &Abilities, persons: &[Person]) -> SimulationReport {
    let finals: Vec<(f64, Estimate)> = persons.iter().filter_map(|p| Some((p.theta, *p.estimates.last()?))).collect();
    let n = persons.len().max(1) as f64;
    let lengths: Vec<f64> = persons.iter().map(|person| person.items.len() as f64).collect();
    let mean_length = lengths.iter().sum::<f64>() / n;
    let spread: f64 = lengths.iter().map(|length| (length - mean_length).powi(2)).sum();
    let exposure = exposure(bank, persons);
    let longest = persons.iter().map(|person| person.items.len()).max().unwrap_or(0);
    let (content, content_range) = content(bank, persons);
    SimulationReport {
        errors: errors(finals.iter().copied()),
        correlation: correlation(&finals),
        mean_length,
        sd_length: (spread / (n - 1.0).max(1.0)).sqrt(),
        precise: persons.iter().filter(|person| person.stop == StopReason::Precise).count() as f64 / n,
        max_exposure: exposure.iter().copied().fold(0.0, f64::max),
        over_a_fifth: exposure.iter().filter(|rate| **rate > 0.2).count(),
        unused: exposure.iter().filter(|rate| **rate == 0.0).count(),
        overlap: overlap(&exposure, mean_length),
        exposure,
        content,
        content_range,
        course: None,
        conditional: conditional(abilities, persons),
        by_length: (0..longest)
            .map(|k| errors(persons.iter().filter_map(|p| Some((p.theta, *p.estimates.get(k)?)))))
            .collect(),
    }
}

fn errors(estimates: impl Iterator<Item = (f64, Estimate)> + Clone) -> Errors {
    let count = estimates.clone().count();
    if count == 0 {
        return Errors::default();
    }
    let n = count as f64;
    let (mut bias, mut square, mut se, mut covered) = (0.0, 0.0, 0.0, 0.0);
    for (theta, estimate) in estimates.clone() {
        let away = estimate.theta - theta;
        bias += away / n;
        square += away * away / n;
        se += estimate.se / n;
        covered += f64::from(u8::from(away.abs() <= 1.96 * estimate.se)) / n;
    }
    let variance: f64 = estimates.map(|(theta, e)| ((e.theta - theta).powi(2) - square).powi(2) / n).sum();
    let rmse = square.sqrt();
    let rmse_se = if rmse > 0.0 { variance.sqrt() / (2.0 * rmse * n.sqrt()) } else { 0.0 };
    Errors { persons: count, bias, rmse, rmse_se, mean_se: se, coverage95: covered }
}

fn correlation(finals: &[(f64, Estimate)]) -> f64 {
    let n = finals.len() as f64;
    let mean = |value: &dyn Fn(&(f64, Estimate)) -> f64| finals.iter().map(value).sum::<f64>() / n;
    let (x, y) = (mean(&|f| f.0), mean(&|f| f.1.theta));
    let both = mean(&|f| (f.0 - x) * (f.1.theta - y));
    let spread = (mean(&|f| (f.0 - x).powi(2)) * mean(&|f| (f.1.theta - y).powi(2))).sqrt();
    if spread > 0.0 { both / spread } else { 0.0 }
}

pub(super) fn exposure(bank: &Bank, persons: &[Person]) -> Vec<f64> {
    let mut counts = vec![0.0; bank.len()];
    persons.iter().flat_map(|person| &person.items).for_each(|item| counts[*item] += 1.0);
    counts.iter_mut().for_each(|count| *count /= persons.len().max(1) as f64);
    counts
}

fn overlap(exposure: &[f64], mean_length: f64) -> f64 {
    let n = exposure.len() as f64;
    if mean_length <= 0.0 {
        return 0.0;
    }
    let mean = exposure.iter().sum::<f64>() / n;
    let variance = exposure.iter().map(|rate| (rate - mean).powi(2)).sum::<f64>() / n;
    n / mean_length * variance + mean_length / n
}

fn content(bank: &Bank, persons: &[Person]) -> (Vec<f64>, Vec<(usize, usize)>) {
    let mut means = vec![0.0; bank.areas()];
    let mut ranges = vec![(usize::MAX, 0); bank.areas()];
    for person in persons {
        let mut counts = vec![0; bank.areas()];
        person.items.iter().for_each(|item| counts[usize::from(bank.item(*item).content)] += 1);
        for (area, count) in counts.into_iter().enumerate() {
            means[area] += count as f64 / persons.len() as f64;
            ranges[area] = (ranges[area].0.min(count), ranges[area].1.max(count));
        }
    }
    (means, ranges)
}

fn conditional(abilities: &Abilities, persons: &[Person]) -> Vec<Conditional> {
    let bin = |theta: f64| match abilities {
        Abilities::Points { .. } => theta,
        Abilities::Normal { .. } => (2.0 * theta).round() / 2.0,
    };
    let mut order: Vec<&Person> = persons.iter().collect();
    order.sort_by(|a, b| bin(a.theta).total_cmp(&bin(b.theta)));
    let groups = order.chunk_by(|a, b| bin(a.theta).total_cmp(&bin(b.theta)).is_eq());
    let summary = |group: &[&Person]| Conditional {
        theta: bin(group[0].theta) + 0.0,
        mean_length: group.iter().map(|person| person.items.len() as f64).sum::<f64>() / group.len() as f64,
        errors: errors(group.iter().filter_map(|person| Some((person.theta, *person.estimates.last()?)))),
    };
    groups.map(summary).collect()
}
