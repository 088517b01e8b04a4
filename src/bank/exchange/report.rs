//! The report of an import: a row an item, and totals that add up to the number of items in the source.

use serde::Serialize;

use super::{Fate, Format, Import, Refused, Row};

#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub file: String,
    pub format: Option<&'static str>,
    /// Present when the file was refused: why, and nothing was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    pub items: Vec<ReportRow>,
    pub totals: Totals,
}

#[derive(Clone, Debug, Serialize)]
pub struct ReportRow {
    pub source: String,
    pub source_id: String,
    pub title: String,
    pub interaction: String,
    pub status: Status,
    /// Why it was left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub changes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Imported,
    Changed,
    LeftOut,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    pub imported: usize,
    pub changed: usize,
    pub left_out: usize,
}

impl Report {
    pub fn of(file: &str, format: Format, import: &Import) -> Self {
        let items: Vec<ReportRow> = import.rows.iter().map(ReportRow::of).collect();
        let count = |status| items.iter().filter(|row| row.status == status).count();
        let totals = Totals {
            imported: count(Status::Imported),
            changed: count(Status::Changed),
            left_out: count(Status::LeftOut),
        };
        Self { file: file.to_owned(), format: Some(format.name()), refused: None, items, totals }
    }

    /// Of a file that could not be read as a whole.
    pub fn refused(file: &str, format: Option<Format>, refused: &Refused) -> Self {
        Self {
            file: file.to_owned(),
            format: format.map(Format::name),
            refused: Some(refused.to_string()),
            items: Vec::new(),
            totals: Totals::default(),
        }
    }
}

impl ReportRow {
    fn of(row: &Row) -> Self {
        let (status, reason, changes) = match &row.fate {
            Fate::Taken { changes, .. } if changes.is_empty() => (Status::Imported, None, Vec::new()),
            Fate::Taken { changes, .. } => (Status::Changed, None, changes.clone()),
            Fate::LeftOut { reason } => (Status::LeftOut, Some(reason.clone()), Vec::new()),
        };
        Self {
            source: row.source.clone(),
            source_id: row.source_id.clone(),
            title: row.title.clone(),
            interaction: row.interaction.clone(),
            status,
            reason,
            changes,
        }
    }
}
