//! A foreign sheet and how a person says that it is to be read; what they leave open is guessed from its headers.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::Supplied;
use super::key::KeyStyle;
use super::mapping::{Field, MAX_ABOVE, Mapping, headers};
use super::rows::items;
use super::table::{MAX_COLUMNS, Table, TableRow, csv_read};
use super::workbook::{Book, OLD_FORMAT, Other, no_sheet};
use crate::bank::exchange::draft::letter;
use crate::bank::exchange::{Format, Import, Refused};

/// Signs of one constant.
const MAX_CONSTANT: usize = 2_000;
/// Signs of a header; what is longer is a text and names no field.
const MAX_HEADER: usize = 200;
/// Letters of a word that may stand for a field when other words are around it.
const MIN_WORD: usize = 3;
/// Of a header that are looked at.
const MAX_WORDS: usize = 12;

/// What a person says of a sheet; as a file for the command line it is TOML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Layout {
    /// Of a workbook; open: the one whose header names most fields.
    pub sheet: Option<String>,
    /// Of a CSV file; open: found out.
    pub delimiter: Option<char>,
    /// The row's number in the file; 0: the sheet has no header; open: the row that names most fields.
    pub header: Option<usize>,
    /// From the left; empty: guessed.
    pub columns: Vec<Field>,
    /// What stands where a row says nothing.
    pub constants: BTreeMap<Field, String>,
    pub key: KeyStyle,
}

/// A sheet that was opened, and its layout with every gap filled.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub format: Format,
    pub table: Table,
    /// The names of a workbook's sheets.
    pub sheets: Vec<String>,
    /// Of a CSV file.
    pub encoding: Option<&'static str>,
    pub headers: Vec<String>,
    pub layout: Layout,
    /// Beside the one that nobody chose.
    others: Vec<Other>,
}

impl Sheet {
    /// By content: a workbook, else a CSV file.
    pub fn open(bytes: &[u8], layout: Layout) -> Result<Self, Refused> {
        let mut sheet = if bytes.starts_with(b"PK") || bytes.starts_with(OLD_FORMAT) {
            Self::of_workbook(bytes, layout)?
        } else {
            Self::of_csv(bytes, layout)?
        };
        sheet.find_header()?;
        sheet.find_columns()?;
        Ok(sheet)
    }

    fn of_workbook(bytes: &[u8], mut layout: Layout) -> Result<Self, Refused> {
        let mut book = Book::open(bytes)?;
        let sheets = book.names();
        let named = layout.sheet.take();
        let (name, table, others) = match named {
            Some(name) if !sheets.contains(&name) => {
                return Err(Refused::new("no_such_sheet", format!("the workbook has no sheet `{name}`")));
            }
            Some(name) => (name.clone(), book.table(&name)?, Vec::new()),
            None => {
                let (name, table) = fullest(&mut book, &sheets)?;
                let others = book.others(&name, &table);
                (name, table, others)
            }
        };
        layout.sheet = Some(name);
        layout.delimiter = None;
        Ok(Self { format: Format::Xlsx, table, sheets, encoding: None, headers: Vec::new(), layout, others })
    }

    fn of_csv(bytes: &[u8], mut layout: Layout) -> Result<Self, Refused> {
        let named = match layout.delimiter {
            Some(sign @ (',' | ';' | '\t' | '|')) => u8::try_from(sign).ok(),
            Some(_) => return Err(Refused::new("delimiter", "cells are parted by a comma, semicolon, tab or bar")),
            None => None,
        };
        let (table, facts) = csv_read(bytes, named)?;
        layout.sheet = None;
        layout.delimiter = Some(char::from(facts.delimiter));
        let (encoding, sheets) = (Some(facts.encoding), Vec::new());
        Ok(Self { format: Format::Csv, table, sheets, encoding, headers: Vec::new(), layout, others: Vec::new() })
    }

    fn find_header(&mut self) -> Result<(), Refused> {
        if self.table.rows.is_empty() {
            return Err(Refused::new("no_rows", "the sheet is empty"));
        }
        let number = self.layout.header.unwrap_or_else(|| likely_header(&self.table));
        let row = self.table.rows.iter().find(|row| row.number == number);
        if number > 0 && row.is_none() {
            return Err(Refused::new("no_such_row", format!("row {number} is empty or not in the sheet")));
        }
        let named = row.map(short_headers).unwrap_or_default();
        let wide =
            |row: &TableRow| row.cells.iter().rposition(|cell| !cell.text.trim().is_empty()).map_or(0, |at| at + 1);
        let widest = self.table.rows.iter().map(wide).max().unwrap_or(0);
        // In a CSV file, cells beyond the header are a separator inside a text without quotes.
        let width = if self.format == Format::Csv && number > 0 { named.len() } else { widest.max(named.len()) };
        let name = |at: usize| named.get(at).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| letters(at));
        self.headers = (0..width).map(name).collect();
        self.layout.header = Some(number);
        Ok(())
    }

    fn find_columns(&mut self) -> Result<(), Refused> {
        let (width, columns) = (self.headers.len(), &mut self.layout.columns);
        if columns.is_empty() {
            *columns = guess(&self.headers);
        }
        if columns.len() > width.min(MAX_COLUMNS) {
            let message = format!("{} columns are named and the sheet has {width}", columns.len());
            return Err(Refused::new("columns_differ", message));
        }
        columns.resize(width, Field::Ignored);
        Ok(())
    }

    /// The rows behind the header.
    pub fn rows(&self) -> &[TableRow] {
        let header = self.layout.header.unwrap_or(0);
        let at = self.table.rows.iter().position(|row| row.number > header).unwrap_or(self.table.rows.len());
        &self.table.rows[at..]
    }

    /// The items that its rows hold by its layout.
    pub fn import(&self, supplied: &Supplied) -> Result<Import, Refused> {
        self.check()?;
        let Layout { columns, constants, key, .. } = self.layout.clone();
        let mapping = Mapping { columns, headers: self.headers.clone(), constants, key };
        let table = Table { rows: self.rows().to_vec(), notes: self.table.notes.clone() };
        let mut import = items(&table, &mapping, supplied)?;
        import.rows.extend(self.others.iter().map(Other::row));
        Ok(import)
    }

    fn check(&self) -> Result<(), Refused> {
        let columns = &self.layout.columns;
        for (at, field) in columns.iter().enumerate().filter(|(_, field)| !field.may_repeat()) {
            if let Some(first) = columns[..at].iter().position(|other| other == field) {
                let (one, other) = (&self.headers[first], &self.headers[at]);
                let message = format!("the columns `{one}` and `{other}` both hold `{}`", field.name());
                return Err(Refused::new("field_twice", message));
            }
        }
        if !columns.contains(&Field::Stem) && !columns.contains(&Field::Picture) {
            return Err(Refused::new("no_stem", "no column holds the question"));
        }
        for (field, text) in &self.layout.constants {
            if !field.may_be_constant() {
                return Err(Refused::new("no_constant", format!("`{}` cannot be the same for all rows", field.name())));
            }
            if text.chars().count() > MAX_CONSTANT {
                let message = format!("the constant `{}` has more than {MAX_CONSTANT} signs", field.name());
                return Err(Refused::new("constant_too_long", message));
            }
        }
        Ok(())
    }
}

/// The sheet whose header names most fields, or the first that holds anything, or the first.
fn fullest(book: &mut Book<'_>, names: &[String]) -> Result<(String, Table), Refused> {
    let mut best: Option<(usize, String, Table)> = None;
    for name in names {
        let table = book.table(name)?;
        let score = match known(&table, likely_header(&table)).len() {
            fields @ 2.. => fields,
            _ => usize::from(!table.rows.is_empty()),
        };
        if best.as_ref().is_none_or(|(known, ..)| score > *known) {
            best = Some((score, name.clone(), table));
        }
    }
    best.map(|(_, name, table)| (name, table)).ok_or_else(no_sheet)
}

fn known(table: &Table, header: usize) -> BTreeSet<Field> {
    let row = table.rows.iter().find(|row| row.number == header);
    row.map(|row| guess(&short_headers(row)).into_iter().filter(|field| *field != Field::Ignored).collect())
        .unwrap_or_default()
}

/// The number of the row that names most fields; where none does, of the first with several cells.
fn likely_header(table: &Table) -> usize {
    let head = table.rows.iter().take(MAX_ABOVE);
    let best = head.clone().map(|row| (known(table, row.number).len(), row.number));
    match best.max_by_key(|(count, number)| (*count, usize::MAX - number)) {
        Some((2.., number)) => number,
        _ => head.clone().find(|row| filled(row) > 1).or(table.rows.first()).map_or(0, |row| row.number),
    }
}

fn short_headers(row: &TableRow) -> Vec<String> {
    headers(row).into_iter().map(|header| header.chars().take(MAX_HEADER).collect()).collect()
}

fn filled(row: &TableRow) -> usize {
    row.cells.iter().filter(|cell| !cell.text.trim().is_empty()).count()
}

/// `A`, `Z`, `AA`: as spreadsheets name columns.
fn letters(at: usize) -> String {
    if at < 26 { letter(at) } else { format!("{}{}", letters(at / 26 - 1), letter(at % 26)) }
}

/// Headers that are usual names come first; then those that hold such a name among other words.
fn guess(headers: &[String]) -> Vec<Field> {
    let mut fields = Mapping::of_headers(headers).columns;
    let mut seen: BTreeSet<Field> = fields.iter().copied().collect();
    for (field, header) in fields.iter_mut().zip(headers).filter(|(field, _)| **field == Field::Ignored) {
        if let Some(found) = among_words(header).filter(|found| found.may_repeat() || !seen.contains(found)) {
            seen.insert(found);
            *field = found;
        }
    }
    fields
}

/// The longest run of words that is a usual name, one with a letter or number first: `Opsi jawaban A (teks)`, `Kunci jwb`.
fn among_words(header: &str) -> Option<Field> {
    let words = header.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.take(MAX_WORDS).collect();
    let runs = (1..=words.len()).rev().flat_map(|length| words.windows(length));
    let found: Vec<Field> = runs.filter_map(|run| of_run(&run.concat())).collect();
    found.iter().find(|field| field.is_counted()).or(found.first()).copied()
}

fn of_run(run: &str) -> Option<Field> {
    if run.len() < MIN_WORD { None } else { Field::of_header(run) }
}
