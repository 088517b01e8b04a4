//! What stands where fixed forms have their fairness certificate, when the test is adaptive: what the bank does under
//! the rules of choice, simulated before anybody sits. Abilities and errors are T points (mean 50, deviation 10).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::admin::SessionStatus;
use super::fairness::FairnessView;
use super::measurement::ExpectedView;

/// `GET /api/sessions/{id}/certificate`: `method` tells which.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(untagged)]
#[ts(export)]
pub enum CertificateView {
    Adaptive(Box<SimulationView>),
    Fixed(Box<FairnessView>),
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SimulationView {
    pub session_id: String,
    pub session_title: String,
    pub event_title: String,
    /// `draft`: what opening the session now would give.
    pub status: SessionStatus,
    pub method: SimulationMethod,
    pub bank_version: String,
    pub blueprint_version: String,
    pub min_items: u16,
    pub max_items: u16,
    /// The questions end at this standard error; `null`: always at the greatest number.
    pub standard_error: Option<f64>,
    pub randomesque: u16,
    /// Share of the candidates who may get one item; 1: no limit.
    pub exposure_limit: f64,
    /// Items that may come.
    pub items: u32,
    /// Simulated.
    pub persons: u32,
    pub bias: f64,
    pub rmse: f64,
    pub mean_se: f64,
    /// Of ability and its estimate.
    pub correlation: f64,
    pub mean_length: f64,
    pub sd_length: f64,
    /// Share of sittings that ended before the greatest number, because they were precise enough.
    pub precise: f64,
    pub exposure_max: f64,
    pub unused: u32,
    /// Items by exposure: 20 classes of 5 %.
    pub histogram: Vec<u32>,
    /// Mean share of items that two sittings have in common.
    pub overlap: f64,
    pub sections: Vec<SimulatedSection>,
    /// Simulated sittings that break a rule of the blueprint; `null` in reports of earlier builds.
    pub broken: Option<u32>,
    /// Overall share in the true category; `null` where it cannot be foretold, and in reports of earlier builds.
    pub accuracy: Option<ExpectedView>,
    pub by_ability: Vec<SimulatedAbility>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SimulationMethod {
    Adaptive,
}

/// Items of one section in a sitting.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SimulatedSection {
    pub domain: String,
    pub mean: f64,
    pub least: u32,
    pub most: u32,
    /// Share in the true category of this domain.
    pub accuracy: Option<ExpectedView>,
    /// In the blueprint's order; empty in reports of earlier builds.
    pub cells: Vec<SimulatedCell>,
}

/// Items of a sitting that fit one cell of the blueprint.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SimulatedCell {
    /// Absent: any.
    pub competency: Option<String>,
    pub difficulty: Option<String>,
    /// Of a sitting of the greatest length, in the mean; shorter ones have their share.
    pub planned: f64,
    pub least: u32,
    pub most: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SimulatedAbility {
    pub t: f64,
    pub length: f64,
    pub bias: f64,
    pub rmse: f64,
    pub mean_se: f64,
}
