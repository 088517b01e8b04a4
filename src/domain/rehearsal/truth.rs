//! What the items measure in a rehearsal: the authors' estimates, disturbed. An item measures the same in every
//! rehearsal, whoever sits it.

use std::collections::BTreeMap;

use ukur_psychometrics::ItemModel;
use ukur_psychometrics::random::{self, Rng, unit};

use super::oddities::{DISADVANTAGE, Oddities};
use super::respondent::normal;
use crate::domain::bank::Bank;
use crate::domain::ids::{ChoiceId, ItemId};
use crate::domain::item::{Item, JobFamily};
use crate::domain::measure::Measure;

/// How far slopes (in logarithms) and difficulties lie from what the authors say.
const SLOPES: f64 = 0.3;
const DIFFICULTIES: f64 = 0.6;
/// Apart from every person's stream.
const STREAM: u64 = u64::MAX;
/// FNV-1a (Fowler, Noll & Vo 1991): any fixed way from an id to a number would do.
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

pub(super) struct Truth {
    measures: BTreeMap<ItemId, Measure>,
    oddities: Oddities,
}

impl Truth {
    pub fn of(bank: &Bank, oddities: &Oddities) -> Self {
        let scored = bank.items.values().filter(|item| item.interaction.is_scored());
        let measures = scored.map(|item| {
            let author = Measure::weak(item);
            let mut rng = random::stream(number(&item.id), STREAM);
            let (slope, shift) = ((SLOPES * normal(&mut rng)).exp(), DIFFICULTIES * normal(&mut rng));
            (item.id.clone(), Measure { model: disturbed(author.model, slope, shift), ..author })
        });
        Self { measures: measures.collect(), oddities: oddities.clone() }
    }

    /// The item score that somebody earns by knowledge.
    pub fn score(&self, item: &Item, theta: f64, family: Option<JobFamily>, rng: &mut impl Rng) -> f64 {
        let Some(measure) = self.measures.get(&item.id) else { return 0.0 };
        let unfair = family.is_some() && self.oddities.unfair.get(&item.id) == family.as_ref();
        let theta = if unfair { theta - DISADVANTAGE } else { theta };
        let mut left = unit(rng);
        for (probability, score) in measure.model.probabilities(theta).iter().zip(&measure.scores) {
            left -= probability;
            if left < 0.0 {
                return *score;
            }
        }
        measure.scores.last().copied().unwrap_or(0.0)
    }

    /// What people who know take for right, where the key is wrong.
    pub fn believed(&self, item: &ItemId) -> Option<&ChoiceId> {
        self.oddities.wrong_keys.get(item)
    }
}

fn number(id: &ItemId) -> u64 {
    id.as_str().bytes().fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

/// Slope times `slope`, difficulty plus `shift`: d = -a b, so each intercept becomes slope · d - a′ · shift.
fn disturbed(model: ItemModel, slope: f64, shift: f64) -> ItemModel {
    match model {
        ItemModel::Dichotomous { a, d, g } => {
            ItemModel::Dichotomous { a: a * slope, d: d * slope - a * slope * shift, g }
        }
        ItemModel::Graded { a, d } => {
            let moved = d.into_iter().map(|d| d * slope - a * slope * shift).collect();
            ItemModel::Graded { a: a * slope, d: moved }
        }
        other => other,
    }
}
