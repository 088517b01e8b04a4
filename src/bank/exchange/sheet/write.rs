//! Items → our own table, as XLSX and CSV. No cell can become a formula.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::columns::{COLUMNS, Cells, cells};
use crate::bank::exchange::Refused;
use crate::bank::exchange::export::{Export, Losses, Selection};

/// Excel's bound for a cell.
const MAX_CELL: usize = 32_767;

pub fn write_xlsx(selection: &Selection<'_>) -> Result<Export, Refused> {
    let (rows, lost) = rows(selection);
    let bytes = workbook(&rows)
        .map_err(|error| Refused::new("workbook", format!("the workbook cannot be written: {error}")))?;
    Ok(Export { bytes, extension: "xlsx", lost })
}

fn rows(selection: &Selection<'_>) -> (Vec<Cells>, Vec<crate::bank::exchange::export::Loss>) {
    let (mut rows, mut lost) = (Vec::new(), Vec::new());
    for item in selection.items {
        let mut losses = Losses::of(item);
        let (cells, missing) = cells(item);
        missing.into_iter().for_each(|what| losses.say(what));
        losses.say_if(item.stem.contains("](images/"), "the bytes of its pictures: a table names them only");
        losses.say_if(selection.material(item).is_some(), "the text of the shared material: a table names it only");
        losses.say_if(cells.values().any(|text| text.chars().count() > MAX_CELL), "text beyond what a cell holds");
        lost.append(&mut losses.found);
        rows.push(cells);
    }
    (rows, lost)
}

fn workbook(rows: &[Cells]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Soal")?;
    header(sheet)?;
    for (at, cells) in (1..).zip(rows) {
        fill(sheet, at, cells)?;
    }
    book.save_to_buffer()
}

/// Headers in bold, frozen, with the widths of the columns.
pub(super) fn header(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_background_color("#DDE6F0");
    for (column, (name, width, _)) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, *name, &bold)?;
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

/// Every cell is a string: nothing is counted, nothing becomes a date.
pub(super) fn fill(sheet: &mut Worksheet, row: u32, cells: &Cells) -> Result<(), XlsxError> {
    let text_format = Format::new().set_num_format("@").set_text_wrap();
    for (column, (name, ..)) in (0..).zip(COLUMNS) {
        if let Some(text) = cells.get(*name).filter(|text| !text.is_empty()) {
            let text: String = text.chars().filter(|sign| !sign.is_control() || *sign == '\n').take(MAX_CELL).collect();
            sheet.write_string_with_format(row, column, text, &text_format)?;
        }
    }
    Ok(())
}

/// With a byte-order mark, so that Excel reads it as UTF-8.
pub fn write_csv(selection: &Selection<'_>) -> Result<Export, Refused> {
    let (rows, lost) = rows(selection);
    let mut writer = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    let failed = |error: csv::Error| Refused::new("csv", format!("the table cannot be written: {error}"));
    writer.write_record(COLUMNS.iter().map(|(name, ..)| *name)).map_err(failed)?;
    for cells in &rows {
        let record = COLUMNS.iter().map(|(name, ..)| safe(cells.get(*name).map_or("", String::as_str)));
        writer.write_record(record).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| Refused::new("csv", error.to_string()))?;
    Ok(Export { bytes, extension: "csv", lost })
}

/// An apostrophe before what a spreadsheet would run. Numbers stay: `-5` is one.
fn safe(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if risky && text.parse::<f64>().is_err() { format!("'{text}") } else { text.to_owned() }
}
