//! Gaps → `gapselect`, `shortanswer` or `cloze`.

use std::fmt::Write as _;

use super::gaps::numbered;
use crate::bank::exchange::export::Losses;
use crate::bank::exchange::xml::escaped;
use crate::bank::source::GapSource;

/// Groups of words that Moodle has.
const MAX_GROUPS: usize = 20;

pub(super) fn parts(stem: &str, gaps: &[GapSource], losses: &mut Losses<'_>) -> Option<(&'static str, String, String)> {
    if let [GapSource::Text { accepted, case_sensitive }] = gaps {
        return Some(("shortanswer", without_gap(stem), short(accepted, *case_sensitive)));
    }
    let choices = gaps.iter().all(|gap| matches!(gap, GapSource::Choice { .. }));
    if choices && !gaps.is_empty() && gaps.len() <= MAX_GROUPS {
        return select(stem, gaps, losses);
    }
    let cloze =
        numbered(stem, |number| if (1..=gaps.len()).contains(&number) { Ok(number) } else { Err(String::new()) });
    let mut text = cloze.ok()?;
    for (at, gap) in gaps.iter().enumerate() {
        text = text.replace(&format!("[[{}]]", at + 1), &crate::bank::exchange::html::escape(&cloze_part(gap)));
    }
    Some(("cloze", text, String::new()))
}

/// A gap below the text is what a short answer has anyway.
fn without_gap(stem: &str) -> String {
    stem.strip_suffix("\n\n[[1]]").map_or_else(|| stem.replace("[[1]]", &"\\_".repeat(10)), str::to_owned)
}

fn short(accepted: &[(String, f64)], case_sensitive: bool) -> String {
    let mut body = format!("<usecase>{}</usecase>\n", u8::from(case_sensitive));
    for (text, part) in accepted {
        let _ = writeln!(
            body,
            "<answer fraction=\"{}\" format=\"moodle_auto_format\"><text>{}</text></answer>",
            percent(*part),
            escaped(&text.replace('*', "\\*"))
        );
    }
    body
}

/// Each gap is a group of its own.
fn select(stem: &str, gaps: &[GapSource], losses: &mut Losses<'_>) -> Option<(&'static str, String, String)> {
    let (mut body, mut count, mut keys) = (String::new(), 0, Vec::new());
    for (group, gap) in gaps.iter().enumerate() {
        let GapSource::Choice { options, key, credit } = gap else { return None };
        losses.say_if(!credit.is_empty(), "marks for words other than the key");
        keys.push(count + key.as_ref()? + 1);
        count += options.len();
        for option in options {
            let group = group + 1;
            let _ =
                writeln!(body, "<selectoption><text>{}</text><group>{group}</group></selectoption>", escaped(option));
        }
    }
    let stem =
        numbered(stem, |number| number.checked_sub(1).and_then(|at| keys.get(at)).copied().ok_or_else(String::new));
    Some(("gapselect", stem.ok()?, body))
}

fn cloze_part(gap: &GapSource) -> String {
    let sign = |text: &str| {
        let mut out = String::new();
        for sign in text.chars() {
            if "~=#{}\\\"/".contains(sign) {
                out.push('\\');
            }
            out.push(sign);
        }
        out
    };
    match gap {
        GapSource::Choice { options, key, credit } => {
            let part = |at: usize| if *key == Some(at) { 1.0 } else { credit.get(&at).copied().unwrap_or(0.0) };
            let list: Vec<String> =
                options.iter().enumerate().map(|(at, text)| format!("%{}%{}", percent(part(at)), sign(text))).collect();
            format!("{{1:MULTICHOICE:{}}}", list.join("~"))
        }
        GapSource::Text { accepted, case_sensitive } => {
            let list: Vec<String> = accepted
                .iter()
                .map(|(text, part)| format!("%{}%{}", percent(*part), sign(&text.replace('*', "\\*"))))
                .collect();
            let kind = if *case_sensitive { "SHORTANSWER_C" } else { "SHORTANSWER" };
            format!("{{1:{kind}:{}}}", list.join("~"))
        }
    }
}

/// Five digits are what Moodle writes.
fn percent(part: f64) -> f64 {
    (part * 1e7).round() / 1e5
}
