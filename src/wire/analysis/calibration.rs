//! Stored calibrations: proposals, the accepted one, and those that were.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::CalibrationStatus;
use super::items::ItemParametersView;
use crate::wire::number::InstantMs;

/// `GET /api/analysis/{bank}/calibrations`, newest first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CalibrationSummary {
    pub id: String,
    pub bank_id: String,
    pub status: CalibrationStatus,
    pub origin: CalibrationOrigin,
    pub proposed_ms: InstantMs,
    pub proposed_by: String,
    pub accepted_ms: Option<InstantMs>,
    pub accepted_by: Option<String>,
    pub withdrawn_ms: Option<InstantMs>,
    pub withdrawn_by: Option<String>,
    pub withdrawn_reason: Option<String>,
    /// Whether the reader may accept it: it waits, and somebody else proposed it.
    pub acceptable: bool,
    /// Why not, by the code that accepting it would be refused with.
    pub refused: Option<String>,
    /// Sessions whose answers it rests on, by title; empty for an import.
    pub sessions: Vec<String>,
    /// One of them is a rehearsal, or its scale is that of such a calibration: it counts for rehearsals alone.
    pub rehearsal: bool,
    pub persons: u32,
    pub answers: u32,
    pub items: u32,
    pub not_estimated: u32,
    /// Items that should not be used for decisions yet: standard error of b above .5, slope outside .2 to 4.
    pub doubtful: u32,
    pub converged: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CalibrationOrigin {
    /// Estimated here, on a scale of its own.
    Computed,
    /// Estimated here, on the scale of the accepted one.
    Anchored,
    /// Read from a file.
    Imported,
}

/// `GET /api/analysis/{bank}/calibrations/{id}`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CalibrationDetail {
    pub summary: CalibrationSummary,
    /// Of all domains together; the largest gradient says how near to the maximum the search ended.
    pub log_likelihood: f64,
    pub iterations: u32,
    pub largest_gradient: f64,
    /// What is said of the run as a whole.
    pub warnings: Vec<CalibrationRemark>,
    pub domains: Vec<CalibratedDomain>,
    /// Correlations of θ between the domains, in the order of `domains`.
    pub correlations: Vec<Vec<f64>>,
    pub items: Vec<CalibratedItem>,
    pub not_estimated: Vec<NotEstimatedItem>,
    /// What the bank's blueprints would have of it, were it accepted.
    pub coverage: Vec<BlueprintCoverage>,
}

/// How far a calibration reaches into one blueprint of its bank.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BlueprintCoverage {
    pub blueprint_id: String,
    pub title: String,
    /// Every section has enough usable items, so its sessions would be measured by this calibration.
    pub covered: bool,
    /// Least share of a section's pool, 0 to 1.
    pub least: f64,
    pub sections: Vec<CalibratedSection>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CalibratedSection {
    pub domain: String,
    pub title: String,
    /// Of the items that can be drawn, those with parameters fit for use; and all.
    pub usable: u32,
    pub pool: u32,
    pub enough: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CalibratedDomain {
    pub domain: String,
    pub title: String,
    /// Model of all items, or `mixed`.
    pub model: String,
    /// With parameters, and of these the ones fit for use.
    pub items: u32,
    pub usable: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CalibratedItem {
    pub id: String,
    pub domain: String,
    /// Beginning of the stem, plain text; absent when the bank does not hold the item any more.
    pub excerpt: Option<String>,
    /// False: its content changed since, so the parameters are not used.
    pub current: bool,
    pub parameters: ItemParametersView,
    pub warnings: Vec<CalibrationWarning>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CalibrationWarning {
    /// The standard error of b is above .5.
    ImpreciseLocation,
    /// The slope is outside .2 to 4.
    Slope,
    /// Categories that nobody reached were joined to their neighbours.
    CategoriesJoined,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NotEstimatedItem {
    pub id: String,
    pub reason: NotEstimatedReason,
}

/// Why an item has no parameters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
#[ts(export)]
pub enum NotEstimatedReason {
    NoAnswers,
    FewAnswers {
        answers: u32,
        needed: u32,
    },
    /// All answers scored the same.
    OneCategory {
        answers: u32,
    },
    /// Nobody with a score between none and all tells it apart.
    NoContrast,
    /// As a file or an earlier version said it.
    Other {
        text: String,
    },
}

/// What is said of a calibration as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
#[ts(export)]
pub enum CalibrationRemark {
    /// Old items are held at this calibration.
    Anchored {
        id: String,
    },
    /// It came in a file that was written of a rehearsal's.
    MadeUp,
    /// The domains correlate more closely than scoring can tell apart: all correlations were lowered by one factor; the
    /// largest as it was found, and as it is used.
    Lowered {
        from: f64,
        to: f64,
    },
    /// Correlations could not be computed, so domains are taken as unrelated; why, for the technician.
    Unrelated {
        detail: String,
    },
    NotConverged {
        domain: String,
    },
    /// The data do not determine the parameters: no standard errors.
    NotIdentified {
        domain: String,
    },
    /// The answers are fewer than the parameters: the rest is the prior's.
    Scarce {
        domain: String,
    },
    /// As an earlier version said it.
    Other {
        text: String,
    },
}

/// `POST …/calibrations/{id}/accept` (no body) and `…/withdraw` give the summary back. Accepting one's own proposal:
/// `403 same_person`. What does not wait any more: `409 not_proposed`.
/// Of made-up answers while one of real ones is in force: `409 real_in_force`. One of an earlier version whose
/// correlations no scorer can be made of: `409 cannot_score`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct WithdrawCalibration {
    /// At least 10 characters, at most 500.
    pub reason: String,
}
