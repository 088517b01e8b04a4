//! Who answered what: sparse by design, since every form holds other items.
//!
//! Three states: an item that was not shown is absent, one that was shown and left is [`Answer::Skipped`], one that
//! was answered has a category. How a skipped item counts is said by [`Skipped`], never assumed.

/// What a person did with an item that was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Category(u8),
    Skipped,
}

/// How a shown and skipped item counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Skipped {
    /// Category 0.
    #[default]
    Zero,
    /// As if it had not been shown.
    NotShown,
}

/// More categories than this have no meaning for one item.
pub const MAX_CATEGORY: u8 = 30;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResponseError {
    #[error("person {person}: item {item} stands twice")]
    Twice { person: usize, item: usize },
    #[error("person {person}: item {item} of {items} does not exist")]
    NoSuchItem { person: usize, item: usize, items: usize },
    #[error("person {person}, item {item}: category {category} is above {MAX_CATEGORY}")]
    Category { person: usize, item: usize, category: u8 },
}

/// Rows by person, compressed; entries of a row stand in the order of items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Responses {
    items: usize,
    starts: Vec<usize>,
    entries: Vec<(u32, Answer)>,
}

impl Responses {
    pub fn new(items: usize) -> Self {
        Self { items, starts: vec![0], entries: Vec::new() }
    }

    /// A row of cells in the order of items; `None` was not shown.
    pub fn push_dense(&mut self, row: &[Option<Answer>]) -> Result<(), ResponseError> {
        let cells = row.iter().enumerate().filter_map(|(item, cell)| cell.map(|answer| (item, answer)));
        self.push(cells)
    }

    /// One person: (item, answer) in any order.
    pub fn push(&mut self, cells: impl IntoIterator<Item = (usize, Answer)>) -> Result<(), ResponseError> {
        let person = self.persons();
        let mut row: Vec<(u32, Answer)> = Vec::new();
        for (item, answer) in cells {
            match answer {
                _ if item >= self.items => {
                    return Err(ResponseError::NoSuchItem { person, item, items: self.items });
                }
                Answer::Category(category) if category > MAX_CATEGORY => {
                    return Err(ResponseError::Category { person, item, category });
                }
                _ => row.push((u32::try_from(item).unwrap_or(u32::MAX), answer)),
            }
        }
        row.sort_unstable_by_key(|(item, _)| *item);
        if let Some(pair) = row.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(ResponseError::Twice { person, item: pair[0].0 as usize });
        }
        self.entries.extend(row);
        self.starts.push(self.entries.len());
        Ok(())
    }

    pub fn items(&self) -> usize {
        self.items
    }

    pub fn persons(&self) -> usize {
        self.starts.len() - 1
    }

    /// Shown cells of all persons.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What person `person` was shown, by item.
    pub fn row(&self, person: usize) -> impl Iterator<Item = (usize, Answer)> + Clone + '_ {
        self.entries[self.starts[person]..self.starts[person + 1]]
            .iter()
            .map(|(item, answer)| (*item as usize, *answer))
    }

    /// The same with skipped items counted as `skipped` says.
    pub fn categories(&self, person: usize, skipped: Skipped) -> impl Iterator<Item = (usize, usize)> + Clone + '_ {
        self.row(person).filter_map(move |(item, answer)| match (answer, skipped) {
            (Answer::Category(category), _) => Some((item, usize::from(category))),
            (Answer::Skipped, Skipped::Zero) => Some((item, 0)),
            (Answer::Skipped, Skipped::NotShown) => None,
        })
    }

    /// The same persons on a part of the items; `keep` names them in their new order.
    pub fn select(&self, keep: &[usize]) -> Self {
        let mut place = vec![None; self.items];
        for (new, old) in keep.iter().enumerate() {
            place[*old] = Some(new);
        }
        let mut selected = Self::new(keep.len());
        for person in 0..self.persons() {
            let mut row: Vec<(u32, Answer)> = self
                .row(person)
                .filter_map(|(item, answer)| place[item].map(|new| (u32::try_from(new).unwrap_or(u32::MAX), answer)))
                .collect();
            row.sort_unstable_by_key(|(item, _)| *item);
            selected.entries.extend(row);
            selected.starts.push(selected.entries.len());
        }
        selected
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn three_states_are_kept_apart() {
        let mut responses = Responses::new(3);
        responses.push_dense(&[Some(Answer::Category(1)), None, Some(Answer::Skipped)]).unwrap();
        assert_eq!(responses.categories(0, Skipped::Zero).collect::<Vec<_>>(), [(0, 1), (2, 0)]);
        assert_eq!(responses.categories(0, Skipped::NotShown).collect::<Vec<_>>(), [(0, 1)]);
        let part = responses.select(&[2, 1]);
        assert_eq!(part.row(0).collect::<Vec<_>>(), [(0, Answer::Skipped)]);
    }

    #[test]
    fn hostile_rows_are_refused_and_leave_nothing() {
        let mut responses = Responses::new(2);
        let twice = responses.push([(1, Answer::Skipped), (1, Answer::Category(0))]);
        assert_eq!(twice, Err(ResponseError::Twice { person: 0, item: 1 }));
        assert!(matches!(responses.push([(2, Answer::Skipped)]), Err(ResponseError::NoSuchItem { .. })));
        assert!(matches!(responses.push([(0, Answer::Category(31))]), Err(ResponseError::Category { .. })));
        assert_eq!(responses.persons(), 0);
    }
}
