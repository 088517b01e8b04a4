//! The exposure ledger of a bank: each item's sittings, out of frozen forms and final records.

use std::collections::BTreeMap;

use super::Planning;
use super::error::PlanError;
use crate::domain::attempt::Ending;
use crate::domain::exposure::{Drift, Exposure, drift};
use crate::domain::ids::{BankId, ItemId};
use crate::domain::scoring::item_score;
use crate::domain::session::Session;

/// An item over all sittings of its bank.
pub struct ItemExposure {
    pub item: ItemId,
    pub total: Exposure,
    /// Oldest first.
    pub sittings: Vec<SittingExposure>,
    /// The last sitting against all before.
    pub drift: Option<Drift>,
}

pub struct SittingExposure {
    pub session: Session,
    pub exposure: Exposure,
}

impl Planning {
    /// Every item of the bank that anybody met, by id. Voided attempts do not count.
    pub async fn exposure(&self, bank: &BankId) -> Result<Vec<ItemExposure>, PlanError> {
        let mut sessions: Vec<Session> = self.sessions().await?.into_iter().map(|record| record.session).collect();
        sessions.sort_by_key(|session| session.opens);
        let mut items: BTreeMap<ItemId, Vec<SittingExposure>> = BTreeMap::new();
        for session in sessions {
            if self.catalogue.bank(&session.bank).is_some_and(|known| known.id == *bank) {
                for (item, exposure) in self.sitting(&session).await? {
                    let sitting = SittingExposure { session: session.clone(), exposure };
                    items.entry(item).or_default().push(sitting);
                }
            }
        }
        Ok(items.into_iter().map(|(item, sittings)| ItemExposure::of(item, sittings)).collect())
    }

    async fn sitting(&self, session: &Session) -> Result<BTreeMap<ItemId, Exposure>, PlanError> {
        let mut items: BTreeMap<ItemId, Exposure> = BTreeMap::new();
        let Some(bank) = self.catalogue.bank(&session.bank) else { return Ok(items) };
        let forms: BTreeMap<_, _> = self.records.forms(&session.id).await?.into_iter().collect();
        for record in self.store.final_records(&session.id).await? {
            let Some(form) = forms.get(&record.attempt).filter(|_| record.ending != Ending::Voided) else { continue };
            for place in record.given(form).items() {
                let Some(item) = bank.items.get(&place.id) else { continue };
                let given = record.responses.get(&place.id);
                let score = item_score(&item.interaction, given.map(|given| &given.response));
                items.entry(place.id.clone()).or_default().add(score, given.map(|given| given.spent_ms));
            }
        }
        Ok(items)
    }
}

impl ItemExposure {
    fn of(item: ItemId, sittings: Vec<SittingExposure>) -> Self {
        let sum = |sittings: &[SittingExposure]| {
            sittings.iter().fold(Exposure::default(), |sum, sitting| sum.and(sitting.exposure))
        };
        let change = sittings.split_last().and_then(|(last, before)| drift(&sum(before), &last.exposure));
        Self { item, total: sum(&sittings), sittings, drift: change }
    }
}
