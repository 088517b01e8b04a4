//! Every bank and blueprint version that was ever registered, as text.

use async_trait::async_trait;

use super::audit::append;
use super::contents::Place;
use super::database::Row;
use super::value::args;
use super::{SqlRecords, rows, statements};
use crate::audit::Act;
use crate::delivery::ports::StoreError;
use crate::domain::ids::BankId;
use crate::planning::ports::{BankStamp, BankText, BlueprintStamp, BlueprintText, LibraryStore};

#[async_trait]
impl LibraryStore for SqlRecords {
    async fn add_bank(&self, bank: &BankText, act: &Act) -> Result<(), StoreError> {
        let BankStamp { version, id, title, loaded } = &bank.stamp;
        let mut tx = self.db.begin().await?;
        let writing = self.contents.write(&mut tx, id).await?;
        let files = writing.seal(&Place::version(id.as_str(), version.as_str()), &bank.files)?;
        tx.execute(statements::ADD_BANK, args![version.as_str(), id.as_str(), title, files, loaded.0]).await?;
        append(&mut tx, act).await?;
        tx.commit().await
    }

    async fn banks(&self) -> Result<Vec<BankText>, StoreError> {
        let read = |row: &Row| match self.bank_text(row) {
            Err(StoreError::Locked(_)) => Ok(None),
            text => text.map(Some),
        };
        Ok(self.db.all(statements::BANKS, args![], read).await?.into_iter().flatten().collect())
    }

    async fn bank_texts(&self, bank: &BankId) -> Result<Vec<Result<BankText, StoreError>>, StoreError> {
        self.db.all(statements::BANK_TEXTS, args![bank.as_str()], |row| Ok(self.bank_text(row))).await
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

impl SqlRecords {
    fn bank_text(&self, row: &Row) -> Result<BankText, StoreError> {
        let mut text = rows::bank(row)?;
        let stored = std::mem::take(&mut text.files);
        let place = Place::version(text.stamp.id.as_str(), text.stamp.version.as_str());
        text.files = self.contents.open(&place, stored)?;
        Ok(text)
    }
}
