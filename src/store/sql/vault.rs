//! Protected banks and their shares, and the sealing of all that a bank holds.

use async_trait::async_trait;

use super::audit::append;
use super::contents::{Place, Writing};
use super::database::{Row, Tx};
use super::value::{args, broken};
use super::{SqlRecords, statements};
use crate::audit::Act;
use crate::authoring::vault::ports::{Protected, VaultStore};
use crate::delivery::ports::StoreError;
use crate::domain::ids::BankId;
use crate::domain::time::Instant;
use crate::trust::vault::{BankKey, Cost, SealedShare};

#[async_trait]
impl VaultStore for SqlRecords {
    async fn protected(&self) -> Result<Vec<Protected>, StoreError> {
        let mut all = self.db.all(statements::VAULTS, args![], protected).await?;
        for one in &mut all {
            one.shares = self.shares(&one.bank).await?;
        }
        Ok(all)
    }

    async fn protection(&self, bank: &BankId) -> Result<Option<Protected>, StoreError> {
        let Some(mut found) = self.db.one(statements::VAULT, args![bank.as_str()], protected).await? else {
            return Ok(None);
        };
        found.shares = self.shares(bank).await?;
        Ok(Some(found))
    }

    async fn protect(&self, made: &Protected, key: BankKey, random: [u8; 32], act: &Act) -> Result<bool, StoreError> {
        let bank = made.bank.as_str();
        let writing = Writing::with(key, random);
        let mut tx = self.db.begin().await?;
        tx.execute(statements::HOLD_CONTENTS, args![]).await?;
        let args = args![bank, &made.fingerprint, made.made.0, &made.made_by];
        if tx.execute(statements::ADD_VAULT, args).await? == 0 {
            return Ok(false);
        }
        for (holder, SealedShare { cost, text }) in &made.shares {
            tx.execute(statements::ADD_VAULT_SHARE, args![bank, holder, cost.to_text(), text]).await?;
        }
        seal_versions(&mut tx, bank, &writing).await?;
        seal_items(&mut tx, bank, &writing).await?;
        seal_materials(&mut tx, bank, &writing).await?;
        append(&mut tx, act).await?;
        tx.commit().await?;
        self.contents.hold(&made.bank, writing);
        Ok(true)
    }

    async fn clean(&self, bank: &BankId, at: Instant) -> Result<(), StoreError> {
        self.db.clean(statements::CLEAN_CONTENTS).await?;
        self.db.execute(statements::VAULT_CLEANED, args![bank.as_str(), at.0]).await.map(drop)
    }

    fn hold_key(&self, bank: &BankId, key: BankKey, random: [u8; 32]) {
        self.contents.hold(bank, Writing::with(key, random));
    }

    fn drop_key(&self, bank: &BankId) {
        self.contents.drop_key(bank);
    }

    fn holds_key(&self, bank: &BankId) -> bool {
        self.contents.holds(bank)
    }
}

impl SqlRecords {
    async fn shares(&self, bank: &BankId) -> Result<Vec<(String, SealedShare)>, StoreError> {
        let read = |row: &Row| {
            let cost = Cost::from_text(&row.text("parameters")?);
            let cost = cost.ok_or_else(|| broken("bank_vault_share", "parameters"))?;
            Ok((row.text("holder")?, SealedShare { cost, text: row.text("sealed")? }))
        };
        self.db.all(statements::VAULT_SHARES, args![bank.as_str()], read).await
    }
}

fn protected(row: &Row) -> Result<Protected, StoreError> {
    Ok(Protected {
        bank: BankId::new(row.text("bank_id")?),
        fingerprint: row.text("fingerprint")?,
        made: Instant(row.int("made_ms")?),
        made_by: row.text("made_by")?,
        cleaned: row.int("cleaned_ms")? > 0,
        shares: Vec::new(),
    })
}

async fn seal_versions(tx: &mut Tx, bank: &str, writing: &Writing) -> Result<(), StoreError> {
    let read = |row: &Row| Ok((row.text("version")?, row.text("files")?));
    for (version, files) in tx.all(statements::BANK_CONTENTS, args![bank], read).await? {
        let sealed = writing.seal(&Place::version(bank, &version), &files)?;
        tx.execute(statements::SEAL_BANK, args![bank, version, sealed]).await?;
    }
    Ok(())
}

async fn seal_items(tx: &mut Tx, bank: &str, writing: &Writing) -> Result<(), StoreError> {
    let read = |row: &Row| Ok((row.text("item_id")?, row.small("number")?, row.text("content")?));
    for (item, number, content) in tx.all(statements::ITEM_CONTENTS, args![bank], read).await? {
        let sealed = writing.seal(&Place::item(bank, &item, number), &content)?;
        tx.execute(statements::SEAL_ITEM, args![bank, item, number, sealed]).await?;
    }
    Ok(())
}

async fn seal_materials(tx: &mut Tx, bank: &str, writing: &Writing) -> Result<(), StoreError> {
    let read = |row: &Row| Ok((row.text("path")?, row.small("number")?, row.text("content")?));
    for (path, number, content) in tx.all(statements::MATERIAL_CONTENTS, args![bank], read).await? {
        let sealed = writing.seal(&Place::material(bank, &path, number), &content)?;
        tx.execute(statements::SEAL_MATERIAL, args![bank, path, number, sealed]).await?;
    }
    Ok(())
}
