//! Chance, pinned down: `ChaCha12` from the form's seed, unbiased bounded numbers, Fisher–Yates. Only `next_u64` of the
//! generator is used, because the sampling helpers of `rand` may give other numbers in another release.

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::domain::form::Seed;

pub struct Draw(ChaCha12Rng);

impl Draw {
    pub fn new(seed: Seed) -> Self {
        Self(ChaCha12Rng::from_seed(seed.0))
    }

    /// A number in `0..n`, each with the same chance; 0 when `n` is 0.
    ///
    /// The 2⁶⁴ values of a draw do not divide evenly by every `n`: the lowest `2⁶⁴ mod n` are rejected and drawn again,
    /// so that each remainder has the same number of values left.
    pub fn below(&mut self, n: usize) -> usize {
        let n = n as u64;
        if n == 0 {
            return 0;
        }
        let uneven = n.wrapping_neg() % n;
        loop {
            let value = self.0.next_u64();
            if value >= uneven {
                return usize::try_from(value % n).unwrap_or(0);
            }
        }
    }

    /// Fisher–Yates from the last place down: every order has the same chance.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_same_for_ever() {
        let mut draw = Draw::new(Seed([7; 32]));
        let mut list: Vec<u8> = (0..10).collect();
        draw.shuffle(&mut list);
        assert_eq!((list, draw.below(1_000_000)), (GOLDEN.to_vec(), 705_487));
    }

    /// Checked against an independent `ChaCha12` and Fisher–Yates in another language.
    const GOLDEN: [u8; 10] = [7, 3, 8, 9, 0, 1, 5, 6, 2, 4];

    #[test]
    fn bounds_are_kept() {
        let mut draw = Draw::new(Seed([1; 32]));
        assert_eq!((draw.below(0), draw.below(1)), (0, 0));
        assert!((0..1_000).all(|_| draw.below(3) < 3));
        draw.shuffle::<u8>(&mut []);
    }

    /// All 24 orders of four things: chi-square with 23 degrees of freedom stays below its 99.9 % point.
    #[test]
    fn every_order_has_the_same_chance() {
        let mut counts = std::collections::BTreeMap::<[u8; 4], f64>::new();
        let mut draw = Draw::new(Seed([3; 32]));
        for _ in 0..24_000 {
            let mut list = [0, 1, 2, 3];
            draw.shuffle(&mut list);
            *counts.entry(list).or_default() += 1.0;
        }
        let chi_square: f64 = counts.values().map(|n| (n - 1_000.0).powi(2) / 1_000.0).sum();
        assert_eq!(counts.len(), 24);
        assert!(chi_square < 49.73, "{chi_square}");
    }
}
