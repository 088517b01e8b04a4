//! An item: its content, its interaction, and its key. Deliberately not serialisable (I6).

use std::collections::{BTreeMap, BTreeSet};

use super::ids::{ChoiceId, CompetencyId, DomainId, ItemId, StimulusId};

/// HTML that passed the bank's allow-list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Html(pub String);

#[derive(Clone, Debug)]
pub struct Item {
    pub id: ItemId,
    pub domain: DomainId,
    pub competency: CompetencyId,
    pub indicator: String,
    pub difficulty: Difficulty,
    /// The author's estimate of the time a prepared person needs.
    pub seconds: u16,
    pub tags: Vec<String>,
    /// Empty: fits every job family.
    pub job_families: BTreeSet<JobFamily>,
    /// False: the author's order of options stays.
    pub shuffle: bool,
    pub stimulus: Option<StimulusId>,
    /// Items that may not stand in the same form. Symmetric after loading.
    pub enemies: BTreeSet<ItemId>,
    pub stem: Html,
    pub interaction: Interaction,
    pub rationale: Html,
    /// On trial: only blueprints of a trial draw it.
    pub pilot: bool,
}

/// How an item is answered, and the right answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Interaction {
    SingleChoice {
        options: Vec<Choice>,
        key: ChoiceId,
        /// Part of the score for options other than the key, 0 < credit < 1.
        credit: BTreeMap<ChoiceId, f64>,
    },
    MultipleResponse {
        options: Vec<Choice>,
        key: BTreeSet<ChoiceId>,
        marking: Marking<ChoiceId>,
    },
    /// Situational judgement; weights 1..=5, exactly one option has 5.
    GradedJudgement {
        options: Vec<Choice>,
        weights: BTreeMap<ChoiceId, u8>,
    },
    NumericEntry {
        key: f64,
        tolerance: f64,
        unit: Option<String>,
        slider: Option<Slider>,
    },
    Ordering {
        elements: Vec<Choice>,
        key: Vec<ChoiceId>,
        /// Only the whole order counts.
        exact: bool,
    },
    /// Left to right; every left has one.
    Matching {
        left: Vec<Choice>,
        right: Vec<Choice>,
        key: BTreeMap<ChoiceId, ChoiceId>,
        /// A right may serve several lefts.
        reuse: bool,
        marking: Marking<(ChoiceId, ChoiceId)>,
    },
    /// Unordered pairs of one list, each element at most once; a pair stands with its smaller id first.
    Association {
        elements: Vec<Choice>,
        key: BTreeSet<(ChoiceId, ChoiceId)>,
        /// Only all pairs and no other count.
        exact: bool,
    },
    /// The stem holds a place for each gap.
    GapText {
        gaps: Vec<Gap>,
        /// Only all gaps right count.
        exact: bool,
    },
    /// Marked by people; never part of a form.
    ExtendedText,
}

/// How a response of several parts becomes a score between 0 and 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Marking<P: Ord> {
    /// The interaction's own rule (FORMAT.md).
    #[default]
    Standard,
    /// 1 for the key and nothing else.
    Exact,
    /// The sum over what was chosen, cut at 0 and 1; what is not named counts 0.
    Credit(BTreeMap<P, f64>),
}

/// One place to fill in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// `1`, `2` …, as in the stem.
    pub id: ChoiceId,
    pub filling: Filling,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Filling {
    Choice {
        options: Vec<Choice>,
        key: ChoiceId,
        /// Part of the score for options other than the key, 0 < credit < 1.
        credit: BTreeMap<ChoiceId, f64>,
    },
    Text {
        /// Accepted answers with their part of the score; the first has 1.
        accepted: Vec<(String, f64)>,
        case_sensitive: bool,
    },
}

/// A number that may also be set by a slider; the ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slider {
    pub lower: f64,
    pub upper: f64,
    pub step: f64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub id: ChoiceId,
    pub html: Html,
}

/// The author's estimate, until a calibration knows better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difficulty {
    Easy,
    Medium,
    Hard,
}

/// Groups of posts with blueprints and norms of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobFamily {
    Pimpinan,
    Administrator,
    Pengawas,
    Fungsional,
    Pelaksana,
}

impl Interaction {
    /// The choices whose order may be drawn for a candidate; for a match, the right side.
    pub fn drawable(&self) -> &[Choice] {
        match self {
            Self::SingleChoice { options, .. }
            | Self::MultipleResponse { options, .. }
            | Self::GradedJudgement { options, .. } => options,
            Self::Ordering { elements, .. } | Self::Association { elements, .. } => elements,
            Self::Matching { right, .. } => right,
            Self::NumericEntry { .. } | Self::GapText { .. } | Self::ExtendedText => &[],
        }
    }

    /// Whether a machine can score it; what people must mark is never part of a form.
    pub fn is_scored(&self) -> bool {
        !matches!(self, Self::ExtendedText)
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

impl Difficulty {
    pub const ALL: [Self; 3] = [Self::Easy, Self::Medium, Self::Hard];

    pub fn name(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Medium => "medium",
            Self::Hard => "hard",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.name() == name)
    }
}

impl JobFamily {
    pub const ALL: [Self; 5] = [Self::Pimpinan, Self::Administrator, Self::Pengawas, Self::Fungsional, Self::Pelaksana];

    pub fn name(self) -> &'static str {
        match self {
            Self::Pimpinan => "pimpinan",
            Self::Administrator => "administrator",
            Self::Pengawas => "pengawas",
            Self::Fungsional => "fungsional",
            Self::Pelaksana => "pelaksana",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.name() == name)
    }
}
