//! Speededness: who did not get to the end of the form.

use super::ClassicalError;

/// Share of a form that was reached. An item is not reached when it and all later items of the person's form are
/// without an answer (Swineford 1956; Rindler 1979).
#[derive(Clone, Debug, PartialEq)]
pub struct Speededness {
    pub persons: usize,
    /// Share of persons who answered the last item of their form.
    pub completed: f64,
    /// Share of persons who reached at least three quarters of their form.
    pub three_quarters: f64,
    /// Mean share of a form's items that were not reached.
    pub not_reached: f64,
    /// Mean share of items that were left although later ones were answered.
    pub omitted: f64,
    /// By position (0 = first): the share of persons whose form has that position and who did not reach it.
    pub by_position: Vec<f64>,
    /// ETS rule of thumb (Swineford 1956): unspeeded when virtually all (at least 99 %) reach three quarters and at least
    /// 80 % finish.
    pub unspeeded: bool,
}

/// `orders[person]`: was the item at each position of the form answered, in the order in which the person met them.
/// Persons without positions are an error.
pub fn speededness(orders: &[Vec<bool>]) -> Result<Speededness, ClassicalError> {
    if orders.is_empty() {
        return Err(ClassicalError::NoPersons);
    }
    if let Some(person) = orders.iter().position(Vec::is_empty) {
        return Err(ClassicalError::Value { what: "length of the form", person });
    }
    let longest = orders.iter().map(Vec::len).max().unwrap_or(0);
    let (mut here, mut short) = (vec![0_usize; longest], vec![0_usize; longest]);
    let (mut completed, mut most) = (0_usize, 0_usize);
    let (mut not_reached, mut omitted) = (0.0, 0.0);
    for order in orders {
        let length = order.len();
        let reached = order.iter().rposition(|answered| *answered).map_or(0, |last| last + 1);
        completed += usize::from(reached == length);
        most += usize::from(4 * reached >= 3 * length);
        not_reached += (length - reached) as f64 / length as f64;
        omitted += order[..reached].iter().filter(|answered| !**answered).count() as f64 / length as f64;
        for position in 0..length {
            here[position] += 1;
            short[position] += usize::from(position >= reached);
        }
    }
    let n = orders.len() as f64;
    let (finished, three_quarters) = (completed as f64 / n, most as f64 / n);
    Ok(Speededness {
        persons: orders.len(),
        completed: finished,
        three_quarters,
        not_reached: not_reached / n,
        omitted: omitted / n,
        by_position: short.iter().zip(&here).map(|(short, here)| *short as f64 / *here as f64).collect(),
        unspeeded: three_quarters >= 0.99 && finished >= 0.8,
    })
}
