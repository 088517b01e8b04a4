//! Every pair of a hall, corrected for the number of pairs.

use rayon::prelude::*;
use serde::Serialize;

use super::similarity::Scratch;
use super::{CopyingError, Hall, PairEvidence};
use crate::integrity::multiple::{Correction, adjusted};

/// How a hall is searched.
#[derive(Clone, Debug, PartialEq)]
pub struct Screening<'a> {
    /// Pairs with fewer common answered items are not tested: chance alone makes few answers alike.
    pub minimum_common: usize,
    /// Pairs who could see each other. They are a family of their own, so that a hypothesis that stood before the data
    /// is not diluted by all the pairs who sat far apart. Order and repetition do not matter.
    pub neighbours: &'a [(usize, usize)],
    /// Only the neighbours, not the rest of the hall.
    pub only_neighbours: bool,
    pub correction: Correction,
}

impl Default for Screening<'_> {
    fn default() -> Self {
        Self { minimum_common: 10, neighbours: &[], only_neighbours: false, correction: Correction::default() }
    }
}

/// The pairs whose p-values are corrected together. ω has two tests for a pair, GBT one; each index is corrected
/// within itself. With two families each keeps its own level, the hall as a whole the sum of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Family {
    Neighbours,
    Rest,
}

/// A pair with its corrected p-values.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ScreenedPair {
    pub evidence: PairEvidence,
    pub family: Family,
    /// From [`super::Omega::exact_p`], since a corrected level lies far out.
    pub omega_first_corrected: f64,
    pub omega_second_corrected: f64,
    pub gbt_corrected: f64,
}

/// All tested pairs (first < second), ordered by person.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Screened {
    pub pairs: Vec<ScreenedPair>,
    /// Pairs with too few common items.
    pub untested: usize,
}

impl Hall {
    /// ω both ways and GBT of every pair, in parallel over persons, the same result on any number of threads.
    ///
    /// # Errors
    /// A neighbour who does not exist or who sits beside himself.
    pub fn screen(&self, how: &Screening<'_>) -> Result<Screened, CopyingError> {
        let neighbours = self.neighbours_by_person(how.neighbours)?;
        let rows: Vec<(Vec<ScreenedPair>, usize)> = (0..self.persons())
            .into_par_iter()
            .map_init(Scratch::default, |scratch, first| self.screen_row(first, &neighbours[first], how, scratch))
            .collect();
        let mut screened = Screened::default();
        for (pairs, untested) in rows {
            screened.pairs.extend(pairs);
            screened.untested += untested;
        }
        for family in [Family::Neighbours, Family::Rest] {
            correct(&mut screened.pairs, family, how.correction);
        }
        Ok(screened)
    }

    /// For each person the neighbours with higher numbers, in order.
    fn neighbours_by_person(&self, pairs: &[(usize, usize)]) -> Result<Vec<Vec<usize>>, CopyingError> {
        let mut out = vec![Vec::new(); self.persons()];
        for &(one, other) in pairs {
            self.check_pair(one, other)?;
            out[one.min(other)].push(one.max(other));
        }
        for row in &mut out {
            row.sort_unstable();
            row.dedup();
        }
        Ok(out)
    }

    fn screen_row(
        &self,
        first: usize,
        neighbours: &[usize],
        how: &Screening<'_>,
        scratch: &mut Scratch,
    ) -> (Vec<ScreenedPair>, usize) {
        let (mut pairs, mut untested) = (Vec::new(), 0);
        for second in first + 1..self.persons() {
            let beside = neighbours.binary_search(&second).is_ok();
            if how.only_neighbours && !beside {
                continue;
            }
            let evidence = self.compare(first, second, scratch);
            if evidence.common < how.minimum_common.max(1) {
                untested += 1;
                continue;
            }
            pairs.push(ScreenedPair {
                evidence,
                family: if beside { Family::Neighbours } else { Family::Rest },
                omega_first_corrected: evidence.omega_first.exact_p,
                omega_second_corrected: evidence.omega_second.exact_p,
                gbt_corrected: evidence.gbt.p,
            });
        }
        (pairs, untested)
    }
}

fn correct(pairs: &mut [ScreenedPair], family: Family, correction: Correction) {
    let members: Vec<usize> = (0..pairs.len()).filter(|&i| pairs[i].family == family).collect();
    let omega: Vec<f64> = members
        .iter()
        .flat_map(|&i| [pairs[i].evidence.omega_first.exact_p, pairs[i].evidence.omega_second.exact_p])
        .collect();
    let gbt: Vec<f64> = members.iter().map(|&i| pairs[i].evidence.gbt.p).collect();
    let (omega, gbt) = (adjusted(&omega, correction), adjusted(&gbt, correction));
    for (place, &i) in members.iter().enumerate() {
        pairs[i].omega_first_corrected = omega[2 * place];
        pairs[i].omega_second_corrected = omega[2 * place + 1];
        pairs[i].gbt_corrected = gbt[place];
    }
}
