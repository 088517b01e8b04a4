//! Banks and blueprints: registered once by their text, loaded into the catalogue at every start.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Planning;
use super::error::PlanError;
use super::ports::{BankStamp, BankText, BlueprintStamp, BlueprintText};
use crate::audit::Actor;
use crate::delivery::ports::StoreError;
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::ids::{BankId, BlueprintId};

/// Reads stored texts back into a bank and a blueprint.
pub trait Loader: Send + Sync {
    /// From the JSON of all files of a version.
    fn bank(&self, files: &str) -> Result<Bank, String>;
    fn blueprint(&self, source: &str) -> Result<Blueprint, String>;
}

impl Planning {
    /// Every registered version into the catalogue. One that does not load stops the start: a session may pin it. Those
    /// of protected banks wait there for their key.
    pub async fn load_library(&self) -> Result<(), PlanError> {
        for stamp in self.library.bank_stamps().await? {
            self.catalogue.lock_bank(&stamp.version);
        }
        for text in self.library.banks().await? {
            self.catalogue.add_bank(self.read_bank(text.stamp.id.as_str(), text.files).await?);
        }
        for text in self.library.blueprints().await? {
            self.catalogue.add_blueprint(self.read_blueprint(text.stamp.id.as_str(), &text.source)?);
        }
        Ok(())
    }

    /// Registers a bank version, which is the newest from now on. The newest one again leaves no trace.
    pub async fn add_bank(&self, files: String, by: &mut Actor) -> Result<Arc<Bank>, PlanError> {
        let bank = self.read_bank("bank", files.clone()).await?;
        let stamp =
            BankStamp { version: bank.version.clone(), id: bank.id.clone(), title: bank.title.clone(), loaded: by.now };
        let newest = self.library.bank_stamps().await?.into_iter().find(|s| s.id == bank.id);
        if self.catalogue.is_locked(&bank.version) {
            return Err(PlanError::Store(StoreError::Locked(bank.id.to_string())));
        }
        if newest.is_none_or(|newest| newest.version != bank.version) {
            let act = by.act(None, "bank_added", &bank.title).with(bank.version.as_str());
            self.library.add_bank(&BankText { stamp, files }, &act).await?;
        }
        Ok(self.catalogue.add_bank(bank))
    }

    /// The versions of a bank that was just unlocked into the catalogue; gives those that cannot be read all the same,
    /// which keep no other from it.
    pub async fn load_bank(&self, bank: &BankId) -> Result<Vec<PlanError>, PlanError> {
        let mut unread = Vec::new();
        for text in self.library.bank_texts(bank).await? {
            let read = match text {
                Ok(text) => self.read_bank(bank.as_str(), text.files).await,
                Err(error) => Err(error.into()),
            };
            match read {
                Ok(bank) => drop(self.catalogue.add_bank(bank)),
                Err(error) => unread.push(error),
            }
        }
        Ok(unread)
    }

    /// The versions of a locked bank leave the catalogue, but for those that an open session still needs.
    pub async fn withdraw_bank(&self, bank: &BankId) -> Result<(), PlanError> {
        let loaded = self.catalogue.versions_of(bank);
        if loaded.is_empty() {
            return Ok(());
        }
        let open = self.records.open_sessions().await?;
        for version in loaded.iter().filter(|version| open.iter().all(|session| session.bank != **version)) {
            self.catalogue.lock_bank(version);
        }
        Ok(())
    }

    /// Whether any version of the bank is registered.
    pub async fn is_registered(&self, bank: &BankId) -> Result<bool, PlanError> {
        Ok(self.library.bank_stamps().await?.iter().any(|stamp| stamp.id == *bank))
    }

    /// Registers a blueprint version, which is the newest from now on. The newest one again leaves no trace.
    pub async fn add_blueprint(&self, source: String, by: &mut Actor) -> Result<Arc<Blueprint>, PlanError> {
        let blueprint = self.read_blueprint("blueprint", &source)?;
        let stamp = BlueprintStamp {
            version: blueprint.version.clone(),
            id: blueprint.id.clone(),
            title: blueprint.title.clone(),
            loaded: by.now,
        };
        let newest = self.library.blueprint_stamps().await?.into_iter().find(|s| s.id == blueprint.id);
        if newest.is_none_or(|newest| newest.version != blueprint.version) {
            let act = by.act(None, "blueprint_added", &blueprint.title).with(blueprint.version.as_str());
            self.library.add_blueprint(&BlueprintText { stamp, source }, &act).await?;
        }
        Ok(self.catalogue.add_blueprint(blueprint))
    }

    /// Every loaded bank version, newest first.
    pub async fn bank_versions(&self) -> Result<Vec<(BankStamp, Arc<Bank>)>, PlanError> {
        let stamps = self.noticed_banks().await?;
        Ok(stamps.into_iter().filter_map(|s| self.catalogue.bank(&s.version).map(|bank| (s, bank))).collect())
    }

    /// Every registered bank version, loaded or locked, newest first.
    pub async fn bank_stamps(&self) -> Result<Vec<BankStamp>, PlanError> {
        self.noticed_banks().await
    }

    /// The files of the newest version of every bank, as JSON; locked banks are left out.
    pub async fn newest_bank_files(&self) -> Result<Vec<(BankId, String)>, PlanError> {
        let mut newest = BTreeMap::new();
        for text in self.library.banks().await? {
            newest.insert(text.stamp.id, text.files);
        }
        Ok(newest.into_iter().collect())
    }

    /// The newest version of every blueprint, with the newest version of its bank when there is one.
    pub async fn newest_blueprints(&self) -> Result<Vec<(Arc<Blueprint>, Option<Arc<Bank>>)>, PlanError> {
        let banks = self.bank_versions().await?;
        let mut newest: Vec<(Arc<Blueprint>, Option<Arc<Bank>>)> = Vec::new();
        for stamp in self.noticed_blueprints().await? {
            let known = newest.iter().any(|(blueprint, _)| blueprint.id == stamp.id);
            if let Some(blueprint) = self.catalogue.blueprint(&stamp.version).filter(|_| !known) {
                let bank = banks.iter().find(|(stamp, _)| stamp.id == blueprint.bank).map(|(_, bank)| bank.clone());
                newest.push((blueprint, bank));
            }
        }
        Ok(newest)
    }

    pub(super) async fn newest_blueprint(&self, id: &BlueprintId) -> Result<Option<Arc<Blueprint>>, PlanError> {
        let stamps = self.noticed_blueprints().await?;
        let newest = stamps.into_iter().find(|stamp| stamp.id == *id);
        Ok(newest.and_then(|stamp| self.catalogue.blueprint(&stamp.version)))
    }

    /// Off the async threads: a large bank takes seconds to render.
    pub(super) async fn read_bank(&self, what: &str, files: String) -> Result<Bank, PlanError> {
        let loader = self.loader.clone();
        let read = tokio::task::spawn_blocking(move || loader.bank(&files)).await;
        let read = read.map_err(|_| PlanError::Interrupted("loading a bank"))?;
        read.map_err(|reason| PlanError::Unloadable { what: what.to_owned(), reason })
    }

    pub(super) fn read_blueprint(&self, what: &str, source: &str) -> Result<Blueprint, PlanError> {
        self.loader.blueprint(source).map_err(|reason| PlanError::Unloadable { what: what.to_owned(), reason })
    }
}
