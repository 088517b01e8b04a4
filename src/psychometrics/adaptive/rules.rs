//! The rules of a sitting: prior, length, precision, content, exposure.

use serde::{Deserialize, Serialize};

use super::bank::{AdaptiveError, Bank};
use super::course::Course;

/// Normal prior of θ; its mean may come from another domain of the same person.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prior {
    pub mean: f64,
    pub sd: f64,
}

impl Default for Prior {
    fn default() -> Self {
        Self { mean: 0.0, sd: 1.0 }
    }
}

/// Which of the items that may come next does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Selection {
    /// The most informative at the estimate (Lord 1977); ties go to the item that stands first.
    #[default]
    MaxInformation,
    /// One of the so many most informative, each alike (Kingsbury & Zara 1989).
    Randomesque(usize),
    /// Any item alike: a random linear form.
    Random,
}

/// How the content areas share a sitting.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Content {
    #[default]
    Free,
    /// The next item comes from the area whose share lags most behind its target (Kingsbury & Zara 1989); ties go to
    /// the area that stands first. Targets per area, in any unit.
    Balance(Vec<f64>),
    /// Least and largest number of items per area, for sittings of largest length. An item may come when a complete
    /// test around what has been given is still possible: the shadow test (van der Linden & Reese 1998), for which a
    /// count suffices as long as areas are the only constraint.
    Quota(Vec<(usize, usize)>),
    /// Rules inside the areas, too: each place of a sitting is for one cell.
    Course(Course),
}

/// The rules of a sitting. The start is the estimate from the prior alone, which is its mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    pub prior: Prior,
    pub min_length: usize,
    pub max_length: usize,
    /// Stop when the posterior standard deviation is at most this.
    pub stop_se: Option<f64>,
    pub selection: Selection,
    pub content: Content,
    /// Per item the chance that it may be given when chosen: K of Sympson & Hetter (1985), or the chance of
    /// eligibility of van der Linden & Veldkamp (2004). One draw per sitting and item, so a refused item stays away.
    pub exposure: Option<Vec<f64>>,
}

impl Rules {
    /// So many items by information alone.
    pub fn of_length(length: usize) -> Self {
        Self {
            prior: Prior::default(),
            min_length: 0,
            max_length: length,
            stop_se: None,
            selection: Selection::default(),
            content: Content::default(),
            exposure: None,
        }
    }

    /// Rules that fit the bank.
    ///
    /// # Errors
    /// [`AdaptiveError::Rule`] names the first that does not.
    pub fn check(&self, bank: &Bank) -> Result<(), AdaptiveError> {
        let refuse = |rule, reason: String| Err(AdaptiveError::Rule { rule, reason });
        if !(self.prior.mean.is_finite() && self.prior.sd > 0.0 && self.prior.sd.is_finite()) {
            return refuse("prior", format!("N({}, {}²) is no prior", self.prior.mean, self.prior.sd));
        }
        if self.min_length > self.max_length {
            return refuse("length", format!("least {} is above largest {}", self.min_length, self.max_length));
        }
        if self.stop_se.is_some_and(|se| se.is_nan() || se <= 0.0) {
            return refuse("standard error", "must be above 0".to_owned());
        }
        if self.selection == Selection::Randomesque(0) {
            return refuse("randomesque", "none of the best is no choice".to_owned());
        }
        if let Some(exposure) = &self.exposure {
            if exposure.len() != bank.len() {
                return refuse("exposure", format!("{} values for {} items", exposure.len(), bank.len()));
            }
            if let Some(item) = exposure.iter().position(|k| !(0.0..=1.0).contains(k)) {
                return refuse("exposure", format!("item {item}: {} is no probability", exposure[item]));
            }
        }
        self.check_content(bank)
    }

    fn check_content(&self, bank: &Bank) -> Result<(), AdaptiveError> {
        let refuse = |reason: String| Err(AdaptiveError::Rule { rule: "content", reason });
        match &self.content {
            Content::Free => Ok(()),
            Content::Course(course) => course.check(bank, self.max_length),
            Content::Balance(targets) if targets.len() < bank.areas() => {
                refuse(format!("{} targets for {} areas", targets.len(), bank.areas()))
            }
            Content::Balance(targets) => {
                if targets.iter().any(|target| !(*target >= 0.0 && target.is_finite())) {
                    return refuse("a target is negative or no number".to_owned());
                }
                if targets.iter().sum::<f64>() > 0.0 { Ok(()) } else { refuse("all targets are 0".to_owned()) }
            }
            Content::Quota(ranges) if ranges.len() < bank.areas() => {
                refuse(format!("{} ranges for {} areas", ranges.len(), bank.areas()))
            }
            Content::Quota(ranges) => {
                if let Some(area) = ranges.iter().position(|(min, max)| min > max) {
                    return refuse(format!("area {area}: least is above largest"));
                }
                let (least, most) = ranges.iter().fold((0, 0), |sum, range| (sum.0 + range.0, sum.1 + range.1));
                if least > self.max_length || most < self.max_length {
                    return refuse(format!("areas take {least} to {most} items, a sitting has {}", self.max_length));
                }
                Ok(())
            }
        }
    }
}
