//! Bytes of a CSV file to rows of cells, within bounds. What the cells mean is not known here.

use super::columns::Column;
use crate::planning::fault::{Fault, Faults};

/// A list of 20,000 people with long names is 3 MB.
pub const MAX_FILE_BYTES: usize = 5 * 1024 * 1024;
pub(super) const MAX_ROWS: usize = 20_000;
pub(super) const MAX_CELL_CHARS: usize = 200;

/// One data row: the line it starts on, and its cells in the order of `Column::ALL`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RawRow {
    pub line: u32,
    cells: [String; Column::ALL.len()],
}

impl RawRow {
    pub(super) fn cell(&self, column: Column) -> &str {
        self.cells.get(column as usize).map_or("", String::as_str)
    }
}

/// Every row that has anything in it. Nothing when the file as a whole cannot be read.
pub(super) fn read(bytes: &[u8], faults: &mut Faults) -> Vec<RawRow> {
    let Some(text) = decode(bytes, faults) else { return Vec::new() };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let Some(Ok(header)) = records.next() else {
        faults.push(Fault::at(1, "", "empty_file", "the file has no header"));
        return Vec::new();
    };
    let columns = Column::read_header(header.iter(), faults);
    if !faults.is_empty() {
        return Vec::new();
    }
    rows(records, Lines::of(text), &columns, faults)
}

fn rows(
    records: csv::StringRecordsIter<'_, &[u8]>,
    mut lines: Lines<'_>,
    columns: &[Option<Column>],
    faults: &mut Faults,
) -> Vec<RawRow> {
    let mut rows = Vec::new();
    for record in records {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(Fault::of("", "unreadable", error.to_string()));
                break;
            }
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if rows.len() == MAX_ROWS {
            faults.push(Fault::of("", "too_many_rows", format!("at most {MAX_ROWS} candidates in a file")));
            break;
        }
        let line = lines.line_of(record.position().map_or(0, csv::Position::byte));
        rows.push(row(&record, line, columns, faults));
    }
    rows
}

fn row(record: &csv::StringRecord, line: u32, columns: &[Option<Column>], faults: &mut Faults) -> RawRow {
    if record.len() != columns.len() {
        let detail = format!("{} cells, the header has {}", record.len(), columns.len());
        faults.push(Fault::at(line, "", "wrong_cell_count", detail));
    }
    let mut row = RawRow { line, cells: Default::default() };
    for (cell, column) in record.iter().zip(columns) {
        let Some(column) = column else { continue };
        if let Some(place) = row.cells.get_mut(*column as usize) {
            *place = checked(cell.trim(), line, *column, faults);
        }
    }
    row
}

fn checked(cell: &str, line: u32, column: Column, faults: &mut Faults) -> String {
    if cell.chars().count() > MAX_CELL_CHARS {
        faults.push(Fault::at(line, column.name(), "too_long", format!("at most {MAX_CELL_CHARS} characters")));
    } else if cell.chars().any(char::is_control) {
        let detail = "line breaks and control characters are not allowed";
        faults.push(Fault::at(line, column.name(), "control_character", detail));
    }
    cell.chars().take(MAX_CELL_CHARS).collect()
}

/// Counts lines up to a record. The reader's own line numbers are one short after `\r\n`, because its position is
/// between the two.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), at: 0, line: 1 }
    }

    /// Offsets must not fall. Line ends right at the offset belong to the record before.
    fn line_of(&mut self, offset: u64) -> u32 {
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        while let Some(byte) = self.bytes.get(self.at) {
            if self.at >= offset && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.line += u32::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// UTF-8 without its byte order mark.
fn decode<'a>(bytes: &'a [u8], faults: &mut Faults) -> Option<&'a str> {
    if bytes.len() > MAX_FILE_BYTES {
        faults.push(Fault::of("", "file_too_large", format!("at most {MAX_FILE_BYTES} bytes")));
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.split(|byte| *byte == b'\n').count();
            let line = u32::try_from(line).unwrap_or(u32::MAX);
            faults.push(Fault::at(line, "", "not_utf8", "save the file as CSV UTF-8"));
            None
        }
    }
}

/// Spreadsheets write `;` where the comma is the decimal sign.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    if header.matches(';').count() > header.matches(',').count() { b';' } else { b',' }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_codes(bytes: &[u8]) -> (Vec<RawRow>, Vec<(Option<u32>, &'static str)>) {
        let mut faults = Faults::default();
        let rows = read(bytes, &mut faults);
        (rows, faults.into_vec().into_iter().map(|f| (f.row, f.code)).collect())
    }

    #[test]
    fn semicolons_a_byte_order_mark_and_windows_line_ends_are_understood() {
        let (rows, codes) = read_codes("\u{feff}Nama;NIP;unit\r\n\"A; B\";1;U\r\n\r\n;;\r\nC;2;V\r\n".as_bytes());
        assert_eq!(codes, []);
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].line, rows[0].cell(Column::Name), rows[0].cell(Column::Nip)), (2, "A; B", "1"));
        assert_eq!((rows[1].line, rows[1].cell(Column::Unit), rows[1].cell(Column::Seat)), (5, "V", ""));
    }

    #[test]
    fn a_wrong_header_stops_at_once() {
        assert_eq!(read_codes(b"nip,nama,umur\n1,2,3\n").1, [(Some(1), "unknown_column"), (Some(1), "missing_column")]);
        assert_eq!(read_codes(b"nip,nama,unit,nip\n").1, [(Some(1), "duplicate_column")]);
        assert_eq!(read_codes(b"").1, [(Some(1), "empty_file")]);
    }

    #[test]
    fn odd_rows_are_named_by_their_line() {
        let (_, codes) = read_codes(b"nip,nama,unit\n1,A\n2,\"B\nC\",U\n3,D,U,V\n");
        assert_eq!(
            codes,
            [(Some(2), "wrong_cell_count"), (Some(3), "control_character"), (Some(5), "wrong_cell_count")]
        );
    }

    #[test]
    fn bounds_hold() {
        let long = format!("nip,nama,unit\n1,{},U\n", "x".repeat(201));
        assert_eq!(read_codes(long.as_bytes()).1, [(Some(2), "too_long")]);
        let many = format!("nip,nama,unit\n{}", "1,A,U\n".repeat(MAX_ROWS + 1));
        let (rows, codes) = read_codes(many.as_bytes());
        assert_eq!((rows.len(), codes), (MAX_ROWS, vec![(None, "too_many_rows")]));
        assert_eq!(read_codes(&vec![b'x'; MAX_FILE_BYTES + 1]).1, [(None, "file_too_large")]);
        assert_eq!(read_codes(b"nip,nama,unit\n1,A,U\n2,\xff,U\n").1, [(Some(3), "not_utf8")]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let mut file = b"nip,nama,unit\n".to_vec();
            file.extend(bytes);
            let _ = read_codes(&file);
        }
    }
}
