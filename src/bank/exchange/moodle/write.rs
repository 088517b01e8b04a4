//! Items → Moodle XML. What Moodle has no place for is listed.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::choice::TRUE_FALSE;
use super::write_gaps;
use crate::bank::exchange::export::{Export, Losses, Selection};
use crate::bank::exchange::gallery::encode;
use crate::bank::exchange::html::to_html;
use crate::bank::exchange::xml::escaped;
use crate::bank::source::{InteractionSource, ItemSource, Marking};

/// The fractions that Moodle takes, as it writes them.
const FRACTIONS: [(f64, &str); 21] = [
    (1.0, "100"),
    (0.9, "90"),
    (5.0 / 6.0, "83.33333"),
    (0.8, "80"),
    (0.75, "75"),
    (0.7, "70"),
    (2.0 / 3.0, "66.66667"),
    (0.6, "60"),
    (0.5, "50"),
    (0.4, "40"),
    (1.0 / 3.0, "33.33333"),
    (0.3, "30"),
    (0.25, "25"),
    (0.2, "20"),
    (1.0 / 6.0, "16.66667"),
    (1.0 / 7.0, "14.28571"),
    (0.125, "12.5"),
    (1.0 / 9.0, "11.11111"),
    (0.1, "10"),
    (0.05, "5"),
    (0.0, "0"),
];

pub fn write(selection: &Selection<'_>) -> Export {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n");
    let mut lost = Vec::new();
    for item in selection.items {
        let mut page = Page { selection, losses: Losses::of(item), out: String::new() };
        page.item(item);
        out.push_str(&page.out);
        lost.append(&mut page.losses.found);
    }
    out.push_str("</quiz>\n");
    Export { bytes: out.into_bytes(), extension: "xml", lost }
}

/// One question while it is written.
pub(super) struct Page<'a> {
    selection: &'a Selection<'a>,
    pub(super) losses: Losses<'a>,
    out: String,
}

impl Page<'_> {
    fn item(&mut self, item: &ItemSource) {
        let Some((kind, stem, body)) = self.parts(item) else {
            self.losses.say(format!("the whole item: Moodle XML has no `{}`", item.interaction.name()));
            return;
        };
        self.losses.own_fields(item);
        let material = self.selection.material(item).map(|text| format!("{text}\n\n")).unwrap_or_default();
        self.losses.say_if(!material.is_empty(), "the shared material as such: it stands in the question's own text");
        self.losses.say_if(stem.contains("```chart"), "the chart: its numbers stand as text");
        let name = if item.title.is_empty() { &item.id } else { &item.title };
        let _ = write!(self.out, "<question type=\"{kind}\">\n<name><text>{}</text></name>\n", escaped(name));
        let stem = self.passage("questiontext", "", &format!("{material}{stem}"));
        let rationale = self.passage("generalfeedback", "", &item.rationale);
        let order = u8::from(!item.fixed_order);
        let _ = write!(
            self.out,
            "{stem}{rationale}<defaultgrade>1</defaultgrade>\n<penalty>0</penalty>\n<hidden>0</hidden>\n\
             <idnumber>{}</idnumber>\n<shuffleanswers>{order}</shuffleanswers>\n{body}",
            escaped(&item.id)
        );
        self.tags(&item.tags);
        self.out.push_str("</question>\n");
    }

    fn tags(&mut self, tags: &[String]) {
        let list: Vec<String> = tags.iter().map(|tag| format!("<tag><text>{}</text></tag>", escaped(tag))).collect();
        if !list.is_empty() {
            let _ = writeln!(self.out, "<tags>{}</tags>", list.join(""));
        }
    }

    /// Moodle's type, the stem, and what follows it.
    fn parts(&mut self, item: &ItemSource) -> Option<(&'static str, String, String)> {
        let stem = item.stem.clone();
        Some(match &item.interaction {
            InteractionSource::SingleChoice { options, key, credit } if credit.is_empty() && *options == TRUE_FALSE => {
                ("truefalse", stem, true_false(*key))
            }
            InteractionSource::SingleChoice { options, key, credit } => {
                let part = |at: usize| if *key == Some(at) { 1.0 } else { credit.get(&at).copied().unwrap_or(0.0) };
                ("multichoice", stem, self.options(options, part, true))
            }
            InteractionSource::GradedJudgement { options, weights } => {
                let part = |at: usize| weights.get(at).map_or(0.0, |weight| f64::from(*weight) / 5.0);
                ("multichoice", stem, self.options(options, part, true))
            }
            InteractionSource::MultipleResponse { options, key, marking } => {
                ("multichoice", stem, self.several(options, key, marking))
            }
            InteractionSource::NumericEntry { key, tolerance, unit, slider } => {
                self.losses.say_if(slider.is_some(), "the slider: a field stands in its place");
                ("numerical", stem, numeric(*key, *tolerance, unit.as_deref()))
            }
            InteractionSource::Ordering { elements, key, exact } => {
                ("ordering", stem, self.order(elements, key, *exact))
            }
            InteractionSource::Matching { left, right, key, marking, .. } => {
                self.losses
                    .say_if(*marking != Marking::Standard, "the marking of its own: right pairs ÷ all left counts");
                let mut pairs = String::new();
                for (at, text) in left.iter().enumerate() {
                    pairs.push_str(&self.pair(text, key.get(&at).and_then(|at| right.get(*at))));
                }
                for text in unused(right, key.values()) {
                    pairs.push_str(&self.pair("", Some(text)));
                }
                ("matching", stem, pairs)
            }
            InteractionSource::GapText { gaps, exact } => {
                self.losses.say_if(*exact && gaps.len() > 1, "that only all gaps together count");
                return write_gaps::parts(&stem, gaps, &mut self.losses);
            }
            InteractionSource::ExtendedText => ("essay", stem, "<responseformat>editor</responseformat>\n".to_owned()),
            InteractionSource::Association { .. } => return None,
        })
    }

    fn options(&mut self, options: &[String], part: impl Fn(usize) -> f64, single: bool) -> String {
        let mut body = format!("<single>{single}</single>\n<answernumbering>ABCD</answernumbering>\n");
        for (at, option) in options.iter().enumerate() {
            let fraction = self.fraction(part(at));
            body.push_str(&self.passage("answer", &format!(" fraction=\"{fraction}\""), option));
        }
        body
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
        self.options(options, part, false)
    }

    /// The nearest fraction of Moodle's list.
    fn fraction(&mut self, part: f64) -> String {
        let distance = |entry: &(f64, &str)| (entry.0 - part.abs()).abs();
        let nearest =
            FRACTIONS.iter().min_by(|a, b| distance(a).total_cmp(&distance(b))).copied().unwrap_or((0.0, "0"));
        self.losses.say_if(distance(&nearest) > 1e-4, "marks that are not in Moodle's list: the nearest ones stand");
        if part < 0.0 && nearest.0 > 0.0 { format!("-{}", nearest.1) } else { nearest.1.to_owned() }
    }

    fn order(&mut self, elements: &[String], key: &[usize], exact: bool) -> String {
        let way = if exact { "-1" } else { "4" };
        self.losses.say_if(!exact, "the share of pairs: Moodle counts the elements before and after each");
        let mut body =
            format!("<selecttype>0</selecttype>\n<selectcount>0</selectcount>\n<gradingtype>{way}</gradingtype>\n");
        for (place, at) in key.iter().enumerate() {
            if let Some(element) = elements.get(*at) {
                body.push_str(&self.passage("answer", &format!(" fraction=\"{}\"", place + 1), element));
            }
        }
        body
    }

    fn pair(&mut self, left: &str, right: Option<&String>) -> String {
        let answer = right.map(|right| to_html(right, &mut str::to_owned)).unwrap_or_default();
        let answer =
            answer.strip_prefix("<p>").and_then(|text| text.strip_suffix("</p>")).map_or(answer.clone(), str::to_owned);
        let stem = self.passage("subquestion", "", left);
        let inner = format!("<answer><text>{}</text></answer>\n</subquestion>", escaped(&answer));
        stem.replace("</subquestion>", &inner)
    }

    /// An element with HTML and the pictures that it shows.
    fn passage(&mut self, name: &str, attributes: &str, markdown: &str) -> String {
        let mut files = String::new();
        let html = to_html(markdown, &mut |path| {
            let file = path.rsplit('/').next().unwrap_or_default().to_owned();
            match self.selection.pictures.get(path) {
                Some(bytes) => {
                    let head = format!("<file name=\"{}\" path=\"/\" encoding=\"base64\">", escaped(&file));
                    if !files.contains(&head) {
                        let _ = writeln!(files, "{head}{}</file>", encode(bytes));
                    }
                }
                None => self.losses.say(format!("the picture `{path}`: it is not in the bank")),
            }
            format!("@@PLUGINFILE@@/{file}")
        });
        format!("<{name}{attributes} format=\"html\">\n<text>{}</text>\n{files}</{name}>\n", escaped(&html))
    }
}

fn unused<'r>(right: &'r [String], key: impl Iterator<Item = &'r usize>) -> impl Iterator<Item = &'r String> {
    let used: BTreeSet<usize> = key.copied().collect();
    right.iter().enumerate().filter(move |(at, _)| !used.contains(at)).map(|(_, text)| text)
}

fn true_false(key: Option<usize>) -> String {
    let answer = |at: usize, word: &str| {
        let fraction = if key == Some(at) { 100 } else { 0 };
        format!("<answer fraction=\"{fraction}\" format=\"moodle_auto_format\"><text>{word}</text></answer>\n")
    };
    format!("{}{}", answer(0, "true"), answer(1, "false"))
}

fn numeric(key: Option<f64>, tolerance: f64, unit: Option<&str>) -> String {
    let answer = key.map_or_else(String::new, |key| {
        format!("<answer fraction=\"100\" format=\"moodle_auto_format\"><text>{key}</text><tolerance>{tolerance}</tolerance></answer>\n")
    });
    let unit = unit.map_or_else(String::new, |unit| {
        format!("<units><unit><multiplier>1</multiplier><unit_name>{}</unit_name></unit></units>\n", escaped(unit))
    });
    format!("{answer}{unit}")
}
