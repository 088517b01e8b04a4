//! XLSX → rows of text. Cells are streamed: a sheet that claims a million rows costs what it holds.

use std::io::Cursor;

use calamine::{DataRef, Dimensions, Reader as _, SheetType, Xlsx};

use super::mapping::Mapping;
use super::table::{Cell, MAX_COLUMNS, MAX_ROWS, Oddity, Table, TableRow};
use super::tcexam::is_tcexam;
use super::template::EXPLANATION;
use crate::bank::exchange::archive::Archive;
use crate::bank::exchange::{Fate, Refused, Row};

/// Sheets that are looked at for a header that we know.
const MAX_SHEETS: usize = 20;
/// Cells of one sheet, empty ones of styled rows included.
const MAX_CELLS: usize = 5_000_000;

/// Excel's format until 2003, and the envelope of encrypted workbooks.
pub(super) const OLD_FORMAT: &[u8] = b"\xd0\xcf\x11\xe0";
/// Areas that are told as merged.
const MAX_MERGED: usize = 1_000;

/// The sheet `Soal`, or the first whose header is known, or the first; and the sheets that are not read.
pub(super) fn xlsx_table(bytes: &[u8]) -> Result<(Table, Vec<Other>), Refused> {
    let mut book = Book::open(bytes)?;
    let (name, table) = told(&mut book)?;
    let others = book.others(&name, &table);
    Ok((table, others))
}

fn told(book: &mut Book<'_>) -> Result<(String, Table), Refused> {
    let mut names = book.names();
    names.sort_by_key(|name| !name.trim().eq_ignore_ascii_case("soal"));
    let mut first = None;
    for name in names {
        let table = book.table(&name)?;
        if is_tcexam(&table) || Mapping::find(&table).is_ok() {
            return Ok((name, table));
        }
        first.get_or_insert((name, table));
    }
    first.ok_or_else(no_sheet)
}

/// A sheet beside the one that is read.
#[derive(Clone, Debug)]
pub(super) struct Other {
    name: String,
    /// `None`: more than are read, or broken.
    rows: Option<usize>,
}

impl Other {
    /// Left out, so that nobody takes the file for read as a whole.
    pub(super) fn row(&self) -> Row {
        let Self { name, rows } = self;
        let held = rows.map_or_else(|| "unread rows".to_owned(), |rows| format!("{rows} rows"));
        let reason = format!("the sheet `{name}` holds {held}; one sheet is read at a time");
        Row {
            source: format!("sheet {name}"),
            source_id: String::new(),
            title: String::new(),
            interaction: String::new(),
            fate: Fate::LeftOut { reason },
            remains: None,
        }
    }
}

/// A workbook that carries nothing active.
pub(super) struct Book<'b> {
    book: Xlsx<Cursor<&'b [u8]>>,
    /// Inside of it, and not read.
    pictures: usize,
}

impl<'b> Book<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Refused> {
        if bytes.starts_with(OLD_FORMAT) {
            return Err(Refused::new(
                "old_workbook",
                "this is an old .xls or a workbook with a password; save it as .xlsx",
            ));
        }
        let archive = Archive::open(bytes)?;
        refuse_active(&archive)?;
        let pictures = archive.entries().filter(|name| name.starts_with("xl/media/")).count();
        drop(archive);
        Ok(Self { book: Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(&error))?, pictures })
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.worksheets().take(MAX_SHEETS).collect()
    }

    /// Sheets of rows, hidden ones too; a sheet can also be a chart.
    fn worksheets(&self) -> impl Iterator<Item = String> {
        let sheets = self.book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        sheets.map(|sheet| sheet.name.clone())
    }

    /// What stands beside the sheet that is read; the explanation of our own template is none of anybody's rows.
    pub(super) fn others(&mut self, read: &str, table: &Table) -> Vec<Other> {
        let own = Mapping::find(table).is_ok_and(|(_, mapping)| mapping.is_own());
        let names: Vec<String> =
            self.worksheets().filter(|name| name != read && !(own && name == EXPLANATION)).collect();
        let other = |name: String| {
            let rows = sheet(&mut self.book, &name).ok().map(|table| table.rows.len());
            (rows != Some(0)).then_some(Other { name, rows })
        };
        names.into_iter().filter_map(other).collect()
    }

    pub(super) fn table(&mut self, name: &str) -> Result<Table, Refused> {
        let mut table = sheet(&mut self.book, name)?;
        if self.pictures > 0 {
            let note = format!("{} pictures inside the workbook were not read; name files instead", self.pictures);
            table.notes.push(note);
        }
        Ok(table)
    }
}

pub(super) fn no_sheet() -> Refused {
    Refused::new("no_sheet", "the workbook has no sheet")
}

fn broken(error: &dyn std::fmt::Display) -> Refused {
    Refused::new("workbook_broken", format!("the workbook cannot be read: {error}"))
}

/// Macros, and links to other files.
fn refuse_active(archive: &Archive) -> Result<(), Refused> {
    let types = archive.get("[Content_Types].xml").unwrap_or_default();
    let macros = archive.entries().any(|name| name.to_ascii_lowercase().ends_with("vbaproject.bin"));
    if macros || String::from_utf8_lossy(types).contains("macroEnabled") {
        return Err(Refused::new("macros", "the workbook carries macros (.xlsm); save it as .xlsx without them"));
    }
    if archive.entries().any(|name| name.starts_with("xl/externalLinks/")) {
        return Err(Refused::new(
            "external_links",
            "the workbook takes values out of other files; paste them as values",
        ));
    }
    for name in archive.entries().filter(|name| name.to_ascii_lowercase().ends_with("xml")) {
        let head = archive.get(name).unwrap_or_default();
        if head.windows(9).take(4_096).any(|window| window.eq_ignore_ascii_case(b"<!DOCTYPE")) {
            return Err(Refused::new("doctype", format!("the entry `{name}` has a DOCTYPE")));
        }
    }
    Ok(())
}

fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Table, Refused> {
    let mut merged = book.merge_cells_by_sheet_name(name).map_err(|error| broken(&error))?;
    merged.truncate(MAX_MERGED);
    let mut reader = book.worksheet_cells_reader(name).map_err(|error| broken(&error))?;
    let mut table = Table::default();
    let mut row = TableRow::default();
    let mut count = 0_usize;
    while let Some(cell) = reader.next_cell_with_formula().map_err(|error| broken(&error))? {
        count += 1;
        if count > MAX_CELLS {
            return Err(Refused::new("too_many_cells", format!("the sheet `{name}` has more than {MAX_CELLS} cells")));
        }
        let (number, column) = (cell.pos.0 as usize + 1, cell.pos.1 as usize);
        if number != row.number {
            push(&mut table, std::mem::take(&mut row), &merged)?;
            row.number = number;
        }
        let formula = cell.formula.is_some_and(|formula| !formula.is_empty());
        let Some(found) = value(&cell.value, formula) else { continue };
        if column >= MAX_COLUMNS {
            return Err(Refused::new("too_many_columns", format!("row {number}: more than {MAX_COLUMNS} columns")));
        }
        row.cells.resize(row.cells.len().max(column + 1), Cell::default());
        row.cells[column] = found;
    }
    push(&mut table, row, &merged)?;
    Ok(table)
}

fn push(table: &mut Table, mut row: TableRow, merged: &[Dimensions]) -> Result<(), Refused> {
    if row.is_empty() {
        return Ok(());
    }
    if table.rows.len() >= MAX_ROWS {
        return Err(Refused::new("too_many_rows", format!("row {}: more than {MAX_ROWS} rows", row.number)));
    }
    let place =
        |column: usize| (u32::try_from(row.number - 1).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX));
    for (column, cell) in row.cells.iter_mut().enumerate() {
        let (at, column) = place(column);
        let inside = |area: &Dimensions| {
            (area.start.0..=area.end.0).contains(&at) && (area.start.1..=area.end.1).contains(&column)
        };
        if cell.oddity.is_none() && merged.iter().any(inside) {
            cell.oddity = Some(Oddity::Merged);
        }
    }
    table.push(row)
}

fn value(value: &DataRef<'_>, formula: bool) -> Option<Cell> {
    let mut oddity = formula.then_some(Oddity::Formula);
    let text = match value {
        DataRef::Empty => return None,
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => float(*number),
        DataRef::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(date) => {
            oddity = Some(Oddity::Date);
            let (year, month, day, hour, minute, ..) = date.to_ymd_hms_milli();
            if hour + minute == 0 {
                format!("{year}-{month:02}-{day:02}")
            } else {
                format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}")
            }
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            oddity = Some(Oddity::Date);
            text.clone()
        }
        DataRef::Error(error) => {
            oddity = Some(Oddity::Error);
            error.to_string()
        }
    };
    let numeric = matches!(value, DataRef::Int(_) | DataRef::Float(_));
    (!text.trim().is_empty()).then_some(Cell { text, numeric, oddity })
}

/// Fifteen digits, as the program shows them: `1` for 1.0, `0.3` for 0.1 + 0.2.
fn float(number: f64) -> String {
    format!("{number:.14e}").parse::<f64>().unwrap_or(number).to_string()
}
