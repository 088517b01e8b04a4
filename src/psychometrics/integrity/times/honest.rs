//! Times that honest people would have needed for the very items that a hall answered.

use super::{LONGEST, ResponseTimes, TimeError, TimeFit};
use crate::random::{Rng, normal};

/// Nobody answers faster: what the lognormal gives below is no time.
const SHORTEST: f64 = 0.001;

/// A time for every timed cell of `pattern`: a speed τ ~ N(0, σ²) for each person, then ln T ~ N(β - τ, 1 / α²)
/// (van der Linden, 2006, eq. 1).
///
/// # Errors
/// A model of another number of items.
pub fn honest_times(pattern: &ResponseTimes, fit: &TimeFit, rng: &mut impl Rng) -> Result<ResponseTimes, TimeError> {
    let items = fit.model.items();
    if items.len() != pattern.items() {
        let (found, expected) = (items.len(), pattern.items());
        return Err(TimeError::Length { what: "items of the model", found, expected });
    }
    let mut drawn = ResponseTimes::new(items.len());
    for person in 0..pattern.persons() {
        let speed = fit.tau_variance.sqrt() * normal(rng);
        let mut time = |item: usize| (items[item].beta - speed + normal(rng) / items[item].alpha).exp();
        let row: Vec<(usize, f64)> =
            pattern.row(person).map(|(item, _)| (item, time(item).clamp(SHORTEST, LONGEST))).collect();
        drawn.push(row)?;
    }
    Ok(drawn)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::super::{TimeCalibration, calibrate};
    use super::*;
    use crate::random::{stream, unit};

    #[test]
    fn what_was_drawn_has_the_parameters_it_was_drawn_from() {
        let mut seen = ResponseTimes::new(4);
        let rng = &mut stream(3, 1);
        for _ in 0..800 {
            let speed = 0.3 * normal(rng);
            let mut time = |item: usize| (3.0 + 0.2 * item as f64 - speed + 0.4 * normal(rng)).exp();
            let row: Vec<(usize, f64)> = (0..4).map(|item| (item, time(item))).collect();
            seen.push(row.into_iter().filter(|_| unit(rng) < 0.8)).unwrap();
        }
        let how = TimeCalibration::default();
        let fit = calibrate(&seen, &how).unwrap();
        let drawn = honest_times(&seen, &fit, &mut stream(3, 2)).unwrap();
        let again = calibrate(&drawn, &how).unwrap();
        assert_eq!(
            drawn.row(5).map(|(item, _)| item).collect::<Vec<_>>(),
            seen.row(5).map(|(i, _)| i).collect::<Vec<_>>()
        );
        for (one, other) in fit.model.items().iter().zip(again.model.items()) {
            assert!((one.beta - other.beta).abs() < 0.08 && (one.alpha / other.alpha - 1.0).abs() < 0.12);
        }
        assert!((fit.tau_variance - again.tau_variance).abs() < 0.03);
        assert!(honest_times(&ResponseTimes::new(3), &fit, rng).is_err());
    }
}
