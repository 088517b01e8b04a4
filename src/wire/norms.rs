//! Norm groups: what results are set beside. Administrators only.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::number::InstantMs;

/// What the percentiles of a result speak of.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NormRef {
    pub id: String,
    pub title: String,
    pub persons: u32,
    pub made_ms: InstantMs,
    /// Made-up people.
    pub rehearsal: bool,
    /// Standard error of a percentile of 50, in points of percentile; others are surer.
    pub error_at_median: f64,
    /// Sessions of the group that were scored again since, so that it would be another one now.
    pub rescored: Vec<NormRescored>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NormRescored {
    pub session_id: String,
    pub title: String,
    /// Number of the revision that counts.
    pub revision: u32,
    pub published_ms: InstantMs,
}

/// `GET /api/norms`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NormDeskView {
    /// Newest first.
    pub groups: Vec<NormGroupView>,
    /// Closed sessions with results, newest window first.
    pub sessions: Vec<NormSessionView>,
    /// Fewer people make no group.
    pub least_persons: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NormGroupView {
    pub id: String,
    pub title: String,
    pub persons: u32,
    pub error_at_median: f64,
    pub rehearsal: bool,
    /// Empty: the blueprint is not here any more.
    pub blueprint_title: String,
    /// Present: scores are T of this calibration; absent: points, 0 to 100.
    pub calibration_id: Option<String>,
    pub sessions: Vec<NormSessionName>,
    pub made_by: String,
    pub made_ms: InstantMs,
    pub reason: String,
    pub mean: f64,
    pub deviation: f64,
    /// Scores at some percentiles, rising.
    pub points: Vec<NormPoint>,
    /// Results stand beside it, and not beside a newer one.
    pub in_use: bool,
    /// The newer one.
    pub successor: Option<NormSuccessor>,
    /// Of one in use: sessions that were scored again since, so that it would be another one now.
    pub rescored: Vec<NormRescored>,
    pub withdrawn: Option<NormWithdrawal>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NormSuccessor {
    pub title: String,
    pub made_ms: InstantMs,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NormSessionName {
    pub id: String,
    pub title: String,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NormPoint {
    pub percent: u8,
    pub score: f64,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NormWithdrawal {
    pub by: String,
    pub at_ms: InstantMs,
    pub reason: String,
}

/// A session that a group can be made of. All of one group share blueprint version, calibration and rehearsal.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NormSessionView {
    pub id: String,
    pub title: String,
    pub event_title: String,
    pub opens_ms: InstantMs,
    pub time_zone: String,
    pub blueprint_version: String,
    pub blueprint_title: String,
    /// Absent: uncalibrated.
    pub calibration_id: Option<String>,
    pub rehearsal: bool,
    /// Attempts that were closed.
    pub results: u32,
}

/// `POST /api/norms`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NewNormGroup {
    pub title: String,
    pub sessions: Vec<String>,
    pub reason: String,
}

/// `POST /api/norms/{id}/withdraw`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct WithdrawNormGroup {
    pub reason: String,
}
