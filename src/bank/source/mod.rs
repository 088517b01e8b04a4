//! An item as its author writes it: Markdown and letters instead of HTML and ids, and possibly not finished. Importers
//! make it, exporters and the editor read it, and `ItemSource::to_text` is its one way into a bank, so that nothing
//! reaches a candidate which `bank check` has not seen.

mod content_hash;
mod read;
#[cfg(test)]
mod tests;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::item::{Difficulty, JobFamily};

/// Empty texts and `None` mean "not said yet"; such an item is a draft and no bank takes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ItemSource {
    /// Empty in an import whose source has no usable name.
    pub id: String,
    pub title: String,
    pub domain: String,
    pub competency: String,
    pub indicator: String,
    pub difficulty: Option<Difficulty>,
    pub seconds: Option<u16>,
    pub tags: Vec<String>,
    pub job_families: BTreeSet<JobFamily>,
    /// True: the order of the options stays as written.
    pub fixed_order: bool,
    pub stimulus: Option<String>,
    pub enemies: Vec<String>,
    /// Arithmetic that gives the value of the key (FORMAT.md).
    pub computation: Option<String>,
    /// Where the item comes from: `moodle-xml:q17`, `model:deret-aritmetika:42`.
    pub origin: Option<String>,
    /// Markdown; gaps stand as `[[1]]`.
    pub stem: String,
    pub interaction: InteractionSource,
    pub rationale: String,
}

/// How the item is answered. Choices are Markdown; the first has the letter A (the left of a match: 1). Keys are
/// indices into the lists.
#[derive(Clone, Debug, PartialEq)]
pub enum InteractionSource {
    SingleChoice {
        options: Vec<String>,
        key: Option<usize>,
        /// Part of the full score for options other than the key, 0 < credit < 1.
        credit: BTreeMap<usize, f64>,
    },
    MultipleResponse {
        options: Vec<String>,
        key: BTreeSet<usize>,
        marking: Marking<usize>,
    },
    GradedJudgement {
        options: Vec<String>,
        weights: Vec<u8>,
    },
    NumericEntry {
        key: Option<f64>,
        tolerance: f64,
        unit: Option<String>,
        slider: Option<SliderSource>,
    },
    Ordering {
        elements: Vec<String>,
        /// Indices of `elements`, first to last.
        key: Vec<usize>,
        /// True: only the whole order counts; false: FORMAT.md's share of pairs.
        exact: bool,
    },
    Matching {
        left: Vec<String>,
        right: Vec<String>,
        /// Left → right.
        key: BTreeMap<usize, usize>,
        /// A right may serve several lefts.
        reuse: bool,
        marking: Marking<(usize, usize)>,
    },
    /// Unordered pairs of one list; each element at most once.
    Association {
        elements: Vec<String>,
        key: BTreeSet<(usize, usize)>,
        exact: bool,
    },
    /// The stem holds `[[1]]`, `[[2]]` …, one for each gap, in this order.
    GapText {
        gaps: Vec<GapSource>,
        /// True: all gaps right or nothing; false: right gaps ÷ all gaps.
        exact: bool,
    },
    /// Marked by people; never part of a form.
    ExtendedText,
}

#[derive(Clone, Debug, PartialEq)]
pub enum GapSource {
    Choice {
        /// Plain text, no Markdown.
        options: Vec<String>,
        key: Option<usize>,
        credit: BTreeMap<usize, f64>,
    },
    Text {
        /// Accepted answers with their part of the full score, 0 < credit ≤ 1; at least one has 1. Compared without
        /// outer blanks, with inner blanks as one.
        accepted: Vec<(String, f64)>,
        case_sensitive: bool,
    },
}

/// How a response of several parts becomes a score between 0 and 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Marking<P> {
    /// FORMAT.md's rule for the interaction.
    #[default]
    Standard,
    /// 1 when the response is the key and nothing else, else 0.
    Exact,
    /// The sum of what was chosen, cut at 0 and 1; what is not named counts 0.
    Credit(Vec<(P, f64)>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SliderSource {
    pub lower: f64,
    pub upper: f64,
    pub step: f64,
}

/// Material that several items share, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StimulusSource {
    pub id: String,
    pub title: String,
    pub domain: Option<String>,
    /// Markdown.
    pub body: String,
}

impl Default for InteractionSource {
    fn default() -> Self {
        Self::SingleChoice { options: Vec::new(), key: None, credit: BTreeMap::new() }
    }
}

impl GapSource {
    fn has_key(&self) -> bool {
        match self {
            Self::Choice { key, .. } => key.is_some(),
            Self::Text { accepted, .. } => !accepted.is_empty(),
        }
    }

    fn fill_key(&mut self) {
        match self {
            Self::Choice { key, .. } => *key = Some(key.unwrap_or(0)),
            Self::Text { accepted, .. } if accepted.is_empty() => accepted.push(("?".to_owned(), 1.0)),
            Self::Text { .. } => {}
        }
    }
}

impl InteractionSource {
    /// With some key where there is none yet, so that the rest can be shown.
    pub(super) fn keyed(&self) -> Self {
        let mut keyed = self.clone();
        match &mut keyed {
            Self::SingleChoice { key, .. } => *key = Some(key.unwrap_or(0)),
            Self::MultipleResponse { key, .. } if key.is_empty() => _ = key.insert(0),
            Self::GradedJudgement { options, weights } => {
                *weights = (0..options.len()).map(|at| if at == 0 { 5 } else { 1 }).collect();
            }
            Self::NumericEntry { key, .. } => *key = Some(key.unwrap_or(0.0)),
            Self::Ordering { elements, key, .. } => *key = (0..elements.len()).rev().collect(),
            Self::Matching { left, right, key, .. } => {
                *key = (0..left.len()).map(|at| (at, at.min(right.len().saturating_sub(1)))).collect();
            }
            Self::Association { key, .. } if key.is_empty() => _ = key.insert((0, 1)),
            Self::GapText { gaps, .. } => gaps.iter_mut().for_each(GapSource::fill_key),
            Self::MultipleResponse { .. } | Self::Association { .. } | Self::ExtendedText => {}
        }
        keyed
    }

    /// Whether the author said what is right.
    pub fn has_key(&self) -> bool {
        match self {
            Self::SingleChoice { key, .. } => key.is_some(),
            Self::MultipleResponse { key, .. } => !key.is_empty(),
            Self::GradedJudgement { weights, .. } => weights.contains(&5),
            Self::NumericEntry { key, .. } => key.is_some(),
            Self::Ordering { elements, key, .. } => key.len() == elements.len(),
            Self::Matching { left, key, .. } => key.len() == left.len(),
            Self::Association { key, .. } => !key.is_empty(),
            Self::GapText { gaps, .. } => gaps.iter().all(GapSource::has_key),
            Self::ExtendedText => false,
        }
    }

    /// The choices of every list, gaps left aside: their options are plain text.
    pub(in crate::bank) fn choices_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::SingleChoice { options, .. }
            | Self::MultipleResponse { options, .. }
            | Self::GradedJudgement { options, .. } => options.iter_mut().collect(),
            Self::Ordering { elements, .. } | Self::Association { elements, .. } => elements.iter_mut().collect(),
            Self::Matching { left, right, .. } => left.iter_mut().chain(right).collect(),
            Self::NumericEntry { .. } | Self::GapText { .. } | Self::ExtendedText => Vec::new(),
        }
    }

    /// The name in files, tables and on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::SingleChoice { .. } => "single_choice",
            Self::MultipleResponse { .. } => "multiple_response",
            Self::GradedJudgement { .. } => "graded_judgement",
            Self::NumericEntry { .. } => "numeric_entry",
            Self::Ordering { .. } => "ordering",
            Self::Matching { .. } => "matching",
            Self::Association { .. } => "association",
            Self::GapText { .. } => "gap_text",
            Self::ExtendedText => "extended_text",
        }
    }
}
