//! What an administrator can choose from: versions of the bank with what they score otherwise, calibrations, items.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::material::Sat;
use crate::domain::bank::Bank;
use crate::domain::calibration::Status;
use crate::domain::ids::{DomainId, ItemId, SessionId};
use crate::domain::item::Interaction;
use crate::domain::measure::Parameters;
use crate::domain::rescoring::{Mending, mending};
use crate::domain::session::Session;
use crate::planning::Planning;
use crate::planning::error::PlanError;
use crate::planning::ports::{BankStamp, CalibrationStamp, Revision};

#[derive(Debug)]
pub struct Desk {
    pub session: Session,
    /// The version that the session pinned.
    pub bank: Arc<Bank>,
    /// Newest first.
    pub revisions: Vec<Revision>,
    /// Newest first; the pinned one is among them. Versions of locked banks are left out.
    pub versions: Vec<VersionAtHand>,
    /// Accepted ones of the bank, the one proposed last first.
    pub calibrations: Vec<CalibrationStamp>,
    /// Everything that attempts of this session were given, by id.
    pub items: Vec<GivenItem>,
}

#[derive(Debug)]
pub struct VersionAtHand {
    pub stamp: BankStamp,
    /// Items given in this session that it scores otherwise than the pinned version.
    pub mended: Vec<MendedItem>,
}

#[derive(Debug)]
pub struct MendedItem {
    pub item: ItemId,
    pub domain: DomainId,
    /// Attempts that were given it.
    pub given: u32,
    pub mending: Mending,
    pub before: Interaction,
    /// Absent: the version has no such item.
    pub after: Option<Interaction>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenItem {
    pub item: ItemId,
    pub domain: DomainId,
    pub given: u32,
    /// Whether it takes part in T as it was asked. Absent: T decides nothing in this session.
    pub measured: Option<bool>,
}

impl Planning {
    pub async fn rescoring_desk(&self, id: &SessionId) -> Result<Desk, PlanError> {
        let sat = self.sat(id).await?;
        let given = sat.given();
        let versions = self.bank_versions().await?.into_iter().filter(|(stamp, _)| stamp.id == sat.bank.id);
        let versions =
            versions.map(|(stamp, bank)| VersionAtHand { mended: mended_items(&sat, &bank, &given), stamp }).collect();
        let stamps = self.calibrations.calibrations(&sat.bank.id).await?;
        let accepted = |stamp: &CalibrationStamp| matches!(stamp.status, Status::Accepted { .. });
        let domain = |item: &ItemId| sat.bank.items.get(item).map(|known| known.domain.clone());
        let measure = self.decisive(&sat).await?;
        let measured = |item: &ItemId| measure.as_ref().map(|known| known.contains_key(item));
        let items = given.iter().filter_map(|(item, given)| {
            Some(GivenItem { item: item.clone(), domain: domain(item)?, given: *given, measured: measured(item) })
        });
        Ok(Desk {
            revisions: self.rescorings.rescorings(id).await?,
            versions,
            calibrations: stamps.into_iter().filter(accepted).collect(),
            items: items.collect(),
            session: sat.closed.session,
            bank: sat.bank,
        })
    }

    /// What the session's calibration knows of its items, where categories follow it.
    async fn decisive(&self, sat: &Sat) -> Result<Option<Parameters>, PlanError> {
        let Some(id) = &sat.closed.session.calibration else { return Ok(None) };
        let known = self.calibrations.calibration(id).await?.map(|(_, calibration)| calibration);
        let covering = known.filter(|calibration| calibration.covers(&sat.blueprint, &sat.bank));
        Ok(covering.map(|calibration| calibration.parameters(&sat.bank)))
    }
}

fn mended_items(sat: &Sat, chosen: &Bank, given: &BTreeMap<ItemId, u32>) -> Vec<MendedItem> {
    if sat.bank.version == chosen.version {
        return Vec::new();
    }
    let one = |(id, given): (&ItemId, &u32)| {
        let pinned = sat.bank.items.get(id)?;
        let later = chosen.items.get(id);
        Some(MendedItem {
            item: id.clone(),
            domain: pinned.domain.clone(),
            given: *given,
            mending: mending(pinned, later.map(AsRef::as_ref))?,
            before: pinned.interaction.clone(),
            after: later.map(|later| later.interaction.clone()),
        })
    };
    given.iter().filter_map(one).collect()
}
