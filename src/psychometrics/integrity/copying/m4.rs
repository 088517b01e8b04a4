//! M4: identical right and identical wrong answers counted apart (Maynes, 2014).

use serde::Serialize;

use super::counts::trinomial;
use super::{CopyingError, Hall};

/// Similarity in two dimensions, the same for both directions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct M4 {
    pub common: usize,
    pub identical_right: usize,
    pub identical_wrong: usize,
    pub expected_right: f64,
    pub expected_wrong: f64,
    /// Probability of all outcomes (right, wrong) that are at least as extreme: whose upper tail
    /// P(right matches ≥ r, wrong matches ≥ w) is no larger than that of the outcome seen.
    pub p: f64,
}

impl Hall {
    /// M4 of a pair, exact by the generalised trinomial; work grows with the third power of the common items.
    ///
    /// # Errors
    /// As [`Hall::pair`].
    pub fn m4(&self, first: usize, second: usize) -> Result<M4, CopyingError> {
        self.check_pair(first, second)?;
        let (mut right, mut wrong) = (Vec::new(), Vec::new());
        let (mut identical_right, mut identical_wrong) = (0, 0);
        self.for_common(first, second, |item, one, other| {
            let key = usize::from(self.key(item));
            let same = |k: usize| one.probabilities[k] * other.probabilities[k];
            right.push(same(key));
            wrong.push((0..one.probabilities.len()).filter(|k| *k != key).map(same).sum());
            if one.choice == other.choice {
                *(if usize::from(one.choice) == key { &mut identical_right } else { &mut identical_wrong }) += 1;
            }
        });
        Ok(M4 {
            common: right.len(),
            identical_right,
            identical_wrong,
            expected_right: right.iter().sum(),
            expected_wrong: wrong.iter().sum(),
            p: tail(&trinomial(&right, &wrong), identical_right, identical_wrong),
        })
    }
}

fn tail(table: &[Vec<f64>], right: usize, wrong: usize) -> f64 {
    let size = table.len();
    // upper[x][y] = P(X ≥ x, Y ≥ y), with a border of zeros.
    let mut upper = vec![vec![0.0; size + 1]; size + 1];
    for x in (0..size).rev() {
        let mut row = 0.0;
        for y in (0..size).rev() {
            row += table[x][y];
            upper[x][y] = upper[x + 1][y] + row;
        }
    }
    let seen = upper[right][wrong];
    let mut total = 0.0;
    for x in (0..size).rev() {
        for y in (0..size - x).rev() {
            if upper[x][y] <= seen {
                total += table[x][y];
            }
        }
    }
    total.min(1.0)
}
