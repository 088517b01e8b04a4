//! First and second moments of answers: observed, expected, their covariance and derivatives.

use super::gradient::{Slopes, parameter_gradient};
use super::posterior::OnGrid;
use crate::model::ItemModel;
use crate::responses::{Responses, Skipped};

/// A moment of one or two items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// P(X = category).
    Category(usize, usize),
    /// E(X Y).
    Product(usize, usize),
}

/// Moments with the persons they come from.
pub(crate) struct Observed {
    pub moments: Vec<Moment>,
    pub values: Vec<f64>,
    /// Persons of each moment.
    pub counts: Vec<f64>,
    /// Persons of each moment as bits.
    persons: Vec<Vec<u64>>,
    /// Pairs of items that too few persons share.
    pub pairs_missing: usize,
}

/// First moments of all items (categories 1..) and second moments of all pairs that `minimum` persons share.
pub(crate) fn observe(items: &[ItemModel], responses: &Responses, skipped: Skipped, minimum: usize) -> Observed {
    let k = items.len();
    let words = responses.persons().div_ceil(64);
    let mut shown = vec![vec![0_u64; words]; k];
    let mut category_counts: Vec<Vec<f64>> = items.iter().map(|item| vec![0.0; item.categories()]).collect();
    let mut products = vec![(0_usize, 0.0_f64); k * k];
    let mut row: Vec<(usize, usize)> = Vec::new();
    for person in 0..responses.persons() {
        row.clear();
        row.extend(responses.categories(person, skipped));
        for (place, (i, x)) in row.iter().enumerate() {
            shown[*i][person / 64] |= 1 << (person % 64);
            category_counts[*i][*x] += 1.0;
            for (j, y) in &row[..place] {
                let cell = &mut products[i * k + j];
                *cell = (cell.0 + 1, cell.1 + (x * y) as f64);
            }
        }
    }
    let mut found =
        Observed { moments: Vec::new(), values: Vec::new(), counts: Vec::new(), persons: Vec::new(), pairs_missing: 0 };
    for (item, counts) in category_counts.iter().enumerate() {
        let n: f64 = counts.iter().sum();
        for (category, count) in counts.iter().enumerate().skip(1).filter(|_| n > 0.0) {
            found.push(Moment::Category(item, category), count / n, n, shown[item].clone());
        }
    }
    for i in 0..k {
        for j in 0..i {
            let (count, sum) = products[i * k + j];
            if count < minimum.max(2) {
                found.pairs_missing += 1;
                continue;
            }
            let both = shown[i].iter().zip(&shown[j]).map(|(x, y)| x & y).collect();
            found.push(Moment::Product(j, i), sum / count as f64, count as f64, both);
        }
    }
    found
}

impl Observed {
    fn push(&mut self, moment: Moment, value: f64, count: f64, persons: Vec<u64>) {
        self.moments.push(moment);
        self.values.push(value);
        self.counts.push(count);
        self.persons.push(persons);
    }

    /// n_ab / (n_a n_b): what turns the covariance of one person into that of two means with n_ab common persons.
    fn share(&self, a: usize, b: usize, complete: bool) -> f64 {
        if complete {
            return 1.0 / self.counts[a];
        }
        let common: u32 = self.persons[a].iter().zip(&self.persons[b]).map(|(x, y)| (x & y).count_ones()).sum();
        f64::from(common) / (self.counts[a] * self.counts[b])
    }
}

/// Moments at each node given θ, and what overlapping moments need.
pub(crate) struct Expected<'a> {
    on_grid: &'a OnGrid<'a>,
    means: Vec<Vec<f64>>,
    squares: Vec<Vec<f64>>,
    /// `given[moment][node]`.
    given: Vec<Vec<f64>>,
    pub values: Vec<f64>,
}

impl<'a> Expected<'a> {
    pub fn new(on_grid: &'a OnGrid<'a>, moments: &[Moment]) -> Self {
        let items = 0..on_grid.p.len();
        let means: Vec<Vec<f64>> = items.clone().map(|item| on_grid.means(item)).collect();
        let squares: Vec<Vec<f64>> = items.map(|item| on_grid.squares(item)).collect();
        let given: Vec<Vec<f64>> = moments
            .iter()
            .map(|moment| match moment {
                Moment::Category(item, category) => on_grid.p[*item][*category].clone(),
                Moment::Product(i, j) => means[*i].iter().zip(&means[*j]).map(|(x, y)| x * y).collect(),
            })
            .collect();
        let weights = &on_grid.grid.weights;
        let values = given.iter().map(|nodes| nodes.iter().zip(weights).map(|(x, w)| x * w).sum()).collect();
        Self { on_grid, means, squares, given, values }
    }

    fn integral(&self, at: impl Fn(usize) -> f64) -> f64 {
        self.on_grid.grid.weights.iter().enumerate().map(|(node, w)| w * at(node)).sum()
    }

    /// E of the product of two moments of one person.
    fn product(&self, moments: &[Moment], a: usize, b: usize) -> f64 {
        let p = |item: usize, k: usize, node: usize| self.on_grid.p[item][k][node];
        match (moments[a], moments[b]) {
            (Moment::Category(i, k), Moment::Category(j, l)) if i == j => {
                if k == l {
                    self.values[a]
                } else {
                    0.0
                }
            }
            (Moment::Category(i, k), Moment::Product(j, l)) | (Moment::Product(j, l), Moment::Category(i, k))
                if i == j || i == l =>
            {
                let other = if i == j { l } else { j };
                self.integral(|node| k as f64 * p(i, k, node) * self.means[other][node])
            }
            (Moment::Product(i, j), Moment::Product(l, m)) if (i, j) == (l, m) => {
                self.integral(|node| self.squares[i][node] * self.squares[j][node])
            }
            (Moment::Product(i, j), Moment::Product(l, m)) if i == l || i == m || j == l || j == m => {
                let common = if i == l || i == m { i } else { j };
                let (first, second) = (i + j - common, l + m - common);
                self.integral(|node| self.squares[common][node] * self.means[first][node] * self.means[second][node])
            }
            _ => self.integral(|node| self.given[a][node] * self.given[b][node]),
        }
    }

    /// Covariance of the observed moments, n × n, row by row (lower triangle filled, the rest mirrored).
    pub fn covariance(&self, observed: &Observed) -> Vec<f64> {
        let size = observed.moments.len();
        let complete = observed.counts.windows(2).all(|pair| pair[0].to_bits() == pair[1].to_bits())
            && observed.persons.windows(2).all(|pair| pair[0] == pair[1]);
        let mut matrix = vec![0.0; size * size];
        for a in 0..size {
            for b in 0..=a {
                let one = self.product(&observed.moments, a, b) - self.values[a] * self.values[b];
                let value = one * observed.share(a, b, complete);
                matrix[a * size + b] = value;
                matrix[b * size + a] = value;
            }
        }
        matrix
    }

    /// ∂ moment / ∂ parameter: one row a parameter, one place a moment.
    pub fn derivatives(&self, items: &[ItemModel], moments: &[Moment], slopes: Slopes) -> Vec<Vec<f64>> {
        let mut rows: Vec<Vec<f64>> = Vec::new();
        let mut shared = vec![0.0; moments.len()];
        for (item, model) in items.iter().enumerate() {
            // by_parameter[parameter][node][category]
            let mut by_parameter = vec![Vec::new(); super::free_parameters(model)];
            for theta in &self.on_grid.grid.nodes {
                let rows = parameter_gradient(model, *theta);
                by_parameter.iter_mut().zip(rows).for_each(|(nodes, row)| nodes.push(row));
            }
            let nominal = matches!(model, ItemModel::Nominal { .. });
            let slopes_of = if nominal { model.categories() - 1 } else { 1 };
            for (parameter, nodes) in by_parameter.iter().enumerate() {
                let row = self.one_derivative(moments, item, nodes);
                match (slopes, parameter < slopes_of) {
                    (Slopes::Fixed, true) => {}
                    (Slopes::Shared, true) if !nominal => {
                        shared.iter_mut().zip(&row).for_each(|(sum, value)| *sum += value);
                    }
                    _ => rows.push(row),
                }
            }
        }
        if slopes == Slopes::Shared && shared.iter().any(|value| *value != 0.0) {
            rows.push(shared);
        }
        rows
    }

    /// `gradient[node][category]` of one parameter of `item`.
    fn one_derivative(&self, moments: &[Moment], item: usize, gradient: &[Vec<f64>]) -> Vec<f64> {
        let mean: Vec<f64> = gradient
            .iter()
            .map(|categories| categories.iter().enumerate().map(|(k, change)| k as f64 * change).sum())
            .collect();
        moments
            .iter()
            .map(|moment| match moment {
                Moment::Category(i, k) if *i == item => self.integral(|node| gradient[node][*k]),
                Moment::Product(i, j) if *i == item => self.integral(|node| mean[node] * self.means[*j][node]),
                Moment::Product(i, j) if *j == item => self.integral(|node| mean[node] * self.means[*i][node]),
                _ => 0.0,
            })
            .collect()
    }
}
