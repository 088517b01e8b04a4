//! A first form that keeps every rule: filled rule by rule, then mended by exchanges that lessen the breaches.

use super::compiled::{Compiled, Slot};
use super::pool::Pool;
use super::problem::AssemblyError;
use super::state::Form;
use crate::random::{Rng, below};

/// Exchanges that a mending may take before it starts afresh, and how often it starts.
const MENDS: usize = 120;
const STARTS: usize = 24;
/// For so many exchanges an item that left stays out.
const REST: usize = 6;

/// A valid form out of `open` slots, cheap items (`cost`) first, alike ones in random order. The targets play no part.
pub(super) fn start<'c>(
    c: &'c Compiled,
    open: &[bool],
    cost: &[u32],
    rng: &mut impl Rng,
) -> Result<Form<'c>, AssemblyError> {
    let mut nearest: Option<Form<'c>> = None;
    let pool = Pool::of(c, |slot| open[slot]);
    for _ in 0..STARTS {
        let mut form = fill(c, open, cost, rng);
        if form.slots.len() < c.length {
            let unmet = format!("length needs {}, has {} usable items", c.length, form.slots.len());
            return Err(AssemblyError::NotFound { form: 0, unmet: vec![unmet] });
        }
        if mend(&mut form, &pool, None, rng) {
            return Ok(form);
        }
        if nearest.as_ref().is_none_or(|best| form.breaches() < best.breaches()) {
            nearest = Some(form);
        }
    }
    Err(AssemblyError::NotFound { form: 0, unmet: nearest.map_or_else(Vec::new, |form| form.unmet()) })
}

/// Required items, then the rules with a minimum, those of few items first, then the rest.
pub(super) fn fill<'c>(c: &'c Compiled, open: &[bool], cost: &[u32], rng: &mut impl Rng) -> Form<'c> {
    let keys: Vec<u64> = cost.iter().map(|cost| u64::from(*cost) << 32 | u64::from(rng.next_u32())).collect();
    let mut form = Form::empty(c);
    (0..c.slots()).filter(|slot| c.required[*slot]).for_each(|slot| form.add(slot));
    let mut order: Vec<usize> = (0..c.rules.len()).filter(|rule| c.rules[*rule].min > 0).collect();
    order.sort_by_key(|rule| (c.rules[*rule].available, *rule));
    for rule in order {
        while form.short_of(rule) && form.slots.len() < c.length {
            let wanted = |class: usize| c.classes[class].rules.contains(&rule);
            let Some(slot) = cheapest(&form, open, &keys, wanted, true) else { break };
            form.add(slot);
        }
    }
    while form.slots.len() < c.length {
        let any = |_| true;
        let found = cheapest(&form, open, &keys, any, true).or_else(|| cheapest(&form, open, &keys, any, false));
        let Some(slot) = found else { break };
        form.add(slot);
    }
    form
}

fn cheapest(
    form: &Form<'_>,
    open: &[bool],
    keys: &[u64],
    wanted: impl Fn(usize) -> bool,
    within_rules: bool,
) -> Option<Slot> {
    let mut best: Option<Slot> = None;
    for (class, content) in form.c.classes.iter().enumerate() {
        if !wanted(class) || within_rules && !form.class_has_room(class) {
            continue;
        }
        for slot in content.slots.clone() {
            if open[slot]
                && best.is_none_or(|best| keys[slot] < keys[best])
                && !form.has(slot)
                && (!within_rules || form.enemies_fit(None, slot) && form.sums_have_room(slot))
            {
                best = Some(slot);
            }
        }
    }
    best
}

/// Min-conflicts with a short memory (tabu search: Glover 1989): the exchange that leaves fewest breaches, chance
/// among equals. An item that left rests a while, as does the barred one at first. True when none is left.
pub(super) fn mend(form: &mut Form<'_>, pool: &Pool, barred: Option<Slot>, rng: &mut impl Rng) -> bool {
    let mut resting: Vec<Slot> = barred.into_iter().collect();
    for _ in 0..MENDS {
        if form.breaches() <= 0.0 {
            return true;
        }
        let Some((leaving, entering)) = least_breaches(form, pool, &resting, rng) else { return false };
        form.exchange(leaving, entering);
        resting.push(leaving);
        if resting.len() > REST {
            resting.remove(0);
        }
    }
    form.breaches() <= 0.0
}

fn least_breaches(form: &Form<'_>, pool: &Pool, resting: &[Slot], rng: &mut impl Rng) -> Option<(Slot, Slot)> {
    let (mut best, mut ties, mut found) = (f64::INFINITY, 0, None);
    for leaving in form.leavers() {
        for (_, range) in &pool.classes {
            let class = form.c.class_of[pool.slots[range.start]];
            let counts = f64::from(form.count_breaches_added(form.c.class_of[leaving], class));
            for entering in pool.slots[range.clone()].iter().copied() {
                if form.has(entering) || resting.contains(&entering) {
                    continue;
                }
                let added = counts + form.item_breaches_added(leaving, entering);
                if added < best - 1e-9 {
                    (best, ties, found) = (added, 1, Some((leaving, entering)));
                } else if added <= best + 1e-9 {
                    ties += 1;
                    if below(rng, ties) == 0 {
                        found = Some((leaving, entering));
                    }
                }
            }
        }
    }
    found
}
