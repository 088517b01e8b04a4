//! The constant of other programs' parameters: with D, P = 1 / (1 + exp(-D a (θ - b))), which is D = 1 with D a in the
//! place of a, and D d in that of d.

use serde_json::Value;
use ukur_psychometrics::parameters::{ItemRecord, OneOrMany};

use super::{ReadError, Sheet};

const MUST: &str = "the constant D must be a number above 0 and at most 10";

/// The column of a table, with a capital letter, where slopes are not alone with it: then it is an intercept.
pub(super) fn column(sheet: &Sheet) -> Option<usize> {
    let has = |name: &str| sheet.header.iter().any(|head| head != "D" && head.eq_ignore_ascii_case(name));
    let found = sheet.header.iter().position(|head| head == "D")?;
    ["b", "b1", "d", "d1", "p2"].into_iter().any(has).then_some(found)
}

pub(super) fn of_row(sheet: &Sheet, row: usize) -> Result<Option<f64>, ReadError> {
    let Some(column) = column(sheet) else { return Ok(None) };
    let value = sheet.number(row, column)?;
    value.map(checked).transpose().map_err(|reason| sheet.fault(row, column, reason))
}

/// Of an item, or of a whole file.
pub(super) fn of_json(value: &Value) -> Result<Option<f64>, String> {
    match value.get("D") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => checked(value.as_f64().unwrap_or(f64::NAN)).map(Some),
    }
}

fn checked(value: f64) -> Result<f64, String> {
    if value > 0.0 && value <= 10.0 { Ok(value) } else { Err(MUST.to_owned()) }
}

/// The record with D = 1; locations stay where they are.
pub(super) fn applied(record: ItemRecord, scaling: Option<f64>) -> ItemRecord {
    let Some(scaling) = scaling else { return record };
    let by = |value: OneOrMany| match value {
        OneOrMany::One(value) => OneOrMany::One(scaling * value),
        OneOrMany::Many(values) => OneOrMany::Many(values.into_iter().map(|value| scaling * value).collect()),
    };
    ItemRecord { a: by(record.a), d: record.d.map(by), ..record }
}
