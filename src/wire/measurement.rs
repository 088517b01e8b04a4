//! How sure a category is: of a person's result, and of a blueprint before its use.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum MeasurementBasis {
    /// Categories follow the measure.
    Calibrated,
    /// The authors' estimates stand in for a calibration: categories follow the number-correct score.
    Uncalibrated,
}

/// Of one result.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MeasurementView {
    pub basis: MeasurementBasis,
    pub calibration_id: Option<String>,
    pub overall: MeasuredView,
    /// Where the upper categories begin, on the scale of T, rising.
    pub cuts: Vec<f64>,
    /// A person should look at it before the category decides anything.
    pub borderline: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MeasuredView {
    /// T = 50 + 10 θ.
    pub t: f64,
    /// Standard error of T.
    pub t_error: f64,
    /// Of each category, lowest first; they sum to 1.
    pub probabilities: Vec<f64>,
    /// Items that it rests on.
    pub items: u16,
}

/// `GET /api/blueprints/{id}/accuracy?rehearsal=true`, `GET /api/sessions/{id}/accuracy`: before anybody sits it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AccuracyView {
    pub calibration: CalibrationUse,
    pub calibration_id: Option<String>,
    /// Share of each section's items that the accepted calibration knows; empty without one.
    pub coverage: Vec<SectionCoverage>,
    /// Least share in every section.
    pub least_coverage: f64,
    /// Items of a form; in the mean of an adaptive sitting.
    pub items: f64,
    /// Less than this share in the true category is too little to decide by.
    pub least_accuracy: f64,
    /// Absent: nothing can be foretold (the bank is too small, the cut scores cannot be told apart, or an adaptive test
    /// has no calibration to choose by).
    pub overall: Option<ExpectedView>,
    pub sections: Vec<SectionAccuracyView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CalibrationUse {
    /// No calibration of the bank was accepted (in time).
    None,
    /// One was accepted, but knows too few of the items.
    TooNarrow,
    /// One was accepted, but rests on a rehearsal: it counts for rehearsals alone.
    ForRehearsals,
    /// One was accepted and knows enough items, but nothing can be foretold with it: its domains correlate too closely
    /// for scoring, the cut scores cannot be told apart, or the bank is too small for a form.
    Idle,
    Used,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SectionCoverage {
    pub title: String,
    /// 0 to 1.
    pub share: f64,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SectionAccuracyView {
    pub domain: String,
    pub title: String,
    /// Of a form; in the mean of an adaptive sitting.
    pub items: f64,
    pub expected: ExpectedView,
    /// Items of the same kind for `least_accuracy`; absent: more than anybody would sit, and of an adaptive test.
    pub needed: Option<u16>,
}

/// Share of persons in their true category, 0 to 1; `low` and `high` say how sure that is.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ExpectedView {
    pub accuracy: f64,
    pub low: f64,
    pub high: f64,
}
