//! An item as its author writes it, between the browser's shape and the bank's.

use std::collections::BTreeMap;

use crate::bank::source::{GapSource, InteractionSource, ItemSource, Marking, SliderSource};
use crate::domain::item::{Difficulty, JobFamily};
use crate::wire::authoring::{AcceptedText, ChoiceCredit, DraftGap, DraftInteraction, ItemDraft, PairCredit};
use crate::wire::convert::command::OutOfBounds;

/// Characters of one text field; longer ones no bank takes, and a draft is not a file store.
const MAX_TEXT: usize = 20_000;
/// Entries of a list.
const MAX_LIST: usize = 120;

pub fn draft_of(source: &ItemSource) -> ItemDraft {
    ItemDraft {
        id: source.id.clone(),
        title: source.title.clone(),
        domain: source.domain.clone(),
        competency: source.competency.clone(),
        indicator: source.indicator.clone(),
        difficulty: source.difficulty.map(|difficulty| difficulty.name().to_owned()),
        seconds: source.seconds,
        tags: source.tags.clone(),
        job_families: source.job_families.iter().map(|family| family.name().to_owned()).collect(),
        fixed_order: source.fixed_order,
        stimulus: source.stimulus.clone(),
        enemies: source.enemies.clone(),
        computation: source.computation.clone(),
        origin: source.origin.clone(),
        stem: source.stem.clone(),
        interaction: interaction_of(&source.interaction),
        rationale: source.rationale.clone(),
    }
}

/// Refuses what is too large or names what does not exist; whether the item is good is the bank's business.
pub fn source_of(draft: ItemDraft) -> Result<ItemSource, OutOfBounds> {
    let texts = [&draft.title, &draft.indicator, &draft.stem, &draft.rationale, &draft.domain, &draft.competency];
    if texts.iter().any(|text| text.chars().count() > MAX_TEXT) {
        return Err(OutOfBounds("text"));
    }
    if [draft.tags.len(), draft.enemies.len(), draft.job_families.len()].iter().any(|len| *len > MAX_LIST) {
        return Err(OutOfBounds("list"));
    }
    let difficulty = draft.difficulty.map(|name| Difficulty::from_name(&name).ok_or(OutOfBounds("difficulty")));
    let families = draft.job_families.iter().map(|name| JobFamily::from_name(name).ok_or(OutOfBounds("job_families")));
    Ok(ItemSource {
        difficulty: difficulty.transpose()?,
        job_families: families.collect::<Result<_, _>>()?,
        interaction: interaction_source(draft.interaction)?,
        id: draft.id,
        title: draft.title,
        domain: draft.domain,
        competency: draft.competency,
        indicator: draft.indicator,
        seconds: draft.seconds,
        tags: draft.tags,
        fixed_order: draft.fixed_order,
        stimulus: draft.stimulus.filter(|id| !id.is_empty()),
        enemies: draft.enemies,
        computation: draft.computation.filter(|text| !text.is_empty()),
        origin: draft.origin.filter(|text| !text.is_empty()),
        stem: draft.stem,
        rationale: draft.rationale,
    })
}

fn interaction_of(source: &InteractionSource) -> DraftInteraction {
    match source {
        InteractionSource::SingleChoice { options, key, credit } => DraftInteraction::SingleChoice {
            options: options.clone(),
            key: key.map(small),
            credit: credit.iter().map(|(choice, credit)| choice_credit(*choice, *credit)).collect(),
        },
        InteractionSource::MultipleResponse { options, key, marking } => DraftInteraction::MultipleResponse {
            options: options.clone(),
            key: key.iter().copied().map(small).collect(),
            exact: *marking == Marking::Exact,
            credit: parts(marking).iter().map(|(choice, credit)| choice_credit(*choice, *credit)).collect(),
        },
        InteractionSource::GradedJudgement { options, weights } => {
            DraftInteraction::GradedJudgement { options: options.clone(), weights: weights.clone() }
        }
        InteractionSource::NumericEntry { key, tolerance, unit, slider } => DraftInteraction::NumericEntry {
            key: *key,
            tolerance: *tolerance,
            unit: unit.clone(),
            slider: slider.map(|slider| (slider.lower, slider.upper, slider.step)),
        },
        InteractionSource::Ordering { elements, key, exact } => DraftInteraction::Ordering {
            elements: elements.clone(),
            key: key.iter().copied().map(small).collect(),
            exact: *exact,
        },
        InteractionSource::Matching { left, right, key, reuse, marking } => DraftInteraction::Matching {
            left: left.clone(),
            right: right.clone(),
            key: key.iter().map(|(left, right)| (small(*left), small(*right))).collect(),
            reuse: *reuse,
            exact: *marking == Marking::Exact,
            credit: parts(marking)
                .iter()
                .map(|((left, right), credit)| PairCredit { left: small(*left), right: small(*right), credit: *credit })
                .collect(),
        },
        InteractionSource::Association { elements, key, exact } => DraftInteraction::Association {
            elements: elements.clone(),
            key: key.iter().map(|(one, other)| (small(*one), small(*other))).collect(),
            exact: *exact,
        },
        InteractionSource::GapText { gaps, exact } => {
            DraftInteraction::GapText { gaps: gaps.iter().map(gap_of).collect(), exact: *exact }
        }
        InteractionSource::ExtendedText => DraftInteraction::ExtendedText,
    }
}

fn interaction_source(draft: DraftInteraction) -> Result<InteractionSource, OutOfBounds> {
    Ok(match draft {
        DraftInteraction::SingleChoice { options, key, credit } => InteractionSource::SingleChoice {
            options: texts(options)?,
            key: key.map(usize::from),
            credit: credit.iter().map(|part| (usize::from(part.choice), part.credit)).collect(),
        },
        DraftInteraction::MultipleResponse { options, key, exact, credit } => InteractionSource::MultipleResponse {
            options: texts(options)?,
            key: key.into_iter().map(usize::from).collect(),
            marking: marking(exact, credit.iter().map(|part| (usize::from(part.choice), part.credit)).collect())?,
        },
        DraftInteraction::GradedJudgement { options, weights } => {
            InteractionSource::GradedJudgement { options: texts(options)?, weights: list(weights)? }
        }
        DraftInteraction::NumericEntry { key, tolerance, unit, slider } => InteractionSource::NumericEntry {
            key,
            tolerance,
            unit: unit.filter(|unit| !unit.is_empty()),
            slider: slider.map(|(lower, upper, step)| SliderSource { lower, upper, step }),
        },
        DraftInteraction::Ordering { elements, key, exact } => InteractionSource::Ordering {
            elements: texts(elements)?,
            key: list(key)?.into_iter().map(usize::from).collect(),
            exact,
        },
        DraftInteraction::Matching { left, right, key, reuse, exact, credit } => {
            let parts = credit.iter().map(|part| ((usize::from(part.left), usize::from(part.right)), part.credit));
            InteractionSource::Matching {
                left: texts(left)?,
                right: texts(right)?,
                key: key.into_iter().map(|(left, right)| (usize::from(left), usize::from(right))).collect(),
                reuse,
                marking: marking(exact, parts.collect())?,
            }
        }
        DraftInteraction::Association { elements, key, exact } => InteractionSource::Association {
            elements: texts(elements)?,
            key: key
                .into_iter()
                .map(|(one, other)| (usize::from(one.min(other)), usize::from(one.max(other))))
                .collect(),
            exact,
        },
        DraftInteraction::GapText { gaps, exact } => InteractionSource::GapText {
            gaps: list(gaps)?.into_iter().map(gap_source).collect::<Result<_, _>>()?,
            exact,
        },
        DraftInteraction::ExtendedText => InteractionSource::ExtendedText,
    })
}

fn gap_of(gap: &GapSource) -> DraftGap {
    match gap {
        GapSource::Choice { options, key, credit } => DraftGap::Choice {
            options: options.clone(),
            key: key.map(small),
            credit: credit.iter().map(|(choice, credit)| choice_credit(*choice, *credit)).collect(),
        },
        GapSource::Text { accepted, case_sensitive } => DraftGap::Text {
            accepted: accepted
                .iter()
                .map(|(text, credit)| AcceptedText { text: text.clone(), credit: *credit })
                .collect(),
            case_sensitive: *case_sensitive,
        },
    }
}

fn gap_source(gap: DraftGap) -> Result<GapSource, OutOfBounds> {
    Ok(match gap {
        DraftGap::Choice { options, key, credit } => GapSource::Choice {
            options: texts(options)?,
            key: key.map(usize::from),
            credit: credit.iter().map(|part| (usize::from(part.choice), part.credit)).collect::<BTreeMap<_, _>>(),
        },
        DraftGap::Text { accepted, case_sensitive } => GapSource::Text {
            accepted: list(accepted)?.into_iter().map(|accepted| (accepted.text, accepted.credit)).collect(),
            case_sensitive,
        },
    })
}

fn parts<P>(marking: &Marking<P>) -> &[(P, f64)] {
    match marking {
        Marking::Credit(parts) => parts,
        Marking::Standard | Marking::Exact => &[],
    }
}

fn marking<P>(exact: bool, parts: Vec<(P, f64)>) -> Result<Marking<P>, OutOfBounds> {
    match (exact, parts.is_empty()) {
        (true, true) => Ok(Marking::Exact),
        (true, false) => Err(OutOfBounds("credit")),
        (false, true) => Ok(Marking::Standard),
        (false, false) => Ok(Marking::Credit(parts)),
    }
}

fn choice_credit(choice: usize, credit: f64) -> ChoiceCredit {
    ChoiceCredit { choice: small(choice), credit }
}

fn texts(texts: Vec<String>) -> Result<Vec<String>, OutOfBounds> {
    if texts.iter().any(|text| text.chars().count() > MAX_TEXT) { Err(OutOfBounds("text")) } else { list(texts) }
}

fn list<T>(list: Vec<T>) -> Result<Vec<T>, OutOfBounds> {
    if list.len() > MAX_LIST { Err(OutOfBounds("list")) } else { Ok(list) }
}

/// Lists are far shorter than 255.
fn small(index: usize) -> u8 {
    u8::try_from(index).unwrap_or(u8::MAX)
}
