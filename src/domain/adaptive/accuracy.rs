//! How sure the categories of an adaptive test will be, before anybody sits it: persons are drawn with an ability in every
//! domain, get their items by the rules of choice, and are scored as in earnest.

use ukur_psychometrics::adaptive::{AdaptiveError, Rules, sit};
use ukur_psychometrics::classification::{ClassificationError, Simulation, simulate_sittings};
use ukur_psychometrics::random::{stream, unit};

use super::design::{Design, Undesignable};
use crate::domain::bank::Bank;
use crate::domain::blueprint::{Blueprint, SectionRule};
use crate::domain::calibration::Calibration;
use crate::domain::scoring::{Accuracy, Expected, FourDomains, SectionAccuracy, parameters};

/// As for fixed forms: the Monte Carlo error of a share is at most .012.
const PERSONS: usize = 1_600;

/// The persons who are drawn for blueprints and sessions alike: beside one another, their figures then differ by the
/// sessions' exposure chances alone.
pub const PEOPLE: u64 = 1;

/// Share of persons in their true category; what a simulation report keeps of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Foretold {
    pub overall: Expected,
    /// In the blueprint's order.
    pub sections: Vec<Expected>,
}

/// Nothing can be foretold.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Unforetold {
    #[error(transparent)]
    Design(#[from] Undesignable),
    #[error("the cut scores cannot be told apart, or no section has a weight")]
    Scale,
    #[error(transparent)]
    Choice(#[from] AdaptiveError),
    #[error(transparent)]
    Classification(#[from] ClassificationError),
}

/// Of an adaptive blueprint with a calibration that covers it. The same seed gives the same result; takes as long as a
/// trial of the design ([`Design::try_out`]).
///
/// # Errors
/// Why nothing can be foretold.
pub fn foretell(
    blueprint: &Blueprint,
    bank: &Bank,
    calibration: Option<&Calibration>,
    seed: u64,
) -> Result<Accuracy, Unforetold> {
    let design = Design::new(blueprint, bank, &parameters(blueprint, bank, calibration))?;
    let scoring = FourDomains::new(blueprint, bank, calibration).ok_or(Unforetold::Scale)?;
    let chances = design.chances(seed)?;
    design.accuracy(blueprint, &scoring, &chances, seed)
}

impl Design {
    /// Under these chances that a pool holds an item. `scoring` is that of the results.
    ///
    /// # Errors
    /// What choice or scoring refuses; a design that was made of the same bank and calibration has none.
    pub fn accuracy(
        &self,
        blueprint: &Blueprint,
        scoring: &FourDomains,
        chances: &[f64],
        seed: u64,
    ) -> Result<Accuracy, Unforetold> {
        let rules = Rules { exposure: Some(chances.to_vec()), ..self.rules.clone() };
        let numbers: Vec<Option<usize>> = self.items.iter().map(|item| scoring.number(&item.id)).collect();
        let sit_one = |theta: &[f64], seed: u64| -> Result<Vec<(usize, usize)>, Unforetold> {
            // Lots and steps of the choice take the streams from 0 up.
            let mut rng = stream(seed, u64::MAX);
            let lot = || unit(&mut rng);
            let answered = sit(&self.table, &rules, seed, self.respondent(theta, lot))?;
            Ok(answered.into_iter().filter_map(|(item, category)| Some((numbers[item]?, category))).collect())
        };
        let weights = Some(scoring.weights());
        let simulation = Simulation { persons: PERSONS, forms: &[], cuts: scoring.cuts(), weights };
        let (scorer, population) = (scoring.scorer(), scoring.population());
        let (found, items) = simulate_sittings(scorer, population, &simulation, seed, sit_one)?;
        let mut found: Vec<Expected> =
            found.iter().map(|one| Expected::around(one.accuracy, 2.0 * one.accuracy_error)).collect();
        let overall = found.pop().ok_or(Unforetold::Scale)?;
        let section = |((rule, expected), items): ((&SectionRule, Expected), &f64)| SectionAccuracy {
            domain: rule.domain.clone(),
            title: rule.title.clone(),
            items: *items,
            expected,
            needed: None,
        };
        let sections = blueprint.sections.iter().zip(found).zip(&items).map(section).collect();
        Ok(Accuracy { basis: scoring.basis().clone(), items: items.iter().sum(), overall, sections })
    }

    /// Answers by the models, at the ability in the item's domain.
    fn respondent(&self, theta: &[f64], mut lot: impl FnMut() -> f64) -> impl FnMut(usize) -> usize {
        move |item| {
            let entry = self.table.item(item);
            let probabilities = entry.model.probabilities(theta[usize::from(entry.content)]);
            let mut left = lot();
            let passed = probabilities.iter().take(probabilities.len() - 1).take_while(|probability| {
                left -= **probability;
                left >= 0.0
            });
            passed.count()
        }
    }
}

impl From<&Accuracy> for Foretold {
    fn from(accuracy: &Accuracy) -> Self {
        Self { overall: accuracy.overall, sections: accuracy.sections.iter().map(|section| section.expected).collect() }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::adaptive::fixture::{RULE, Small};

    #[test]
    fn an_answer_follows_the_ability_in_the_domain_of_its_item() {
        let design = Small::new(RULE, &[10, 10]).design();
        for (lot, low, high) in [(0.5, 0, 1), (0.85, 1, 1), (0.0, 0, 0)] {
            let mut answer = design.respondent(&[-9.0, 9.0], || lot);
            for (place, (item, section)) in design.items().enumerate() {
                // One in five guesses it.
                assert_eq!(answer(place), [low, high][usize::from(section)], "{} at {lot}", item.id);
            }
        }
    }
}
