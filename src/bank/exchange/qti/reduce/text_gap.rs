//! Gaps to write in: which texts the rules know, what they are worth, whether case counts.

use super::assign::Assignment;
use super::gap::{Slot, answer};
use super::scorer::{SLACK, Scorer, same};
use crate::bank::exchange::qti::declaration::Declaration;
use crate::bank::exchange::qti::value::{Atom, boolean};
use crate::bank::exchange::qti::xml::Element;
use crate::bank::source::GapSource;

/// Answers that nobody would key: they must score nothing, or the right answers cannot be listed.
const PROBES: &[&str] = &["\u{fffd}zq", "-987654321"];
const COMPARISONS: &[&str] = &[
    "match",
    "stringMatch",
    "substring",
    "patternMatch",
    "equal",
    "equalRounded",
    "member",
    "contains",
    "gt",
    "gte",
    "lt",
    "lte",
];

/// The texts that could score; the last ones are probes.
pub fn candidates(scorer: &Scorer, element: &Element, declaration: &Declaration) -> Result<Vec<String>, String> {
    let mut texts: Vec<String> = declaration.correct.atoms().iter().map(Atom::to_string).collect();
    texts.extend(declaration.mapping.iter().flat_map(|mapping| &mapping.entries).map(|entry| entry.key.to_string()));
    for rule in scorer.rules().all().into_iter().filter(|rule| asks(rule, &declaration.identifier)) {
        if let Some(why) = endless(rule, declaration) {
            return Err(format!("{}: {} accepts texts that cannot be listed ({why})", element.place(), rule.place()));
        }
        texts.extend(rule.all().into_iter().filter(|e| e.name == "baseValue").map(Element::text));
    }
    let mut seen: Vec<String> = Vec::new();
    for text in texts.into_iter().filter(|text| !text.trim().is_empty()) {
        if !seen.iter().any(|other| other.trim() == text.trim()) {
            seen.push(text);
        }
    }
    if seen.is_empty() {
        return Err(format!("{}: the rules name no text that could be the key", element.place()));
    }
    seen.extend(PROBES.iter().filter(|probe| declaration.atom(probe).is_some()).map(|probe| (*probe).to_owned()));
    Ok(seen)
}

fn asks(rule: &Element, response: &str) -> bool {
    COMPARISONS.contains(&rule.name.as_str())
        && rule.all().iter().any(|e| e.name == "variable" && e.said("identifier") == Some(response))
}

fn endless(rule: &Element, declaration: &Declaration) -> Option<&'static str> {
    let tolerant = |rule: &Element| {
        rule.said("toleranceMode").is_some_and(|mode| mode != "exact")
            && rule.said("tolerance").is_some_and(|t| t != "0")
    };
    match rule.name.as_str() {
        "patternMatch" => Some("a pattern"),
        "substring" => Some("a part of a text"),
        "stringMatch" if rule.said("substring").and_then(boolean).unwrap_or(false) => Some("a part of a text"),
        "gt" | "gte" | "lt" | "lte" | "equalRounded" if declaration.base.is_number() => Some("a range of numbers"),
        "equal" if tolerant(rule) => Some("a tolerance"),
        _ => None,
    }
}

pub fn source(
    scorer: &Scorer,
    slots: &[Slot],
    part: usize,
    key: &Assignment,
    credits: &[f64],
) -> Result<GapSource, String> {
    let slot = &slots[part];
    let probe = |text: &str| PROBES.contains(&text);
    let scoring = |at: &usize| credits[*at] > SLACK;
    if let Some(at) = (0..credits.len()).find(|at| scoring(at) && probe(&slot.values[*at])) {
        let _ = at;
        return Err(format!("{}: texts that no key names score as well", slot.place));
    }
    let paid: Vec<usize> = (0..credits.len()).filter(scoring).collect();
    if !paid.iter().any(|at| same(credits[*at], 1.0)) {
        return Err(format!("{}: no text gives the full score of this gap", slot.place));
    }
    let case_sensitive = !paid.iter().all(|at| case_is_free(scorer, slots, part, key, *at));
    let mut accepted: Vec<(String, f64)> = Vec::new();
    for at in paid {
        let text = slot.values[at].split_whitespace().collect::<Vec<_>>().join(" ");
        let same_text =
            |other: &str| if case_sensitive { other == text } else { other.to_lowercase() == text.to_lowercase() };
        if !accepted.iter().any(|(other, _)| same_text(other)) {
            accepted.push((text, credits[at].min(1.0)));
        }
    }
    Ok(GapSource::Text { accepted, case_sensitive })
}

/// Whether the text in capitals and in small letters is worth the same.
fn case_is_free(scorer: &Scorer, slots: &[Slot], part: usize, key: &Assignment, at: usize) -> bool {
    let text = &slots[part].values[at];
    let worth = |text: String| {
        let mut assignment = key.clone();
        assignment[part] = Some(0);
        let changed = Slot {
            response: slots[part].response.clone(),
            gap: slots[part].gap.clone(),
            values: vec![text],
            shown: Vec::new(),
            place: String::new(),
        };
        let others: Assignment =
            assignment.iter().enumerate().map(|(n, option)| option.filter(|_| n != part)).collect();
        let mut answers = answer(scorer, slots, &others);
        answers.extend(answer(scorer, &[changed], &vec![Some(0)]));
        scorer.raw(&answers).ok()
    };
    let as_is = worth(text.clone());
    let variants = [text.to_lowercase(), text.to_uppercase()];
    variants.iter().all(|variant| match (as_is, worth(variant.clone())) {
        (Some(a), Some(b)) => same(a, b),
        _ => false,
    })
}
