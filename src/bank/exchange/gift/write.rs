//! Items → GIFT. What it has no sign for is listed.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::block::{answer, escaped};
use crate::bank::exchange::export::{Export, Losses, Selection};
use crate::bank::exchange::html::{escape, looks_like_html, to_html, to_plain};
use crate::bank::exchange::moodle::TRUE_FALSE;
use crate::bank::source::{GapSource, InteractionSource, ItemSource, Marking};

pub fn write(selection: &Selection<'_>) -> Export {
    let mut out = String::new();
    let mut lost = Vec::new();
    for item in selection.items {
        let mut page = Page { losses: Losses::of(item) };
        let material = selection.material(item);
        match page.block(item) {
            Some(block) => out.push_str(&page.question(item, material, &block)),
            None => page.losses.say(format!("the whole item: GIFT has no sign for this `{}`", item.interaction.name())),
        }
        lost.append(&mut page.losses.found);
    }
    Export { bytes: out.into_bytes(), extension: "gift", lost }
}

struct Page<'a> {
    losses: Losses<'a>,
}

impl Page<'_> {
    fn question(&mut self, item: &ItemSource, material: Option<&str>, block: &str) -> String {
        self.losses.own_fields(item);
        self.losses.say_if(material.is_some(), "the shared material as such: it stands in the question's own text");
        self.losses.say_if(item.fixed_order && !is_true_false(item), "that the options keep their order");
        let mut out = comment(item);
        let _ = write!(out, "::{}::", escaped(if item.title.is_empty() { &item.id } else { &item.title }));
        let stem = material.map_or_else(|| item.stem.clone(), |material| format!("{material}\n\n{}", item.stem));
        let stem = stem.strip_suffix("\n\n[[1]]").unwrap_or(&stem);
        let general =
            if item.rationale.is_empty() { String::new() } else { format!("\n####{}", self.text(&item.rationale)) };
        let text = self.text(stem);
        match text.split_once("[[1]]").filter(|_| matches!(item.interaction, InteractionSource::GapText { .. })) {
            Some((before, after)) => _ = writeln!(out, "{before}{{{block}{general}}}{after}\n"),
            None => _ = writeln!(out, "{text} {{{block}{general}}}\n"),
        }
        out
    }

    /// What stands between the braces.
    fn block(&mut self, item: &ItemSource) -> Option<String> {
        Some(match &item.interaction {
            InteractionSource::SingleChoice { key, .. } if is_true_false(item) => {
                if *key == Some(0) {
                    "T".to_owned()
                } else {
                    "F".to_owned()
                }
            }
            InteractionSource::SingleChoice { options, key, credit } => {
                let part = |at: usize| if *key == Some(at) { 1.0 } else { credit.get(&at).copied().unwrap_or(0.0) };
                self.options(options, part, *key)
            }
            InteractionSource::GradedJudgement { options, weights } => {
                let part = |at: usize| weights.get(at).map_or(0.0, |weight| f64::from(*weight) / 5.0);
                self.options(options, part, weights.iter().position(|weight| *weight == 5))
            }
            InteractionSource::MultipleResponse { options, key, marking } => self.several(options, key, marking),
            InteractionSource::NumericEntry { key, tolerance, unit, slider } => {
                self.losses.say_if(unit.is_some(), "the unit beside the field");
                self.losses.say_if(slider.is_some(), "the slider: a field stands in its place");
                format!("#{}:{tolerance}", (*key)?)
            }
            InteractionSource::Matching { left, right, key, marking, .. } => {
                self.losses
                    .say_if(*marking != Marking::Standard, "the marking of its own: right pairs ÷ all left counts");
                let used: BTreeSet<usize> = key.values().copied().collect();
                let pairs = (0..left.len()).filter_map(|at| Some((left[at].as_str(), right.get(*key.get(&at)?)?)));
                let spare = right.iter().enumerate().filter(|(at, _)| !used.contains(at)).map(|(_, text)| ("", text));
                let pairs: Vec<_> = pairs.chain(spare).collect();
                pairs.into_iter().map(|(left, right)| self.pair(left, right)).collect()
            }
            InteractionSource::GapText { gaps, .. } => match gaps.as_slice() {
                [gap @ GapSource::Text { case_sensitive, .. }] => {
                    self.losses.say_if(*case_sensitive, "that capitals count");
                    super::block::line(gap)
                }
                _ => return None,
            },
            InteractionSource::ExtendedText => String::new(),
            InteractionSource::Ordering { .. } | InteractionSource::Association { .. } => return None,
        })
    }

    fn options(&mut self, options: &[String], part: impl Fn(usize) -> f64, key: Option<usize>) -> String {
        let line = |(at, text): (usize, &String)| format!("\n{}", answer(part(at), key == Some(at), &self.text(text)));
        options.iter().enumerate().map(line).collect()
    }

    #[allow(clippy::cast_precision_loss, reason = "an item has few options")]
    fn several(&mut self, options: &[String], key: &BTreeSet<usize>, marking: &Marking<usize>) -> String {
        self.losses.say_if(*marking == Marking::Exact, "that only the whole key counts: right minus wrong counts");
        let each = 1.0 / key.len().max(1) as f64;
        let part = |at: usize| match marking {
            Marking::Credit(list) => list.iter().find(|(option, _)| *option == at).map_or(0.0, |(_, credit)| *credit),
            _ if key.contains(&at) => each,
            _ => -each,
        };
        self.options(options, part, None)
    }

    fn pair(&mut self, left: &str, right: &str) -> String {
        let plain = to_plain(right);
        self.losses.say_if(escape(&plain) != right, "markup in the right column");
        format!("\n={} -> {}", self.text(left), escaped(&plain))
    }

    /// Plain where the text is plain, else HTML.
    fn text(&mut self, markdown: &str) -> String {
        let plain = to_plain(markdown);
        let picture = markdown.contains("![");
        self.losses.say_if(picture, "the picture: its text alternative stands in its place");
        if picture || escape(&plain) == markdown || without_gaps(&escape(&plain)) == without_gaps(markdown) {
            let format = if looks_like_html(&plain) { "[plain]" } else { "" };
            return format!("{format}{}", escaped(&plain));
        }
        format!("[html]{}", escaped(&to_html(markdown, &mut str::to_owned)).replace("\\n", " "))
    }
}

/// `escape` would write `\[\[1\]\]`.
fn without_gaps(text: &str) -> String {
    text.replace("\\[\\[1\\]\\]", "[[1]]")
}

fn is_true_false(item: &ItemSource) -> bool {
    matches!(&item.interaction, InteractionSource::SingleChoice { options, credit, key: Some(_) }
        if *options == TRUE_FALSE && credit.is_empty())
}

fn comment(item: &ItemSource) -> String {
    let clean = |text: &str| text.replace(['[', ']', '\n'], " ");
    let mut out = String::new();
    if !item.id.is_empty() {
        let _ = writeln!(out, "// [id:{}]", clean(&item.id));
    }
    for tag in &item.tags {
        let _ = writeln!(out, "// [tag:{}]", clean(tag));
    }
    out
}
