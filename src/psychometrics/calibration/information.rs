//! The observed information of the marginal log posterior, exact, by Louis (1982, eq. 3.2):
//! I = -E(H) - Cov(s), H and s the Hessian and score of the complete data, both given the answers.
//!
//! The covariance over all pairs of items is the dear part. Given θ the items of a person are independent, so
//! Σ_persons E(s_j s_k') = Σ_θ Σ_(u,v) N_jk(u,v,θ) s_j(u,θ) s_k(v,θ)': only the expected counts N of pairs of answers are
//! needed. For each item j they are collected over the persons with answer u as in an E step, by packs. Four hundred
//! parameters of ten thousand persons so take a few hundred E steps, not one for each pair.

use rayon::prelude::*;

use super::block::Block;
use super::expectation::add;
use super::problem::{Point, Problem};
use crate::numeric::{add_scaled, dot};

/// The free parameters of blocks, numbered in the order of packs, with their scores.
struct Active<'a> {
    problem: &'a Problem,
    point: &'a Point,
    /// Blocks in the order of packs, with the pack of each.
    order: Vec<(usize, usize)>,
    /// By block: its free parameters, and the first of them among all.
    parameters: Vec<Vec<usize>>,
    first: Vec<usize>,
    count: usize,
    /// By block: scores by (category, free parameter, node).
    scores: Vec<Vec<f64>>,
    /// By pattern: its weight times the expected score of each free parameter of its items, by pack.
    expected: Vec<f64>,
    expected_starts: Vec<usize>,
}

impl Problem {
    /// -∂² log posterior by the free parameters, free_count², at a point that has been evaluated.
    pub(crate) fn information(&self, point: &Point) -> Vec<f64> {
        let active = Active::new(self, point);
        let rows: Vec<Vec<f64>> = active.order.par_iter().map(|(block, pack)| active.missing(*block, *pack)).collect();
        let n = self.free_count;
        let mut information = vec![0.0; n * n];
        for ((block, pack), rows) in active.order.iter().zip(&rows) {
            active.fold(*block, *pack, rows, &mut information);
        }
        self.add_complete(point, &mut information);
        information
    }

    /// -E(H) of every block, and the curvature of the priors.
    fn add_complete(&self, point: &Point, information: &mut [f64]) {
        let n = self.free_count;
        for block in &self.blocks {
            let free = &self.free[block.local..][..block.parameters()];
            if free.iter().all(Option::is_none) {
                continue;
            }
            let hessian = block.hessian(self.curves(*block, point), self.counts(*block, point));
            for (p, left) in free.iter().enumerate() {
                for (r, right) in free.iter().enumerate() {
                    if let (Some(left), Some(right)) = (left, right) {
                        information[left * n + right] -= hessian[p * block.parameters() + r];
                    }
                }
            }
        }
        for term in &self.priors {
            let second = term.density.at(term.value(&point.local)).second;
            for (left, by_left) in term.locals() {
                for (right, by_right) in term.locals() {
                    if let (Some(left), Some(right)) = (self.free[left], self.free[right]) {
                        information[left * n + right] -= by_left * by_right * second;
                    }
                }
            }
        }
    }
}

impl<'a> Active<'a> {
    fn new(problem: &'a Problem, point: &'a Point) -> Self {
        let order: Vec<(usize, usize)> = (0..)
            .zip(&problem.packed.packs)
            .flat_map(|(pack, members)| members.blocks.iter().map(move |block| (*block as usize, pack)))
            .collect();
        let parameters: Vec<Vec<usize>> = problem
            .blocks
            .iter()
            .map(|b| (0..b.parameters()).filter(|p| problem.free[b.local + p].is_some()).collect())
            .collect();
        let (mut first, mut count) = (vec![0; problem.blocks.len()], 0);
        for (block, _) in &order {
            first[*block] = count;
            count += parameters[*block].len();
        }
        let scores =
            problem.blocks.iter().zip(&parameters).map(|(block, free)| block_scores(problem, point, *block, free));
        let scores = scores.collect();
        let mut active = Self {
            problem,
            point,
            order,
            parameters,
            first,
            count,
            scores,
            expected: Vec::new(),
            expected_starts: vec![0],
        };
        active.fill_expected();
        active
    }

    fn fill_expected(&mut self) {
        let (packed, q) = (&self.problem.packed, self.problem.nodes.len());
        let cells = |pattern: usize| packed.rows_of(pattern).iter().flat_map(|row| packed.cells_of(*row as usize));
        let rows: Vec<Vec<f64>> = (0..packed.patterns())
            .into_par_iter()
            .with_min_len(256)
            .map(|pattern| {
                let posterior = &self.point.posterior[pattern * q..][..q];
                let scores = cells(pattern).flat_map(|(block, category)| self.of_cell(*block as usize, *category));
                scores.map(|score| dot(posterior, score)).collect()
            })
            .collect();
        for row in rows {
            self.expected.extend(row);
            self.expected_starts.push(self.expected.len());
        }
    }

    /// The scores of one category, a slice over the nodes for each free parameter.
    fn of_cell(&self, block: usize, category: u8) -> std::slice::ChunksExact<'_, f64> {
        let (n, q) = (self.parameters[block].len(), self.problem.nodes.len());
        self.scores[block][usize::from(category) * n * q..][..n * q].chunks_exact(q)
    }

    /// Cov(s) between the parameters of one block and those of all blocks in its pack and the later ones:
    /// own parameters × all.
    fn missing(&self, block: usize, pack: usize) -> Vec<f64> {
        let own = self.parameters[block].len();
        let mut sums = vec![0.0; own * self.count];
        if own > 0 {
            self.add_pairs(block, pack, &mut sums);
            self.subtract_expected(block, pack, &mut sums);
        }
        sums
    }

    /// Σ_θ Σ_(u,v) N(u,v,θ) s_j(u,θ) s_k(v,θ)'.
    fn add_pairs(&self, block: usize, pack: usize, sums: &mut [f64]) {
        let (problem, q) = (self.problem, self.problem.nodes.len());
        let own = self.parameters[block].len();
        let categories = problem.blocks[block].categories;
        let answers = self.answers(block, pack);
        // Where everyone saw the item, the counts of one answer are what the others leave.
        let complete = answers.iter().map(Vec::len).sum::<usize>() == problem.packed.patterns();
        let skip = (0..categories).max_by_key(|u| answers[*u].len()).filter(|_| complete);
        let mut left = if complete { self.point.counts.clone() } else { Vec::new() };
        let mut counts = vec![0.0; problem.cell_count * q];
        for category in (0..categories).filter(|u| Some(*u) != skip) {
            self.count_pairs(pack, &answers[category], &mut counts);
            if complete {
                add_scaled(&mut left, -1.0, &counts);
            }
            self.contract(block, pack, category, &counts, sums);
        }
        if let Some(category) = skip {
            self.contract(block, pack, category, &left, sums);
        }
        debug_assert_eq!(sums.len(), own * self.count);
    }

    /// Patterns by their answer to the block.
    fn answers(&self, block: usize, pack: usize) -> Vec<Vec<u32>> {
        let packed = &self.problem.packed;
        let pack = &packed.packs[pack];
        let of_row: Vec<Option<u8>> = pack
            .rows
            .clone()
            .map(|row| packed.cells_of(row).iter().find(|(b, _)| *b as usize == block).map(|(_, category)| *category))
            .collect();
        let mut answers = vec![Vec::new(); self.problem.blocks[block].categories];
        for (pattern, row) in &pack.column {
            if let Some(category) = of_row[*row as usize] {
                answers[usize::from(category)].push(*pattern);
            }
        }
        answers
    }

    /// Expected counts of every cell from this pack on, among these patterns.
    fn count_pairs(&self, pack: usize, patterns: &[u32], counts: &mut [f64]) {
        let (packed, q) = (&self.problem.packed, self.problem.nodes.len());
        let first = packed.packs[pack].rows.start;
        let mut rows = vec![0.0; (packed.row_count() - first) * q];
        for pattern in patterns {
            let posterior = &self.point.posterior[*pattern as usize * q..][..q];
            let all = packed.rows_of(*pattern as usize);
            for row in &all[all.partition_point(|row| (*row as usize) < first)..] {
                add(&mut rows[(*row as usize - first) * q..][..q], posterior);
            }
        }
        counts.fill(0.0);
        for (row, sum) in (first..).zip(rows.chunks_exact(q)) {
            for cell in packed.cell_indices(row) {
                add(&mut counts[cell * q..][..q], sum);
            }
        }
    }

    fn contract(&self, block: usize, pack: usize, category: usize, counts: &[f64], sums: &mut [f64]) {
        let q = self.problem.nodes.len();
        let own: Vec<&[f64]> = self.of_cell(block, u8::try_from(category).unwrap_or(u8::MAX)).collect();
        let mut weighted = vec![0.0; q];
        for (other, _) in self.order.iter().filter(|(_, other_pack)| *other_pack >= pack) {
            let to = self.problem.blocks[*other];
            let n = self.parameters[*other].len();
            for r in 0..n {
                weighted.fill(0.0);
                for v in 0..to.categories {
                    let score = &self.scores[*other][(v * n + r) * q..][..q];
                    let count = &counts[(to.cell + v) * q..][..q];
                    for ((sum, score), count) in weighted.iter_mut().zip(score).zip(count) {
                        *sum += score * count;
                    }
                }
                for (p, score) in own.iter().enumerate() {
                    sums[p * self.count + self.first[*other] + r] += dot(score, &weighted);
                }
            }
        }
    }

    /// Σ_persons E(s_j) E(s_k)'.
    fn subtract_expected(&self, block: usize, pack: usize, sums: &mut [f64]) {
        let packed = &self.problem.packed;
        let own = self.parameters[block].len();
        let pack_start = self.first[packed.packs[pack].blocks[0] as usize];
        for (pattern, _) in &packed.packs[pack].column {
            let pattern = *pattern as usize;
            let expected = &self.expected[self.expected_starts[pattern]..self.expected_starts[pattern + 1]];
            let weight = packed.weights[pattern];
            if expected.len() == self.count {
                for p in 0..own {
                    let factor = expected[self.first[block] + p] / weight;
                    let row = &mut sums[p * self.count + pack_start..(p + 1) * self.count];
                    add_scaled(row, -factor, &expected[pack_start..]);
                }
            } else {
                self.subtract_sparse((block, pack), pattern, expected, sums);
            }
        }
    }

    fn subtract_sparse(&self, (block, pack): (usize, usize), pattern: usize, expected: &[f64], sums: &mut [f64]) {
        let packed = &self.problem.packed;
        let first_row = packed.packs[pack].rows.start;
        let cells = || {
            let rows = packed.rows_of(pattern).iter();
            rows.flat_map(|row| {
                packed.cells_of(*row as usize).iter().map(move |(block, _)| (*row as usize, *block as usize))
            })
            .scan(0, |next, (row, block)| {
                let here = *next;
                *next += self.parameters[block].len();
                Some((row, block, here))
            })
        };
        let Some((_, _, place)) = cells().find(|(_, other, _)| *other == block) else { return };
        for p in 0..self.parameters[block].len() {
            let factor = expected[place + p] / packed.weights[pattern];
            for (_, other, place) in cells().filter(|(row, _, _)| *row >= first_row) {
                let n = self.parameters[other].len();
                let row = &mut sums[p * self.count + self.first[other]..][..n];
                add_scaled(row, -factor, &expected[place..][..n]);
            }
        }
    }

    /// Subtracts the covariance of one block with the others, both ways, from the information of the free parameters.
    fn fold(&self, block: usize, pack: usize, rows: &[f64], information: &mut [f64]) {
        let n = self.problem.free_count;
        let free = |block: usize, place: usize| {
            self.problem.free[self.problem.blocks[block].local + self.parameters[block][place]].unwrap_or(0)
        };
        for (other, other_pack) in self.order.iter().filter(|(_, other_pack)| *other_pack >= pack) {
            for p in 0..self.parameters[block].len() {
                for r in 0..self.parameters[*other].len() {
                    let value = rows[p * self.count + self.first[*other] + r];
                    let (left, right) = (free(block, p), free(*other, r));
                    information[left * n + right] -= value;
                    // Within a pack the other block has its own rows.
                    if *other_pack != pack {
                        information[right * n + left] -= value;
                    }
                }
            }
        }
    }
}

/// Scores by the free parameters: those by the predictors through the chain rule.
fn block_scores(problem: &Problem, point: &Point, block: Block, free: &[usize]) -> Vec<f64> {
    let (q, m, n) = (problem.nodes.len(), block.predictors(), free.len());
    let curves = problem.curves(block, point);
    let mut scores = vec![0.0; block.categories * n * q];
    for link in block.chain() {
        let Some(place) = free.iter().position(|p| *p == link.parameter) else { continue };
        for u in 0..block.categories {
            let by_predictor = &curves.scores[(u * m + link.predictor) * q..][..q];
            let out = &mut scores[(u * n + place) * q..][..q];
            for ((out, score), theta) in out.iter_mut().zip(by_predictor).zip(&problem.nodes) {
                *out += score * link.weight(*theta);
            }
        }
    }
    scores
}
