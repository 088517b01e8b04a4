//! Persons and items on one scale, and how exactly a form measures where it matters.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AnalysedSession, CalibrationRef, CountedBin};
use crate::wire::admin::PotentialCategory;

/// `GET /api/analysis/{bank}/scale?sessions=a,b&calibration=id&blueprint=id`. Without a calibration `409
/// not_calibrated`. Everything in T = 50 + 10 θ.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ScaleAnalysis {
    pub bank_id: String,
    pub sessions: Vec<AnalysedSession>,
    pub calibration: CalibrationRef,
    /// The Wright map of each domain, in the bank's order.
    pub domains: Vec<WrightMap>,
    /// That can be chosen with `blueprint`.
    pub blueprints: Vec<BlueprintName>,
    /// Of the blueprint that was asked for; else of the one most of the persons sat. Adaptive ones have none.
    pub information: Option<FormInformation>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BlueprintName {
    pub id: String,
    pub title: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WrightMap {
    pub domain: String,
    pub title: String,
    /// EAP of each person in T, bins of 2.5 from 10 to 90; the outermost hold what lies beyond.
    pub persons: Vec<CountedBin>,
    pub mean: Option<f64>,
    pub sd: Option<f64>,
    pub items: Vec<WrightItem>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WrightItem {
    pub variant: String,
    pub id: String,
    /// Mean location, and of each step for graded items, in T.
    pub t: f64,
    pub steps: Vec<f64>,
}

/// The typical form: what plain drawing by the blueprint's cells gives in the mean.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FormInformation {
    pub blueprint_id: String,
    pub title: String,
    /// Items of a form, and the share of eligible items with calibrated parameters (others count by the author's
    /// difficulty).
    pub items: u32,
    pub calibrated_share: f64,
    /// T from 10 to 90.
    pub t: Vec<f64>,
    pub sections: Vec<SectionInformation>,
    /// All sections together, as if they measured one thing; the forms' target is about this sum.
    pub whole: InformationCurve,
    pub cuts: Vec<CutInformation>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SectionInformation {
    pub domain: String,
    pub title: String,
    pub items: u32,
    pub curve: InformationCurve,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct InformationCurve {
    /// Fisher information in θ at each T.
    pub information: Vec<f64>,
    /// Standard error in T, `null` where nothing is known.
    pub se: Vec<Option<f64>>,
}

/// At a cut score: the target, and what the forms that were really given have.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CutInformation {
    pub category: PotentialCategory,
    pub score: f64,
    pub t: f64,
    pub target: f64,
    pub se: Option<f64>,
    /// Mean, least and most over the forms of the sessions; absent when none was made by this blueprint.
    pub given: Option<GivenInformation>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct GivenInformation {
    pub forms: u32,
    pub mean: f64,
    pub least: f64,
    pub most: f64,
}
