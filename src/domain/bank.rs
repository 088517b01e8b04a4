//! One version of an item bank, as loaded: immutable, shared, named by the hash of its files.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ids::{BankId, BankVersion, CompetencyId, DomainId, ItemId, StimulusId};
use super::item::{Html, Item};

#[derive(Clone, Debug)]
pub struct Bank {
    pub id: BankId,
    pub title: String,
    pub version: BankVersion,
    /// In the order of `bank.toml`.
    pub domains: Vec<DomainInfo>,
    pub items: BTreeMap<ItemId, Arc<Item>>,
    pub stimuli: BTreeMap<StimulusId, Stimulus>,
    /// By file name under `/media/`: `<sha256>.<extension>`.
    pub media: BTreeMap<String, Media>,
}

#[derive(Clone, Debug)]
pub struct DomainInfo {
    pub id: DomainId,
    pub title: String,
    pub competencies: Vec<CompetencyInfo>,
}

#[derive(Clone, Debug)]
pub struct CompetencyInfo {
    pub id: CompetencyId,
    pub title: String,
}

#[derive(Clone, Debug)]
pub struct Stimulus {
    pub id: StimulusId,
    pub title: String,
    pub html: Html,
}

#[derive(Clone)]
pub struct Media {
    pub content_type: &'static str,
    pub bytes: Arc<[u8]>,
}

impl std::fmt::Debug for Media {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Media({}, {} bytes)", self.content_type, self.bytes.len())
    }
}

impl Bank {
    pub fn domain(&self, id: &DomainId) -> Option<&DomainInfo> {
        self.domains.iter().find(|d| d.id == *id)
    }
}
