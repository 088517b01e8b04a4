//! Rapid guessing: an answer so fast that the item cannot have been worked on.

use serde::Serialize;

use super::{ResponseTimes, TimeError};

/// Seconds by item below which (strictly) an answer is rapid.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    /// `None`: the item has no threshold and no answer to it is rapid.
    seconds: Vec<Option<f64>>,
}

/// Response time effort of one person (Wise & Kong, 2005).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effort {
    /// Times on items that have a threshold.
    pub timed: usize,
    /// The rapid answers: items in order.
    pub rapid: Vec<usize>,
    /// 1 - rapid / timed; `None` without times.
    pub effort: Option<f64>,
}

/// Response time fidelity of one item: the share of its answers that were worked on (Wise, 2006).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Fidelity {
    pub times: usize,
    pub rapid: usize,
    /// 1 - rapid / times; `None` without times.
    pub fidelity: Option<f64>,
}

impl Thresholds {
    /// Normative thresholds (Wise & Ma, 2012): `share` of the item's mean time, at most `cap` seconds. NT10 is a share
    /// of .10 and a cap of 10 s. An item without times gets none.
    ///
    /// # Errors
    /// [`TimeError::Setting`]: a share outside (0, 1), a cap not above 0.
    pub fn normative(times: &ResponseTimes, share: f64, cap: f64) -> Result<Self, TimeError> {
        if !(share > 0.0 && share < 1.0) {
            return Err(TimeError::Setting { what: "share of the mean time", must: "between 0 and 1" });
        }
        if cap.is_nan() || cap <= 0.0 {
            return Err(TimeError::Setting { what: "cap in seconds", must: "above 0" });
        }
        let (mut sums, mut counts) = (vec![0.0; times.items()], vec![0_usize; times.items()]);
        for (item, seconds) in (0..times.persons()).flat_map(|person| times.row(person)) {
            sums[item] += seconds;
            counts[item] += 1;
        }
        let threshold = |(sum, count): (&f64, &usize)| (*count > 0).then(|| (share * sum / *count as f64).min(cap));
        Ok(Self { seconds: sums.iter().zip(&counts).map(threshold).collect() })
    }

    /// NT10: 10 % of the mean time, at most 10 s.
    pub fn nt10(times: &ResponseTimes) -> Self {
        Self::normative(times, 0.1, 10.0).unwrap_or_else(|_| Self { seconds: vec![None; times.items()] })
    }

    /// Thresholds set by hand, one for each item; `None` for an item without.
    ///
    /// # Errors
    /// [`TimeError::Parameter`]: seconds not above 0.
    pub fn fixed(seconds: Vec<Option<f64>>) -> Result<Self, TimeError> {
        let wrong = seconds.iter().position(|s| s.is_some_and(|s| !(s > 0.0 && s.is_finite())));
        match wrong {
            Some(item) => Err(TimeError::Parameter { item, field: "threshold", must: "above 0 s" }),
            None => Ok(Self { seconds }),
        }
    }

    pub fn seconds(&self) -> &[Option<f64>] {
        &self.seconds
    }

    /// Is an answer after `seconds` rapid? Never on an item without threshold.
    pub fn is_rapid(&self, item: usize, seconds: f64) -> bool {
        self.seconds.get(item).copied().flatten().is_some_and(|threshold| seconds < threshold)
    }

    /// # Errors
    /// A person who does not exist, thresholds of another number of items.
    pub fn effort(&self, times: &ResponseTimes, person: usize) -> Result<Effort, TimeError> {
        self.check(times)?;
        times.check_person(person)?;
        let timed = times.row(person).filter(|(item, _)| self.seconds[*item].is_some()).count();
        let rapid: Vec<usize> =
            times.row(person).filter(|(item, seconds)| self.is_rapid(*item, *seconds)).map(|(item, _)| item).collect();
        let effort = share_worked(rapid.len(), timed);
        Ok(Effort { timed, rapid, effort })
    }

    /// For every item.
    ///
    /// # Errors
    /// Thresholds of another number of items.
    pub fn fidelity(&self, times: &ResponseTimes) -> Result<Vec<Fidelity>, TimeError> {
        self.check(times)?;
        let mut out = vec![Fidelity { times: 0, rapid: 0, fidelity: None }; times.items()];
        for (item, seconds) in (0..times.persons()).flat_map(|person| times.row(person)) {
            out[item].times += 1;
            out[item].rapid += usize::from(self.is_rapid(item, seconds));
        }
        out.iter_mut().for_each(|item| item.fidelity = share_worked(item.rapid, item.times));
        Ok(out)
    }

    fn check(&self, times: &ResponseTimes) -> Result<(), TimeError> {
        let (found, expected) = (self.seconds.len(), times.items());
        if found == expected { Ok(()) } else { Err(TimeError::Length { what: "thresholds", found, expected }) }
    }
}

fn share_worked(rapid: usize, timed: usize) -> Option<f64> {
    (timed > 0).then(|| 1.0 - rapid as f64 / timed as f64)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn thresholds_and_effort_by_hand() {
        let mut times = ResponseTimes::new(4);
        times.push([(0, 40.0), (1, 300.0), (2, 2.9)]).unwrap();
        times.push([(0, 2.0), (1, 10.0)]).unwrap();
        times.push([]).unwrap();
        let nt10 = Thresholds::nt10(&times);
        assert_eq!(nt10.seconds(), [Some(2.1), Some(10.0), Some(0.29), None]);
        let effort = nt10.effort(&times, 1).unwrap();
        // 10 s at a threshold of 10 s is not rapid.
        assert_eq!((effort.timed, effort.rapid, effort.effort), (2, vec![0], Some(0.5)));
        assert_eq!(nt10.effort(&times, 2).unwrap().effort, None);
        assert!(nt10.effort(&times, 3).is_err());
        assert_eq!(nt10.fidelity(&times).unwrap()[0], Fidelity { times: 2, rapid: 1, fidelity: Some(0.5) });
        assert_eq!(nt10.fidelity(&times).unwrap()[3].fidelity, None);
    }

    #[test]
    fn hostile_settings_are_refused() {
        let times = ResponseTimes::new(1);
        assert!(Thresholds::normative(&times, 0.0, 10.0).is_err());
        assert!(Thresholds::normative(&times, 0.1, f64::NAN).is_err());
        assert!(Thresholds::fixed(vec![Some(-1.0)]).is_err());
        let other = Thresholds::fixed(vec![Some(3.0), None]).unwrap();
        assert!(other.fidelity(&times).is_err());
        assert!(other.is_rapid(0, 2.0) && !other.is_rapid(1, 0.1) && !other.is_rapid(9, 0.1));
    }
}
