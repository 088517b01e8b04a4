//! Option probabilities where only right and wrong are calibrated.

use super::{Abilities, CopyingError, OptionModel};
use crate::grid::equally_spaced;
use crate::model::{Curve, ItemModel};
use crate::responses::{Answer, MAX_CATEGORY, Responses};

/// Nodes on which shares are kept; between them they are interpolated.
const NODES: usize = 41;

/// Weight of the item's overall shares beside the persons of like ability, in persons.
const PRIOR_PERSONS: f64 = 2.0;

/// The calibrated P(right | θ), with 1 - P spread over the wrong options as persons of like ability chose them:
/// P(option k | θ) = (1 - P(right | θ)) s_k(θ). The shares s_k are kernel regressions on θ (Nadaraya & Watson; for
/// option curves Ramsay, 1991, whose bandwidth 1.1 n^(-1/5) standard deviations is used), drawn towards the item's
/// overall shares where few persons stand near.
#[derive(Clone, Debug)]
pub struct WrongOptions {
    items: Vec<ItemModel>,
    key: Vec<u8>,
    low: f64,
    step: f64,
    /// By item: nodes × options.
    shares: Vec<Vec<f64>>,
    options: Vec<u8>,
}

/// What wrong options are learnt from.
#[derive(Clone, Copy, Debug)]
pub struct WrongOptionsSource<'a> {
    /// Persons × items, the option each chose.
    pub choices: &'a Responses,
    /// The right option of each item.
    pub key: &'a [u8],
    /// Number of options of each item.
    pub options: &'a [u8],
    /// As the items were calibrated.
    pub theta: Abilities<'a>,
    /// Dichotomous models, one for each item.
    pub items: &'a [ItemModel],
}

impl WrongOptions {
    /// Learns the shares of all items.
    ///
    /// # Errors
    /// Lengths that do not agree, models that are not dichotomous, keys or choices outside the options, θ that is no
    /// number. An item nobody has answered wrongly gets equal shares.
    pub fn learn(source: &WrongOptionsSource<'_>) -> Result<Self, CopyingError> {
        check(source)?;
        let wrong = wrong_answers(source)?;
        let (low, high) = source.theta.all().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), t| (l.min(t), h.max(t)));
        let (low, high) = if high > low { (low, high) } else { (-1.0, 1.0) };
        let nodes = equally_spaced(NODES, low, high);
        let shares = (0..source.items.len())
            .map(|item| smooth(&wrong[item], source.key[item], usize::from(source.options[item]), &nodes))
            .collect();
        let step = (high - low) / (NODES - 1) as f64;
        let (items, key, options) = (source.items.to_vec(), source.key.to_vec(), source.options.to_vec());
        Ok(Self { items, key, low, step, shares, options })
    }
}

impl OptionModel for WrongOptions {
    fn items(&self) -> usize {
        self.items.len()
    }

    fn options(&self, item: usize) -> usize {
        usize::from(self.options[item])
    }

    fn fill(&self, item: usize, theta: f64, out: &mut [f64]) {
        let mut curves = [Curve::default(); 2];
        self.items[item].curves(theta, &mut curves);
        let place = ((theta - self.low) / self.step).clamp(0.0, (NODES - 1) as f64);
        let node = (0..NODES - 1).rev().find(|node| *node as f64 <= place).unwrap_or(0);
        let part = place - node as f64;
        let (here, next) = (node * out.len(), (node + 1) * out.len());
        let shares = &self.shares[item];
        for (k, p) in out.iter_mut().enumerate() {
            *p = curves[0].p * (shares[here + k] * (1.0 - part) + shares[next + k] * part);
        }
        out[usize::from(self.key[item])] = curves[1].p;
    }
}

fn check(source: &WrongOptionsSource<'_>) -> Result<(), CopyingError> {
    let items = source.choices.items();
    let lengths = [
        ("keys", source.key.len(), items),
        ("numbers of options", source.options.len(), items),
        ("items of the model", source.items.len(), items),
    ];
    if let Some((what, found, expected)) = lengths.into_iter().find(|(_, found, expected)| found != expected) {
        return Err(CopyingError::Length { what, found, expected });
    }
    source.theta.check(source.choices.persons(), items)?;
    for item in 0..items {
        let (key, options) = (source.key[item], usize::from(source.options[item]));
        let categories = source.items[item].categories();
        if categories != 2 {
            return Err(CopyingError::NotDichotomous { item, categories });
        }
        if !(2..=usize::from(MAX_CATEGORY) + 1).contains(&options) {
            return Err(CopyingError::Options { item, options });
        }
        if usize::from(key) >= options {
            return Err(CopyingError::Key { item, key, options });
        }
    }
    Ok(())
}

/// By item: (θ, option) of every wrong answer.
fn wrong_answers(source: &WrongOptionsSource<'_>) -> Result<Vec<Vec<(f64, u8)>>, CopyingError> {
    let mut wrong = vec![Vec::new(); source.items.len()];
    for person in 0..source.choices.persons() {
        for (item, answer) in source.choices.row(person) {
            let Answer::Category(choice) = answer else { continue };
            let options = usize::from(source.options[item]);
            if usize::from(choice) >= options {
                return Err(CopyingError::Choice { person, item, choice, options });
            }
            if choice != source.key[item] {
                wrong[item].push((source.theta.at(person, item), choice));
            }
        }
    }
    Ok(wrong)
}

/// Shares of the wrong options at every node; 0 for the right one.
fn smooth(wrong: &[(f64, u8)], key: u8, options: usize, nodes: &[f64]) -> Vec<f64> {
    let key = usize::from(key);
    // One imagined wrong answer for each wrong option: none is impossible.
    let mut overall = vec![1.0; options];
    overall[key] = 0.0;
    wrong.iter().for_each(|(_, choice)| overall[usize::from(*choice)] += 1.0);
    let total: f64 = overall.iter().sum();
    let width = bandwidth(wrong);
    let mut shares = Vec::with_capacity(nodes.len() * options);
    for node in nodes {
        let mut row: Vec<f64> = overall.iter().map(|count| PRIOR_PERSONS * count / total).collect();
        for (theta, choice) in wrong {
            row[usize::from(*choice)] += (-0.5 * ((theta - node) / width).powi(2)).exp();
        }
        let sum: f64 = row.iter().sum();
        shares.extend(row.iter().map(|weight| weight / sum));
    }
    shares
}

fn bandwidth(wrong: &[(f64, u8)]) -> f64 {
    let n = wrong.len().max(1) as f64;
    let mean = wrong.iter().map(|(theta, _)| theta).sum::<f64>() / n;
    let variance = wrong.iter().map(|(theta, _)| (theta - mean).powi(2)).sum::<f64>() / n;
    (1.1 * variance.sqrt() * n.powf(-0.2)).max(1e-3)
}
