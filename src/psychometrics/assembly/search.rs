//! Swap search: exchanges one item for another while every rule stays kept, until the sums meet their targets.
//!
//! Iterated local search (Lourenço, Martin & Stützle 2003) under the maximin criterion of van der Linden & Boekkooi-
//! Timminga (1989) turned to targets: minimise the largest deviation. The budget counts neighbourhood scans, never
//! time, so the same generator gives the same form on every machine.

use super::compiled::{Compiled, Slot};
use super::feasibility;
use super::pool::Pool;
use super::problem::{AssemblyError, Problem};
use super::start::{mend, start};
use super::state::Form;
use crate::random::{Rng, below};

/// How long to look. A scan looks at every possible exchange of a form once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    pub scans: usize,
    /// Good enough: the search ends at this deviation, in the unit of [`Problem::weighing`].
    pub enough: f64,
}

impl Effort {
    /// Under 10 ms for 40 of 400 items on a shared core.
    pub const QUICK: Self = Self { scans: 300, enough: 0.0 };
    /// Under a second for 40 of 400 items.
    pub const THOROUGH: Self = Self { scans: 30_000, enough: 0.0 };
}

/// A form and how near it came.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Assembled {
    /// Items in rising order.
    pub items: Vec<usize>,
    /// Largest |sum - target| in the unit of [`Problem::weighing`].
    pub deviation: f64,
}

/// One form of least largest deviation from the targets, as far as the effort reaches.
///
/// # Errors
/// [`AssemblyError::Infeasible`] when a count proves that no form exists, [`AssemblyError::NotFound`] with the rules
/// that stayed unmet when the search found none; anything else names what is wrong with the problem as stated.
pub fn assemble(problem: &Problem, effort: Effort, rng: &mut impl Rng) -> Result<Assembled, AssemblyError> {
    let c = Compiled::new(problem)?;
    feasibility::prove(problem)?;
    let form = best_of_starts(&c, effort, rng)?;
    let items = form.items();
    Ok(Assembled { deviation: problem.deviation(&items), items })
}

/// Scans of the first search; each after it has twice as many.
const FIRST_SEARCH: usize = 60;

/// Searches from ever new starts, each longer than the one before: valid forms may lie in parts that no search joins.
fn best_of_starts<'c>(c: &'c Compiled, effort: Effort, rng: &mut impl Rng) -> Result<Form<'c>, AssemblyError> {
    let (open, cost, pool) = (vec![true; c.slots()], vec![0; c.slots()], Pool::all(c));
    let mut best = start(c, &open, &cost, rng)?;
    let (mut left, mut share) = (effort.scans, FIRST_SEARCH);
    improve(&mut best, &pool, Effort { scans: share.min(left), ..effort }, rng);
    while left > share && best.worst() > effort.enough {
        left -= share;
        share *= 2;
        let Ok(mut form) = start(c, &open, &cost, rng) else { continue };
        improve(&mut form, &pool, Effort { scans: share.min(left), ..effort }, rng);
        if form.worst() < best.worst() {
            best = form;
        }
    }
    Ok(best)
}

/// One kick in so many is a leap.
const LEAP: usize = 8;

/// An exchange and the largest deviation after it.
#[derive(Clone, Copy)]
pub(super) struct Swap {
    pub leaving: Slot,
    pub entering: Slot,
    pub worst: f64,
}

/// Descent and kicks from a valid form; ends at the best form seen.
pub(super) fn improve(form: &mut Form<'_>, pool: &Pool, effort: Effort, rng: &mut impl Rng) {
    let mut best = (form.worst(), form.slots.clone());
    let mut current = best.clone();
    let mut scans = 0;
    while scans < effort.scans && best.0 > effort.enough {
        scans += descend(form, pool, effort.scans - scans, effort.enough);
        form.refresh();
        let worst = form.worst();
        if worst < best.0 {
            best = (worst, form.slots.clone());
        }
        // A worse valley is accepted when it is not much worse: the walk leaves a basin that is used up.
        if worst < 2.0 * current.0 {
            current = (worst, form.slots.clone());
        } else {
            form.reset(&current.1);
        }
        if below(rng, LEAP) == 0 {
            leap(form, pool, rng);
        } else {
            (0..2 + below(rng, 2)).for_each(|_| kick(form, pool, rng));
        }
        scans += 1;
    }
    form.reset(&best.1);
}

/// Steepest descent; returns the scans used.
pub(super) fn descend(form: &mut Form<'_>, pool: &Pool, scans: usize, enough: f64) -> usize {
    for used in 0..scans {
        let worst = form.worst();
        if worst <= enough {
            return used;
        }
        let Some(swap) = best_swap(form, pool, worst) else { return used + 1 };
        form.exchange(swap.leaving, swap.entering);
    }
    scans
}

/// The valid exchange of least largest deviation below `limit`.
pub(super) fn best_swap(form: &Form<'_>, pool: &Pool, limit: f64) -> Option<Swap> {
    let c = form.c;
    let mut best: Option<Swap> = None;
    let mut limit = limit;
    let mut rest = vec![0.0; c.points];
    for leaving in form.leavers() {
        rest.iter_mut().zip(&form.away).zip(c.at(leaving)).for_each(|((rest, away), value)| *rest = away - value);
        let gate = form.gate(c.class_of[leaving]);
        for (_, range) in pool.classes.iter().filter(|(mask, _)| gate.passes(mask)) {
            for (entering, values) in pool.part(range) {
                let Some(worst) = below_limit(&rest, values, limit) else { continue };
                if valid(form, leaving, entering) {
                    limit = worst;
                    best = Some(Swap { leaving, entering, worst });
                }
            }
        }
    }
    best
}

/// Largest |rest + value|, below the limit.
#[inline]
pub(super) fn below_limit(rest: &[f64], values: &[f64], limit: f64) -> Option<f64> {
    let worst = rest.iter().zip(values).fold(0.0, |worst: f64, (rest, value)| worst.max((rest + value).abs()));
    (worst < limit).then_some(worst)
}

/// The rest of the rules: not twice, no enemies, quantities.
pub(super) fn valid(form: &Form<'_>, leaving: Slot, entering: Slot) -> bool {
    !form.has(entering) && form.enemies_fit(Some(leaving), entering) && form.sums_fit(leaving, entering)
}

/// One random valid exchange, if a few tries find one.
pub(super) fn kick(form: &mut Form<'_>, pool: &Pool, rng: &mut impl Rng) {
    let c = form.c;
    if form.slots.is_empty() || pool.slots.is_empty() {
        return;
    }
    for _ in 0..64 {
        let (leaving, entering) = (form.slots[below(rng, form.slots.len())], pool.slots[below(rng, pool.slots.len())]);
        let fits = form.may_leave(leaving) && form.classes_fit(c.class_of[leaving], c.class_of[entering]);
        if fits && valid(form, leaving, entering) {
            form.exchange(leaving, entering);
            return;
        }
    }
}

/// An exchange against the rules, then mended: valid forms that no chain of valid exchanges joins are reached so.
fn leap(form: &mut Form<'_>, pool: &Pool, rng: &mut impl Rng) {
    let before = form.slots.clone();
    let leavers: Vec<Slot> = form.leavers().collect();
    if leavers.is_empty() || pool.slots.is_empty() {
        return;
    }
    let (leaving, entering) = (leavers[below(rng, leavers.len())], pool.slots[below(rng, pool.slots.len())]);
    if form.has(entering) {
        return;
    }
    form.exchange(leaving, entering);
    if !mend(form, pool, Some(leaving), rng) {
        form.reset(&before);
    }
}
