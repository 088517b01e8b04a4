//! Groups of persons, pairs of persons.

use std::collections::{BTreeMap, HashMap};

use super::responses::{names, person_column};
use super::{AnswerSheet, ReadError, Sheet, is_empty, shown};

/// The group of each person, as a place in `labels`, which stand in order.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::cli) struct Groups {
    pub labels: Vec<String>,
    pub of: Vec<usize>,
}

impl Groups {
    /// Columns person and group, or one column with a group for each row of the answers. Other columns beside the groups
    /// may hold persons under a name that is not known: rows in another order would be other persons' groups.
    pub fn take(sheet: &Sheet, answers: &AnswerSheet) -> Result<Self, ReadError> {
        if sheet.header.len() > 1 && person_column(sheet).is_none() && answers.persons.is_some() {
            let reason = format!("there is no first column person or id; there are: {}", sheet.header.join(", "));
            return Err(ReadError::File { file: sheet.file.clone(), reason });
        }
        let column = match sheet.header.len() {
            1 => 0,
            _ => sheet.needed(&["group"])?,
        };
        let rows = match person_column(sheet).filter(|person| *person != column) {
            Some(_) => by_person(sheet, answers)?,
            None => in_order(sheet, answers)?,
        };
        Self::column(sheet, column, &rows)
    }

    /// A column of the table of answers itself.
    pub fn beside(sheet: &Sheet, column: usize) -> Result<Self, ReadError> {
        Self::column(sheet, column, &(0..sheet.rows()).collect::<Vec<_>>())
    }

    fn column(sheet: &Sheet, column: usize, rows: &[usize]) -> Result<Self, ReadError> {
        let mut places = BTreeMap::new();
        for row in rows {
            let label = sheet.cell(*row, column);
            if is_empty(label) {
                return Err(sheet.fault(*row, column, "the group is missing".to_owned()));
            }
            places.insert(label, 0);
        }
        places.values_mut().enumerate().for_each(|(place, value)| *value = place);
        let of = rows.iter().map(|row| places[sheet.cell(*row, column)]).collect();
        Ok(Self { labels: places.into_keys().map(str::to_owned).collect(), of })
    }

    pub fn place(&self, label: &str) -> Option<usize> {
        self.labels.iter().position(|known| known == label)
    }
}

fn in_order(sheet: &Sheet, answers: &AnswerSheet) -> Result<Vec<usize>, ReadError> {
    let persons = answers.responses.persons();
    if sheet.rows() == persons {
        return Ok((0..persons).collect());
    }
    let reason = format!("{} rows, {} has {persons} persons", sheet.rows(), answers.file);
    Err(ReadError::File { file: sheet.file.clone(), reason })
}

/// The row of each person of the answers in another table with a column of persons; others there are left out.
pub(in crate::cli) fn by_person(sheet: &Sheet, answers: &AnswerSheet) -> Result<Vec<usize>, ReadError> {
    let Some(column) = person_column(sheet) else { return in_order(sheet, answers) };
    let names = names(sheet, column)?;
    let rows: HashMap<&str, usize> = names.iter().enumerate().map(|(row, name)| (name.as_str(), row)).collect();
    let row = |person: usize| {
        let name = answers.person(person);
        let reason = || format!("person {} of {} is missing", shown(&name), answers.file);
        let row = rows.get(name.as_str()).copied();
        row.ok_or_else(|| ReadError::File { file: sheet.file.clone(), reason: reason() })
    };
    (0..answers.responses.persons()).map(row).collect()
}

/// Pairs of persons: the first two columns name them.
pub(in crate::cli) fn pairs(sheet: &Sheet, answers: &AnswerSheet) -> Result<Vec<(usize, usize)>, ReadError> {
    if sheet.header.len() < 2 {
        return Err(ReadError::File {
            file: sheet.file.clone(),
            reason: "two columns of persons are needed".to_owned(),
        });
    }
    let persons: HashMap<String, usize> =
        (0..answers.responses.persons()).map(|person| (answers.person(person), person)).collect();
    let person = |row: usize, column: usize| {
        let name = sheet.cell(row, column);
        let unknown = || sheet.fault(row, column, format!("{} has no person {}", answers.file, shown(name)));
        persons.get(name).copied().ok_or_else(unknown)
    };
    let pair = |row: usize| match (person(row, 0)?, person(row, 1)?) {
        (one, other) if one == other => Err(sheet.fault(row, 1, "a person is no pair with himself".to_owned())),
        pair => Ok(pair),
    };
    (0..sheet.rows()).map(pair).collect()
}
