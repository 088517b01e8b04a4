//! The layouts of the tables → items.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Cell, Table};
use crate::bank::exchange::Row;
use crate::bank::exchange::archive::Archive;
use crate::bank::exchange::draft::{Desk, Label, letter, row, title};
use crate::bank::exchange::gallery::Gallery;
use crate::bank::exchange::marks;
use crate::bank::source::{InteractionSource, ItemSource, Marking};

#[derive(Clone, Copy, PartialEq)]
enum Layout {
    /// NO, SOAL, JAWABAN A …, JAWABAN BENAR: a row an item.
    Wide,
    /// NO, SOAL, JENIS, OPSI, JAWABAN, KUNCI: a row an option.
    Options,
    /// … BARIS, KOLOM, KUNCI: a row a pair.
    Pairs,
    /// NO, SOAL, JENIS, JAWABAN: a field.
    Written,
}

/// One question: the rows from its number to the next.
struct Group<'t> {
    rows: Vec<&'t [Cell]>,
}

/// True when the header of the table is known.
pub(super) fn table(
    number: usize,
    table: &Table,
    archive: &Archive,
    gallery: &mut Gallery,
    out: &mut Vec<Row>,
) -> bool {
    let Some((layout, skip)) = table.first().and_then(|header| layout(header)) else { return false };
    let mut groups: Vec<Group<'_>> = Vec::new();
    for cells in table.iter().skip(skip) {
        let begins = cells.first().is_some_and(|cell| !cell.plain.is_empty());
        match groups.last_mut().filter(|_| !begins && layout != Layout::Wide) {
            Some(group) => group.rows.push(cells),
            None => groups.push(Group { rows: vec![cells] }),
        }
    }
    for group in groups.iter().filter(|group| group.says_something(layout)) {
        let mut desk = Desk::new(gallery);
        let name = group.cell(0, 0).map(|cell| cell.plain.clone()).unwrap_or_default();
        let kind = if layout == Layout::Wide { String::new() } else { group.plain(0, 2).to_owned() };
        let made = item(group, layout, archive, &mut desk);
        let source = format!("table {number}, question {name}");
        out.push(row(Label { source, source_id: &name, title: "", interaction: &kind }, made, desk));
    }
    true
}

fn layout(header: &[Cell]) -> Option<(Layout, usize)> {
    let names: Vec<String> = header.iter().map(|cell| cell.plain.to_uppercase()).collect();
    let has = |name: &str| names.iter().any(|known| known == name);
    match () {
        () if !has("SOAL") => None,
        () if has("JAWABAN A") => Some((Layout::Wide, 1)),
        () if has("BARIS") && has("KOLOM") => Some((Layout::Pairs, 2)),
        () if has("OPSI") && has("KUNCI") => Some((Layout::Options, 1)),
        () if has("JENIS") && has("JAWABAN") => Some((Layout::Written, 1)),
        () => None,
    }
}

impl Group<'_> {
    fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        self.rows.get(row).and_then(|cells| cells.get(column))
    }

    fn plain(&self, row: usize, column: usize) -> &str {
        self.cell(row, column).map_or("", |cell| cell.plain.as_str())
    }

    /// More than its number, its kind and the letters of empty options.
    fn says_something(&self, layout: Layout) -> bool {
        let columns: &[usize] = match layout {
            Layout::Wide => &[1, 2, 3, 4, 5, 6, 7],
            Layout::Options => &[1, 4],
            Layout::Pairs => &[1, 4, 6],
            Layout::Written => &[1, 3],
        };
        self.rows.iter().any(|cells| columns.iter().filter_map(|at| cells.get(*at)).any(|cell| !cell.is_empty()))
    }
}

fn markdown(cell: Option<&Cell>, archive: &Archive, desk: &mut Desk<'_>) -> String {
    let Some(cell) = cell else { return String::new() };
    desk.change_if(cell.formulas > 0, "a formula of Word is not taken over; write it again as TeX");
    for path in &cell.pictures {
        if let Some(bytes) = archive.get(path) {
            desk.files.insert(path.clone(), bytes.to_vec());
        }
    }
    desk.html(&cell.html)
}

fn item(group: &Group<'_>, layout: Layout, archive: &Archive, desk: &mut Desk<'_>) -> Result<ItemSource, String> {
    let stem = markdown(group.cell(0, 1), archive, desk);
    let (stem, interaction) = match layout {
        Layout::Wide => (stem, wide(group, archive, desk)?),
        Layout::Options => (stem, options(group, archive, desk)?),
        Layout::Pairs => (stem, pairs(group, archive, desk)?),
        Layout::Written => written(group, stem, desk)?,
    };
    let origin = Some(format!("docx:{}", group.plain(0, 0)));
    Ok(ItemSource { title: title("", &stem), origin, stem, interaction, ..ItemSource::default() })
}

fn enough(options: &[String]) -> Result<(), String> {
    if options.len() < 2 { Err("fewer than two options".to_owned()) } else { Ok(()) }
}

fn wide(group: &Group<'_>, archive: &Archive, desk: &mut Desk<'_>) -> Result<InteractionSource, String> {
    let cells = group.rows[0];
    let last = cells.len().saturating_sub(1);
    let mut texts: Vec<String> = (2..last).map(|at| markdown(cells.get(at), archive, desk)).collect();
    while texts.last().is_some_and(String::is_empty) {
        texts.pop();
    }
    enough(&texts)?;
    if let Some(at) = texts.iter().position(String::is_empty) {
        return Err(format!("the option {} is empty", letter(at)));
    }
    let word = group.plain(0, last).to_uppercase();
    let key = (0..texts.len()).find(|at| letter(*at) == word);
    let key = Some(key.ok_or_else(|| format!("the key `{word}` is not the letter of an option"))?);
    Ok(InteractionSource::SingleChoice { options: texts, key, credit: BTreeMap::new() })
}

/// A `v` marks the key.
fn options(group: &Group<'_>, archive: &Archive, desk: &mut Desk<'_>) -> Result<InteractionSource, String> {
    let (mut texts, mut key) = (Vec::new(), BTreeSet::new());
    for row in 0..group.rows.len() {
        let text = markdown(group.cell(row, 4), archive, desk);
        let marked = !group.plain(row, 5).is_empty();
        if text.is_empty() {
            if marked {
                return Err(format!("the option {} is marked and empty", group.plain(row, 3)));
            }
            continue;
        }
        if marked {
            key.insert(texts.len());
        }
        texts.push(text);
    }
    enough(&texts)?;
    match (group.plain(0, 2), key.len()) {
        (_, 0) => Err("no option is marked as the key".to_owned()),
        ("1", 1) => {
            Ok(InteractionSource::SingleChoice { options: texts, key: key.first().copied(), credit: BTreeMap::new() })
        }
        ("1", several) => Err(format!("{several} options are marked; a single choice has one key")),
        ("2", _) => Ok(InteractionSource::MultipleResponse { options: texts, key, marking: Marking::Standard }),
        (other, _) => Err(format!("the kind `{other}` is not known here")),
    }
}

/// The columns find their rows: a row may have several columns, a column has one row.
fn pairs(group: &Group<'_>, archive: &Archive, desk: &mut Desk<'_>) -> Result<InteractionSource, String> {
    let (mut codes, mut lines, mut columns) = (Vec::new(), Vec::new(), Vec::new());
    let mut owner: BTreeMap<String, String> = BTreeMap::new();
    for row in 0..group.rows.len() {
        if !group.plain(row, 4).is_empty() {
            codes.push(group.plain(row, 3).to_uppercase());
            lines.push(markdown(group.cell(row, 4), archive, desk));
        }
        if !group.plain(row, 6).is_empty() {
            columns.push((group.plain(row, 5).to_uppercase(), markdown(group.cell(row, 6), archive, desk)));
        }
        let line = group.plain(row, 7).to_uppercase();
        for column in group.plain(row, 8).to_uppercase().split([',', ';', ' ']).filter(|code| !code.is_empty()) {
            if owner.insert(column.to_owned(), line.clone()).is_some_and(|other| other != line) {
                return Err(format!("the column {column} belongs to several rows; a match has one for each"));
            }
        }
    }
    let mut found = Vec::new();
    for (code, text) in &columns {
        let line = owner.remove(code).ok_or_else(|| format!("the column {code} has no row in the key"))?;
        let at = codes
            .iter()
            .position(|known| *known == line)
            .ok_or_else(|| format!("the row `{line}` of the key has no text"))?;
        found.push((text.clone(), lines[at].clone()));
    }
    if let Some((column, _)) = owner.first_key_value() {
        return Err(format!("the column `{column}` of the key has no text"));
    }
    desk.change("rows with several columns: here each column is matched with its row");
    let spare = lines
        .iter()
        .filter(|line| !found.iter().any(|(_, used)| used == *line))
        .map(|line| (String::new(), line.clone()));
    let spare: Vec<_> = spare.collect();
    marks::matching(found.into_iter().chain(spare).collect()).map(|(made, _)| made)
}

fn written(group: &Group<'_>, stem: String, desk: &mut Desk<'_>) -> Result<(String, InteractionSource), String> {
    let text = group.plain(0, 3);
    match group.plain(0, 2) {
        "5" => {
            desk.change("people must mark it; it stays a draft");
            desk.change_if(!text.is_empty(), "the model answer was left out");
            Ok((stem, InteractionSource::ExtendedText))
        }
        "4" => {
            let (gap, _) = marks::short_answer(&[(text.replace('*', "\\*"), 100.0)], false)?;
            Ok((marks::with_gap(&stem), InteractionSource::GapText { gaps: vec![gap], exact: false }))
        }
        other => Err(format!("the kind `{other}` is not known here")),
    }
}
