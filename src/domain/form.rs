//! The frozen, ordered form of one candidate. It never changes after assembly (I5) and is stored resolved, beside
//! the seed that made it.

use std::collections::HashSet;
use std::sync::Arc;

use super::bank::Bank;
use super::ids::{BankVersion, BlueprintVersion, DomainId, ItemId};
use super::time::Span;

/// Names the drawing procedure: every form by chance, out of its own seed alone.
pub const ALGORITHM: u16 = 1;
/// The forms of a session matched to one target; the seed of a form gives its orders, the session's its items.
pub const PARALLEL: u16 = 2;
/// No form but a pool: what one candidate of an adaptive session may get, with the orders of options. The choice keeps
/// the shares of the sections alone.
pub const ADAPTIVE: u16 = 3;
/// A pool whose choice keeps the cells of the sections, too.
pub const ADAPTIVE_CELLS: u16 = 4;

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
    pub order: Arc<[u8]>,
}

/// The orders of options of many forms: there are few, and each form would hold dozens of them.
#[derive(Debug, Default)]
pub struct SharedOrders(HashSet<Arc<[u8]>>);

impl Form {
    /// The same form on the bank's ids and on orders that other forms hold too: a hall's forms then take a tenth of the
    /// memory.
    pub fn sharing(mut self, bank: &Bank, orders: &mut SharedOrders) -> Self {
        for item in self.sections.iter_mut().flat_map(|section| &mut section.items) {
            if let Some(known) = bank.items.get(&item.id) {
                item.id = known.id.clone();
            }
            match orders.0.get(&item.order) {
                Some(known) => item.order = known.clone(),
                None => drop(orders.0.insert(item.order.clone())),
            }
        }
        self.sections.shrink_to_fit();
        self
    }

    pub fn is_pool(&self) -> bool {
        [ADAPTIVE, ADAPTIVE_CELLS].contains(&self.algorithm)
    }

    /// What of a pool was put before the candidate, in its sections; sections of which nothing was stay, empty.
    #[must_use]
    pub fn only(&self, offered: &[ItemId]) -> Self {
        let known: HashSet<&ItemId> = offered.iter().collect();
        let mut form = self.clone();
        for section in &mut form.sections {
            section.items.retain(|item| known.contains(&item.id));
        }
        form
    }

    /// What of a pool was put before the candidate, as one section in the order in which it came.
    #[must_use]
    pub fn in_order(&self, offered: &[ItemId]) -> Self {
        let items = offered.iter().filter_map(|id| self.items().find(|item| item.id == *id)).cloned().collect();
        let only = self.sections.first().map(|first| FormSection { items, ..first.clone() });
        let Self { algorithm, seed, .. } = *self;
        let (bank, blueprint) = (self.bank.clone(), self.blueprint.clone());
        Self { algorithm, seed, bank, blueprint, sections: only.into_iter().collect() }
    }

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
