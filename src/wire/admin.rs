//! The administrator's side: events, sessions, candidates, blueprints, banks, results. All over HTTP.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::candidate::{AdaptiveBrief, ClosedHow, Navigation, StartRule, Timing};
use super::measurement::{MeasuredView, MeasurementView};
use super::norms::NormRef;
use super::number::{InstantMs, SpanMs};
use super::rescoring::{RescoredView, RevisionView};
use super::staff::Fault;

/// `GET /api/events`, `POST /api/events` gives the same back.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EventView {
    pub id: String,
    pub title: String,
    pub organiser: String,
    pub created_ms: InstantMs,
    pub sessions: Vec<SessionView>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NewEvent {
    pub title: String,
    pub organiser: String,
}

/// `GET /api/sessions/{id}`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SessionView {
    pub id: String,
    pub event_id: String,
    pub event_title: String,
    pub title: String,
    pub status: SessionStatus,
    pub opens_ms: InstantMs,
    pub closes_ms: InstantMs,
    pub time_zone: String,
    pub capacity: u32,
    pub start: StartRule,
    pub admission_required: bool,
    pub blueprint_id: String,
    pub blueprint_title: String,
    pub bank_id: String,
    /// SHA-256 of the pinned bank version, hexadecimal.
    pub bank_version: String,
    pub candidates: u32,
    pub forms: u32,
    pub closed_attempts: u32,
    /// What is still missing before the session can open; empty when nothing is.
    pub missing: Vec<Fault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SessionStatus {
    /// Being planned: candidates may be imported, everything may change.
    Draft,
    /// Forms are frozen; candidates may sign in.
    Open,
    /// Over: every attempt is closed.
    Closed,
}

/// `POST /api/events/{id}/sessions` and `PUT /api/sessions/{id}` (draft only).
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NewSession {
    pub title: String,
    pub opens_ms: InstantMs,
    pub closes_ms: InstantMs,
    pub time_zone: String,
    pub capacity: u32,
    pub start: StartRule,
    pub admission_required: bool,
    pub blueprint_id: String,
    /// Absent: the newest version of the blueprint's bank.
    pub bank_version: Option<String>,
}

/// `POST /api/sessions/{id}/open`: what the opening did.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OpeningReport {
    pub forms: u32,
    pub items_per_form: u16,
    pub distinct_items: u32,
    /// Largest share of forms that hold one and the same item, 0 to 1.
    pub max_exposure: f64,
    /// Mean share of items that two forms have in common, 0 to 1.
    pub mean_overlap: f64,
}

/// `GET /api/sessions/{id}/candidates`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CandidateRow {
    pub attempt_id: String,
    pub nip_masked: String,
    pub name: String,
    pub unit: String,
    pub job_group: String,
    pub email: Option<String>,
    /// Extra working time in percent; 0 for most.
    pub extra_time_percent: u16,
    pub room: Option<String>,
    pub seat: Option<String>,
}

/// `POST /api/sessions/{id}/candidates?dry_run=true|false` with a CSV body. Nothing is stored when there is a fault.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ImportReport {
    pub dry_run: bool,
    /// Data rows read, the header not counted.
    pub rows: u32,
    /// New candidates (that would be) stored.
    pub accepted: u32,
    pub faults: Vec<Fault>,
    /// Odd but allowed: an impossible birth date in a NIP, a seat used twice.
    pub warnings: Vec<Fault>,
    /// The first rows as they were understood.
    pub preview: Vec<CandidateRow>,
}

/// `GET /api/sessions/{id}/cards`: what is printed and handed out.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AccessCard {
    pub attempt_id: String,
    pub name: String,
    pub nip: String,
    pub unit: String,
    pub room: Option<String>,
    pub seat: Option<String>,
    /// Ten letters and digits without look-alikes, shown as `ABCDE-FGHJK`.
    pub access_code: String,
}

/// `GET /api/blueprints`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BlueprintView {
    pub id: String,
    pub title: String,
    pub bank_id: String,
    pub navigation: Navigation,
    pub timing: Timing,
    pub duration_ms: SpanMs,
    pub free_domain_order: bool,
    pub shuffle_options: bool,
    pub items: u16,
    pub sections: Vec<BlueprintSection>,
    pub cuts: Vec<CutView>,
    /// Where the cut scores come from; shown wherever a category is shown.
    pub cuts_source: String,
    pub instructions_html: String,
    /// What was shown and left does not count: a trial's rule.
    pub skipped_left_out: bool,
    /// Present: items are chosen one after the other, and the counts are proportions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub adaptive: Option<AdaptiveBrief>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BlueprintSection {
    pub domain: String,
    pub title: String,
    pub limit_ms: Option<SpanMs>,
    pub weight: f64,
    pub items: u16,
    pub cells: Vec<BlueprintCell>,
}

/// How many items of one competency and difficulty band a form holds; absent means any.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BlueprintCell {
    pub competency: Option<String>,
    pub competency_title: Option<String>,
    pub difficulty: Option<String>,
    pub count: u16,
    /// Eligible items in the newest bank version.
    pub available: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CutView {
    pub category: PotentialCategory,
    /// Lowest overall or domain score (0 to 100) of this category.
    pub from: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PotentialCategory {
    KurangPotensial,
    CukupPotensial,
    Potensial,
    SangatPotensial,
}

/// `GET /api/banks`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BankView {
    pub id: String,
    pub title: String,
    pub version: String,
    pub loaded_ms: InstantMs,
    pub items: u32,
    pub domains: Vec<BankDomain>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BankDomain {
    pub id: String,
    pub title: String,
    pub items: u32,
    pub competencies: Vec<BankCompetency>,
    /// Number of items by interaction, most first.
    pub interactions: Vec<(String, u32)>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BankCompetency {
    pub id: String,
    pub title: String,
    pub easy: u32,
    pub medium: u32,
    pub hard: u32,
}

/// `GET /api/sessions/{id}/results` (also as CSV under `results.csv`).
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ResultsView {
    pub server_ms: InstantMs,
    pub cuts_source: String,
    pub scoring: String,
    pub rows: Vec<ResultRow>,
    /// The newest published revision, which rows that say so follow.
    pub standing: Option<RevisionView>,
    /// The revision that waits for a second person.
    pub proposed: Option<RevisionView>,
    /// What percentiles speak of; absent: no norm group in use is on the scale of these results.
    pub norms: Option<NormRef>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ResultRow {
    pub attempt_id: String,
    pub nip_masked: String,
    pub name: String,
    pub unit: String,
    pub job_group: String,
    pub how: ClosedHow,
    pub closed_ms: InstantMs,
    pub answered: u16,
    pub items: u16,
    /// 0 to 100.
    pub score: f64,
    pub category: PotentialCategory,
    pub domains: Vec<DomainResult>,
    /// A voided attempt keeps its score on record but counts for nothing.
    pub voided: bool,
    /// By the newest published revision; the final record says otherwise or the same.
    pub rescored: bool,
    /// Time given by proctors.
    pub extended_ms: SpanMs,
    /// Time given back for outages.
    pub outage_credit_ms: SpanMs,
    /// Absent in records of earlier builds, and where nothing can be said.
    pub measurement: Option<MeasurementView>,
    /// Present where this category is more probable than the one reported.
    pub likelier: Option<PotentialCategory>,
    /// 0 to 100; absent: the norm group, if there is one, says nothing of it.
    pub percentile: Option<f64>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DomainResult {
    pub domain: String,
    pub title: String,
    pub answered: u16,
    pub items: u16,
    /// 0 to 100.
    pub score: f64,
    pub category: PotentialCategory,
    pub competencies: Vec<CompetencyResult>,
    /// Present with the result's measurement.
    pub measured: Option<MeasuredView>,
    /// Present where this category is more probable than the one reported.
    pub likelier: Option<PotentialCategory>,
    /// 0 to 100, in the domain; absent where the result has none.
    pub percentile: Option<f64>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CompetencyResult {
    pub competency: String,
    pub title: String,
    pub items: u16,
    /// 0 to 100.
    pub score: f64,
}

/// `GET /api/attempts/{id}/result`: one candidate's profile and what made it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ResultDetail {
    pub result: ResultRow,
    pub session_title: String,
    pub event_title: String,
    pub time_zone: String,
    pub cuts: Vec<CutView>,
    pub cuts_source: String,
    /// Of the final record; a revision names its own rules.
    pub provenance: Provenance,
    /// Present when a revision counts for this result.
    pub rescored: Option<RescoredView>,
    /// What percentiles speak of.
    pub norms: Option<NormRef>,
}

/// Which build, bank, blueprint and seed made a record (I8).
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Provenance {
    pub build: String,
    pub bank_version: String,
    pub blueprint_version: String,
    pub form_seed: String,
    pub scoring: String,
    /// Absent: uncalibrated.
    pub calibration: Option<String>,
}

/// `GET /api/staff` and `POST /api/staff` (administrators only).
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NewStaff {
    pub username: String,
    pub name: String,
    pub role: super::staff::StaffRole,
    /// At least 10 characters.
    pub password: String,
}
