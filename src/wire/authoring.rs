//! The item room: what authors and reviewers see and send. **Keys stand here**, because an author writes them; these
//! shapes are used by handlers that let in administrators alone, never by those of candidates and proctors
//! (`tests/tidy.rs` keeps it so).

mod draft;
mod sheet;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use draft::{AcceptedText, ChoiceCredit, DraftGap, DraftInteraction, ItemDraft, PairCredit};
pub use sheet::{SheetColumn, SheetKey, SheetLayout, SheetLook, SheetRow, SheetView};

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

/// `POST /api/authoring` (a bank begins), `PUT /api/authoring/{bank}` (it gets other titles and more competencies).
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct BankOutline {
    /// Lower-case letters, digits and `-`, at most 40; of a bank that is there, the address's counts.
    pub id: String,
    pub title: String,
    pub domains: Vec<AuthoringDomain>,
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
    /// The version that was read, over which this one goes (0: there was none); another one there is `changed`.
    /// Without it, whatever is there is written over.
    pub version: Option<u32>,
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

/// `GET /api/authoring/{bank}/exposure`: items that anybody met.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemExposureView {
    pub item: String,
    /// Candidates who had it in their form.
    pub shown: u32,
    /// Mean item score, 0 to 1.
    pub mean_score: Option<f64>,
    /// Mean seconds of those who answered.
    pub mean_s: Option<f64>,
    /// `easier` or `faster` than in all sittings before the last: perhaps the item is known outside.
    pub drift: Option<String>,
    /// Oldest first.
    pub sittings: Vec<SittingExposureView>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SittingExposureView {
    pub session: String,
    pub title: String,
    pub opens_ms: InstantMs,
    pub shown: u32,
    pub mean_score: Option<f64>,
    pub mean_s: Option<f64>,
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
/// `MendedRow`) and `layout` (JSON, a `SheetLayout`).
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

/// `GET /api/authoring/{bank}/export/losses?format=…`: what the file of `…/export` would not say of an item.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ExportLoss {
    pub item: String,
    pub what: String,
}

/// A row that was put right by hand; `row` is its place in the report, from 0.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct MendedRow {
    pub row: u32,
    pub draft: ItemDraft,
}
