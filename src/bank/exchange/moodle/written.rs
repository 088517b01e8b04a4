//! Questions with a field to write into: `numerical`, `shortanswer`, `essay`.

use roxmltree::Node;

use super::node::{Question, words};
use super::read::Body;
use crate::bank::exchange::draft::Desk;
use crate::bank::exchange::marks::{self, Numeric, finite};
use crate::bank::source::InteractionSource;

pub(super) fn numerical(question: Question<'_, '_>, desk: &mut Desk<'_>) -> Result<Body, String> {
    let stem = question.stem(desk);
    let (mut answers, mut names) = (Vec::new(), Vec::new());
    for answer in question.answers()? {
        let text = words(answer.node);
        names.push(text.clone());
        if text == "*" {
            desk.change_if(answer.percent > 0.0, "marks for any other answer (`*`) were left out");
            continue;
        }
        let tolerance = tolerance(answer.node, desk)?;
        answers.push(Numeric { value: finite(&text, "the answer")?, tolerance, percent: answer.percent });
    }
    let unit = unit(question, desk);
    let (interaction, changes) = marks::numeric(&answers, unit)?;
    changes.into_iter().for_each(|change| desk.change(change));
    Ok(Body { stem, interaction, fixed_order: false, names })
}

/// Moodle takes a negative one as if it had no sign.
fn tolerance(answer: Node<'_, '_>, desk: &mut Desk<'_>) -> Result<f64, String> {
    let text = Question(answer).words("tolerance");
    let tolerance = if text.is_empty() { 0.0 } else { finite(&text, "the tolerance")? };
    if tolerance < 0.0 {
        desk.change(format!("the tolerance {tolerance} was read as {}", tolerance.abs()));
    }
    Ok(tolerance.abs())
}

/// The unit with the multiplier 1 stands beside the field; the others are named.
fn unit(question: Question<'_, '_>, desk: &mut Desk<'_>) -> Option<String> {
    let mut own = None;
    for unit in question.child("units").map(Question).into_iter().flat_map(|units| units.children("unit")) {
        let name = Question(unit).words("unit_name");
        let one = finite(&Question(unit).words("multiplier"), "").is_ok_and(|factor| (factor - 1.0).abs() < 1e-9);
        if one && own.is_none() && !name.is_empty() {
            own = Some(name);
        } else {
            desk.change(format!("answers in the unit `{name}` were left out"));
        }
    }
    own
}

pub(super) fn shortanswer(question: Question<'_, '_>, desk: &mut Desk<'_>) -> Result<Body, String> {
    let stem = marks::with_gap(&question.stem(desk));
    let answers: Vec<(String, f64)> =
        question.answers()?.into_iter().map(|answer| (words(answer.node), answer.percent)).collect();
    let (gap, changes) = marks::short_answer(&answers, question.flag("usecase", false))?;
    changes.into_iter().for_each(|change| desk.change(change));
    let names = answers.into_iter().map(|(text, _)| text).collect();
    Ok(Body {
        stem,
        interaction: InteractionSource::GapText { gaps: vec![gap], exact: false },
        fixed_order: false,
        names,
    })
}

pub(super) fn essay(question: Question<'_, '_>, desk: &mut Desk<'_>) -> Body {
    let stem = question.stem(desk);
    desk.change("people must mark it; it stays a draft");
    desk.change_if(!question.words("graderinfo").is_empty(), "the notes for markers were left out");
    desk.change_if(!question.words("responsetemplate").is_empty(), "the template of the answer was left out");
    let files = marks::finite(&question.words("attachments"), "").is_ok_and(|count| count.abs() > 0.5);
    desk.change_if(files, "candidates cannot attach files here");
    Body { stem, interaction: InteractionSource::ExtendedText, fixed_order: false, names: Vec::new() }
}
