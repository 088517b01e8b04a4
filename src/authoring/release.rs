//! From items to bank versions and back: a release takes the versions in use; a folder that was loaded as a bank
//! becomes items.

use super::items::{NewText, addition, source};
use super::ports::{Addition, Additions, Material};
use super::{Authoring, AuthoringError};
use crate::audit::Actor;
use crate::bank::BankFiles;
use crate::bank::source::ItemSource;
use crate::domain::ids::{BankId, BankVersion, ItemId};
use crate::domain::item_life::Stage;

impl Authoring {
    /// Puts the versions in use together as a new bank version, which sessions planned from now on get. Items with
    /// faults, or enemies and stimuli that are missing, refuse the whole.
    pub async fn release(&self, bank: &BankId, by: &mut Actor) -> Result<BankVersion, AuthoringError> {
        let mut files = self.materials(bank).await?;
        for item in self.store.in_use(bank).await? {
            let path = format!("{}/{}.md", item.domain, item.item);
            let text = if item.pilot { marked_pilot(&item.text) } else { item.text };
            files.insert(&path, text.into_bytes()).map_err(|error| AuthoringError::Broken(error.to_string()))?;
        }
        if let Err(faults) = crate::bank::load(&files) {
            return Err(AuthoringError::Unreadable(faults));
        }
        let bank = self.planning.add_bank(files.to_json(), by).await?;
        Ok(bank.version.clone())
    }

    /// Makes items of every registered bank that has none yet.
    pub async fn adopt_registered(&self, by: &mut Actor) -> Result<(), AuthoringError> {
        let known = self.store.banks().await?;
        for (bank, files) in self.planning.newest_bank_files().await? {
            if !known.contains(&bank) {
                let files = BankFiles::from_json(&files).map_err(|error| AuthoringError::Broken(error.to_string()))?;
                match self.adopt(&bank, &files, by).await {
                    // Another node that started at the same time was first.
                    Ok(_) | Err(AuthoringError::Changed(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    /// Makes items of a bank that came as files: what is new or differs from the newest version is a new version, in
    /// use at once, because whoever may load a bank by hand vouches for it. Gives how many.
    pub async fn adopt(&self, bank: &BankId, files: &BankFiles, by: &mut Actor) -> Result<usize, AuthoringError> {
        let heads = self.store.heads(bank).await?;
        let known = self.store.materials(bank).await?;
        let mut additions = Additions::default();
        for (path, bytes) in files.iter() {
            match item_path(path) {
                Some((domain, name)) => {
                    let text = String::from_utf8_lossy(bytes);
                    let head = heads.iter().find(|head| head.item.as_str() == name);
                    let same = head.is_some_and(|head| head.version.text == *text && head.version.domain == domain);
                    if !same {
                        let after = head.map_or(0, |head| head.version.number);
                        additions.versions.push(adopted(domain, name, &text, after, by)?);
                    }
                }
                None if known.iter().any(|material| material.path == path && material.bytes == bytes) => {}
                None => additions.materials.push(Material::next(path.to_owned(), bytes.to_vec())),
            }
        }
        let count = additions.versions.len();
        if count == 0 && additions.materials.is_empty() {
            return Ok(0);
        }
        let act = by.act(None, "bank_adopted", bank.as_str()).with(&format!("{count} items"));
        match self.store.add(bank, &additions, &act).await? {
            Ok(()) => Ok(count),
            Err(newest) => Err(AuthoringError::Changed(newest)),
        }
    }
}

/// An item in the form its file has, word for word, so that its hash stays.
fn adopted(domain: &str, name: &str, text: &str, after: u32, by: &mut Actor) -> Result<Addition, AuthoringError> {
    let read = ItemSource::from_text(domain, text).map_err(AuthoringError::Unreadable)?;
    let new = NewText { source: read, after, note: "from files".to_owned() };
    let mut addition = addition(ItemId::new(name), new, Stage::Active, by)?;
    text.clone_into(&mut addition.version.text);
    source(&addition.version)?;
    Ok(addition)
}

/// Domain and id of an item's path.
fn item_path(path: &str) -> Option<(&str, &str)> {
    let (folder, name) = path.strip_suffix(".md")?.split_once('/')?;
    (folder != "stimuli" && !name.contains('/')).then_some((folder, name))
}

/// The text with `pilot = true` in its front matter.
fn marked_pilot(text: &str) -> String {
    text.replacen("+++\n", "+++\npilot = true\n", 1)
}
