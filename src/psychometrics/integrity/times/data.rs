//! Seconds by person and item, sparse, checked once.

/// A day: no sitting holds a longer answer, so it is a broken clock.
pub const LONGEST: f64 = 86_400.0;

/// What is wrong with times or with their parameters; persons and items are counted from 0.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TimeError {
    #[error("person {person}, item {item}: {seconds} s is no response time (above 0, at most a day)")]
    Seconds { person: usize, item: usize, seconds: f64 },
    #[error("person {person}: item {item} stands twice")]
    Twice { person: usize, item: usize },
    #[error("person {person}: item {item} of {items} does not exist")]
    NoSuchItem { person: usize, item: usize, items: usize },
    #[error("person {person} of {persons} does not exist")]
    NoSuchPerson { person: usize, persons: usize },
    #[error("item {item}: {field} must be {must}")]
    Parameter { item: usize, field: &'static str, must: &'static str },
    #[error("{what}: {found} where {expected} are needed")]
    Length { what: &'static str, found: usize, expected: usize },
    #[error("{what} must be {must}")]
    Setting { what: &'static str, must: &'static str },
    #[error("item {item}: {times} times, of persons with others beside, are too few to calibrate it")]
    TooFewTimes { item: usize, times: usize },
    #[error("item {item}: its times do not differ once speed is taken out; α has no finite estimate")]
    NoSpread { item: usize },
}

/// Rows by person, compressed, in the order of items.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResponseTimes {
    items: usize,
    starts: Vec<usize>,
    entries: Vec<(u32, f64)>,
}

impl ResponseTimes {
    pub fn new(items: usize) -> Self {
        Self { items, starts: vec![0], entries: Vec::new() }
    }

    /// One person: (item, seconds) in any order; items without a time are left out.
    ///
    /// # Errors
    /// Seconds that are not above 0 and at most [`LONGEST`], an item that stands twice or does not exist. A refused
    /// person leaves nothing behind.
    pub fn push(&mut self, cells: impl IntoIterator<Item = (usize, f64)>) -> Result<(), TimeError> {
        let person = self.persons();
        let mut row: Vec<(u32, f64)> = Vec::new();
        for (item, seconds) in cells {
            if item >= self.items {
                return Err(TimeError::NoSuchItem { person, item, items: self.items });
            }
            if !(seconds > 0.0 && seconds <= LONGEST) {
                return Err(TimeError::Seconds { person, item, seconds });
            }
            row.push((u32::try_from(item).unwrap_or(u32::MAX), seconds));
        }
        row.sort_unstable_by_key(|(item, _)| *item);
        if let Some(pair) = row.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(TimeError::Twice { person, item: pair[0].0 as usize });
        }
        self.entries.extend(row);
        self.starts.push(self.entries.len());
        Ok(())
    }

    /// A row of cells in the order of items; `None` has no time.
    ///
    /// # Errors
    /// As [`ResponseTimes::push`].
    pub fn push_dense(&mut self, row: &[Option<f64>]) -> Result<(), TimeError> {
        self.push(row.iter().enumerate().filter_map(|(item, cell)| cell.map(|seconds| (item, seconds))))
    }

    pub fn items(&self) -> usize {
        self.items
    }

    pub fn persons(&self) -> usize {
        self.starts.len() - 1
    }

    /// (item, seconds) of one person, by item.
    pub fn row(&self, person: usize) -> impl ExactSizeIterator<Item = (usize, f64)> + Clone + '_ {
        self.entries[self.starts[person]..self.starts[person + 1]].iter().map(|(item, time)| (*item as usize, *time))
    }

    pub(super) fn check_person(&self, person: usize) -> Result<(), TimeError> {
        let persons = self.persons();
        if person < persons { Ok(()) } else { Err(TimeError::NoSuchPerson { person, persons }) }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn absurd_times_are_refused_and_leave_nothing() {
        let mut times = ResponseTimes::new(2);
        for seconds in [0.0, -1.0, f64::NAN, f64::INFINITY, LONGEST * 1.01] {
            assert!(matches!(times.push([(0, 3.0), (1, seconds)]), Err(TimeError::Seconds { item: 1, .. })));
        }
        assert_eq!(times.push([(2, 1.0)]), Err(TimeError::NoSuchItem { person: 0, item: 2, items: 2 }));
        assert_eq!(times.push([(1, 1.0), (1, 2.0)]), Err(TimeError::Twice { person: 0, item: 1 }));
        assert_eq!(times.persons(), 0);
        times.push_dense(&[None, Some(4.0)]).unwrap();
        assert_eq!(times.row(0).collect::<Vec<_>>(), [(1, 4.0)]);
    }
}
