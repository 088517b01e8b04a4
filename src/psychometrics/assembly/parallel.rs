//! Several forms that measure alike, with a limit on how often an item may serve.
//!
//! Simultaneous assembly (van der Linden 2005, ch. 6), minimising the largest deviation over all forms and targets.
//! Besides exchanges with free items there are exchanges between two forms: they alone help when the bank is used up.

use super::compiled::{Compiled, Slot};
use super::feasibility::{self, at_most};
use super::pool::Pool;
use super::problem::{AssemblyError, Problem};
use super::search::{Assembled, Effort, best_swap, improve, kick, valid};
use super::start::{fill, mend};
use super::state::Form;
use crate::random::{Rng, below};

/// How many forms, and in how many of them an item may stand. Required items stand in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reuse {
    pub forms: usize,
    pub max_use: usize,
}

/// Forms whose largest deviation from the targets is as small as the effort (scans over all forms together) reaches.
///
/// # Errors
/// As [`super::assemble`]; besides, when the forms need more items than the reuse allows.
pub fn assemble_parallel(
    problem: &Problem,
    reuse: Reuse,
    effort: Effort,
    rng: &mut impl Rng,
) -> Result<Vec<Assembled>, AssemblyError> {
    let c = Compiled::new(problem)?;
    feasibility::prove(problem)?;
    prove_reuse(problem, reuse)?;
    let mut set = FormSet { c: &c, forms: Vec::new(), used: vec![0; c.slots()], max_use: reuse.max_use };
    for form in 0..reuse.forms {
        set.start_another(rng).map_err(|unmet| AssemblyError::NotFound { form, unmet })?;
    }
    set.improve_each(effort, rng);
    set.improve_jointly(effort, rng);
    let assembled = |form: &Form<'_>| {
        let items = form.items();
        Assembled { deviation: problem.deviation(&items), items }
    };
    Ok(set.forms.iter().map(assembled).collect())
}

/// Counting proofs over all forms: items in all, and for each rule with a minimum.
pub(super) fn prove_reuse(problem: &Problem, reuse: Reuse) -> Result<(), AssemblyError> {
    let free = |item: &usize| !problem.required.contains(item) && !problem.forbidden.contains(item);
    let fixed = |counts: &dyn Fn(usize) -> bool| problem.required.iter().filter(|item| counts(**item)).count();
    let mut reasons = Vec::new();
    let mut count = |name: &str, needed: usize, counts: &dyn Fn(usize) -> bool| {
        let needed = needed.saturating_sub(fixed(counts)) * reuse.forms;
        let bank = (0..problem.items).filter(|item| free(item) && counts(*item)).count();
        let per_form = at_most(problem, |item| free(&item) && counts(item));
        let has = (bank * reuse.max_use).min(per_form * reuse.forms);
        if has < needed {
            reasons.push(format!("{name} needs {needed} places over all forms, items serve {has}"));
        }
    };
    count("length", problem.length, &|_| true);
    for attribute in &problem.attributes {
        for bound in &attribute.bounds {
            count(&bound.name, bound.min, &|item| attribute.values[item] == bound.value);
        }
    }
    if reasons.is_empty() { Ok(()) } else { Err(AssemblyError::Infeasible { reasons }) }
}

struct FormSet<'c> {
    c: &'c Compiled,
    forms: Vec<Form<'c>>,
    used: Vec<usize>,
    max_use: usize,
}

/// An exchange between form `f` and either the free items (`with` is `None`) or another form.
#[derive(Clone, Copy)]
struct Exchange {
    leaving: Slot,
    entering: Slot,
    with: Option<usize>,
}

/// Joint mendings before a form counts as impossible.
const JOINT_MENDS: usize = 400;

impl FormSet<'_> {
    fn open(&self) -> Vec<bool> {
        self.used.iter().map(|used| *used < self.max_use).collect()
    }

    fn free(&self) -> Pool {
        Pool::of(self.c, |slot| self.used[slot] < self.max_use)
    }

    fn start_another(&mut self, rng: &mut impl Rng) -> Result<(), Vec<String>> {
        let open = self.open();
        let cost: Vec<u32> = self.used.iter().map(|used| u32::try_from(*used).unwrap_or(u32::MAX)).collect();
        let mut form = fill(self.c, &open, &cost, rng);
        if form.slots.len() < self.c.length {
            return Err(vec![format!("length needs {}, has {} free items", self.c.length, form.slots.len())]);
        }
        mend(&mut form, &self.free(), None, rng);
        form.slots.iter().for_each(|slot| self.used[*slot] += 1);
        self.forms.push(form);
        let last = self.forms.len() - 1;
        for _ in 0..JOINT_MENDS {
            if self.forms[last].breaches() <= 0.0 {
                return Ok(());
            }
            let Some(exchange) = self.least_breaches(last, rng) else { break };
            self.apply(last, exchange);
        }
        if self.forms.iter().all(|form| form.breaches() <= 0.0) { Ok(()) } else { Err(self.forms[last].unmet()) }
    }

    /// Exchange of form `f` with free items or any other form that leaves fewest breaches in both; chance among equals.
    fn least_breaches(&self, f: usize, rng: &mut impl Rng) -> Option<Exchange> {
        let form = &self.forms[f];
        let (mut best, mut ties, mut found) = (f64::INFINITY, 0, None);
        let mut look = |added: f64, exchange: Exchange, rng: &mut _| {
            if added < best - 1e-9 {
                (best, ties, found) = (added, 1, Some(exchange));
            } else if added <= best + 1e-9 {
                ties += 1;
                if below(rng, ties) == 0 {
                    found = Some(exchange);
                }
            }
        };
        for leaving in form.slots.iter().copied().filter(|slot| !self.c.required[*slot]) {
            for entering in (0..self.c.slots()).filter(|slot| self.used[*slot] < self.max_use && !form.has(*slot)) {
                look(form.breaches_added(leaving, entering), Exchange { leaving, entering, with: None }, rng);
            }
            for (g, other) in self.forms.iter().enumerate().filter(|(g, other)| *g != f && !other.has(leaving)) {
                for entering in other.slots.iter().copied() {
                    if form.has(entering) || self.c.required[entering] {
                        continue;
                    }
                    let theirs = other.breaches_added(entering, leaving);
                    // A valid form stays valid.
                    if theirs <= 0.0 {
                        let added = theirs + form.breaches_added(leaving, entering);
                        look(added, Exchange { leaving, entering, with: Some(g) }, rng);
                    }
                }
            }
        }
        found
    }

    fn apply(&mut self, f: usize, exchange: Exchange) {
        self.forms[f].exchange(exchange.leaving, exchange.entering);
        match exchange.with {
            Some(g) => self.forms[g].exchange(exchange.entering, exchange.leaving),
            None => {
                self.used[exchange.leaving] -= 1;
                self.used[exchange.entering] += 1;
            }
        }
    }

    /// Each form on its own with what the others leave free: half of the effort.
    fn improve_each(&mut self, effort: Effort, rng: &mut impl Rng) {
        let share = Effort { scans: effort.scans / (2 * self.forms.len().max(1)), ..effort };
        for f in 0..self.forms.len() {
            self.improve_alone(f, share, rng);
        }
    }

    fn improve_alone(&mut self, f: usize, effort: Effort, rng: &mut impl Rng) {
        let mut open = self.open();
        // Its own items are its own to take back.
        self.forms[f].slots.iter().for_each(|slot| open[*slot] = true);
        self.forms[f].slots.iter().for_each(|slot| self.used[*slot] -= 1);
        improve(&mut self.forms[f], &Pool::of(self.c, |slot| open[slot]), effort, rng);
        self.forms[f].slots.iter().for_each(|slot| self.used[*slot] += 1);
    }

    fn worst(&self) -> (usize, f64) {
        let worst = self.forms.iter().map(Form::worst).enumerate();
        worst.fold((0, 0.0), |best, (f, worst)| if worst > best.1 { (f, worst) } else { best })
    }

    /// The worst form gains by the best exchange of either kind; when none is left, by a kick.
    fn improve_jointly(&mut self, effort: Effort, rng: &mut impl Rng) {
        let mut best = (self.worst().1, self.forms.clone(), self.used.clone());
        let mut scans = 0;
        while scans < effort.scans / 2 && best.0 > effort.enough {
            let (f, worst) = self.worst();
            scans += 2;
            if let Some(exchange) = self.best_exchange(f, worst) {
                self.apply(f, exchange);
                continue;
            }
            self.forms.iter_mut().for_each(Form::refresh);
            let reached = self.worst().1;
            if reached < best.0 {
                best = (reached, self.forms.clone(), self.used.clone());
            } else if reached > 1.5 * best.0 {
                (self.forms, self.used) = (best.1.clone(), best.2.clone());
            }
            self.kick_one(f, rng);
        }
        (self.forms, self.used) = (best.1, best.2);
    }

    fn best_exchange(&self, f: usize, limit: f64) -> Option<Exchange> {
        let form = &self.forms[f];
        let swap = best_swap(form, &self.free(), limit);
        let mut limit = swap.map_or(limit, |swap| swap.worst);
        let mut best = swap.map(|s| Exchange { leaving: s.leaving, entering: s.entering, with: None });
        let points = self.c.points;
        let (mut mine, mut theirs) = (vec![0.0; points], vec![0.0; points]);
        for leaving in form.slots.iter().copied().filter(|slot| !self.c.required[*slot]) {
            let given = self.c.at(leaving);
            mine.iter_mut().zip(&form.away).zip(given).for_each(|((mine, away), value)| *mine = away - value);
            for (g, other) in self.forms.iter().enumerate().filter(|(g, other)| *g != f && !other.has(leaving)) {
                theirs.iter_mut().zip(&other.away).zip(given).for_each(|((t, away), value)| *t = -(away + value));
                for entering in other.slots.iter().copied() {
                    let taken = self.c.at(entering);
                    let Some(first) = soon_below(&mine, taken, limit) else { continue };
                    let Some(second) = soon_below(&theirs, taken, limit) else { continue };
                    if !self.c.required[entering] && self.both_valid(f, g, leaving, entering) {
                        limit = first.max(second);
                        best = Some(Exchange { leaving, entering, with: Some(g) });
                    }
                }
            }
        }
        best
    }

    fn both_valid(&self, f: usize, g: usize, leaving: Slot, entering: Slot) -> bool {
        let (out, into) = (self.c.class_of[leaving], self.c.class_of[entering]);
        let (form, other) = (&self.forms[f], &self.forms[g]);
        form.classes_fit(out, into)
            && other.classes_fit(into, out)
            && valid(form, leaving, entering)
            && valid(other, entering, leaving)
    }

    /// A random exchange: with a free item where there are some, else with another form.
    fn kick_one(&mut self, f: usize, rng: &mut impl Rng) {
        let f = if below(rng, 2) == 0 { f } else { below(rng, self.forms.len()) };
        let free = self.free();
        if !free.slots.is_empty() && below(rng, 2) == 0 {
            self.forms[f].slots.iter().for_each(|slot| self.used[*slot] -= 1);
            kick(&mut self.forms[f], &free, rng);
            self.forms[f].slots.iter().for_each(|slot| self.used[*slot] += 1);
            return;
        }
        for _ in 0..64 {
            let g = below(rng, self.forms.len());
            let (mine, theirs) = (&self.forms[f].slots, &self.forms[g].slots);
            if g == f || mine.is_empty() {
                continue;
            }
            let (leaving, entering) = (mine[below(rng, mine.len())], theirs[below(rng, theirs.len())]);
            if !self.c.required[leaving] && !self.c.required[entering] && self.both_valid(f, g, leaving, entering) {
                self.apply(f, Exchange { leaving, entering, with: Some(g) });
                return;
            }
        }
    }
}

/// Largest |rest + value|, or nothing as soon as one reaches the limit: most exchanges between two forms fail at the
/// first target.
#[inline]
fn soon_below(rest: &[f64], values: &[f64], limit: f64) -> Option<f64> {
    let mut worst = 0.0_f64;
    for (rest, value) in rest.iter().zip(values) {
        let away = (rest + value).abs();
        if away >= limit {
            return None;
        }
        worst = worst.max(away);
    }
    Some(worst)
}
