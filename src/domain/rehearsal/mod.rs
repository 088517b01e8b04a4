//! Made-up people who answer as the items' models say, frozen forms or what an adaptive test offers them: a rehearsal shows an organiser results, analysis and
//! reports before the first real candidate sits down. Never beside real answers.
//!
//! Abilities follow one common factor (Spearman 1904) with a loading for every domain; times are lognormal (van der
//! Linden 2006). The items' true values are the authors' estimates, disturbed, so that a calibration has something to
//! find. Everything follows from the seed.

mod oddities;
mod respondent;
mod response;
mod truth;

pub use oddities::Oddities;
pub use response::response_earning;

use std::collections::BTreeMap;

use ukur_psychometrics::random;

use super::adaptive::{Sequence, Step};
use super::bank::Bank;
use super::form::Form;
use super::ids::{DomainId, ItemId};
use super::item::JobFamily;
use super::response::Response;
use respondent::Respondent;
use truth::Truth;

/// Somebody with a form, or with a pool and what chooses out of it.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    pub form: &'a Form,
    pub family: Option<JobFamily>,
    pub sequence: Option<&'a Sequence>,
}

/// What was given, and how long it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub response: Response,
    pub spent_ms: i64,
}

/// Answers of one person; an item that was skipped is absent.
pub type Answers = BTreeMap<ItemId, Given>;

/// What an adaptive sitting with these answers was offered, in its order.
pub fn offered(sequence: &Sequence, answers: &Answers) -> Vec<ItemId> {
    let mut offered: Vec<ItemId> = Vec::new();
    loop {
        let given = offered.iter().map(|id| (id, answers.get(id).map(|given| &given.response)));
        match sequence.step(given) {
            Step::Offer(item) => offered.push(item),
            Step::End(_) => return offered,
        }
    }
}

/// Everybody's answers, in the order of `people`. Items that the bank does not have stay without an answer. Nobody
/// copies in an adaptive test: what the other one was given is not on the screen.
pub fn rehearse(bank: &Bank, people: &[Person<'_>], oddities: &Oddities, seed: u64) -> Vec<Answers> {
    let truth = Truth::of(bank, oddities);
    let domains: Vec<DomainId> = bank.domains.iter().map(|domain| domain.id.clone()).collect();
    let mut all: Vec<Answers> = Vec::with_capacity(people.len());
    for (index, person) in people.iter().enumerate() {
        let mut rng = random::stream(seed, u64::try_from(index).unwrap_or(u64::MAX));
        let respondent = Respondent::draw(&domains, oddities.hurries(index), &mut rng);
        let mut answers = respondent.answers(person, bank, &truth, &mut rng);
        if person.sequence.is_none()
            && oddities.copies(index)
            && let Some(model) = oddities::model(&people[..index], person.form).and_then(|from| all.get(from))
        {
            oddities::copy(model, person.form, &mut answers, &mut rng);
        }
        all.push(answers);
    }
    all
}

#[cfg(test)]
mod tests;
