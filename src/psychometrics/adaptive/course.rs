//! Content rules inside a sitting: each of its places is for one cell of the plan, and an item comes only when the
//! places left can still be filled.
//!
//! The first is the balancing of Kingsbury & Zara (1989) with shares laid out beforehand (`even`); the second is the
//! shadow test of van der Linden & Reese (1998) with a search of augmenting paths in the place of an integer program: a
//! complete test around what was given is kept at hand, and whatever is chosen must leave one.

use serde::{Deserialize, Serialize};

use super::bank::{AdaptiveError, Bank};
use super::layout::Layout;
use super::peace::peaceful;
use crate::model::SMALLEST;

/// Out of which shares the places of a sitting come, and which cells an item fits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// A sitting has no more places than it.
    pub layout: Layout,
    /// Per item the cells that it fits; one that fits none never comes.
    pub fits: Vec<Vec<u16>>,
}

/// A place that no item is left for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cell {cell}: {filled} of its {places} places can be filled")]
pub struct Unfilled {
    pub cell: u16,
    pub places: usize,
    pub filled: usize,
}

impl Course {
    /// What one sitting with this seed may get: of `eligible` (rising) the items whose `lots` fall below their `chances`,
    /// and of the others as many as a complete sitting needs, the nearest misses first. A sitting that keeps to it under
    /// this course is complete whatever is answered.
    ///
    /// # Errors
    /// [`Unfilled`] names a cell that lacks items.
    pub fn pool(
        &self,
        bank: &Bank,
        (chances, lots): (&[f64], &[f64]),
        eligible: &[usize],
        seed: u64,
    ) -> Result<Vec<usize>, Unfilled> {
        let is_drawn = |item: &usize| lots[*item] < chances[*item];
        // Of those drawn none is nearer than another; what has no chance comes last.
        let miss = |item: &usize| if is_drawn(item) { 0.0 } else { 1.0 + lots[*item] / chances[*item].max(SMALLEST) };
        let mut order = eligible.to_vec();
        order.sort_by(|a, b| miss(a).total_cmp(&miss(b)));
        let places = self.layout.places(seed);
        let shadow = Shadow::new(&Left { order: Some(&order), ..Left::new(self, &places, bank) })?;
        let needed: Vec<usize> = shadow.places.into_iter().flatten().collect();
        let mut pool: Vec<usize> = eligible.to_vec();
        pool.retain(|item| is_drawn(item) || needed.contains(item));
        // What the choice itself will look for, in the order in which it looks.
        if Shadow::new(&Left { order: Some(&pool), ..Left::new(self, &places, bank) }).is_err() {
            let all = pool.clone();
            let left = Left::new(self, &places, bank);
            let quiet = |item: usize| all.iter().all(|other| *other == item || !left.hostile(item, *other));
            pool.retain(|item| needed.contains(item) || quiet(*item));
        }
        Ok(pool)
    }

    /// What is lacking for some way of rounding the shares.
    pub fn lacking(&self, bank: &Bank, items: &[usize]) -> Option<Unfilled> {
        let complete =
            |places: Vec<u16>| Shadow::new(&Left { order: Some(items), ..Left::new(self, &places, bank) }).err();
        self.layout.roundings().find_map(complete)
    }

    pub(super) fn check(&self, bank: &Bank, length: usize) -> Result<(), AdaptiveError> {
        let refuse = |reason: String| Err(AdaptiveError::Rule { rule: "content", reason });
        if self.fits.len() != bank.len() {
            return refuse(format!("cells of {} items for {} items", self.fits.len(), bank.len()));
        }
        if self.layout.len() < length {
            return refuse(format!("{} places for a sitting of {length}", self.layout.len()));
        }
        Ok(())
    }

    /// Whether the items of a sitting can be dealt out so that each of as many first places gets one that fits.
    pub(super) fn is_kept(&self, bank: &Bank, places: &[u16], items: &[usize]) -> bool {
        let mut alone = Shadow { places: vec![None; items.len()] };
        let left = Left { order: Some(items), peaceful: true, ..Left::new(self, places, bank) };
        items.len() <= places.len() && (0..items.len()).all(|place| alone.seat(place, 0, &left, &mut Vec::new()))
    }
}

/// What may still come.
#[derive(Clone, Copy)]
pub(super) struct Left<'a> {
    pub course: &'a Course,
    /// The cell of each place of this sitting.
    pub places: &'a [u16],
    pub bank: &'a Bank,
    /// Of preference, and no other items; `None`: all as they stand in the bank.
    pub order: Option<&'a [usize]>,
    /// Per item whether it was given or may not come; items beyond its end may.
    pub given: &'a [bool],
    /// Enemy sets of what was given.
    pub barred: &'a [u32],
    /// Is given just now.
    pub besides: Option<usize>,
    /// Enemies do not matter.
    pub peaceful: bool,
}

impl<'a> Left<'a> {
    pub fn new(course: &'a Course, places: &'a [u16], bank: &'a Bank) -> Self {
        Self { course, places, bank, order: None, given: &[], barred: &[], besides: None, peaceful: false }
    }

    pub fn items(&self) -> impl Iterator<Item = usize> {
        let Self { order, given, besides, .. } = *self;
        let all = (0..order.map_or(self.bank.len(), <[usize]>::len)).map(move |at| order.map_or(at, |order| order[at]));
        all.filter(move |item| !given.get(*item).is_some_and(|given| *given) && besides != Some(*item))
    }

    pub fn fits(&self, item: usize, place: usize) -> bool {
        self.course.fits[item].contains(&self.places[place])
    }

    fn enemies(&self, item: usize) -> &[u32] {
        if self.peaceful { &[] } else { &self.bank.item(item).enemies }
    }

    pub fn hostile(&self, one: usize, other: usize) -> bool {
        self.enemies(one).iter().any(|set| self.enemies(other).contains(set))
    }
}

/// A complete test around what was given: an item for each place that is left.
#[derive(Clone)]
pub(super) struct Shadow {
    /// Empty where an item was given.
    pub places: Vec<Option<usize>>,
}

impl Shadow {
    pub fn new(left: &Left<'_>) -> Result<Self, Unfilled> {
        Self::found(left).or_else(|unfilled| {
            // Items without enemies bar nothing: taken first, they leave more.
            let mut quiet: Vec<usize> = left.items().collect();
            quiet.sort_by_key(|item| left.enemies(*item).len());
            let left = Left { order: Some(&quiet), ..*left };
            Self::found(&left).ok().or_else(|| peaceful(&left)).ok_or(unfilled)
        })
    }

    pub fn found(left: &Left<'_>) -> Result<Self, Unfilled> {
        let mut shadow = Self { places: vec![None; left.places.len()] };
        shadow.fill(0, left).map(|()| shadow)
    }

    /// Whether a complete test is left when `item` is given for `place`; every place before it has been given.
    pub fn admits(&self, item: usize, place: usize, left: &Left<'_>) -> bool {
        let cell = left.places[place];
        let holder = self.places.iter().position(|held| *held == Some(item));
        let same = holder.is_none_or(|held| left.places[held] == cell);
        let quiet = || self.after(place).all(|(_, other)| other == item || !left.hostile(item, other));
        // Then the item changes places with the one that stands here, and nothing else moves.
        (same && quiet()) || self.clone().give(item, place, left)
    }

    /// False: no complete test is left.
    pub fn give(&mut self, item: usize, place: usize, left: &Left<'_>) -> bool {
        self.places[place] = None;
        let leaving: Vec<usize> = self
            .after(place)
            .filter(|(_, other)| *other == item || left.hostile(item, *other))
            .map(|(place, _)| place)
            .collect();
        leaving.into_iter().for_each(|place| self.places[place] = None);
        self.fill(place + 1, &Left { besides: Some(item), ..*left }).is_ok()
    }

    fn after(&self, place: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.places.iter().enumerate().skip(place + 1).filter_map(|(place, held)| Some((place, (*held)?)))
    }

    fn fill(&mut self, from: usize, left: &Left<'_>) -> Result<(), Unfilled> {
        for place in from..self.places.len() {
            if self.places[place].is_none() && !self.seat(place, from, left, &mut Vec::new()) {
                let cell = left.places[place];
                let own = |held: usize| self.places[held].is_some() && left.places[held] == cell;
                let places = left.places.iter().filter(|of| **of == cell).count();
                return Err(Unfilled {
                    cell,
                    places,
                    filled: (0..self.places.len()).filter(|held| own(*held)).count(),
                });
            }
        }
        Ok(())
    }

    /// Fills a place: by an item that is free, or by one from a cell whose place another item fills (Kuhn 1955).
    fn seat(&mut self, place: usize, from: usize, left: &Left<'_>, asked: &mut Vec<u16>) -> bool {
        if let Some(item) = left.items().find(|item| left.fits(*item, place) && self.is_free(*item, left)) {
            self.places[place] = Some(item);
            return true;
        }
        asked.push(left.places[place]);
        for other in from..self.places.len() {
            let Some(item) = self.places[other].filter(|item| left.fits(*item, place)) else { continue };
            if asked.contains(&left.places[other]) {
                continue;
            }
            (self.places[place], self.places[other]) = (Some(item), None);
            if self.seat(other, from, left, asked) {
                return true;
            }
            (self.places[place], self.places[other]) = (None, Some(item));
        }
        false
    }

    fn is_free(&self, item: usize, left: &Left<'_>) -> bool {
        !left.enemies(item).iter().any(|set| left.barred.contains(set))
            && !left.besides.is_some_and(|given| left.hostile(item, given))
            && self.places.iter().flatten().all(|held| *held != item && !left.hostile(item, *held))
    }
}
