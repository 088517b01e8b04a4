//! One item: its options, its curve, its times.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::items::ItemAnalysisRow;
use super::{AnalysedSession, CalibrationRef, CountedBin};

/// `GET /api/analysis/{bank}/items/{item}?sessions=a,b&calibration=id`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemAnalysis {
    pub bank_id: String,
    pub sessions: Vec<AnalysedSession>,
    pub calibration: Option<CalibrationRef>,
    pub row: ItemAnalysisRow,
    /// As candidates saw it; passed the bank's allow-list.
    pub stem_html: String,
    /// Of single choice, judgement and multiple response, in the author's order, "shown and left" last; empty for
    /// other interactions.
    pub options: Vec<OptionRow>,
    /// Of the other interactions: the most frequent responses, at most 12, most frequent first.
    pub responses: Vec<ResponseCount>,
    /// What the groups below are formed by.
    pub axis: AbilityAxis,
    /// Groups of persons of equal size, weakest first: as many as `by_group` of the options has.
    pub groups: Vec<AbilityGroup>,
    pub model: Option<ItemCurve>,
    pub times: Option<ItemTimes>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AbilityAxis {
    /// T of the item's domain by the calibration (50 + 10 θ).
    T,
    /// Mean score of the other items of the person's form, 0 to 100.
    Rest,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OptionRow {
    /// Letter; absent for "shown and left".
    pub id: Option<String>,
    /// Beginning of the text, plain.
    pub excerpt: String,
    pub is_key: bool,
    /// What it earns, 0 to 1; absent for a multiple response, where the set counts.
    pub score: Option<f64>,
    pub count: u32,
    /// Of those who were shown the item. Options of a multiple response are counted each for itself.
    pub share: f64,
    /// Mean score (0 to 100) on their other items of those who chose it.
    pub mean_rest: Option<f64>,
    /// Correlation of choosing it with the score of the other items.
    pub point_biserial: Option<f64>,
    /// Share of each ability group who chose it, weakest group first.
    pub by_group: Vec<Option<f64>>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ResponseCount {
    /// Plain text; `null` for "shown and left".
    pub text: Option<String>,
    pub count: u32,
    pub share: f64,
    /// 0 to 1.
    pub score: f64,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AbilityGroup {
    pub persons: u32,
    /// Mean on the axis.
    pub ability: f64,
    /// Mean item score, 0 to 1, with its standard error.
    pub score: f64,
    pub score_se: Option<f64>,
}

/// Model curve and information over T from 10 to 90.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemCurve {
    pub t: Vec<f64>,
    /// Expected item score, 0 to 1.
    pub expected: Vec<f64>,
    /// Fisher information in θ.
    pub information: Vec<f64>,
    /// Probability of each category (lowest first) at each T; empty for right-or-wrong items.
    pub categories: Vec<Vec<f64>>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemTimes {
    /// In seconds; the last bin holds everything longer.
    pub bins: Vec<CountedBin>,
    /// Answers faster than this count as rapid.
    pub rapid_below_s: Option<f64>,
    pub expected_s: u32,
}
