//! The fairness certificate of a session, as administrators and proctors read it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::admin::{PotentialCategory, SessionStatus};

/// `GET /api/sessions/{id}/certificate`. Shares are 0 to 1, scores points of 100.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FairnessView {
    pub session_id: String,
    pub session_title: String,
    pub event_title: String,
    /// `draft`: what opening the session now would give.
    pub status: SessionStatus,
    pub method: FairnessMethod,
    pub bank_version: String,
    pub blueprint_version: String,
    pub forms: u32,
    /// Items in play, and how many of them have calibrated parameters.
    pub items: u32,
    pub calibrated: u32,
    /// Of a form's items, those that decide T. Absent: points decide, or nobody counted when the session opened.
    pub deciding: Option<FairnessDeciding>,
    pub tolerance: FairnessTolerance,
    /// Largest share of the event's forms that may hold one item; 1: no limit.
    pub exposure_limit: f64,
    /// Forms of earlier sessions of the event.
    pub earlier_forms: u32,
    /// Pairs of seats side by side or one behind the other.
    pub neighbours: u32,
    /// Pairs of seats in the diagonal; 0 also where nobody counted them when the session opened.
    pub diagonals: u32,
    pub cuts: Vec<FairnessCut>,
    pub sections: Vec<FairnessSection>,
    pub drawn: FairnessUse,
    /// By chance alone, for the same candidates.
    pub chance: FairnessUse,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FairnessMethod {
    /// Matched to one target.
    Parallel,
    /// By chance: the blueprint's cells overlap too much to be matched.
    ChanceCells,
    /// By chance: the bank is too small, even for the widest tolerance.
    ChanceBank,
}

/// How many items of a form have calibrated parameters.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FairnessDeciding {
    pub overall: FairnessCount,
    /// In the order of `sections`.
    pub sections: Vec<FairnessCount>,
}

/// Over all forms of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FairnessCount {
    /// Of the form that has fewest.
    pub min: u32,
    pub max: u32,
    /// Of the longest form, whether they decide or not.
    pub items: u32,
}

/// How far a form may lie from the target at each cut.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FairnessTolerance {
    /// Times the narrowest; 1: nothing had to be widened.
    pub widened: f64,
    pub score: f64,
    pub section: f64,
    /// Share of the target.
    pub information: f64,
}

/// One cut score: what a candidate exactly there can expect of a form, and what the form tells there.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FairnessCut {
    pub category: PotentialCategory,
    pub score: f64,
    pub theta: f64,
    pub drawn: FairnessSpread,
    pub chance: FairnessSpread,
    pub information: FairnessSpread,
    pub chance_information: FairnessSpread,
}

/// Expected scores of one section, by cut.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FairnessSection {
    pub domain: String,
    pub drawn: Vec<FairnessSpread>,
    pub chance: Vec<FairnessSpread>,
}

/// One sum over all forms.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FairnessSpread {
    pub target: f64,
    pub mean: f64,
    pub sd: f64,
    pub min: f64,
    pub max: f64,
    /// Between any two forms.
    pub difference: f64,
    /// Share of forms inside the tolerance.
    pub within: f64,
}

/// How often items serve, and how much two forms share.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FairnessUse {
    pub exposure_mean: f64,
    pub exposure_max: f64,
    /// Over all sessions of the event.
    pub event_exposure_max: f64,
    pub unused: u32,
    /// Items by exposure: 20 classes of 5 %.
    pub histogram: Vec<u32>,
    pub overlap_mean: f64,
    pub overlap_max: f64,
    /// The least mean that is possible.
    pub overlap_minimum: f64,
    pub neighbours_mean: f64,
    pub neighbours_max: f64,
    pub diagonal_mean: f64,
    pub diagonal_max: f64,
}
