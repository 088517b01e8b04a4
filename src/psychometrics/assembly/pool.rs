//! The items that a search may bring in, close together in memory: a scan runs over nothing else.

use std::ops::Range;

use super::compiled::{Compiled, Mask, Slot};

pub(super) struct Pool {
    /// Classes that have an open item: their rules as bits, the range of `slots`.
    pub classes: Vec<(Mask, Range<usize>)>,
    pub slots: Vec<Slot>,
    values: Vec<f64>,
    /// Values of an item; without targets one that nobody reads, so that items stay as many as their values.
    stride: usize,
}

impl Pool {
    pub fn of(c: &Compiled, open: impl Fn(Slot) -> bool) -> Self {
        let mut pool = Self { classes: Vec::new(), slots: Vec::new(), values: Vec::new(), stride: c.points.max(1) };
        for content in &c.classes {
            let first = pool.slots.len();
            for slot in content.slots.clone().filter(|slot| open(*slot)) {
                pool.slots.push(slot);
                pool.values.extend_from_slice(c.at(slot));
                pool.values.resize(pool.slots.len() * pool.stride, 0.0);
            }
            if pool.slots.len() > first {
                pool.classes.push((content.mask, first..pool.slots.len()));
            }
        }
        pool
    }

    pub fn all(c: &Compiled) -> Self {
        Self::of(c, |_| true)
    }

    /// Slots of a range with their values.
    pub fn part(&self, range: &Range<usize>) -> impl Iterator<Item = (Slot, &[f64])> {
        let values = &self.values[range.start * self.stride..range.end * self.stride];
        self.slots[range.clone()].iter().copied().zip(values.chunks_exact(self.stride))
    }
}
