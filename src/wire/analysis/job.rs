//! A calibration at work.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::number::InstantMs;

/// `POST /api/analysis/{bank}/calibrations`. `409 calibration_running` while one is at work.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CalibrationRequest {
    /// Absent: all with results.
    pub sessions: Option<Vec<String>>,
    /// By domain; a domain that is not named is `auto`.
    #[serde(default)]
    pub models: BTreeMap<String, CalibrationModel>,
    /// Items of the accepted calibration keep their parameters; mean and spread of the persons are free.
    #[serde(default)]
    pub anchored_to_accepted: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CalibrationModel {
    /// Right-or-wrong items 2PL, or 3PL where guessing exists and there are at least 200 answers an item; graded
    /// items partial credit.
    #[default]
    Auto,
    #[serde(rename = "1pl")]
    OnePl,
    #[serde(rename = "2pl")]
    TwoPl,
    #[serde(rename = "3pl")]
    ThreePl,
    /// 2PL, and graded response for graded items.
    Grm,
    /// 2PL, and generalised partial credit for graded items.
    Gpcm,
}

/// `GET /api/analysis/jobs/{id}`; `POST …/calibrations` gives the same. `DELETE` ends it. `GET /api/analysis/jobs`
/// gives the one at work, or the last one, or `null`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CalibrationJob {
    pub id: String,
    pub bank_id: String,
    pub started_ms: InstantMs,
    pub started_by: String,
    pub ended_ms: Option<InstantMs>,
    pub standing: JobStanding,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
#[ts(export)]
pub enum JobStanding {
    Running {
        phase: JobPhase,
        /// Domain at work, its place from 0, and how many there are.
        domain: Option<String>,
        place: u32,
        domains: u32,
        iteration: u32,
        /// Largest element of the gradient; the work is over when it is small.
        gradient: Option<f64>,
        /// Share done, 0 to 1, where it can be told.
        share: Option<f64>,
    },
    /// Done: the proposal waits for a second person.
    Proposed {
        calibration_id: String,
    },
    /// Nothing was stored: `few_persons`, `few_items`, `no_answers`, `not_converged`, `not_calibrated` (nothing to
    /// anchor to), `no_anchors`, `too_large`, `bank_locked`, `unavailable`, `node_lost` (its server fell silent),
    /// `internal`.
    Failed {
        code: String,
        detail: String,
    },
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum JobPhase {
    Reading,
    Estimating,
    /// Correlations of the domains.
    Correlating,
    Storing,
}
