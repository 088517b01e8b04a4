//! What psychometricians hand over: tables of answers, item parameters, groups, pairs. Lenient in form, strict in
//! content: a refusal names file, row and column or item.

mod groups;
mod joined;
mod parameters;
mod responses;
mod scaling;
mod sheet;
#[cfg(test)]
mod tests;

pub(in crate::cli) use groups::{Groups, by_person, pairs};
pub(in crate::cli) use parameters::{Aligned, Parameters};
pub(in crate::cli) use responses::{AnswerSheet, Coding, person_column, person_names};
pub(in crate::cli) use sheet::{Sheet, is_empty, shown, text};

#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum ReadError {
    #[error("{file} cannot be read")]
    Io { file: String, source: std::io::Error },
    #[error("{file}: {found} {what}, {most} are the most")]
    TooLarge { file: String, what: &'static str, found: u64, most: u64 },
    #[error("{file}: {reason}")]
    File { file: String, reason: String },
    #[error("{file}, row {row}: {reason}")]
    Row { file: String, row: u64, reason: String },
    #[error("{file}, row {row}, column {column}: {reason}")]
    Cell { file: String, row: u64, column: String, reason: String },
    #[error("{file}, item {item}: {reason}")]
    Item { file: String, item: String, reason: String },
}
