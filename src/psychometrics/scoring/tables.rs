//! Sums over the answers of a person, at many θ at once.
//!
//! Three of the four models are of exponential form: ln P(X = k) - ln P(X = 0) is linear in θ. What a person adds to
//! the sum over all items "as if answered with category 0" is then two numbers, whatever the number of nodes; only a
//! 3PL item answered right and a graded item above category 0 cost a column.

use crate::model::ItemModel;
use crate::numeric::log1p_exp;

/// A quantity of each answer, summed over a person's answers at fixed nodes.
#[derive(Clone, Debug)]
pub(crate) struct NodeTable {
    nodes: Vec<f64>,
    items: Vec<Column>,
    /// Sum of the columns of category 0 over all items.
    all: Vec<f64>,
}

#[derive(Clone, Debug)]
struct Column {
    /// The quantity of category 0.
    zero: Vec<f64>,
    more: More,
}

/// What another category adds to category 0.
#[derive(Clone, Debug)]
enum More {
    /// `slope[k-1] θ + intercept[k-1]`.
    Line(Vec<(f64, f64)>),
    /// One column for each category above 0.
    Columns(Vec<Vec<f64>>),
    Nothing,
}

impl NodeTable {
    /// ln P(answer | θ).
    pub(crate) fn log_likelihood(models: &[ItemModel], nodes: &[f64]) -> Self {
        Self::new(models, nodes, |model| {
            let zero = at(nodes, |theta| log_zero(model, theta));
            let more = match lines(model) {
                Some(lines) => More::Line(lines),
                None => columns(model, nodes, |k, theta| model.log_probability(k, theta) - log_zero(model, theta)),
            };
            Column { zero, more }
        })
    }

    /// d ln P(answer | θ) / dθ.
    pub(crate) fn score(models: &[ItemModel], nodes: &[f64]) -> Self {
        Self::new(models, nodes, |model| {
            let slope = |k: usize, theta: f64| super::evaluate::answer(model, k, theta).score;
            let zero = at(nodes, |theta| slope(0, theta));
            let more = match lines(model) {
                Some(lines) => More::Line(lines.into_iter().map(|(slope, _)| (0.0, slope)).collect()),
                None => columns(model, nodes, |k, theta| slope(k, theta) - slope(0, theta)),
            };
            Column { zero, more }
        })
    }

    /// A quantity that depends on the item alone: its information, its part of Warm's J.
    pub(crate) fn of_items(models: &[ItemModel], nodes: &[f64], value: impl Fn(&ItemModel, f64) -> f64) -> Self {
        Self::new(models, nodes, |model| Column { zero: at(nodes, |theta| value(model, theta)), more: More::Nothing })
    }

    fn new(models: &[ItemModel], nodes: &[f64], column: impl Fn(&ItemModel) -> Column) -> Self {
        let items: Vec<Column> = models.iter().map(column).collect();
        let mut all = vec![0.0; nodes.len()];
        items.iter().for_each(|item| add(&mut all, &item.zero));
        Self { nodes: nodes.to_vec(), items, all }
    }

    /// The sum for one checked pattern of (item, category).
    pub(crate) fn sum(&self, pattern: &[(usize, usize)], out: &mut [f64]) {
        self.zeros(pattern, out);
        let (mut slope, mut intercept) = (0.0, 0.0);
        for &(item, category) in pattern.iter().filter(|(_, category)| *category > 0) {
            match &self.items[item].more {
                More::Line(lines) => {
                    slope += lines[category - 1].0;
                    intercept += lines[category - 1].1;
                }
                More::Columns(columns) => add(out, &columns[category - 1]),
                More::Nothing => {}
            }
        }
        for (value, theta) in out.iter_mut().zip(&self.nodes) {
            *value += slope * theta + intercept;
        }
    }

    /// Category 0 of every item shown: what was shown added, or what was not taken away, whichever is less work.
    fn zeros(&self, pattern: &[(usize, usize)], out: &mut [f64]) {
        let sorted = pattern.windows(2).all(|pair| pair[0].0 < pair[1].0);
        if !sorted || 2 * pattern.len() < self.items.len() {
            out.fill(0.0);
            pattern.iter().for_each(|(item, _)| add(out, &self.items[*item].zero));
            return;
        }
        out.copy_from_slice(&self.all);
        let mut shown = pattern.iter().map(|(item, _)| *item).peekable();
        for (item, column) in self.items.iter().enumerate() {
            if shown.next_if_eq(&item).is_none() {
                out.iter_mut().zip(&column.zero).for_each(|(sum, value)| *sum -= value);
            }
        }
    }
}

fn add(sum: &mut [f64], column: &[f64]) {
    sum.iter_mut().zip(column).for_each(|(sum, value)| *sum += value);
}

fn at(nodes: &[f64], value: impl Fn(f64) -> f64) -> Vec<f64> {
    nodes.iter().map(|theta| value(*theta)).collect()
}

fn columns(model: &ItemModel, nodes: &[f64], value: impl Fn(usize, f64) -> f64) -> More {
    More::Columns((1..model.categories()).map(|k| at(nodes, |theta| value(k, theta))).collect())
}

/// ln P(X = 0 | θ) without loss in the tail where a closed form has none.
fn log_zero(model: &ItemModel, theta: f64) -> f64 {
    match model {
        ItemModel::Dichotomous { a, d, g } => (-g).ln_1p() - log1p_exp(a * theta + d),
        _ => model.log_probability(0, theta),
    }
}

/// ln P(X = k) - ln P(X = 0) = slope θ + intercept for k = 1.., where the model is of exponential form.
fn lines(model: &ItemModel) -> Option<Vec<(f64, f64)>> {
    match model {
        ItemModel::Dichotomous { a, d, g } if *g == 0.0 => Some(vec![(*a, *d)]),
        ItemModel::PartialCredit { a, d } => {
            Some(d.iter().enumerate().map(|(k, d)| ((k + 1) as f64 * a, *d)).collect())
        }
        ItemModel::Nominal { a, d } => Some((1..a.len()).map(|k| (a[k] - a[0], d[k] - d[0])).collect()),
        ItemModel::Dichotomous { .. } | ItemModel::Graded { .. } => None,
    }
}
