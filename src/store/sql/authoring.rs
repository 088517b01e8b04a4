//! Items on their way: versions, stages, trail, and the files that items share.

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::audit::append;
use super::contents::{Place, Writing};
use super::database::{Row, Tx};
use super::value::{args, broken};
use super::{SqlRecords, statements};
use crate::audit::Act;
use crate::authoring::ports::{Addition, Additions, AuthoringStore, Head, InUse, Material, Taking, Trail, Version};
use crate::delivery::ports::StoreError;
use crate::domain::ids::{BankId, ItemId};
use crate::domain::item_life::Stage;
use crate::domain::time::Instant;

#[async_trait]
impl AuthoringStore for SqlRecords {
    async fn banks(&self) -> Result<Vec<BankId>, StoreError> {
        self.db.all(statements::WORKED_ON, args![], |row| Ok(BankId::new(row.text("bank_id")?))).await
    }

    async fn counts(&self) -> Result<Vec<(BankId, Stage, u32)>, StoreError> {
        let read = |row: &Row| Ok((BankId::new(row.text("bank_id")?), stage(row)?, row.small("items")?));
        self.db.all(statements::ITEM_COUNTS, args![], read).await
    }

    async fn heads(&self, bank: &BankId) -> Result<Vec<Head>, StoreError> {
        self.db.all(statements::ITEM_HEADS, args![bank.as_str()], |row| self.head_of(bank, row)).await
    }

    async fn head(&self, bank: &BankId, item: &ItemId) -> Result<Option<Head>, StoreError> {
        let args = args![bank.as_str(), item.as_str()];
        self.db.one(statements::ITEM_HEAD, args, |row| self.head_of(bank, row)).await
    }

    async fn versions(&self, bank: &BankId, item: &ItemId) -> Result<Vec<Version>, StoreError> {
        let args = args![bank.as_str(), item.as_str()];
        self.db.all(statements::ITEM_VERSIONS, args, |row| self.version_of(bank, item, row)).await
    }

    async fn in_use(&self, bank: &BankId) -> Result<Vec<InUse>, StoreError> {
        let read = |row: &Row| {
            let item = ItemId::new(row.text("item_id")?);
            let place = Place::item(bank.as_str(), item.as_str(), row.small("number")?);
            Ok(InUse {
                domain: row.text("domain")?,
                text: self.contents.open(&place, row.text("content")?)?,
                item,
                pilot: stage(row)? == Stage::Pilot,
            })
        };
        self.db.all(statements::ITEMS_IN_USE, args![bank.as_str()], read).await
    }

    async fn trail(&self, bank: &BankId, item: &ItemId) -> Result<Vec<Trail>, StoreError> {
        let read = |row: &Row| {
            Ok(Trail {
                number: row.small("number")?,
                at: Instant(row.int("at_ms")?),
                who: row.text("who")?,
                kind: row.text("kind")?,
                text: row.text("note")?,
            })
        };
        self.db.all(statements::ITEM_TRAIL, args![bank.as_str(), item.as_str()], read).await
    }

    async fn materials(&self, bank: &BankId) -> Result<Vec<Material>, StoreError> {
        let read = |row: &Row| {
            let path = row.text("path")?;
            let number = row.small("number")?;
            let place = Place::material(bank.as_str(), &path, number);
            let content = self.contents.open(&place, row.text("content")?)?;
            let bytes = STANDARD.decode(content).map_err(|error| broken(&path, error))?;
            Ok(Material { path, bytes, number: Some(number) })
        };
        self.db.all(statements::MATERIALS, args![bank.as_str()], read).await
    }

    async fn add(&self, bank: &BankId, new: &Additions, act: &Act) -> Result<Result<(), u32>, StoreError> {
        let mut tx = self.db.begin().await?;
        let writing = self.contents.write(&mut tx, bank).await?;
        for addition in &new.versions {
            if let Some(newest) = add_version(&mut tx, &writing, bank, addition).await? {
                return Ok(Err(newest));
            }
        }
        for Material { path, bytes, number: wanted } in &new.materials {
            let number = |row: &Row| row.small("number");
            let number = tx.one(statements::NEXT_MATERIAL, args![bank.as_str(), path], number).await?.unwrap_or(1);
            if wanted.is_some_and(|wanted| wanted != number) {
                return Ok(Err(number - 1));
            }
            let content = writing.seal(&Place::material(bank.as_str(), path, number), &STANDARD.encode(bytes))?;
            let args = args![bank.as_str(), path, number, content, &act.who, act.at.0];
            tx.execute(statements::ADD_MATERIAL, args).await?;
        }
        append(&mut tx, act).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    async fn take(&self, bank: &BankId, taking: &Taking, act: &Act) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let args = args![
            bank.as_str(),
            taking.item.as_str(),
            taking.from.name(),
            taking.number,
            taking.to.name(),
            taking.in_use.unwrap_or(0)
        ];
        if tx.execute(statements::TAKE_ITEM, args).await? == 0 {
            return Ok(false);
        }
        add_trail(&mut tx, bank, &taking.item, &taking.trail).await?;
        append(&mut tx, act).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn comment(&self, bank: &BankId, item: &ItemId, trail: &Trail, act: &Act) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.execute(statements::HOLD_ITEM, args![bank.as_str(), item.as_str()]).await?;
        add_trail(&mut tx, bank, item, trail).await?;
        append(&mut tx, act).await?;
        tx.commit().await
    }
}

/// Gives the newest number when it is not the one the author saw; nothing is stored then.
async fn add_version(tx: &mut Tx, writing: &Writing, bank: &BankId, new: &Addition) -> Result<Option<u32>, StoreError> {
    let Addition { item, after, stage, version, trail } = new;
    let in_use = if stage.is_in_use() { version.number } else { 0 };
    let changed = if *after == 0 {
        let args = args![bank.as_str(), item.as_str(), stage.name(), version.number, in_use];
        tx.execute(statements::ADD_ITEM, args).await?
    } else {
        let args = args![bank.as_str(), item.as_str(), *after, stage.name(), version.number, in_use];
        tx.execute(statements::MOVE_ITEM, args).await?
    };
    if changed == 0 {
        let read = |row: &Row| row.small("head");
        let newest = tx.one(statements::ITEM_NEWEST, args![bank.as_str(), item.as_str()], read).await?;
        return Ok(Some(newest.unwrap_or(0)));
    }
    let content = writing.seal(&Place::item(bank.as_str(), item.as_str(), version.number), &version.text)?;
    let args = args![
        bank.as_str(),
        item.as_str(),
        version.number,
        &version.domain,
        content,
        &version.author,
        version.at.0,
        &version.note
    ];
    tx.execute(statements::ADD_ITEM_VERSION, args).await?;
    add_trail(tx, bank, item, trail).await?;
    Ok(None)
}

async fn add_trail(tx: &mut Tx, bank: &BankId, item: &ItemId, trail: &Trail) -> Result<(), StoreError> {
    let args = args![bank.as_str(), item.as_str(), trail.number, trail.at.0, &trail.who, &trail.kind, &trail.text];
    tx.execute(statements::ADD_ITEM_TRAIL, args).await.map(drop)
}

impl SqlRecords {
    fn head_of(&self, bank: &BankId, row: &Row) -> Result<Head, StoreError> {
        let item = ItemId::new(row.text("item_id")?);
        Ok(Head {
            stage: stage(row)?,
            in_use: Some(row.small("in_use")?).filter(|number| *number > 0),
            version: self.version_of(bank, &item, row)?,
            item,
        })
    }

    fn version_of(&self, bank: &BankId, item: &ItemId, row: &Row) -> Result<Version, StoreError> {
        let number = row.small("number")?;
        let place = Place::item(bank.as_str(), item.as_str(), number);
        Ok(Version {
            number,
            domain: row.text("domain")?,
            text: self.contents.open(&place, row.text("content")?)?,
            author: row.text("author")?,
            at: Instant(row.int("at_ms")?),
            note: row.text("note")?,
        })
    }
}

fn stage(row: &Row) -> Result<Stage, StoreError> {
    let name = row.text("stage")?;
    Stage::from_name(&name).ok_or_else(|| broken("bank_item", format!("unknown stage {name}")))
}
