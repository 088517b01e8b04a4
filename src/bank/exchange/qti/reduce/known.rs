//! Rules that need no trial of every answer, because they are element by element ones whose score is known.

use std::collections::BTreeSet;

use super::scorer::{Scorer, same};
use crate::bank::exchange::qti::declaration::{Declaration, Mapping};
use crate::bank::exchange::qti::interaction::Choice;
use crate::bank::exchange::qti::processing::templates;
use crate::bank::exchange::qti::value::{Cardinality, count};
use crate::bank::exchange::qti::write::order::share_of_pairs;
use crate::bank::exchange::qti::write::parts::letter;
use crate::bank::exchange::qti::xml::{self, Element};

type Pair = (usize, usize);

/// The key of an ordering, and whether only the whole order counts.
pub fn ordering(scorer: &Scorer, declaration: &Declaration, choices: &[Choice<'_>]) -> Option<(Vec<usize>, bool)> {
    let key: Vec<usize> = declaration
        .correct
        .atoms()
        .iter()
        .map(|atom| {
            choices.iter().position(|choice| declaration.atom(&choice.identifier).is_some_and(|a| a.same(atom)))
        })
        .collect::<Option<_>>()?;
    let once: BTreeSet<usize> = key.iter().copied().collect();
    if once.len() != choices.len() || key.len() != choices.len() || declaration.cardinality != Cardinality::Ordered {
        return None;
    }
    if runs_template(scorer, declaration, "match_correct") {
        return Some((key, true));
    }
    // The names are part of our own rules.
    let named = choices.iter().enumerate().all(|(at, choice)| choice.identifier == letter(at));
    let rules = format!("<qti-response-processing>{}</qti-response-processing>", share_of_pairs(&key));
    let ours = named && declaration.identifier == "RESPONSE" && from_nothing(scorer) && runs(scorer, &rules);
    ours.then_some((key, false))
}

/// The key of an association, and whether only all pairs together count. A mapping adds up whatever is given, so that
/// what each pair is worth says everything.
pub fn association(
    scorer: &Scorer,
    declaration: &Declaration,
    choices: &[Choice<'_>],
) -> Option<(BTreeSet<Pair>, bool)> {
    let name = |(one, other): Pair| format!("{} {}", choices[one].identifier, choices[other].identifier);
    let all = || (0..choices.len()).flat_map(|one| (one + 1..choices.len()).map(move |other| (one, other)));
    let correct = declaration.correct.atoms();
    let keyed = |pair: &Pair| declaration.atom(&name(*pair)).is_some_and(|pair| correct.iter().any(|a| a.same(&pair)));
    let key: BTreeSet<Pair> = all().filter(keyed).collect();
    let ends: BTreeSet<usize> = key.iter().flat_map(|(one, other)| [*one, *other]).collect();
    if key.is_empty() || key.len() != correct.len() || ends.len() != 2 * key.len() {
        return None;
    }
    if runs_template(scorer, declaration, "match_correct") {
        return Some((key, true));
    }
    let mapping = declaration.mapping.as_ref().filter(|_| runs_template(scorer, declaration, "map_response"))?;
    let each = 1.0 / count(key.len());
    let worth = |pair: Pair| declaration.atom(&name(pair)).map_or(f64::NAN, |atom| mapping.points(&atom));
    let fits = all().all(|pair| same(worth(pair), if key.contains(&pair) { each } else { -each }));
    (fits && cut_at_zero(mapping)).then_some((key, false))
}

fn cut_at_zero(mapping: &Mapping) -> bool {
    mapping.lower.is_some_and(|lower| same(lower, 0.0)) && mapping.upper.is_none_or(|upper| upper >= 1.0)
}

/// A standard template over this response, with 1 as the full score.
fn runs_template(scorer: &Scorer, declaration: &Declaration, name: &str) -> bool {
    let standard = templates::written(name, scorer.item());
    declaration.identifier == "RESPONSE"
        && from_nothing(scorer)
        && standard.is_some_and(|text| runs(scorer, &format!("<responseProcessing>{text}</responseProcessing>")))
}

fn runs(scorer: &Scorer, rules: &str) -> bool {
    xml::parse(rules.as_bytes()).is_ok_and(|rules| alike(&rules, scorer.rules()))
}

/// Every outcome begins at 0, and 1 is the most.
fn from_nothing(scorer: &Scorer) -> bool {
    let item = scorer.item();
    let beginning = |name: &str| if name == "MAXSCORE" { 1.0 } else { 0.0 };
    item.outcomes.iter().all(|o| o.initial_outcome().as_number().is_some_and(|n| same(n, beginning(&o.identifier))))
        && scorer.full_is(1.0)
}

/// The same rules, however they are spaced.
fn alike(one: &Element, other: &Element) -> bool {
    let (a, b): (Vec<&Element>, Vec<&Element>) = (one.elements().collect(), other.elements().collect());
    let said = |e: &Element, wanted: &(String, String)| e.attributes.contains(wanted);
    let left = one.attributes.iter().all(|attribute| said(other, attribute));
    let right = other.attributes.iter().all(|attribute| said(one, attribute));
    let words = |e: &Element| if e.elements().next().is_none() { e.text().trim().to_owned() } else { String::new() };
    one.name == other.name
        && left
        && right
        && words(one) == words(other)
        && a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| alike(a, b))
}
