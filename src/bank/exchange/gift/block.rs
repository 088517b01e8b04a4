//! Answers of one gap in a cell of a table: `=right =%50%half ~wrong`, the same as inside GIFT's braces.

use std::collections::BTreeMap;

use super::answers::{Kind, kind};
use super::scan::signs_of;
use crate::bank::exchange::marks::{share, short_answer};
use crate::bank::source::GapSource;

/// A list to choose from when there is a wrong answer in it, else accepted texts.
pub(in crate::bank::exchange) fn gap(line: &str, case_sensitive: bool) -> Result<GapSource, String> {
    match kind(&signs_of(line))? {
        Kind::Short(answers) => {
            let list: Vec<(String, f64)> = answers.into_iter().map(|answer| (answer.text, answer.percent)).collect();
            short_answer(&list, case_sensitive).map(|(gap, _)| gap)
        }
        Kind::Choice { answers, .. } => {
            let full: Vec<usize> = (0..answers.len()).filter(|at| answers[*at].percent > 99.9).collect();
            let [key] = full.as_slice() else { return Err("a gap needs exactly one right word".to_owned()) };
            let partial = |at: &usize| at != key && answers[*at].percent > 0.0;
            let credit: BTreeMap<usize, f64> =
                (0..answers.len()).filter(partial).map(|at| (at, share(answers[at].percent))).collect();
            let options = answers.iter().map(|answer| answer.text.clone()).collect();
            Ok(GapSource::Choice { options, key: Some(*key), credit })
        }
        _ => Err("a gap needs answers like `=right ~wrong`".to_owned()),
    }
}

/// The line that `gap` reads back.
pub(in crate::bank::exchange) fn line(gap: &GapSource) -> String {
    let words: Vec<String> = match gap {
        GapSource::Choice { options, key, credit } => options
            .iter()
            .enumerate()
            .map(|(at, text)| {
                let part = if *key == Some(at) { 1.0 } else { credit.get(&at).copied().unwrap_or(0.0) };
                answer(part, *key == Some(at), &escaped(text))
            })
            .collect(),
        GapSource::Text { accepted, .. } => {
            accepted.iter().map(|(text, part)| answer(*part, true, &escaped(&text.replace('*', "\\*")))).collect()
        }
    };
    words.join(" ")
}

/// `=text`, `~text` or, where the weight does not follow from the sign, `~%50%text`.
pub(super) fn answer(part: f64, right: bool, text: &str) -> String {
    let sign = if right { '=' } else { '~' };
    let usual = if right { 1.0 } else { 0.0 };
    if (part - usual).abs() < 1e-9 && !text.starts_with('%') {
        return format!("{sign}{text}");
    }
    format!("{sign}%{}%{text}", (part * 1e7).round() / 1e5)
}

/// Backslashes before GIFT's signs.
pub(in crate::bank::exchange) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for sign in text.chars() {
        match sign {
            '~' | '=' | '#' | '{' | '}' | ':' | '\\' => out.extend(['\\', sign]),
            '\n' => out.push_str("\\n"),
            sign => out.push(sign),
        }
    }
    out
}
