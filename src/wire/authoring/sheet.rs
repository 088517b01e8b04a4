//! A foreign sheet: how it looks, and what its columns hold.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ItemImportRow;

/// How a sheet is to be read; sent with `…/import` and `…/import/sheet` as the part `layout`. What is open is guessed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct SheetLayout {
    /// Of a workbook.
    pub sheet: Option<String>,
    /// Of a CSV file: one sign.
    pub delimiter: Option<String>,
    /// The number of its row; 0: there is none.
    pub header: Option<u32>,
    /// A field for each column (`stem`, `option_1`, `key`, `ignored` …); empty: guessed.
    pub columns: Vec<String>,
    /// Field → what stands where a row says nothing.
    pub constants: BTreeMap<String, String>,
    pub key: SheetKey,
}

/// How the column of the key names an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SheetKey {
    Any,
    Letter,
    Number,
    Text,
}

/// `POST /api/authoring/{bank}/import/sheet`: a multipart form like that of `…/import`; nothing is stored.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SheetLook {
    pub file: String,
    /// Why it cannot be opened so; `sheet` is missing then.
    pub refused: Option<String>,
    pub sheet: Option<SheetView>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SheetView {
    pub format: String,
    /// Of a workbook.
    pub sheets: Vec<String>,
    /// Of a CSV file.
    pub encoding: Option<String>,
    /// With every gap filled.
    pub layout: SheetLayout,
    pub columns: Vec<SheetColumn>,
    /// From the top, what stands above the header included; long texts are cut.
    pub first: Vec<SheetRow>,
    /// Rows behind the header.
    pub rows: u32,
    /// The first that its layout makes.
    pub items: Vec<ItemImportRow>,
    /// Why its layout makes none.
    pub unfit: Option<String>,
    /// Items of the whole sheet that would come in, and that would not.
    pub ready: u32,
    pub left_out: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SheetColumn {
    pub header: String,
    /// The first texts behind the header.
    pub samples: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SheetRow {
    /// In the file, from 1.
    pub number: u32,
    pub cells: Vec<String>,
}
