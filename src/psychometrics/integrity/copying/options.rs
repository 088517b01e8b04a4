//! Probability of every option for a person of a given θ: what an honest answer looks like.

use crate::model::{Curve, ItemModel};
use crate::responses::MAX_CATEGORY;

const MOST_OPTIONS: usize = MAX_CATEGORY as usize + 1;

/// Gives the probability of each option of an item at θ.
pub trait OptionModel: Sync {
    /// Items it knows, in the numbering of the answers.
    fn items(&self) -> usize;

    /// Options of an item: categories of the answers count from 0 below it.
    fn options(&self, item: usize) -> usize;

    /// Writes the probabilities into `out`, which has [`Self::options`] places.
    fn fill(&self, item: usize, theta: f64, out: &mut [f64]);
}

/// Calibrated items: nominal for options (Bock, 1972), dichotomous for scored answers; any model will do, as long as
/// the answers are its categories.
impl OptionModel for [ItemModel] {
    fn items(&self) -> usize {
        self.len()
    }

    fn options(&self, item: usize) -> usize {
        match &self[item] {
            // Unequal lists describe no item: no options, which the hall refuses.
            ItemModel::Nominal { a, d } if a.len() != d.len() => 0,
            model => model.categories(),
        }
    }

    fn fill(&self, item: usize, theta: f64, out: &mut [f64]) {
        let mut curves = [Curve::default(); MOST_OPTIONS];
        let curves = &mut curves[..out.len()];
        self[item].curves(theta, curves);
        out.iter_mut().zip(curves).for_each(|(p, curve)| *p = curve.p);
    }
}

impl OptionModel for Vec<ItemModel> {
    fn items(&self) -> usize {
        self.len()
    }

    fn options(&self, item: usize) -> usize {
        self.as_slice().options(item)
    }

    fn fill(&self, item: usize, theta: f64, out: &mut [f64]) {
        self.as_slice().fill(item, theta, out);
    }
}
