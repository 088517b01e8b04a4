//! Shares of cells made into places, for each sitting by its own lot: a share below one item comes to some sittings and
//! not to others, so that nobody's test leaves out a whole level and, over many, every cell comes as often as it should.

use serde::{Deserialize, Serialize};

use super::even::even_order;
use super::turns::beginnings;
use crate::random::{Rng, below, shuffle, stream};

/// Lots and steps of the choice take the streams from 0 up, callers the last.
const STREAM: u64 = u64::MAX - 1;
/// Fine enough that no share is told from its neighbour; times all areas it fits into the draw.
const STEPS: usize = 1 << 20;

/// Cells are numbered through all areas.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    pub areas: Vec<Vec<CellShare>>,
    /// Places of a sitting.
    pub length: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellShare {
    /// Of difficulty: cells of one level are rounded together.
    pub level: u16,
    pub share: u16,
}

impl Layout {
    /// 0 when all shares are.
    pub fn len(&self) -> usize {
        if self.areas.iter().flatten().any(|cell| cell.share > 0) { self.length } else { 0 }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cell of each place. Over all seeds each place of an area is for a cell with just the chance that is the
    /// cell's share, so sittings of any length hold every cell as often as they should. In one sitting, an area has its
    /// share to less than one after any number of places; a level of an area has its share of the area's places to less
    /// than one when all have come, to less than three before; where all areas have the same cells, a level has its
    /// share of the whole sitting to less than one.
    pub fn places(&self, seed: u64) -> Vec<u16> {
        let mut rng = stream(seed, STREAM);
        let starts = spread(&mut rng, self.areas.len());
        let turn = Lot { at: below(&mut rng, STEPS), round: STEPS };
        self.lay_out(|area, bound| starts[area].below(bound), &turn, |bound| below(&mut rng, bound))
    }

    /// Every way in which the cells of an area are rounded, those of one area beside those of another, not crossed.
    pub fn roundings(&self) -> impl Iterator<Item = Vec<u16>> + '_ {
        let starts = self.areas.iter().map(|cells| total(cells)).max().unwrap_or(0);
        (0..starts).map(|start| self.lay_out(|_, bound| start % bound.max(1), &Lot { at: 0, round: 1 }, |_| 0))
    }

    /// Items per cell that the shares come to, in all cells.
    pub fn expected(&self) -> Vec<f64> {
        let order = self.areas_in_turn();
        let area = |(area, cells): (usize, &Vec<CellShare>)| {
            let items = order.iter().filter(|of| **of == area).count() as f64 / total(cells).max(1) as f64;
            cells.iter().map(move |cell| f64::from(cell.share) * items).collect::<Vec<f64>>()
        };
        self.areas.iter().enumerate().flat_map(area).collect()
    }

    fn areas_in_turn(&self) -> Vec<usize> {
        let share = |cells: &Vec<CellShare>| u16::try_from(total(cells)).unwrap_or(u16::MAX);
        even_order(&self.areas.iter().map(share).collect::<Vec<u16>>(), self.length)
    }

    /// `start` of an area and `lot` give a number below their bound; all areas go on by `turn` in their circles.
    fn lay_out(
        &self,
        start: impl Fn(usize, usize) -> usize,
        turn: &Lot,
        mut lot: impl FnMut(usize) -> usize,
    ) -> Vec<u16> {
        let order = self.areas_in_turn();
        let mut first = 0;
        let mut circles = Vec::with_capacity(self.areas.len());
        for (area, cells) in self.areas.iter().enumerate() {
            let items = order.iter().filter(|of| **of == area).count();
            let counts = rounded(cells, items, start(area, total(cells)));
            let circle = in_turn(cells, &counts, &mut lot).into_iter();
            circles.push(circle.map(|cell| (cells[cell].level, number(first + cell))).collect::<Vec<(u16, u16)>>());
            first += cells.len();
        }
        let levels: Vec<Vec<u16>> =
            circles.iter().map(|circle| circle.iter().map(|(level, _)| *level).collect()).collect();
        for (circle, first) in circles.iter_mut().zip(beginnings(&levels, &order)) {
            let on = turn.below(circle.len());
            circle.rotate_left(first);
            circle.rotate_left(on);
        }
        let mut left: Vec<_> = circles.into_iter().map(Vec::into_iter).collect();
        order.into_iter().filter_map(|area| left[area].next()).map(|(_, cell)| cell).collect()
    }
}

fn number(cell: usize) -> u16 {
    u16::try_from(cell).unwrap_or(u16::MAX)
}

/// A point of a circle.
struct Lot {
    at: usize,
    round: usize,
}

impl Lot {
    /// Each number below `bound` alike.
    fn below(&self, bound: usize) -> usize {
        self.at * bound / self.round
    }
}

/// Each of them anywhere on the circle alike, all of them evenly apart: what one area rounds up another rounds down. By
/// Hermite's identity, Σ ⌊x + k/n⌋ = ⌊nx⌋, areas that are alike then round to less than one together.
fn spread(rng: &mut impl Rng, lots: usize) -> Vec<Lot> {
    let round = lots * STEPS;
    let start = below(rng, round);
    let mut order: Vec<usize> = (0..lots).collect();
    shuffle(rng, &mut order);
    order.into_iter().map(|place| Lot { at: (start + place * STEPS) % round, round }).collect()
}

fn total(cells: &[CellShare]) -> usize {
    cells.iter().map(|cell| usize::from(cell.share)).sum()
}

/// Systematic rounding (Madow 1949) of shares × items in the order of the levels: of a cell, and of any run of cells in
/// that order, the floor or the ceiling. `start` below the sum of the shares; each alike gives the shares in the mean.
fn rounded(cells: &[CellShare], items: usize, start: usize) -> Vec<u16> {
    let total = total(cells).max(1);
    let mut order: Vec<usize> = (0..cells.len()).collect();
    order.sort_by_key(|cell| cells[*cell].level);
    let mut counts = vec![0; cells.len()];
    let mut sum = start;
    for cell in order {
        let next = sum + usize::from(cells[cell].share) * items;
        counts[cell] = u16::try_from(next / total - sum / total).unwrap_or(u16::MAX);
        sum = next;
    }
    counts
}

/// A circle: levels laid out evenly, and the cells in each, these from anywhere alike.
fn in_turn(cells: &[CellShare], counts: &[u16], mut lot: impl FnMut(usize) -> usize) -> Vec<usize> {
    let mut levels: Vec<u16> = cells.iter().map(|cell| cell.level).collect();
    levels.sort_unstable();
    levels.dedup();
    let (mut sums, mut orders) = (Vec::new(), Vec::new());
    for level in levels {
        let own: Vec<usize> = (0..cells.len()).filter(|cell| cells[*cell].level == level).collect();
        let shares: Vec<u16> = own.iter().map(|cell| counts[*cell]).collect();
        let sum: u16 = shares.iter().sum();
        let mut order = even_order(&shares, usize::from(sum));
        let turn = lot(order.len());
        order.rotate_left(turn);
        orders.push(order.into_iter().map(move |place| own[place]));
        sums.push(sum);
    }
    let places = sums.iter().map(|sum| usize::from(*sum)).sum();
    even_order(&sums, places).into_iter().filter_map(|level| orders[level].next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(seed: u64) -> Layout {
        let mut rng = stream(seed, 0);
        let areas = 1 + below(&mut rng, 4);
        let mut cell = || CellShare {
            level: u16::try_from(below(&mut rng, 3)).unwrap(),
            share: u16::try_from(1 + below(&mut rng, 4)).unwrap(),
        };
        let areas = (0..areas).map(|_| (0..8).map(|_| cell()).collect()).collect();
        Layout { areas, length: 24 }
    }

    fn count(places: &[u16], cells: impl Fn(usize) -> bool) -> f64 {
        places.iter().filter(|cell| cells(usize::from(**cell))).count() as f64
    }

    #[test]
    fn nobody_lacks_a_level_and_every_cell_has_its_share_in_the_mean() {
        for number in 0..12 {
            let layout = made(number);
            let (expected, cells) = (layout.expected(), layout.areas.concat());
            let mut sums = vec![0.0; cells.len()];
            for seed in 0..2_000 {
                let places = layout.places(seed);
                assert_eq!((places.len(), &places), (24, &layout.places(seed)));
                for area in 0..layout.areas.len() {
                    for level in 0..3 {
                        let within = |cell: usize| cell / 8 == area && cells[cell].level == level;
                        let share: f64 = (0..cells.len()).filter(|cell| within(*cell)).map(|cell| expected[cell]).sum();
                        let held = count(&places, within);
                        assert!((held - share).abs() < 1.0 - 1e-9, "{held} of {share} at seed {seed}");
                    }
                }
                (0..cells.len()).for_each(|cell| sums[cell] += count(&places, |held| held == cell) / 2_000.0);
            }
            for (mean, share) in sums.iter().zip(&expected) {
                // Five standard errors of a share of one half.
                assert!((mean - share).abs() < 0.056, "{mean} for {share}");
            }
        }
    }

    /// Were the frequent first, a test that ends early would hold little of the rest.
    #[test]
    fn each_place_is_for_each_cell_as_often_as_the_share_says() {
        for number in 0..4 {
            let layout = made(number);
            let cells = layout.areas.concat();
            let mut met = vec![vec![0.0; cells.len()]; 24];
            for seed in 0..4_000 {
                for (place, cell) in layout.places(seed).into_iter().enumerate() {
                    met[place][usize::from(cell)] += 1.0 / 4_000.0;
                }
            }
            let order = layout.areas_in_turn();
            for (place, met) in met.iter().enumerate() {
                for (cell, met) in met.iter().enumerate() {
                    let own = cell / 8 == order[place];
                    let sum: u16 = layout.areas[cell / 8].iter().map(|cell| cell.share).sum();
                    let share = if own { f64::from(cells[cell].share) / f64::from(sum) } else { 0.0 };
                    assert!((met - share).abs() < 0.04, "{met} for {share} at place {place}, cell {cell}");
                }
            }
        }
    }

    #[test]
    fn areas_that_are_alike_share_a_level_to_less_than_one() {
        let cells = [(1, 5), (2, 7), (3, 3)].map(|(level, share)| CellShare { level, share });
        for length in 12..40 {
            let layout = Layout { areas: vec![cells.to_vec(); 4], length: 4 * (length / 4) };
            for seed in 0..200 {
                let places = layout.places(seed);
                for (level, share) in [5.0, 7.0, 3.0].into_iter().enumerate() {
                    let held = count(&places, |cell| cell % 3 == level);
                    let due = share / 15.0 * layout.length as f64;
                    assert!((held - due).abs() < 1.0, "{held} of {due} at seed {seed}");
                }
            }
        }
    }

    #[test]
    fn over_all_starts_the_mean_is_the_share_exactly() {
        let cells = made(3).areas.remove(0);
        let starts = total(&cells);
        let mut sums = vec![0; cells.len()];
        for start in 0..starts {
            rounded(&cells, 7, start).iter().zip(&mut sums).for_each(|(count, sum)| *sum += usize::from(*count));
        }
        assert_eq!(sums, cells.iter().map(|cell| usize::from(cell.share) * 7).collect::<Vec<_>>());
    }

    fn cells(shares: &[(u16, u16)]) -> Vec<CellShare> {
        shares.iter().map(|(level, share)| CellShare { level: *level, share: *share }).collect()
    }

    #[test]
    fn every_cell_may_come_first() {
        let layout = Layout { areas: vec![cells(&[(0, 1), (0, 1), (1, 1), (1, 1)])], length: 4 };
        let first: std::collections::BTreeSet<u16> = (0..200).map(|seed| layout.places(seed)[0]).collect();
        assert_eq!(first.len(), 4, "{first:?}");
    }

    #[test]
    fn the_roundings_hold_every_cell_as_often_as_its_share() {
        let layout = Layout { areas: vec![cells(&[(0, 1), (1, 2)]), cells(&[(0, 1)])], length: 4 };
        let found: Vec<Vec<u16>> = layout.roundings().collect();
        assert_eq!(found.len(), 3, "as many starts as the largest area has shares");
        let held = |cell: u16| found.iter().flatten().filter(|place| **place == cell).count();
        assert_eq!((held(0), held(1), held(2)), (3, 6, 3));
    }

    /// A sitting is replayed from its seed.
    #[test]
    fn a_seed_lays_out_what_it_always_did() {
        let layout = Layout { areas: vec![cells(&[(0, 1), (0, 2), (1, 3)]), cells(&[(0, 1), (1, 1)])], length: 8 };
        assert_eq!(layout.places(7), [0, 2, 3, 1, 2, 1, 4, 2]);
    }

    #[test]
    fn no_shares_are_no_places() {
        let some = Layout { areas: vec![cells(&[(0, 0), (0, 2)])], length: 3 };
        assert_eq!((some.len(), some.places(1).len()), (3, 3));
        let none = Layout { areas: vec![vec![CellShare { level: 0, share: 0 }]], length: 3 };
        assert!(none.is_empty() && none.places(1).is_empty() && none.roundings().next().is_none());
    }
}
