//! Q3: correlations of residuals.

use super::posterior::OnGrid;
use super::{FitError, check};
use crate::grid::Grid;
use crate::model::ItemModel;
use crate::responses::{Responses, Skipped};

/// The θ at which residuals are taken.
#[derive(Clone, Copy)]
pub enum Ability<'a> {
    /// One value a person; a person whose value is not finite does not count.
    Given(&'a [f64]),
    /// Posterior means on a grid.
    PosteriorMean(&'a Grid),
}

/// Residual correlations of all pairs of items.
#[derive(Clone, Debug, PartialEq)]
pub struct Q3 {
    pub items: usize,
    /// k × k, row by row; 1 on the diagonal, `None` where too few persons share the pair or a residual has no variance.
    pub values: Vec<Option<f64>>,
    /// Persons with both items.
    pub counts: Vec<usize>,
    /// Mean over the pairs that have a value: about -1/(k - 1) for one complete form. `None` without pairs.
    pub mean: Option<f64>,
}

impl Q3 {
    /// Pairs whose Q3 lies more than `above` over the mean (Christensen, Makransky & Horton 2017; .20 is usual), most
    /// dependent first: (first, second, Q3 - mean).
    pub fn dependent(&self, above: f64) -> Vec<(usize, usize, f64)> {
        let Some(mean) = self.mean else { return Vec::new() };
        let mut pairs: Vec<(usize, usize, f64)> = (0..self.items)
            .flat_map(|i| (0..i).map(move |j| (j, i)))
            .filter_map(|(j, i)| Some((j, i, self.values[i * self.items + j]? - mean)))
            .filter(|(_, _, away)| *away > above)
            .collect();
        pairs.sort_by(|x, y| y.2.total_cmp(&x.2));
        pairs
    }
}

#[derive(Clone, Copy, Default)]
struct Sums {
    n: usize,
    x: f64,
    y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

/// Yen (1984): correlation over persons of x - E(x | θ̂) between two items. Pairs that fewer than `minimum` (at least 3)
/// persons share have no value.
pub fn q3(
    items: &[ItemModel],
    responses: &Responses,
    skipped: Skipped,
    ability: Ability,
    minimum: usize,
) -> Result<Q3, FitError> {
    check(items, responses, skipped)?;
    let theta = abilities(items, responses, skipped, ability)?;
    let k = items.len();
    let mut sums = vec![Sums::default(); k * k];
    let mut row: Vec<(usize, f64)> = Vec::new();
    for (person, theta) in theta.iter().enumerate().filter(|(_, theta)| theta.is_finite()) {
        row.clear();
        row.extend(
            responses
                .categories(person, skipped)
                .map(|(item, category)| (item, category as f64 - items[item].expected_score(*theta))),
        );
        for (place, (i, x)) in row.iter().enumerate() {
            for (j, y) in &row[..place] {
                let sum = &mut sums[i * k + j];
                sum.n += 1;
                sum.x += x;
                sum.y += y;
                sum.xx += x * x;
                sum.yy += y * y;
                sum.xy += x * y;
            }
        }
    }
    let (mut values, mut counts) = (vec![None; k * k], vec![0; k * k]);
    let (mut total, mut pairs) = (0.0, 0_usize);
    for i in 0..k {
        values[i * k + i] = Some(1.0);
        for j in 0..i {
            let sum = &sums[i * k + j];
            let value = (sum.n >= minimum.max(3)).then(|| correlation(sum)).flatten();
            (values[i * k + j], values[j * k + i]) = (value, value);
            (counts[i * k + j], counts[j * k + i]) = (sum.n, sum.n);
            if let Some(value) = value {
                total += value;
                pairs += 1;
            }
        }
    }
    Ok(Q3 { items: k, values, counts, mean: (pairs > 0).then(|| total / pairs as f64) })
}

fn correlation(sum: &Sums) -> Option<f64> {
    let n = sum.n as f64;
    let (xx, yy) = (sum.xx - sum.x * sum.x / n, sum.yy - sum.y * sum.y / n);
    (xx > 1e-12 && yy > 1e-12).then(|| (sum.xy - sum.x * sum.y / n) / (xx * yy).sqrt())
}

fn abilities(
    items: &[ItemModel],
    responses: &Responses,
    skipped: Skipped,
    ability: Ability,
) -> Result<Vec<f64>, FitError> {
    match ability {
        Ability::Given(theta) if theta.len() != responses.persons() => {
            Err(FitError::Length { what: "θ", given: theta.len(), expected: responses.persons() })
        }
        Ability::Given(theta) => Ok(theta.to_vec()),
        Ability::PosteriorMean(grid) => {
            let on_grid = OnGrid::new(items, grid);
            let mut posterior = Vec::new();
            let mean = |person: usize| {
                on_grid.posterior(responses, skipped, person, &mut posterior);
                posterior.iter().zip(&grid.nodes).map(|(weight, theta)| weight * theta).sum()
            };
            Ok((0..responses.persons()).map(mean).collect())
        }
    }
}
