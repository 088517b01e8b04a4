//! A foreign sheet between the browser's shape and the reader's.

use super::import_row;
use crate::authoring;
use crate::bank::exchange::Refused;
use crate::bank::exchange::report::Totals;
use crate::bank::exchange::sheet::{Field, KeyStyle, Layout, Sheet, TableRow};
use crate::wire::authoring::{ItemImportRow, SheetColumn, SheetKey, SheetLayout, SheetLook, SheetRow, SheetView};
use crate::wire::convert::command::OutOfBounds;

/// Rows of a sheet that are shown as they stand.
const FIRST_ROWS: usize = 12;
const SAMPLES: usize = 3;
/// Characters of a cell.
const CELL: usize = 160;

pub fn layout_of(layout: SheetLayout) -> Result<Layout, OutOfBounds> {
    let SheetLayout { sheet, delimiter, header, columns, constants, key } = layout;
    let field = |name: &str| Field::from_name(name).ok_or(OutOfBounds("layout"));
    let constants = constants.into_iter().filter(|(_, text)| !text.trim().is_empty());
    Ok(Layout {
        sheet,
        delimiter: delimiter.map(|sign| sign.parse().map_err(|_| OutOfBounds("delimiter"))).transpose()?,
        header: header.map(|row| usize::try_from(row).map_err(|_| OutOfBounds("header"))).transpose()?,
        columns: columns.iter().map(|name| field(name)).collect::<Result<_, _>>()?,
        constants: constants.map(|(name, text)| Ok((field(&name)?, text))).collect::<Result<_, _>>()?,
        key: match key {
            SheetKey::Any => KeyStyle::Any,
            SheetKey::Letter => KeyStyle::Letter,
            SheetKey::Number => KeyStyle::Number,
            SheetKey::Text => KeyStyle::Text,
        },
    })
}

fn layout_view(layout: &Layout) -> SheetLayout {
    SheetLayout {
        sheet: layout.sheet.clone(),
        delimiter: layout.delimiter.map(String::from),
        header: layout.header.map(count),
        columns: layout.columns.iter().map(|field| field.name()).collect(),
        constants: layout.constants.iter().map(|(field, text)| (field.name(), text.clone())).collect(),
        key: match layout.key {
            KeyStyle::Any => SheetKey::Any,
            KeyStyle::Letter => SheetKey::Letter,
            KeyStyle::Number => SheetKey::Number,
            KeyStyle::Text => SheetKey::Text,
        },
    }
}

pub fn look_view(file: String, looked: Result<authoring::SheetLook, Refused>) -> SheetLook {
    match looked {
        Ok(look) => SheetLook { file, refused: None, sheet: Some(sheet_view(look)) },
        Err(refused) => SheetLook { file, refused: Some(refused.to_string()), sheet: None },
    }
}

fn sheet_view(look: authoring::SheetLook) -> SheetView {
    let authoring::SheetLook { sheet, items } = look;
    let column = |(at, header): (usize, &String)| SheetColumn { header: header.clone(), samples: samples(&sheet, at) };
    let columns = sheet.headers.iter().enumerate().map(column).collect();
    let (items, unfit, totals) = match items {
        Ok(found) => (rows_of(found.first), None, found.totals),
        Err(refused) => (Vec::new(), Some(refused.to_string()), Totals::default()),
    };
    SheetView {
        format: sheet.format.name().to_owned(),
        sheets: sheet.sheets.clone(),
        encoding: sheet.encoding.map(str::to_owned),
        layout: layout_view(&sheet.layout),
        columns,
        first: sheet.table.rows.iter().take(FIRST_ROWS).map(row_view).collect(),
        rows: count(sheet.rows().len()),
        items,
        unfit,
        ready: count(totals.imported + totals.changed),
        left_out: count(totals.left_out),
    }
}

fn rows_of(first: authoring::Imported) -> Vec<ItemImportRow> {
    let rows = first.report.items.into_iter().zip(first.items);
    rows.map(|(row, item)| import_row(row, item.as_ref())).collect()
}

fn samples(sheet: &Sheet, column: usize) -> Vec<String> {
    let texts = sheet.rows().iter().filter_map(|row| row.cells.get(column)).map(|cell| cell.text.trim());
    texts.filter(|text| !text.is_empty()).take(SAMPLES).map(cut).collect()
}

fn row_view(row: &TableRow) -> SheetRow {
    SheetRow { number: count(row.number), cells: row.cells.iter().map(|cell| cut(&cell.text)).collect() }
}

fn cut(text: &str) -> String {
    let mut signs = text.chars();
    let mut out: String = signs.by_ref().take(CELL).collect();
    if signs.next().is_some() {
        out.push('…');
    }
    out
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
