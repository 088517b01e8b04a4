//! Rows of text with their numbers, wherever they come from; CSV.

use super::quotes::open_quote;
use crate::bank::exchange::Refused;
use crate::bank::exchange::text::decode;

/// A bank's items, and the rows of a template that nobody filled in.
pub(super) const MAX_ROWS: usize = 50_000;
pub(super) const MAX_COLUMNS: usize = 256;
/// A stem at most, and then some.
const MAX_CELL: usize = 100_000;

/// All rows that hold something; which of them is the header is found later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub rows: Vec<TableRow>,
    /// Said with every item: how the file was read.
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableRow {
    /// In the file, from 1.
    pub number: usize,
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    pub text: String,
    /// Stored as a number: its point is no sign of anybody's typing.
    pub numeric: bool,
    pub oddity: Option<Oddity>,
}

/// What a cell is besides text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// The value that was stored with the formula.
    Formula,
    /// A date; often a fraction or a range that the program took for one.
    Date,
    /// `#N/A` and its like.
    Error,
    /// Part of merged cells.
    Merged,
}

impl TableRow {
    pub(super) fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.text.trim())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.trim().is_empty())
    }
}

impl Table {
    pub(super) fn push(&mut self, row: TableRow) -> Result<(), Refused> {
        if row.is_empty() {
            return Ok(());
        }
        if self.rows.len() >= MAX_ROWS {
            return Err(Refused::new("too_many_rows", format!("row {}: more than {MAX_ROWS} rows", row.number)));
        }
        if row.cells.len() > MAX_COLUMNS {
            return Err(Refused::new(
                "too_many_columns",
                format!("row {}: more than {MAX_COLUMNS} columns", row.number),
            ));
        }
        if let Some(at) = row.cells.iter().position(|cell| cell.text.len() > MAX_CELL) {
            let message = format!("row {}, column {}: the cell has more than {MAX_CELL} bytes", row.number, at + 1);
            return Err(Refused::new("cell_too_large", message));
        }
        self.rows.push(row);
        Ok(())
    }
}

/// How a CSV file was told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CsvFacts {
    pub delimiter: u8,
    pub encoding: &'static str,
}

/// Comma, semicolon or tab, told by the first lines; quoted cells may hold line breaks.
pub fn csv_table(bytes: &[u8]) -> Result<Table, Refused> {
    csv_read(bytes, None).map(|(table, _)| table)
}

/// With the delimiter that somebody named, or the one that is told by the first lines.
pub(super) fn csv_read(bytes: &[u8], named: Option<u8>) -> Result<(Table, CsvFacts), Refused> {
    let decoded = decode(bytes)?;
    let (told, text) = delimiter(&decoded.text);
    let delimiter = named.unwrap_or(told);
    let facts = CsvFacts { delimiter, encoding: decoded.encoding };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut table = Table { notes: decoded.note.into_iter().collect(), ..Table::default() };
    let above = 1 + newlines(&decoded.text[..decoded.text.len() - text.len()]);
    if let Some(at) = open_quote(text, delimiter) {
        let line = above + newlines(&text[..at]);
        return Err(Refused::new("open_quote", format!("line {line}: a quote opens a cell and never closes")));
    }
    let mut place = Place { text, at: 0, line: above };
    let mut record = csv::StringRecord::new();
    loop {
        let more = reader
            .read_record(&mut record)
            .map_err(|error| Refused::new("not_csv", format!("the file is no CSV: {error}")))?;
        if !more {
            return Ok((table, facts));
        }
        let start = record.position().map_or(0, csv::Position::byte);
        let number = place.line_of(usize::try_from(start).unwrap_or(0));
        let cells = record.iter().map(|text| Cell { text: unguarded(text).to_owned(), ..Cell::default() }).collect();
        table.push(TableRow { number, cells })?;
    }
}

/// Without the apostrophe that stands before what a spreadsheet would run.
fn unguarded(text: &str) -> &str {
    let inner = text.strip_prefix('\'').filter(|inner| inner.starts_with(['=', '+', '-', '@', '\t', '\r']));
    inner.unwrap_or(text)
}

/// Lines counted up to the row that is being read.
struct Place<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl Place<'_> {
    /// The reader begins a row at the blank lines before it.
    fn line_of(&mut self, start: usize) -> usize {
        let rest = self.text.get(start..).unwrap_or_default();
        let start = start + rest.len() - rest.trim_start_matches(['\n', '\r']).len();
        self.line += newlines(self.text.get(self.at..start).unwrap_or_default());
        self.at = start;
        self.line
    }
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

/// `sep=;` on the first line, as Excel writes it, else the sign that stands most often outside of quotes.
fn delimiter(text: &str) -> (u8, &str) {
    if let Some(rest) = text.strip_prefix("sep=")
        && let (Some(sign @ (b',' | b';' | b'\t')), Some(end)) = (rest.bytes().next(), rest.find('\n'))
    {
        return (sign, &rest[end + 1..]);
    }
    let head = text.lines().take(20).collect::<Vec<_>>().join("\n");
    let mut counts = [(b'\t', 0_usize), (b';', 0), (b',', 0)];
    let mut quoted = false;
    for byte in head.bytes() {
        quoted ^= byte == b'"';
        counts.iter_mut().filter(|(sign, _)| *sign == byte && !quoted).for_each(|(_, count)| *count += 1);
    }
    let best = counts.into_iter().max_by_key(|(_, count)| *count).filter(|(_, count)| *count > 0);
    (best.map_or(b',', |(sign, _)| sign), text)
}
