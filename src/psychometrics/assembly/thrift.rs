//! Into the bands and cheaply: what is cheap has seldom served and does not stand in a neighbour's form.

use super::compiled::Slot;
use super::hall::ENOUGH;
use super::pool::Pool;
use super::search::{Swap, below_limit, valid};
use super::state::Form;

/// Steepest descent on the largest deviation; once an exchange enters the bands, the cheapest that does so. True when
/// the form is inside.
pub(super) fn enter_bands(form: &mut Form<'_>, pool: &Pool, cost: &[u32], scans: usize) -> bool {
    for _ in 0..scans {
        let worst = form.worst();
        if worst <= ENOUGH {
            return true;
        }
        let Some(swap) = best_entry(form, pool, cost, worst) else { return false };
        form.exchange(swap.leaving, swap.entering);
    }
    form.worst() <= ENOUGH
}

/// Outside the bands the least deviation decides, inside the price.
fn best_entry(form: &Form<'_>, pool: &Pool, cost: &[u32], worst: f64) -> Option<Swap> {
    let c = form.c;
    let mut best: Option<Swap> = None;
    let mut limit = worst;
    let mut price = i64::MAX;
    let mut rest = vec![0.0; c.points];
    for leaving in form.slots.iter().copied().filter(|slot| !c.required[*slot]) {
        rest.iter_mut().zip(&form.away).zip(c.at(leaving)).for_each(|((rest, away), value)| *rest = away - value);
        for (class, range) in &pool.classes {
            if !form.classes_fit(c.class_of[leaving], *class) {
                continue;
            }
            for (entering, values) in pool.part(range) {
                let Some(away) = below_limit(&rest, values, limit) else { continue };
                let added = i64::from(cost[entering]) - i64::from(cost[leaving]);
                if (away > ENOUGH || added < price) && valid(form, leaving, entering) {
                    best = Some(Swap { leaving, entering, worst: away });
                    // Inside, every deviation up to the edge is as good.
                    limit = if away > ENOUGH { away } else { ENOUGH };
                    price = if away > ENOUGH { price } else { added };
                }
            }
        }
    }
    best
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
    let mut dear: Vec<Slot> = form.slots.iter().copied().filter(|slot| !form.c.required[*slot]).collect();
    dear.sort_unstable_by_key(|slot| (std::cmp::Reverse(cost[*slot]), *slot));
    dear
}

/// The cheapest replacement up to a largest deviation; among equals the one that stays nearest to the targets.
fn cheapest(form: &Form<'_>, pool: &Pool, cost: &[u32], leaving: Slot, edge: f64) -> Option<Slot> {
    let c = form.c;
    let rest: Vec<f64> = form.away.iter().zip(c.at(leaving)).map(|(away, value)| away - value).collect();
    let (mut best, mut price, mut nearest) = (None, cost[leaving], 0.0);
    for (class, range) in &pool.classes {
        if !form.classes_fit(c.class_of[leaving], *class) {
            continue;
        }
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
