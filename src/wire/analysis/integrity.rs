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

/// Why a statistic was not computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum NotComputed {
    /// Fewer than 30 persons (with times, where times are looked at).
    FewPersons,
    /// The forms hold no item whose choice can be compared.
    NoChoices,
    /// The answers do not suffice to estimate how hard the items are.
    NotCalibrated,
    /// No pair answered enough of the same items.
    NoCommonItems,
}

/// How often honest persons are flagged: simulated on this session's own forms, with its own abilities and times.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FalsePositives {
    /// Flagged of all examined, 0 to 1.
    pub rate: f64,
    /// Pairs or persons that were examined in the simulation.
    pub examined: u32,
    /// Of these the flagged.
    pub flagged: u32,
    /// How often the whole session was simulated, and in how many of these anybody at all was flagged.
    pub halls: u32,
    pub halls_flagged: u32,
}

/// Pairs that gave more of the same answers than their abilities explain.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SimilarityReport {
    /// Absent: it was computed.
    pub not_computed: Option<NotComputed>,
    /// Pairs with enough items in common that both answered, and of these the seat neighbours.
    pub pairs: u32,
    pub neighbours: u32,
    /// Items that a pair must have in common to be compared.
    pub least_common: u32,
    /// Level after correction for the number of pairs (Holm); neighbours are a family of their own.
    pub level: f64,
    /// Absent: nothing could be computed, so nothing simulated.
    pub false_positives: Option<FalsePositives>,
    /// What the forms and seats of this session let the statistic see.
    pub near: PairDesign,
    pub far: PairDesign,
    /// Seat neighbours first, then by p; at most 200.
    pub flagged: Vec<SimilarPair>,
}

/// Pairs of one kind (seat neighbours, or all others) in this design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PairDesign {
    pub pairs: u32,
    /// With enough items that both answered to be compared.
    pub comparable: u32,
    /// Items that both were shown: mean over the pairs, and most.
    pub shared_mean: f64,
    pub shared_most: u32,
    pub visibility: Visibility,
    /// Planted copying, of all pairs of the kind, comparable or not. Empty where nothing could be simulated.
    pub power: Vec<CopyingPower>,
}

/// Whether copying between such a pair would be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Visibility {
    /// There is no such pair.
    NoPairs,
    /// Their forms share no item: copying can neither be seen nor be of use.
    NothingShared,
    /// They share some, but never enough to be compared.
    TooFewShared,
    /// It could not be simulated.
    Unknown,
    /// Fewer than a fifth of those who copy four fifths of the common items would be found.
    Hardly,
    Partly,
    /// Four fifths of those who copy three fifths of the common items would be found.
    Well,
}

/// How many planted copiers the statistic would have found.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CopyingPower {
    /// Share of the common items that was copied, 0 to 1.
    pub share: f64,
    pub planted: u32,
    pub found: u32,
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
    pub not_computed: Option<NotComputed>,
    /// Persons with measured times.
    pub persons: u32,
    /// Flagged below this share of items worked on.
    pub effort_below: f64,
    /// Absent: the times do not suffice for a simulation.
    pub false_positives: Option<FalsePositives>,
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
    pub not_computed: Option<NotComputed>,
    pub persons: u32,
    /// A pause of this many seconds, then this many answers, each below this share of the expected time.
    pub pause_s: f64,
    pub answers: u32,
    pub fast_share: f64,
    /// Absent: the times do not suffice for a simulation.
    pub false_positives: Option<FalsePositives>,
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
