//! Item scores by item and by person, with the person's criterion.

use super::{ClassicalError, Criterion};
use crate::responses::{Responses, Skipped};

/// Scores of shown items. Columns hold (person, score) in the order of persons.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreTable {
    columns: Vec<Vec<(usize, f64)>>,
    sums: Vec<f64>,
    shown: Vec<usize>,
}

impl ScoreTable {
    /// The category is the score; `skipped` says how a shown item without an answer counts.
    pub fn new(responses: &Responses, skipped: Skipped) -> Self {
        let persons = responses.persons();
        let mut table =
            Self { columns: vec![Vec::new(); responses.items()], sums: vec![0.0; persons], shown: vec![0; persons] };
        for person in 0..persons {
            for (item, category) in responses.categories(person, skipped) {
                let score = category as f64;
                table.columns[item].push((person, score));
                table.sums[person] += score;
                table.shown[person] += 1;
            }
        }
        table
    }

    /// Item scores as they are, between categories too: for each person (item, score) of what was shown, each item
    /// below `items` and at most once.
    pub fn of_scores<R>(items: usize, rows: impl IntoIterator<Item = R>) -> Self
    where
        R: IntoIterator<Item = (usize, f64)>,
    {
        let mut table = Self { columns: vec![Vec::new(); items], sums: Vec::new(), shown: Vec::new() };
        for (person, row) in rows.into_iter().enumerate() {
            let (mut sum, mut shown) = (0.0, 0);
            for (item, score) in row {
                table.columns[item].push((person, score));
                sum += score;
                shown += 1;
            }
            table.sums.push(sum);
            table.shown.push(shown);
        }
        table
    }

    pub fn items(&self) -> usize {
        self.columns.len()
    }

    pub fn persons(&self) -> usize {
        self.sums.len()
    }

    /// (person, score) of everyone who was shown the item, in the order of persons.
    pub fn column(&self, item: usize) -> &[(usize, f64)] {
        &self.columns[item]
    }

    /// Sum of item scores by person.
    pub fn sums(&self) -> &[f64] {
        &self.sums
    }

    /// Count of shown items by person.
    pub fn shown(&self) -> &[usize] {
        &self.shown
    }

    /// Which criterion these data allow.
    pub fn criterion(&self) -> Criterion {
        if self.shown.iter().all(|count| *count == self.items()) {
            Criterion::SumScore
        } else {
            Criterion::MeanPerShownItem
        }
    }

    /// Criterion of a person; `None` where nothing was shown.
    pub fn total(&self, person: usize, criterion: Criterion) -> Option<f64> {
        match criterion {
            Criterion::SumScore => Some(self.sums[person]),
            Criterion::MeanPerShownItem if self.shown[person] == 0 => None,
            Criterion::MeanPerShownItem => Some(self.sums[person] / self.shown[person] as f64),
        }
    }

    /// The criterion without one shown item that scored `score`; `None` where no other item was shown.
    pub fn rest(&self, person: usize, score: f64, criterion: Criterion) -> Option<f64> {
        match criterion {
            Criterion::SumScore => Some(self.sums[person] - score),
            Criterion::MeanPerShownItem if self.shown[person] < 2 => None,
            Criterion::MeanPerShownItem => Some((self.sums[person] - score) / (self.shown[person] - 1) as f64),
        }
    }

    /// Every person has every item, and there are enough of both.
    pub fn complete(&self, needed_items: usize) -> Result<(), ClassicalError> {
        if self.persons() == 0 {
            return Err(ClassicalError::NoPersons);
        }
        if self.items() < needed_items {
            return Err(ClassicalError::TooFewItems { items: self.items(), needed: needed_items });
        }
        for (item, column) in self.columns.iter().enumerate() {
            if column.len() < self.persons() {
                let person = column.iter().enumerate().position(|(place, (person, _))| place != *person);
                return Err(ClassicalError::NotComplete { person: person.unwrap_or(column.len()), item });
            }
        }
        Ok(())
    }

    /// Highest category anyone reached; `None` where nobody was shown the item.
    pub fn highest(&self, item: usize) -> Option<f64> {
        self.columns[item].iter().map(|(_, score)| *score).reduce(f64::max)
    }
}
