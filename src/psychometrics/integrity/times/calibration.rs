//! Maximum likelihood for the lognormal model of response times, speed integrated out.
//!
//! With τ ~ N(0, σ²) the log times of a person are normal with mean β and covariance diag(1/α²) + σ² 1 1ᵀ: a factor
//! model with equal loadings, whose likelihood is closed. EM with the mean and the spread of τ free in each M step
//! (parameter expansion: Liu, Rubin & Wu, 1998), for any pattern of missing times.

use super::{ItemTime, ResponseTimes, TimeError, TimeModel};
use crate::numeric::Cholesky;

/// When the iteration stops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeCalibration {
    /// Largest change of any β, ln α or σ² between two cycles.
    pub tolerance: f64,
    pub cycles: usize,
    /// An item needs that many times from persons who have another one: a person's only time does not tell whether
    /// the person or the item is slow.
    pub minimum_times: usize,
}

impl Default for TimeCalibration {
    fn default() -> Self {
        Self { tolerance: 1e-9, cycles: 5_000, minimum_times: 5 }
    }
}

/// Estimates with what tells whether they can be trusted.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeFit {
    pub model: TimeModel,
    /// Standard error of each β from the information on β alone (α and σ² at their estimates).
    pub beta_se: Vec<f64>,
    /// Standard error of each α, α / √(2 n): large-sample value at known speed.
    pub alpha_se: Vec<f64>,
    /// Variance of speed in the population; its mean is 0.
    pub tau_variance: f64,
    /// Log-likelihood of the log times.
    pub log_likelihood: f64,
    pub cycles: usize,
    pub converged: bool,
    pub largest_change: f64,
}

/// A smaller residual variance of ln T than this means that α runs away.
const SMALLEST_VARIANCE: f64 = 1e-8;

#[derive(Clone)]
struct State {
    beta: Vec<f64>,
    /// 1 / α².
    variance: Vec<f64>,
    tau_variance: f64,
}

/// Σ over persons that an M step needs, by item.
struct Expected {
    beta: Vec<f64>,
    square: Vec<f64>,
    log_likelihood: f64,
    tau: f64,
    tau_square: f64,
}

/// β and α of every item, and the variance of speed, by maximum likelihood; persons without times do not count.
///
/// # Errors
/// An item with too few times ([`TimeError::TooFewTimes`]) or whose times do not differ ([`TimeError::NoSpread`]).
pub fn calibrate(times: &ResponseTimes, how: &TimeCalibration) -> Result<TimeFit, TimeError> {
    let data = Logs::new(times);
    let needed = how.minimum_times.max(2);
    if let Some((item, times)) = data.linked().into_iter().enumerate().find(|(_, times)| *times < needed) {
        return Err(TimeError::TooFewTimes { item, times });
    }
    let mut state = data.start();
    let (mut cycles, mut largest_change) = (0, f64::INFINITY);
    while cycles < how.cycles && largest_change > how.tolerance {
        let next = data.cycle(&state)?;
        largest_change = change(&state, &next);
        state = next;
        cycles += 1;
    }
    let log_likelihood = data.expect(&state).log_likelihood;
    let items = state.beta.iter().zip(&state.variance).map(|(beta, v)| ItemTime { alpha: v.powf(-0.5), beta: *beta });
    let model = TimeModel::new(items.collect())?;
    Ok(TimeFit {
        beta_se: data.beta_se(&state),
        alpha_se: model.items().iter().zip(&data.counts).map(|(item, n)| item.alpha / (2.0 * n).sqrt()).collect(),
        model,
        tau_variance: state.tau_variance,
        log_likelihood,
        cycles,
        converged: largest_change <= how.tolerance,
        largest_change,
    })
}

fn change(before: &State, after: &State) -> f64 {
    let largest = |pairs: &mut dyn Iterator<Item = f64>| pairs.fold(0.0, f64::max);
    let beta = largest(&mut before.beta.iter().zip(&after.beta).map(|(b, a)| (b - a).abs()));
    let alpha = largest(&mut before.variance.iter().zip(&after.variance).map(|(b, a)| 0.5 * (b.ln() - a.ln()).abs()));
    beta.max(alpha).max((before.tau_variance - after.tau_variance).abs())
}

/// Log times, centred at the mean of their item so that variances lose no digits.
struct Logs {
    persons: Vec<Vec<(usize, f64)>>,
    centres: Vec<f64>,
    counts: Vec<f64>,
}

impl Logs {
    fn new(times: &ResponseTimes) -> Self {
        let (mut centres, mut counts) = (vec![0.0; times.items()], vec![0.0; times.items()]);
        let rows = || (0..times.persons()).map(|person| times.row(person)).filter(|row| row.len() > 0);
        for (item, seconds) in rows().flatten() {
            centres[item] += seconds.ln();
            counts[item] += 1.0;
        }
        centres.iter_mut().zip(&counts).for_each(|(sum, n)| *sum /= f64::max(*n, 1.0));
        let centred = |row: &mut dyn Iterator<Item = (usize, f64)>| -> Vec<(usize, f64)> {
            row.map(|(item, seconds)| (item, seconds.ln() - centres[item])).collect()
        };
        let persons = rows().map(|mut row| centred(&mut row)).collect();
        Self { persons, centres, counts }
    }

    /// Times by item of persons who have another one.
    fn linked(&self) -> Vec<usize> {
        let mut counts = vec![0; self.counts.len()];
        let rows = self.persons.iter().filter(|row| row.len() > 1);
        rows.flatten().for_each(|(item, _)| counts[*item] += 1);
        counts
    }

    /// Moments: speed is the mean of a person's centred log times.
    fn start(&self) -> State {
        let mut variance = vec![0.0; self.counts.len()];
        let mut tau_square = 0.0;
        for row in &self.persons {
            let tau = -row.iter().map(|(_, y)| y).sum::<f64>() / row.len() as f64;
            tau_square += tau * tau;
            row.iter().for_each(|(item, y)| variance[*item] += (y + tau).powi(2) / self.counts[*item]);
        }
        // A floor for the start alone: an item alone on its form has no residual yet.
        variance.iter_mut().for_each(|v| *v = v.max(1e-3));
        let tau_variance = f64::max(tau_square / self.persons.len() as f64, 1e-3);
        State { beta: self.centres.clone(), variance, tau_variance }
    }

    fn expect(&self, state: &State) -> Expected {
        let items = self.counts.len();
        let mut out = Expected {
            beta: vec![0.0; items],
            square: vec![0.0; items],
            log_likelihood: 0.0,
            tau: 0.0,
            tau_square: 0.0,
        };
        let offset: Vec<f64> = state.beta.iter().zip(&self.centres).map(|(beta, centre)| beta - centre).collect();
        let precision: Vec<f64> = state.variance.iter().map(|v| 1.0 / v).collect();
        let logs: Vec<f64> = state.variance.iter().map(|v| (std::f64::consts::TAU * v).ln()).collect();
        for row in &self.persons {
            let (mut total, mut weighted, mut square, mut log_det) = (0.0, 0.0, 0.0, 0.0);
            for (item, y) in row {
                let away = offset[*item] - y;
                total += precision[*item];
                weighted += precision[*item] * away;
                square += precision[*item] * away * away;
                log_det += logs[*item];
            }
            let spread = 1.0 + state.tau_variance * total;
            let (tau, tau_variance) = (state.tau_variance * weighted / spread, state.tau_variance / spread);
            out.log_likelihood -= 0.5 * (log_det + spread.ln() + square - weighted * tau);
            out.tau += tau;
            out.tau_square += tau * tau + tau_variance;
            for (item, y) in row {
                out.beta[*item] += y + tau;
                out.square[*item] += (y + tau).powi(2) + tau_variance;
            }
        }
        out
    }

    fn cycle(&self, state: &State) -> Result<State, TimeError> {
        let expected = self.expect(state);
        let persons = self.persons.len() as f64;
        let mean = expected.tau / persons;
        let mut next = state.clone();
        next.tau_variance = (expected.tau_square / persons - mean * mean).max(0.0);
        for item in 0..self.counts.len() {
            let n = self.counts[item];
            let beta = expected.beta[item] / n;
            let variance = expected.square[item] / n - beta * beta;
            if variance.is_nan() || variance < SMALLEST_VARIANCE {
                return Err(TimeError::NoSpread { item });
            }
            next.beta[item] = self.centres[item] + beta - mean;
            next.variance[item] = variance;
        }
        Ok(next)
    }

    /// Generalised least squares: information on β is Σ of the inverse covariances of the persons.
    fn beta_se(&self, state: &State) -> Vec<f64> {
        let items = self.counts.len();
        let mut information = vec![0.0; items * items];
        for row in &self.persons {
            let total: f64 = row.iter().map(|(item, _)| 1.0 / state.variance[*item]).sum();
            let shared = state.tau_variance / (1.0 + state.tau_variance * total);
            for (i, _) in row {
                information[i * items + i] += 1.0 / state.variance[*i];
                for (j, _) in row {
                    information[i * items + j] -= shared / (state.variance[*i] * state.variance[*j]);
                }
            }
        }
        match Cholesky::new(&information, items) {
            Ok(factor) => {
                let inverse = factor.inverse();
                (0..items).map(|item| inverse[item * items + item].sqrt()).collect()
            }
            Err(_) => vec![f64::NAN; items],
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn too_few_and_equal_times_are_named() {
        let mut times = ResponseTimes::new(2);
        (0..6).for_each(|i| times.push([(0, 10.0 + f64::from(i)), (1, 20.0)]).unwrap());
        times.push([]).unwrap();
        let few = TimeCalibration { minimum_times: 7, ..TimeCalibration::default() };
        assert_eq!(calibrate(&times, &few), Err(TimeError::TooFewTimes { item: 0, times: 6 }));
        let mut single = ResponseTimes::new(2);
        (0..9).for_each(|i| single.push([(i % 2, 10.0 + i as f64)]).unwrap());
        let unlinked = calibrate(&single, &TimeCalibration::default());
        assert_eq!(unlinked, Err(TimeError::TooFewTimes { item: 0, times: 0 }));
        let mut equal = ResponseTimes::new(2);
        (0..6).for_each(|_| equal.push([(0, 10.0), (1, 20.0)]).unwrap());
        assert_eq!(calibrate(&equal, &TimeCalibration::default()), Err(TimeError::NoSpread { item: 0 }));
        let none = calibrate(&ResponseTimes::new(0), &TimeCalibration::default()).unwrap();
        assert!(none.model.items().is_empty());
        let nobody = calibrate(&ResponseTimes::new(1), &TimeCalibration::default());
        assert_eq!(nobody, Err(TimeError::TooFewTimes { item: 0, times: 0 }));
    }
}
