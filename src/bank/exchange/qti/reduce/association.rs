//! Associations: every set of pairs in which no element stands twice.

use std::collections::BTreeSet;

use super::scorer::{Scorer, declared, limit, same};
use super::{known, picture};
use crate::bank::exchange::qti::content::Desk;
use crate::bank::exchange::qti::declaration::Declaration;
use crate::bank::exchange::qti::interaction::{self, Choice};
use crate::bank::exchange::qti::own::Own;
use crate::bank::exchange::qti::processing::Values;
use crate::bank::exchange::qti::value::count;
use crate::bank::exchange::qti::xml::Element;
use crate::bank::source::InteractionSource;

type Pair = (usize, usize);

/// 9,496 sets of pairs are looked at.
const MAX_ELEMENTS: usize = 10;

pub fn reduce(scorer: &mut Scorer, element: &Element, desk: &mut Desk<'_>) -> Result<InteractionSource, String> {
    let choices = interaction::choices(element);
    let elements = match element.name.as_str() {
        "graphicAssociateInteraction" => picture::options(element, &choices, desk)?,
        _ => choices.iter().map(|choice| desk.choice(choice.element)).collect::<Result<_, _>>()?,
    };
    let declaration = declared(scorer, element)?.clone();
    if choices.len() > MAX_ELEMENTS {
        let (key, exact) = known::association(scorer, &declaration, &choices).ok_or_else(|| {
            format!(
                "{} elements are too many to prove the score of every answer (at most {MAX_ELEMENTS})",
                choices.len()
            )
        })?;
        return Ok(InteractionSource::Association { elements, key, exact });
    }
    let most = limit(element, "maxAssociations", Some(1)).unwrap_or(choices.len());
    let most = most.max(declaration.correct.atoms().len());
    let mut sets = Vec::new();
    pairings(0, choices.len(), &mut Vec::new(), &mut sets);
    sets.retain(|set| set.len() <= most);
    sets.sort_by_key(Vec::len);
    let answers: Vec<Values> = sets.iter().map(|set| answer(&declaration, &choices, set)).collect();
    let found = scorer.shares(&answers)?;
    let full: Vec<&Vec<Pair>> =
        sets.iter().zip(&found.parts).filter(|(_, share)| same(**share, 1.0)).map(|(set, _)| set).collect();
    let Some(key) = full.iter().min_by_key(|set| set.len()) else {
        return Err("no set of pairs in which every element stands once gives the full score".to_owned());
    };
    let key: BTreeSet<Pair> = key.iter().copied().collect();
    let right = |set: &[Pair]| set.iter().filter(|pair| key.contains(pair)).count();
    // Our own rule (FORMAT.md): what was paired wrongly takes away.
    let share = |set: &[Pair]| (2.0 * count(right(set)) - count(set.len())).max(0.0) / count(key.len());
    let whole = |set: &[Pair]| f64::from(u8::from(set.len() == key.len() && right(set) == key.len()));
    let fits =
        |rule: &dyn Fn(&[Pair]) -> f64| sets.iter().zip(&found.parts).all(|(set, share)| same(rule(set), *share));
    let said = desk.own.and_then(Own::exact);
    if said != Some(false) && fits(&whole) {
        return Ok(InteractionSource::Association { elements, key, exact: true });
    }
    if fits(&share) {
        return Ok(InteractionSource::Association { elements, key, exact: false });
    }
    Err("pairs score neither all or nothing nor by the share of right pairs less the wrong ones".to_owned())
}

fn answer(declaration: &Declaration, choices: &[Choice<'_>], pairs: &[Pair]) -> Values {
    let name = |at: usize| choices[at].identifier.as_str();
    let atoms = pairs.iter().filter_map(|(a, b)| declaration.atom(&format!("{} {}", name(*a), name(*b)))).collect();
    Values::from([(declaration.identifier.clone(), declaration.cardinality.hold(atoms))])
}

fn pairings(from: usize, size: usize, pairs: &mut Vec<Pair>, all: &mut Vec<Vec<Pair>>) {
    let taken = |at: usize, pairs: &[Pair]| pairs.iter().any(|(a, b)| *a == at || *b == at);
    if from == size {
        all.push(pairs.clone());
        return;
    }
    pairings(from + 1, size, pairs, all);
    if taken(from, pairs) {
        return;
    }
    for other in from + 1..size {
        if !taken(other, pairs) {
            pairs.push((from, other));
            pairings(from + 1, size, pairs, all);
            pairs.pop();
        }
    }
}
