//! `ItemSource` → own-format text. What is not said yet is left out, so that a strict reading names it as missing.

use std::fmt::Write as _;

use super::{GapSource, InteractionSource, ItemSource, Marking, StimulusSource};

impl ItemSource {
    /// The text of the item's file (FORMAT.md).
    pub fn to_text(&self) -> String {
        let mut head = Head::default();
        head.text("id", &self.id);
        head.line("interaction", &quoted(self.interaction.name()));
        head.text("title", &self.title);
        head.text("competency", &self.competency);
        head.text("indicator", &self.indicator);
        if let Some(difficulty) = self.difficulty {
            head.line("difficulty", &quoted(difficulty.name()));
        }
        if let Some(seconds) = self.seconds {
            head.line("seconds", &seconds.to_string());
        }
        head.list("tags", &self.tags);
        head.list("job_families", self.job_families.iter().map(|family| family.name()));
        head.flag("shuffle = false", self.fixed_order);
        head.optional("stimulus", self.stimulus.as_deref());
        head.list("enemies", &self.enemies);
        head.optional("origin", self.origin.as_deref());
        head.optional("computation", self.computation.as_deref());
        let sections = interaction(&self.interaction, &mut head);
        let mut text = format!("+++\n{}+++\n\n{}\n", head.0, self.stem.trim_end());
        for (name, marks, entries) in sections {
            let _ = write!(text, "\n## {name}\n\n{}", list(marks, &entries));
        }
        let _ = write!(text, "\n## Rationale\n\n{}\n", self.rationale.trim_end());
        text
    }
}

impl StimulusSource {
    /// The text of the stimulus's file (FORMAT.md).
    pub fn to_text(&self) -> String {
        let mut head = Head::default();
        head.text("id", &self.id);
        head.text("title", &self.title);
        head.optional("domain", self.domain.as_deref());
        format!("+++\n{}+++\n\n{}\n", head.0, self.body.trim_end())
    }
}

/// Front matter on its way.
#[derive(Default)]
struct Head(String);

impl Head {
    /// A raw TOML value.
    fn line(&mut self, field: &str, value: &str) {
        let _ = writeln!(self.0, "{field} = {value}");
    }

    fn text(&mut self, field: &str, value: &str) {
        if !value.is_empty() {
            self.line(field, &quoted(value));
        }
    }

    fn optional(&mut self, field: &str, value: Option<&str>) {
        self.text(field, value.unwrap_or_default());
    }

    fn list(&mut self, field: &str, values: impl IntoIterator<Item: AsRef<str>>) {
        let values: Vec<String> = values.into_iter().map(|value| quoted(value.as_ref())).collect();
        if !values.is_empty() {
            self.line(field, &format!("[{}]", values.join(", ")));
        }
    }

    fn flag(&mut self, line: &str, present: bool) {
        if present {
            let _ = writeln!(self.0, "{line}");
        }
    }

    fn table(&mut self, field: &str, entries: &[(String, String)]) {
        if !entries.is_empty() {
            let entries: Vec<String> = entries.iter().map(|(name, value)| format!("{name} = {value}")).collect();
            self.line(field, &format!("{{ {} }}", entries.join(", ")));
        }
    }
}

#[derive(Clone, Copy)]
enum Marks {
    Letters,
    Numbers,
}

type Section<'a> = (String, Marks, Vec<&'a str>);

/// Writes the key and gives the sections of the body.
fn interaction<'a>(interaction: &'a InteractionSource, head: &mut Head) -> Vec<Section<'a>> {
    let section = |name: &str, marks, entries: &'a [String]| -> Section<'a> {
        (name.to_owned(), marks, entries.iter().map(String::as_str).collect())
    };
    match interaction {
        InteractionSource::SingleChoice { options, key, credit } => {
            head.optional("key", key.map(letter).as_deref());
            let credit: Vec<_> = credit.iter().map(|(option, part)| (letter(*option), part.to_string())).collect();
            head.table("credit", &credit);
            vec![section("Options", Marks::Letters, options)]
        }
        InteractionSource::MultipleResponse { options, key, marking } => {
            head.list("key", key.iter().copied().map(letter));
            mark(head, marking, |option| letter(*option));
            vec![section("Options", Marks::Letters, options)]
        }
        InteractionSource::GradedJudgement { options, weights } => {
            let weights: Vec<_> =
                weights.iter().enumerate().map(|(i, weight)| (letter(i), weight.to_string())).collect();
            head.table("weights", &weights);
            vec![section("Options", Marks::Letters, options)]
        }
        InteractionSource::NumericEntry { .. } => numeric(interaction, head),
        InteractionSource::Ordering { elements, key, exact } => {
            head.list("key", key.iter().copied().map(letter));
            head.flag("exact = true", *exact);
            vec![section("Elements", Marks::Letters, elements)]
        }
        InteractionSource::Matching { left, right, key, reuse, marking } => {
            let key: Vec<_> = key.iter().map(|(l, r)| ((l + 1).to_string(), quoted(&letter(*r)))).collect();
            head.table("key", &key);
            head.flag("reuse = true", *reuse);
            mark(head, marking, |(l, r)| quoted(&format!("{} {}", l + 1, letter(*r))));
            vec![section("Left", Marks::Numbers, left), section("Right", Marks::Letters, right)]
        }
        InteractionSource::Association { elements, key, exact } => {
            head.list("key", key.iter().map(|(one, other)| format!("{} {}", letter(*one), letter(*other))));
            head.flag("exact = true", *exact);
            vec![section("Elements", Marks::Letters, elements)]
        }
        InteractionSource::GapText { gaps, exact } => gap_text(gaps, *exact, head),
        InteractionSource::ExtendedText => Vec::new(),
    }
}

fn numeric<'a>(interaction: &InteractionSource, head: &mut Head) -> Vec<Section<'a>> {
    if let InteractionSource::NumericEntry { key, tolerance, unit, slider } = interaction {
        if let Some(key) = key {
            head.line("key", &key.to_string());
        }
        if *tolerance > 0.0 {
            head.line("tolerance", &tolerance.to_string());
        }
        head.optional("unit", unit.as_deref());
        if let Some(slider) = slider {
            head.line("slider", &format!("[{}, {}, {}]", slider.lower, slider.upper, slider.step));
        }
    }
    Vec::new()
}

fn gap_text<'a>(gaps: &'a [GapSource], exact: bool, head: &mut Head) -> Vec<Section<'a>> {
    let (mut keys, mut credits, mut cased, mut sections) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (index, gap) in gaps.iter().enumerate() {
        let id = (index + 1).to_string();
        let mut part =
            |answer: &str, credit: f64| credits.push((quoted(&format!("{id} {answer}")), credit.to_string()));
        match gap {
            GapSource::Choice { options, key, credit } => {
                credit.iter().for_each(|(option, credit)| part(&letter(*option), *credit));
                keys.extend(key.map(|key| (id.clone(), quoted(&letter(key)))));
                sections.push((format!("Gap {id}"), Marks::Letters, options.iter().map(String::as_str).collect()));
            }
            GapSource::Text { accepted, case_sensitive } => {
                let (full, partial): (Vec<_>, Vec<_>) = accepted.iter().partition(|(_, credit)| *credit >= 1.0);
                partial.iter().for_each(|(text, credit)| part(text, *credit));
                let full: Vec<String> = full.iter().map(|(text, _)| quoted(text)).collect();
                keys.push((id.clone(), format!("[{}]", full.join(", "))));
                cased.extend(case_sensitive.then(|| id.clone()));
            }
        }
    }
    head.table("key", &keys);
    head.table("credit", &credits);
    head.list("case_sensitive", cased);
    head.flag("exact = true", exact);
    sections
}

fn mark<P>(head: &mut Head, marking: &Marking<P>, name: impl Fn(&P) -> String) {
    match marking {
        Marking::Standard => {}
        Marking::Exact => head.flag("exact = true", true),
        Marking::Credit(parts) => {
            let parts: Vec<_> = parts.iter().map(|(part, credit)| (name(part), credit.to_string())).collect();
            head.table("credit", &parts);
        }
    }
}

/// `- A. text`, with further lines indented by two spaces.
fn list(marks: Marks, entries: &[&str]) -> String {
    let mut text = String::new();
    for (index, entry) in entries.iter().enumerate() {
        let mark = match marks {
            Marks::Letters => letter(index),
            Marks::Numbers => (index + 1).to_string(),
        };
        let _ = writeln!(text, "- {mark}. {}", entry.trim().replace('\n', "\n  "));
    }
    text
}

/// A, B, C …
pub(super) fn letter(index: usize) -> String {
    let letter = u8::try_from(index).ok().and_then(|index| b'A'.checked_add(index)).filter(u8::is_ascii_uppercase);
    letter.map_or_else(|| "?".to_owned(), |letter| char::from(letter).to_string())
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.replace(['\n', '\r'], " ")).to_string()
}
