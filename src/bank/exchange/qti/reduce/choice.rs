//! Choices, one or several: every option, every subset.

use std::collections::{BTreeMap, BTreeSet};

use super::picture;
use super::scorer::{Scorer, Shares, declared, limit, same};
use crate::bank::exchange::qti::content::Desk;
use crate::bank::exchange::qti::declaration::Declaration;
use crate::bank::exchange::qti::interaction::{self, Choice};
use crate::bank::exchange::qti::processing::Values;
use crate::bank::exchange::qti::value::{Cardinality, count};
use crate::bank::exchange::qti::xml::Element;
use crate::bank::source::{InteractionSource, Marking};

/// 4,096 subsets are looked at; more options are no question for a person.
const MAX_OPTIONS: usize = 12;

pub fn reduce(scorer: &mut Scorer, element: &Element, desk: &mut Desk<'_>) -> Result<InteractionSource, String> {
    let choices = interaction::choices(element);
    let options = texts(element, &choices, desk)?;
    let declaration = declared(scorer, element)?.clone();
    let keys = declaration.correct.atoms().len();
    let several = declaration.cardinality != Cardinality::Single;
    let mut most = limit(element, "maxChoices", Some(1));
    if several && keys > 1 && interaction::bound(element, "maxChoices").is_none() {
        scorer.changes.push(format!(
            "maxChoices is absent (it means 1) but {keys} answers are correct: several may be chosen here"
        ));
        most = None;
    } else if several && keys == 0 && interaction::bound(element, "maxChoices").is_none() {
        most = None;
    }
    if !several || most == Some(1) {
        let twice = format!("`{}` takes one answer but has {keys} correct ones", declaration.identifier);
        let found = single(scorer, &declaration, &choices, options);
        return found.map_err(|why| if !several && keys > 1 { format!("{twice}: {why}") } else { why });
    }
    let marking = desk.own.map(|own| own.marking.as_str()).unwrap_or_default();
    multiple(scorer, &declaration, &choices, options, (most, marking))
}

fn texts(element: &Element, choices: &[Choice<'_>], desk: &mut Desk<'_>) -> Result<Vec<String>, String> {
    match element.name.as_str() {
        "hottextInteraction" => {
            desk.change("the words to choose from are bold in the text and stand below it as options");
            choices.iter().map(|choice| desk.choice(choice.element)).collect()
        }
        "hotspotInteraction" => picture::options(element, choices, desk),
        _ => choices.iter().map(|choice| desk.choice(choice.element)).collect(),
    }
}

/// The answer that consists of these choices.
fn answer(declaration: &Declaration, choices: &[Choice<'_>], chosen: impl Iterator<Item = usize>) -> Values {
    let atoms = chosen.filter_map(|at| declaration.atom(&choices[at].identifier)).collect();
    Values::from([(declaration.identifier.clone(), declaration.cardinality.hold(atoms))])
}

fn single(
    scorer: &mut Scorer,
    declaration: &Declaration,
    choices: &[Choice<'_>],
    options: Vec<String>,
) -> Result<InteractionSource, String> {
    let mut answers = vec![Values::new()];
    answers.extend((0..choices.len()).map(|at| answer(declaration, choices, std::iter::once(at))));
    let found = scorer.shares(&answers)?;
    if let Some(weights) = weights(&found) {
        return Ok(InteractionSource::GradedJudgement { options, weights });
    }
    let shares = &found.parts[1..];
    let full: Vec<usize> = (0..shares.len()).filter(|at| same(shares[*at], 1.0)).collect();
    let [key] = full[..] else {
        let names: Vec<&str> = full.iter().map(|at| choices[*at].identifier.as_str()).collect();
        return Err(format!("several options give the full score ({}), and one key is needed", names.join(", ")));
    };
    let partial = |at: &usize| *at != key && shares[*at] > super::scorer::SLACK;
    let credit: BTreeMap<usize, f64> = (0..shares.len()).filter(partial).map(|at| (at, shares[at])).collect();
    Ok(InteractionSource::SingleChoice { options, key: Some(key), credit })
}

/// Whole scores from 1 to 5 for every option with one 5 are a judgement by degrees.
fn weights(found: &Shares) -> Option<Vec<u8>> {
    let scores = &found.raw[1..];
    let whole = |score: &f64| (1_u8..=5).find(|weight| same(*score, f64::from(*weight)));
    let weights: Vec<u8> = scores.iter().map(whole).collect::<Option<_>>()?;
    let lone = weights.iter().filter(|weight| **weight == 5).take(2).collect::<Vec<_>>().len() == 1;
    (same(found.full, 5.0) && lone && weights.len() > 1).then_some(weights)
}

fn multiple(
    scorer: &mut Scorer,
    declaration: &Declaration,
    choices: &[Choice<'_>],
    options: Vec<String>,
    (most, said): (Option<usize>, &str),
) -> Result<InteractionSource, String> {
    if choices.len() > MAX_OPTIONS {
        return Err(format!(
            "{} options are too many to prove the score of every answer (at most {MAX_OPTIONS})",
            choices.len()
        ));
    }
    let most = most.unwrap_or(choices.len());
    let sets: Vec<Vec<usize>> = (0_usize..1 << choices.len())
        .map(|bits| (0..choices.len()).filter(|at| bits >> at & 1 == 1).collect::<Vec<_>>())
        .filter(|set: &Vec<usize>| set.len() <= most)
        .collect();
    let answers: Vec<Values> = sets.iter().map(|set| answer(declaration, choices, set.iter().copied())).collect();
    let found = scorer.shares(&answers)?;
    let key = key_set(declaration, choices, &sets, &found)?;
    let fits =
        |rule: &dyn Fn(&[usize]) -> f64| sets.iter().zip(&found.parts).all(|(set, share)| same(rule(set), *share));
    if said != "exact" && said != "credit" && fits(&|set| standard(set, &key)) {
        return Ok(InteractionSource::MultipleResponse { options, key, marking: Marking::Standard });
    }
    if said != "credit"
        && fits(&|set| f64::from(u8::from(set.len() == key.len() && set.iter().all(|at| key.contains(at)))))
    {
        return Ok(InteractionSource::MultipleResponse { options, key, marking: Marking::Exact });
    }
    // What cannot be measured behind a bound costs nothing or everything.
    let measured = [0.0, -1.0].map(|unseen| measured(&sets, &found, choices.len(), unseen));
    let candidates = mapped(declaration, choices, &found).into_iter().chain(measured);
    for credit in candidates {
        if fits(&|set| set.iter().map(|at| credit[*at]).sum::<f64>().clamp(0.0, 1.0)) {
            warn_of_limit(scorer, &credit, most, choices.len());
            let marking = Marking::Credit(named(&credit));
            return Ok(InteractionSource::MultipleResponse { options, key, marking });
        }
    }
    Err("the score of several options together is not what they score one by one, nor all or nothing".to_owned())
}

pub fn standard(set: &[usize], key: &BTreeSet<usize>) -> f64 {
    let right = set.iter().filter(|at| key.contains(at)).count();
    ((count(right) - count(set.len() - right)) / count(key.len())).max(0.0)
}

/// Options that count 0 need no mention.
fn named(credit: &[f64]) -> Vec<(usize, f64)> {
    credit.iter().copied().enumerate().filter(|(_, credit)| credit.abs() > super::scorer::SLACK).collect()
}

/// The correct response when it scores full, else the smallest set that does.
fn key_set(
    declaration: &Declaration,
    choices: &[Choice<'_>],
    sets: &[Vec<usize>],
    found: &Shares,
) -> Result<BTreeSet<usize>, String> {
    let correct: Vec<usize> = (0..choices.len())
        .filter(|at| {
            declaration
                .atom(&choices[*at].identifier)
                .is_some_and(|a| declaration.correct.atoms().iter().any(|b| a.same(b)))
        })
        .collect();
    let full = || sets.iter().zip(&found.parts).filter(|(_, share)| same(**share, 1.0)).map(|(set, _)| set);
    let key = full().find(|set| **set == correct).or_else(|| full().min_by_key(|set| set.len()));
    key.map(|set| set.iter().copied().collect()).ok_or_else(|| "no answer gives the full score".to_owned())
}

/// What the mapping pays for each option, as a share.
fn mapped(declaration: &Declaration, choices: &[Choice<'_>], found: &Shares) -> Option<Vec<f64>> {
    let mapping = declaration.mapping.as_ref()?;
    let share =
        |choice: &Choice<'_>| declaration.atom(&choice.identifier).map(|atom| mapping.points(&atom) / found.full);
    choices.iter().map(share).collect()
}

/// What each option adds, found where neither bound hides it.
fn measured(sets: &[Vec<usize>], found: &Shares, options: usize, unseen: f64) -> Vec<f64> {
    let share: BTreeMap<&[usize], f64> = sets.iter().map(Vec::as_slice).zip(found.parts.iter().copied()).collect();
    let inner = |value: f64| value > super::scorer::SLACK && value < 1.0 - super::scorer::SLACK;
    let alone: Vec<f64> = (0..options).map(|at| share.get(&[at][..]).copied().unwrap_or(0.0)).collect();
    let mut credit = alone.clone();
    for at in (0..options).filter(|at| alone[*at] <= super::scorer::SLACK) {
        let mut with = sets.iter().filter(|set| set.contains(&at)).filter_map(|set| {
            let without: Vec<usize> = set.iter().copied().filter(|other| *other != at).collect();
            let before: f64 = without.iter().map(|other| alone[*other]).sum();
            let all_paid = without.iter().all(|other| alone[*other] > super::scorer::SLACK);
            let after = *share.get(set.as_slice())?;
            (all_paid && before > super::scorer::SLACK && inner(after)).then_some(after - before)
        });
        credit[at] = with.next().unwrap_or(unseen);
    }
    credit
}

fn warn_of_limit(scorer: &mut Scorer, credit: &[f64], most: usize, options: usize) {
    let all: f64 = credit.iter().sum();
    if most < options && all > super::scorer::SLACK {
        scorer.changes.push(format!(
            "the source lets at most {most} options be chosen; here nothing stops choosing more, so look at the marking before use"
        ));
    }
}
