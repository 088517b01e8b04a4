//! An item as its author writes it, keys and all.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An item as its author writes it. Texts are Markdown; empty texts and `null` mean "not said yet".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct ItemDraft {
    pub id: String,
    pub title: String,
    pub domain: String,
    pub competency: String,
    pub indicator: String,
    pub difficulty: Option<String>,
    pub seconds: Option<u16>,
    pub tags: Vec<String>,
    pub job_families: Vec<String>,
    pub fixed_order: bool,
    pub stimulus: Option<String>,
    pub enemies: Vec<String>,
    pub computation: Option<String>,
    pub origin: Option<String>,
    pub stem: String,
    pub interaction: DraftInteraction,
    pub rationale: String,
}

/// How a draft is answered. Keys are places in the lists, from 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[ts(export)]
pub enum DraftInteraction {
    SingleChoice {
        options: Vec<String>,
        key: Option<u8>,
        credit: Vec<ChoiceCredit>,
    },
    MultipleResponse {
        options: Vec<String>,
        key: Vec<u8>,
        exact: bool,
        credit: Vec<ChoiceCredit>,
    },
    GradedJudgement {
        options: Vec<String>,
        weights: Vec<u8>,
    },
    NumericEntry {
        key: Option<f64>,
        tolerance: f64,
        unit: Option<String>,
        /// Lower end, upper end, step.
        slider: Option<(f64, f64, f64)>,
    },
    Ordering {
        elements: Vec<String>,
        key: Vec<u8>,
        exact: bool,
    },
    Matching {
        left: Vec<String>,
        right: Vec<String>,
        /// `[left, right]`.
        key: Vec<(u8, u8)>,
        reuse: bool,
        exact: bool,
        credit: Vec<PairCredit>,
    },
    Association {
        elements: Vec<String>,
        key: Vec<(u8, u8)>,
        exact: bool,
    },
    /// The stem holds `[[1]]`, `[[2]]` …
    GapText {
        gaps: Vec<DraftGap>,
        exact: bool,
    },
    ExtendedText,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[ts(export)]
pub enum DraftGap {
    Choice { options: Vec<String>, key: Option<u8>, credit: Vec<ChoiceCredit> },
    Text { accepted: Vec<AcceptedText>, case_sensitive: bool },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct AcceptedText {
    pub text: String,
    /// Part of the full score, 0 < credit ≤ 1.
    pub credit: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct ChoiceCredit {
    pub choice: u8,
    pub credit: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct PairCredit {
    pub left: u8,
    pub right: u8,
    pub credit: f64,
}
