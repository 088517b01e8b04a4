//! Every bank and blueprint version that was ever registered, as text.

use async_trait::async_trait;

use super::value::args;
use super::{SqlRecords, rows, statements};
use crate::audit::Act;
use crate::delivery::ports::StoreError;
use crate::planning::ports::{BankStamp, BankText, BlueprintStamp, BlueprintText, LibraryStore};

#[async_trait]
impl LibraryStore for SqlRecords {
    async fn add_bank(&self, bank: &BankText, act: &Act) -> Result<(), StoreError> {
        let BankStamp { version, id, title, loaded } = &bank.stamp;
        let args = args![version.as_str(), id.as_str(), title, &bank.files, loaded.0];
        self.change(statements::ADD_BANK, args, act).await.map(drop)
    }

    async fn banks(&self) -> Result<Vec<BankText>, StoreError> {
        self.db.all(statements::BANKS, args![], rows::bank).await
    }

    async fn bank_stamps(&self) -> Result<Vec<BankStamp>, StoreError> {
        self.db.all(statements::BANK_STAMPS, args![], rows::bank_stamp).await
    }

    async fn add_blueprint(&self, blueprint: &BlueprintText, act: &Act) -> Result<(), StoreError> {
        let BlueprintStamp { version, id, title, loaded } = &blueprint.stamp;
        let args = args![version.as_str(), id.as_str(), title, &blueprint.source, loaded.0];
        self.change(statements::ADD_BLUEPRINT, args, act).await.map(drop)
    }

    async fn blueprints(&self) -> Result<Vec<BlueprintText>, StoreError> {
        self.db.all(statements::BLUEPRINTS, args![], rows::blueprint).await
    }

    async fn blueprint_stamps(&self) -> Result<Vec<BlueprintStamp>, StoreError> {
        self.db.all(statements::BLUEPRINT_STAMPS, args![], rows::blueprint_stamp).await
    }
}
