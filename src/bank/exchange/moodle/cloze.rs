//! `cloze`: parts `{weight:TYPE:answers}` inside the text become gaps.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::node::{Question, take_files, words};
use super::read::Body;
use crate::bank::exchange::draft::Desk;
use crate::bank::exchange::html::{looks_like_html, to_markdown, to_plain};
use crate::bank::exchange::marks::{finite, share, short_answer};
use crate::bank::source::{GapSource, InteractionSource};

/// Parts of one text.
const MAX_PARTS: usize = 99;

struct Part<'t> {
    weight: &'t str,
    kind: &'t str,
    answers: &'t str,
}

struct Answer {
    text: String,
    percent: f64,
    feedback: bool,
}

pub(super) fn cloze(question: Question<'_, '_>, desk: &mut Desk<'_>) -> Result<Body, String> {
    let node = question.child("questiontext").ok_or("the question has no text")?;
    let text = words(node);
    let (mut html, mut rest) = (String::new(), text.as_str());
    let (mut gaps, mut weights) = (Vec::new(), Vec::new());
    while let Some((before, part, after)) = next_part(rest) {
        if gaps.len() >= MAX_PARTS {
            return Err(format!("the text has more than {MAX_PARTS} parts"));
        }
        gaps.push(gap(&part, desk).map_err(|reason| format!("part {}: {reason}", gaps.len() + 1))?);
        weights.push(if part.weight.is_empty() { "1" } else { part.weight }.to_owned());
        html.push_str(before);
        let _ = write!(html, "[[{}]]", gaps.len());
        rest = after;
    }
    html.push_str(rest);
    if gaps.is_empty() {
        return Err("the text has no part that can be answered".to_owned());
    }
    desk.change_if(
        weights.windows(2).any(|pair| pair[0] != pair[1]),
        "the parts have different weights in Moodle; here all count the same",
    );
    take_files(node, desk);
    let stem = desk.html(&html);
    Ok(Body {
        stem,
        interaction: InteractionSource::GapText { gaps, exact: false },
        fixed_order: false,
        names: Vec::new(),
    })
}

/// Text before a part, the part, text after it.
fn next_part(text: &str) -> Option<(&str, Part<'_>, &str)> {
    for (at, _) in text.match_indices('{') {
        let inner = &text[at + 1..];
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        let Some((kind, body)) = inner[digits..].strip_prefix(':').and_then(|rest| rest.split_once(':')) else {
            continue;
        };
        let named = (1..=16).contains(&kind.len()) && kind.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
        if let Some(end) = unescaped(body, '}').filter(|_| named) {
            let part = Part { weight: &inner[..digits], kind, answers: &body[..end] };
            return Some((&text[..at], part, &body[end + 1..]));
        }
    }
    None
}

/// The place of a sign that no backslash precedes.
fn unescaped(text: &str, sign: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices()
        .find(|(_, c)| {
            let found = *c == sign && !escaped;
            escaped = *c == '\\' && !escaped;
            found
        })
        .map(|(at, _)| at)
}

fn gap(part: &Part<'_>, desk: &mut Desk<'_>) -> Result<GapSource, String> {
    let answers = answers(part.answers)?;
    desk.change_if(answers.iter().any(|answer| answer.feedback), "the feedback inside the text was left out");
    match part.kind {
        "MULTICHOICE" | "MC" | "MULTICHOICE_V" | "MCV" | "MULTICHOICE_H" | "MCH" | "MULTICHOICE_S" | "MCS"
        | "MULTICHOICE_VS" | "MCVS" | "MULTICHOICE_HS" | "MCHS" => choice(&answers, desk),
        "SHORTANSWER" | "SA" | "MW" => text(&answers, false, desk),
        "SHORTANSWER_C" | "SAC" | "MWC" => text(&answers, true, desk),
        "NUMERICAL" | "NM" => number(&answers, desk),
        other => Err(format!("`{other}` is not supported")),
    }
}

/// `=right#feedback~%50%half~wrong`
fn answers(text: &str) -> Result<Vec<Answer>, String> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = unescaped(rest, '~').unwrap_or(rest.len());
        found.push(answer(&rest[..end])?);
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    Ok(found)
}

fn answer(text: &str) -> Result<Answer, String> {
    let text = text.trim();
    let (mut percent, mut rest) = if let Some(rest) = text.strip_prefix('=') { (100.0, rest) } else { (0.0, text) };
    if let Some((number, after)) = rest.strip_prefix('%').and_then(|rest| rest.split_once('%')) {
        percent = finite(number, "the weight")?;
        rest = after;
    }
    let end = unescaped(rest, '#').unwrap_or(rest.len());
    let feedback = rest.get(end + 1..).is_some_and(|feedback| !feedback.trim().is_empty());
    Ok(Answer { text: plain(&rest[..end]), percent, feedback })
}

/// Without escapes and markup.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        out.push(if sign == '\\' { signs.next().unwrap_or('\\') } else { sign });
    }
    let out = out.trim();
    if looks_like_html(out) { to_plain(&to_markdown(out, &mut |_| None).markdown) } else { out.to_owned() }
}

fn choice(answers: &[Answer], desk: &mut Desk<'_>) -> Result<GapSource, String> {
    let options: Vec<String> = answers.iter().map(|answer| answer.text.clone()).collect();
    let full: Vec<usize> = (0..answers.len()).filter(|at| answers[*at].percent > 99.9).collect();
    let [key] = full.as_slice() else { return Err("it needs exactly one right answer".to_owned()) };
    let partial = |at: &usize| at != key && answers[*at].percent > 0.0;
    let credit: BTreeMap<usize, f64> =
        (0..answers.len()).filter(partial).map(|at| (at, share(answers[at].percent))).collect();
    desk.change_if(answers.iter().any(|answer| answer.percent < 0.0), "negative marks inside the text count 0");
    Ok(GapSource::Choice { options, key: Some(*key), credit })
}

fn text(answers: &[Answer], case_sensitive: bool, desk: &mut Desk<'_>) -> Result<GapSource, String> {
    let list: Vec<(String, f64)> = answers.iter().map(|answer| (answer.text.clone(), answer.percent)).collect();
    let (gap, changes) = short_answer(&list, case_sensitive)?;
    changes.into_iter().for_each(|change| desk.change(change));
    Ok(gap)
}

/// A number without tolerance is a text: with a point, and with a comma.
fn number(answers: &[Answer], desk: &mut Desk<'_>) -> Result<GapSource, String> {
    let mut list = Vec::new();
    for answer in answers.iter().filter(|answer| answer.percent > 0.0) {
        let (value, tolerance) = answer.text.split_once(':').unwrap_or((&answer.text, "0"));
        if finite(tolerance, "the tolerance")?.abs() > 0.0 {
            return Err("a number with a tolerance inside a text is not supported".to_owned());
        }
        let value = finite(value, "the answer")?.to_string();
        if value.contains('.') {
            list.push((value.replace('.', ","), answer.percent));
        }
        list.push((value, answer.percent));
    }
    desk.change("a number inside the text is compared as it is written");
    short_answer(&list, false).map(|(gap, _)| gap)
}
