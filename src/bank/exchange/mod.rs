//! Item banks in the formats that people have: what every format shares. A format's reader turns bytes into
//! `ItemSource`s and says of each item of the file what became of it; nothing is lost or changed without a word.

pub mod aiken;
pub mod archive;
pub mod docx;
mod draft;
pub mod export;
mod formats;
mod gallery;
pub mod gift;
pub mod html;
mod marks;
pub mod moodle;
pub mod picture;
pub mod qti;
pub mod qti12;
pub mod report;
pub mod sheet;
pub mod text;
pub mod ukur;
mod xml;

use std::collections::BTreeMap;

pub use formats::{detect, read, write};

use super::source::{ItemSource, StimulusSource};

/// What a file is, by name on the command line and in reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    Qti,
    MoodleXml,
    Gift,
    Aiken,
    Xlsx,
    Csv,
    /// Word tables; read only.
    Docx,
    Ukur,
}

/// Everything that a file held, one row an item, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Import {
    pub rows: Vec<Row>,
    pub stimuli: Vec<StimulusSource>,
    /// Path in the bank (`images/…`, unique in this import) → bytes as the file had them.
    pub pictures: BTreeMap<String, Vec<u8>>,
}

/// One item of the source.
#[derive(Clone, Debug)]
pub struct Row {
    /// Path inside the file, with the line, row or element where it helps: `items/q1.xml`, `row 17`, `line 40`.
    pub source: String,
    /// The source's own identifier; empty when it has none.
    pub source_id: String,
    pub title: String,
    /// What the source calls the way of answering: `choiceInteraction`, `multichoice`, `MC`.
    pub interaction: String,
    pub fate: Fate,
    /// What could be read of an item that was left out, for whoever mends it by hand.
    pub remains: Option<Box<ItemSource>>,
}

/// What became of an item.
#[derive(Clone, Debug)]
pub enum Fate {
    /// With what was changed on the way, a sentence each; empty when nothing was.
    Taken {
        item: Box<ItemSource>,
        changes: Vec<String>,
    },
    LeftOut {
        reason: String,
    },
}

/// The file as a whole cannot be taken; nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} [{code}]")]
pub struct Refused {
    /// Stable, snake case.
    pub code: &'static str,
    /// What is wrong and where (entry, line, row), in English.
    pub message: String,
}

impl Refused {
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl Row {
    pub fn taken(&self) -> Option<(&ItemSource, &[String])> {
        match &self.fate {
            Fate::Taken { item, changes } => Some((item, changes)),
            Fate::LeftOut { .. } => None,
        }
    }
}

impl Format {
    pub const ALL: [Self; 8] =
        [Self::Qti, Self::MoodleXml, Self::Gift, Self::Aiken, Self::Xlsx, Self::Csv, Self::Docx, Self::Ukur];

    pub fn name(self) -> &'static str {
        match self {
            Self::Qti => "qti",
            Self::MoodleXml => "moodle-xml",
            Self::Gift => "gift",
            Self::Aiken => "aiken",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Docx => "docx",
            Self::Ukur => "ukur",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}
