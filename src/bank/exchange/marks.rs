//! Percentages on answers, as Moodle and its relatives have them → keys, credits and weights.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{letter, number};
use crate::bank::source::{GapSource, InteractionSource, Marking};

/// Percentages are written with three to seven digits.
const NEAR: f64 = 0.01;
/// What a judgement item has.
const JUDGEMENT: std::ops::RangeInclusive<usize> = 4..=6;

/// An interaction, and what had to be changed for it.
pub(super) type Made = Result<(InteractionSource, Vec<String>), String>;

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < NEAR
}

/// Percent → part of the full score; thirds, sixths, sevenths and ninths as such.
pub(super) fn share(percent: f64) -> f64 {
    let part = percent / 100.0;
    for parts in [3.0, 6.0, 7.0, 9.0, 11.0] {
        let count = (part * parts).round();
        if (count / parts - part).abs() < 4e-5 && count != 0.0 {
            return count / parts;
        }
    }
    (part * 1e7).round() / 1e7
}

/// One option may be chosen.
pub(super) fn single(options: Vec<String>, percents: &[f64]) -> Made {
    bounded(percents)?;
    let full: Vec<usize> = (0..percents.len()).filter(|at| near(percents[*at], 100.0)).collect();
    let key = match full.as_slice() {
        [key] => *key,
        [] => return Err("no answer carries 100 %: the item has no key".to_owned()),
        several => return Err(format!("{} answers carry 100 %; one choice has one key", several.len())),
    };
    if let Some(weights) = judgement(percents) {
        return Ok((InteractionSource::GradedJudgement { options, weights }, Vec::new()));
    }
    let credit: BTreeMap<usize, f64> =
        percents.iter().enumerate().filter(|(at, p)| *at != key && **p > NEAR).map(|(at, p)| (at, share(*p))).collect();
    let negative: Vec<String> = (0..percents.len()).filter(|at| percents[*at] < -NEAR).map(letter).collect();
    let mut changes = Vec::new();
    if !negative.is_empty() {
        changes.push(format!("the negative marks of {} count 0", negative.join(", ")));
    }
    Ok((InteractionSource::SingleChoice { options, key: Some(key), credit }, changes))
}

/// Weights 1 to 5 when every option carries a multiple of 20 %.
fn judgement(percents: &[f64]) -> Option<Vec<u8>> {
    let weight = |percent: &f64| (1..=5_u8).find(|weight| near(*percent, f64::from(*weight) * 20.0));
    JUDGEMENT.contains(&percents.len()).then(|| percents.iter().map(weight).collect()).flatten()
}

/// Several options may be chosen; what is chosen adds up.
pub(super) fn multiple(options: Vec<String>, percents: &[f64]) -> Made {
    bounded(percents)?;
    let key: BTreeSet<usize> = (0..percents.len()).filter(|at| percents[*at] > NEAR).collect();
    if key.is_empty() {
        return Err("no answer carries marks: the item has no key".to_owned());
    }
    let sum: f64 = key.iter().map(|at| share(percents[*at])).sum();
    if sum < 0.999 {
        return Err(format!("the marks of all right answers reach {:.1} % only", sum * 100.0));
    }
    let mut changes = Vec::new();
    if sum > 1.001 {
        changes.push(format!("the marks of all right answers are {:.1} %; the score is cut at 100 %", sum * 100.0));
    }
    let marking = if is_standard(percents, &key) { Marking::Standard } else { Marking::Credit(credit(percents)) };
    Ok((InteractionSource::MultipleResponse { options, key, marking }, changes))
}

fn credit(percents: &[f64]) -> Vec<(usize, f64)> {
    percents.iter().enumerate().filter(|(_, percent)| percent.abs() > NEAR).map(|(at, p)| (at, share(*p))).collect()
}

/// Right ones share the full score, and each wrong one takes as much away.
#[allow(clippy::cast_precision_loss, reason = "an item has few options")]
fn is_standard(percents: &[f64], key: &BTreeSet<usize>) -> bool {
    let each = 100.0 / key.len() as f64;
    percents.iter().enumerate().all(|(at, percent)| near(*percent, if key.contains(&at) { each } else { -each }))
}

fn bounded(percents: &[f64]) -> Result<(), String> {
    match percents.iter().find(|percent| !percent.is_finite() || percent.abs() > 100.0 + NEAR) {
        Some(percent) => Err(format!("an answer carries {percent} %; at most 100 % are possible")),
        None => Ok(()),
    }
}

/// Text answers with their percentages → one gap.
pub(super) fn short_answer(
    answers: &[(String, f64)],
    case_sensitive: bool,
) -> Result<(GapSource, Vec<String>), String> {
    bounded(&answers.iter().map(|(_, percent)| *percent).collect::<Vec<_>>())?;
    let (mut accepted, mut changes): (Vec<(String, f64)>, Vec<String>) = (Vec::new(), Vec::new());
    for (text, percent) in answers.iter().filter(|(_, percent)| *percent > NEAR) {
        match literal(text) {
            Some(text) if text.is_empty() => changes.push("an empty answer is not accepted".to_owned()),
            Some(text) if accepted.iter().any(|(known, _)| *known == text) => {}
            Some(text) => accepted.push((text, share(*percent))),
            None => changes.push(format!("the answer `{text}` with a wildcard was left out")),
        }
    }
    let full = accepted.iter().any(|(_, part)| near(*part * 100.0, 100.0));
    match (full, changes.is_empty()) {
        (true, _) => Ok((GapSource::Text { accepted, case_sensitive }, changes)),
        (false, true) => Err("no answer carries 100 %: the item has no key".to_owned()),
        (false, false) => Err("the full answer is a wildcard (`*`), which is not supported".to_owned()),
    }
}

/// The answer without escapes; `None` when it holds a wildcard.
fn literal(text: &str) -> Option<String> {
    let marked = text.replace("\\*", "\u{0}");
    (!marked.contains('*')).then(|| marked.replace('\u{0}', "*").split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The stem with a gap: in place of a line to write on, or below.
pub(super) fn with_gap(stem: &str) -> String {
    const LINE: &str = "\\_\\_\\_\\_\\_";
    let Some(at) = stem.find(LINE) else { return format!("{stem}\n\n[[1]]") };
    let rest = stem[at..].trim_start_matches("\\_");
    format!("{}[[1]]{rest}", &stem[..at])
}

/// A numeric answer with its percentage.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Numeric {
    pub(super) value: f64,
    pub(super) tolerance: f64,
    pub(super) percent: f64,
}

/// The first answer with 100 % is the key; the others are named.
pub(super) fn numeric(answers: &[Numeric], unit: Option<String>) -> Made {
    bounded(&answers.iter().map(|answer| answer.percent).collect::<Vec<_>>())?;
    let Some(at) = answers.iter().position(|answer| near(answer.percent, 100.0)) else {
        return Err("no answer carries 100 %: the item has no key".to_owned());
    };
    let others = answers.iter().enumerate().filter(|(other, answer)| *other != at && answer.percent > NEAR);
    let changes = others
        .map(|(_, other)| {
            format!("the answer {} ± {} for {} % was left out", other.value, other.tolerance, other.percent)
        })
        .collect();
    let Numeric { value, tolerance, .. } = answers[at];
    Ok((InteractionSource::NumericEntry { key: Some(value), tolerance, unit, slider: None }, changes))
}

/// A number or a sentence about it.
pub(super) fn finite(text: &str, what: &str) -> Result<f64, String> {
    number(text)
        .ok_or_else(|| format!("{what} `{}` is no usable number", text.trim().chars().take(60).collect::<String>()))
}

/// Pairs → left, right and key; the same right for two lefts becomes one that may be used again.
pub(super) fn matching(pairs: Vec<(String, String)>) -> Made {
    let (mut left, mut right): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let (mut key, mut reuse) = (BTreeMap::new(), false);
    for (stem, answer) in pairs {
        if answer.is_empty() {
            return Err("a pair has no answer".to_owned());
        }
        let known = right.iter().position(|known| *known == answer);
        let at = known.unwrap_or_else(|| {
            right.push(answer);
            right.len() - 1
        });
        if !stem.is_empty() {
            reuse |= key.values().any(|used| *used == at);
            key.insert(left.len(), at);
            left.push(stem);
        }
    }
    if left.is_empty() {
        return Err("no pair has a stem".to_owned());
    }
    Ok((InteractionSource::Matching { left, right, key, reuse, marking: Marking::Standard }, Vec::new()))
}

/// Elements in the right order → elements in another order, with the key.
pub(super) fn ordering(right_order: &[String], exact: bool) -> InteractionSource {
    let mut places: Vec<usize> = (0..right_order.len()).collect();
    places.sort_by(|a, b| right_order[*a].cmp(&right_order[*b]));
    if places.is_sorted() {
        places.reverse();
    }
    // `places[i]` is the right place of element i; the key is its inverse.
    let mut key = vec![0; places.len()];
    for (element, place) in places.iter().enumerate() {
        key[*place] = element;
    }
    let elements = places.iter().map(|place| right_order[*place].clone()).collect();
    InteractionSource::Ordering { elements, key, exact }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(count: usize) -> Vec<String> {
        (0..count).map(letter).collect()
    }

    #[test]
    fn one_choice_has_a_key_and_may_have_credit() {
        let (made, changes) = single(options(3), &[0.0, 100.0, 33.333]).unwrap();
        let credit = BTreeMap::from([(2, 1.0 / 3.0)]);
        assert_eq!(made, InteractionSource::SingleChoice { options: options(3), key: Some(1), credit });
        assert_eq!(changes, Vec::<String>::new());
        assert_eq!(single(options(2), &[100.0, -50.0]).unwrap().1, ["the negative marks of B count 0"]);
        assert!(single(options(2), &[100.0, 100.0]).is_err() && single(options(2), &[50.0, 0.0]).is_err());
        assert!(single(options(2), &[100.0, 110.0]).is_err() && single(options(1), &[f64::NAN]).is_err());
        let (made, _) = single(options(4), &[20.0, 100.0, 60.0, 80.0]).unwrap();
        assert_eq!(made, InteractionSource::GradedJudgement { options: options(4), weights: vec![1, 5, 3, 4] });
    }

    #[test]
    fn several_choices_reach_the_full_score() {
        let marking = |percents: &[f64]| match multiple(options(percents.len()), percents).unwrap().0 {
            InteractionSource::MultipleResponse { key, marking, .. } => (key.len(), marking),
            _ => panic!(),
        };
        assert_eq!(marking(&[50.0, 50.0, -50.0]), (2, Marking::Standard));
        assert_eq!(marking(&[50.0, 50.0, 0.0]), (2, Marking::Credit(vec![(0, 0.5), (1, 0.5)])));
        let third = 1.0 / 3.0;
        assert_eq!(
            marking(&[33.33333, 33.33333, 33.33333, -100.0]),
            (3, Marking::Credit(vec![(0, third), (1, third), (2, third), (3, -1.0)]))
        );
        assert!(multiple(options(2), &[50.0, 25.0]).is_err());
        assert_eq!(multiple(options(2), &[100.0, 50.0]).unwrap().1.len(), 1);
    }

    #[test]
    fn wildcards_are_no_answers() {
        let answers = |list: &[(&str, f64)]| {
            short_answer(&list.iter().map(|(text, percent)| ((*text).to_owned(), *percent)).collect::<Vec<_>>(), false)
        };
        let (gap, changes) = answers(&[("a  b", 100.0), ("a*", 50.0), ("\\*", 50.0), ("*", 0.0)]).unwrap();
        let accepted = vec![("a b".to_owned(), 1.0), ("*".to_owned(), 0.5)];
        assert_eq!((gap, changes.len()), (GapSource::Text { accepted, case_sensitive: false }, 1));
        assert!(answers(&[("*", 100.0)]).unwrap_err().contains("wildcard"));
        assert!(answers(&[("a", 50.0)]).unwrap_err().contains("100 %"));
        assert_eq!(with_gap("a \\_\\_\\_\\_\\_\\_."), "a [[1]].");
        assert_eq!(with_gap("a"), "a\n\n[[1]]");
    }

    #[test]
    fn elements_do_not_stand_in_the_right_order() {
        let InteractionSource::Ordering { elements, key, exact } = ordering(&["a", "b", "c"].map(str::to_owned), true)
        else {
            panic!()
        };
        assert_eq!(elements, ["c", "b", "a"]);
        assert_eq!((key.iter().map(|at| elements[*at].as_str()).collect::<String>().as_str(), exact), ("abc", true));
    }
}
