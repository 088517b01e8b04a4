//! Gaps in running text: a response for each, words to choose or to write.

use std::fmt::Write as _;

use super::escaped;
use super::page::Page;
use super::parts::{Mapping, Parts, Rules, declaration, float, letter, set, shuffle, when};
use crate::bank::source::GapSource;

pub(super) fn parts(page: &mut Page<'_>, stem: &str, gaps: &[GapSource], exact: bool, fixed: bool) -> Parts {
    let written = |gap: &GapSource| matches!(gap, GapSource::Text { .. });
    page.losses.say_if(
        gaps.iter().any(written),
        "that blanks around and between the words of a typed answer do not count: others may compare them sign by sign",
    );
    let responses: String = gaps.iter().enumerate().map(|(at, gap)| response(at, gap)).collect();
    let drawn: Vec<String> = gaps.iter().enumerate().map(|(at, gap)| interaction(at, gap, fixed)).collect();
    let stem = page.with_gaps(stem, &|number| number.checked_sub(1).and_then(|at| drawn.get(at)).cloned());
    let rules = Rules::Inline(rules(gaps.len(), exact));
    Parts { stem, ..Parts::one(responses, String::new(), rules) }
}

fn name(at: usize) -> String {
    format!("RESPONSE_{}", at + 1)
}

/// Identifiers of choices are the item's own, so each carries its gap.
fn word(gap: usize, at: usize) -> String {
    format!("G{}_{}", gap + 1, letter(at))
}

fn response(at: usize, gap: &GapSource) -> String {
    match gap {
        GapSource::Choice { key, credit, .. } => {
            let correct: Vec<String> = key.map(|key| word(at, key)).into_iter().collect();
            let mut entries: Vec<(String, f64)> = correct.iter().map(|name| (name.clone(), 1.0)).collect();
            entries.extend(credit.iter().map(|(option, part)| (word(at, *option), *part)));
            declaration(&name(at), "single", "identifier", &correct, Some(&Mapping::of(entries)))
        }
        GapSource::Text { accepted, case_sensitive } => {
            let full = accepted.iter().find(|(_, part)| *part >= 1.0);
            let correct: Vec<String> = full.map(|(text, _)| text.clone()).into_iter().collect();
            let mapping = Mapping { case_sensitive: Some(*case_sensitive), ..Mapping::of(accepted.clone()) };
            declaration(&name(at), "single", "string", &correct, Some(&mapping))
        }
    }
}

fn interaction(at: usize, gap: &GapSource, fixed: bool) -> String {
    let response = name(at);
    let GapSource::Choice { options, .. } = gap else {
        return format!("<qti-text-entry-interaction response-identifier=\"{response}\"/>");
    };
    let mut out = format!("<qti-inline-choice-interaction response-identifier=\"{response}\"{}>", shuffle(fixed));
    for (option, text) in options.iter().enumerate() {
        let _ =
            write!(out, "<qti-inline-choice identifier=\"{}\">{}</qti-inline-choice>", word(at, option), escaped(text));
    }
    out.push_str("</qti-inline-choice-interaction>");
    out
}

/// The mean of the gaps, or 1 when each of them is fully right.
fn rules(gaps: usize, exact: bool) -> String {
    let points: Vec<String> = (0..gaps).map(|at| format!("<qti-map-response identifier=\"{}\"/>", name(at))).collect();
    if exact {
        let full: Vec<String> =
            points.iter().map(|points| format!("<qti-gte>{points}{}</qti-gte>", float("1"))).collect();
        return when(&format!("<qti-and>{}</qti-and>", full.concat()), &set("SCORE", &float("1")));
    }
    let sum = format!("<qti-sum>{}</qti-sum>", points.concat());
    set("SCORE", &format!("<qti-divide>{sum}{}</qti-divide>", float(&gaps.max(1).to_string())))
}
