//! The pools of an adaptive session: what each candidate may get, frozen at the opening (decision 16).
//!
//! Sympson and Hetter (1985) draw a lot when an item is about to come and set it aside for the rest of the sitting when
//! the lot is lost. The lot depends on nothing that happens in the sitting, so it can be drawn before: an item whose
//! lot is lost is not in the pool.

use ukur_psychometrics::adaptive::Unfilled;

use super::draw::Draw;
use super::{Candidate, Shortage, arrange, is_eligible};
use crate::domain::adaptive::Design;
use crate::domain::bank::Bank;
use crate::domain::blueprint::{Blueprint, SectionRule};
use crate::domain::form::{ADAPTIVE_CELLS, Form, FormSection};
use crate::domain::item::{Item, JobFamily};
use crate::domain::measure::Parameters;

/// Lots are drawn in parts of a million.
const PARTS: usize = 1_000_000;

/// Everything that the pools of a session follow from.
#[derive(Clone, Copy, Debug)]
pub struct PoolHall<'h> {
    pub blueprint: &'h Blueprint,
    pub bank: &'h Bank,
    pub design: &'h Design,
    /// Per item of the design the chance that a pool holds it.
    pub chances: &'h [f64],
    pub candidates: &'h [Candidate],
}

/// Somebody for whom the bank cannot keep the rules.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{shortage}")]
pub struct NoPool {
    pub family: Option<JobFamily>,
    pub shortage: Shortage,
}

/// A pool for everybody, in the order of the candidates. The same arguments give the same pools on any machine. Out of
/// each a sitting of the greatest length can be chosen whatever is answered.
///
/// # Errors
/// The first candidate for whom a cell finds too few items.
pub fn draw_pools(hall: &PoolHall<'_>) -> Result<Vec<Form>, NoPool> {
    hall.candidates.iter().map(|candidate| hall.pool(candidate)).collect()
}

/// The cell of which the longest sitting finds too few calibrated items for this job family; nothing of a blueprint that
/// chooses nothing.
pub fn pool_shortage(
    blueprint: &Blueprint,
    bank: &Bank,
    parameters: &Parameters,
    family: Option<JobFamily>,
) -> Option<Shortage> {
    let design = Design::new(blueprint, bank, parameters).ok()?;
    let eligible = design.items().zip(0..).filter(|((item, _), _)| is_eligible(item, family));
    let unfilled = design.lacking(&eligible.map(|(_, number)| number).collect::<Vec<_>>())?;
    Some(shortage(blueprint, &design, unfilled))
}

fn shortage(blueprint: &Blueprint, design: &Design, unfilled: Unfilled) -> Shortage {
    let lacking = &design.plan().cells()[usize::from(unfilled.cell)];
    Shortage {
        domain: blueprint.sections[lacking.section].domain.clone(),
        competency: lacking.cell.competency.clone(),
        difficulty: lacking.cell.difficulty,
        needed: u16::try_from(unfilled.places).unwrap_or(u16::MAX),
        available: u32::try_from(unfilled.filled).unwrap_or(u32::MAX),
    }
}

impl PoolHall<'_> {
    fn pool(&self, candidate: &Candidate) -> Result<Form, NoPool> {
        let mut draw = Draw::new(candidate.seed);
        let lots: Vec<f64> = self.chances.iter().map(|_| part(&mut draw)).collect();
        let family = candidate.family;
        let eligible = self.design.items().zip(0..).filter(|((item, _), _)| is_eligible(item, family));
        let eligible: Vec<usize> = eligible.map(|(_, number)| number).collect();
        let pool = self
            .design
            .pool((self.chances, &lots), &eligible, &candidate.seed)
            .map_err(|unfilled| NoPool { family, shortage: shortage(self.blueprint, self.design, unfilled) })?;
        let items: Vec<(&Item, u16)> = self.design.items().map(|(item, section)| (&**item, section)).collect();
        let section = |(number, rule): (u16, &SectionRule)| {
            let own = pool.iter().map(|item| items[*item]).filter(|(_, section)| *section == number);
            FormSection {
                rule: number,
                domain: rule.domain.clone(),
                title: rule.title.clone(),
                limit: None,
                items: own.map(|(item, _)| arrange::with_option_order(item, self.blueprint, &mut draw)).collect(),
            }
        };
        Ok(Form {
            algorithm: ADAPTIVE_CELLS,
            sections: (0..).zip(&self.blueprint.sections).map(section).collect(),
            seed: candidate.seed,
            bank: self.bank.version.clone(),
            blueprint: self.blueprint.version.clone(),
        })
    }
}

/// A number in [0, 1).
fn part(draw: &mut Draw) -> f64 {
    let parts = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    parts(draw.below(PARTS)) / parts(PARTS)
}
