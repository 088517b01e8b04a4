//! The bank made ready for adaptive testing: tables of log-probabilities over the nodes, parameters close together.

use crate::grid::equally_spaced;
use crate::model::{Curve, ItemModel, SMALLEST};
use crate::numeric::logistic;

/// One item as the selection sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct BankItem {
    pub model: ItemModel,
    /// Content area, counted from 0.
    pub content: u16,
    /// Of each enemy set a sitting holds one item at most.
    pub enemies: Vec<u32>,
}

/// What is wrong with a bank, its rules or a state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdaptiveError {
    #[error("item {item}: a parameter is not a finite number, or guessing lies outside 0 to 1")]
    Parameter { item: usize },
    #[error("{nodes} nodes on ±{bound}: at least 3 on a positive range are needed")]
    Grid { nodes: usize, bound: String },
    #[error("item {item} does not exist; the bank has {items}")]
    NoSuchItem { item: usize, items: usize },
    #[error("item {item} has no category {category}")]
    Category { item: usize, category: usize },
    #[error("item {item} stands twice in the sitting")]
    Twice { item: usize },
    #[error("rule {rule}: {reason}")]
    Rule { rule: &'static str, reason: String },
}

/// Items with their tables over the nodes of θ.
#[derive(Clone, Debug)]
pub struct Bank {
    items: Vec<BankItem>,
    nodes: Vec<f64>,
    /// ln P(category | node): for each item its categories, for each category the nodes.
    log_p: Vec<f64>,
    /// First row of each item in `log_p`, counted in rows of `nodes`.
    rows: Vec<usize>,
    /// a, d, g of dichotomous items; others take the long way.
    short: Vec<Option<[f64; 3]>>,
    areas: usize,
}

impl Bank {
    /// `nodes` equally spaced points on [-`bound`, `bound`]; 121 on ±6 is the rule of the house.
    ///
    /// # Errors
    /// [`AdaptiveError::Parameter`] names the item, [`AdaptiveError::Grid`] a grid that is none.
    pub fn new(items: Vec<BankItem>, nodes: usize, bound: f64) -> Result<Self, AdaptiveError> {
        if nodes < 3 || !(bound > 0.0 && bound.is_finite()) {
            return Err(AdaptiveError::Grid { nodes, bound: bound.to_string() });
        }
        if let Some(item) = items.iter().position(|item| !usable(&item.model)) {
            return Err(AdaptiveError::Parameter { item });
        }
        let nodes = equally_spaced(nodes, -bound, bound);
        let mut log_p = Vec::new();
        let mut rows = Vec::with_capacity(items.len() + 1);
        for item in &items {
            rows.push(log_p.len() / nodes.len());
            tabulate(&item.model, &nodes, &mut log_p);
        }
        rows.push(log_p.len() / nodes.len());
        let short = |item: &BankItem| match item.model {
            ItemModel::Dichotomous { a, d, g } => Some([a, d, g]),
            _ => None,
        };
        Ok(Self {
            short: items.iter().map(short).collect(),
            areas: items.iter().map(|item| usize::from(item.content) + 1).max().unwrap_or(0),
            items,
            nodes,
            log_p,
            rows,
        })
    }

    /// The bank on 121 nodes on [-6, 6].
    pub fn standard(items: Vec<BankItem>) -> Result<Self, AdaptiveError> {
        Self::new(items, 121, 6.0)
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub fn item(&self, item: usize) -> &BankItem {
        &self.items[item]
    }

    /// Content areas: the highest one in use plus 1.
    pub fn areas(&self) -> usize {
        self.areas
    }

    pub fn nodes(&self) -> &[f64] {
        &self.nodes
    }

    pub fn categories(&self, item: usize) -> usize {
        self.rows[item + 1] - self.rows[item]
    }

    /// ln P(category | θ) at every node.
    pub fn log_probability(&self, item: usize, category: usize) -> &[f64] {
        let row = self.rows[item] + category;
        &self.log_p[row * self.nodes.len()..(row + 1) * self.nodes.len()]
    }

    /// Fisher information of an item at any θ. For 3PL: a² (Q/P) ((P - g) / (1 - g))², Lord (1980), eq. 5-9.
    pub fn information(&self, item: usize, theta: f64) -> f64 {
        let Some([a, d, g]) = self.short[item] else { return self.items[item].model.information(theta) };
        let star = logistic(a * theta + d);
        let p = g + (1.0 - g) * star;
        a * a * (1.0 - g) * (1.0 - star) * star * star / p.max(SMALLEST)
    }
}

fn usable(model: &ItemModel) -> bool {
    let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
    match model {
        ItemModel::Dichotomous { a, d, g } => finite(&[*a, *d, *g]) && (0.0..1.0).contains(g),
        ItemModel::Graded { a, d } => finite(&[*a]) && finite(d) && d.windows(2).all(|pair| pair[0] > pair[1]),
        ItemModel::PartialCredit { a, d } => finite(&[*a]) && finite(d),
        ItemModel::Nominal { a, d } => !d.is_empty() && a.len() == d.len() && finite(a) && finite(d),
    }
}

fn tabulate(model: &ItemModel, nodes: &[f64], log_p: &mut Vec<f64>) {
    let mut curves = vec![Curve::default(); model.categories()];
    let first = log_p.len();
    log_p.resize(first + curves.len() * nodes.len(), 0.0);
    for (place, node) in nodes.iter().enumerate() {
        model.curves(*node, &mut curves);
        for (category, curve) in curves.iter().enumerate() {
            log_p[first + category * nodes.len() + place] = curve.p.max(SMALLEST).ln();
        }
    }
}
