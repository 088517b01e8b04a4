//! Lognormal model of response times: ln T ~ N(β - τ, 1 / α²) (van der Linden, 2006, eq. 1).

use serde::Serialize;

use super::{ResponseTimes, TimeError};
use crate::numeric::{chi_square_tail, normal_upper_tail};

/// Time parameters of one item, checked by [`TimeModel::new`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ItemTime {
    /// Time discrimination: 1 / SD of ln T at fixed speed.
    pub alpha: f64,
    /// Time intensity: mean of ln T (seconds) at speed 0.
    pub beta: f64,
}

/// Calibrated items.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeModel {
    items: Vec<ItemTime>,
}

/// Speed and fit of one person. With no times at all: τ 0, infinite standard error, no misfit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PersonSpeed {
    pub items: usize,
    /// Maximum likelihood speed: Σ α² (β - ln t) / Σ α².
    pub tau: f64,
    /// 1 / √Σ α².
    pub tau_se: f64,
    /// Σ z² at `tau`: l_t, large when the pattern of times is not the person's own at one speed.
    pub misfit: f64,
    /// Upper tail of χ² with items - 1 degrees of freedom, exact when the item parameters are known; 1 below 2 items.
    pub misfit_p: f64,
}

/// Time of one item against the person's speed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Residual {
    pub item: usize,
    pub seconds: f64,
    /// exp(β - τ): the median of the time expected.
    pub expected_seconds: f64,
    /// α (ln t - β + τ) at the maximum likelihood τ; negative is fast.
    pub z: f64,
    /// The same against τ from the **other** items: exactly N(0, 1) under the model, since the item under suspicion
    /// does not speak on its own speed (van der Linden & Guo, 2008, for the known-variance case). `None` for a person
    /// with one time.
    pub studentised: Option<f64>,
}

/// Speed on some items against speed on the others.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SpeedContrast {
    pub suspected_items: usize,
    pub other_items: usize,
    pub tau_suspected: f64,
    pub tau_others: f64,
    /// (τ suspected - τ others) / √(1 / Σ α² + 1 / Σ α²): the signed root of the likelihood ratio for two speeds
    /// against one, N(0, 1) under the model (Sinharay, 2020).
    pub z: f64,
    /// P(Z ≥ z): faster on the suspected items than chance explains. Only for items named before the data were seen.
    pub p: f64,
}

/// Σ α² and Σ α² (β - ln t).
#[derive(Clone, Copy, Default)]
struct Sums {
    count: usize,
    precision: f64,
    weighted: f64,
}

impl Sums {
    fn add(&mut self, item: ItemTime, seconds: f64) {
        let precision = item.alpha * item.alpha;
        self.count += 1;
        self.precision += precision;
        self.weighted += precision * (item.beta - seconds.ln());
    }

    fn tau(self) -> f64 {
        if self.count > 0 { self.weighted / self.precision } else { 0.0 }
    }
}

impl TimeModel {
    /// # Errors
    /// [`TimeError::Parameter`]: α not above 0, or β not finite.
    pub fn new(items: Vec<ItemTime>) -> Result<Self, TimeError> {
        for (item, parameters) in items.iter().enumerate() {
            if !(parameters.alpha > 0.0 && parameters.alpha.is_finite()) {
                return Err(TimeError::Parameter { item, field: "alpha", must: "above 0" });
            }
            if !parameters.beta.is_finite() {
                return Err(TimeError::Parameter { item, field: "beta", must: "finite" });
            }
        }
        Ok(Self { items })
    }

    pub fn items(&self) -> &[ItemTime] {
        &self.items
    }

    /// Speed and misfit of one person.
    ///
    /// # Errors
    /// A person who does not exist, times of another number of items.
    pub fn person(&self, times: &ResponseTimes, person: usize) -> Result<PersonSpeed, TimeError> {
        let sums = self.sums(times, person)?;
        let tau = sums.tau();
        let misfit = times.row(person).map(|(item, seconds)| self.z(item, seconds, tau).powi(2)).sum();
        let df = sums.count.saturating_sub(1) as f64;
        Ok(PersonSpeed {
            items: sums.count,
            tau,
            tau_se: sums.precision.powf(-0.5),
            misfit,
            misfit_p: if df > 0.0 { chi_square_tail(misfit, df) } else { 1.0 },
        })
    }

    /// Speed of one person drawn towards the population N(`mean`, `variance`): posterior mean and SD.
    ///
    /// # Errors
    /// As [`TimeModel::person`]; a mean that is not finite, a variance not above 0.
    pub fn shrunken(
        &self,
        times: &ResponseTimes,
        person: usize,
        mean: f64,
        variance: f64,
    ) -> Result<(f64, f64), TimeError> {
        if !(mean.is_finite() && variance > 0.0 && variance.is_finite()) {
            return Err(TimeError::Setting {
                what: "population of speed",
                must: "a finite mean and a variance above 0",
            });
        }
        let sums = self.sums(times, person)?;
        let precision = sums.precision + 1.0 / variance;
        Ok(((sums.weighted + mean / variance) / precision, precision.powf(-0.5)))
    }

    /// Every time of one person against his own speed, by item.
    ///
    /// # Errors
    /// As [`TimeModel::person`].
    pub fn residuals(&self, times: &ResponseTimes, person: usize) -> Result<Vec<Residual>, TimeError> {
        let sums = self.sums(times, person)?;
        let tau = sums.tau();
        let residual = |(item, seconds): (usize, f64)| {
            let z = self.z(item, seconds, tau);
            let alpha = self.items[item].alpha;
            let others = 1.0 - alpha * alpha / sums.precision;
            Residual {
                item,
                seconds,
                expected_seconds: (self.items[item].beta - tau).exp(),
                z,
                studentised: (sums.count > 1 && others > 0.0).then(|| z / others.sqrt()),
            }
        };
        Ok(times.row(person).map(residual).collect())
    }

    /// Is the person faster on the items that `suspected` names (a flag for each item) than on the others? For
    /// preknowledge of items that are known to have leaked. `None` when one of the two sets has no time.
    ///
    /// # Errors
    /// As [`TimeModel::person`]; flags of another number.
    pub fn contrast(
        &self,
        times: &ResponseTimes,
        person: usize,
        suspected: &[bool],
    ) -> Result<Option<SpeedContrast>, TimeError> {
        self.check(times, person)?;
        if suspected.len() != self.items.len() {
            let (found, expected) = (suspected.len(), self.items.len());
            return Err(TimeError::Length { what: "flags of items", found, expected });
        }
        let (mut inside, mut outside) = (Sums::default(), Sums::default());
        for (item, seconds) in times.row(person) {
            let sums = if suspected[item] { &mut inside } else { &mut outside };
            sums.add(self.items[item], seconds);
        }
        if inside.count == 0 || outside.count == 0 {
            return Ok(None);
        }
        let (fast, usual) = (inside.tau(), outside.tau());
        let z = (fast - usual) / (1.0 / inside.precision + 1.0 / outside.precision).sqrt();
        Ok(Some(SpeedContrast {
            suspected_items: inside.count,
            other_items: outside.count,
            tau_suspected: fast,
            tau_others: usual,
            z,
            p: normal_upper_tail(z),
        }))
    }

    fn z(&self, item: usize, seconds: f64, tau: f64) -> f64 {
        self.items[item].alpha * (seconds.ln() - self.items[item].beta + tau)
    }

    fn sums(&self, times: &ResponseTimes, person: usize) -> Result<Sums, TimeError> {
        self.check(times, person)?;
        let mut sums = Sums::default();
        times.row(person).for_each(|(item, seconds)| sums.add(self.items[item], seconds));
        Ok(sums)
    }

    fn check(&self, times: &ResponseTimes, person: usize) -> Result<(), TimeError> {
        if times.items() != self.items.len() {
            let (found, expected) = (times.items(), self.items.len());
            return Err(TimeError::Length { what: "items of the times", found, expected });
        }
        times.check_person(person)
    }
}
