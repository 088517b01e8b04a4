//! The frozen, ordered form of one candidate. It never changes after assembly (I5) and is stored resolved, beside
//! the seed that made it.

use super::ids::{BankVersion, BlueprintVersion, DomainId, ItemId};
use super::time::Span;

/// Names the drawing procedure; a form drawn by another one is not compared with this one's.
pub const ALGORITHM: u16 = 1;

/// Seed of one candidate's draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(pub [u8; 32]);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    pub algorithm: u16,
    pub seed: Seed,
    pub bank: BankVersion,
    pub blueprint: BlueprintVersion,
    pub sections: Vec<FormSection>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormSection {
    /// Index of the section's rule in the blueprint.
    pub rule: u16,
    pub domain: DomainId,
    pub title: String,
    /// Before accommodation; present when each section has a clock.
    pub limit: Option<Span>,
    pub items: Vec<FormItem>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormItem {
    pub id: ItemId,
    /// Position shown → index in `Interaction::drawable`; empty for a numeric entry.
    pub order: Vec<u8>,
}

impl Form {
    pub fn items(&self) -> impl Iterator<Item = &FormItem> {
        self.sections.iter().flat_map(|section| &section.items)
    }

    pub fn len(&self) -> usize {
        self.sections.iter().map(|section| section.items.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
