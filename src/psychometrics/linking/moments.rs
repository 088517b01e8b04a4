//! Linking by means and standard deviations of slopes and locations.

use super::{LinkingError, Transformation};
use crate::model::ItemModel;

/// Slope and locations: one b of a dichotomous item, one for each boundary or step of a polytomous one.
pub(super) fn slope_and_locations(model: &ItemModel) -> Option<(f64, Vec<f64>)> {
    match model {
        ItemModel::Dichotomous { a, d, .. } => Some((*a, vec![-d / a])),
        ItemModel::Graded { a, d } => Some((*a, d.iter().map(|d| -d / a).collect())),
        ItemModel::PartialCredit { a, d } => {
            let before = std::iter::once(&0.0).chain(d);
            Some((*a, d.iter().zip(before).map(|(here, before)| -(here - before) / a).collect()))
        }
        ItemModel::Nominal { .. } => None,
    }
}

/// Means of slopes over items, and all locations.
struct Moments {
    slope: f64,
    locations: Vec<f64>,
}

impl Moments {
    fn new(models: &[ItemModel]) -> Result<Self, LinkingError> {
        let mut slopes = 0.0;
        let mut locations = Vec::new();
        for (anchor, model) in models.iter().enumerate() {
            let (slope, own) = slope_and_locations(model).ok_or(LinkingError::NoLocation { anchor })?;
            if slope == 0.0 {
                return Err(LinkingError::Slope { anchor });
            }
            slopes += slope;
            locations.extend(own);
        }
        Ok(Self { slope: slopes / models.len() as f64, locations })
    }

    fn mean(&self) -> f64 {
        self.locations.iter().sum::<f64>() / self.locations.len() as f64
    }

    fn sd(&self) -> f64 {
        let mean = self.mean();
        let squares: f64 = self.locations.iter().map(|b| (b - mean).powi(2)).sum();
        (squares / self.locations.len() as f64).sqrt()
    }
}

/// A = mean a_new / mean a_base, B = mean b_base - A mean b_new (Loyd & Hoover, 1980, Journal of Educational
/// Measurement, 17, 179).
pub(super) fn mean_mean(base: &[ItemModel], new: &[ItemModel]) -> Result<Transformation, LinkingError> {
    let (base, new) = (Moments::new(base)?, Moments::new(new)?);
    through_means(new.slope / base.slope, &base, &new)
}

/// A = sd b_base / sd b_new, B as above (Marco, 1977, Journal of Educational Measurement, 14, 139).
pub(super) fn mean_sigma(base: &[ItemModel], new: &[ItemModel]) -> Result<Transformation, LinkingError> {
    let (base, new) = (Moments::new(base)?, Moments::new(new)?);
    if base.locations.len() < 2 {
        return Err(LinkingError::TooFew { anchors: base.locations.len(), least: 2 });
    }
    through_means(base.sd() / new.sd(), &base, &new)
}

fn through_means(a: f64, base: &Moments, new: &Moments) -> Result<Transformation, LinkingError> {
    let b = base.mean() - a * new.mean();
    let sound = a.is_finite() && a > 0.0 && b.is_finite();
    if sound { Ok(Transformation { a, b }) } else { Err(LinkingError::Degenerate) }
}
