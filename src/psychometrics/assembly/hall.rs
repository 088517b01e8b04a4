//! An own form for each candidate of a hall: random, inside the band at every target, evenly drawn from the bank.
//!
//! Linear on-the-fly testing (Stocking, Smith & Swanson 2000): each form is assembled at the start of a candidate. The
//! search starts from items that have served least, so exposures stay level: the mean overlap of forms is the sum of
//! n_i (n_i - 1) over items, which is least when all n_i are alike (Chen, Ankenmann & Spray 2003). A form follows
//! from (seed, index, usage, neighbours' forms) alone.

use super::apart::Crowd;
use super::compiled::Compiled;
use super::feasibility::{prove, prove_bands};
use super::parallel::{Reuse, prove_reuse};
use super::pool::Pool;
use super::problem::{AssemblyError, Problem, Weighing};
use super::search::{Effort, improve};
use super::start::start;
use super::state::Form;
use super::thrift::{enter_bands, save, save_in_pairs};
use crate::random::{Rng, stream};

/// How the forms of a hall are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HallRules {
    /// No item may stand in a larger share of the planned forms. Required items are exempt.
    pub max_exposure: f64,
    /// Forms of the whole event, those already given out included: the exposure is a share of these.
    pub planned: usize,
    /// An item of a neighbour's form counts as if it had served so many times more.
    pub neighbour_cost: u32,
    /// The same for an item of a form in the diagonal.
    pub diagonal_cost: u32,
    /// Scans that one form may take to come inside its bands.
    pub scans: usize,
    /// Items of a form for which two exchanges at once are tried to make exposures more even.
    pub savings: usize,
    /// Exchanges for each form of a hall, in the mean and at most, that lessen the largest overlap of two forms.
    pub partings: usize,
}

impl HallRules {
    /// At most a fifth of the forms share an item; neighbours weigh heavily, the diagonal lightly: what is spared there
    /// must not come from a neighbour, nor heap up two seats away.
    pub fn new(planned: usize) -> Self {
        Self {
            max_exposure: 0.20,
            planned,
            neighbour_cost: 8,
            diagonal_cost: 1,
            scans: 4_000,
            savings: 5,
            partings: 10,
        }
    }

    /// The largest number of forms an item may stand in; at least 1.
    fn ceiling(&self, forms: usize) -> u32 {
        let total = self.planned.max(forms + 1) as f64;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a count")]
        let ceiling = (self.max_exposure * total + 1e-9).floor().clamp(1.0, f64::from(u32::MAX)) as u32;
        ceiling
    }
}

/// In how many forms each item has served.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Usage {
    pub counts: Vec<u32>,
    pub forms: usize,
}

impl Usage {
    pub fn none(items: usize) -> Self {
        Self { counts: vec![0; items], forms: 0 }
    }

    pub fn add(&mut self, form: &[usize]) {
        form.iter().for_each(|item| self.counts[*item] += 1);
        self.forms += 1;
    }

    pub fn remove(&mut self, form: &[usize]) {
        form.iter().for_each(|item| self.counts[*item] -= 1);
        self.forms -= 1;
    }
}

/// Which candidates sit near each other: pairs of positions in the hall.
#[derive(Clone, Copy, Debug, Default)]
pub struct Neighbours<'a> {
    /// Side by side, or one behind the other.
    pub beside: &'a [(usize, usize)],
    /// One row further and one seat aside: farther off than those beside, yet within sight.
    pub diagonal: &'a [(usize, usize)],
}

/// The forms of those who sit near a candidate.
#[derive(Clone, Copy, Debug, Default)]
pub struct Near<'a> {
    pub beside: &'a [&'a [usize]],
    pub diagonal: &'a [&'a [usize]],
}

/// A problem made ready: each form after that takes well under a millisecond.
pub struct Assembler {
    problem: Problem,
    compiled: Compiled,
}

impl Assembler {
    /// # Errors
    /// [`AssemblyError::Infeasible`] when counts prove that no form meets the rules and bands; anything else names
    /// what is wrong with the problem as stated.
    pub fn new(problem: &Problem) -> Result<Self, AssemblyError> {
        let problem = Problem { weighing: Weighing::Band, ..problem.clone() };
        let compiled = Compiled::new(&problem)?;
        prove(&problem)?;
        prove_bands(&problem)?;
        Ok(Self { problem, compiled })
    }

    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The form of candidate `index`, given what has been used so far and the forms of those who sit near.
    /// Items in rising order.
    ///
    /// # Errors
    /// [`AssemblyError::NotFound`] with the rules or bands that stayed unmet, also when `usage` leaves too few items
    /// below the exposure bound.
    pub fn form(
        &self,
        rules: &HallRules,
        usage: &Usage,
        near: Near<'_>,
        seed: u64,
        index: u64,
    ) -> Result<Vec<usize>, AssemblyError> {
        let place = usize::try_from(index).unwrap_or(usize::MAX);
        let c = &self.compiled;
        let (open, cost) = self.open_and_cost(rules, usage, near)?;
        let mut rng = stream(seed, index);
        let mut form = start(c, &open, &cost, &mut rng).map_err(|error| at(place, error))?;
        let whole = Pool::of(c, |slot| open[slot]);
        form.held = starved(&form, &cost);
        let inside = SHARES.iter().any(|share| {
            let part = self.cheap_part(&open, &cost, *share, &mut rng);
            enter_bands(&mut form, &part, DESCENT, &mut rng)
        });
        if !inside {
            form.held.clear();
            improve(&mut form, &whole, Effort { scans: rules.scans, enough: ENOUGH }, &mut rng);
        }
        if form.worst() <= ENOUGH {
            save(&mut form, &whole, &cost, PASSES);
            save_in_pairs(&mut form, &whole, &cost, rules.savings);
            return Ok(form.items());
        }
        Err(AssemblyError::NotFound { form: place, unmet: self.outside_bands(&form) })
    }

    /// The forms of a whole hall on top of what the event has used. Pairs of neighbours share as little as possible.
    ///
    /// # Errors
    /// As [`draw_hall`]; [`AssemblyError::Infeasible`] when the exposure bound leaves fewer places than the forms need.
    pub fn hall(
        &self,
        rules: &HallRules,
        before: &Usage,
        candidates: usize,
        neighbours: Neighbours<'_>,
        seed: u64,
    ) -> Result<Vec<Vec<usize>>, AssemblyError> {
        let forms = before.forms + candidates;
        let max_use = usize::try_from(rules.ceiling(forms)).unwrap_or(usize::MAX);
        prove_reuse(&self.problem, Reuse { forms, max_use })?;
        let seats: Vec<Seat<'_>> = (0..candidates as u64).map(|index| Seat { assembler: self, index }).collect();
        draw_hall(&seats, rules, before, neighbours, seed)
    }

    /// A form of [`Assembler::form`] once more, when all the others are known: items that serve much give way, and
    /// those shared with a neighbour. It stays inside its bands. `usage` is that of the other forms.
    ///
    /// # Errors
    /// [`AssemblyError::Length`] when `usage` is not of this problem's items.
    pub fn level(
        &self,
        rules: &HallRules,
        usage: &Usage,
        near: Near<'_>,
        form: &[usize],
    ) -> Result<Vec<usize>, AssemblyError> {
        let (open, cost) = self.open_and_cost(rules, usage, near)?;
        let slots: Vec<usize> =
            form.iter().filter_map(|item| self.compiled.slot_of.get(*item).copied().flatten()).collect();
        let mut form = Form::of(&self.compiled, &slots);
        save(&mut form, &Pool::of(&self.compiled, |slot| open[slot]), &cost, PASSES);
        Ok(form.items())
    }

    /// Which slots are below the exposure bound, and what each costs.
    fn open_and_cost(
        &self,
        rules: &HallRules,
        usage: &Usage,
        near: Near<'_>,
    ) -> Result<(Vec<bool>, Vec<u32>), AssemblyError> {
        let items = self.problem.items;
        if usage.counts.len() != items {
            return Err(AssemblyError::Length { what: "usage".to_owned(), found: usage.counts.len(), items });
        }
        let ceiling = rules.ceiling(usage.forms.saturating_sub(1));
        let c = &self.compiled;
        let counts = c.item_of.iter().map(|item| usage.counts[*item]);
        let open = counts.clone().zip(&c.required).map(|(count, required)| *required || count < ceiling).collect();
        let mut cost: Vec<u32> = counts.collect();
        for (forms, dearer) in [(near.beside, rules.neighbour_cost), (near.diagonal, rules.diagonal_cost)] {
            for item in forms.iter().flat_map(|form| form.iter()) {
                let Some(slot) = c.slot_of.get(*item).copied().flatten() else { continue };
                cost[slot] = cost[slot].saturating_add(dearer);
            }
        }
        Ok((open, cost))
    }

    /// The cheapest share of each class that is open, chance among equals: a search among these keeps exposures level.
    fn cheap_part(&self, open: &[bool], cost: &[u32], share: f64, rng: &mut impl Rng) -> Pool {
        let mut part = vec![false; open.len()];
        let mut order: Vec<(u32, u32, usize)> = Vec::new();
        for class in &self.compiled.classes {
            order.clear();
            order.extend(class.slots.clone().filter(|slot| open[*slot]).map(|slot| (cost[slot], rng.next_u32(), slot)));
            order.sort_unstable();
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
            let keep = (share * order.len() as f64).ceil() as usize;
            order.iter().take(keep).for_each(|(_, _, slot)| part[*slot] = true);
        }
        Pool::of(&self.compiled, |slot| part[slot])
    }

    /// Forms under the same rules that look at no target and no usage: plain chance, for comparison.
    ///
    /// # Errors
    /// [`AssemblyError::NotFound`] as for [`Assembler::form`].
    pub fn naive(&self, candidates: usize, seed: u64) -> Result<Vec<Vec<usize>>, AssemblyError> {
        let c = &self.compiled;
        let (open, cost) = (vec![true; c.slots()], vec![0; c.slots()]);
        let draw = |candidate: usize| {
            let drawn = start(c, &open, &cost, &mut stream(seed, candidate as u64));
            drawn.map(|form| form.items()).map_err(|error| at(candidate, error))
        };
        (0..candidates).map(draw).collect()
    }

    fn outside_bands(&self, form: &Form<'_>) -> Vec<String> {
        let targets = self.problem.targets.iter().zip(&form.away).filter(|(_, away)| away.abs() > ENOUGH);
        let words = targets.map(|(target, away)| {
            format!("{} is {:+.4} off its target, ±{:.4} are allowed", target.name, away * target.band(), target.band())
        });
        words.collect()
    }
}

/// A candidate of a hall: what the form is chosen from, and which of the seed's streams it is drawn with.
#[derive(Clone, Copy)]
pub struct Seat<'a> {
    pub assembler: &'a Assembler,
    pub index: u64,
}

/// The forms of candidates who do not all choose from the same items; all problems number the same bank. Each form is
/// drawn on top of what has been used, then each once more when all are known, and at last the pairs that share most
/// are parted.
///
/// # Errors
/// As [`Assembler::form`], with the position in the hall; [`AssemblyError::NoSuchItem`] for neighbours that are none.
pub fn draw_hall(
    seats: &[Seat<'_>],
    rules: &HallRules,
    before: &Usage,
    neighbours: Neighbours<'_>,
    seed: u64,
) -> Result<Vec<Vec<usize>>, AssemblyError> {
    let rules = HallRules { planned: rules.planned.max(before.forms + seats.len()), ..*rules };
    let around = around(seats.len(), neighbours)?;
    let mut usage = before.clone();
    let mut forms: Vec<Vec<usize>> = Vec::with_capacity(seats.len());
    for (place, (seat, around)) in seats.iter().zip(&around).enumerate() {
        let [beside, diagonal] = around.forms(&forms);
        let near = Near { beside: &beside, diagonal: &diagonal };
        let form = seat.assembler.form(&rules, &usage, near, seed, seat.index).map_err(|error| at(place, error))?;
        usage.add(&form);
        forms.push(form);
    }
    for (place, seat) in seats.iter().enumerate() {
        usage.remove(&forms[place]);
        let [beside, diagonal] = around[place].forms(&forms);
        let near = Near { beside: &beside, diagonal: &diagonal };
        forms[place] = seat.assembler.level(&rules, &usage, near, &forms[place])?;
        usage.add(&forms[place]);
    }
    if seats.len() <= MOST_PARTED {
        let compiled: Vec<&Compiled> = seats.iter().map(|seat| &seat.assembler.compiled).collect();
        let ceiling = rules.ceiling(usage.forms.saturating_sub(1));
        Crowd::new(&compiled, &mut forms, &mut usage, &around, ceiling).part(rules.partings * seats.len());
    }
    Ok(forms)
}

/// More forms are not parted: what each pair shares is held in memory, 18 MB for so many.
const MOST_PARTED: usize = 3_000;
/// Items that a form keeps because they have served least: even those that fit badly come to serve.
const HELD: usize = 2;
/// A descent looks first among so large a share of the cheapest items, then farther.
const SHARES: [f64; 2] = [0.35, 0.6];
/// Passes of one such descent.
const DESCENT: usize = 8;
/// Passes of single savings.
const PASSES: usize = 3;
/// The edge of the band, in bands, with room for rounding.
pub(super) const ENOUGH: f64 = 1.0 - 1e-9;

/// The items of a form that have served least.
fn starved(form: &Form<'_>, cost: &[u32]) -> Vec<usize> {
    let mut slots = form.slots.clone();
    slots.sort_by_key(|slot| cost[*slot]);
    slots.truncate(HELD);
    slots
}

fn at(form: usize, error: AssemblyError) -> AssemblyError {
    match error {
        AssemblyError::NotFound { unmet, .. } => AssemblyError::NotFound { form, unmet },
        other => other,
    }
}

/// Who sits around a candidate.
#[derive(Clone, Default)]
pub(super) struct Around {
    pub beside: Vec<usize>,
    pub diagonal: Vec<usize>,
}

impl Around {
    /// Of those who have a form already.
    fn forms<'f>(&self, forms: &'f [Vec<usize>]) -> [Vec<&'f [usize]>; 2] {
        [&self.beside, &self.diagonal]
            .map(|places| places.iter().filter_map(|place| forms.get(*place)).map(Vec::as_slice).collect())
    }
}

fn around(candidates: usize, neighbours: Neighbours<'_>) -> Result<Vec<Around>, AssemblyError> {
    let beside = partners(candidates, neighbours.beside)?;
    let diagonal = partners(candidates, neighbours.diagonal)?;
    Ok(beside.into_iter().zip(diagonal).map(|(beside, diagonal)| Around { beside, diagonal }).collect())
}

/// With whom each candidate is in a pair.
fn partners(candidates: usize, pairs: &[(usize, usize)]) -> Result<Vec<Vec<usize>>, AssemblyError> {
    let mut partners = vec![Vec::new(); candidates];
    for (a, b) in pairs.iter().copied() {
        if a.max(b) >= candidates {
            return Err(AssemblyError::NoSuchItem { what: "neighbours in the hall".to_owned(), item: a.max(b) });
        }
        if a != b && !partners[a].contains(&b) {
            partners[a].push(b);
            partners[b].push(a);
        }
    }
    Ok(partners)
}
