//! What a candidate gave, and whether it fits the item it is given to.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::decimal::Decimal;
use super::ids::ChoiceId;
use super::item::{Choice, Filling, Gap, Interaction};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Response {
    Choice(ChoiceId),
    Choices(Vec<ChoiceId>),
    /// Canonical decimal text: `-?[0-9]{1,15}(\.[0-9]{1,9})?`.
    Number(String),
    Order(Vec<ChoiceId>),
    /// For a match left to right; for an association in any order.
    Match(Vec<(ChoiceId, ChoiceId)>),
    /// Gap and what it was filled with: an option's id, or text as typed.
    Gaps(Vec<(ChoiceId, String)>),
}

/// The longest text of a gap; longer ones are no word or number.
pub const MAX_GAP_TEXT: usize = 200;

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
            (Self::Match(pairs), Interaction::Matching { left, right, reuse, .. }) => {
                let to = pairs.iter().map(|(_, to)| to);
                are_distinct(pairs.iter().map(|(from, _)| from), left)
                    && if *reuse { are_known(to, right) } else { are_distinct(to, right) }
            }
            (Self::Match(pairs), Interaction::Association { elements, .. }) => {
                are_distinct(pairs.iter().flat_map(|(one, other)| [one, other]), elements)
            }
            (Self::Gaps(fills), Interaction::GapText { gaps, .. }) => fill(fills, gaps),
            _ => false,
        };
        if fits { Ok(()) } else { Err(Misfit) }
    }
}

impl Interaction {
    /// The response with the full score; `None` where people decide.
    pub fn key_response(&self) -> Option<Response> {
        Some(match self {
            Self::SingleChoice { key, .. } => Response::Choice(key.clone()),
            Self::MultipleResponse { key, .. } => Response::Choices(key.iter().cloned().collect()),
            Self::GradedJudgement { weights, .. } => {
                Response::Choice(weights.iter().max_by_key(|(_, weight)| **weight)?.0.clone())
            }
            Self::NumericEntry { key, .. } => Response::Number(key.to_string()),
            Self::Ordering { key, .. } => Response::Order(key.clone()),
            Self::Matching { key, .. } => Response::Match(key.clone().into_iter().collect()),
            Self::Association { key, .. } => Response::Match(key.iter().cloned().collect()),
            Self::GapText { gaps, .. } => Response::Gaps(
                gaps.iter().map(|gap| Some((gap.id.clone(), gap.filling.key()?))).collect::<Option<_>>()?,
            ),
            Self::ExtendedText => return None,
        })
    }
}

impl Filling {
    fn key(&self) -> Option<String> {
        match self {
            Self::Choice { key, .. } => Some(key.to_string()),
            Self::Text { accepted, .. } => accepted.first().map(|(text, _)| text.clone()),
        }
    }
}

/// At least one gap, all known, none twice, each filled with something it can hold.
fn fill(fills: &[(ChoiceId, String)], gaps: &[Gap]) -> bool {
    let mut seen = BTreeSet::new();
    let fits = |(id, given): &(ChoiceId, String)| {
        gaps.iter().find(|gap| gap.id == *id).is_some_and(|gap| match &gap.filling {
            Filling::Choice { options, .. } => options.iter().any(|option| option.id.as_str() == given),
            Filling::Text { .. } => is_gap_text(given),
        })
    };
    !fills.is_empty() && fills.iter().all(|fill| fits(fill) && seen.insert(&fill.0))
}

fn is_gap_text(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= MAX_GAP_TEXT && !text.chars().any(char::is_control)
}

/// At least one, all known. Bounded by the lefts, which are distinct.
fn are_known<'a>(mut ids: impl Iterator<Item = &'a ChoiceId>, known: &[Choice]) -> bool {
    ids.all(|id| known.iter().any(|choice| choice.id == *id))
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
            Response::Gaps(vec![(id("1"), "A".into()), (id("2"), "kayu jati".into())]),
        ];
        for (index, interaction) in samples::interactions().into_iter().enumerate() {
            let fitting: Vec<_> = (0..6).filter(|kind| responses[*kind].check(&interaction).is_ok()).collect();
            let expected: &[usize] = [&[0][..], &[1], &[0], &[2], &[3], &[4], &[], &[5], &[]][index];
            assert_eq!(fitting, expected, "{}", interaction.name());
        }
    }

    #[test]
    fn a_right_serves_two_lefts_only_where_the_item_says_so() {
        let [.., matching, _, _, _] = samples::interactions();
        let Interaction::Matching { left, right, key, marking, .. } = matching else { panic!("a match") };
        let twice = Response::Match(pairs("1A 2A"));
        for reuse in [false, true] {
            let interaction = Interaction::Matching {
                left: left.clone(),
                right: right.clone(),
                key: key.clone(),
                reuse,
                marking: marking.clone(),
            };
            assert_eq!(twice.check(&interaction).is_ok(), reuse);
        }
    }

    #[test]
    fn unknown_repeated_missing_and_hostile_choices_do_not_fit() {
        let [single, several, _, number, order, matching, association, gaps, essay] = samples::interactions();
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
            (&association, Response::Match(pairs("AA"))),
            (&association, Response::Match(pairs("AB BC"))),
            (&association, Response::Match(pairs("AX"))),
            (&gaps, Response::Gaps(Vec::new())),
            (&gaps, Response::Gaps(vec![(id("1"), "Z".into())])),
            (&gaps, Response::Gaps(vec![(id("3"), "A".into())])),
            (&gaps, Response::Gaps(vec![(id("1"), "A".into()), (id("1"), "B".into())])),
            (&gaps, Response::Gaps(vec![(id("2"), " ".into())])),
            (&gaps, Response::Gaps(vec![(id("2"), "x".repeat(201))])),
            (&gaps, Response::Gaps(vec![(id("2"), "a\u{0}".into())])),
            (&essay, Response::Number("1".into())),
        ] {
            assert_eq!(response.check(interaction), Err(Misfit), "{response:?}");
        }
    }
}
