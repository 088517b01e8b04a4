//! The answers inside the braces: which kind of question they make.

use super::scan::{Sign, find, starts_with, text, trim};
use crate::bank::exchange::marks::{Numeric, finite};

/// One `=` or `~` with its weight and its feedback.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::bank::exchange) struct Answer {
    /// Empty: that of the question.
    pub(super) format: String,
    pub(in crate::bank::exchange) text: String,
    pub(in crate::bank::exchange) percent: f64,
    pub(super) feedback: String,
    pub(super) feedback_format: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Choice { answers: Vec<Answer>, single: bool },
    TrueFalse { value: bool, feedback: Vec<String> },
    Short(Vec<Answer>),
    Numerical(Vec<(Numeric, Answer)>),
    Matching(Vec<(Answer, String)>),
    Ordering { elements: Vec<String>, exact: bool },
    Essay,
}

impl Kind {
    /// The name in reports, as the grammar's best known parser has it.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Choice { .. } => "MC",
            Self::TrueFalse { .. } => "TF",
            Self::Short(_) => "Short",
            Self::Numerical(_) => "Numerical",
            Self::Matching(_) => "Matching",
            Self::Ordering { .. } => "Ordering",
            Self::Essay => "Essay",
        }
    }
}

/// The kind as far as it can be told when the answers are faulty.
pub(super) fn kind_name(block: &[Sign]) -> &'static str {
    let block = trim(block);
    if block.is_empty() {
        return "Essay";
    }
    if starts_with(block, "#") {
        return "Numerical";
    }
    if starts_with(block, ">") {
        return "Ordering";
    }
    match (find(block, "->").is_some(), find(block, "~").is_some(), find(block, "=").is_some()) {
        (true, false, _) => "Matching",
        (_, true, _) => "MC",
        (_, _, true) => "Short",
        _ => "",
    }
}

pub(super) fn kind(block: &[Sign]) -> Result<Kind, String> {
    let block = trim(block);
    if block.is_empty() {
        return Ok(Kind::Essay);
    }
    if let Some(rest) = block.strip_prefix(&[Sign { value: '#', escaped: false }][..]) {
        return numerical(trim(rest));
    }
    if starts_with(block, ">") {
        return ordering(&block[1..]);
    }
    if let Some(kind) = true_false(block) {
        return Ok(kind);
    }
    if !starts_with(block, "=") && !starts_with(block, "~") {
        return Err("an answer begins with neither `=` nor `~`".to_owned());
    }
    if find(block, "->").is_some() && find(block, "~").is_none() {
        return matching(block);
    }
    let answers = split(block).into_iter().map(answer).collect::<Result<Vec<_>, _>>()?;
    if find(block, "~").is_none() {
        return Ok(Kind::Short(answers));
    }
    let single =
        answers.iter().any(|answer| answer.percent > 99.9) && split(block).iter().any(|part| starts_with(part, "="));
    Ok(Kind::Choice { answers, single })
}

fn true_false(block: &[Sign]) -> Option<Kind> {
    let end = find(block, "#").unwrap_or(block.len());
    let value = match text(&block[..end]).to_ascii_uppercase().as_str() {
        "T" | "TRUE" => true,
        "F" | "FALSE" => false,
        _ => return None,
    };
    let mut feedback = Vec::new();
    let mut rest = &block[end..];
    while !rest.is_empty() {
        let end = find(&rest[1..], "#").map_or(rest.len(), |at| at + 1);
        feedback.push(text(&rest[1..end]));
        rest = &rest[end..];
    }
    Some(Kind::TrueFalse { value, feedback })
}

/// At each `=` and `~` that begins an answer.
fn split(block: &[Sign]) -> Vec<&[Sign]> {
    let starts: Vec<usize> =
        (0..block.len()).filter(|at| matches!(block[*at], Sign { value: '=' | '~', escaped: false })).collect();
    let ends = starts.iter().skip(1).copied().chain([block.len()]);
    starts.iter().zip(ends).map(|(start, end)| &block[*start..end]).collect()
}

fn answer(signs: &[Sign]) -> Result<Answer, String> {
    let right = starts_with(signs, "=");
    let (percent, rest) = weight(trim(&signs[1..]), if right { 100.0 } else { 0.0 })?;
    let end = find(rest, "#").unwrap_or(rest.len());
    let (own_format, body) = format(&rest[..end]);
    let (feedback_format, feedback) = format(rest.get(end + 1..).unwrap_or_default());
    Ok(Answer { format: own_format, text: text(body), percent, feedback: text(feedback), feedback_format })
}

/// `%50%`
fn weight(signs: &[Sign], default: f64) -> Result<(f64, &[Sign]), String> {
    if !starts_with(signs, "%") {
        return Ok((default, signs));
    }
    let Some(end) = find(&signs[1..], "%") else { return Ok((default, signs)) };
    let percent = finite(&text(&signs[1..=end]), "the weight")?;
    if percent.abs() > 100.0 {
        return Err(format!("the weight {percent} is over 100 %"));
    }
    Ok((percent, &signs[end + 2..]))
}

/// `[html]` and its like in front of a text.
pub(super) fn format(signs: &[Sign]) -> (String, &[Sign]) {
    let signs = trim(signs);
    if starts_with(signs, "[") {
        for name in ["html", "markdown", "plain", "moodle"] {
            if starts_with(signs, &format!("[{name}]")) {
                return (name.to_owned(), &signs[name.len() + 2..]);
            }
        }
    }
    (String::new(), signs)
}

fn numerical(block: &[Sign]) -> Result<Kind, String> {
    let first = block.iter().position(|sign| matches!(sign, Sign { value: '=' | '~', escaped: false }));
    let mut parts: Vec<Vec<Sign>> = Vec::new();
    let lead = trim(&block[..first.unwrap_or(block.len())]);
    if !lead.is_empty() {
        parts.push([&[Sign { value: '=', escaped: false }], lead].concat());
    }
    parts.extend(split(&block[first.unwrap_or(block.len())..]).into_iter().map(<[Sign]>::to_vec));
    let mut answers = Vec::new();
    for part in &parts {
        let answer = answer(part)?;
        if answer.text.is_empty() || answer.text == "*" {
            if answer.percent > 0.0 {
                return Err("an answer has no number".to_owned());
            }
            continue;
        }
        answers.push((range(&answer)?, answer));
    }
    if answers.is_empty() { Err("no answer with a number".to_owned()) } else { Ok(Kind::Numerical(answers)) }
}

/// `3`, `3:0.1`, `2.9..3.1`
fn range(answer: &Answer) -> Result<Numeric, String> {
    let text = answer.text.as_str();
    let percent = answer.percent;
    if let Some((low, high)) = text.split_once("..") {
        let (low, high) = (finite(low, "the bound")?, finite(high, "the bound")?);
        if low > high {
            return Err(format!("the range `{text}` is upside down"));
        }
        let rounded = crate::bank::exchange::draft::rounded;
        return Ok(Numeric {
            value: rounded(f64::midpoint(low, high)),
            tolerance: rounded((high - low) / 2.0),
            percent,
        });
    }
    let (value, tolerance) = text.split_once(':').unwrap_or((text, "0"));
    let tolerance = finite(tolerance, "the tolerance")?.abs();
    Ok(Numeric { value: finite(value, "the answer")?, tolerance, percent })
}

fn matching(block: &[Sign]) -> Result<Kind, String> {
    let mut pairs = Vec::new();
    for part in split(block) {
        let Some(at) = find(part, "->") else {
            return Err(format!("the pair `{}` has no `->`", text(&part[1..])));
        };
        let (percent, stem) = weight(trim(&part[1..at]), 100.0)?;
        let (format, stem) = format(stem);
        let stem = Answer { format, text: text(stem), percent, ..Answer::default() };
        pairs.push((stem, text(&part[at + 2..])));
    }
    Ok(Kind::Matching(pairs))
}

/// The plugin's form: a line of settings, then the elements in their order, a line each.
fn ordering(block: &[Sign]) -> Result<Kind, String> {
    let mut lines = block.split(|sign| sign.value == '\n' && !sign.escaped).map(text);
    let settings = lines.next().unwrap_or_default();
    let elements: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    if elements.len() < 2 {
        return Err("an ordering needs its elements on lines of their own".to_owned());
    }
    Ok(Kind::Ordering { elements, exact: settings.to_ascii_uppercase().contains("ALL_OR_NOTHING") })
}
