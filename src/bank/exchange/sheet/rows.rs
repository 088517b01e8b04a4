//! Rows of a table → items, a row of the report for each.

use std::collections::{BTreeMap, BTreeSet};

use super::Supplied;
use super::build::{Kind, build, kind};
use super::cells::{Cells, short};
use super::mapping::{Field, Mapping};
use super::table::{Table, TableRow};
use crate::bank::MAX_ITEMS;
use crate::bank::exchange::draft::{Desk, Label, row, safe_id, tags, title};
use crate::bank::exchange::gallery::Gallery;
use crate::bank::exchange::{Import, Refused, Row};
use crate::bank::source::{InteractionSource, ItemSource};
use crate::domain::item::{Difficulty, JobFamily};

/// Seconds that an item may take.
const SECONDS: std::ops::RangeInclusive<f64> = 10.0..=900.0;

/// The rows behind the header; an explicit mapping comes from whoever looked at the columns.
pub fn items(table: &Table, mapping: &Mapping, supplied: &Supplied) -> Result<Import, Refused> {
    if table.rows.len() > MAX_ITEMS {
        return Err(Refused::new("too_many_items", format!("the table has more than {MAX_ITEMS} rows")));
    }
    let mut gallery = Gallery::default();
    let mut seen = BTreeSet::new();
    let rows = table.rows.iter().filter(|row| holds_a_question(row, mapping));
    let rows = rows.map(|row| one(row, mapping, &table.notes, supplied, &mut gallery, &mut seen)).collect();
    Ok(Import { rows, pictures: gallery.pictures, ..Import::default() })
}

/// A running number alone, or the lists of a template, make no question; an id is somebody's, and its row is listed.
fn holds_a_question(row: &TableRow, mapping: &Mapping) -> bool {
    let says = |field: &Field| !matches!(field, Field::Number | Field::Ignored | Field::Kind | Field::Format);
    let cells = row.cells.iter().zip(&mapping.columns);
    cells.filter(|(_, field)| says(field)).any(|(cell, _)| !cell.text.trim().is_empty())
}

fn one(
    row_of_table: &TableRow,
    mapping: &Mapping,
    notes: &[String],
    supplied: &Supplied,
    gallery: &mut Gallery,
    seen: &mut BTreeSet<String>,
) -> Row {
    let cells = Cells { row: row_of_table, mapping };
    let mut desk = Desk::new(&mut *gallery);
    notes.iter().for_each(|note| desk.change(note.as_str()));
    let id = cells.get(Field::Id);
    let source_id = if id.is_empty() { cells.get(Field::Number) } else { id };
    let made = item(cells, &mut desk, supplied, seen);
    let label = Label {
        source: format!("row {}", row_of_table.number),
        source_id,
        title: cells.get(Field::Title),
        interaction: cells.get(Field::Kind),
    };
    let faulty = made.is_err();
    let mut row = row(label, made, desk);
    if faulty {
        row.remains = Some(Box::new(remains(cells, gallery, supplied)));
    }
    row
}

/// What a faulty row says all the same: its texts, as a choice without a key.
fn remains(cells: Cells<'_>, gallery: &mut Gallery, supplied: &Supplied) -> ItemSource {
    let desk = &mut Desk::new(gallery);
    let options =
        (0..super::mapping::MAX_OPTIONS).map(|at| cells.get(Field::Option(at))).filter(|text| !text.is_empty());
    let options = options.map(|text| cells.text(text, desk, supplied)).collect();
    ItemSource {
        title: cells.get(Field::Title).to_owned(),
        domain: cells.get(Field::Domain).to_owned(),
        competency: cells.get(Field::Competency).to_owned(),
        indicator: cells.get(Field::Indicator).to_owned(),
        difficulty: difficulty(cells, desk),
        seconds: seconds(cells).unwrap_or_default(),
        stem: cells.text(cells.get(Field::Stem), desk, supplied),
        interaction: InteractionSource::SingleChoice { options, key: None, credit: BTreeMap::new() },
        rationale: cells.text(cells.get(Field::Rationale), desk, supplied),
        id: safe_id(cells.get(Field::Id)),
        ..ItemSource::default()
    }
}

fn item(
    cells: Cells<'_>,
    desk: &mut Desk<'_>,
    supplied: &Supplied,
    seen: &mut BTreeSet<String>,
) -> Result<ItemSource, String> {
    cells.inspect(desk)?;
    let id = safe_id(cells.get(Field::Id));
    if !id.is_empty() && !seen.insert(id.clone()) {
        return Err(
            cells.fault(Field::Id, &format!("the id `{}` stands in the table twice", short(cells.get(Field::Id))))
        );
    }
    if cells.get(Field::Stem).is_empty() && cells.get(Field::Picture).is_empty() {
        return Err(cells.fault(Field::Stem, "the question has no text"));
    }
    let stem = cells.text(cells.get(Field::Stem), desk, supplied);
    let stem = format!("{stem}{}", cells.pictures(cells.get(Field::Picture), desk, supplied)).trim().to_owned();
    let listed = list(cells)?;
    let words: Vec<&str> = listed.iter().map(String::as_str).collect();
    let kind = kind(cells, words.len())?;
    let (stem, interaction) = build(cells, kind, &words, stem, desk, supplied)?;
    let shuffle = cells.get(Field::Shuffle).to_lowercase();
    let own = cells.mapping.is_own();
    let origin = if id.is_empty() { format!("row {}", cells.row.number) } else { cells.get(Field::Id).to_owned() };
    Ok(ItemSource {
        title: if own { cells.get(Field::Title).to_owned() } else { title(cells.get(Field::Title), &stem) },
        domain: cells.get(Field::Domain).to_owned(),
        competency: cells.get(Field::Competency).to_owned(),
        indicator: cells.get(Field::Indicator).split_whitespace().collect::<Vec<_>>().join(" "),
        difficulty: difficulty(cells, desk),
        seconds: seconds(cells)?,
        tags: tags(cells.get(Field::Tags).split([',', ';']).map(|tag| tag.trim().to_owned()), desk),
        job_families: job_families(cells, desk),
        fixed_order: kind == Kind::TrueFalse
            || matches!(shuffle.as_str(), "tidak" | "no" | "0" | "0.0" | "false" | "n"),
        stimulus: Some(cells.get(Field::Stimulus)).filter(|id| !id.is_empty()).map(str::to_owned),
        enemies: names(cells.get(Field::Enemies)),
        computation: Some(cells.get(Field::Computation)).filter(|text| !text.is_empty()).map(str::to_owned),
        origin: (!own).then(|| format!("sheet:{origin}")),
        rationale: cells.text(cells.get(Field::Rationale), desk, supplied),
        id,
        stem,
        interaction,
    })
}

/// Options in columns, in a JSON list, or between pipes.
fn list(cells: Cells<'_>) -> Result<Vec<String>, String> {
    let own: Vec<String> = options_with_pictures(cells)?;
    let packed = cells.get(Field::OptionList);
    if !own.is_empty() || packed.is_empty() || packed == "null" || packed == "-" {
        return Ok(own);
    }
    if packed.starts_with('[') {
        return serde_json::from_str::<Vec<String>>(packed)
            .map_err(|_| cells.fault(Field::OptionList, "it is no list of texts"));
    }
    let parts: Vec<String> = packed.split('|').map(|text| text.trim().to_owned()).collect();
    if parts.len() < 2 || parts.iter().any(String::is_empty) {
        return Err(cells.fault(Field::OptionList, "it is no list like `a | b | c`"));
    }
    Ok(parts)
}

/// An option may be a picture alone.
fn options_with_pictures(cells: Cells<'_>) -> Result<Vec<String>, String> {
    let count = (0..super::mapping::MAX_OPTIONS)
        .rev()
        .find(|at| !cells.get(Field::Option(*at)).is_empty() || !cells.get(Field::OptionPicture(*at)).is_empty())
        .map_or(0, |at| at + 1);
    let option = |at: usize| {
        let text = cells.get(Field::Option(at));
        if text.is_empty() && cells.get(Field::OptionPicture(at)).is_empty() {
            return Err(cells.fault(Field::Option(at), "the option is empty and a later one is not"));
        }
        Ok(text.to_owned())
    };
    (0..count).map(option).collect()
}

fn difficulty(cells: Cells<'_>, desk: &mut Desk<'_>) -> Option<Difficulty> {
    match cells.get(Field::Difficulty).to_lowercase().as_str() {
        "" => None,
        "mudah" | "easy" | "rendah" | "low" | "1" => Some(Difficulty::Easy),
        "sedang" | "medium" | "menengah" | "2" => Some(Difficulty::Medium),
        "sukar" | "sulit" | "hard" | "tinggi" | "high" | "3" => Some(Difficulty::Hard),
        other => {
            desk.change(format!("the difficulty `{}` is not known and was left empty", short(other)));
            None
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held against the bounds before")]
fn seconds(cells: Cells<'_>) -> Result<Option<u16>, String> {
    match cells.number(Field::Seconds)? {
        None => Ok(None),
        Some(value) if SECONDS.contains(&value) && value.fract() == 0.0 => Ok(Some(value as u16)),
        Some(_) => Err(cells.fault(Field::Seconds, "it must be whole seconds from 10 to 900")),
    }
}

fn job_families(cells: Cells<'_>, desk: &mut Desk<'_>) -> BTreeSet<JobFamily> {
    let mut found = BTreeSet::new();
    for name in names(cells.get(Field::JobFamilies)) {
        match JobFamily::from_name(&name.to_lowercase()) {
            Some(family) => _ = found.insert(family),
            None => desk.change(format!("the job family `{}` is not known", short(&name))),
        }
    }
    found
}

fn names(text: &str) -> Vec<String> {
    text.split([',', ';']).map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}
