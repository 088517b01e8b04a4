//! What the item room shows: a line an item, one item with its history, and an item as candidates would see it.

use std::collections::BTreeSet;

use super::items::source;
use super::ports::{Head, Trail, Version};
use super::{Authoring, AuthoringError};
use crate::bank::source::ItemSource;
use crate::bank::{BankFault, Warning, lint_item};
use crate::domain::bank::Stimulus;
use crate::domain::ids::{BankId, ItemId};
use crate::domain::item::Item;
use crate::domain::item_life::Stage;

/// An item in a list.
pub struct ItemLine {
    pub head: Head,
    /// `None`: the stored text cannot be read (by this build).
    pub source: Option<ItemSource>,
    /// What is missing before it can be submitted.
    pub faults: usize,
}

pub struct ItemDetail {
    pub head: Head,
    pub source: ItemSource,
    pub shown: Shown,
    /// Oldest first.
    pub versions: Vec<Version>,
    /// Oldest first.
    pub trail: Vec<Trail>,
}

/// A text, looked at.
pub struct Shown {
    /// `None`: so much is missing or wrong that nothing can be shown.
    pub item: Option<Item>,
    pub stimulus: Option<Stimulus>,
    pub faults: Vec<BankFault>,
    /// False: the author has not said what is right; what the item holds as its key is made up.
    pub keyed: bool,
    /// What a reviewer should look at.
    pub warnings: Vec<Warning>,
}

impl Authoring {
    /// Every bank that is worked on, by id.
    pub async fn banks(&self) -> Result<Vec<BankId>, AuthoringError> {
        Ok(self.store.banks().await?)
    }

    /// How many items of each bank stand where.
    pub async fn counts(&self) -> Result<Vec<(BankId, Stage, u32)>, AuthoringError> {
        Ok(self.store.counts().await?)
    }

    /// Every item of the bank, by id.
    pub async fn items(&self, bank: &BankId) -> Result<Vec<ItemLine>, AuthoringError> {
        let bench = self.bench(bank).await?;
        let heads = self.store.heads(bank).await?;
        let lines = tokio::task::spawn_blocking(move || {
            let names: Vec<ItemId> = heads.iter().map(|head| head.item.clone()).collect();
            let names: BTreeSet<&str> = names.iter().map(ItemId::as_str).collect();
            let line = |head: Head| {
                let source = source(&head.version).ok();
                // What is in use was complete when it was released.
                let draft = source.as_ref().filter(|_| head.stage == Stage::Draft);
                let faults = draft.map_or(0, |source| bench.read(source, &names).1.len());
                ItemLine { head, source, faults }
            };
            heads.into_iter().map(line).collect()
        });
        lines.await.map_err(|_| AuthoringError::Interrupted("listing items"))
    }

    pub async fn item(&self, bank: &BankId, item: &ItemId) -> Result<ItemDetail, AuthoringError> {
        let head = self.head(bank, item).await?;
        let source = source(&head.version)?;
        let shown = self.show(bank, &source).await?;
        let versions = self.store.versions(bank, item).await?;
        let trail = self.store.trail(bank, item).await?;
        Ok(ItemDetail { head, source, shown, versions, trail })
    }

    /// One version of an item, as it was written.
    pub async fn version(&self, bank: &BankId, item: &ItemId, number: u32) -> Result<ItemSource, AuthoringError> {
        let versions = self.store.versions(bank, item).await?;
        let found = versions.iter().find(|version| version.number == number);
        source(found.ok_or(AuthoringError::Unknown("version"))?)
    }

    /// Looks at a text that is not stored: its faults, and how candidates would see it.
    pub async fn show(&self, bank: &BankId, source: &ItemSource) -> Result<Shown, AuthoringError> {
        let bench = self.bench(bank).await?;
        let heads = self.store.heads(bank).await?;
        let names = heads.iter().map(|head| head.item.as_str()).collect();
        let (read, faults) = bench.read(source, &names);
        let item = read.or_else(|| bench.shown(source).0);
        let stimulus = source.stimulus.as_deref();
        let stimulus = bench.stimuli().iter().find(|known| Some(known.id.as_str()) == stimulus).cloned();
        // Signs of a key that nobody chose would mislead.
        let signed = item.as_ref().filter(|_| source.interaction.has_key());
        let warnings = signed.map(lint_item).unwrap_or_default();
        Ok(Shown { item, stimulus, faults, keyed: source.interaction.has_key(), warnings })
    }
}
