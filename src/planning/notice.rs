//! What another process registered since the start (the command line, another node): the stamps of the store tell.

use std::collections::BTreeSet;

use tokio::sync::Mutex;

use super::Planning;
use super::error::PlanError;
use super::ports::{BankStamp, BlueprintStamp};
use crate::delivery::ports::StoreError;
use crate::domain::ids::BankId;
use crate::domain::session::Session;

/// Versions that did not load, so that no request pays for them twice. Held while loading: nobody loads a bank twice.
#[derive(Default)]
pub(super) struct Unloadable(Mutex<BTreeSet<String>>);

impl Planning {
    /// Whatever was registered elsewhere into the catalogue. Two queries when there is nothing new.
    pub async fn notice(&self) -> Result<(), PlanError> {
        self.noticed_banks().await?;
        self.noticed_blueprints().await?;
        Ok(())
    }

    /// Every registered version, newest first; the readable ones are in the catalogue.
    pub(super) async fn noticed_banks(&self) -> Result<Vec<BankStamp>, PlanError> {
        let stamps = self.library.bank_stamps().await?;
        if stamps.iter().any(|stamp| self.is_new_bank(stamp)) {
            let mut failed = self.unloadable.0.lock().await;
            let new = |stamp: &&BankStamp| self.is_new_bank(stamp) && !failed.contains(stamp.version.as_str());
            let banks: BTreeSet<BankId> = stamps.iter().filter(new).map(|stamp| stamp.id.clone()).collect();
            for bank in banks {
                self.load_new(&bank, &mut failed).await?;
                let still = stamps.iter().filter(|stamp| stamp.id == bank && self.is_new_bank(stamp));
                failed.extend(still.map(|stamp| stamp.version.to_string()));
            }
        }
        Ok(stamps)
    }

    /// Every registered version, newest first; those that load are in the catalogue.
    pub(super) async fn noticed_blueprints(&self) -> Result<Vec<BlueprintStamp>, PlanError> {
        let stamps = self.library.blueprint_stamps().await?;
        let is_new = |stamp: &&BlueprintStamp| self.catalogue.blueprint(&stamp.version).is_none();
        if stamps.iter().any(|stamp| is_new(&stamp)) {
            let mut failed = self.unloadable.0.lock().await;
            let texts = if stamps.iter().any(|stamp| is_new(&stamp) && !failed.contains(stamp.version.as_str())) {
                self.library.blueprints().await?
            } else {
                Vec::new()
            };
            for text in texts.iter().filter(|text| is_new(&&text.stamp)) {
                match self.read_blueprint(text.stamp.id.as_str(), &text.source) {
                    Ok(blueprint) => drop(self.catalogue.add_blueprint(blueprint)),
                    Err(error) => tracing::error!(%error, "a blueprint registered elsewhere cannot be read here"),
                }
                if is_new(&&text.stamp) {
                    failed.insert(text.stamp.version.to_string());
                }
            }
        }
        Ok(stamps)
    }

    /// As [`notice`](Self::notice), when a session pins what is not in the catalogue.
    pub(super) async fn notice_pinned<'a>(
        &self,
        mut sessions: impl Iterator<Item = &'a Session>,
    ) -> Result<(), PlanError> {
        let bank = |one: &Session| self.catalogue.bank(&one.bank).is_some() || self.catalogue.is_locked(&one.bank);
        let known = sessions.all(|one| bank(one) && self.catalogue.blueprint(&one.blueprint).is_some());
        if known { Ok(()) } else { self.notice().await }
    }

    fn is_new_bank(&self, stamp: &BankStamp) -> bool {
        self.catalogue.bank(&stamp.version).is_none() && !self.catalogue.is_locked(&stamp.version)
    }

    async fn load_new(&self, bank: &BankId, failed: &mut BTreeSet<String>) -> Result<(), PlanError> {
        let mut locked = false;
        for text in self.library.bank_texts(bank).await? {
            match text {
                Ok(text) if self.is_new_bank(&text.stamp) && !failed.contains(text.stamp.version.as_str()) => {
                    match self.read_bank(bank.as_str(), text.files).await {
                        // Its key went back into the vault while it was read: what was read goes too.
                        Ok(read) if self.catalogue.is_locked(&read.version) => {}
                        Ok(read) => drop(self.catalogue.add_bank(read)),
                        Err(error) => {
                            tracing::error!(%error, "a bank version registered elsewhere cannot be read here");
                            failed.insert(text.stamp.version.to_string());
                        }
                    }
                }
                Err(StoreError::Locked(_)) => locked = true,
                Ok(_) => {}
                Err(error) => tracing::error!(%bank, %error, "a bank version registered elsewhere cannot be read here"),
            }
        }
        if locked {
            let stamps = self.library.bank_stamps().await?;
            let unread = stamps.iter().filter(|one| one.id == *bank && self.is_new_bank(one));
            unread
                .filter(|one| !failed.contains(one.version.as_str()))
                .for_each(|one| self.catalogue.lock_bank(&one.version));
        }
        Ok(())
    }
}
