//! What a form has to be: the bank as numbers, the rules, the target.
//!
//! The form of the model is the one of van der Linden (2005), Linear Models for Optimal Test Design, ch. 2–4: 0-1
//! decisions per item, categorical and quantitative constraints as ranges of sums, enemies, a target at points of θ.

use serde::{Deserialize, Serialize};

/// How far a sum may lie from its target.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Tolerance {
    /// In units of the sum itself.
    Absolute(f64),
    /// As a share of the target: 0.05 is ±5 %.
    Relative(f64),
}

/// What the sum over the items of a form should be at one point: information (TIF), expected score (TCC), or another
/// sum that adds up over items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub name: String,
    /// One value per item of the bank.
    pub values: Vec<f64>,
    pub target: f64,
    /// The band in which a form is good enough. It is also the yardstick by which targets of different kinds are
    /// weighed against each other in [`Weighing::Band`].
    pub tolerance: Tolerance,
}

impl Target {
    /// The tolerance in units of the sum.
    pub fn band(&self) -> f64 {
        match self.tolerance {
            Tolerance::Absolute(width) => width,
            Tolerance::Relative(share) => share * self.target.abs(),
        }
    }
}

/// Unit in which the largest deviation is minimised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Weighing {
    /// Deviations as they are: all targets are in one unit.
    #[default]
    Absolute,
    /// Deviation divided by the band: 1 is just inside at every target.
    Band,
}

/// A property with few values: domain, subtopic, key position, class of difficulty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    pub name: String,
    /// One value per item of the bank.
    pub values: Vec<u16>,
    pub bounds: Vec<Bound>,
}

/// How many items of one value a form holds, both ends included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bound {
    /// As it is to be named in a report: "subtopic num3".
    pub name: String,
    pub value: u16,
    pub min: usize,
    pub max: usize,
}

/// A quantity that adds up: words, seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    pub name: String,
    /// One value per item of the bank.
    pub values: Vec<f64>,
    pub min: f64,
    pub max: f64,
}

/// Items of which a form holds one at most. A pair is a set of two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnemySet {
    pub name: String,
    pub items: Vec<usize>,
}

/// The whole problem. Items are indices 0..`items`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    pub items: usize,
    pub length: usize,
    pub targets: Vec<Target>,
    pub weighing: Weighing,
    pub attributes: Vec<Attribute>,
    pub quantities: Vec<Quantity>,
    pub enemies: Vec<EnemySet>,
    /// Items that every form holds.
    pub required: Vec<usize>,
    /// Items that no form holds.
    pub forbidden: Vec<usize>,
}

/// The problem is not well stated, or no form meets it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AssemblyError {
    #[error("{what}: {found} values for {items} items")]
    Length { what: String, found: usize, items: usize },
    #[error("{what}: item {item} does not exist")]
    NoSuchItem { what: String, item: usize },
    #[error("{what}: {value} is not usable here")]
    Value { what: String, value: f64 },
    #[error("{what}: the lower bound is above the upper one")]
    EmptyRange { what: String },
    #[error("{0} count rules bind; 256 can")]
    TooManyRules(usize),
    /// Proven: no form can exist, for each of the named reasons.
    #[error("no form can exist: {}", .reasons.join("; "))]
    Infeasible { reasons: Vec<String> },
    /// The search found none within its budget; the named rules stayed unmet in the best attempt.
    #[error(
        "form {}: no form was found; in the nearest one: {}; a wider band, a higher exposure limit or fewer forms \
         may do",
        form + 1, .unmet.join("; ")
    )]
    NotFound { form: usize, unmet: Vec<String> },
}

impl Problem {
    /// Every list has its length, every index its item, every number its meaning.
    pub fn check(&self) -> Result<(), AssemblyError> {
        self.check_targets()?;
        self.check_attributes()?;
        self.check_quantities()?;
        for set in &self.enemies {
            self.check_indices(&set.name, &set.items)?;
        }
        self.check_indices("required items", &self.required)?;
        self.check_indices("forbidden items", &self.forbidden)
    }

    fn check_targets(&self) -> Result<(), AssemblyError> {
        for target in &self.targets {
            self.check_values(&target.name, &target.values)?;
            finite(&target.name, target.target)?;
            let band = target.band();
            if !(band > 0.0 && band.is_finite()) {
                return Err(AssemblyError::Value { what: format!("tolerance of {}", target.name), value: band });
            }
        }
        Ok(())
    }

    fn check_attributes(&self) -> Result<(), AssemblyError> {
        for attribute in &self.attributes {
            self.check_length(&attribute.name, attribute.values.len())?;
            if let Some(bound) = attribute.bounds.iter().find(|bound| bound.min > bound.max) {
                return Err(AssemblyError::EmptyRange { what: bound.name.clone() });
            }
        }
        Ok(())
    }

    fn check_quantities(&self) -> Result<(), AssemblyError> {
        for quantity in &self.quantities {
            self.check_values(&quantity.name, &quantity.values)?;
            for bound in [quantity.min, quantity.max] {
                if bound.is_nan() {
                    return Err(AssemblyError::Value { what: quantity.name.clone(), value: bound });
                }
            }
            if quantity.min > quantity.max {
                return Err(AssemblyError::EmptyRange { what: quantity.name.clone() });
            }
        }
        Ok(())
    }

    fn check_values(&self, what: &str, values: &[f64]) -> Result<(), AssemblyError> {
        self.check_length(what, values.len())?;
        values.iter().try_for_each(|value| finite(what, *value))
    }

    fn check_length(&self, what: &str, found: usize) -> Result<(), AssemblyError> {
        if found == self.items {
            Ok(())
        } else {
            Err(AssemblyError::Length { what: what.to_owned(), found, items: self.items })
        }
    }

    fn check_indices(&self, what: &str, items: &[usize]) -> Result<(), AssemblyError> {
        match items.iter().find(|item| **item >= self.items) {
            Some(item) => Err(AssemblyError::NoSuchItem { what: what.to_owned(), item: *item }),
            None => Ok(()),
        }
    }

    /// Sum of the target's values over a form, per target.
    pub fn sums_at_targets(&self, form: &[usize]) -> Vec<f64> {
        self.targets.iter().map(|target| form.iter().map(|item| target.values[*item]).sum()).collect()
    }

    /// The largest |sum - target| over all targets, in the unit of [`Problem::weighing`].
    pub fn deviation(&self, form: &[usize]) -> f64 {
        let sums = self.sums_at_targets(form);
        let away = self.targets.iter().zip(sums).map(|(target, sum)| (sum - target.target).abs() / self.scale(target));
        away.fold(0.0, f64::max)
    }

    pub(super) fn scale(&self, target: &Target) -> f64 {
        match self.weighing {
            Weighing::Absolute => 1.0,
            Weighing::Band => target.band(),
        }
    }
}

fn finite(what: &str, value: f64) -> Result<(), AssemblyError> {
    if value.is_finite() { Ok(()) } else { Err(AssemblyError::Value { what: what.to_owned(), value }) }
}
