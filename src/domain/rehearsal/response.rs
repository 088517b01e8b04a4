//! A response that somebody would give who earns this much of an item.

use ukur_psychometrics::random::{Rng, below, shuffle, unit};

use crate::domain::ids::ChoiceId;
use crate::domain::item::{Choice, Filling, Gap, Interaction};
use crate::domain::response::Response;
use crate::domain::scoring::item_score;

/// Responses by chance among which the nearest is taken.
const TRIES: usize = 48;
const NEAR: f64 = 1e-6;
/// What people write who do not know the word.
const NO_IDEA: &str = "?";

/// The response, of some drawn by chance, whose item score lies nearest to `score` (0 to 1); the key itself for the full
/// score. `None` where people mark.
pub fn response_earning(interaction: &Interaction, score: f64, rng: &mut impl Rng) -> Option<Response> {
    let key = interaction.key_response()?;
    if score >= 1.0 {
        return Some(key);
    }
    let mut best: Option<(f64, Response)> = None;
    for _ in 0..TRIES {
        let drawn = by_chance(interaction, rng)?;
        let distance = (item_score(interaction, Some(&drawn)) - score).abs();
        if best.as_ref().is_none_or(|(least, _)| distance < *least) {
            best = Some((distance, drawn));
        }
        if distance < NEAR {
            break;
        }
    }
    best.map(|(_, response)| response)
}

/// Any response that fits the interaction. Earlier options draw more people, as the better distractors do.
pub(super) fn by_chance(interaction: &Interaction, rng: &mut impl Rng) -> Option<Response> {
    Some(match interaction {
        Interaction::SingleChoice { options, .. } | Interaction::GradedJudgement { options, .. } => {
            Response::Choice(options.get(below(rng, options.len()).min(below(rng, options.len())))?.id.clone())
        }
        Interaction::MultipleResponse { options, .. } => Response::Choices(some(options, rng)),
        Interaction::NumericEntry { key, tolerance, .. } => Response::Number(beside(*key, *tolerance, rng)),
        Interaction::Ordering { elements, .. } => Response::Order(shuffled(elements, rng)),
        Interaction::Matching { left, right, reuse, .. } => Response::Match(pairs(left, right, *reuse, rng)),
        Interaction::Association { elements, .. } => {
            let mixed = shuffled(elements, rng);
            Response::Match(mixed.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect())
        }
        Interaction::GapText { gaps, .. } => {
            Response::Gaps(gaps.iter().map(|gap| (gap.id.clone(), filling(gap, rng))).collect())
        }
        Interaction::ExtendedText => return None,
    })
}

fn some(options: &[Choice], rng: &mut impl Rng) -> Vec<ChoiceId> {
    let mut chosen: Vec<ChoiceId> =
        options.iter().filter(|_| unit(rng) < 0.5).map(|option| option.id.clone()).collect();
    if chosen.is_empty() {
        chosen.extend(options.get(below(rng, options.len())).map(|option| option.id.clone()));
    }
    chosen
}

/// Near the key, and outside of its tolerance more often than not.
fn beside(key: f64, tolerance: f64, rng: &mut impl Rng) -> String {
    let steps = f64::from(u32::try_from(1 + below(rng, 9)).unwrap_or(1));
    let off = key + steps * (2.0 * tolerance).max(1.0) * if unit(rng) < 0.5 { -1.0 } else { 1.0 };
    let text = format!("{off:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn shuffled(elements: &[Choice], rng: &mut impl Rng) -> Vec<ChoiceId> {
    let mut ids: Vec<ChoiceId> = elements.iter().map(|element| element.id.clone()).collect();
    shuffle(rng, &mut ids);
    ids
}

fn pairs(left: &[Choice], right: &[Choice], reuse: bool, rng: &mut impl Rng) -> Vec<(ChoiceId, ChoiceId)> {
    let lefts = left.iter().map(|choice| choice.id.clone());
    if reuse {
        return lefts.filter_map(|one| Some((one, right.get(below(rng, right.len()))?.id.clone()))).collect();
    }
    lefts.zip(shuffled(right, rng)).collect()
}

fn filling(gap: &Gap, rng: &mut impl Rng) -> String {
    match &gap.filling {
        Filling::Choice { options, .. } => {
            options.get(below(rng, options.len())).map_or_else(String::new, |option| option.id.to_string())
        }
        Filling::Text { accepted, .. } => {
            let known = accepted.get(below(rng, 2 * accepted.len()));
            known.map_or_else(|| NO_IDEA.to_owned(), |(text, _)| text.clone())
        }
    }
}
