//! `gapselect` and `ddwtos`: words of groups for the gaps `[[n]]` of the text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use roxmltree::Node;

use super::node::{Question, label};
use super::read::Body;
use crate::bank::exchange::draft::Desk;
use crate::bank::exchange::html::to_plain;
use crate::bank::source::{GapSource, InteractionSource};

struct Word {
    text: String,
    group: String,
}

pub(super) fn gapselect(question: Question<'_, '_>, desk: &mut Desk<'_>) -> Result<Body, String> {
    let list: Vec<Word> = question.children("selectoption").map(|node| word(node, desk)).collect();
    with_words(question, &list, desk)
}

pub(super) fn ddwtos(question: Question<'_, '_>, desk: &mut Desk<'_>) -> Result<Body, String> {
    let boxes: Vec<_> = question.children("dragbox").collect();
    let once = boxes.iter().any(|node| Question(*node).child("infinite").is_none());
    desk.change_if(once, "Moodle lets each word be dragged once; here each gap has its own list");
    let list: Vec<Word> = boxes.into_iter().map(|node| word(node, desk)).collect();
    with_words(question, &list, desk)
}

fn word(node: Node<'_, '_>, desk: &mut Desk<'_>) -> Word {
    let markdown = label(node, desk);
    let text = to_plain(&markdown).replace('\n', " ");
    desk.change_if(
        markdown.contains("<s") || markdown.contains("<math"),
        "markup inside the words of gaps was removed",
    );
    let group = Question(node).words("group");
    Word { text, group: if group.is_empty() { "1".to_owned() } else { group } }
}

fn with_words(question: Question<'_, '_>, list: &[Word], desk: &mut Desk<'_>) -> Result<Body, String> {
    let stem = question.stem(desk);
    let mut gaps = Vec::new();
    let stem = numbered(&stem, |number| {
        let at = number.checked_sub(1).filter(|at| *at < list.len());
        let at = at.ok_or_else(|| format!("the gap [[{number}]] has no word"))?;
        gaps.push(gap(list, at));
        Ok(gaps.len())
    })?;
    if gaps.is_empty() {
        return Err("the text has no gap".to_owned());
    }
    let fixed_order = !question.flag("shuffleanswers", true);
    Ok(Body { stem, interaction: InteractionSource::GapText { gaps, exact: false }, fixed_order, names: Vec::new() })
}

/// All words of the group, each once.
fn gap(list: &[Word], at: usize) -> GapSource {
    let mut options: Vec<String> = Vec::new();
    for word in list.iter().filter(|word| word.group == list[at].group) {
        if !options.contains(&word.text) {
            options.push(word.text.clone());
        }
    }
    let key = options.iter().position(|option| *option == list[at].text);
    GapSource::Choice { options, key, credit: BTreeMap::new() }
}

/// Every `[[n]]` gets the number that `renumber` gives it.
pub(super) fn numbered(stem: &str, mut renumber: impl FnMut(usize) -> Result<usize, String>) -> Result<String, String> {
    let (mut out, mut rest) = (String::new(), stem);
    while let Some(at) = rest.find("[[") {
        let inner = &rest[at + 2..];
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        let (Ok(number), true) = (inner[..digits].parse(), inner[digits..].starts_with("]]")) else {
            out.push_str(&rest[..at + 2]);
            rest = inner;
            continue;
        };
        out.push_str(&rest[..at]);
        let _ = write!(out, "[[{}]]", renumber(number)?);
        rest = &inner[digits + 2..];
    }
    out.push_str(rest);
    Ok(out)
}
