//! Items out of models.

use std::collections::BTreeSet;

use super::items::{NewText, addition, source};
use super::ports::Additions;
use super::{Authoring, AuthoringError};
use crate::audit::Actor;
use crate::bank::item_model::ItemModel;
use crate::bank::source::ItemSource;
use crate::domain::ids::{BankId, ItemId};
use crate::domain::item_life::Stage;

/// Items of one model at once; more of a kind belong into no bank.
const MAX_GENERATED: u32 = 200;

impl Authoring {
    /// The items of these seeds; stored as drafts unless it is a dry run. A text that the bank has is left out.
    pub async fn generate(
        &self,
        bank: &BankId,
        model: &ItemModel,
        seeds: std::ops::Range<u32>,
        dry_run: bool,
        by: &mut Actor,
    ) -> Result<Vec<ItemSource>, AuthoringError> {
        if seeds.is_empty() || seeds.len() > MAX_GENERATED as usize {
            return Err(AuthoringError::Invalid { field: "count", detail: format!("1 to {MAX_GENERATED}") });
        }
        let heads = self.store.heads(bank).await?;
        let known = heads.iter().filter_map(|head| source(&head.version).ok());
        let mut contents: BTreeSet<String> = known.map(|source| source.content_hash()).collect();
        let ids: BTreeSet<&str> = heads.iter().map(|head| head.item.as_str()).collect();
        let mut items = Vec::new();
        for seed in seeds {
            let made = model.generate(u64::from(seed));
            let item = made.map_err(|error| AuthoringError::Invalid { field: "model", detail: error.to_string() })?;
            if contents.insert(item.content_hash()) && !ids.contains(item.id.as_str()) {
                items.push(item);
            }
        }
        if dry_run || items.is_empty() {
            return Ok(items);
        }
        let mut additions = Additions::default();
        for item in &items {
            let new = NewText { source: item.clone(), after: 0, note: item.origin.clone().unwrap_or_default() };
            additions.versions.push(addition(ItemId::new(item.id.as_str()), new, Stage::Draft, by)?);
        }
        let act = by.act(None, "items_generated", &model.id).with(&format!("{bank}: {} items", items.len()));
        match self.store.add(bank, &additions, &act).await? {
            Ok(()) => Ok(items),
            Err(newest) => Err(AuthoringError::Changed(newest)),
        }
    }
}
