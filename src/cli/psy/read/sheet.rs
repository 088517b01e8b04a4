//! Tables out of text: the delimiter is found, quotes are undone, sizes are bounded.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;

use csv::StringRecord;
use serde_json::Value;

use super::ReadError;

/// What a person may hand over; more is a mistake or an attack.
const MAX_BYTES: u64 = 256 << 20;
/// How a file packed by gzip begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];
const MAX_ROWS: usize = 1_000_000;
pub(in crate::cli) const MAX_COLUMNS: usize = 20_000;

/// A header and rows of the same width. Rows keep the line of the file where they stand.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Sheet {
    pub file: String,
    pub header: Vec<String>,
    rows: Vec<(u64, StringRecord)>,
    /// `1,5` is a number where the comma does not part cells.
    decimal_comma: bool,
}

/// The text of a file, without the mark that some programs put before UTF-8.
pub(in crate::cli) fn text(path: &Path) -> Result<(String, String), ReadError> {
    let file = path.display().to_string();
    let fail = |source| ReadError::Io { file: file.clone(), source };
    let known = std::fs::metadata(path).map_err(fail)?.len();
    if known > MAX_BYTES {
        return Err(ReadError::TooLarge { file, what: "bytes", found: known, most: MAX_BYTES });
    }
    let bytes = bounded(&file, std::fs::File::open(path).map_err(fail)?)?;
    let bytes = if bytes.starts_with(&GZIP) { unpacked(&file, &bytes)? } else { bytes };
    decoded(&file, bytes).map(|text| (file, text))
}

/// All of it, unless it goes on beyond what is taken: a pipe or a device has no size to ask for.
fn bounded(file: &str, from: impl std::io::Read) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    match from.take(MAX_BYTES + 1).read_to_end(&mut bytes) {
        Err(source) => Err(ReadError::Io { file: file.to_owned(), source }),
        Ok(_) if bytes.len() as u64 > MAX_BYTES => {
            let (found, most) = (bytes.len() as u64, MAX_BYTES);
            Err(ReadError::TooLarge { file: file.to_owned(), what: "bytes at least", found, most })
        }
        Ok(_) => Ok(bytes),
    }
}

/// A packed file, as large unpacked as any other may be.
fn unpacked(file: &str, packed: &[u8]) -> Result<Vec<u8>, ReadError> {
    bounded(file, flate2::read::MultiGzDecoder::new(packed))
}

fn decoded(file: &str, bytes: Vec<u8>) -> Result<String, ReadError> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let row = valid.split(|byte| *byte == b'\n').count() as u64;
        ReadError::Row { file: file.to_owned(), row, reason: "the text is not UTF-8".to_owned() }
    })?;
    Ok(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned))
}

impl Sheet {
    pub fn read(path: &Path) -> Result<Self, ReadError> {
        let (file, text) = text(path)?;
        Self::parse(&file, &text)
    }

    /// A table, or the JSON of a command with its rows under `list`: what one command writes, another reads.
    pub fn read_rows(path: &Path, list: &str) -> Result<Self, ReadError> {
        let (file, text) = text(path)?;
        if text.trim_start().starts_with('{') { Self::of_json(&file, &text, list) } else { Self::parse(&file, &text) }
    }

    fn of_json(file: &str, text: &str, list: &str) -> Result<Self, ReadError> {
        let refuse = |reason: String| ReadError::File { file: file.to_owned(), reason };
        let whole: Value = serde_json::from_str(text).map_err(|error| refuse(format!("no JSON: {error}")))?;
        let rows = whole.get(list).and_then(Value::as_array);
        let rows = rows.ok_or_else(|| refuse(format!("there is no list of {list}")))?;
        let header: Vec<String> =
            rows.first().and_then(Value::as_object).map(|row| row.keys().cloned().collect()).unwrap_or_default();
        check_header(file, &header)?;
        let cell = |row: &Value, name: &String| match row.get(name) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
        };
        let record = |row: &Value| header.iter().map(|name| cell(row, name)).collect::<StringRecord>();
        let rows = (1..).zip(rows).map(|(line, row)| (line, record(row))).collect();
        Ok(Self { file: file.to_owned(), header, rows, decimal_comma: false })
    }

    pub fn parse(file: &str, text: &str) -> Result<Self, ReadError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let delimiter = delimiter(text);
        let text = &with_blank_lines(text, delimiter);
        let mut builder = csv::ReaderBuilder::new();
        let mut reader = builder.delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
        let broken = |error: &csv::Error| {
            let row = error.position().map_or(0, |position| Lines::of(text).at(position));
            ReadError::Row { file: file.to_owned(), row, reason: "the row cannot be read as a table".to_owned() }
        };
        let header: Vec<String> =
            reader.headers().map_err(|e| broken(&e))?.iter().map(|cell| cell.trim().to_owned()).collect();
        check_header(file, &header)?;
        let (mut rows, mut lines) = (Vec::new(), Lines::of(text));
        for record in reader.records() {
            let record = record.map_err(|error| broken(&error))?;
            let row = record.position().map_or(0, |position| lines.at(position));
            if record.len() != header.len() {
                let reason = format!("{} cells, the header has {}", record.len(), header.len());
                return Err(ReadError::Row { file: file.to_owned(), row, reason });
            }
            if rows.len() == MAX_ROWS {
                let (file, found, most) = (file.to_owned(), MAX_ROWS as u64 + 1, MAX_ROWS as u64);
                return Err(ReadError::TooLarge { file, what: "rows", found, most });
            }
            rows.push((row, record));
        }
        Ok(Self { file: file.to_owned(), header, rows, decimal_comma: delimiter != b',' })
    }

    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Place of the column of one of these names, whatever their case.
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        self.header.iter().position(|head| names.iter().any(|name| head.eq_ignore_ascii_case(name)))
    }

    pub fn needed(&self, names: &[&str]) -> Result<usize, ReadError> {
        let reason = || format!("there is no column {}; there are: {}", names.join(" or "), self.header.join(", "));
        self.column(names).ok_or_else(|| ReadError::File { file: self.file.clone(), reason: reason() })
    }

    /// The cell without the blanks around it.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.rows[row].1.get(column).unwrap_or_default().trim()
    }

    /// A number, nothing for an empty cell or NA.
    pub fn number(&self, row: usize, column: usize) -> Result<Option<f64>, ReadError> {
        let cell = self.cell(row, column);
        if is_empty(cell) {
            return Ok(None);
        }
        let text = if self.decimal_comma { cell.replace(',', ".") } else { cell.to_owned() };
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Some(value)),
            _ => Err(self.fault(row, column, format!("\"{}\" is no number", shown(cell)))),
        }
    }

    pub fn needed_number(&self, row: usize, column: usize) -> Result<f64, ReadError> {
        self.number(row, column)?.ok_or_else(|| self.fault(row, column, "a number is missing".to_owned()))
    }

    pub fn fault(&self, row: usize, column: usize, reason: String) -> ReadError {
        let column = self.header.get(column).cloned().unwrap_or_default();
        ReadError::Cell { file: self.file.clone(), row: self.rows[row].0, column, reason }
    }

    /// The rows by what a column names, each name once.
    pub fn by_name(&self, column: usize) -> Result<HashMap<&str, usize>, ReadError> {
        let mut rows = HashMap::new();
        for row in 0..self.rows() {
            let name = self.cell(row, column);
            if rows.insert(name, row).is_some() {
                return Err(self.fault(row, column, format!("{} stands twice", shown(name))));
            }
        }
        Ok(rows)
    }

    /// The line of the file where a row stands.
    pub fn line(&self, row: usize) -> u64 {
        self.rows[row].0
    }
}

/// Cells that say: nothing here.
pub(in crate::cli) fn is_empty(cell: &str) -> bool {
    cell.is_empty() || cell == "." || cell.eq_ignore_ascii_case("NA")
}

/// A stranger's cell in a message: short, and without control characters.
pub(in crate::cli) fn shown(cell: &str) -> String {
    cell.chars().filter(|c| !c.is_control()).take(40).collect()
}

/// The reader of tables passes over blank lines. In a table of one column such a line is a row whose cell is empty: a
/// person who was shown nothing.
fn with_blank_lines(text: &str, delimiter: u8) -> Cow<'_, str> {
    let start = text.len() - text.trim_start_matches(['\r', '\n']).len();
    let header = text[start..].lines().next().unwrap_or_default();
    let mut quoted = false;
    let several = header.bytes().any(|byte| {
        quoted ^= byte == b'"';
        byte == delimiter && !quoted
    });
    if several || quoted {
        return Cow::Borrowed(text);
    }
    let mut quoted = false;
    let mut whole = String::with_capacity(text.len());
    for (place, line) in text[start..].split_inclusive('\n').enumerate() {
        if place > 0 && !quoted && line.trim_end_matches(['\r', '\n']).is_empty() {
            whole.push_str("\"\"");
        }
        quoted ^= line.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
        whole.push_str(line);
    }
    Cow::Owned(text[..start].to_owned() + &whole)
}

/// Counts lines. The reader of tables stands before the end of the line before, and before blank lines, when it tells
/// where a row begins.
struct Lines<'t> {
    text: &'t [u8],
    seen: usize,
    line: u64,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        Self { text: text.as_bytes(), seen: 0, line: 1 }
    }

    /// Of rising positions.
    fn at(&mut self, position: &csv::Position) -> u64 {
        let told = usize::try_from(position.byte()).unwrap_or(usize::MAX).min(self.text.len());
        let blank = self.text[told..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = self.text.get(self.seen..told + blank).unwrap_or_default();
        self.line += passed.split(|byte| *byte == b'\n').count() as u64 - 1;
        self.seen = told + blank;
        self.line
    }
}

fn check_header(file: &str, header: &[String]) -> Result<(), ReadError> {
    let file = || file.to_owned();
    if header.is_empty() {
        return Err(ReadError::File { file: file(), reason: "the file is empty; a header is needed".to_owned() });
    }
    if header.len() > MAX_COLUMNS {
        let (found, most) = (header.len() as u64, MAX_COLUMNS as u64);
        return Err(ReadError::TooLarge { file: file(), what: "columns", found, most });
    }
    if let Some(place) = header.iter().position(String::is_empty) {
        return Err(ReadError::File { file: file(), reason: format!("column {} has no name", place + 1) });
    }
    let mut seen = std::collections::HashSet::new();
    match header.iter().find(|head| !seen.insert(head.as_str())) {
        Some(head) => Err(ReadError::File { file: file(), reason: format!("column {} stands twice", shown(head)) }),
        None => Ok(()),
    }
}

/// The sign that stands most often in the header, outside quotes.
fn delimiter(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in text.lines().next().unwrap_or_default().bytes() {
        quoted ^= byte == b'"';
        if let Some(count) = counts.iter_mut().find(|(sign, _)| *sign == byte && !quoted) {
            count.1 += 1;
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_marks_and_quotes_are_seen_through() {
        for text in ["a,b\n1,\"x,y\"\n", "\u{feff}a;b\r\n1;x,y\r\n", "a\tb\n1\t x,y \n"] {
            let sheet = Sheet::parse("f", text).unwrap();
            assert_eq!(sheet.header, ["a", "b"]);
            assert_eq!((sheet.cell(0, 0), sheet.cell(0, 1)), ("1", "x,y"));
        }
        let sheet = Sheet::parse("f", "a;b\n1,5;NA\n").unwrap();
        assert_eq!((sheet.number(0, 0).unwrap(), sheet.number(0, 1).unwrap()), (Some(1.5), None));
    }

    #[test]
    fn a_blank_line_is_a_row_where_there_is_one_column() {
        let cells = |text: &str| {
            let sheet = Sheet::parse("f", text).unwrap();
            (0..sheet.rows()).map(|row| (sheet.line(row), sheet.cell(row, 0).to_owned())).collect::<Vec<_>>()
        };
        let rows = [(2, "1".to_owned()), (3, String::new()), (4, "0".to_owned()), (5, String::new())];
        assert_eq!(cells("i1\n1\n\n0\n\n"), rows);
        assert_eq!(cells("i1\r\n1\r\n\r\n0\r\n\r\n"), rows);
        assert_eq!(cells("i1\n1\n\n0\n\"\"\n"), rows);
        assert_eq!(cells("\"i1\"\n1\n\n0"), rows[..3]);
        assert_eq!(cells("i1\n\"a\n\nb\"\n").len(), 1, "inside quotes it is text");
        assert_eq!(Sheet::parse("f", "a,b\n1,2\n\n3,4\n").unwrap().rows(), 2, "several columns: no row");
    }

    #[test]
    fn faults_name_file_row_and_column() {
        let said = |text: &str| Sheet::parse("f.csv", text).unwrap_err().to_string();
        assert_eq!(said("a,b\n1,2\n1\n"), "f.csv, row 3: 1 cells, the header has 2");
        assert_eq!(said("a,b\r\n\r\n1,2\r\n1\r\n"), "f.csv, row 4: 1 cells, the header has 2");
        assert_eq!(said(""), "f.csv: the file is empty; a header is needed");
        assert_eq!(said("a,a\n"), "f.csv: column a stands twice");
        assert_eq!(said("a,,b\n"), "f.csv: column 2 has no name");
        let sheet = Sheet::parse("f.csv", "a,b\n1,2\n3,x\u{1b}y\n").unwrap();
        assert_eq!(sheet.number(1, 1).unwrap_err().to_string(), "f.csv, row 3, column b: \"xy\" is no number");
        assert_eq!(decoded("f", b"a\n\xff".to_vec()).unwrap_err().to_string(), "f, row 2: the text is not UTF-8");
    }
}
