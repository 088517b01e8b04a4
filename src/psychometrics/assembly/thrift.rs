//! Exchanges that make a form cheaper while its sums stay inside their bands: what is cheap is seldom used and not
//! with the neighbour.

use super::hall::ENOUGH;
use super::search::{Swap, below_limit, valid};
use super::state::Form;

/// Exchanges the item that costs most for the one that costs least until none is left or `steps` are taken. Among
/// equal savings the form that stays nearest to its targets.
pub(super) fn save(form: &mut Form<'_>, open: &[bool], cost: &[u32], steps: usize) {
    for _ in 0..steps {
        let Some(swap) = best_saving(form, open, cost) else { return };
        form.exchange(swap.leaving, swap.entering);
    }
}

fn best_saving(form: &Form<'_>, open: &[bool], cost: &[u32]) -> Option<Swap> {
    let c = form.c;
    let mut best: Option<Swap> = None;
    let mut saved = 0;
    let mut rest = vec![0.0; c.points];
    for leaving in form.slots.iter().copied().filter(|slot| !c.required[*slot] && cost[*slot] > 0) {
        if cost[leaving] < saved {
            continue;
        }
        rest.iter_mut().zip(&form.away).zip(c.at(leaving)).for_each(|((rest, away), value)| *rest = away - value);
        for (class, content) in c.classes.iter().enumerate() {
            if !form.classes_fit(c.class_of[leaving], class) {
                continue;
            }
            for entering in content.slots.clone() {
                let saving = cost[leaving].saturating_sub(cost[entering]);
                if saving == 0 || saving < saved || !open[entering] {
                    continue;
                }
                let limit = if saving > saved { ENOUGH } else { best.map_or(ENOUGH, |swap| swap.worst) };
                let Some(worst) = below_limit(&rest, c.at(entering), limit) else { continue };
                if valid(form, leaving, entering) {
                    saved = saving;
                    best = Some(Swap { leaving, entering, worst });
                }
            }
        }
    }
    best
}
