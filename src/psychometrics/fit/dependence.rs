//! Local dependence of pairs: LD-X².

use super::posterior::OnGrid;
use super::{FitError, check};
use crate::grid::Grid;
use crate::model::ItemModel;
use crate::numeric::chi_square_tail;
use crate::responses::{Responses, Skipped};

/// One pair of items.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DependencePair {
    pub first: usize,
    pub second: usize,
    /// Persons with both items.
    pub count: usize,
    /// Pearson's X² of the observed against the model-implied table (Chen & Thissen 1997).
    pub x2: f64,
    pub df: usize,
    /// Approximate: X² has somewhat less than `df` degrees of freedom when parameters are estimated.
    pub p: f64,
    /// (X² - df) / √(2 df); above 10 is taken for clear dependence.
    pub standardized: f64,
    /// Signed Cramér's V: positive where the pair is more alike than the model says (Goodman-Kruskal γ).
    pub v: f64,
}

/// All pairs that at least `minimum` persons share, in the order (0, 1), (0, 2), (1, 2), …; each pair in its place or the
/// reason why it has none.
///
/// θ of the persons of a pair is taken to follow the weights of `grid`: right for complete data and random forms.
pub fn local_dependence(
    items: &[ItemModel],
    responses: &Responses,
    skipped: Skipped,
    grid: &Grid,
    minimum: usize,
) -> Result<Vec<Result<DependencePair, FitError>>, FitError> {
    check(items, responses, skipped)?;
    let on_grid = OnGrid::new(items, grid);
    let k = items.len();
    let place = |i: usize, j: usize| i * (i - 1) / 2 + j;
    let size = |i: usize, j: usize| items[i].categories() * items[j].categories();
    let mut tables: Vec<Vec<usize>> =
        (1..k).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| vec![0; size(i, j)]).collect();
    let mut row: Vec<(usize, usize)> = Vec::new();
    for person in 0..responses.persons() {
        row.clear();
        row.extend(responses.categories(person, skipped));
        for (at, (i, x)) in row.iter().enumerate() {
            for (j, y) in &row[..at] {
                tables[place(*i, *j)][y * items[*i].categories() + x] += 1;
            }
        }
    }
    let pairs = (1..k).flat_map(|i| (0..i).map(move |j| (i, j)));
    Ok(pairs.map(|(i, j)| pair(&on_grid, (j, i), &tables[place(i, j)], minimum.max(1))).collect())
}

/// Rows are the categories of the first item.
fn pair(
    on_grid: &OnGrid,
    (first, second): (usize, usize),
    counts: &[usize],
    needed: usize,
) -> Result<DependencePair, FitError> {
    let count: usize = counts.iter().sum();
    if count < needed {
        return Err(FitError::TooFew { count, needed });
    }
    let total = count as f64;
    let observed: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
    let (rows, columns) = (on_grid.p[first].len(), on_grid.p[second].len());
    let mut expected = vec![0.0; observed.len()];
    for x in 0..rows {
        for y in 0..columns {
            let joint = on_grid.p[first][x].iter().zip(&on_grid.p[second][y]).zip(&on_grid.grid.weights);
            expected[x * columns + y] = total * joint.map(|((p, q), w)| p * q * w).sum::<f64>();
        }
    }
    let x2: f64 = observed.iter().zip(&expected).map(|(o, e)| (o - e).powi(2) / e.max(1e-300)).sum();
    let df = (rows - 1) * (columns - 1);
    let more = gamma(&observed, rows, columns) - gamma(&expected, rows, columns);
    let sign = if more < 0.0 { -1.0 } else { 1.0 };
    let least = (rows.min(columns) - 1) as f64;
    Ok(DependencePair {
        first,
        second,
        count,
        x2,
        df,
        p: chi_square_tail(x2, df as f64),
        standardized: (x2 - df as f64) / (2.0 * df as f64).sqrt(),
        v: sign * (x2 / (total * least)).sqrt(),
    })
}

/// Goodman & Kruskal (1954): concordant less discordant pairs over both; 0 without either.
fn gamma(table: &[f64], rows: usize, columns: usize) -> f64 {
    let (mut concordant, mut discordant) = (0.0, 0.0);
    for x in 0..rows {
        for y in 0..columns {
            for u in x + 1..rows {
                for v in 0..columns {
                    let product = table[x * columns + y] * table[u * columns + v];
                    match v.cmp(&y) {
                        std::cmp::Ordering::Greater => concordant += product,
                        std::cmp::Ordering::Less => discordant += product,
                        std::cmp::Ordering::Equal => {}
                    }
                }
            }
        }
    }
    if concordant + discordant > 0.0 { (concordant - discordant) / (concordant + discordant) } else { 0.0 }
}
