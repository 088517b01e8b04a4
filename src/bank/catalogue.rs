//! Every bank and blueprint version that a session pins, loaded once and shared; and which versions are known but locked.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::ids::{BankId, BankVersion, BlueprintVersion};

#[derive(Default)]
pub struct Catalogue {
    banks: RwLock<HashMap<BankVersion, Arc<Bank>>>,
    blueprints: RwLock<HashMap<BlueprintVersion, Arc<Blueprint>>>,
    /// Versions of protected banks whose key is not here.
    locked: RwLock<HashSet<BankVersion>>,
}

impl Catalogue {
    pub fn add_bank(&self, bank: Bank) -> Arc<Bank> {
        let bank = Arc::new(bank);
        self.banks.write().unwrap_or_else(PoisonError::into_inner).insert(bank.version.clone(), bank.clone());
        self.locked.write().unwrap_or_else(PoisonError::into_inner).remove(&bank.version);
        bank
    }

    /// The version is registered, but cannot be read here; what was loaded of it goes.
    pub fn lock_bank(&self, version: &BankVersion) {
        self.locked.write().unwrap_or_else(PoisonError::into_inner).insert(version.clone());
        self.banks.write().unwrap_or_else(PoisonError::into_inner).remove(version);
    }

    pub fn is_locked(&self, version: &BankVersion) -> bool {
        self.locked.read().unwrap_or_else(PoisonError::into_inner).contains(version)
    }

    /// Nothing is registered at all.
    pub fn knows_no_bank(&self) -> bool {
        self.banks().is_empty() && self.locked.read().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// The loaded versions of one bank.
    pub fn versions_of(&self, bank: &BankId) -> Vec<BankVersion> {
        self.banks().iter().filter(|loaded| loaded.id == *bank).map(|loaded| loaded.version.clone()).collect()
    }

    pub fn add_blueprint(&self, blueprint: Blueprint) -> Arc<Blueprint> {
        let blueprint = Arc::new(blueprint);
        self.blueprints
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(blueprint.version.clone(), blueprint.clone());
        blueprint
    }

    pub fn bank(&self, version: &BankVersion) -> Option<Arc<Bank>> {
        self.banks.read().unwrap_or_else(PoisonError::into_inner).get(version).cloned()
    }

    pub fn blueprint(&self, version: &BlueprintVersion) -> Option<Arc<Blueprint>> {
        self.blueprints.read().unwrap_or_else(PoisonError::into_inner).get(version).cloned()
    }

    pub fn banks(&self) -> Vec<Arc<Bank>> {
        self.banks.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    pub fn blueprints(&self) -> Vec<Arc<Blueprint>> {
        self.blueprints.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}
