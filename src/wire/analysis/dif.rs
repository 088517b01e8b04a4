//! Whether an item behaves otherwise for a group of equally able persons.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AnalysedSession, CalibrationRef};

/// `GET /api/analysis/{bank}/dif?sessions=…&by=unit&focal=…&reference=…`. Without `by` the attributes alone; without
/// `focal` the two largest groups, the larger as reference; without `reference` everybody else.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DifAnalysis {
    pub bank_id: String,
    pub sessions: Vec<AnalysedSession>,
    pub calibration: Option<CalibrationRef>,
    pub attributes: Vec<DifAttributeView>,
    pub result: Option<DifResult>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DifAttributeView {
    pub attribute: DifAttribute,
    /// Values with their persons, most first, at most 200.
    pub values: Vec<DifGroup>,
}

/// What candidates can be grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DifAttribute {
    Unit,
    JobFamily,
    Room,
    Session,
    Event,
    /// `man` or `woman`, read from the NIP's fifteenth digit.
    Sex,
    /// Decade of birth, read from the NIP: `1970`.
    BirthDecade,
    /// `yes` or `no`: whether the person had extra working time.
    ExtraTime,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DifGroup {
    pub value: String,
    pub persons: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DifResult {
    pub by: DifAttribute,
    pub focal: String,
    /// Absent: everybody else.
    pub reference: Option<String>,
    pub focal_persons: u32,
    pub reference_persons: u32,
    pub matching: DifMatching,
    /// Below this many persons a group on one item the item is not judged.
    pub minimum_group: u32,
    /// Below this many a verdict is weak: 200.
    pub advised_group: u32,
    /// Judged items: C first, then B, by size.
    pub items: Vec<DifItem>,
    /// Items that too few of a group were shown, or that could not be judged.
    pub not_judged: Vec<DifNotJudged>,
    pub class_a: u32,
    pub class_b: u32,
    pub class_c: u32,
}

/// How persons of equal ability are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DifMatching {
    /// Number right: everybody was shown the same items.
    SumScore,
    /// θ of the item's domain by the calibration.
    Theta,
    /// Mean score per shown item, the item left out: forms differ and there is no calibration.
    RestScore,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DifItem {
    pub variant: String,
    pub id: String,
    pub domain: String,
    pub excerpt: String,
    pub focal_shown: u32,
    pub reference_shown: u32,
    /// A group has fewer than the advised number on this item.
    pub weak: bool,
    pub method: DifMethod,
    pub chi_square: f64,
    pub df: u32,
    pub p: f64,
    /// Difference of the mean item score between equally able persons, focal minus reference, -1 to 1.
    pub difference: Option<f64>,
    /// ETS delta with its standard error; right-or-wrong items only. Below 0: harder for the focal group.
    pub delta: Option<f64>,
    pub delta_se: Option<f64>,
    /// Of small groups by the posterior where there is one, else by test and size.
    pub class: DifClass,
    /// Of items of which a group has fewer than the advised number.
    pub posterior: Option<DifPosterior>,
    /// For whom it is easier than ability explains; absent in class A.
    pub favours: Option<DifSide>,
    /// Right-or-wrong items: p of the likelihood ratio that the difference changes with ability.
    pub non_uniform_p: Option<f64>,
}

/// Empirical Bayes (after Zwick, Thayer & Lewis 1999): what an item of a small group is, its own figure weighed against
/// those of all items of its method.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DifPosterior {
    /// Mean and standard deviation of the posterior: of ETS delta, or of Mantel's items of the standardised mean
    /// difference over the item's spread.
    pub size: f64,
    pub sd: f64,
    /// Share of the item's own figures in the mean, 0 to 1.
    pub own: f64,
    /// Probabilities of the classes.
    pub a: f64,
    pub b: f64,
    pub c: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DifMethod {
    /// Right-or-wrong items; ETS classes (Zieky 1993).
    MantelHaenszel,
    /// Items of several categories: Mantel's test, classes by the standardised mean difference (Zwick, Thayer &
    /// Mazzeo 1997).
    Mantel,
}

/// Negligible, moderate, large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(export)]
pub enum DifClass {
    A,
    B,
    C,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DifSide {
    Focal,
    Reference,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DifNotJudged {
    pub variant: String,
    pub id: String,
    pub focal_shown: u32,
    pub reference_shown: u32,
    /// `group_too_small`, `no_information`, `separated`.
    pub reason: String,
}
