//! The results as an Excel workbook: one sheet of people, one of what it all rests on. No cell can become a formula:
//! what is no number is written as a string, whatever it begins with.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::Results;
use super::about::about;
use super::columns::{Cell, Column, FIXED, cells, columns};
use super::csv::category;
use crate::audit::Actor;
use crate::domain::category::PotentialCategory;
use crate::domain::time::Instant;

/// Excel's bound for a cell.
const MAX_CELL: usize = 32_767;
/// Of the whole sheet: rows are told apart by a line, headers by their ground.
const HEAD: &str = "#DDE6F0";
const LINE: &str = "#D0D5DB";

pub(super) fn workbook(results: &Results, by: &Actor) -> Result<Vec<u8>, XlsxError> {
    let zone = TimeZone::get(&results.session.time_zone).unwrap_or(TimeZone::UTC);
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&excel_time(by.now, &TimeZone::UTC)?));
    people(book.add_worksheet(), results, &zone)?;
    facts(book.add_worksheet(), &about(results, &zone, by))?;
    book.save_to_buffer()
}

fn people(sheet: &mut Worksheet, results: &Results, zone: &TimeZone) -> Result<(), XlsxError> {
    sheet.set_name("Hasil")?;
    let columns = columns(results);
    header(sheet, &columns)?;
    let formats = Formats::new();
    let mut last = 0;
    for (row, line) in (1..).zip(&results.lines) {
        for (at, cell) in (0..).zip(cells(line, results)) {
            formats.write(sheet, row, at, &cell, zone)?;
        }
        last = row;
    }
    let width = u16::try_from(columns.len()).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, last, width.saturating_sub(1))?;
    sheet.set_freeze_panes(1, FIXED)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

fn header(sheet: &mut Worksheet, columns: &[Column]) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_background_color(HEAD).set_text_wrap().set_align(FormatAlign::Top);
    for (at, column) in (0..).zip(columns) {
        sheet.write_string_with_format(0, at, &column.name, &head)?;
        sheet.set_column_width(at, column.width)?;
    }
    sheet.set_row_height(0, 48)?;
    Ok(())
}

fn facts(sheet: &mut Worksheet, lines: &[(&'static str, String)]) -> Result<(), XlsxError> {
    sheet.set_name("Keterangan")?;
    sheet.set_column_width(0, 32)?;
    sheet.set_column_width(1, 90)?;
    let name = Format::new().set_bold().set_align(FormatAlign::Top);
    let value = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    for (row, (title, text)) in (0..).zip(lines) {
        sheet.write_string_with_format(row, 0, *title, &name)?;
        sheet.write_string_with_format(row, 1, written(text), &value)?;
    }
    Ok(())
}

struct Formats {
    text: Format,
    whole: Format,
    decimals: [Format; 3],
    share: Format,
    at: Format,
    categories: [Format; 4],
}

impl Formats {
    fn new() -> Self {
        let row = || Format::new().set_border_bottom(FormatBorder::Thin).set_border_color(LINE);
        // Darker the higher; the word stands in every cell, so the colour adds nothing that is not said.
        let category = |ground: &str| row().set_background_color(ground);
        Self {
            text: row().set_num_format("@"),
            whole: row().set_num_format("0"),
            decimals: ["0", "0.0", "0.00"].map(|format| row().set_num_format(format)),
            share: row().set_num_format("0%"),
            at: row().set_num_format("dd/mm/yyyy hh:mm"),
            categories: ["#F1F3F5", "#DCE9F5", "#B7D5F0", "#7FB3E0"].map(category),
        }
    }

    fn write(&self, sheet: &mut Worksheet, row: u32, at: u16, cell: &Cell, zone: &TimeZone) -> Result<(), XlsxError> {
        match cell {
            Cell::Empty => sheet.write_blank(row, at, &self.text)?,
            Cell::Text(text) => sheet.write_string_with_format(row, at, written(text), &self.text)?,
            Cell::Whole(value) => sheet.write_number_with_format(row, at, *value, &self.whole)?,
            Cell::Decimal(value, decimals) => {
                let format = &self.decimals[usize::from(*decimals).min(2)];
                sheet.write_number_with_format(row, at, *value, format)?
            }
            Cell::Share(value) => sheet.write_number_with_format(row, at, *value, &self.share)?,
            Cell::At(instant) => sheet.write_datetime_with_format(row, at, excel_time(*instant, zone)?, &self.at)?,
            Cell::Category(known) => sheet.write_string_with_format(row, at, category(*known), self.of(*known))?,
        };
        Ok(())
    }

    fn of(&self, category: PotentialCategory) -> &Format {
        &self.categories[category as usize]
    }
}

/// Signs that XML cannot hold are left out.
fn written(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(MAX_CELL).collect()
}

fn excel_time(instant: Instant, zone: &TimeZone) -> Result<ExcelDateTime, XlsxError> {
    let local = Timestamp::from_millisecond(instant.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone());
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    let year = u16::try_from(local.year()).unwrap_or_default();
    let day = ExcelDateTime::from_ymd(year, part(local.month()), part(local.day()))?;
    day.and_hms(u16::from(part(local.hour())), part(local.minute()), f64::from(part(local.second())))
}
