//! What a candidate gave, and whether it fits the item it is given to.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::decimal::Decimal;
use super::ids::ChoiceId;
use super::item::{Choice, Interaction};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Response {
    Choice(ChoiceId),
    Choices(Vec<ChoiceId>),
    /// Canonical decimal text: `-?[0-9]{1,15}(\.[0-9]{1,9})?`.
    Number(String),
    Order(Vec<ChoiceId>),
    Match(Vec<(ChoiceId, ChoiceId)>),
}

/// The response cannot be an answer to this item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the response does not fit the item")]
pub struct Misfit;

impl Response {
    /// Right kind, known choices, no repeats, complete where the interaction needs it (`ordering`). A match may be
    /// incomplete, but an empty list is no answer: whoever takes everything back clears the response.
    pub fn check(&self, interaction: &Interaction) -> Result<(), Misfit> {
        let fits = match (self, interaction) {
            (
                Self::Choice(id),
                Interaction::SingleChoice { options, .. } | Interaction::GradedJudgement { options, .. },
            ) => are_distinct([id], options),
            (Self::Choices(ids), Interaction::MultipleResponse { options, .. }) => are_distinct(ids, options),
            (Self::Number(text), Interaction::NumericEntry { .. }) => Decimal::parse(text).is_some(),
            (Self::Order(ids), Interaction::Ordering { elements, .. }) => {
                ids.len() == elements.len() && are_distinct(ids, elements)
            }
            (Self::Match(pairs), Interaction::Matching { left, right, .. }) => {
                are_distinct(pairs.iter().map(|(from, _)| from), left)
                    && are_distinct(pairs.iter().map(|(_, to)| to), right)
            }
            _ => false,
        };
        if fits { Ok(()) } else { Err(Misfit) }
    }
}

/// At least one, all known, none twice. A list longer than the choices has a repeat, so hostile ones end early.
fn are_distinct<'a>(ids: impl IntoIterator<Item = &'a ChoiceId>, known: &[Choice]) -> bool {
    let mut seen = BTreeSet::new();
    let fine = ids.into_iter().all(|id| known.iter().any(|choice| choice.id == *id) && seen.insert(id));
    fine && !seen.is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn id(text: &str) -> ChoiceId {
        ChoiceId::new(text)
    }

    fn ids(text: &str) -> Vec<ChoiceId> {
        text.chars().map(|c| id(&c.to_string())).collect()
    }

    fn pairs(text: &str) -> Vec<(ChoiceId, ChoiceId)> {
        text.split_whitespace().map(|pair| (id(&pair[..1]), id(&pair[1..]))).collect()
    }

    #[test]
    fn every_kind_fits_its_own_interactions_only() {
        let responses = [
            Response::Choice(id("A")),
            Response::Choices(ids("AB")),
            Response::Number("12.5".into()),
            Response::Order(ids("DCBA")),
            Response::Match(pairs("1B 2A")),
        ];
        for (index, interaction) in samples::interactions().into_iter().enumerate() {
            let fitting: Vec<_> = (0..5).filter(|kind| responses[*kind].check(&interaction).is_ok()).collect();
            let expected = [0, 1, 0, 2, 3, 4][index];
            assert_eq!(fitting, [expected], "{}", interaction.name());
        }
    }

    #[test]
    fn unknown_repeated_missing_and_hostile_choices_do_not_fit() {
        let [single, several, _, number, order, matching] = samples::interactions();
        for (interaction, response) in [
            (&single, Response::Choice(id("E"))),
            (&single, Response::Choice(id(""))),
            (&several, Response::Choices(Vec::new())),
            (&several, Response::Choices(ids("AA"))),
            (&several, Response::Choices(ids("AX"))),
            (&several, Response::Choices(ids(&"A".repeat(100_000)))),
            (&number, Response::Number("1,5".into())),
            (&number, Response::Number("1".repeat(16))),
            (&number, Response::Number("NaN".into())),
            (&order, Response::Order(ids("ABC"))),
            (&order, Response::Order(ids("ABCC"))),
            (&order, Response::Order(ids("ABCDA"))),
            (&matching, Response::Match(Vec::new())),
            (&matching, Response::Match(pairs("1A 1B"))),
            (&matching, Response::Match(pairs("1A 2A"))),
            (&matching, Response::Match(pairs("A1"))),
            (&matching, Response::Match(pairs("9A"))),
        ] {
            assert_eq!(response.check(interaction), Err(Misfit), "{response:?}");
        }
    }
}
