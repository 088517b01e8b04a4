//! All answers of a hall with the probability of every option, computed once for each person.

use super::{Abilities, CopyingError, OptionModel};
use crate::responses::{Answer, MAX_CATEGORY, Responses};

/// One answered item of a person.
#[derive(Clone, Copy, Debug)]
struct Cell {
    item: u32,
    choice: u8,
    options: u8,
    /// Where the probabilities of its options begin.
    start: usize,
}

/// Answers, key and option probabilities of all persons who sat together.
#[derive(Clone, Debug)]
pub struct Hall {
    starts: Vec<usize>,
    cells: Vec<Cell>,
    probabilities: Vec<f64>,
    key: Vec<u8>,
}

/// What one person did with an item that both persons of a pair answered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side<'a> {
    pub choice: u8,
    /// Probability of each option at the person's θ.
    pub probabilities: &'a [f64],
}

impl Hall {
    /// `choices`: persons × items, the option each person chose; `key`: the right option of each item; `theta`: one
    /// for each person, or for each person and scale, as `model` was calibrated.
    ///
    /// # Errors
    /// Lengths that do not agree, θ or probabilities that are no numbers, options or keys that an item has not.
    pub fn new<'a, M: OptionModel + ?Sized>(
        choices: &Responses,
        key: &[u8],
        theta: impl Into<Abilities<'a>>,
        model: &M,
    ) -> Result<Self, CopyingError> {
        let theta = theta.into();
        theta.check(choices.persons(), choices.items())?;
        check(choices, key, model)?;
        let mut hall = Self {
            starts: vec![0],
            cells: Vec::with_capacity(choices.len()),
            probabilities: Vec::new(),
            key: key.to_vec(),
        };
        for person in 0..choices.persons() {
            for (item, answer) in choices.row(person) {
                if let Answer::Category(choice) = answer {
                    hall.push((person, item, choice), theta.at(person, item), model)?;
                }
            }
            hall.starts.push(hall.cells.len());
        }
        Ok(hall)
    }

    fn push<M: OptionModel + ?Sized>(
        &mut self,
        (person, item, choice): (usize, usize, u8),
        theta: f64,
        model: &M,
    ) -> Result<(), CopyingError> {
        let options = model.options(item);
        if usize::from(choice) >= options {
            return Err(CopyingError::Choice { person, item, choice, options });
        }
        let start = self.probabilities.len();
        self.probabilities.resize(start + options, 0.0);
        let place = &mut self.probabilities[start..];
        model.fill(item, theta, place);
        let in_range = place.iter().all(|p| (0.0..=1.0 + 1e-9).contains(p));
        if !in_range || (place.iter().sum::<f64>() - 1.0).abs() > 1e-6 {
            return Err(CopyingError::Probability { person, item });
        }
        let item = u32::try_from(item).unwrap_or(u32::MAX);
        let options = u8::try_from(options).unwrap_or(u8::MAX);
        self.cells.push(Cell { item, choice, options, start });
        Ok(())
    }

    pub fn persons(&self) -> usize {
        self.starts.len() - 1
    }

    /// The right option of an item.
    pub(super) fn key(&self, item: usize) -> u8 {
        self.key[item]
    }

    pub(super) fn check_pair(&self, first: usize, second: usize) -> Result<(), CopyingError> {
        let persons = self.persons();
        match [first, second].into_iter().find(|person| *person >= persons) {
            Some(person) => Err(CopyingError::NoSuchPerson { person, persons }),
            None if first == second => Err(CopyingError::SamePerson { person: first }),
            None => Ok(()),
        }
    }

    /// Visits every item that both persons answered, in the order of items.
    pub(super) fn for_common(&self, first: usize, second: usize, mut visit: impl FnMut(usize, Side<'_>, Side<'_>)) {
        let (mut left, mut right) = (self.row(first), self.row(second));
        while let ([l, left_rest @ ..], [r, right_rest @ ..]) = (left, right) {
            if l.item == r.item {
                visit(l.item as usize, self.side(l), self.side(r));
            }
            let (l, r) = (l.item, r.item);
            if l <= r {
                left = left_rest;
            }
            if r <= l {
                right = right_rest;
            }
        }
    }

    fn row(&self, person: usize) -> &[Cell] {
        &self.cells[self.starts[person]..self.starts[person + 1]]
    }

    fn side(&self, cell: &Cell) -> Side<'_> {
        Side {
            choice: cell.choice,
            probabilities: &self.probabilities[cell.start..cell.start + usize::from(cell.options)],
        }
    }
}

fn check<M: OptionModel + ?Sized>(choices: &Responses, key: &[u8], model: &M) -> Result<(), CopyingError> {
    let lengths = [("keys", key.len(), choices.items()), ("items of the model", model.items(), choices.items())];
    if let Some((what, found, expected)) = lengths.into_iter().find(|(_, found, expected)| found != expected) {
        return Err(CopyingError::Length { what, found, expected });
    }
    for (item, &key) in key.iter().enumerate() {
        let options = model.options(item);
        if !(2..=usize::from(MAX_CATEGORY) + 1).contains(&options) {
            return Err(CopyingError::Options { item, options });
        }
        if usize::from(key) >= options {
            return Err(CopyingError::Key { item, key, options });
        }
    }
    Ok(())
}
