//! Every bank and blueprint version that a session pins, loaded once and shared.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::ids::{BankVersion, BlueprintVersion};

#[derive(Default)]
pub struct Catalogue {
    banks: RwLock<HashMap<BankVersion, Arc<Bank>>>,
    blueprints: RwLock<HashMap<BlueprintVersion, Arc<Blueprint>>>,
}

impl Catalogue {
    pub fn add_bank(&self, bank: Bank) -> Arc<Bank> {
        let bank = Arc::new(bank);
        self.banks.write().unwrap_or_else(PoisonError::into_inner).insert(bank.version.clone(), bank.clone());
        bank
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
