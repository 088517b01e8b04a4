//! One made-up person: abilities, pace, habit.

use ukur_psychometrics::random::{Rng, unit};

use super::response::{by_chance, response_earning};
use super::truth::Truth;
use super::{Answers, Given, Person};
use crate::domain::adaptive::Step;
use crate::domain::bank::Bank;
use crate::domain::ids::{DomainId, ItemId};
use crate::domain::item::Item;
use crate::domain::response::Response;

/// Of every domain on the common factor: domains then correlate .55, in the middle of what such tests show.
const LOADING: f64 = 0.74;
/// Standard deviations of a person's pace and of a single answer, in log seconds.
const PACE: f64 = 0.25;
const ANSWER_TIME: f64 = 0.4;
/// An easy reading of the authors' times: most people are quicker than these.
const QUICKER: f64 = -0.25;
/// Shown and left without an answer.
const SKIPPED: f64 = 0.01;
/// Whoever hurries clicks through the rest of the form from here on.
const HURRIES_FROM: f64 = 0.6;

pub(super) struct Respondent<'d> {
    domains: &'d [DomainId],
    abilities: Vec<f64>,
    pace: f64,
    hurries: bool,
}

impl<'d> Respondent<'d> {
    pub fn draw(domains: &'d [DomainId], hurries: bool, rng: &mut impl Rng) -> Self {
        let common = normal(rng);
        let own = (1.0 - LOADING * LOADING).sqrt();
        let abilities = domains.iter().map(|_| LOADING * common + own * normal(rng)).collect();
        Self { domains, abilities, pace: QUICKER + PACE * normal(rng), hurries }
    }

    pub fn answers(&self, person: &Person<'_>, bank: &Bank, truth: &Truth, rng: &mut impl Rng) -> Answers {
        let mut answers = Answers::new();
        let Some(sequence) = person.sequence else {
            let length = count(person.form.len());
            for (place, shown) in person.form.items().enumerate() {
                let given = bank.items.get(&shown.id).and_then(|i| self.given(i, place, length, person, truth, rng));
                answers.extend(given.map(|given| (shown.id.clone(), given)));
            }
            return answers;
        };
        let mut offered: Vec<ItemId> = Vec::new();
        let log = |offered: &[ItemId], answers: &Answers| {
            sequence.step(offered.iter().map(|id| (id, answers.get(id).map(|given| &given.response))))
        };
        while let Step::Offer(id) = log(&offered, &answers) {
            let (place, length) = (offered.len(), count(sequence.most()));
            let given = bank.items.get(&id).and_then(|item| self.given(item, place, length, person, truth, rng));
            answers.extend(given.map(|given| (id.clone(), given)));
            offered.push(id);
        }
        answers
    }

    fn given(
        &self,
        item: &Item,
        place: usize,
        length: f64,
        person: &Person<'_>,
        truth: &Truth,
        rng: &mut impl Rng,
    ) -> Option<Given> {
        let hurried = self.hurries && count(place) >= HURRIES_FROM * length;
        if hurried { click(item, rng) } else { self.answer(item, person, truth, rng) }
    }

    fn answer(&self, item: &Item, person: &Person<'_>, truth: &Truth, rng: &mut impl Rng) -> Option<Given> {
        let response = self.response(item, person, truth, rng);
        let seconds = f64::from(item.seconds.max(5)) * (self.pace + ANSWER_TIME * normal(rng)).exp();
        let skipped = unit(rng) < SKIPPED;
        response.filter(|_| !skipped).map(|response| Given { response, spent_ms: milliseconds(seconds) })
    }

    fn response(&self, item: &Item, person: &Person<'_>, truth: &Truth, rng: &mut impl Rng) -> Option<Response> {
        let domain = self.domains.iter().position(|domain| *domain == item.domain)?;
        let score = truth.score(item, self.abilities[domain], person.family, rng);
        match truth.believed(&item.id) {
            Some(believed) if score >= 1.0 => Some(Response::Choice(believed.clone())),
            // Who does not know takes the wrong key as gladly as any other option.
            Some(_) => by_chance(&item.interaction, rng),
            None => response_earning(&item.interaction, score, rng),
        }
    }
}

/// Without reading.
fn click(item: &Item, rng: &mut impl Rng) -> Option<Given> {
    Some(Given { response: by_chance(&item.interaction, rng)?, spent_ms: milliseconds(1.0 + 2.0 * unit(rng)) })
}

/// Box & Muller (1958).
pub(super) fn normal(rng: &mut impl Rng) -> f64 {
    let (one, other) = (1.0 - unit(rng), unit(rng));
    (-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * other).cos()
}

fn milliseconds(seconds: f64) -> i64 {
    i64::try_from(std::time::Duration::from_secs_f64(seconds.clamp(0.5, 3_600.0)).as_millis()).unwrap_or(i64::MAX)
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
