//! Item statistics: mean, variance, item-total correlations, discrimination.

use super::table::ScoreTable;
use super::{Criterion, Undefined, correlation, mean_variance};
use crate::numeric::{normal_density, normal_quantile};
use crate::responses::{Answer, Responses, Skipped};

/// One item. Correlations that do not exist carry the reason.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemStatistics {
    pub item: usize,
    /// Persons who were shown the item and count (a skipped item counts as the policy says).
    pub shown: usize,
    /// Persons who were shown the item and left it.
    pub skipped: usize,
    /// Persons in each category, from 0 to the highest seen.
    pub categories: Vec<usize>,
    /// Mean score; the proportion right (p) for an item scored 0 and 1.
    pub mean: f64,
    /// Unbiased (n - 1).
    pub variance: f64,
    pub criterion: Criterion,
    /// Correlation with the criterion, the item included.
    pub item_total: Result<f64, Undefined>,
    /// Correlation with the criterion of the other items (Henrysson 1963: item-rest).
    pub item_rest: Result<f64, Undefined>,
    /// Biserial (polytomous: polyserial) correlation with the criterion.
    pub biserial_total: Result<f64, Undefined>,
    /// The same with the criterion of the other items.
    pub biserial_rest: Result<f64, Undefined>,
    /// Mean of the upper minus mean of the lower 27 % by the criterion (Kelley 1939); ties stand in the order of persons.
    pub upper_lower: Result<f64, Undefined>,
}

/// Statistics of every item, in the order of items.
///
/// An item that nobody was shown has `shown` 0, a NaN mean and the reason [`Undefined::TooFew`] everywhere.
pub fn item_statistics(responses: &Responses, skipped: Skipped) -> Vec<ItemStatistics> {
    let table = ScoreTable::new(responses, skipped);
    let criterion = table.criterion();
    let mut left = vec![0; responses.items()];
    for person in 0..responses.persons() {
        for (item, _) in responses.row(person).filter(|(_, answer)| *answer == Answer::Skipped) {
            left[item] += 1;
        }
    }
    (0..table.items()).map(|item| one_item(&table, item, criterion, left[item])).collect()
}

fn one_item(table: &ScoreTable, item: usize, criterion: Criterion, skipped: usize) -> ItemStatistics {
    let column = table.column(item);
    let scores: Vec<f64> = column.iter().map(|(_, score)| *score).collect();
    let (mean, variance) = mean_variance(&scores);
    let total: Vec<(f64, f64)> =
        column.iter().filter_map(|(person, score)| Some((*score, table.total(*person, criterion)?))).collect();
    let rest: Vec<(f64, f64)> =
        column.iter().filter_map(|(person, score)| Some((*score, table.rest(*person, *score, criterion)?))).collect();
    let (item_total, item_rest) = (correlation(&total), correlation(&rest));
    ItemStatistics {
        item,
        shown: scores.len(),
        skipped,
        categories: counts(&scores),
        mean,
        variance,
        criterion,
        biserial_total: item_total.and_then(|r| polyserial(r, &total)),
        biserial_rest: item_rest.and_then(|r| polyserial(r, &rest)),
        item_total,
        item_rest,
        upper_lower: upper_lower(&total),
    }
}

fn counts(scores: &[f64]) -> Vec<usize> {
    let highest = scores.iter().copied().fold(-1.0, f64::max);
    let mut categories = Vec::new();
    let mut level = 0.0;
    while level <= highest {
        categories.push(scores.iter().filter(|score| (**score - level).abs() < 0.5).count());
        level += 1.0;
    }
    categories
}

/// Point-polyserial r turned into the polyserial correlation: r σ_x / Σ φ(τ_k), τ_k the normal thresholds of the
/// category margins (Olsson, Drasgow & Dorans 1982); the biserial for two categories. σ_x with divisor n.
/// Above 1 where the criterion is far from normal: it is not clipped.
fn polyserial(r: f64, pairs: &[(f64, f64)]) -> Result<f64, Undefined> {
    let n = pairs.len() as f64;
    let scores: Vec<f64> = pairs.iter().map(|(score, _)| *score).collect();
    let (_, variance) = mean_variance(&scores);
    let mut below = 0.0;
    let mut density = 0.0;
    for count in counts(&scores) {
        below += count as f64 / n;
        if below > 0.0 && below < 1.0 - 1e-12 {
            density += normal_density(normal_quantile(below));
        }
    }
    if density > 0.0 { Ok(r * (variance * (n - 1.0) / n).sqrt() / density) } else { Err(Undefined::NoVariance) }
}

fn upper_lower(pairs: &[(f64, f64)]) -> Result<f64, Undefined> {
    let part = (pairs.len() * 27 + 50) / 100;
    if part == 0 {
        return Err(Undefined::TooFew { count: pairs.len(), needed: 2 });
    }
    let mut order: Vec<&(f64, f64)> = pairs.iter().collect();
    order.sort_by(|x, y| x.1.total_cmp(&y.1));
    let mean = |group: &[&(f64, f64)]| group.iter().map(|pair| pair.0).sum::<f64>() / part as f64;
    Ok(mean(&order[order.len() - part..]) - mean(&order[..part]))
}
