//! What in a session's answers and times is worth a look by people. Never a verdict.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// `GET /api/analysis/sessions/{id}/integrity`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct IntegrityReport {
    pub session_id: String,
    pub session_title: String,
    pub persons: u32,
    /// Stands wherever these numbers do: evidence for people who decide, no verdict. Indonesian and English.
    pub caution: CautionText,
    pub similarity: SimilarityReport,
    pub rapid: RapidReport,
    pub bursts: BurstReport,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CautionText {
    pub id: String,
    pub en: String,
}

/// A person as boards show one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MaskedPerson {
    pub attempt_id: String,
    pub nip_masked: String,
    pub room: Option<String>,
    pub seat: Option<String>,
}

/// How often honest persons are flagged, measured on simulated honest data (docs/psychometrics.md).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FalsePositives {
    /// Flagged of all examined, 0 to 1.
    pub rate: f64,
    /// Pairs or persons that were examined in the simulation.
    pub examined: u32,
}

/// Pairs that gave more of the same answers than their abilities explain.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SimilarityReport {
    /// Absent: it was computed. `few_persons`, `no_common_items`: nothing could be.
    pub not_computed: Option<String>,
    /// Pairs with enough items in common that both answered, and of these the seat neighbours.
    pub pairs: u32,
    pub neighbours: u32,
    /// Items that a pair must have in common to be compared.
    pub least_common: u32,
    /// Level after correction for the number of pairs (Holm); neighbours are a family of their own.
    pub level: f64,
    pub false_positives: FalsePositives,
    /// Seat neighbours first, then by p; at most 200.
    pub flagged: Vec<SimilarPair>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SimilarPair {
    pub first: MaskedPerson,
    pub second: MaskedPerson,
    pub neighbours: bool,
    /// Items that both answered.
    pub common: u32,
    /// The same option, and how many their abilities explain.
    pub same: u32,
    pub expected: f64,
    /// Of these the same wrong option.
    pub same_wrong: u32,
    /// The smaller of both directions of ω, and after correction.
    pub p: f64,
    pub p_corrected: f64,
}

/// Persons who answered many items faster than they can be read.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RapidReport {
    pub not_computed: Option<String>,
    /// Persons with measured times.
    pub persons: u32,
    /// Flagged below this share of items worked on.
    pub effort_below: f64,
    pub false_positives: FalsePositives,
    /// Least effort first, at most 200.
    pub flagged: Vec<RapidPerson>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RapidPerson {
    pub person: MaskedPerson,
    pub timed: u32,
    pub rapid: u32,
    /// Share of items worked on, 0 to 1.
    pub effort: f64,
    /// Share right of the rapid answers, 0 to 1.
    pub rapid_score: f64,
}

/// Persons who did nothing for long and then answered at once, much faster than their own speed.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BurstReport {
    pub not_computed: Option<String>,
    pub persons: u32,
    /// A pause of this many seconds, then this many answers, each below this share of the expected time.
    pub pause_s: f64,
    pub answers: u32,
    pub fast_share: f64,
    pub false_positives: FalsePositives,
    /// Longest pause first, at most 200.
    pub flagged: Vec<BurstPerson>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BurstPerson {
    pub person: MaskedPerson,
    pub pause_s: f64,
    /// Answers in the burst, how long they took, and how long they would have.
    pub answers: u32,
    pub seconds: f64,
    pub expected_seconds: f64,
    /// Mean item score of the burst, 0 to 1.
    pub score: f64,
}
