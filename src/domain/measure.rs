//! What an item is taken to measure: its response model and the score of each category. Calibrated parameters where
//! there are some; else weak values from the author's word, which order items and no more.
//!
//! The weak values are a local assumption, not a finding: b = -1, 0, +1 for easy, medium, hard; a = 0.9, a middling
//! slope; guessing 1/options for a single choice. What is marked in parts is a graded item (Samejima 1969) with its
//! thresholds spread around b, because its information stays near that of a dichotomous item: a guess must not claim
//! that part credit measures more.

use std::collections::BTreeMap;

pub use ukur_psychometrics::ItemModel;

use crate::domain::ids::ItemId;
use crate::domain::item::{Difficulty, Filling, Interaction, Item, Marking};

/// What accepted calibrations found, by item; the measures of all items of `Calibration::parameters`.
pub type Parameters = BTreeMap<ItemId, Measure>;

const WEAK_SLOPE: f64 = 0.9;
/// Half the distance between the lowest and the highest threshold of a weak graded item.
const SPREAD: f64 = 0.8;
/// More steps than this tell nothing in a guess.
const MAX_STEPS: usize = 8;
/// Weight of the best option of a judgement.
const FULL_WEIGHT: f64 = 5.0;

/// Where the numbers come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Calibrated,
    Uncalibrated,
}

/// An item as the search sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    pub model: ItemModel,
    /// Item score (0 to 1) of each category, rising.
    pub scores: Vec<f64>,
    pub source: Source,
}

impl Measure {
    /// What was accepted, when it has a category for each score, else the weak one.
    pub fn of(item: &Item, parameters: &Parameters) -> Self {
        let accepted = parameters.get(&item.id).filter(|known| known.model.categories() == known.scores.len());
        accepted.cloned().unwrap_or_else(|| Self::weak(item))
    }

    /// From the author's word alone.
    pub fn weak(item: &Item) -> Self {
        let scores = scores(&item.interaction);
        Self { model: weak(item, scores.len()), scores, source: Source::Uncalibrated }
    }

    /// The category of an item score: the one with the nearest score, of two as near the lower one.
    pub fn category(&self, score: f64) -> usize {
        let distance = |category: usize| (self.scores[category] - score).abs();
        (1..self.scores.len()).fold(0, |best, next| if distance(next) < distance(best) { next } else { best })
    }

    /// Expected item score at θ, 0 to 1.
    pub fn expected(&self, theta: f64) -> f64 {
        self.model.probabilities(theta).iter().zip(&self.scores).map(|(p, score)| p * score).sum()
    }

    pub fn information(&self, theta: f64) -> f64 {
        self.model.information(theta)
    }
}

fn weak(item: &Item, categories: usize) -> ItemModel {
    let b = match item.difficulty {
        Difficulty::Easy => -1.0,
        Difficulty::Medium => 0.0,
        Difficulty::Hard => 1.0,
    };
    if categories == 2 {
        return ItemModel::Dichotomous { a: WEAK_SLOPE, d: -WEAK_SLOPE * b, g: guessing(&item.interaction) };
    }
    let steps = categories - 1;
    let threshold = |step: usize| b - SPREAD + 2.0 * SPREAD * count(step) / count(steps - 1);
    ItemModel::Graded { a: WEAK_SLOPE, d: (0..steps).map(|step| -WEAK_SLOPE * threshold(step)).collect() }
}

fn guessing(interaction: &Interaction) -> f64 {
    match interaction {
        Interaction::SingleChoice { options, .. } => 1.0 / count(options.len().max(2)),
        _ => 0.0,
    }
}

/// The scores that a response can earn, rising, at least two. Rules with very many (an order of six) are taken in
/// even steps.
fn scores(interaction: &Interaction) -> Vec<f64> {
    match interaction {
        Interaction::SingleChoice { credit, .. } => with_ends(credit.values().copied()),
        Interaction::GradedJudgement { weights, .. } => {
            let earned = weights.values().map(|weight| f64::from(*weight) / FULL_WEIGHT);
            distinct(earned.collect()).unwrap_or_else(|| even(1))
        }
        Interaction::MultipleResponse { key, marking, .. } => parts(marking, key.len()),
        Interaction::Matching { key, marking, .. } => parts(marking, key.len()),
        Interaction::Ordering { key, exact, .. } => even(if *exact { 1 } else { key.len().saturating_sub(1) }),
        Interaction::Association { key, exact, .. } => even(if *exact { 1 } else { key.len() }),
        Interaction::GapText { gaps, exact: false } if gaps.len() == 1 => with_ends(filled(&gaps[0].filling)),
        Interaction::GapText { gaps, exact: false } => even(gaps.len()),
        Interaction::GapText { .. } | Interaction::NumericEntry { .. } | Interaction::ExtendedText => even(1),
    }
}

fn parts<P: Ord>(marking: &Marking<P>, key: usize) -> Vec<f64> {
    match marking {
        Marking::Standard => even(key),
        Marking::Exact => even(1),
        Marking::Credit(credit) => even(credit.values().filter(|part| **part > 0.0).count()),
    }
}

fn filled(filling: &Filling) -> Vec<f64> {
    match filling {
        Filling::Choice { credit, .. } => credit.values().copied().collect(),
        Filling::Text { accepted, .. } => accepted.iter().map(|(_, credit)| *credit).collect(),
    }
}

fn even(steps: usize) -> Vec<f64> {
    let steps = steps.clamp(1, MAX_STEPS);
    (0..=steps).map(|step| count(step) / count(steps)).collect()
}

fn with_ends(between: impl IntoIterator<Item = f64>) -> Vec<f64> {
    distinct(between.into_iter().chain([0.0, 1.0]).collect()).unwrap_or_else(|| even(1))
}

/// Rising, each once; `None` when fewer than two are left.
fn distinct(mut scores: Vec<f64>) -> Option<Vec<f64>> {
    scores.sort_by(f64::total_cmp);
    scores.dedup_by(|a, b| (*a - *b).abs() < 1e-9);
    (scores.len() > 1).then_some(scores)
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples;

    fn measure(interaction: Interaction, difficulty: Difficulty) -> Measure {
        let item = Item { interaction, ..samples::item("i", "a", "x", difficulty) };
        Measure::of(&item, &Parameters::new())
    }

    #[test]
    fn every_interaction_has_a_score_for_each_category_and_rises_with_theta() {
        for interaction in samples::interactions().into_iter().filter(Interaction::is_scored) {
            let name = interaction.name();
            let m = measure(interaction, Difficulty::Medium);
            assert_eq!(m.model.categories(), m.scores.len(), "{name}");
            assert!(m.scores.is_sorted() && m.scores.last() == Some(&1.0), "{name}: {:?}", m.scores);
            assert!(m.expected(-1.0) < m.expected(0.0) && m.expected(0.0) < m.expected(1.0), "{name}");
            assert!(m.information(0.0) > 0.05 && m.information(0.0) < 0.3, "{name}: {}", m.information(0.0));
        }
    }

    #[test]
    fn a_choice_can_be_guessed_and_a_judgement_always_earns_something() {
        let choice = measure(samples::single(), Difficulty::Easy);
        assert!((choice.expected(-40.0) - 0.25).abs() < 1e-9);
        let judgement = measure(samples::interactions()[2].clone(), Difficulty::Easy);
        assert_eq!(judgement.scores, [0.2, 0.4, 0.8, 1.0]);
        assert!((judgement.expected(-40.0) - 0.2).abs() < 1e-9);
    }

    #[test]
    fn the_harder_the_less_is_expected() {
        let at = |difficulty| measure(samples::single(), difficulty).expected(0.0);
        assert!(at(Difficulty::Easy) > at(Difficulty::Medium) && at(Difficulty::Medium) > at(Difficulty::Hard));
    }

    #[test]
    fn an_accepted_model_counts_when_it_has_a_score_for_each_category() {
        let item = samples::item("i", "a", "x", Difficulty::Easy);
        let two = ItemModel::Dichotomous { a: 2.0, d: 1.0, g: 0.0 };
        let of = |model: ItemModel, scores: &[f64]| {
            let known = Measure { model, scores: scores.to_vec(), source: Source::Calibrated };
            Measure::of(&item, &Parameters::from([(item.id.clone(), known)]))
        };
        let known = of(two.clone(), &[0.0, 1.0]);
        assert_eq!((known.model, known.source), (two, Source::Calibrated));
        let strange = of(ItemModel::Graded { a: 1.0, d: vec![1.0, 0.0] }, &[0.0, 1.0]);
        assert_eq!(strange.source, Source::Uncalibrated);
    }

    #[test]
    fn a_score_falls_into_the_nearest_category() {
        let judgement = measure(samples::interactions()[2].clone(), Difficulty::Easy);
        let categories = [0.0, 0.2, 0.29, 0.4, 0.6, 0.61, 0.9, 1.0].map(|score| judgement.category(score));
        assert_eq!(categories, [0, 0, 0, 1, 1, 2, 2, 3]);
        assert_eq!(measure(samples::single(), Difficulty::Easy).category(0.5), 0, "half is not the whole");
    }
}
