//! What an administrator can choose from: versions of the bank with what they score otherwise, calibrations, items.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::material::Sat;
use crate::domain::bank::Bank;
use crate::domain::calibration::{Calibration, Status};
use crate::domain::ids::{CalibrationId, DomainId, ItemId, SessionId};
use crate::domain::item::Interaction;
use crate::domain::measure::Parameters;
use crate::domain::rescoring::{Mending, mended, mending};
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
    /// Accepted ones of the bank that may score this session, the one proposed last first.
    pub calibrations: Vec<CalibrationStamp>,
    /// Everything that attempts of this session were given, by id.
    pub items: Vec<GivenItem>,
}

#[derive(Debug)]
pub struct VersionAtHand {
    pub stamp: BankStamp,
    /// Calibrations under which T decides when this version's keys count.
    pub decisive: Vec<CalibrationId>,
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
    /// Calibrations under which it takes part in T as this version scores it.
    pub measured: Vec<CalibrationId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenItem {
    pub item: ItemId,
    pub domain: DomainId,
    pub given: u32,
    /// Calibrations under which it takes part in T as it was asked.
    pub measured: Vec<CalibrationId>,
}

/// What calibrations know of the items of one bank version; those that do not cover the blueprint are left out.
struct Knowledge(Vec<(CalibrationId, Parameters)>);

impl Knowledge {
    fn new(calibrations: &[Calibration], sat: &Sat, bank: &Bank) -> Self {
        let covering = calibrations.iter().filter(|calibration| calibration.covers(&sat.blueprint, bank));
        Self(covering.map(|calibration| (calibration.id.clone(), calibration.parameters(bank))).collect())
    }

    fn decisive(&self) -> Vec<CalibrationId> {
        self.0.iter().map(|(id, _)| id.clone()).collect()
    }

    fn of(&self, item: &ItemId) -> Vec<CalibrationId> {
        self.0.iter().filter(|(_, known)| known.contains_key(item)).map(|(id, _)| id.clone()).collect()
    }
}

impl Planning {
    pub async fn rescoring_desk(&self, id: &SessionId) -> Result<Desk, PlanError> {
        let sat = self.sat(id).await?;
        let revisions = self.rescorings.rescorings(id).await?;
        let (choices, known) = self.calibrations_at_hand(&sat, &revisions).await?;
        let banks = self.bank_versions().await?.into_iter().filter(|(stamp, _)| stamp.id == sat.bank.id).collect();
        let told = move || {
            let given = sat.given();
            let as_asked = Knowledge::new(&known, &sat, &sat.bank);
            (versions(banks, &sat, &known, &as_asked, &given), items(&sat, &as_asked, &given), sat)
        };
        let told = tokio::task::spawn_blocking(told).await;
        let (versions, items, sat) = told.map_err(|_| PlanError::Interrupted("comparing the versions"))?;
        Ok(Desk { revisions, versions, calibrations: choices, items, session: sat.closed.session, bank: sat.bank })
    }

    /// Those that can be chosen, and everything that can be or was: also what the session pinned and what revisions
    /// named, whatever became of it.
    async fn calibrations_at_hand(
        &self,
        sat: &Sat,
        revisions: &[Revision],
    ) -> Result<(Vec<CalibrationStamp>, Vec<Calibration>), PlanError> {
        let (mut choices, mut known) = (Vec::new(), Vec::new());
        for stamp in self.calibrations.calibrations(&sat.bank.id).await? {
            let accepted = matches!(stamp.status, Status::Accepted { .. });
            let Some((_, one)) = self.calibrations.calibration(&stamp.id).await?.filter(|_| accepted) else { continue };
            if self.may_score(&one, &sat.closed.session).await? {
                known.push(one);
                choices.push(stamp);
            }
        }
        let named = revisions.iter().filter_map(|revision| revision.change.calibration.as_ref());
        let named: BTreeSet<&CalibrationId> = named.chain(sat.closed.session.calibration.as_ref()).collect();
        for id in named {
            if !known.iter().any(|one: &Calibration| one.id == *id) {
                known.extend(self.calibrations.calibration(id).await?.map(|(_, one)| one));
            }
        }
        Ok((choices, known))
    }
}

fn versions(
    banks: Vec<(BankStamp, Arc<Bank>)>,
    sat: &Sat,
    known: &[Calibration],
    as_asked: &Knowledge,
    given: &BTreeMap<ItemId, u32>,
) -> Vec<VersionAtHand> {
    let one = |(stamp, bank): (BankStamp, Arc<Bank>)| {
        let mut items = mended_items(sat, &bank, given);
        if items.is_empty() {
            return VersionAtHand { stamp, decisive: as_asked.decisive(), mended: items };
        }
        let scored = Knowledge::new(known, sat, &mended(&sat.bank, &bank));
        items.iter_mut().for_each(|item| item.measured = scored.of(&item.item));
        VersionAtHand { stamp, decisive: scored.decisive(), mended: items }
    };
    banks.into_iter().map(one).collect()
}

fn items(sat: &Sat, as_asked: &Knowledge, given: &BTreeMap<ItemId, u32>) -> Vec<GivenItem> {
    let one = |(item, given): (&ItemId, &u32)| {
        let domain = sat.bank.items.get(item)?.domain.clone();
        Some(GivenItem { measured: as_asked.of(item), item: item.clone(), domain, given: *given })
    };
    given.iter().filter_map(one).collect()
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
            measured: Vec::new(),
        })
    };
    given.iter().filter_map(one).collect()
}
