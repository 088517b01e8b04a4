//! Own-format text → `ItemSource`, forgiving: what a strict reading would refuse is kept or left empty, so that an
//! unfinished draft can be opened. Only a text without readable front matter is no item at all.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::{GapSource, InteractionSource, ItemSource, Marking, SliderSource, StimulusSource};
use crate::bank::fault::{BankFault, Faults};
use crate::bank::gap_file;
use crate::bank::lettered::{self, Marks};
use crate::bank::page::{self, Section};
use crate::domain::item::{Difficulty, JobFamily};

impl ItemSource {
    /// Reads an item's file; `domain` is its folder.
    pub fn from_text(domain: &str, text: &str) -> Result<Self, Vec<BankFault>> {
        let (head, body) = split(text)?;
        let (stem, sections) = page::sections(&body);
        let rationale = sections.iter().find(|section| section.name == "Rationale");
        Ok(Self {
            id: string(&head, "id"),
            title: string(&head, "title"),
            domain: domain.to_owned(),
            competency: string(&head, "competency"),
            indicator: string(&head, "indicator"),
            difficulty: Difficulty::from_name(&string(&head, "difficulty")),
            seconds: head.get("seconds").and_then(Value::as_integer).and_then(|seconds| u16::try_from(seconds).ok()),
            tags: strings(&head, "tags"),
            job_families: strings(&head, "job_families").iter().filter_map(|name| JobFamily::from_name(name)).collect(),
            fixed_order: head.get("shuffle").and_then(Value::as_bool) == Some(false),
            stimulus: optional(&head, "stimulus"),
            enemies: strings(&head, "enemies"),
            computation: optional(&head, "computation"),
            origin: optional(&head, "origin"),
            stem: stem.text.trim().to_owned(),
            interaction: interaction(&head, &sections),
            rationale: rationale.map(|section| section.passage.text.trim().to_owned()).unwrap_or_default(),
        })
    }
}

impl StimulusSource {
    pub fn from_text(text: &str) -> Result<Self, Vec<BankFault>> {
        let (head, body) = split(text)?;
        Ok(Self {
            id: string(&head, "id"),
            title: string(&head, "title"),
            domain: optional(&head, "domain"),
            body: body.text.trim().to_owned(),
        })
    }
}

fn split(text: &str) -> Result<(Table, page::Passage), Vec<BankFault>> {
    let mut faults = Faults::of("");
    let Some((head, body)) = page::split(text, &mut faults) else { return Err(faults.into_found()) };
    match head.text.parse::<Table>() {
        Ok(table) => Ok((table, body)),
        Err(error) => {
            faults.add(head.first_line, "", "not_toml", error.message().to_owned());
            Err(faults.into_found())
        }
    }
}

fn interaction(head: &Table, sections: &[Section]) -> InteractionSource {
    let entries = |name: &str, marks| -> Vec<String> {
        let section = sections.iter().find(|section| section.name == name);
        section.map(|section| list(section, marks)).unwrap_or_default()
    };
    let letters = |name| entries(name, Marks::Letters);
    let exact = head.get("exact").and_then(Value::as_bool) == Some(true);
    match string(head, "interaction").as_str() {
        "multiple_response" => InteractionSource::MultipleResponse {
            options: letters("Options"),
            key: strings(head, "key").iter().filter_map(|letter| index(letter)).collect(),
            marking: marking(head, exact, index),
        },
        "graded_judgement" => {
            let options = letters("Options");
            let weight = |i: usize| table(head, "weights").get(&super::write::letter(i)).and_then(Value::as_integer);
            let weights =
                (0..options.len()).map(|i| weight(i).and_then(|w| u8::try_from(w).ok()).unwrap_or(0)).collect();
            InteractionSource::GradedJudgement { options, weights }
        }
        "numeric_entry" => InteractionSource::NumericEntry {
            key: head.get("key").and_then(number),
            tolerance: head.get("tolerance").and_then(number).unwrap_or(0.0),
            unit: optional(head, "unit"),
            slider: slider(head),
        },
        "ordering" => InteractionSource::Ordering {
            elements: letters("Elements"),
            key: strings(head, "key").iter().filter_map(|letter| index(letter)).collect(),
            exact,
        },
        "matching" => InteractionSource::Matching {
            left: entries("Left", Marks::Numbers),
            right: letters("Right"),
            key: table(head, "key").iter().filter_map(|(l, r)| Some((ordinal(l)?, index(r.as_str()?)?))).collect(),
            reuse: head.get("reuse").and_then(Value::as_bool) == Some(true),
            marking: marking(head, exact, pair),
        },
        "association" => InteractionSource::Association {
            elements: letters("Elements"),
            key: strings(head, "key").iter().filter_map(|text| association(text)).collect(),
            exact,
        },
        "gap_text" => InteractionSource::GapText { gaps: gaps(head, sections), exact },
        "extended_text" => InteractionSource::ExtendedText,
        _ => InteractionSource::SingleChoice {
            options: letters("Options"),
            key: index(&string(head, "key")),
            credit: credits(head).filter_map(|(name, part)| Some((index(name)?, part))).collect(),
        },
    }
}

fn gaps(head: &Table, sections: &[Section]) -> Vec<GapSource> {
    let keys = table(head, "key");
    let cased: BTreeSet<String> = strings(head, "case_sensitive").into_iter().collect();
    let section_of = |id: &str| sections.iter().find(|section| gap_file::of_section(&section.name) == Some(id));
    let known = |number: &usize| keys.contains_key(&number.to_string()) || section_of(&number.to_string()).is_some();
    let read = |number: usize| {
        let id = number.to_string();
        let parts = credits(head).filter_map(|(name, part)| Some((name.strip_prefix(&format!("{id} "))?, part)));
        match section_of(&id) {
            Some(section) => GapSource::Choice {
                options: list(section, Marks::Letters),
                key: keys.get(&id).and_then(Value::as_str).and_then(index),
                credit: parts.filter_map(|(name, part)| Some((index(name)?, part))).collect(),
            },
            None => {
                let full = keys.get(&id).and_then(Value::as_array).into_iter().flatten();
                let full = full.filter_map(|text| Some((text.as_str()?.to_owned(), 1.0)));
                let accepted = full.chain(parts.map(|(text, part)| (text.to_owned(), part))).collect();
                GapSource::Text { accepted, case_sensitive: cased.contains(&id) }
            }
        }
    };
    (1..=gap_file::MAX_GAPS).take_while(known).map(read).collect()
}

fn list(section: &Section, marks: Marks) -> Vec<String> {
    let entries = lettered::parse(section, marks, 0..=usize::MAX, &mut Faults::of(""));
    entries.into_iter().map(|entry| entry.passage.text.trim().to_owned()).collect()
}

fn marking<P>(head: &Table, exact: bool, part: impl Fn(&str) -> Option<P>) -> Marking<P> {
    let parts: Vec<(P, f64)> = credits(head).filter_map(|(name, credit)| Some((part(name)?, credit))).collect();
    match (exact, parts.is_empty()) {
        (true, _) => Marking::Exact,
        (false, true) => Marking::Standard,
        (false, false) => Marking::Credit(parts),
    }
}

fn credits(head: &Table) -> impl Iterator<Item = (&str, f64)> {
    let table = head.get("credit").and_then(Value::as_table).into_iter().flatten();
    table.filter_map(|(name, credit)| Some((name.as_str(), number(credit)?)))
}

fn slider(head: &Table) -> Option<SliderSource> {
    let values: Vec<f64> = head.get("slider")?.as_array()?.iter().filter_map(number).collect();
    let [lower, upper, step] = values[..] else { return None };
    Some(SliderSource { lower, upper, step })
}

/// A letter's place in its list.
fn index(letter: &str) -> Option<usize> {
    let [letter @ b'A'..=b'Z'] = letter.as_bytes() else { return None };
    Some(usize::from(letter - b'A'))
}

/// A number's place in its list.
fn ordinal(number: &str) -> Option<usize> {
    number.parse::<usize>().ok()?.checked_sub(1)
}

fn pair(text: &str) -> Option<(usize, usize)> {
    let (from, to) = text.split_once(' ')?;
    Some((ordinal(from)?, index(to)?))
}

fn association(text: &str) -> Option<(usize, usize)> {
    let (one, other) = text.split_once(' ')?;
    let (one, other) = (index(one)?, index(other)?);
    Some((one.min(other), one.max(other)))
}

fn string(head: &Table, field: &str) -> String {
    optional(head, field).unwrap_or_default()
}

fn optional(head: &Table, field: &str) -> Option<String> {
    head.get(field).and_then(Value::as_str).map(str::to_owned)
}

fn strings(head: &Table, field: &str) -> Vec<String> {
    let list = head.get(field).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

fn table(head: &Table, field: &str) -> BTreeMap<String, Value> {
    head.get(field).and_then(Value::as_table).into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect()
}

fn number(value: &Value) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "whole numbers of an item are far below 2^53")]
    value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
}
