//! A row's way of answering: which kind it is, and what its options, scores and key make.

use std::collections::{BTreeMap, BTreeSet};

use super::Supplied;
use super::cells::{Cells, short};
use super::key::{self, KeyStyle};
use super::mapping::{Field, MAX_OPTIONS};
use super::number;
use crate::bank::exchange::draft::{Desk, letter};
use crate::bank::exchange::gift::block;
use crate::bank::exchange::marks;
use crate::bank::exchange::moodle::TRUE_FALSE;
use crate::bank::source::{GapSource, InteractionSource, Marking};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Single,
    TrueFalse,
    Multiple,
    Graded,
    Numeric,
    Short,
    Gap,
    Ordering,
    Matching,
    Association,
    Essay,
}

/// The words of a column for a kind; the first is our own.
pub(super) const KINDS: &[(Kind, &[&str])] = &[
    (
        Kind::Single,
        &[
            "pilihan ganda",
            "pg",
            "single_choice",
            "multiple_choice",
            "multiple choice",
            "single choice",
            "pilihan tunggal",
            "mcq",
            "mc",
            "s",
        ],
    ),
    (Kind::TrueFalse, &["benar salah", "true_false", "true false", "benar/salah", "bs", "b/s", "tf", "true/false"]),
    (
        Kind::Multiple,
        &[
            "pilihan ganda kompleks",
            "pgk",
            "pg kompleks",
            "multiple_response",
            "multiple response",
            "multiple_answer",
            "pilihan majemuk",
            "m",
        ],
    ),
    (Kind::Graded, &["skala", "graded_judgement", "tkp", "pg_bobot", "pg bobot", "penilaian situasi", "sjt"]),
    (Kind::Numeric, &["isian angka", "numeric_entry", "numeric", "numerical", "angka", "numerik"]),
    (
        Kind::Short,
        &["isian singkat", "short_answer", "short answer", "isian", "shortanswer", "jawaban singkat", "text"],
    ),
    (Kind::Gap, &["rumpang", "gap_text", "cloze"]),
    (Kind::Ordering, &["mengurutkan", "ordering", "urutan", "o"]),
    (Kind::Matching, &["menjodohkan", "matching", "penjodohan", "jodohkan"]),
    (Kind::Association, &["memasangkan", "association"]),
    (Kind::Essay, &["uraian", "extended_text", "essay", "esai", "esei"]),
];

type Built = Result<(String, InteractionSource), String>;

/// By the word of the row; by what is filled in when there is none.
pub(super) fn kind(cells: Cells<'_>, options: usize) -> Result<Kind, String> {
    let word = cells.get(Field::Kind).to_lowercase();
    let word = word.strip_suffix(".0").unwrap_or(&word);
    if word.is_empty() {
        return Ok(told_by_content(cells, options));
    }
    // CandyCBT knows two kinds, GarudaCBT five.
    let candy = cells.mapping.headers.iter().any(|header| header.to_ascii_lowercase().starts_with("pila"));
    let numbered = match (word, candy) {
        ("1", _) => Some(Kind::Single),
        ("2", true) | ("5", false) => Some(Kind::Essay),
        ("2", false) => Some(Kind::Multiple),
        ("3", false) => Some(Kind::Matching),
        ("4", false) => Some(Kind::Short),
        _ => None,
    };
    let named = KINDS.iter().find(|(_, words)| words.contains(&word)).map(|(kind, _)| *kind);
    let kind = numbered
        .or(named)
        .ok_or_else(|| cells.fault(Field::Kind, &format!("the kind `{}` is not known", short(word))))?;
    // Some templates have one word for all choices.
    Ok(if kind == Kind::Single && word != "pilihan ganda" && word != "pg" { widened(cells, kind) } else { kind })
}

fn widened(cells: Cells<'_>, kind: Kind) -> Kind {
    let limit = cells.get(Field::MaxChoices);
    if !limit.is_empty() && limit != "1" { Kind::Multiple } else { kind }
}

fn told_by_content(cells: Cells<'_>, options: usize) -> Kind {
    let key = cells.get(Field::Key);
    if options == 0 {
        return if number::is_meant(key) { Kind::Numeric } else { Kind::Short };
    }
    let limit = cells.get(Field::MaxChoices);
    let between: &[char] = if cells.mapping.key == KeyStyle::Text { &key::BETWEEN_TEXTS } else { &[',', ';'] };
    if cells.get(Field::Left(0)).is_empty() && !key.contains(between) && (limit.is_empty() || limit == "1") {
        return if judgement(cells, options).is_some() { Kind::Graded } else { Kind::Single };
    }
    if cells.get(Field::Left(0)).is_empty() { Kind::Multiple } else { Kind::Matching }
}

pub(super) fn build(
    cells: Cells<'_>,
    kind: Kind,
    words: &[&str],
    stem: String,
    desk: &mut Desk<'_>,
    supplied: &Supplied,
) -> Built {
    let options: Vec<String> =
        words.iter().enumerate().map(|(at, text)| option(cells, at, text, desk, supplied)).collect();
    (0..MAX_OPTIONS).for_each(|at| cells.say_reading(Field::Score(at), desk));
    let interaction = match kind {
        Kind::Single => single(cells, words, options, desk)?,
        Kind::TrueFalse => true_false(cells, words, options)?,
        Kind::Multiple => multiple(cells, words, options)?,
        Kind::Graded => graded(cells, words, options)?,
        Kind::Numeric => numeric(cells, desk)?,
        Kind::Short => return short_text(cells, &stem, desk),
        Kind::Gap => gaps(cells)?,
        Kind::Ordering => ordering(cells, words, options)?,
        Kind::Matching => matching(cells, options, desk, supplied)?,
        Kind::Association => association(cells, options)?,
        Kind::Essay => {
            desk.change("people must mark it; it stays a draft");
            desk.change_if(!cells.get(Field::Key).is_empty(), "the model answer was left out");
            InteractionSource::ExtendedText
        }
    };
    Ok((stem, interaction))
}

fn option(cells: Cells<'_>, at: usize, text: &str, desk: &mut Desk<'_>, supplied: &Supplied) -> String {
    let markdown = cells.text(text, desk, supplied);
    let picture = cells.pictures(cells.get(Field::OptionPicture(at)), desk, supplied);
    format!("{markdown}{picture}").trim().to_owned()
}

fn exact(cells: Cells<'_>) -> bool {
    matches!(cells.get(Field::Marking).to_lowercase().as_str(), "tepat" | "exact" | "semua")
}

fn needs_key(cells: Cells<'_>) -> Result<&str, String> {
    Some(cells.get(Field::Key)).filter(|key| !key.is_empty()).ok_or_else(|| cells.fault(Field::Key, "there is no key"))
}

/// Scores of the options; `None` when no cell holds one.
fn scores(cells: Cells<'_>, options: usize) -> Result<Option<Vec<f64>>, String> {
    let mut found = Vec::new();
    let mut any = false;
    for at in 0..MAX_OPTIONS {
        let score = cells.number(Field::Score(at))?;
        if at >= options {
            if score.is_some_and(|score| score != 0.0) {
                return Err(cells.fault(Field::Score(at), "there is a score and no option"));
            }
            continue;
        }
        any |= score.is_some();
        found.push(score.unwrap_or(0.0));
    }
    Ok(any.then_some(found))
}

/// Weights 1 to 5 on every option, 5 on one alone.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held against 1 to 5 before")]
fn judgement(cells: Cells<'_>, options: usize) -> Option<Vec<u8>> {
    let scores = scores(cells, options).ok()??;
    let whole = |score: &f64| (1.0..=5.0).contains(score) && score.fract() == 0.0;
    let weights: Vec<u8> = scores.iter().filter(|score| whole(score)).map(|score| *score as u8).collect();
    let mut best = weights.iter().filter(|weight| **weight == 5);
    let alone = best.next().is_some() && best.next().is_none();
    (weights.len() == options && (4..=6).contains(&options) && alone).then_some(weights)
}

fn enough(cells: Cells<'_>, words: &[&str]) -> Result<(), String> {
    if words.len() < 2 { Err(cells.fault(Field::Option(1), "fewer than two options")) } else { Ok(()) }
}

fn single(
    cells: Cells<'_>,
    words: &[&str],
    options: Vec<String>,
    desk: &mut Desk<'_>,
) -> Result<InteractionSource, String> {
    enough(cells, words)?;
    let scores = scores(cells, words.len())?;
    let best = scores.as_ref().and_then(|scores| scores.iter().copied().reduce(f64::max)).filter(|best| *best > 0.0);
    let text = cells.get(Field::Key);
    let key = match (text.is_empty(), &scores, best) {
        (true, Some(scores), Some(best)) => {
            let at: Vec<usize> = (0..scores.len()).filter(|at| scores[*at] >= best).collect();
            let [at] = at.as_slice() else {
                return Err(cells.fault(Field::Key, "several options have the highest score"));
            };
            *at
        }
        _ => {
            key::one(needs_key(cells)?, words, cells.mapping.key).map_err(|reason| cells.fault(Field::Key, &reason))?
        }
    };
    desk.change_if(
        cells.mapping.key == KeyStyle::Any && text.parse::<f64>().is_ok() && words[key] != text,
        "the key is a number: it was read as the place of the option",
    );
    let mut credit = BTreeMap::new();
    if let (Some(scores), Some(best)) = (scores, best) {
        if scores[key] < best {
            let what = format!("the key is {}, and another option has the highest score", letter(key));
            return Err(cells.fault(Field::Key, &what));
        }
        desk.change_if(scores.iter().any(|score| *score < 0.0), "negative scores count 0");
        credit = scores
            .iter()
            .enumerate()
            .filter(|(at, score)| *at != key && **score > 0.0)
            .map(|(at, score)| (at, score / best))
            .collect();
        if credit.values().any(|part| *part >= 1.0) {
            return Err(cells.fault(Field::Key, "several options have the highest score"));
        }
    }
    Ok(InteractionSource::SingleChoice { options, key: Some(key), credit })
}

fn true_false(cells: Cells<'_>, words: &[&str], options: Vec<String>) -> Result<InteractionSource, String> {
    let text = needs_key(cells)?;
    let of_own = options.is_empty();
    let options = if of_own { TRUE_FALSE.map(str::to_owned).to_vec() } else { options };
    let key = if of_own {
        key::truth(text)
            .map(|truth| usize::from(!truth))
            .ok_or_else(|| format!("the key `{}` is neither `benar` nor `salah`", short(text)))
    } else {
        key::one(text, words, cells.mapping.key)
    };
    let key = Some(key.map_err(|reason| cells.fault(Field::Key, &reason))?);
    Ok(InteractionSource::SingleChoice { options, key, credit: BTreeMap::new() })
}

fn multiple(cells: Cells<'_>, words: &[&str], options: Vec<String>) -> Result<InteractionSource, String> {
    enough(cells, words)?;
    let scores = scores(cells, words.len())?;
    let text = cells.get(Field::Key);
    let key: BTreeSet<usize> = if text.is_empty() {
        scores.iter().flatten().enumerate().filter(|(_, score)| **score > 0.0).map(|(at, _)| at).collect()
    } else {
        key::several(text, words, cells.mapping.key)
            .map_err(|reason| cells.fault(Field::Key, &reason))?
            .into_iter()
            .collect()
    };
    if key.is_empty() {
        return Err(cells.fault(Field::Key, "there is no key"));
    }
    let marking = match scores {
        Some(scores) => credit(cells, &scores, &key)?,
        None if exact(cells) => Marking::Exact,
        None => Marking::Standard,
    };
    Ok(InteractionSource::MultipleResponse { options, key, marking })
}

/// Scores add up to 1; where they do not, they are parts of their sum.
fn credit(cells: Cells<'_>, scores: &[f64], key: &BTreeSet<usize>) -> Result<Marking<usize>, String> {
    let sum: f64 = key.iter().map(|at| scores[*at]).sum();
    if key.iter().any(|at| scores[*at] <= 0.0) {
        return Err(cells.fault(Field::Key, "an option of the key has no score"));
    }
    let own = cells.get(Field::Format).eq_ignore_ascii_case("markdown");
    let whole = if own || (sum - 1.0).abs() < 1e-6 { 1.0 } else { sum };
    Ok(Marking::Credit(
        scores.iter().enumerate().filter(|(_, score)| **score != 0.0).map(|(at, score)| (at, score / whole)).collect(),
    ))
}

fn graded(cells: Cells<'_>, words: &[&str], options: Vec<String>) -> Result<InteractionSource, String> {
    let what = "a judgement needs 4 to 6 options with scores 1 to 5, one of them alone 5";
    let weights = judgement(cells, words.len()).ok_or_else(|| cells.fault(Field::Score(0), what))?;
    Ok(InteractionSource::GradedJudgement { options, weights })
}

fn numeric(cells: Cells<'_>, desk: &mut Desk<'_>) -> Result<InteractionSource, String> {
    needs_key(cells)?;
    let key = cells.number(Field::Key)?;
    let tolerance = cells.number(Field::Tolerance)?.unwrap_or(0.0);
    if tolerance < 0.0 {
        return Err(cells.fault(Field::Tolerance, "it is negative"));
    }
    [Field::Key, Field::Tolerance].into_iter().for_each(|field| cells.say_reading(field, desk));
    let unit = Some(cells.get(Field::Unit)).filter(|unit| !unit.is_empty()).map(str::to_owned);
    Ok(InteractionSource::NumericEntry { key, tolerance, unit, slider: None })
}

/// Accepted texts between pipes, or as a gap's line.
fn short_text(cells: Cells<'_>, stem: &str, desk: &mut Desk<'_>) -> Built {
    let text = needs_key(cells)?;
    let gap = if text.starts_with('=') {
        block::gap(text, false)
    } else {
        let list: Vec<(String, f64)> =
            text.split(['|', '\n']).map(|word| (word.trim().replace('*', "\\*"), 100.0)).collect();
        marks::short_answer(&list, false).map(|(gap, changes)| {
            changes.into_iter().for_each(|change| desk.change(change));
            gap
        })
    };
    let gap = gap.map_err(|reason| cells.fault(Field::Key, &reason))?;
    let stem = if stem.contains("[[1]]") { stem.to_owned() } else { marks::with_gap(stem) };
    Ok((stem, InteractionSource::GapText { gaps: vec![gap], exact: false }))
}

/// A line for each gap: `1: =right ~wrong`; `1!:` where capitals count.
fn gaps(cells: Cells<'_>) -> Result<InteractionSource, String> {
    let mut gaps: Vec<GapSource> = Vec::new();
    for line in needs_key(cells)?.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (head, answers) = line.split_once(':').unwrap_or((line, ""));
        let (head, capitals) = head.strip_suffix('!').map_or((head, false), |head| (head, true));
        if head.trim().parse() != Ok(gaps.len() + 1) {
            return Err(cells.fault(
                Field::Key,
                &format!("the line of gap {} should begin with `{}:`", gaps.len() + 1, gaps.len() + 1),
            ));
        }
        gaps.push(block::gap(answers.trim(), capitals).map_err(|reason| cells.fault(Field::Key, &reason))?);
    }
    Ok(InteractionSource::GapText { gaps, exact: exact(cells) })
}

fn ordering(cells: Cells<'_>, words: &[&str], elements: Vec<String>) -> Result<InteractionSource, String> {
    enough(cells, words)?;
    let key =
        key::several(needs_key(cells)?, words, cells.mapping.key).map_err(|reason| cells.fault(Field::Key, &reason))?;
    if key.len() != elements.len() {
        return Err(cells.fault(Field::Key, "the key must name every element once"));
    }
    Ok(InteractionSource::Ordering { elements, key, exact: exact(cells) })
}

fn matching(
    cells: Cells<'_>,
    right: Vec<String>,
    desk: &mut Desk<'_>,
    supplied: &Supplied,
) -> Result<InteractionSource, String> {
    let left: Vec<String> = cells.list(Field::Left)?.into_iter().map(|text| cells.text(text, desk, supplied)).collect();
    let pairs = key::pairs(needs_key(cells)?).map_err(|reason| cells.fault(Field::Key, &reason))?;
    let mut key = BTreeMap::new();
    for (from, to) in pairs {
        if from >= left.len() || to >= right.len() {
            return Err(cells.fault(Field::Key, &format!("the pair {}={} has no text", from + 1, letter(to))));
        }
        if key.insert(from, to).is_some() {
            return Err(cells.fault(Field::Key, &format!("the key names {} twice", from + 1)));
        }
    }
    if left.is_empty() || key.len() != left.len() {
        return Err(cells.fault(Field::Key, "every left text needs one pair"));
    }
    let reuse = key.values().collect::<BTreeSet<_>>().len() < key.len();
    let marking = if exact(cells) { Marking::Exact } else { Marking::Standard };
    Ok(InteractionSource::Matching { left, right, key, reuse, marking })
}

fn association(cells: Cells<'_>, elements: Vec<String>) -> Result<InteractionSource, String> {
    let pairs = key::pairs(needs_key(cells)?).map_err(|reason| cells.fault(Field::Key, &reason))?;
    if let Some((a, b)) = pairs.iter().find(|(a, b)| *a >= elements.len() || *b >= elements.len() || a == b) {
        return Err(cells.fault(Field::Key, &format!("`{}-{}` is no pair of two elements", letter(*a), letter(*b))));
    }
    let key = pairs.into_iter().map(|(a, b)| (a.min(b), a.max(b))).collect();
    Ok(InteractionSource::Association { elements, key, exact: exact(cells) })
}
