//! Tables of items: XLSX and CSV, our own template and the layouts of others.

mod build;
mod cells;
mod columns;
mod key;
mod layout;
mod mapping;
mod names;
mod number;
mod quotes;
mod rows;
mod table;
mod tcexam;
mod template;
#[cfg(test)]
mod tests;
mod workbook;
mod write;

use std::collections::BTreeMap;

pub use key::KeyStyle;
pub use layout::{Layout, Sheet};
pub use mapping::{Field, Mapping};
pub use rows::items;
pub use table::{Cell, Table, TableRow, csv_table};
pub use template::template;
pub use write::{write_csv, write_xlsx};

use self::workbook::{Other, xlsx_table};
use super::{Import, Refused};

/// Pictures that came beside the table, by file name.
pub type Supplied = BTreeMap<String, Vec<u8>>;

/// A workbook, its columns found by their headers.
pub fn read_xlsx(bytes: &[u8], supplied: &Supplied) -> Result<Import, Refused> {
    let (table, others) = xlsx_table(bytes)?;
    let mut import = read(&table, supplied)?;
    import.rows.extend(others.iter().map(Other::row));
    Ok(import)
}

/// A CSV file (comma, semicolon or tab), its columns found by their headers.
pub fn read_csv(bytes: &[u8], supplied: &Supplied) -> Result<Import, Refused> {
    read(&csv_table(bytes)?, supplied)
}

fn read(table: &Table, supplied: &Supplied) -> Result<Import, Refused> {
    if tcexam::is_tcexam(table) {
        return Ok(tcexam::items(table));
    }
    let (table, mapping) = Mapping::find(table)?;
    items(&table, &mapping, supplied)
}
