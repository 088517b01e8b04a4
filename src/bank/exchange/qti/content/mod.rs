//! The texts of an item: body, prompts, choices, feedback → Markdown, with everything that was dropped named.

mod markup;
pub mod pictures;

use std::collections::BTreeMap;

use self::pictures::Shelf;
use super::item::Item;
use super::own::Own;
use super::xml::{Child, Element};
use crate::bank::exchange::archive::Archive;
use crate::bank::exchange::html;

/// Around the number of a chart while its figure is on its way through HTML; of no meaning to anybody.
const CHART: char = '\u{e0c7}';

/// Where the marks of gaps stand: response or gap identifier → the text in the stem.
pub type Marks = BTreeMap<String, String>;

/// The files around an item: of its package, or none when it came alone.
#[derive(Clone, Copy)]
pub struct Files<'a>(pub Option<&'a Archive>);

impl<'a> Files<'a> {
    pub fn get(self, path: &str) -> Option<&'a [u8]> {
        self.0.and_then(|archive| archive.get(path))
    }
}

/// Converts the texts of one item and remembers what became of their parts.
pub struct Desk<'a> {
    shelf: &'a mut Shelf,
    files: Files<'a>,
    /// The item's own path in the package.
    path: &'a str,
    /// Bank path → bytes, of this item.
    pub used: BTreeMap<String, Vec<u8>>,
    pub changes: Vec<String>,
    /// What a package of ours says about the item.
    pub own: Option<&'a Own>,
    /// Texts for whoever looks at the key: feedback, rubrics for markers.
    feedback: Vec<String>,
    rubrics: Vec<String>,
}

impl<'a> Desk<'a> {
    pub fn new(shelf: &'a mut Shelf, files: Files<'a>, path: &'a str, own: Option<&'a Own>) -> Self {
        Self {
            shelf,
            files,
            path,
            used: BTreeMap::new(),
            changes: Vec::new(),
            own,
            feedback: Vec::new(),
            rubrics: Vec::new(),
        }
    }

    pub fn change(&mut self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if !self.changes.contains(&sentence) {
            self.changes.push(sentence);
        }
    }

    /// The body without the choices of its interactions.
    pub fn stem(&mut self, body: &Element, marks: &Marks) -> String {
        let html = self.write(&body.children, marks);
        self.markdown(&html)
    }

    /// A sentence that only strangers' items need: what they mean by something is a guess.
    pub fn stranger(&mut self, sentence: &str) {
        if self.own.is_none() {
            self.change(sentence);
        }
    }

    /// A choice as Markdown.
    pub fn choice(&mut self, choice: &Element) -> Result<String, String> {
        let html = self.write(&choice.children, &Marks::new());
        let text = self.markdown(&html);
        if !text.is_empty() {
            return Ok(text);
        }
        // Only a picture that is not there stood here; its name tells the options apart until it is put in.
        match choice.all().into_iter().find_map(|element| element.said("src").or_else(|| element.said("data"))) {
            Some(source) => {
                let name = source.rsplit('/').next().unwrap_or(source);
                self.changes.retain(|change| !change.starts_with("the decorative picture") || !change.contains(source));
                self.change(format!(
                    "the text of a choice is only the picture `{name}`, which is not in the file; put it in"
                ));
                Ok(html::escape(&format!("({name})")))
            }
            None => Err(format!("{} has no text", choice.place())),
        }
    }

    /// A choice as plain text, for lists inside a sentence.
    pub fn plain(&mut self, choice: &Element) -> Result<String, String> {
        let text = plain(choice);
        if text.is_empty() {
            return Err(format!("{} has no text", choice.place()));
        }
        if choice.elements().any(|inner| !inner.name.starts_with("feedback")) {
            self.change(format!("the markup inside {} is not kept; its text is", choice.place()));
        }
        Ok(text)
    }

    /// What a marker or reviewer reads: feedback and rubrics that no candidate may see.
    pub fn rationale(&mut self, item: &Item) -> String {
        for feedback in &item.modal_feedback {
            self.keep_feedback(feedback);
        }
        let mut parts = Vec::new();
        for (html, why) in [
            (std::mem::take(&mut self.rubrics), "a rubric for markers is kept in the rationale"),
            (std::mem::take(&mut self.feedback), "feedback is kept in the rationale"),
        ] {
            let text: Vec<String> =
                html.iter().map(|html| self.markdown(html)).filter(|text| !text.is_empty()).collect();
            if !text.is_empty() {
                self.stranger(why);
                parts.extend(text);
            }
        }
        parts.dedup();
        parts.join("\n\n")
    }

    /// Texts for markers inside shared material: there is no place for them, so they are named.
    pub fn name_hidden(&mut self, path: &str) {
        if !self.feedback.is_empty() || !self.rubrics.is_empty() {
            self.change(format!("what only markers may read in `{path}` is not taken over"));
        }
    }

    pub fn name_extras(&mut self, item: &Item) {
        for extra in &item.extras {
            self.change(format!("the {extra} is not taken over"));
        }
    }

    fn keep_feedback(&mut self, feedback: &Element) {
        let children = feedback.children.clone();
        let html = self.write(&children, &Marks::new());
        self.feedback.push(html);
    }

    fn write(&mut self, children: &[Child], marks: &Marks) -> String {
        let mut out = String::new();
        self.children(children, marks, &mut out);
        out
    }

    fn markdown(&mut self, html: &str) -> String {
        let known: Vec<String> = self.used.keys().cloned().collect();
        let mut picture = |source: &str| known.iter().find(|path| *path == source).cloned();
        let converted = html::to_markdown(html, &mut picture);
        for removed in converted.removed {
            self.change(removed);
        }
        self.charts(converted.markdown)
    }

    /// Puts the text of each chart of ours where its figure stood.
    fn charts(&self, markdown: String) -> String {
        let Some(own) = self.own.filter(|_| markdown.contains(CHART)) else { return markdown };
        let mut lines = Vec::new();
        for line in markdown.split('\n') {
            let mut parts = line.split(CHART);
            let (before, number) = (parts.next().unwrap_or_default(), parts.next());
            let chart = number.and_then(|number| own.charts.get(number.parse::<usize>().ok()?));
            match chart {
                Some(chart) => lines.push(fenced(before, chart)),
                None => lines.push(line.to_owned()),
            }
        }
        lines.join("\n")
    }
}

/// The fence of a chart; what stands before it on its line (a list's marker, a quotation's) is kept up below.
fn fenced(before: &str, chart: &str) -> String {
    let below: String = before.chars().map(|sign| if sign == '>' { '>' } else { ' ' }).collect();
    let inner = chart.trim_end_matches('\n').split('\n').map(|line| format!("{below}{line}").trim_end().to_owned());
    let mut lines = vec![format!("{before}```chart")];
    lines.extend(inner);
    lines.push(format!("{below}```"));
    lines.join("\n")
}

/// The words of an element without feedback, blanks as one.
pub fn plain(element: &Element) -> String {
    fn collect(element: &Element, out: &mut String) {
        for child in &element.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Element(inner) if inner.name.starts_with("feedback") => {}
                Child::Element(inner) if inner.name == "img" => out.push_str(inner.said("alt").unwrap_or_default()),
                Child::Element(inner) => collect(inner, out),
            }
        }
    }
    let mut out = String::new();
    collect(element, &mut out);
    if out.trim().is_empty() {
        out.push_str(element.said("objectLabel").or_else(|| element.said("hotspotLabel")).unwrap_or_default());
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
