//! Item fit that any design allows: infit, outfit, and the deviation of the item's curve.

use super::person::{MeanSquares, Moments};
use super::posterior::OnGrid;
use super::{FitError, check};
use crate::grid::Grid;
use crate::model::{Curve, ItemModel};
use crate::responses::{Responses, Skipped};

/// Mean squares of one item over the persons who were shown it (Wright & Masters 1982).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ItemFit {
    pub item: usize,
    pub persons: usize,
    pub outfit: f64,
    pub outfit_z: f64,
    pub infit: f64,
    pub infit_z: f64,
}

/// Infit and outfit of every item at the given θ. Persons whose θ is not finite do not count; an item without persons is
/// [`FitError::TooFew`].
pub fn item_fit(
    items: &[ItemModel],
    responses: &Responses,
    skipped: Skipped,
    theta: &[f64],
) -> Result<Vec<Result<ItemFit, FitError>>, FitError> {
    check(items, responses, skipped)?;
    if theta.len() != responses.persons() {
        return Err(FitError::Length { what: "θ", given: theta.len(), expected: responses.persons() });
    }
    let mut sums = vec![MeanSquares::default(); items.len()];
    let widest = items.iter().map(ItemModel::categories).max().unwrap_or(0);
    let mut curves = vec![Curve::default(); widest];
    for (person, theta) in theta.iter().enumerate().filter(|(_, theta)| theta.is_finite()) {
        for (item, category) in responses.categories(person, skipped) {
            let curves = &mut curves[..items[item].categories()];
            items[item].curves(*theta, curves);
            sums[item].add(Moments::of(curves), category);
        }
    }
    let one = |(item, sums): (usize, &MeanSquares)| {
        if sums.count == 0 {
            return Err(FitError::TooFew { count: 0, needed: 1 });
        }
        let fit = sums.fit();
        Ok(ItemFit {
            item,
            persons: sums.count,
            outfit: fit.outfit,
            outfit_z: fit.outfit_z,
            infit: fit.infit,
            infit_z: fit.infit_z,
        })
    };
    Ok(sums.iter().enumerate().map(one).collect())
}

/// Root mean square deviation of each item's observed from its model curve, over the posterior distribution of the persons
/// who were shown it: √ Σ_q f(q) (p̃(q) - P(q))² (Köhler, Robitzsch & Hartig 2020;
/// PISA calls it RMSD), for polytomous items the root of the mean over categories of the squares. Above .10 to .15 is
/// taken for misfit. It needs no common form: the item fit statistic for randomised forms.
///
/// Items that fewer than `minimum` persons were shown are [`FitError::TooFew`].
pub fn root_mean_square_deviations(
    items: &[ItemModel],
    responses: &Responses,
    skipped: Skipped,
    grid: &Grid,
    minimum: usize,
) -> Result<Vec<Result<f64, FitError>>, FitError> {
    check(items, responses, skipped)?;
    let on_grid = OnGrid::new(items, grid);
    let nodes = grid.len();
    let mut shares: Vec<Vec<Vec<f64>>> = items.iter().map(|item| vec![vec![0.0; nodes]; item.categories()]).collect();
    let mut persons = vec![0_usize; items.len()];
    let mut posterior = Vec::new();
    for person in 0..responses.persons() {
        on_grid.posterior(responses, skipped, person, &mut posterior);
        for (item, category) in responses.categories(person, skipped) {
            persons[item] += 1;
            shares[item][category].iter_mut().zip(&posterior).for_each(|(sum, weight)| *sum += weight);
        }
    }
    let one = |item: usize| {
        let needed = minimum.max(1);
        if persons[item] < needed {
            return Err(FitError::TooFew { count: persons[item], needed });
        }
        let table = &shares[item];
        let mut sum = 0.0;
        for node in 0..nodes {
            let here: f64 = table.iter().map(|category| category[node]).sum();
            if here > 0.0 {
                let away = |k: usize| (table[k][node] / here - on_grid.p[item][k][node]).powi(2);
                sum += here / persons[item] as f64 * (0..table.len()).map(away).sum::<f64>() / table.len() as f64;
            }
        }
        Ok(sum.sqrt())
    };
    Ok((0..items.len()).map(one).collect())
}
