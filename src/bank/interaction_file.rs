//! The part of an item that depends on its interaction: which sections it has, how many choices, and its key.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::computed;
use super::fault::Faults;
use super::fields::{At, Fields};
use super::gap_file;
use super::key;
use super::lettered::{self, Entry, Marks};
use super::marking;
use super::markup::{Renderer, Spot};
use super::page::Section;
use crate::domain::ids::ChoiceId;
use crate::domain::item::{Choice, Interaction};

/// In the order of FORMAT.md.
pub(super) const NAMES: [&str; 9] = [
    "single_choice",
    "multiple_response",
    "graded_judgement",
    "numeric_entry",
    "ordering",
    "matching",
    "association",
    "gap_text",
    "extended_text",
];
/// Every interaction ends with it.
pub(super) const RATIONALE: &str = "Rationale";
/// FORMAT.md, Bounds.
const MAX_CHOICE: usize = 600;
const MAX_UNIT: usize = 30;

type List = (&'static str, Marks, RangeInclusive<usize>);

/// Reads choices and key of the interaction `name` from front matter and body sections.
pub(super) fn read(
    name: &At<String>,
    stem: &str,
    fields: &mut Fields<'_, '_>,
    sections: &[Section],
    renderer: &Renderer<'_>,
    faults: &mut Faults,
) -> Option<Interaction> {
    let Some(lists) = lists(&name.value) else {
        let message = format!("`{}` is none of {}", name.value, NAMES.join(", "));
        faults.add(name.line, "interaction", "unknown_name", message);
        return None;
    };
    let mut body = Body::read(name, &lists, sections, renderer, faults);
    let interaction = match name.value.as_str() {
        "gap_text" => gap_file::read(stem, fields, sections, renderer, faults),
        name => body.interaction(name, fields, faults),
    };
    computed::check(fields, interaction.as_ref(), &body.options, faults);
    interaction
}

fn lists(name: &str) -> Option<Vec<List>> {
    Some(match name {
        "single_choice" | "graded_judgement" => vec![("Options", Marks::Letters, 2..=10)],
        "multiple_response" => vec![("Options", Marks::Letters, 2..=12)],
        "ordering" => vec![("Elements", Marks::Letters, 2..=10)],
        "matching" => vec![("Left", Marks::Numbers, 2..=10), ("Right", Marks::Letters, 2..=12)],
        "association" => vec![("Elements", Marks::Letters, 3..=12)],
        "numeric_entry" | "gap_text" | "extended_text" => Vec::new(),
        _ => return None,
    })
}

/// The choice lists of a body.
struct Body {
    choices: BTreeMap<&'static str, Vec<Choice>>,
    /// The options as written, for the check of a computation.
    options: Vec<Entry>,
}

impl Body {
    fn read(
        name: &At<String>,
        lists: &[List],
        sections: &[Section],
        renderer: &Renderer<'_>,
        faults: &mut Faults,
    ) -> Self {
        refuse_others(&name.value, lists, sections, faults);
        let mut body = Self { choices: BTreeMap::new(), options: Vec::new() };
        for (title, marks, sizes) in lists {
            let Some(section) = sections.iter().find(|section| section.name == *title) else {
                let message = format!("`## {title}` is missing; {} needs it", name.value);
                faults.add(name.line, title, "missing_section", message);
                continue;
            };
            let entries = lettered::parse(section, *marks, sizes.clone(), faults);
            body.choices.insert(title, choices(section, &entries, renderer, faults));
            if *title == "Options" {
                body.options = entries;
            }
        }
        body
    }

    fn interaction(&mut self, name: &str, fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<Interaction> {
        match name {
            "single_choice" => {
                let options = self.take("Options");
                let key = key::single(fields, &options, faults)?;
                let credit = marking::beside_key(fields, &options, &key, faults);
                Some(Interaction::SingleChoice { options, key, credit })
            }
            "multiple_response" => {
                let options = self.take("Options");
                let key = key::several(fields, &options, faults);
                let marking = marking::of_choices(fields, &options, faults);
                Some(Interaction::MultipleResponse { options, key: key?, marking: marking? })
            }
            "graded_judgement" => {
                let options = self.take("Options");
                let weights = key::weights(fields, &options, faults)?;
                Some(Interaction::GradedJudgement { options, weights })
            }
            "ordering" => {
                let elements = self.take("Elements");
                let exact = fields.flag("exact", false, faults);
                let key = key::order(fields, &elements, faults)?;
                Some(Interaction::Ordering { elements, key, exact })
            }
            "association" => {
                let elements = self.take("Elements");
                let exact = fields.flag("exact", false, faults);
                let key = key::associations(fields, &elements, faults)?;
                Some(Interaction::Association { elements, key, exact })
            }
            "extended_text" => Some(Interaction::ExtendedText),
            "matching" => self.matching(fields, faults),
            _ => numeric(fields, faults),
        }
    }

    fn matching(&mut self, fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<Interaction> {
        let (left, right) = (self.take("Left"), self.take("Right"));
        let reuse = fields.flag("reuse", false, faults);
        let marking = marking::of_pairs(fields, &left, &right, faults);
        if right.len() < left.len() && !reuse {
            faults.add(fields.line(), "right", "list_size", "the right side has at least as many entries as the left");
        }
        let key = key::pairs(fields, &left, &right, reuse, faults)?;
        Some(Interaction::Matching { left, right, key, reuse, marking: marking? })
    }

    fn take(&mut self, title: &str) -> Vec<Choice> {
        self.choices.remove(title).unwrap_or_default()
    }
}

fn numeric(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<Interaction> {
    let key = key::number(fields, faults);
    let tolerance = key::tolerance(fields, faults);
    let unit = fields.optional_text("unit", MAX_UNIT, faults).map(|at| at.value);
    let slider = key::slider(fields, faults);
    Some(Interaction::NumericEntry { key: key?, tolerance: tolerance?, unit, slider })
}

fn refuse_others(name: &str, lists: &[List], sections: &[Section], faults: &mut Faults) {
    for (index, section) in sections.iter().enumerate() {
        let gap = name == "gap_text" && gap_file::of_section(&section.name).is_some();
        let wanted = gap || section.name == RATIONALE || lists.iter().any(|(title, ..)| *title == section.name);
        if !wanted {
            let message = format!("`## {}` is no section of {name}", section.name);
            faults.add(section.line, &section.name, "unknown_section", message);
        } else if sections[..index].iter().any(|other| other.name == section.name) {
            faults.add(section.line, &section.name, "repeated", format!("`## {}` stands there twice", section.name));
        }
    }
}

pub(super) fn choices(
    section: &Section,
    entries: &[Entry],
    renderer: &Renderer<'_>,
    faults: &mut Faults,
) -> Vec<Choice> {
    let list = section.name.to_lowercase();
    let mut choices: Vec<Choice> = Vec::new();
    for entry in entries {
        let field = format!("{list}.{}", entry.id);
        let html = renderer.choice(&entry.passage, Spot { field: &field, max: MAX_CHOICE }, faults);
        if !html.0.is_empty() && choices.iter().any(|other| other.html == html) {
            faults.add(entry.passage.line, &field, "repeated", "another entry of the list has the same text");
        }
        choices.push(Choice { id: ChoiceId::new(entry.id.as_str()), html });
    }
    choices
}
