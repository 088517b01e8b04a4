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
}

/// How an item is answered, and the right answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Interaction {
    SingleChoice {
        options: Vec<Choice>,
        key: ChoiceId,
    },
    MultipleResponse {
        options: Vec<Choice>,
        key: BTreeSet<ChoiceId>,
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
    },
    Ordering {
        elements: Vec<Choice>,
        key: Vec<ChoiceId>,
    },
    /// Left to right; every left has one.
    Matching {
        left: Vec<Choice>,
        right: Vec<Choice>,
        key: BTreeMap<ChoiceId, ChoiceId>,
    },
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
            Self::Ordering { elements, .. } => elements,
            Self::Matching { right, .. } => right,
            Self::NumericEntry { .. } => &[],
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
