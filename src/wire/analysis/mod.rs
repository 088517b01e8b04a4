//! The analysis of results, as administrators alone read it: how items behaved, what they measure, and the
//! calibrations that become a bank's parameters. Options name their key here.

pub mod calibration;
pub mod comparison;
pub mod dif;
pub mod flag;
pub mod integrity;
pub mod item;
pub mod items;
pub mod job;
pub mod scale;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::admin::SessionStatus;
use super::number::InstantMs;

/// `GET /api/analysis`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AnalysisOverview {
    /// Banks that a session was ever held with, by title.
    pub banks: Vec<AnalysedBank>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AnalysedBank {
    pub bank_id: String,
    pub title: String,
    /// Of the newest version; none while it is locked.
    pub domains: Vec<AnalysedDomain>,
    /// A protected bank that is locked: its results cannot be analysed until it is unlocked.
    pub locked: bool,
    /// Sessions with results, newest first.
    pub sessions: Vec<AnalysedSession>,
    /// Persons with a result that counts (voided ones do not).
    pub persons: u32,
    /// Answers given, over all persons.
    pub answers: u32,
    /// Items of the newest version.
    pub items: u32,
    pub accepted: Option<CalibrationRef>,
    /// Proposals that wait for a second person.
    pub proposals: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AnalysedSession {
    pub id: String,
    pub title: String,
    pub event_title: String,
    pub opens_ms: InstantMs,
    pub status: SessionStatus,
    pub blueprint_id: String,
    pub blueprint_title: String,
    pub bank_version: String,
    /// With a result that counts.
    pub persons: u32,
    /// Results that were voided and are left out.
    pub voided: u32,
    /// A published rescoring whose keys and outcomes count here.
    pub rescored: Option<FollowedRescoring>,
}

/// Keys follow the newest published rescoring of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FollowedRescoring {
    pub number: u32,
    /// Items that are analysed by the corrected key.
    pub items: u32,
}

/// A stored calibration by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CalibrationRef {
    pub id: String,
    pub status: CalibrationStatus,
    pub proposed_ms: InstantMs,
    pub proposed_by: String,
    pub accepted_ms: Option<InstantMs>,
    pub accepted_by: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CalibrationStatus {
    /// Waits for a second person.
    Proposed,
    /// In use: forms and scores of new sessions rest on it.
    Accepted,
    /// Was in use until a newer one was accepted.
    Superseded,
    /// Taken back.
    Withdrawn,
}

/// One bar of a histogram.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CountedBin {
    pub from: f64,
    pub to: f64,
    pub count: u32,
}

/// One of the four domains (or as many as the bank has), by id and title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AnalysedDomain {
    pub id: String,
    pub title: String,
}
