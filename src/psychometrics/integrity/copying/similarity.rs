//! ω and GBT of a pair, with what a person needs to look at it.

use serde::Serialize;

use super::counts::tails;
use super::{CopyingError, Hall};
use crate::numeric::normal_upper_tail;

/// ω: the copier's answers are random at his θ, the source's are given (Wollack, 1997, eq. 4 to 8).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Omega {
    /// Σ P(the copier chooses what the source chose).
    pub expected: f64,
    pub sd: f64,
    /// (matches - expected) / sd; `None` when no answer of the copier was open to chance.
    pub statistic: Option<f64>,
    /// Upper tail of the standard normal; 1 when there is no statistic.
    pub p: f64,
    /// P(at least that many matches | the source's answers), exact: the generalised binomial on the same chances
    /// (van der Linden & Sotaridona, 2006, conditional). Far out, where the correction for many pairs looks, the
    /// normal tail is too thin and accuses too often; this one keeps its level there too.
    pub exact_p: f64,
}

/// Generalised binomial test: both persons' answers are random at their θ; the same for both directions
/// (van der Linden & Sotaridona, 2006).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Gbt {
    /// Σ P(both choose the same).
    pub expected: f64,
    pub sd: f64,
    /// P(at least that many matches), exact.
    pub p: f64,
}

/// How alike two persons answered on the items that both answered. Evidence, no verdict.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PairEvidence {
    pub first: usize,
    pub second: usize,
    /// Items that both answered; everything below is on these alone.
    pub common: usize,
    pub matches: usize,
    pub identical_right: usize,
    /// The same wrong option: what honest persons share least.
    pub identical_wrong: usize,
    /// Both wrong, with whichever options.
    pub both_wrong: usize,
    /// The first person as the copier.
    pub omega_first: Omega,
    /// The second person as the copier.
    pub omega_second: Omega,
    pub gbt: Gbt,
}

/// An item on which a pair chose the same option.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MatchedItem {
    pub item: usize,
    pub choice: u8,
    pub right: bool,
    /// Probability of that option for the first and for the second person.
    pub chances: (f64, f64),
    /// Probability that both choose the same option, whichever.
    pub chance_of_match: f64,
}

/// Working memory of one thread: chances of a match by item, with the first person as the copier, with the second,
/// and with both at random.
#[derive(Default)]
pub(super) struct Scratch {
    chances: Vec<[f64; 3]>,
    table: Vec<[f64; 3]>,
}

/// Mean and SD of a number of matches.
fn moments(chances: impl Iterator<Item = f64>) -> (f64, f64) {
    let (mean, variance) = chances.fold((0.0, 0.0), |(mean, variance), p| (mean + p, variance + p * (1.0 - p)));
    (mean, f64::max(variance, 0.0).sqrt())
}

fn omega(matches: usize, chances: impl Iterator<Item = f64>, exact_p: f64) -> Omega {
    let (expected, sd) = moments(chances);
    let statistic = (sd > 0.0).then(|| (matches as f64 - expected) / sd);
    Omega { expected, sd, statistic, p: statistic.map_or(1.0, normal_upper_tail), exact_p }
}

impl Hall {
    /// ω in both directions and GBT.
    ///
    /// # Errors
    /// [`CopyingError::NoSuchPerson`], [`CopyingError::SamePerson`].
    pub fn pair(&self, first: usize, second: usize) -> Result<PairEvidence, CopyingError> {
        self.check_pair(first, second)?;
        Ok(self.compare(first, second, &mut Scratch::default()))
    }

    /// The items on which two persons chose the same option, in the order of items.
    ///
    /// # Errors
    /// As [`Hall::pair`].
    pub fn matched_items(&self, first: usize, second: usize) -> Result<Vec<MatchedItem>, CopyingError> {
        self.check_pair(first, second)?;
        let mut matched = Vec::new();
        self.for_common(first, second, |item, one, other| {
            if one.choice == other.choice {
                let choice = one.choice;
                matched.push(MatchedItem {
                    item,
                    choice,
                    right: choice == self.key(item),
                    chances: (one.probabilities[usize::from(choice)], other.probabilities[usize::from(choice)]),
                    chance_of_match: dot(one.probabilities, other.probabilities),
                });
            }
        });
        Ok(matched)
    }

    pub(super) fn compare(&self, first: usize, second: usize, scratch: &mut Scratch) -> PairEvidence {
        let (mut identical_right, mut identical_wrong, mut both_wrong) = (0, 0, 0);
        let Scratch { chances, table } = scratch;
        chances.clear();
        self.for_common(first, second, |item, one, other| {
            chances.push([
                one.probabilities[usize::from(other.choice)],
                other.probabilities[usize::from(one.choice)],
                dot(one.probabilities, other.probabilities),
            ]);
            let key = self.key(item);
            let identical = one.choice == other.choice;
            identical_right += usize::from(identical && one.choice == key);
            identical_wrong += usize::from(identical && one.choice != key);
            both_wrong += usize::from(one.choice != key && other.choice != key);
        });
        let matches = identical_right + identical_wrong;
        let [first_p, second_p, both_p] = tails(matches, chances, table);
        let lane = |lane: usize| chances.iter().map(move |p| p[lane]);
        let (expected, sd) = moments(lane(2));
        PairEvidence {
            first,
            second,
            common: chances.len(),
            matches,
            identical_right,
            identical_wrong,
            both_wrong,
            omega_first: omega(matches, lane(0), first_p),
            omega_second: omega(matches, lane(1), second_p),
            gbt: Gbt { expected, sd, p: both_p },
        }
    }
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(l, r)| l * r).sum::<f64>().min(1.0)
}
