//! An item on its way in: its pictures, what has to be said about it, and names and numbers as everybody writes them.

use std::collections::{BTreeMap, BTreeSet};

use super::gallery::{Gallery, data_address};
use super::html::{self, Converted, escape, to_plain};
use super::{Fate, Row};
use crate::bank::source::ItemSource;

/// As long as an item's id and a tag may be.
const MAX_NAME: usize = 40;
const MAX_TAGS: usize = 20;
/// Of a title that is made from the stem.
const MAX_TITLE: usize = 80;
/// Numbers beyond have lost their units already.
const MAX_NUMBER: f64 = 1e15;

/// Where an item is being made.
pub(super) struct Desk<'g> {
    pub(super) gallery: &'g mut Gallery,
    /// Files that belong to this item, by the name that its text uses.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    pub(super) changes: Vec<String>,
    /// Why the item cannot be taken: a picture that is not there.
    pub(super) missing: Option<String>,
}

impl<'g> Desk<'g> {
    pub(super) fn new(gallery: &'g mut Gallery) -> Self {
        Self { gallery, files: BTreeMap::new(), changes: Vec::new(), missing: None }
    }

    pub(super) fn change(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.changes.contains(&what) {
            self.changes.push(what);
        }
    }

    pub(super) fn change_if(&mut self, changed: bool, what: &str) {
        if changed {
            self.change(what);
        }
    }

    pub(super) fn html(&mut self, text: &str) -> String {
        let converted =
            html::to_markdown(text, &mut |address| picture(self.gallery, &self.files, &mut self.missing, address));
        self.keep(converted)
    }

    /// Plain text, or HTML when it holds tags.
    pub(super) fn text_or_html(&mut self, text: &str) -> String {
        let converted =
            html::text_or_html(text, &mut |address| picture(self.gallery, &self.files, &mut self.missing, address));
        self.keep(converted)
    }

    /// Somebody else's Markdown: by way of HTML, so that nothing slips in.
    pub(super) fn markdown(&mut self, text: &str) -> String {
        let html = html::to_html(text, &mut str::to_owned);
        self.html(&html)
    }

    /// Like `html`, where a missing picture does no harm: explanations.
    pub(super) fn aside(&mut self, read: impl FnOnce(&mut Self) -> String) -> String {
        let missing = self.missing.take();
        let text = read(self);
        if let Some(reason) = std::mem::replace(&mut self.missing, missing) {
            self.change(format!("in the explanation: {reason}"));
        }
        text
    }

    fn keep(&mut self, converted: Converted) -> String {
        converted.removed.into_iter().for_each(|what| self.change(what));
        converted.markdown
    }
}

fn picture(
    gallery: &mut Gallery,
    files: &BTreeMap<String, Vec<u8>>,
    missing: &mut Option<String>,
    address: &str,
) -> Option<String> {
    let added = match data_address(address) {
        Some(bytes) => bytes.and_then(|bytes| gallery.add("data", &bytes)),
        None => named_file(files, address).and_then(|(name, bytes)| gallery.add(name, bytes)),
    };
    added.map_err(|reason| _ = missing.get_or_insert(reason)).ok()
}

fn named_file<'f>(files: &'f BTreeMap<String, Vec<u8>>, address: &str) -> Result<(&'f str, &'f [u8]), String> {
    let name = percent_decoded(address.trim_start_matches("@@PLUGINFILE@@/").split('?').next().unwrap_or_default());
    let found = files.get_key_value(&name).map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    found.ok_or_else(|| format!("the picture `{}` is not in the file", name.chars().take(200).collect::<String>()))
}

fn percent_decoded(text: &str) -> String {
    let mut out = Vec::new();
    let mut bytes = text.as_bytes().iter();
    while let Some(byte) = bytes.next() {
        let ahead = bytes.as_slice().get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match ahead.filter(|_| *byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                bytes.nth(1);
            }
            None => out.push(*byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// What a reader knows about an item besides the item.
pub(super) struct Label<'a> {
    pub(super) source: String,
    pub(super) source_id: &'a str,
    pub(super) title: &'a str,
    pub(super) interaction: &'a str,
}

/// The row of the report; an item whose picture is missing is left out.
pub(super) fn row(label: Label<'_>, made: Result<ItemSource, String>, desk: Desk<'_>) -> Row {
    let made = made.and_then(|item| match desk.missing {
        Some(reason) => Err(reason),
        None if item.stem.trim().is_empty() => Err("the question has no text".to_owned()),
        None => Ok(item),
    });
    let title = made.as_ref().map_or_else(|_| label.title.to_owned(), |item| item.title.clone());
    let fate = match made {
        Ok(item) => Fate::Taken { item: Box::new(item), changes: desk.changes },
        Err(reason) => Fate::LeftOut { reason },
    };
    Row {
        source: label.source,
        source_id: label.source_id.to_owned(),
        title,
        interaction: label.interaction.to_owned(),
        fate,
        remains: None,
    }
}

/// `[a-z0-9-]`, at most 40; empty when nothing of the name is left.
pub(super) fn safe_id(name: &str) -> String {
    let mut id = String::new();
    for sign in name.chars().map(|sign| sign.to_ascii_lowercase()) {
        if sign.is_ascii_lowercase() || sign.is_ascii_digit() {
            id.push(sign);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
        if id.len() >= MAX_NAME {
            break;
        }
    }
    id.trim_end_matches('-').to_owned()
}

/// Ids of one import: the second item of a name gets none, and that is said.
#[derive(Default)]
pub(super) struct Ids(BTreeSet<String>);

impl Ids {
    pub(super) fn take(&mut self, name: &str, desk: &mut Desk<'_>) -> String {
        let id = safe_id(name);
        if id.is_empty() || self.0.insert(id.clone()) {
            return id;
        }
        desk.change(format!("the identifier `{name}` stands in this file twice; this item gets another"));
        String::new()
    }
}

/// Tags as a bank takes them: short, each once.
pub(super) fn tags(names: impl IntoIterator<Item = String>, desk: &mut Desk<'_>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for name in names {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let short: String = name.chars().take(MAX_NAME).collect();
        let short = short.trim().to_owned();
        desk.change_if(short != name, "a long tag was cut");
        if !short.is_empty() && !tags.contains(&short) {
            tags.push(short);
        }
    }
    desk.change_if(tags.len() > MAX_TAGS, "only the first tags were kept");
    tags.truncate(MAX_TAGS);
    tags
}

/// The folders of a category path, without the words that stand for places: `$course$/top/a/b` → a, b.
pub(super) fn category(path: &str) -> Vec<String> {
    const PLACES: [&str; 5] = ["$course$", "$system$", "$cat1$", "$module$", "top"];
    let path = path.replace("//", "\u{0}");
    let parts = path.split('/').map(|part| part.replace('\u{0}', "/").trim().to_owned());
    parts.filter(|part| !part.is_empty() && !PLACES.contains(&part.as_str())).collect()
}

/// The name, or the first words of the stem.
pub(super) fn title(name: &str, stem: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = if name.is_empty() { to_plain(stem).split_whitespace().collect::<Vec<_>>().join(" ") } else { name };
    if text.chars().count() <= MAX_TITLE {
        return text;
    }
    let cut: String = text.chars().take(MAX_TITLE - 1).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words))
}

/// A number with a point or a comma as decimal sign; no infinity, nothing huge.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let text = if text.contains('.') { text.to_owned() } else { text.replacen(',', ".", 1) };
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let value: f64 = text.parse().ok().filter(|_| plain)?;
    (value.is_finite() && value.abs() <= MAX_NUMBER).then_some(value)
}

/// To nine decimals: what adding and halving decimals leaves behind them is no value of the author.
pub(super) fn rounded(value: f64) -> f64 {
    let near: f64 = format!("{value:.9}").parse().unwrap_or(value);
    if near == 0.0 { value } else { near }
}

/// Explanations of a source in one text: the general one, then those of the choices.
#[derive(Default)]
pub(super) struct Rationale(Vec<String>);

impl Rationale {
    pub(super) fn general(&mut self, markdown: String) {
        if !markdown.trim().is_empty() {
            self.0.push(markdown);
        }
    }

    pub(super) fn choice(&mut self, name: &str, markdown: &str) {
        if !markdown.trim().is_empty() {
            self.0.push(format!("**{}**: {markdown}", escape(name)));
        }
    }

    pub(super) fn finish(self, desk: &mut Desk<'_>) -> String {
        desk.change_if(!self.0.is_empty(), "the feedback became the explanation (rationale)");
        self.0.join("\n\n")
    }
}

/// A, B, C …
pub(super) fn letter(index: usize) -> String {
    u8::try_from(index)
        .ok()
        .filter(|at| *at < 26)
        .map_or_else(|| (index + 1).to_string(), |at| char::from(b'A' + at).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_ids() {
        assert_eq!(safe_id("Soal_01 (baru)!"), "soal-01-baru");
        assert_eq!(safe_id("—"), "");
        assert_eq!(safe_id(&"ab ".repeat(30)).len(), 40);
        assert_eq!(category("$course$/top/IPA//IPS/Bab 1"), ["IPA/IPS", "Bab 1"]);
        assert_eq!(title("", "a **b**"), "a b");
        assert_eq!(percent_decoded("a%20b%zz%"), "a b%zz%");
    }

    #[test]
    fn numbers_are_finite_and_plain() {
        assert_eq!(number(" 2,25 "), Some(2.25));
        assert_eq!(number("-1e3"), Some(-1000.0));
        for text in ["NaN", "inf", "1e300", "", "1,000,000", "1.000,5", "0x10", "satu"] {
            assert_eq!(number(text), None, "{text}");
        }
        assert!((rounded(4.142 - 4.1415) - 0.0005).abs() < f64::EPSILON);
    }
}
