//! The gaps of a `gap_text`: `## Gap 1` lists the options of a gap to choose in; a gap without a section is typed.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::fault::Faults;
use super::fields::{At, Fields, as_text};
use super::key::known;
use super::lettered::{self, Marks};
use super::marking;
use super::markup::Renderer;
use super::page::Section;
use crate::domain::ids::ChoiceId;
use crate::domain::item::{Choice, Filling, Gap, Html, Interaction};
use crate::domain::response::MAX_GAP_TEXT;

/// More gaps than this are a page to fill in, not an item.
pub(super) const MAX_GAPS: usize = 20;
/// Accepted texts of one gap.
const MAX_ACCEPTED: usize = 20;

/// The number of the gap that a section is about.
pub(super) fn of_section(name: &str) -> Option<&str> {
    name.strip_prefix("Gap ")
}

/// `[[1]]` in Markdown or HTML.
pub(super) fn mark(id: &str) -> String {
    format!("[[{id}]]")
}

/// Puts an empty place for each gap where its mark stands. The stem has passed the allow-list; what is put in is ours.
pub(super) fn place(stem: Html, gaps: &[Gap]) -> Html {
    let put = |html: String, gap: &Gap| {
        let place = format!(r#"<span class="gap" data-gap="{}"></span>"#, gap.id);
        html.replace(&mark(gap.id.as_str()), &place)
    };
    Html(gaps.iter().fold(stem.0, put))
}

pub(super) fn read(
    stem: &str,
    fields: &mut Fields<'_, '_>,
    sections: &[Section],
    renderer: &Renderer<'_>,
    faults: &mut Faults,
) -> Option<Interaction> {
    let exact = fields.flag("exact", false, faults);
    let cased: Vec<String> = fields.texts("case_sensitive", 2, faults).into_iter().map(|at| at.value).collect();
    let credits = marking::table(fields, 0.0, faults);
    let at = fields.required("key", faults)?;
    let table =
        fields.typed("key", &at, "a table, such as { 1 = \"B\", 2 = [\"Jakarta\"] }", DeValue::as_table, faults)?;
    let before = faults.len();
    let mut gaps = Vec::new();
    for number in 1..=table.len().min(MAX_GAPS + 1) {
        let id = number.to_string();
        let Some((_, key)) = table.iter().find(|(name, _)| *name.get_ref() == id) else {
            faults.add(at.line, "key", "key_size", format!("gaps are numbered 1, 2, 3 …; the key has no `{id}`"));
            continue;
        };
        if stem.matches(&mark(&id)).count() != 1 {
            faults.add(at.line, "stem", "gap_place", format!("the stem must hold `{}` once", mark(&id)));
        }
        let own: Vec<(String, f64)> = credits.iter().filter_map(|at| of_gap(&at.value, &id)).collect();
        let key = At { value: key.get_ref(), line: at.line };
        let section = sections.iter().find(|section| of_section(&section.name) == Some(&id));
        let filling = match section {
            Some(section) => chosen(&key, section, &own, fields, renderer, faults),
            None => typed(&key, &own, cased.contains(&id), fields, faults),
        };
        gaps.extend(filling.map(|filling| Gap { id: ChoiceId::new(id), filling }));
    }
    if !(1..=MAX_GAPS).contains(&table.len()) {
        faults.add(at.line, "key", "list_size", format!("a text has 1 to {MAX_GAPS} gaps"));
    }
    (faults.len() == before).then_some(Interaction::GapText { gaps, exact })
}

/// `("2 jati", 0.5)` is about gap 2.
fn of_gap((name, credit): &(String, f64), id: &str) -> Option<(String, f64)> {
    let (gap, answer) = name.split_once(' ')?;
    (gap == id).then(|| (answer.to_owned(), *credit))
}

fn chosen(
    key: &At<&DeValue<'_>>,
    section: &Section,
    credits: &[(String, f64)],
    fields: &Fields<'_, '_>,
    renderer: &Renderer<'_>,
    faults: &mut Faults,
) -> Option<Filling> {
    let entries = lettered::parse(section, Marks::Letters, 2..=20, faults);
    let options: Vec<Choice> = super::interaction_file::choices(section, &entries, renderer, faults);
    let letter = fields.typed("key", key, "a letter for a gap with options", as_text, faults)?;
    let key_id = known(letter, key.line, &options, faults)?;
    let mut credit = BTreeMap::new();
    for (name, part) in credits {
        let option = known(name, key.line, &options, faults)?;
        if option == key_id || *part >= 1.0 {
            faults.add(key.line, "credit", "out_of_range", "credit is for options other than the key, below 1");
        }
        credit.insert(option, *part);
    }
    Some(Filling::Choice { options, key: key_id, credit })
}

fn typed(
    key: &At<&DeValue<'_>>,
    credits: &[(String, f64)],
    case_sensitive: bool,
    fields: &Fields<'_, '_>,
    faults: &mut Faults,
) -> Option<Filling> {
    let list = fields.typed("key", key, "a list of accepted texts for a gap to type in", DeValue::as_array, faults)?;
    let mut accepted: Vec<(String, f64)> = Vec::new();
    for value in list {
        let text = fields.typed("key", &At { value: value.get_ref(), line: key.line }, "a text", as_text, faults)?;
        accepted.push((text.to_owned(), 1.0));
    }
    accepted.extend(credits.iter().cloned());
    let fits = |(text, _): &(String, f64)| !text.trim().is_empty() && text.chars().count() <= MAX_GAP_TEXT;
    if list.is_empty() || accepted.len() > MAX_ACCEPTED || !accepted.iter().all(fits) {
        let message = format!("1 to {MAX_ACCEPTED} accepted texts of 1 to {MAX_GAP_TEXT} characters");
        faults.add(key.line, "key", "list_size", message);
        return None;
    }
    Some(Filling::Text { accepted, case_sensitive })
}
