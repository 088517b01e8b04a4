//! Into the bands and cheaply: what is cheap has seldom served and does not stand in a neighbour's form.

use super::compiled::Slot;
use super::hall::ENOUGH;
use super::pool::Pool;
use super::search::{Swap, below_limit, kick, valid};
use super::state::Form;
use crate::random::Rng;

/// Descents with kicks between them, at most so many scans. True when the form is inside the bands.
pub(super) fn enter_bands(
    form: &mut Form<'_>,
    pool: &Pool,
    cost: &[u32],
    scans: usize,
    rng: &mut impl Rng,
) -> bool {
    for _ in 0..scans {
        if form.worst() <= ENOUGH {
            return true;
        }
        match best_entry(form, pool, cost, squares(&form.away)) {
            Some(swap) => form.exchange(swap.leaving, swap.entering),
            None => (0..2).for_each(|_| kick(form, pool, rng)),
        }
    }
    form.refresh();
    form.worst() <= ENOUGH
}

fn squares(away: &[f64]) -> f64 {
    away.iter().map(|away| away * away).sum()
}

/// The cheapest exchange that enters the bands; while none does, the one of least squared deviations below `limit`:
/// far outside, a sum over all targets leads better than the largest alone.
fn best_entry(form: &Form<'_>, pool: &Pool, cost: &[u32], limit: f64) -> Option<Swap> {
    let c = form.c;
    let mut best: Option<Swap> = None;
    let mut limit = limit;
    let mut price = i64::MAX;
    let mut rest = vec![0.0; c.points];
    for leaving in form.leavers() {
        rest.iter_mut().zip(&form.away).zip(c.at(leaving)).for_each(|((rest, away), value)| *rest = away - value);
        let gate = form.gate(c.class_of[leaving]);
        for (_, range) in pool.classes.iter().filter(|(mask, _)| gate.passes(mask)) {
            for (entering, values) in pool.part(range) {
                let added = i64::from(cost[entering]) - i64::from(cost[leaving]);
                let inside = added < price && below_limit(&rest, values, ENOUGH).is_some();
                let nearer = if price < i64::MAX { None } else { squares_below(&rest, values, limit) };
                if (inside || nearer.is_some()) && valid(form, leaving, entering) {
                    best = Some(Swap { leaving, entering, worst: if inside { 0.0 } else { f64::INFINITY } });
                    limit = nearer.unwrap_or(limit);
                    price = if inside { added } else { price };
                }
            }
        }
    }
    best
}

/// Σ (rest + value)², or nothing as soon as it reaches the limit.
#[inline]
fn squares_below(rest: &[f64], values: &[f64], limit: f64) -> Option<f64> {
    let mut sum = 0.0;
    for (rest, value) in rest.iter().zip(values) {
        sum += (rest + value) * (rest + value);
        if sum >= limit {
            return None;
        }
    }
    Some(sum)
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
        match best_entry(form, pool, cost, f64::INFINITY) {
            Some(swap)
                if swap.worst <= ENOUGH
                    && swap.leaving != entering
                    && i64::from(cost[swap.entering]) - i64::from(cost[swap.leaving]) < gain =>
            {
                form.exchange(swap.leaving, swap.entering);
            }
            _ => form.exchange(entering, leaving),
        }
    }
}
