//! Matches: every left with every right or none.

use std::collections::BTreeMap;

use super::assign::{Assignment, assignments, filled};
use super::picture;
use super::scorer::{SLACK, Scorer, Shares, declared, limit, same};
use crate::bank::exchange::qti::content::Desk;
use crate::bank::exchange::qti::declaration::Declaration;
use crate::bank::exchange::qti::interaction::{self, Choice};
use crate::bank::exchange::qti::processing::Values;
use crate::bank::exchange::qti::value::count;
use crate::bank::exchange::qti::xml::Element;
use crate::bank::source::{InteractionSource, Marking};

type Pair = (usize, usize);

/// The two columns; `flipped` when the source writes the right one first in its pairs.
pub struct Columns<'a> {
    pub left: Vec<Choice<'a>>,
    pub right: Vec<Choice<'a>>,
    pub flipped: bool,
}

/// What the evaluation found.
pub struct Solved {
    pub key: BTreeMap<usize, usize>,
    pub reuse: bool,
    pub marking: Marking<Pair>,
}

pub fn reduce(scorer: &mut Scorer, element: &Element, desk: &mut Desk<'_>) -> Result<InteractionSource, String> {
    let graphic = element.name == "graphicGapMatchInteraction";
    let columns = if graphic { spots(element) } else { sets(element)? };
    let declaration = declared(scorer, element)?.clone();
    let columns = oriented(columns, &declaration, element)?;
    let left: Vec<String> = if graphic {
        picture::options(element, &columns.left, desk)?
    } else {
        columns.left.iter().map(|choice| desk.choice(choice.element)).collect::<Result<_, _>>()?
    };
    let right: Vec<String> =
        columns.right.iter().map(|choice| desk.choice(choice.element)).collect::<Result<_, _>>()?;
    let Solved { key, reuse, marking } = solve(scorer, element, &declaration, &columns, said(desk))?;
    Ok(InteractionSource::Matching { left, right, key, reuse, marking })
}

/// Which marking a package of ours names.
pub fn said<'d>(desk: &Desk<'d>) -> &'d str {
    desk.own.map(|own| own.marking.as_str()).unwrap_or_default()
}

fn sets(element: &Element) -> Result<Columns<'_>, String> {
    let mut sets = element.named("simpleMatchSet").map(interaction::choices);
    match (sets.next(), sets.next(), sets.next()) {
        (Some(left), Some(right), None) => Ok(Columns { left, right, flipped: false }),
        _ => Err(format!("{} does not have two <simpleMatchSet>", element.place())),
    }
}

/// Gaps of a picture or text on the left; what goes into them on the right. The source names the filling first.
pub fn spots(element: &Element) -> Columns<'_> {
    let gap = |choice: &Choice<'_>| matches!(choice.element.name.as_str(), "gap" | "associableHotspot");
    let (left, right) = interaction::choices(element).into_iter().partition(gap);
    Columns { left, right, flipped: true }
}

/// One right for each left: where the source has it the other way round, the columns change places.
fn oriented<'a>(columns: Columns<'a>, declaration: &Declaration, element: &Element) -> Result<Columns<'a>, String> {
    let pairs = key_pairs(declaration, &columns);
    let crowded = |side: fn(&Pair) -> usize| {
        let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
        pairs.iter().for_each(|pair| *seen.entry(side(pair)).or_default() += 1);
        seen.into_iter().max_by_key(|(_, times)| *times).filter(|(_, times)| *times > 1)
    };
    match (crowded(|pair| pair.0), crowded(|pair| pair.1)) {
        (None, _) => Ok(columns),
        (Some(_), None) => Ok(Columns { left: columns.right, right: columns.left, flipped: !columns.flipped }),
        (Some((left, times)), Some(_)) => Err(format!(
            "{}: `{}` has {times} right partners; here every left has one",
            element.place(),
            columns.left[left].identifier
        )),
    }
}

/// The pairs that are right: the correct response, or what the mapping pays for.
fn key_pairs(declaration: &Declaration, columns: &Columns<'_>) -> Vec<Pair> {
    let correct = declaration.correct.atoms();
    let paid = declaration.mapping.iter().flat_map(|mapping| &mapping.entries).filter(|entry| entry.value > 0.0);
    let paid: Vec<_> = paid.map(|entry| &entry.key).collect();
    let right = |pair: &Pair| {
        let atom = declaration.atom(&text(columns, *pair));
        atom.is_some_and(|atom| {
            if correct.is_empty() {
                paid.iter().any(|key| key.same(&atom))
            } else {
                correct.iter().any(|key| key.same(&atom))
            }
        })
    };
    all_pairs(columns).filter(right).collect()
}

fn all_pairs(columns: &Columns<'_>) -> impl Iterator<Item = Pair> {
    let rights = columns.right.len();
    (0..columns.left.len()).flat_map(move |left| (0..rights).map(move |right| (left, right)))
}

/// The pair as the source writes it.
fn text(columns: &Columns<'_>, (left, right): Pair) -> String {
    let (left, right) = (&columns.left[left].identifier, &columns.right[right].identifier);
    if columns.flipped { format!("{right} {left}") } else { format!("{left} {right}") }
}

fn once(choice: &Choice<'_>) -> bool {
    interaction::bound(choice.element, "matchMax").is_none_or(|most| most == 1)
}

pub fn solve(
    scorer: &mut Scorer,
    element: &Element,
    declaration: &Declaration,
    columns: &Columns<'_>,
    said: &str,
) -> Result<Solved, String> {
    let keys = key_pairs(declaration, columns);
    let mut key: Assignment = vec![None; columns.left.len()];
    keys.iter().for_each(|(left, right)| key[*left] = Some(*right));
    let used_twice = (0..columns.right.len()).any(|right| key.iter().filter(|at| **at == Some(right)).count() > 1);
    let reuse = used_twice || columns.right.iter().any(|choice| !once(choice));
    let most = limit(element, "maxAssociations", None).unwrap_or(usize::MAX).max(keys.len());
    let allowed = |assignment: &Assignment| {
        let given: Vec<Pair> = filled(assignment).collect();
        given.len() <= most
            && given.iter().all(|(_, right)| {
                !used_once(columns, *right, &key) || given.iter().filter(|(_, other)| other == right).count() <= 1
            })
    };
    let sizes = vec![columns.right.len(); columns.left.len()];
    let all = assignments(&sizes, &key, &allowed);
    let answers: Vec<Values> = all.iter().map(|assignment| answer(declaration, columns, assignment)).collect();
    let found = scorer.shares(&answers)?;
    let full =
        || all.iter().zip(&found.parts).filter(|(_, share)| same(**share, 1.0)).map(|(assignment, _)| assignment);
    let best = full().find(|assignment| **assignment == key);
    let best = best.or_else(|| full().min_by_key(|assignment| filled(assignment).count()));
    let key = best.ok_or("no answer with one right for each left gives the full score")?.clone();
    if columns.left.iter().any(|choice| !once(choice)) {
        scorer.changes.push("an element of the left column could take several partners; here it takes one".to_owned());
    }
    let marking = marking(declaration, columns, &key, (&all, &found), said)
        .ok_or("pairs score neither one by one nor all or nothing")?;
    Ok(Solved { key: filled(&key).collect(), reuse, marking })
}

fn used_once(columns: &Columns<'_>, right: usize, key: &Assignment) -> bool {
    once(&columns.right[right]) && key.iter().filter(|at| **at == Some(right)).count() <= 1
}

fn answer(declaration: &Declaration, columns: &Columns<'_>, assignment: &Assignment) -> Values {
    let atoms = filled(assignment).filter_map(|pair| declaration.atom(&text(columns, pair))).collect();
    Values::from([(declaration.identifier.clone(), declaration.cardinality.hold(atoms))])
}

fn marking(
    declaration: &Declaration,
    columns: &Columns<'_>,
    key: &Assignment,
    (all, found): (&[Assignment], &Shares),
    said: &str,
) -> Option<Marking<Pair>> {
    let fits = |rule: &dyn Fn(&Assignment) -> f64| all.iter().zip(&found.parts).all(|(a, share)| same(rule(a), *share));
    let right = |a: &Assignment| filled(a).filter(|(left, right)| key[*left] == Some(*right)).count();
    if said != "exact" && said != "credit" && fits(&|a| count(right(a)) / count(key.len())) {
        return Some(Marking::Standard);
    }
    if said != "credit" && fits(&|a| f64::from(u8::from(a == key))) {
        return Some(Marking::Exact);
    }
    let candidates = [mapped(declaration, columns, found), Some(measured(columns, all, found))];
    candidates.into_iter().flatten().find_map(|credit| {
        let worth = |a: &Assignment| filled(a).filter_map(|pair| credit.get(&pair)).sum::<f64>().clamp(0.0, 1.0);
        let named = || credit.iter().filter(|(_, credit)| credit.abs() > SLACK).map(|(pair, credit)| (*pair, *credit));
        fits(&worth).then(|| Marking::Credit(named().collect()))
    })
}

fn mapped(declaration: &Declaration, columns: &Columns<'_>, found: &Shares) -> Option<BTreeMap<Pair, f64>> {
    let mapping = declaration.mapping.as_ref()?;
    let share = |pair| Some((pair, mapping.points(&declaration.atom(&text(columns, pair))?) / found.full));
    all_pairs(columns).map(share).collect()
}

/// What each pair alone is worth.
fn measured(columns: &Columns<'_>, all: &[Assignment], found: &Shares) -> BTreeMap<Pair, f64> {
    let alone = |pair: Pair| {
        let lone = all.iter().position(|a| filled(a).eq(std::iter::once(pair)));
        (pair, lone.map_or(0.0, |at| found.parts[at]))
    };
    all_pairs(columns).map(alone).collect()
}
