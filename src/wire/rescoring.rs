//! A closed session scored again: rules, who moves, who proposed and who published. Administrators only; keys appear
//! as the short words that tell two versions of a bank apart.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::admin::{DomainResult, PotentialCategory};
use super::measurement::MeasurementView;
use super::number::InstantMs;

/// `POST /api/sessions/{id}/rescorings`: without `propose` a dry run.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct AskRescoring {
    /// Absent: the version that the session pinned.
    pub bank_version: Option<String>,
    /// Absent: the calibration that the session pinned, or none.
    pub calibration: Option<String>,
    pub items: Vec<TreatedItem>,
    /// Must be given with a proposal.
    pub reason: String,
    pub propose: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct TreatedItem {
    pub item: String,
    pub treatment: ItemTreatment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ItemTreatment {
    /// Neither earned nor to be earned.
    Dropped,
    /// Earned by everybody who was given it.
    Credited,
}

/// `POST …/rescorings/{n}/publish` and `…/withdraw`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct SettleRescoring {
    pub reason: String,
}

/// `GET /api/sessions/{id}/rescorings`: what was done, and what can be chosen from.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RescoringDesk {
    pub session_id: String,
    pub session_title: String,
    pub event_title: String,
    pub time_zone: String,
    /// The rules of the final records.
    pub original: RescoringRules,
    /// Newest first.
    pub revisions: Vec<RevisionView>,
    /// Newest first; the pinned one is among them.
    pub versions: Vec<BankVersionChoice>,
    /// Accepted ones of the bank that may score this session: made-up answers score no real one.
    pub calibrations: Vec<CalibrationChoice>,
    /// Everything that attempts of this session were given.
    pub items: Vec<GivenItemView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RescoringRules {
    pub bank_version: String,
    pub calibration: Option<String>,
    pub items: Vec<TreatedItem>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RevisionView {
    /// 1, 2, 3 … of the session.
    pub number: u32,
    pub state: RevisionState,
    /// The published revision that it was compared with; 0: the final records.
    pub base: u32,
    pub proposed_by: String,
    pub proposed_ms: InstantMs,
    pub reason: String,
    /// Who published or withdrew it; absent while it waits.
    pub settled_by: Option<String>,
    pub settled_ms: Option<InstantMs>,
    pub note: Option<String>,
    /// SHA-256 over rules and outcomes, hexadecimal.
    pub hash: String,
    pub rules: RescoringRules,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RevisionState {
    Proposed,
    Published,
    Withdrawn,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BankVersionChoice {
    pub version: String,
    pub loaded_ms: InstantMs,
    /// The session's own.
    pub pinned: bool,
    /// Calibrations under which T decides when its keys count.
    pub decisive: Vec<String>,
    /// Items given in this session that it scores otherwise.
    pub mended: Vec<MendedItemView>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MendedItemView {
    pub item: String,
    /// Title.
    pub domain: String,
    /// Attempts that were given it.
    pub given: u32,
    pub mending: MendingKind,
    /// Right answers, in short; alike when only parts of the credit differ.
    pub before: String,
    pub after: String,
    /// Calibrations under which it takes part in T as this version scores it.
    pub measured: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum MendingKind {
    /// Other scoring of the same question.
    Rekeyed,
    /// Other scoring, and other words: a person must judge.
    Reworded,
    /// Another question, or none any more: answers stay scored as before.
    Replaced,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CalibrationChoice {
    pub id: String,
    pub proposed_ms: InstantMs,
    pub persons: u32,
    pub items: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct GivenItemView {
    pub item: String,
    /// Title.
    pub domain: String,
    pub given: u32,
    /// Calibrations under which it takes part in T as it was asked; also of those that no longer can be chosen.
    pub measured: Vec<String>,
}

/// Rules and what they do to people: of a dry run, a proposal, or a published revision.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RescoringView {
    pub session_id: String,
    /// Absent in a dry run.
    pub revision: Option<RevisionView>,
    pub rules: RescoringRules,
    /// Revision that it is compared with; 0: the final records.
    pub base: u32,
    pub difference: DifferenceView,
    /// Other closed sessions of the event that gave the same items. Of a dry run.
    pub elsewhere: Vec<ElsewhereView>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DifferenceView {
    /// Attempts that were compared.
    pub attempts: u32,
    /// Neither a score nor a category changes.
    pub unchanged: u32,
    /// Voided attempts keep their outcome.
    pub voided: u32,
    /// Overall scores that rise, and those that fall.
    pub rises: ChangesView,
    pub falls: ChangesView,
    /// Attempts by category before (row) and after (column), lowest first.
    pub overall: Vec<Vec<u32>>,
    pub domains: Vec<DomainDifferenceView>,
    /// Whose category changes in the whole or in a domain.
    pub moves: Vec<MoveView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChangesView {
    pub attempts: u32,
    /// The largest of them, with its sign.
    pub most: f64,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DomainDifferenceView {
    pub domain: String,
    pub title: String,
    pub matrix: Vec<Vec<u32>>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MoveView {
    pub attempt_id: String,
    pub name: String,
    pub nip_masked: String,
    pub unit: String,
    pub before: MarkView,
    pub after: MarkView,
    /// Domains whose category changes.
    pub domains: Vec<DomainMoveView>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DomainMoveView {
    pub domain: String,
    pub title: String,
    pub before: MarkView,
    pub after: MarkView,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MarkView {
    /// 0 to 100.
    pub score: f64,
    /// Where it decides the category: of a calibrated result.
    pub t: Option<f64>,
    pub category: PotentialCategory,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ElsewhereView {
    pub session_id: String,
    pub title: String,
    /// Attempts that were given one of the items.
    pub attempts: u32,
}

/// Of one candidate: the revision that counts, and what the final record says.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RescoredView {
    pub revision: RevisionView,
    pub score: f64,
    pub category: PotentialCategory,
    pub domains: Vec<DomainResult>,
    pub measurement: Option<MeasurementView>,
}
