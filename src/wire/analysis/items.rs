//! Statistics of all items of a bank.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::flag::ItemFlag;
use super::{AnalysedDomain, AnalysedSession, CalibrationRef};
use crate::wire::admin::PotentialCategory;

/// `GET /api/analysis/{bank}/items?sessions=a,b&calibration=id`. Without `sessions`: all with results. Without
/// `calibration`: the accepted one, if there is one.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemsAnalysis {
    pub bank_id: String,
    pub bank_title: String,
    pub domains: Vec<AnalysedDomain>,
    /// Whose results these are.
    pub sessions: Vec<AnalysedSession>,
    /// Whose parameters stand beside the items.
    pub calibration: Option<CalibrationRef>,
    pub facts: AnalysisFacts,
    pub scores: ScoreDistribution,
    /// Flagged ones first, gravest first.
    pub items: Vec<ItemAnalysisRow>,
    /// Items of the newest version that nobody was shown.
    pub unseen: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AnalysisFacts {
    pub sessions: u32,
    pub persons: u32,
    pub voided: u32,
    pub answers: u32,
    /// Items shown and left.
    pub skipped: u32,
    pub items_seen: u32,
    /// With a flag other than too few answers or an option that hardly anybody takes.
    pub items_flagged: u32,
    pub items_per_form: f64,
    /// Of all items of a form together.
    pub reliability: ReliabilityEstimate,
    pub domains: Vec<DomainReliability>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DomainReliability {
    pub domain: String,
    pub title: String,
    pub items_seen: u32,
    pub items_per_form: f64,
    pub reliability: ReliabilityEstimate,
}

/// A reliability, and of what kind; or why there is none.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "method", rename_all = "snake_case")]
#[ts(export)]
pub enum ReliabilityEstimate {
    /// Cronbach's alpha: everybody was shown the same items. With its 95 % interval (Feldt).
    Alpha { value: f64, lower: f64, upper: f64, items: u32, sem: f64 },
    /// Alpha of a random form of this length, from pairs of items (forms differ); 95 % interval by the
    /// jackknife over 20 groups of persons.
    Pairwise { value: f64, lower: Option<f64>, upper: Option<f64>, items: u32, sem: f64, smallest_pair: u32 },
    /// There is none: `few_persons`, `few_items`, `no_pairs`, `adaptive` (items followed the answers).
    Unknown { reason: String },
}

/// Overall scores, 0 to 100.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ScoreDistribution {
    pub persons: u32,
    /// `null` without persons, as the numbers below.
    pub mean: Option<f64>,
    pub sd: Option<f64>,
    pub median: Option<f64>,
    pub lowest: Option<f64>,
    pub highest: Option<f64>,
    /// 20 bins of 5 points; the last holds 100, too.
    pub bins: Vec<ScoreBin>,
    pub categories: Vec<CategoryCount>,
    /// One for each blueprint that the sessions used.
    pub cuts: Vec<BlueprintCuts>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ScoreBin {
    pub from: f64,
    pub to: f64,
    pub count: u32,
    /// The same by category, lowest first: four counts.
    pub by_category: Vec<u32>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CategoryCount {
    pub category: PotentialCategory,
    pub count: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BlueprintCuts {
    pub blueprint_id: String,
    pub title: String,
    pub persons: u32,
    pub cukup_potensial: f64,
    pub potensial: f64,
    pub sangat_potensial: f64,
    pub source: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemAnalysisRow {
    /// Names the item with this content; the address of `GET …/items/{item}`. An item whose content changed between
    /// bank versions is another item with the same `id`.
    pub variant: String,
    pub id: String,
    /// False: its content is not that of the newest bank version.
    pub current: bool,
    pub domain: String,
    pub domain_title: String,
    pub competency: String,
    pub competency_title: String,
    /// `single_choice`, `graded_judgement`, …
    pub interaction: String,
    /// Beginning of the stem, plain text.
    pub excerpt: String,
    /// `easy`, `medium`, `hard`: what the author thought.
    pub difficulty: String,
    pub pilot: bool,
    /// Persons who had it in their form.
    pub shown: u32,
    /// Had it and left it; counts 0.
    pub skipped: u32,
    /// Mean item score, 0 to 1; the share right where there is only right and wrong.
    pub p: f64,
    /// Correlation with the score of the other items of the person's form (corrected), and with all.
    pub item_rest: Option<f64>,
    pub item_total: Option<f64>,
    pub seconds: Option<SecondsSummary>,
    /// Share of answers so fast that the item cannot have been worked on.
    pub rapid_share: Option<f64>,
    pub parameters: Option<ItemParametersView>,
    pub fit: Option<ItemFitView>,
    /// Gravest first.
    pub flags: Vec<ItemFlag>,
}

/// Quartiles of the time on an item.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SecondsSummary {
    pub lower: f64,
    pub median: f64,
    pub upper: f64,
    /// The author's estimate.
    pub expected: u32,
}

/// Parameters of one item; logistic, D = 1. `a` and `b` have one number each for right-or-wrong items, `b` one for
/// each step of a graded item. T = 50 + 10 b.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemParametersView {
    /// `1pl`, `2pl`, `3pl`, `grm`, `gpcm`, `nominal`.
    pub model: String,
    pub a: Vec<f64>,
    pub b: Vec<f64>,
    pub c: Option<f64>,
    pub se_a: Vec<Option<f64>>,
    pub se_b: Vec<Option<f64>>,
    /// Of the mean location; where that is not known the largest one of a step. This is what has to be small enough.
    pub se_location: Option<f64>,
    pub se_c: Option<f64>,
    /// Held at the value of an earlier calibration.
    pub fixed: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemFitView {
    /// Answers that the statistics rest on.
    pub answers: u32,
    /// Weighted and unweighted mean square of residuals; 1 is perfect.
    pub infit: Option<f64>,
    pub outfit: Option<f64>,
    /// Root mean square deviation of the observed from the model's curve, 0 to 1.
    pub rmsd: Option<f64>,
    /// Only where enough persons took one and the same form.
    pub s_x2: Option<ChiSquareView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChiSquareView {
    pub value: f64,
    pub df: f64,
    pub p: f64,
}
