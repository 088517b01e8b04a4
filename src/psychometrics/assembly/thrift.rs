//! Into the bands and cheaply: what is cheap has seldom served and does not stand in a neighbour's form.

use super::compiled::Slot;
use super::hall::ENOUGH;
use super::pool::Pool;
use super::search::{below_limit, kick, valid};
use super::state::Form;
use crate::random::{Rng, shuffle};

/// Passes over the items in random order, each item giving way to what lessens the squared deviations most (far
/// outside, a sum over all targets leads better than the largest alone); a kick after a pass in vain. Ends as soon as
/// the form is inside the bands; true then.
pub(super) fn enter_bands(form: &mut Form<'_>, pool: &Pool, passes: usize, rng: &mut impl Rng) -> bool {
    for _ in 0..passes {
        let mut order: Vec<Slot> = form.leavers().collect();
        shuffle(rng, &mut order);
        let mut moved = false;
        for leaving in order {
            if form.worst() <= ENOUGH {
                return true;
            }
            if let Some(entering) = nearest(form, pool, leaving) {
                form.exchange(leaving, entering);
                moved = true;
            }
        }
        if !moved {
            (0..2).for_each(|_| kick(form, pool, rng));
        }
    }
    form.refresh();
    form.worst() <= ENOUGH
}

/// The replacement of least squared deviations, below the present ones.
fn nearest(form: &Form<'_>, pool: &Pool, leaving: Slot) -> Option<Slot> {
    let c = form.c;
    let rest: Vec<f64> = form.away.iter().zip(c.at(leaving)).map(|(away, value)| away - value).collect();
    let mut limit: f64 = form.away.iter().map(|away| away * away).sum();
    let mut best = None;
    let gate = form.gate(c.class_of[leaving]);
    for (_, range) in pool.classes.iter().filter(|(mask, _)| gate.passes(mask)) {
        for (entering, values) in pool.part(range) {
            let Some(sum) = squares_below(&rest, values, limit) else { continue };
            if valid(form, leaving, entering) {
                (limit, best) = (sum, Some(entering));
            }
        }
    }
    best
}

/// The exchange that enters the bands and adds least to the cost, less than `price`.
fn cheapest_entry(form: &Form<'_>, pool: &Pool, cost: &[u32], price: i64) -> Option<(Slot, Slot)> {
    let c = form.c;
    let (mut best, mut price) = (None, price);
    let mut rest = vec![0.0; c.points];
    for leaving in form.leavers() {
        rest.iter_mut().zip(&form.away).zip(c.at(leaving)).for_each(|((rest, away), value)| *rest = away - value);
        let gate = form.gate(c.class_of[leaving]);
        for (_, range) in pool.classes.iter().filter(|(mask, _)| gate.passes(mask)) {
            for (entering, values) in pool.part(range) {
                let added = i64::from(cost[entering]) - i64::from(cost[leaving]);
                if added < price && below_limit(&rest, values, ENOUGH).is_some() && valid(form, leaving, entering) {
                    (price, best) = (added, Some((leaving, entering)));
                }
            }
        }
    }
    best
}

/// Σ (rest + value)² below the limit. A handful of targets is summed faster than it is asked after each.
#[inline]
fn squares_below(rest: &[f64], values: &[f64], limit: f64) -> Option<f64> {
    let sum = rest.iter().zip(values).fold(0.0, |sum, (rest, value)| sum + (rest + value) * (rest + value));
    (sum < limit).then_some(sum)
}

/// Goes through the items, dear ones first, and gives each the cheapest valid replacement; again until a pass saves
/// nothing or `passes` are done.
pub(super) fn save(form: &mut Form<'_>, pool: &Pool, cost: &[u32], passes: usize) {
    for _ in 0..passes {
        let mut saved = false;
        for leaving in dear_first(form, cost) {
            if let Some(entering) = cheapest(form, pool, cost, leaving, ENOUGH) {
                form.exchange(leaving, entering);
                saved = true;
            }
        }
        if !saved {
            return;
        }
    }
}

fn dear_first(form: &Form<'_>, cost: &[u32]) -> Vec<Slot> {
    let mut dear: Vec<Slot> = form.leavers().collect();
    dear.sort_unstable_by_key(|slot| (std::cmp::Reverse(cost[*slot]), *slot));
    dear
}

/// The cheapest replacement up to a largest deviation; among equals the one that stays nearest to the targets.
fn cheapest(form: &Form<'_>, pool: &Pool, cost: &[u32], leaving: Slot, edge: f64) -> Option<Slot> {
    let c = form.c;
    let rest: Vec<f64> = form.away.iter().zip(c.at(leaving)).map(|(away, value)| away - value).collect();
    let (mut best, mut price, mut nearest) = (None, cost[leaving], 0.0);
    let gate = form.gate(c.class_of[leaving]);
    for (_, range) in pool.classes.iter().filter(|(mask, _)| gate.passes(mask)) {
        for (entering, values) in pool.part(range) {
            if cost[entering] > price {
                continue;
            }
            let limit = if cost[entering] < price { edge } else { nearest };
            let Some(worst) = below_limit(&rest, values, limit) else { continue };
            if valid(form, leaving, entering) {
                (best, price, nearest) = (Some(entering), cost[entering], worst);
            }
        }
    }
    best
}

/// Two exchanges at once where none alone saves: the dearest items each give way to a cheap one, whatever that does to
/// the sums, and a second exchange brings the form back inside. Kept when the two save together.
pub(super) fn save_in_pairs(form: &mut Form<'_>, pool: &Pool, cost: &[u32], tries: usize) {
    for leaving in dear_first(form, cost).into_iter().take(tries) {
        // An exchange before may have taken it out.
        let entering = if form.has(leaving) { cheapest(form, pool, cost, leaving, f64::INFINITY) } else { None };
        let Some(entering) = entering else { continue };
        let gain = i64::from(cost[leaving]) - i64::from(cost[entering]);
        form.exchange(leaving, entering);
        if form.worst() <= ENOUGH {
            continue;
        }
        match cheapest_entry(form, pool, cost, gain) {
            Some((second, instead)) if second != entering => form.exchange(second, instead),
            _ => form.exchange(entering, leaving),
        }
    }
}
