//! Gaps in a text: words to write, words to choose, words to drag. Each gap's credit is measured beside right
//! neighbours, and every combination must score as the credits say.

use std::collections::BTreeMap;

use super::Reduced;
use super::assign::{Assignment, assignments, filled};
use super::matching;
use super::scorer::{SLACK, Scorer, Shares, declared, same};
use super::text_gap;
use crate::bank::exchange::qti::content::{Desk, Marks};
use crate::bank::exchange::qti::interaction;
use crate::bank::exchange::qti::own::Own;
use crate::bank::exchange::qti::processing::Values;
use crate::bank::exchange::qti::value::{Atom, count};
use crate::bank::exchange::qti::xml::Element;
use crate::bank::source::{GapSource, InteractionSource};

/// One gap: where its answer goes, and what could stand in it.
pub struct Slot {
    pub response: String,
    /// Of the gap when several share a response; the answer is a pair then.
    pub gap: Option<String>,
    /// As the source names them; for a written gap the texts that could score.
    pub values: Vec<String>,
    /// What the candidate sees; empty for a written gap.
    pub shown: Vec<String>,
    pub place: String,
}

pub fn reduce(scorer: &mut Scorer, all: &[&Element], desk: &mut Desk<'_>) -> Result<Reduced, String> {
    let mut slots = Vec::new();
    for element in all {
        slots.extend(slots_of(scorer, element, desk)?);
    }
    if desk.own.is_some() {
        // The number of a gap is in its name; elsewhere it is its place in the text.
        slots.sort_by_key(|slot: &Slot| {
            slot.response.rsplit('_').next().and_then(|number| number.parse::<usize>().ok())
        });
    }
    let marks: Marks = slots.iter().enumerate().map(|(at, slot)| (slot.key(), format!("[[{}]]", at + 1))).collect();
    let found = measure(scorer, &slots, desk.own);
    match (found, all) {
        (Ok((gaps, exact)), _) => {
            Ok(Reduced { interaction: InteractionSource::GapText { gaps, exact }, marks, fixed_order: false })
        }
        (Err(_), [lone]) if lone.name == "gapMatchInteraction" => as_match(scorer, lone, desk),
        (Err(why), _) => Err(why),
    }
}

impl Slot {
    fn key(&self) -> String {
        self.gap.clone().unwrap_or_else(|| self.response.clone())
    }
}

fn slots_of(scorer: &Scorer, element: &Element, desk: &mut Desk<'_>) -> Result<Vec<Slot>, String> {
    let declaration = declared(scorer, element)?;
    let response = declaration.identifier.clone();
    let place = element.place();
    let choices = interaction::choices(element);
    if element.name == "textEntryInteraction" {
        let values = text_gap::candidates(scorer, element, declaration)?;
        return Ok(vec![Slot { response, gap: None, values, shown: Vec::new(), place }]);
    }
    let (gaps, fillings): (Vec<_>, Vec<_>) = choices.into_iter().partition(|choice| choice.element.name == "gap");
    let mut shown = Vec::new();
    for choice in &fillings {
        shown.push(desk.plain(choice.element)?);
    }
    let values: Vec<String> = fillings.into_iter().map(|choice| choice.identifier).collect();
    if element.name == "inlineChoiceInteraction" {
        return Ok(vec![Slot { response, gap: None, values, shown, place }]);
    }
    let slot = |gap: interaction::Choice<'_>| Slot {
        response: response.clone(),
        place: gap.element.place(),
        gap: Some(gap.identifier),
        values: values.clone(),
        shown: shown.clone(),
    };
    Ok(gaps.into_iter().map(slot).collect())
}

pub fn answer(scorer: &Scorer, slots: &[Slot], assignment: &Assignment) -> Values {
    let mut atoms: BTreeMap<&str, Vec<Atom>> = BTreeMap::new();
    for (slot, value) in filled(assignment).map(|(part, option)| (&slots[part], &slots[part].values[option])) {
        let text = slot.gap.as_ref().map_or_else(|| value.clone(), |gap| format!("{value} {gap}"));
        let atom = scorer.response(&slot.response).and_then(|declaration| declaration.atom(&text));
        atoms.entry(&slot.response).or_default().extend(atom);
    }
    let held = |(name, atoms)| Some((str::to_owned(name), scorer.response(name)?.cardinality.hold(atoms)));
    atoms.into_iter().filter_map(held).collect()
}

fn measure(scorer: &mut Scorer, slots: &[Slot], own: Option<&Own>) -> Result<(Vec<GapSource>, bool), String> {
    let guess: Assignment = slots.iter().map(|slot| correct(scorer, slot)).collect();
    let sizes: Vec<usize> = slots.iter().map(|slot| slot.values.len()).collect();
    let mut all = assignments(&sizes, &guess, &|_| true);
    let found = shares(scorer, slots, &all)?;
    let full = |assignment: &&Assignment| {
        all.iter().position(|a| a == *assignment).is_some_and(|at| same(found.parts[at], 1.0))
    };
    let key = [&guess].into_iter().find(full).cloned();
    let first = || all.iter().zip(&found.parts).find(|(a, share)| same(**share, 1.0) && a.iter().all(Option::is_some));
    let key = key.or_else(|| first().map(|(a, _)| a.clone())).ok_or("no filling of the gaps gives the full score")?;
    // Beside the key, every other value of every gap is measured in any case.
    let mut beside = Vec::new();
    for part in 0..slots.len() {
        for option in std::iter::once(None).chain((0..sizes[part]).map(Some)) {
            let mut changed = key.clone();
            changed[part] = option;
            beside.push(changed);
        }
    }
    all.extend(beside);
    let found = shares(scorer, slots, &all)?;
    let credits = as_said(scorer, slots, credits(&key, &sizes, &all, &found));
    let accepted = |a: &Assignment| (0..slots.len()).all(|part| a[part].is_some_and(|at| same(credits[part][at], 1.0)));
    let sum = |a: &Assignment| filled(a).map(|(part, at)| credits[part][at]).sum::<f64>() / count(slots.len());
    let fits = |rule: &dyn Fn(&Assignment) -> f64| all.iter().zip(&found.parts).all(|(a, share)| same(rule(a), *share));
    let said = own.and_then(Own::exact);
    let exact = said.unwrap_or(slots.len() > 1) && fits(&|a| f64::from(u8::from(accepted(a))));
    let alike = credits.iter().all(|credit| same(best(credit), 1.0));
    if !(exact || alike && fits(&sum)) {
        return Err(differs(slots, &credits));
    }
    if !exact && credits.iter().flatten().any(|credit| *credit < -SLACK) {
        return Err("a wrong gap takes away from the others; here it only counts nothing".to_owned());
    }
    let gaps: Result<Vec<GapSource>, String> =
        (0..slots.len()).map(|part| gap_source(scorer, slots, part, &key, &credits[part], exact)).collect();
    Ok((with_case(gaps?, own), exact))
}

/// Where capitals change no score (`12`), only our own metadata knows whether they would count.
fn with_case(mut gaps: Vec<GapSource>, own: Option<&Own>) -> Vec<GapSource> {
    for (at, gap) in gaps.iter_mut().enumerate() {
        if let (GapSource::Text { case_sensitive, .. }, Some(own)) = (gap, own) {
            *case_sensitive |= own.case_sensitive.contains(&(at + 1));
        }
    }
    gaps
}

fn best(credit: &[f64]) -> f64 {
    credit.iter().copied().fold(0.0, f64::max)
}

fn differs(slots: &[Slot], credits: &[Vec<f64>]) -> String {
    match credits.iter().position(|credit| !same(best(credit), 1.0)) {
        Some(part) => format!(
            "the gaps do not count alike ({} counts {:.3} of an even part)",
            slots[part].place,
            best(&credits[part])
        ),
        None => "the score of several gaps together is not the sum of the gaps, nor all or nothing".to_owned(),
    }
}

fn shares(scorer: &mut Scorer, slots: &[Slot], all: &[Assignment]) -> Result<Shares, String> {
    let answers: Vec<Values> = all.iter().map(|assignment| answer(scorer, slots, assignment)).collect();
    let before = scorer.changes.len();
    let found = scorer.shares(&answers)?;
    // Asked twice, said once.
    let mut changes = scorer.changes.split_off(before);
    changes.retain(|change| !scorer.changes.contains(change));
    scorer.changes.extend(changes);
    Ok(found)
}

fn correct(scorer: &Scorer, slot: &Slot) -> Option<usize> {
    let declaration = scorer.response(&slot.response)?;
    slot.values.iter().position(|value| {
        let text = slot.gap.as_ref().map_or_else(|| value.clone(), |gap| format!("{value} {gap}"));
        declaration.atom(&text).is_some_and(|atom| declaration.correct.atoms().iter().any(|key| key.same(&atom)))
    })
}

/// What each value of each gap adds, as a part of the gap, with the other gaps right.
fn credits(key: &Assignment, sizes: &[usize], all: &[Assignment], found: &Shares) -> Vec<Vec<f64>> {
    let share = |a: &Assignment| all.iter().position(|other| other == a).map_or(0.0, |at| found.parts[at]);
    let all_right = share(key);
    (0..sizes.len())
        .map(|part| {
            let with = |option: Option<usize>| {
                let mut changed = key.clone();
                changed[part] = option;
                share(&changed)
            };
            let without = with(None);
            let alone = all_right - without;
            // All or nothing: the gap decides everything. Else it decides its even part.
            let unit = if same(alone, 1.0) { 1.0 } else { 1.0 / count(sizes.len()) };
            (0..sizes[part]).map(|at| (with(Some(at)) - without) / unit).collect()
        })
        .collect()
}

/// What the mapping says in place of what was measured, where they are the same: sums leave dust behind.
fn as_said(scorer: &Scorer, slots: &[Slot], mut credits: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    for (slot, credits) in slots.iter().zip(&mut credits) {
        let declaration = scorer.response(&slot.response).filter(|_| slot.gap.is_none());
        let Some((declaration, mapping)) = declaration.and_then(|d| Some((d, d.mapping.as_ref()?))) else { continue };
        for (value, credit) in slot.values.iter().zip(credits) {
            let said = declaration.atom(value).map(|atom| mapping.points(&atom));
            *credit = said.filter(|said| same(*said, *credit)).unwrap_or(*credit);
        }
    }
    credits
}

fn gap_source(
    scorer: &Scorer,
    slots: &[Slot],
    part: usize,
    key: &Assignment,
    credits: &[f64],
    exact: bool,
) -> Result<GapSource, String> {
    let slot = &slots[part];
    if slot.shown.is_empty() {
        return text_gap::source(scorer, slots, part, key, credits);
    }
    let full: Vec<usize> = (0..credits.len()).filter(|at| same(credits[*at], 1.0)).collect();
    let [right] = full[..] else {
        return Err(format!("{}: {} choices are fully right, and one key is needed", slot.place, full.len()));
    };
    let partial = |at: &usize| !exact && *at != right && credits[*at] > SLACK;
    let credit = (0..credits.len()).filter(partial).map(|at| (at, credits[at])).collect();
    Ok(GapSource::Choice { options: slot.shown.clone(), key: Some(right), credit })
}

/// Gaps that weigh differently are a match of gaps and words, where every pair has a credit of its own.
fn as_match(scorer: &mut Scorer, element: &Element, desk: &mut Desk<'_>) -> Result<Reduced, String> {
    let declaration = declared(scorer, element)?.clone();
    let columns = matching::spots(element);
    let solved = matching::solve(scorer, element, &declaration, &columns, matching::said(desk))?;
    let left: Vec<String> = (1..=columns.left.len()).map(|number| format!("({number})")).collect();
    let right = columns.right.iter().map(|choice| desk.choice(choice.element)).collect::<Result<_, _>>()?;
    desk.change("the gaps do not count alike: they are numbered in the text and matched with the words below it");
    let marks =
        columns.left.iter().zip(&left).map(|(gap, name)| (gap.identifier.clone(), format!("{name} …"))).collect();
    let matching::Solved { key, reuse, marking } = solved;
    let interaction = InteractionSource::Matching { left, right, key, reuse, marking };
    Ok(Reduced { interaction, marks, fixed_order: false })
}
