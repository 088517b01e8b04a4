//! Questions with options: `multichoice`, `multichoiceset`, `truefalse`.

use std::collections::BTreeMap;

use super::node::{Question, passage, words};
use super::read::Body;
use crate::bank::exchange::draft::Desk;
use crate::bank::exchange::marks;
use crate::bank::source::{InteractionSource, Marking};

pub(super) fn multichoice(question: Question<'_, '_>, desk: &mut Desk<'_>) -> Result<Body, String> {
    let stem = question.stem(desk);
    let (options, percents) = options(question, desk)?;
    let one = question.flag("single", true);
    let (interaction, changes) =
        if one { marks::single(options, &percents)? } else { marks::multiple(options, &percents)? };
    changes.into_iter().for_each(|change| desk.change(change));
    Ok(Body { stem, interaction, fixed_order: !question.flag("shuffleanswers", true), names: Vec::new() })
}

/// The plugin whose questions give all or nothing.
pub(super) fn all_or_nothing(question: Question<'_, '_>, desk: &mut Desk<'_>) -> Result<Body, String> {
    let stem = question.stem(desk);
    let (options, percents) = options(question, desk)?;
    let key: std::collections::BTreeSet<usize> = (0..percents.len()).filter(|at| percents[*at] > 0.0).collect();
    if key.is_empty() {
        return Err("no answer carries marks: the item has no key".to_owned());
    }
    let interaction = InteractionSource::MultipleResponse { options, key, marking: Marking::Exact };
    Ok(Body { stem, interaction, fixed_order: !question.flag("shuffleanswers", true), names: Vec::new() })
}

fn options(question: Question<'_, '_>, desk: &mut Desk<'_>) -> Result<(Vec<String>, Vec<f64>), String> {
    let answers = question.answers()?;
    let percents = answers.iter().map(|answer| answer.percent).collect();
    let options: Vec<String> = answers.iter().map(|answer| passage(answer.node, desk)).collect();
    match options.iter().position(String::is_empty) {
        Some(at) if desk.missing.is_none() => Err(format!("answer {} has no text", at + 1)),
        _ => Ok((options, percents)),
    }
}

/// True stands first, as Moodle shows it; the key is the answer with 100 %, wherever it stands.
pub(super) fn truefalse(question: Question<'_, '_>, desk: &mut Desk<'_>) -> Result<Body, String> {
    let stem = question.stem(desk);
    let mut key = None;
    let mut names = Vec::new();
    for answer in question.answers()? {
        let word = words(answer.node).to_ascii_lowercase();
        let at = match word.as_str() {
            "true" => 0,
            "false" => 1,
            other => return Err(format!("`{other}` is neither `true` nor `false`")),
        };
        names.push(TRUE_FALSE[at].to_owned());
        if answer.percent > 99.0 && key.replace(at).is_some_and(|other| other != at) {
            return Err("both true and false carry 100 %".to_owned());
        }
    }
    let key = Some(key.ok_or("neither true nor false carries 100 %: the item has no key")?);
    let options = TRUE_FALSE.map(str::to_owned).to_vec();
    desk.change("the answers `true` and `false` are written `Benar` and `Salah`");
    let interaction = InteractionSource::SingleChoice { options, key, credit: BTreeMap::new() };
    Ok(Body { stem, interaction, fixed_order: true, names })
}

/// The words of a bank in Indonesian.
pub(in crate::bank::exchange) const TRUE_FALSE: [&str; 2] = ["Benar", "Salah"];
