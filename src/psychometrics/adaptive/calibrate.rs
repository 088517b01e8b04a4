//! Exposure control: the chances K of Sympson & Hetter (1985), found by simulating again and again. Where pools are drawn
//! beforehand, nobody sees which item would have come: there they are the chances of van der Linden & Veldkamp (2004).

use serde::{Deserialize, Serialize};

use super::bank::{AdaptiveError, Bank};
use super::eligibility::Eligibility;
use super::report::exposure;
use super::rules::{Content, Rules};
use super::simulate::{Design, Person, Simulation, persons};

/// The chances and how the search for them went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Control {
    /// Per item the chance to be given when selected: for [`Rules::exposure`].
    pub chances: Vec<f64>,
    pub rounds: Vec<ControlRound>,
}

/// One simulation under the chances of the round before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ControlRound {
    pub max_exposure: f64,
    pub rmse: f64,
}

/// Chances under which no item is given to many more than a share `target` of the persons. Each round sets
/// K = target / P(selected) where that is below 1, else 1; as many items as a sitting has keep K = 1, so that no
/// sitting runs dry. Under a course K = target / P(given | in the pool), counted over all rounds of the second half, and
/// a pool gets back what it needs.
///
/// # Errors
/// As [`super::simulate`]; a target outside 0 to 1.
pub fn control_exposure(
    bank: &Bank,
    rules: &Rules,
    simulation: &Simulation,
    target: f64,
    rounds: usize,
) -> Result<Control, AdaptiveError> {
    if !(target > 0.0 && target <= 1.0) {
        return Err(AdaptiveError::Rule { rule: "exposure target", reason: format!("{target} is no share") });
    }
    let mut control = Control { chances: vec![1.0; bank.len()], rounds: Vec::new() };
    let mut counts = Eligibility::new(bank.len());
    for round in 0..rounds {
        let rules = Rules { exposure: Some(control.chances.clone()), ..rules.clone() };
        // Another seed each round: chances must not fit one sample of answers.
        let sample = Simulation { seed: simulation.seed.wrapping_add(round as u64), ..simulation.clone() };
        let persons = persons(bank, &Design::Adaptive(rules.clone()), &sample)?;
        control.rounds.push(summary(bank, &persons));
        if let Content::Course(_) = rules.content {
            if 2 * round <= rounds {
                counts = Eligibility::new(bank.len());
            }
            persons.iter().for_each(|person| counts.count(person.pool.as_deref().unwrap_or_default(), &person.items));
            control.chances = counts.chances(target);
        } else {
            control.chances = chances(bank, &persons, target, rules.max_length);
        }
    }
    Ok(control)
}

fn summary(bank: &Bank, persons: &[Person]) -> ControlRound {
    let last = persons.iter().filter_map(|person| Some((person.theta, person.estimates.last()?.theta)));
    let square: f64 = last.map(|(theta, estimate)| (estimate - theta).powi(2)).sum();
    ControlRound {
        max_exposure: exposure(bank, persons).into_iter().fold(0.0, f64::max),
        rmse: (square / persons.len().max(1) as f64).sqrt(),
    }
}

fn chances(bank: &Bank, persons: &[Person], target: f64, length: usize) -> Vec<f64> {
    let mut selected = exposure(bank, persons);
    for item in persons.iter().flat_map(|person| &person.refused) {
        selected[*item] += 1.0 / persons.len().max(1) as f64;
    }
    let chance = |selected: &f64| if *selected > target { target / selected } else { 1.0 };
    let mut chances: Vec<f64> = selected.iter().map(chance).collect();
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|a, b| chances[*b].total_cmp(&chances[*a]).then(a.cmp(b)));
    order.iter().take(length).for_each(|item| chances[*item] = 1.0);
    chances
}
