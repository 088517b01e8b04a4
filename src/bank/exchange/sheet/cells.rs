//! One row through its mapping: cells by field, oddities said or refused with row and column.

use std::fmt::Write as _;

use super::Supplied;
use super::mapping::{Field, MAX_OPTIONS, Mapping};
use super::number::{self, Read};
use super::table::{Oddity, TableRow};
use crate::bank::exchange::draft::Desk;
use crate::bank::exchange::html::escape;

#[derive(Clone, Copy)]
pub(super) struct Cells<'t> {
    pub(super) row: &'t TableRow,
    pub(super) mapping: &'t Mapping,
}

impl<'t> Cells<'t> {
    pub(super) fn get(self, field: Field) -> &'t str {
        let cell = self.mapping.column(field).map_or("", |column| self.row.text(column));
        if cell.is_empty() { self.mapping.constants.get(&field).map_or("", |text| text.trim()) } else { cell }
    }

    /// A fault names the row and the column.
    pub(super) fn fault(self, field: Field, what: &str) -> String {
        let column =
            self.mapping.column(field).map_or_else(String::new, |at| format!(", column `{}`", self.mapping.header(at)));
        format!("row {}{column}: {what}", self.row.number)
    }

    /// Cells of a numbered field, without the empty ones at the end; an empty one in between is a fault.
    pub(super) fn list(self, field: fn(usize) -> Field) -> Result<Vec<&'t str>, String> {
        let mut cells: Vec<&str> = (0..MAX_OPTIONS).map(|at| self.get(field(at))).collect();
        while cells.last().is_some_and(|text| text.is_empty()) {
            cells.pop();
        }
        match cells.iter().position(|text| text.is_empty()) {
            Some(at) => Err(self.fault(field(at), "the cell is empty and a later one is not")),
            None => Ok(cells),
        }
    }

    /// The number of a cell; `None` when it is empty.
    pub(super) fn number(self, field: Field) -> Result<Option<f64>, String> {
        Ok(self.read(field)?.map(|read| read.value))
    }

    fn read(self, field: Field) -> Result<Option<Read>, String> {
        let text = self.get(field);
        if text.is_empty() {
            return Ok(None);
        }
        let column = self.mapping.column(field);
        let numeric = column.and_then(|at| self.row.cells.get(at)).is_some_and(|cell| cell.numeric);
        let read = if numeric { number::stored(text) } else { number::typed(text) };
        read.map(Some).map_err(|reason| self.fault(field, &reason))
    }

    /// How the number of a cell was read, where its writer could have meant another.
    pub(super) fn say_reading(self, field: Field, desk: &mut Desk<'_>) {
        let Ok(Some(Read { value, doubtful: true })) = self.read(field) else { return };
        let column = self.mapping.column(field).map_or("", |at| self.mapping.header(at));
        desk.change(format!("column `{column}`: `{}` was read as {value}", short(self.get(field))));
    }

    /// Formulas and merged cells are said; dates and errors where text or a number was meant are faults.
    pub(super) fn inspect(self, desk: &mut Desk<'_>) -> Result<(), String> {
        if self.row.cells.len() > self.mapping.columns.len()
            && self.row.cells[self.mapping.columns.len()..].iter().any(|cell| !cell.text.trim().is_empty())
        {
            return Err(format!(
                "row {}: it has {} cells and the header {} (is a separator inside a text without quotes?)",
                self.row.number,
                self.row.cells.len(),
                self.mapping.columns.len()
            ));
        }
        for (cell, (field, header)) in self.row.cells.iter().zip(self.mapping.columns.iter().zip(&self.mapping.headers))
        {
            if *field == Field::Ignored {
                desk.change_if(!cell.text.trim().is_empty(), &format!("the column `{header}` is not taken over"));
                continue;
            }
            match cell.oddity {
                Some(Oddity::Formula) => {
                    desk.change(format!("column `{header}`: the stored value of a formula was taken"));
                }
                Some(Oddity::Merged) => {
                    desk.change(format!("column `{header}`: of merged cells only the first counts"));
                }
                Some(Oddity::Date) => {
                    let what = "the cell became a date; was a fraction or a range meant? Format the column as text";
                    return Err(format!("row {}, column `{header}`: {what} ({})", self.row.number, cell.text));
                }
                Some(Oddity::Error) => {
                    return Err(format!(
                        "row {}, column `{header}`: the cell shows an error ({})",
                        self.row.number, cell.text
                    ));
                }
                None => {}
            }
        }
        Ok(())
    }

    /// The text of a cell as Markdown.
    pub(super) fn text(self, text: &str, desk: &mut Desk<'_>, supplied: &Supplied) -> String {
        if self.get(Field::Format).eq_ignore_ascii_case("markdown") {
            return own_markdown(text, desk, supplied);
        }
        desk.text_or_html(text)
    }

    /// Pictures that cells name, below the text.
    pub(super) fn pictures(self, named: &str, desk: &mut Desk<'_>, supplied: &Supplied) -> String {
        let mut out = String::new();
        for name in named.split([',', ';', '\n']).map(str::trim).filter(|name| !name.is_empty()) {
            match find(supplied, name)
                .ok_or_else(|| format!("row {}: the picture `{}` was not supplied", self.row.number, short(name)))
                .and_then(|bytes| desk.gallery.add(name, bytes))
            {
                Ok(path) => {
                    desk.change(format!(
                        "the picture `{name}` has no text alternative; its file name stands in for it"
                    ));
                    let _ = write!(out, "\n\n![{}]({path})", escape(name));
                }
                Err(reason) => _ = desk.missing.get_or_insert(reason),
            }
        }
        out
    }
}

fn find<'s>(supplied: &'s Supplied, name: &str) -> Option<&'s Vec<u8>> {
    supplied.get(name).or_else(|| supplied.get(name.rsplit('/').next().unwrap_or(name)))
}

/// Our own Markdown stays; its pictures must have been supplied.
fn own_markdown(text: &str, desk: &mut Desk<'_>, supplied: &Supplied) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find("](images/") {
        let start = at + 2;
        let Some(end) = rest[start..].find(')').map(|end| start + end) else { break };
        let path = &rest[start..end];
        out.push_str(&rest[..start]);
        match find(supplied, path)
            .ok_or_else(|| format!("the picture `{}` was not supplied", short(path)))
            .and_then(|bytes| desk.gallery.add(path, bytes))
        {
            Ok(path) => out.push_str(&path),
            Err(reason) => _ = desk.missing.get_or_insert(reason),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Enough of a cell for a sentence.
pub(super) fn short(text: &str) -> String {
    text.chars().take(60).collect()
}
