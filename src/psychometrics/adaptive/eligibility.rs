//! Exposure control while candidates sit: chances of eligibility out of the counts so far.

use serde::{Deserialize, Serialize};

use super::choose::lots;

/// How often each item was eligible and how often it was given.
///
/// van der Linden & Veldkamp (2004), Journal of Educational and Behavioral Statistics 29, 273-291: the chance of the
/// next candidate is r ε / α, at most 1, with α sittings that gave the item and ε sittings in which it was eligible.
/// An item that is given too often falls below r ε / α = 1 and comes back as the counts grow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Eligibility {
    pub eligible: Vec<u64>,
    pub given: Vec<u64>,
    pub sittings: u64,
}

impl Eligibility {
    pub fn new(items: usize) -> Self {
        Self { eligible: vec![0; items], given: vec![0; items], sittings: 0 }
    }

    /// For [`super::Rules::exposure`] of the next sitting. `target` is the largest share of sittings that may give an
    /// item; the exposures come near it from above and below.
    pub fn chances(&self, target: f64) -> Vec<f64> {
        let chance = |(eligible, given): (&u64, &u64)| match given {
            0 => 1.0,
            given => (target * *eligible as f64 / *given as f64).clamp(0.0, 1.0),
        };
        self.eligible.iter().zip(&self.given).map(chance).collect()
    }

    /// Counts a sitting with this pool that gave these items.
    pub(super) fn count(&mut self, pool: &[usize], items: &[usize]) {
        pool.iter().for_each(|item| self.eligible[*item] += 1);
        items.iter().for_each(|item| self.given[*item] += 1);
        self.sittings += 1;
    }

    /// Counts a sitting that began under the present chances with this seed and gave these items. Items outside the
    /// bank are passed over.
    pub fn record(&mut self, target: f64, seed: u64, items: &[usize]) {
        let lots = lots(&self.chances(target), seed);
        self.eligible.iter_mut().zip(lots).for_each(|(count, eligible)| *count += u64::from(eligible));
        for item in items {
            if let Some(count) = self.given.get_mut(*item) {
                *count += 1;
            }
        }
        self.sittings += 1;
    }
}
