//! Orderings: every permutation.

use super::scorer::{Scorer, declared, same};
use super::{known, picture};
use crate::bank::exchange::qti::content::Desk;
use crate::bank::exchange::qti::interaction::{self, Choice};
use crate::bank::exchange::qti::own::Own;
use crate::bank::exchange::qti::processing::Values;
use crate::bank::exchange::qti::value::count;
use crate::bank::exchange::qti::xml::Element;
use crate::bank::source::InteractionSource;

/// 5,040 orders are looked at.
const MAX_ELEMENTS: usize = 7;

pub fn reduce(scorer: &mut Scorer, element: &Element, desk: &mut Desk<'_>) -> Result<InteractionSource, String> {
    let choices = interaction::choices(element);
    if let Some(most) = interaction::bound(element, "maxChoices").filter(|most| *most > 0 && *most < choices.len()) {
        return Err(format!("{} orders only {most} of {} elements", element.place(), choices.len()));
    }
    let elements = match element.name.as_str() {
        "graphicOrderInteraction" => picture::options(element, &choices, desk)?,
        _ => choices.iter().map(|choice| desk.choice(choice.element)).collect::<Result<_, _>>()?,
    };
    let declaration = declared(scorer, element)?.clone();
    if choices.len() > MAX_ELEMENTS {
        let (key, exact) = known::ordering(scorer, &declaration, &choices).ok_or_else(|| {
            format!(
                "{} elements are too many to prove the score of every order (at most {MAX_ELEMENTS})",
                choices.len()
            )
        })?;
        return Ok(unsorted(element, elements, key, exact, desk));
    }
    let orders = permutations(choices.len());
    let mut answers = vec![Values::new()];
    answers.extend(orders.iter().map(|order| {
        let atoms = order.iter().filter_map(|at| declaration.atom(&choices[*at].identifier)).collect();
        Values::from([(declaration.identifier.clone(), declaration.cardinality.hold(atoms))])
    }));
    let found = scorer.shares(&answers)?;
    let shares = &found.parts[1..];
    let best: Vec<&Vec<usize>> =
        orders.iter().zip(shares).filter(|(_, share)| same(**share, 1.0)).map(|(order, _)| order).collect();
    let [key] = best[..] else {
        return Err(format!("{} different orders give the full score, and one key is needed", best.len()));
    };
    let fits =
        |rule: &dyn Fn(&[usize]) -> f64| orders.iter().zip(shares).all(|(order, share)| same(rule(order), *share));
    let marked = desk.own.and_then(Own::exact);
    let exact = marked != Some(false) && fits(&|order| f64::from(u8::from(order == key.as_slice())));
    if exact || fits(&|order| kendall(order, key)) {
        return Ok(unsorted(element, elements, key.clone(), exact, desk));
    }
    let differs = orders.iter().zip(shares).find(|(order, share)| !same(kendall(order, key), **share));
    Err(format!(
        "orders score neither all or nothing nor by pairs: {}",
        differs.map_or(String::new(), |(order, share)| said(order, &choices, *share))
    ))
}

/// The elements must not stand in the right order already; sources that shuffle often write them so.
fn unsorted(
    element: &Element,
    mut elements: Vec<String>,
    mut key: Vec<usize>,
    exact: bool,
    desk: &mut Desk<'_>,
) -> InteractionSource {
    if desk.own.is_none() && key.is_sorted() && key.len() > 1 {
        elements.reverse();
        key.reverse();
        if element.said("shuffle") != Some("true") {
            desk.change("the elements stood in the right order; they are written the other way round");
        }
    }
    InteractionSource::Ordering { elements, key, exact }
}

fn said(order: &[usize], choices: &[Choice<'_>], share: f64) -> String {
    let names: Vec<&str> = order.iter().map(|at| choices[*at].identifier.as_str()).collect();
    format!("`{}` gives {share:.3} of the maximum", names.join(" "))
}

/// max(0, (pairs in right order − pairs in wrong order) ÷ all pairs).
fn kendall(order: &[usize], key: &[usize]) -> f64 {
    let rank = |at: usize| key.iter().position(|other| *other == at).unwrap_or(0);
    let ranks: Vec<usize> = order.iter().map(|at| rank(*at)).collect();
    let right: usize =
        (0..ranks.len()).map(|at| ranks[at + 1..].iter().filter(|later| **later > ranks[at]).count()).sum();
    let all = ranks.len() * ranks.len().saturating_sub(1) / 2;
    ((2.0 * count(right) - count(all)) / count(all.max(1))).max(0.0)
}

fn permutations(size: usize) -> Vec<Vec<usize>> {
    let mut done = vec![Vec::new()];
    for _ in 0..size {
        done = done
            .iter()
            .flat_map(|start: &Vec<usize>| {
                let rest = (0..size).filter(|at| !start.contains(at));
                rest.map(|at| [start.as_slice(), &[at]].concat()).collect::<Vec<_>>()
            })
            .collect();
    }
    done
}
