//! Tables of answers: a row a person, a column an item.

use std::collections::HashSet;
use std::path::Path;

use ukur_psychometrics::responses::{Answer, MAX_CATEGORY, Responses};

use super::ReadError;
use super::sheet::{Sheet, is_empty, shown};

/// Names of a first column that holds persons rather than answers.
const PERSONS: [&str; 5] = ["person", "id", "candidate", "peserta", "participant"];

/// What a cell with an answer holds.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) enum Coding {
    /// A category from 0.
    Scored,
    /// The option chosen, a letter (A is the first) or a number, of which this is the first.
    Options { first: u8 },
}

/// Answers with the names of persons and items.
#[derive(Clone, Debug)]
pub(in crate::cli) struct AnswerSheet {
    pub file: String,
    /// Nothing where the file has no column of persons: they are their numbers, from 1.
    pub persons: Option<Vec<String>>,
    pub items: Vec<String>,
    pub responses: Responses,
    /// The line of the file where each person stands.
    lines: Vec<u64>,
}

impl AnswerSheet {
    pub fn read(path: &Path) -> Result<Self, ReadError> {
        Self::take(&Sheet::read(path)?, None, Coding::Scored)
    }

    /// The answers of a table; the column `aside` is none of them.
    pub fn take(sheet: &Sheet, aside: Option<usize>, coding: Coding) -> Result<Self, ReadError> {
        let person = person_column(sheet);
        let columns: Vec<usize> =
            (0..sheet.header.len()).filter(|column| Some(*column) != person && Some(*column) != aside).collect();
        let refuse = |reason: &str| ReadError::File { file: sheet.file.clone(), reason: reason.to_owned() };
        if columns.is_empty() {
            return Err(refuse("there is no column of answers"));
        }
        if sheet.rows() == 0 {
            return Err(refuse("there is no row of answers"));
        }
        let mut responses = Responses::new(columns.len());
        let mut cells = Vec::with_capacity(columns.len());
        for row in 0..sheet.rows() {
            cells.clear();
            for column in &columns {
                cells.push(answer(sheet, row, *column, coding)?);
            }
            responses.push_dense(&cells).map_err(|error| ReadError::Row {
                file: sheet.file.clone(),
                row: sheet.line(row),
                reason: error.to_string(),
            })?;
        }
        let persons = person.map(|column| names(sheet, column)).transpose()?;
        let items = columns.iter().map(|column| sheet.header[*column].clone()).collect();
        let lines = (0..sheet.rows()).map(|row| sheet.line(row)).collect();
        Ok(Self { file: sheet.file.clone(), persons, items, responses, lines })
    }

    /// The person as tables name it.
    pub fn person(&self, person: usize) -> String {
        self.persons.as_ref().map_or_else(|| (person + 1).to_string(), |names| names[person].clone())
    }

    /// A category that an item does not have. Where no answer of the item is 0, they were counted from 1.
    pub fn beyond(&self, person: usize, item: &str, what: &str, category: usize, categories: usize) -> ReadError {
        let place = self.items.iter().position(|known| known == item);
        let mut answers = (0..self.responses.persons()).flat_map(|person| self.responses.row(person));
        let zero = answers.any(|(item, answer)| Some(item) == place && matches!(answer, Answer::Category(0)));
        let hint = if zero { "" } else { "; none of its answers is 0: are they counted from 1?" };
        self.fault(person, item, format!("category {category}, the {what} {categories} from 0{hint}"))
    }

    /// A fault of one answer.
    pub fn fault(&self, person: usize, item: &str, reason: String) -> ReadError {
        ReadError::Cell { file: self.file.clone(), row: self.lines[person], column: shown(item), reason }
    }

    pub fn refuse(&self, reason: String) -> ReadError {
        ReadError::File { file: self.file.clone(), reason }
    }
}

/// The first column, where its name says so.
pub(in crate::cli) fn person_column(sheet: &Sheet) -> Option<usize> {
    PERSONS.iter().any(|name| sheet.header[0].eq_ignore_ascii_case(name)).then_some(0)
}

/// The persons of a table, each there once; their numbers where it names none.
pub(in crate::cli) fn person_names(sheet: &Sheet) -> Result<Vec<String>, ReadError> {
    let numbered = || (1..=sheet.rows()).map(|row| row.to_string()).collect();
    person_column(sheet).map_or_else(|| Ok(numbered()), |column| names(sheet, column))
}

/// The cells of a column of persons, each present and there once.
pub(super) fn names(sheet: &Sheet, column: usize) -> Result<Vec<String>, ReadError> {
    let mut seen = HashSet::new();
    let mut names = Vec::with_capacity(sheet.rows());
    for row in 0..sheet.rows() {
        let name = sheet.cell(row, column);
        if name.is_empty() {
            return Err(sheet.fault(row, column, "the person is missing".to_owned()));
        }
        if !seen.insert(name) {
            return Err(sheet.fault(row, column, format!("person {} stands twice", shown(name))));
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

fn answer(sheet: &Sheet, row: usize, column: usize, coding: Coding) -> Result<Option<Answer>, ReadError> {
    let cell = sheet.cell(row, column);
    let found = match coding {
        _ if is_empty(cell) => return Ok(None),
        Coding::Scored if cell.eq_ignore_ascii_case("S") => Some(Answer::Skipped),
        Coding::Scored => category(cell).map(Answer::Category),
        // S is the letter of an option here; who skipped left no option.
        Coding::Options { .. } if cell == "-" => Some(Answer::Skipped),
        Coding::Options { first } => option(cell, first).map(Answer::Category),
    };
    let wanted = match coding {
        Coding::Scored => "a category from 0 to 30, S for skipped, empty for not shown",
        Coding::Options { .. } => "a letter or number of an option, - for skipped, empty for not shown",
    };
    let hint = match coding {
        Coding::Options { first: 1 } if cell == "0" => "; --first-option 0 where the first is 0",
        // Nobody's answers begin with a name.
        Coding::Scored if column == 0 && row == 0 => "; a first column of persons is named person or id",
        _ => "",
    };
    let reason = || format!("\"{}\" is no answer: {wanted}{hint}", shown(cell));
    found.map(Some).ok_or_else(|| sheet.fault(row, column, reason()))
}

/// `1`, and `1.0` as some programs write it.
fn category(cell: &str) -> Option<u8> {
    let whole =
        cell.split_once('.').map_or(cell, |(whole, rest)| if rest.bytes().all(|b| b == b'0') { whole } else { "" });
    let digits = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| whole.parse().ok()).flatten().filter(|category| *category <= MAX_CATEGORY)
}

/// The option of a letter or number, counted from 0.
pub(super) fn option(cell: &str, first: u8) -> Option<u8> {
    match cell.as_bytes() {
        [letter] if letter.is_ascii_alphabetic() => Some(letter.to_ascii_uppercase() - b'A'),
        _ => cell.parse::<u8>().ok().and_then(|number| number.checked_sub(first)),
    }
    .filter(|option| *option <= MAX_CATEGORY)
}

impl Coding {
    /// The option that a cell names, counted from 0.
    pub fn option(self, cell: &str) -> Option<u8> {
        match self {
            Self::Scored => category(cell),
            Self::Options { first } => option(cell, first),
        }
    }
}
