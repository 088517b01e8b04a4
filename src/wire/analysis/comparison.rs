//! Two calibrations of one bank, side by side.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::calibration::CalibrationSummary;
use super::items::ItemParametersView;

/// `GET /api/analysis/{bank}/calibrations/compare?a=…&b=…`. `b` is put on the scale of `a` first, domain by domain.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CalibrationComparison {
    pub a: CalibrationSummary,
    pub b: CalibrationSummary,
    pub domains: Vec<ComparedDomain>,
    /// In both, drifted ones first.
    pub items: Vec<ComparedItem>,
    pub only_a: Vec<String>,
    pub only_b: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ComparedDomain {
    pub domain: String,
    pub title: String,
    pub common: u32,
    /// θ on the scale of `a` = slope · θ of `b` + shift (Stocking-Lord on the items that did not drift); absent with
    /// `reason`.
    pub link: Option<ScaleLink>,
    /// `few_items`, `different_models`, `not_linked`.
    pub reason: Option<String>,
    /// Correlation of the mean locations, and of the slopes, over the common items.
    pub correlation_b: Option<f64>,
    pub correlation_a: Option<f64>,
    pub drifted: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ScaleLink {
    pub slope: f64,
    pub shift: f64,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ComparedItem {
    pub id: String,
    pub domain: String,
    pub excerpt: Option<String>,
    pub a: ItemParametersView,
    /// On the scale of `a` where the domain was linked, else as it stands.
    pub b: ItemParametersView,
    /// Mean location of `b` minus that of `a`; absent for nominal items and without a link.
    pub difference_b: Option<f64>,
    /// ln of the ratio of the slopes, `b` over `a`.
    pub difference_log_a: Option<f64>,
    /// Robust z of the location and of the slope (Huynh & Meyer 2010).
    pub z_b: Option<f64>,
    pub z_a: Option<f64>,
    /// Mean absolute difference of the expected item scores, 0 to 1.
    pub area: Option<f64>,
    pub drifted: bool,
}
