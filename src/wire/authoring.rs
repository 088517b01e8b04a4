//! The item room: what authors and reviewers see and send. **Keys stand here**, because an author writes them; these
//! shapes are used by handlers that let in administrators alone, never by those of candidates and proctors
//! (`tests/tidy.rs` keeps it so).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::item::{ItemView, ResponseValue, StimulusView};
use super::number::InstantMs;
use super::staff::Fault;

/// `GET /api/authoring`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AuthoringBank {
    pub id: String,
    pub title: String,
    pub domains: Vec<AuthoringDomain>,
    /// By stage.
    pub items: BTreeMap<String, u32>,
    /// SHA-256 of the newest released version, hexadecimal.
    pub released: Option<String>,
    pub released_ms: Option<InstantMs>,
    /// Protected, and its key is not here: nothing but these numbers can be read.
    pub locked: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AuthoringDomain {
    pub id: String,
    pub title: String,
    pub competencies: Vec<AuthoringCompetency>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AuthoringCompetency {
    pub id: String,
    pub title: String,
}

/// `draft` → `in_review` → `approved` → (`pilot`) → `active` → `retired`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ItemStage {
    Draft,
    InReview,
    Approved,
    Pilot,
    Active,
    Retired,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ItemStep {
    Submit,
    Return,
    Approve,
    Pilot,
    Activate,
    Retire,
    Revive,
}

/// `GET /api/authoring/{bank}/items`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemRow {
    pub id: String,
    pub title: String,
    /// The beginning of the stem, without marks.
    pub stem: String,
    pub domain: String,
    pub competency: String,
    pub interaction: String,
    pub difficulty: Option<String>,
    pub job_families: Vec<String>,
    pub tags: Vec<String>,
    pub stage: ItemStage,
    pub version: u32,
    /// The version that the next release takes.
    pub in_use: Option<u32>,
    pub author: String,
    pub changed_ms: InstantMs,
    /// What is missing before a draft can be submitted.
    pub faults: u32,
}

/// `GET /api/authoring/{bank}/items/{item}`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemPage {
    pub row: ItemRow,
    pub draft: ItemDraft,
    pub preview: ItemPreview,
    /// Oldest first.
    pub versions: Vec<ItemVersion>,
    /// Oldest first.
    pub trail: Vec<TrailEntry>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemVersion {
    pub number: u32,
    pub author: String,
    pub at_ms: InstantMs,
    pub note: String,
}

/// A step (its name), `edited`, or `comment`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TrailEntry {
    pub number: u32,
    pub at_ms: InstantMs,
    pub who: String,
    pub kind: String,
    pub text: String,
}

/// An item as candidates would see it, and what is wrong with it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemPreview {
    pub view: Option<ItemView>,
    pub stimulus: Option<StimulusView>,
    /// The response with the full score.
    pub key: Option<ResponseValue>,
    pub rationale_html: String,
    /// What must be mended before it can be submitted.
    pub faults: Vec<Fault>,
    /// Signs that a reviewer should look at: a key that is longest, a doubled negative …
    pub warnings: Vec<Fault>,
}

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

/// `POST /api/authoring/{bank}/items`: over version `after` (0: a new item).
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct WriteItem {
    pub draft: ItemDraft,
    pub after: u32,
    pub note: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemWritten {
    pub version: u32,
}

/// `POST /api/authoring/{bank}/items/{item}/steps`: about the version that was looked at.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct TakeStep {
    pub step: ItemStep,
    pub version: u32,
    pub reason: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StepTaken {
    pub stage: ItemStage,
}

/// `POST /api/authoring/{bank}/items/{item}/comments`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NewComment {
    pub text: String,
}

/// `POST /api/authoring/{bank}/pictures?name=`: the path that Markdown names.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PictureAdded {
    pub path: String,
}

/// `GET` and `POST /api/authoring/{bank}/stimuli`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct StimulusDraft {
    pub id: String,
    pub title: String,
    pub domain: Option<String>,
    pub body: String,
}

/// `GET /api/authoring/{bank}/similar`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SimilarItems {
    pub one: String,
    pub other: String,
    /// 0 to 1.
    pub resemblance: f64,
}

/// `POST /api/authoring/{bank}/release`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BankReleased {
    pub version: String,
}

/// `GET /api/authoring/models`: templates that make numerical items.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemModelView {
    pub id: String,
    pub title: String,
    pub competency: String,
    pub indicator: String,
    pub difficulty: String,
    pub interaction: String,
}

/// `POST /api/authoring/{bank}/models/{model}`: seeds `seed` to `seed + count - 1`; a dry run stores nothing.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct GenerateItems {
    pub seed: u32,
    pub count: u32,
    pub dry_run: bool,
}

/// `POST /api/authoring/{bank}/import`: a multipart form with `file`, and optionally `mended` (JSON, a list of
/// `MendedRow`).
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemImport {
    pub file: String,
    pub format: Option<String>,
    /// Why the file as a whole was refused; nothing was stored then.
    pub refused: Option<String>,
    pub stored: bool,
    pub rows: Vec<ItemImportRow>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemImportRow {
    pub source: String,
    pub source_id: String,
    pub title: String,
    pub interaction: String,
    pub status: ImportStatus,
    pub reason: Option<String>,
    pub changes: Vec<String>,
    /// What was read, also of a row that was left out but can be mended.
    pub draft: Option<ItemDraft>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ImportStatus {
    Imported,
    Changed,
    LeftOut,
}

/// A row that was put right by hand; `row` is its place in the report, from 0.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct MendedRow {
    pub row: u32,
    pub draft: ItemDraft,
}
