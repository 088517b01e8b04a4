//! Answers packed for the E step.
//!
//! Sums over the items of a person are sums over packs: a few dense items together, whose joint ln P is tabulated once
//! for every combination that occurs (the "four Russians" of Arlazarov et al., 1970). A pack of seven dichotomous items
//! has 128 combinations, so ten thousand persons cost a seventh of the additions, in both directions: the expected
//! counts are collected by combination and shared out at the end. Sparse items are packs of one. Persons with the same
//! answers are one pattern with a weight.

use std::collections::HashMap;
use std::ops::Range;

use super::block::Block;
use super::prepare::Cells;

/// Patterns × packs in compressed form, both by pattern and by pack.
pub(crate) struct Packed {
    /// Persons of each pattern.
    pub(crate) weights: Vec<f64>,
    starts: Vec<usize>,
    rows: Vec<u32>,
    pub(crate) packs: Vec<Pack>,
    /// For each row (combination of a pack) its cells: (block, category).
    row_starts: Vec<usize>,
    row_cells: Vec<(u32, u8)>,
    /// The same as places among the cells of all blocks.
    row_indices: Vec<usize>,
}

/// A few blocks whose combinations of answers are tabulated.
pub(crate) struct Pack {
    pub(crate) blocks: Vec<u32>,
    /// Its rows among those of all packs.
    pub(crate) rows: Range<usize>,
    /// (pattern, row less the first of the pack), by pattern.
    pub(crate) column: Vec<(u32, u32)>,
}

impl Packed {
    /// The last blocks are the latent distributions: every person has the only category of that of the own group.
    pub(crate) fn new(cells: &Cells, blocks: &[Block]) -> Self {
        let groups = group(cells, blocks);
        let mut place = vec![(0_usize, 0_usize); blocks.len()];
        for (pack, members) in groups.iter().enumerate() {
            let mut radix = 1;
            for block in members {
                place[*block as usize] = (pack, radix);
                radix *= blocks[*block as usize].categories + 1;
            }
        }
        let coded = Coded::new(cells, &place, groups.len());
        coded.into_packed(groups, blocks)
    }

    pub(crate) fn patterns(&self) -> usize {
        self.weights.len()
    }

    pub(crate) fn row_count(&self) -> usize {
        self.row_starts.len() - 1
    }

    /// The rows of one pattern, by pack.
    pub(crate) fn rows_of(&self, pattern: usize) -> &[u32] {
        &self.rows[self.starts[pattern]..self.starts[pattern + 1]]
    }

    /// Rows of all patterns: what one pass costs.
    pub(crate) fn work(&self) -> usize {
        self.rows.len()
    }

    /// The cells of one row as places among those of all blocks.
    pub(crate) fn cell_indices(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        self.row_indices[self.row_starts[row]..self.row_starts[row + 1]].iter().copied()
    }

    /// (block, category) of one row.
    pub(crate) fn cells_of(&self, row: usize) -> &[(u32, u8)] {
        &self.row_cells[self.row_starts[row]..self.row_starts[row + 1]]
    }
}

/// Which blocks share a pack: neighbours that more than half of the persons saw, while the combinations stay few
/// against the persons. The latent distributions are the last packs.
fn group(cells: &Cells, blocks: &[Block]) -> Vec<Vec<u32>> {
    let persons = cells.persons();
    let limit = (persons / 24).clamp(2, 130);
    let mut seen = vec![0_usize; blocks.len()];
    for (block, _) in &cells.entries {
        seen[*block as usize] += 1;
    }
    let mut groups: Vec<Vec<u32>> = Vec::new();
    let (mut open, mut combinations): (Vec<u32>, usize) = (Vec::new(), 1);
    let latent = blocks.len() - cells.group_count;
    for (index, block) in (0_u32..).zip(&blocks[..latent]) {
        let count = seen[index as usize];
        if 2 * count < persons {
            groups.push(vec![index]);
            continue;
        }
        let states = block.categories + usize::from(count < persons);
        if combinations * states > limit && !open.is_empty() {
            groups.push(std::mem::take(&mut open));
            combinations = 1;
        }
        open.push(index);
        combinations *= states;
    }
    if !open.is_empty() {
        groups.push(open);
    }
    groups.extend((latent..blocks.len()).map(|latent| vec![u32::try_from(latent).unwrap_or(u32::MAX)]));
    groups
}

/// Distinct patterns as lists of (pack, code).
struct Coded {
    weights: Vec<f64>,
    rows: Vec<Vec<(u32, u32)>>,
}

impl Coded {
    fn new(cells: &Cells, place: &[(usize, usize)], packs: usize) -> Self {
        let mut known: HashMap<Vec<(u32, u32)>, usize> = HashMap::new();
        let mut coded = Self { weights: Vec::new(), rows: Vec::new() };
        let mut codes = vec![0_usize; packs];
        let mut touched: Vec<usize> = Vec::new();
        let small = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        for person in 0..cells.persons() {
            for (block, category) in cells.row(person) {
                let (pack, radix) = place[*block as usize];
                if codes[pack] == 0 {
                    touched.push(pack);
                }
                codes[pack] += radix * (usize::from(*category) + 1);
            }
            touched.sort_unstable();
            let mut row: Vec<(u32, u32)> =
                touched.drain(..).map(|pack| (small(pack), small(std::mem::take(&mut codes[pack])))).collect();
            row.push((small(packs - cells.group_count + cells.groups[person]), 1));
            let next = coded.rows.len();
            let pattern = *known.entry(row).or_insert_with_key(|row| {
                coded.rows.push(row.clone());
                coded.weights.push(0.0);
                next
            });
            coded.weights[pattern] += 1.0;
        }
        coded
    }

    /// Numbers the combinations that occur, pack by pack in the order of their codes.
    fn into_packed(self, groups: Vec<Vec<u32>>, blocks: &[Block]) -> Packed {
        let mut columns: Vec<Vec<(u32, u32)>> = vec![Vec::new(); groups.len()];
        for (pattern, row) in (0_u32..).zip(&self.rows) {
            for (pack, code) in row {
                columns[*pack as usize].push((pattern, *code));
            }
        }
        let mut packed = Packed {
            weights: self.weights,
            starts: vec![0],
            rows: Vec::new(),
            packs: Vec::with_capacity(groups.len()),
            row_starts: vec![0],
            row_cells: Vec::new(),
            row_indices: Vec::new(),
        };
        let mut number: Vec<HashMap<u32, u32>> = Vec::with_capacity(groups.len());
        for (members, column) in groups.into_iter().zip(&mut columns) {
            let mut codes: Vec<u32> = column.iter().map(|(_, code)| *code).collect();
            codes.sort_unstable();
            codes.dedup();
            let first = packed.row_count();
            for code in &codes {
                packed.push_row(&members, blocks, *code as usize);
            }
            let numbers: HashMap<u32, u32> = codes.iter().copied().zip(0_u32..).collect();
            column.iter_mut().for_each(|(_, code)| *code = numbers[code]);
            let rows = first..packed.row_count();
            packed.packs.push(Pack { blocks: members, rows, column: std::mem::take(column) });
            number.push(numbers);
        }
        for row in &self.rows {
            for (pack, code) in row {
                let first = u32::try_from(packed.packs[*pack as usize].rows.start).unwrap_or(u32::MAX);
                packed.rows.push(first + number[*pack as usize][code]);
            }
            packed.starts.push(packed.rows.len());
        }
        packed
    }
}

impl Packed {
    fn push_row(&mut self, members: &[u32], blocks: &[Block], mut code: usize) {
        for block in members {
            let states = blocks[*block as usize].categories + 1;
            let state = code % states;
            code /= states;
            if state > 0 {
                self.row_cells.push((*block, u8::try_from(state - 1).unwrap_or(u8::MAX)));
                self.row_indices.push(blocks[*block as usize].cell + state - 1);
            }
        }
        self.row_starts.push(self.row_cells.len());
    }
}
