//! The E step (Bock & Aitkin, 1981): posterior of θ on the nodes for each pattern, expected counts of each category.
//!
//! Work is shared among threads in blocks that do not depend on their number, and every sum is taken in one order: the
//! same data give the same bits on every machine of the same arithmetic.

use rayon::prelude::*;

use super::packed::{Pack, Packed};
use super::problem::{Point, Problem};
use crate::numeric::exp_in_place;

/// Patterns of one task: their posteriors stay in the cache of a core.
const TILE: usize = 256;
/// Packs of one task when counts are collected.
const PACKS: usize = 8;
/// Additions below which threads cost more than they bring.
const SMALL: usize = 200_000;

impl Problem {
    /// From curves to log-likelihood, posteriors and counts.
    pub(crate) fn expect(&self, point: &mut Point) {
        let q = self.nodes.len();
        let packed = &self.packed;
        let small = packed.work() * q < SMALL;
        fill_table(packed, &point.log_p, q, &mut point.table);
        let table = &point.table;
        let tile = |(index, (posterior, logs)): (usize, (&mut [f64], &mut [f64]))| {
            for (offset, (row, log)) in posterior.chunks_exact_mut(q).zip(logs).enumerate() {
                *log = pattern_posterior(packed, index * TILE + offset, table, row);
            }
        };
        if small {
            let tiles = point.posterior.chunks_mut(TILE * q).zip(point.pattern_log.chunks_mut(TILE));
            tiles.enumerate().for_each(tile);
        } else {
            let tiles = point.posterior.par_chunks_mut(TILE * q).zip(point.pattern_log.par_chunks_mut(TILE));
            tiles.enumerate().for_each(tile);
        }
        point.log_likelihood = packed.weights.iter().zip(&point.pattern_log).map(|(weight, log)| weight * log).sum();
        self.collect(point, small);
    }

    fn collect(&self, point: &mut Point, small: bool) {
        let q = self.nodes.len();
        let sums = |packs: &[Pack]| pack_sums(packs, &point.posterior, q);
        let collected: Vec<Vec<f64>> = if small {
            self.packed.packs.chunks(PACKS).map(sums).collect()
        } else {
            self.packed.packs.par_chunks(PACKS).map(sums).collect()
        };
        point.counts.fill(0.0);
        for (packs, sums) in self.packed.packs.chunks(PACKS).zip(&collected) {
            let rows = packs.iter().flat_map(|pack| pack.rows.clone());
            for (row, sum) in rows.zip(sums.chunks_exact(q)) {
                for cell in self.packed.cell_indices(row) {
                    add(&mut point.counts[cell * q..][..q], sum);
                }
            }
        }
    }
}

/// ln P of every row: the sum over its cells.
fn fill_table(packed: &Packed, log_p: &[f64], q: usize, table: &mut [f64]) {
    for (row, sums) in table.chunks_exact_mut(q).enumerate() {
        sums.fill(0.0);
        for cell in packed.cell_indices(row) {
            add(sums, &log_p[cell * q..][..q]);
        }
    }
}

/// Fills the posterior of one pattern times its weight; gives ln of its marginal probability.
fn pattern_posterior(packed: &Packed, pattern: usize, table: &[f64], out: &mut [f64]) -> f64 {
    let q = out.len();
    let row = |index: u32| &table[index as usize * q..][..q];
    let (fours, rest) = packed.rows_of(pattern).as_chunks::<4>();
    out.fill(0.0);
    for [a, b, c, d] in fours {
        let (a, b, c, d) = (row(*a), row(*b), row(*c), row(*d));
        for node in 0..q {
            out[node] += (a[node] + b[node]) + (c[node] + d[node]);
        }
    }
    for index in rest {
        add(out, row(*index));
    }
    let largest = out.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    out.iter_mut().for_each(|value| *value -= largest);
    exp_in_place(out);
    let total: f64 = out.iter().sum();
    let factor = packed.weights[pattern] / total;
    out.iter_mut().for_each(|value| *value *= factor);
    largest + total.ln()
}

/// Posteriors summed by row of these packs.
fn pack_sums(packs: &[Pack], posterior: &[f64], q: usize) -> Vec<f64> {
    let first = packs[0].rows.start;
    let rows: usize = packs.iter().map(|pack| pack.rows.len()).sum();
    let mut sums = vec![0.0; rows * q];
    let mut reached = vec![0; packs.len()];
    for tile in (TILE..posterior.len() / q + TILE).step_by(TILE) {
        for (pack, reached) in packs.iter().zip(&mut reached) {
            let own = &mut sums[(pack.rows.start - first) * q..][..pack.rows.len() * q];
            while let Some((pattern, row)) = pack.column.get(*reached).filter(|(pattern, _)| (*pattern as usize) < tile)
            {
                add(&mut own[*row as usize * q..][..q], &posterior[*pattern as usize * q..][..q]);
                *reached += 1;
            }
        }
    }
    sums
}

/// y += x.
pub(crate) fn add(y: &mut [f64], x: &[f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += x;
    }
}
