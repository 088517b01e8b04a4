//! What a browser sees of an item, and what it gives back. Keys, weights and rationales have no field here.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One item, rendered. HTML has passed the bank's allow-list.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemView {
    pub id: String,
    pub stem_html: String,
    pub stimulus: Option<String>,
    pub interaction: InteractionView,
}

/// How an item is answered. Choices are already in this candidate's order; letters are given by position.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum InteractionView {
    SingleChoice {
        options: Vec<ChoiceView>,
    },
    MultipleResponse {
        options: Vec<ChoiceView>,
    },
    GradedJudgement {
        options: Vec<ChoiceView>,
    },
    NumericEntry {
        unit: Option<String>,
        slider: Option<SliderView>,
    },
    Ordering {
        elements: Vec<ChoiceView>,
    },
    /// `reuse`: a right may be paired with several lefts.
    Matching {
        left: Vec<ChoiceView>,
        right: Vec<ChoiceView>,
        reuse: bool,
    },
    /// Pairs within one list, each element at most once.
    Association {
        elements: Vec<ChoiceView>,
    },
    /// The stem holds an empty `<span class="gap" data-gap="…">` for each gap, in this order.
    GapText {
        gaps: Vec<GapView>,
    },
    /// Only in previews: marked by people, never part of a form.
    ExtendedText,
}

/// A number that may also be set by a slider.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SliderView {
    pub lower: f64,
    pub upper: f64,
    pub step: f64,
}

/// One place to fill in a text.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct GapView {
    pub id: String,
    /// Absent: any text of at most 200 characters.
    pub options: Option<Vec<ChoiceView>>,
}

/// An option, an element to order, or one side of a match.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChoiceView {
    pub id: String,
    pub html: String,
}

/// Material that several items share.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StimulusView {
    pub id: String,
    pub title: String,
    pub html: String,
}

/// What a candidate gave. `null` in its place clears the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[ts(export)]
pub enum ResponseValue {
    /// For `single_choice` and `graded_judgement`.
    Choice { option: String },
    /// For `multiple_response`: at least one, no repeats.
    Choices { options: Vec<String> },
    /// For `numeric_entry`: `-?[0-9]{1,15}(\.[0-9]{1,9})?`, a point as decimal sign, no grouping.
    Number { value: String },
    /// For `ordering`: every element once, first to last.
    Order { elements: Vec<String> },
    /// For `matching`: `[left, right]`, no left twice, no right twice unless `reuse`; for `association`: two elements,
    /// none twice. May be incomplete.
    Match { pairs: Vec<(String, String)> },
    /// For `gap_text`: `[gap, option or text]`, no gap twice; may be incomplete.
    Gaps { gaps: Vec<(String, String)> },
}
