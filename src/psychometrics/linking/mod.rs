//! Putting two calibrations on one scale by their common items: θ_base = A θ_new + B.
//!
//! Loyd & Hoover (1980) mean-mean, Marco (1977) mean-sigma, Haebara (1980), Stocking & Lord (1983); Kolen & Brennan
//! (2014), Test Equating, Scaling, and Linking, chapter 6. Anchors may be of any model and mixture.

mod characteristic;
mod drift;
mod moments;

pub use characteristic::{Characteristic, Criterion, Direction};
pub use drift::{AnchorDrift, DriftRule, LinkedAnchors, drift, link_without_drift};

use crate::model::ItemModel;
use crate::parameters::ItemParameters;
use crate::scoring::flaw;

/// θ_base = `a` θ_new + `b`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transformation {
    pub a: f64,
    pub b: f64,
}

/// How the transformation is found.
#[derive(Clone, Debug, PartialEq)]
pub enum Method {
    MeanMean,
    MeanSigma,
    /// Haebara or Stocking-Lord.
    Characteristic(Characteristic),
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LinkingError {
    #[error("{base} anchors on the base scale, {new} on the new: they must be the same items in the same order")]
    Lengths { base: usize, new: usize },
    #[error("{anchors} anchors are too few: {least} are needed")]
    TooFew { anchors: usize, least: usize },
    #[error("anchor {anchor}: {flaw}")]
    Model { anchor: usize, flaw: &'static str },
    #[error("anchor {anchor}: {base} categories on the base scale, {new} on the new: they must be as many")]
    Categories { anchor: usize, base: usize, new: usize },
    #[error("anchor {anchor}: the two calibrations use models of different kind")]
    Different { anchor: usize },
    #[error("anchor {anchor}: a nominal item has no location, which mean-mean and mean-sigma need")]
    NoLocation { anchor: usize },
    #[error("anchor {anchor}: its slopes on the two scales differ in sign, or one is 0")]
    Slope { anchor: usize },
    #[error("the anchors do not determine the transformation: their locations or slopes are degenerate")]
    Degenerate,
    #[error("the grid needs nodes with weights that are finite, not negative and not all 0")]
    Grid,
    #[error("the criterion has no minimum that the search could reach")]
    NotConverged,
    #[error("{field} must be {must}")]
    Value { field: &'static str, must: &'static str },
}

impl Transformation {
    pub const IDENTITY: Self = Self { a: 1.0, b: 0.0 };

    /// θ of the new scale on the base scale.
    pub fn theta(&self, theta: f64) -> f64 {
        self.a * theta + self.b
    }

    /// A standard error of the new scale on the base scale.
    pub fn error(&self, se: f64) -> f64 {
        self.a.abs() * se
    }

    /// From the base scale to the new one.
    pub fn inverse(&self) -> Self {
        Self { a: 1.0 / self.a, b: -self.b / self.a }
    }

    /// An item of the new scale on the base scale: every logit s θ + d becomes (s / A) θ + d - s B / A.
    pub fn model(&self, model: &ItemModel) -> ItemModel {
        let slope = |a: f64| a / self.a;
        let shift = self.b / self.a;
        match model {
            ItemModel::Dichotomous { a, d, g } => ItemModel::Dichotomous { a: slope(*a), d: d - a * shift, g: *g },
            ItemModel::Graded { a, d } => {
                ItemModel::Graded { a: slope(*a), d: d.iter().map(|d| d - a * shift).collect() }
            }
            ItemModel::PartialCredit { a, d } => {
                let moved = d.iter().enumerate().map(|(k, d)| d - (k + 1) as f64 * a * shift);
                ItemModel::PartialCredit { a: slope(*a), d: moved.collect() }
            }
            ItemModel::Nominal { a, d } => ItemModel::Nominal {
                a: a.iter().map(|a| slope(*a)).collect(),
                d: d.iter().zip(a).map(|(d, a)| d - a * shift).collect(),
            },
        }
    }

    /// The same with name and domain kept.
    pub fn item(&self, item: &ItemParameters) -> ItemParameters {
        ItemParameters { model: self.model(&item.model), ..item.clone() }
    }
}

/// Finds A and B from the anchors: the same items, in the same order, as calibrated on both scales.
pub fn link(base: &[ItemModel], new: &[ItemModel], method: &Method) -> Result<Transformation, LinkingError> {
    check(base, new)?;
    match method {
        Method::MeanMean => moments::mean_mean(base, new),
        Method::MeanSigma => moments::mean_sigma(base, new),
        Method::Characteristic(characteristic) => characteristic::link(base, new, characteristic),
    }
}

fn check(base: &[ItemModel], new: &[ItemModel]) -> Result<(), LinkingError> {
    if base.len() != new.len() {
        return Err(LinkingError::Lengths { base: base.len(), new: new.len() });
    }
    if base.is_empty() {
        return Err(LinkingError::TooFew { anchors: 0, least: 1 });
    }
    for (anchor, (base, new)) in base.iter().zip(new).enumerate() {
        if let Some(flaw) = flaw(base).or_else(|| flaw(new)) {
            return Err(LinkingError::Model { anchor, flaw });
        }
        let (of_base, of_new) = (base.categories(), new.categories());
        if of_base != of_new {
            return Err(LinkingError::Categories { anchor, base: of_base, new: of_new });
        }
        if kind(base) != kind(new) {
            return Err(LinkingError::Different { anchor });
        }
    }
    Ok(())
}

/// Models of the same kind have parameters that mean the same. With two categories graded and partial credit are the
/// 2PL; 3PL and 2PL are compared as they stand.
fn kind(model: &ItemModel) -> u8 {
    match model {
        ItemModel::Nominal { .. } => 0,
        ItemModel::Dichotomous { .. } => 1,
        _ if model.categories() == 2 => 1,
        ItemModel::Graded { .. } => 2,
        ItemModel::PartialCredit { .. } => 3,
    }
}
