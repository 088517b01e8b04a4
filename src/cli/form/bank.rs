//! A bank of calibrated items with their properties: domain, subtopic, key, words, enemy.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use serde_json::Value;
use ukur_psychometrics::parameters::ItemParameters;

use crate::cli::psy::read::{Parameters, ReadError, Sheet, text};

/// Items in the order of the file; a property has a cell for each.
#[derive(Clone, Debug)]
pub(in crate::cli) struct BankFile {
    pub file: String,
    pub items: Vec<ItemParameters>,
    columns: BTreeMap<String, Vec<String>>,
}

impl BankFile {
    pub fn read(path: &Path) -> Result<Self, ReadError> {
        let (file, text) = text(path)?;
        Self::parse(&file, &text)
    }

    pub fn parse(file: &str, text: &str) -> Result<Self, ReadError> {
        let parameters = Parameters::parse(file, text)?;
        let json = text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']);
        let columns = if json { of_json(text) } else { of_csv(&Sheet::parse(file, text)?, &parameters) };
        Ok(Self { file: parameters.file, items: parameters.items, columns })
    }

    /// The cells of a property; nothing where the file does not have it.
    pub fn column(&self, name: &str) -> Option<&[String]> {
        self.columns.get(name).map(Vec::as_slice)
    }

    pub fn cell(&self, name: &str, row: usize) -> Option<&str> {
        Some(self.columns.get(name)?[row].as_str())
    }

    pub fn place(&self, id: &str) -> Option<usize> {
        self.items.iter().position(|item| item.id == id)
    }
}

/// Rows without parameters are no items of the bank.
fn of_csv(sheet: &Sheet, parameters: &Parameters) -> BTreeMap<String, Vec<String>> {
    let known: HashSet<&str> = parameters.items.iter().map(|item| item.id.as_str()).collect();
    let name = sheet.column(&["item", "id"]);
    let is_item = |row: &usize| name.is_none_or(|column| known.contains(sheet.cell(*row, column)));
    let rows: Vec<usize> = (0..sheet.rows()).filter(is_item).collect();
    let cells = |column: usize| rows.iter().map(|row| sheet.cell(*row, column).to_owned()).collect();
    sheet.header.iter().enumerate().map(|(column, name)| (name.to_ascii_lowercase(), cells(column))).collect()
}

/// The plain values of the items; the file was read before, so what is not there is empty.
fn of_json(text: &str) -> BTreeMap<String, Vec<String>> {
    let whole: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_default();
    let list = whole.get("items").unwrap_or(&whole).as_array().cloned().unwrap_or_default();
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (row, item) in list.iter().enumerate() {
        for (name, value) in item.as_object().into_iter().flatten() {
            let cell = match value {
                Value::String(text) => text.trim().to_owned(),
                Value::Number(_) | Value::Bool(_) => value.to_string(),
                _ => continue,
            };
            columns.entry(name.to_ascii_lowercase()).or_insert_with(|| vec![String::new(); list.len()])[row] = cell;
        }
    }
    columns
}
