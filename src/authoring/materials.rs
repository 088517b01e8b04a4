//! Files that items share: pictures and stimuli.

use std::collections::BTreeSet;

use super::ports::{Additions, Head, Material};
use super::{Authoring, AuthoringError};
use crate::audit::Actor;
use crate::bank::exchange::picture;
use crate::bank::source::{ItemSource, StimulusSource};
use crate::delivery::ports::StoreError;
use crate::domain::bank::Media;
use crate::domain::ids::BankId;
use crate::domain::item_life::Stage;

impl Authoring {
    /// Takes a picture into the bank, decoded and encoded anew; gives its path, by which Markdown names it.
    pub async fn add_picture(
        &self,
        bank: &BankId,
        name: &str,
        bytes: Vec<u8>,
        by: &mut Actor,
    ) -> Result<String, AuthoringError> {
        let accepted = tokio::task::spawn_blocking({
            let name = name.to_owned();
            move || picture::accept(&name, &bytes)
        });
        let accepted = accepted.await.map_err(|_| AuthoringError::Interrupted("reading a picture"))?;
        let accepted = accepted.map_err(|detail| AuthoringError::Invalid { field: "picture", detail })?;
        let picture = Material::next(accepted.path.clone(), accepted.bytes);
        self.add_material(bank, picture, "picture_added", by).await?;
        Ok(accepted.path)
    }

    /// A picture of any bank by its name under `/media/`, released or not.
    pub async fn media(&self, name: &str) -> Result<Option<Media>, AuthoringError> {
        for bank in self.store.banks().await? {
            let bench = match self.bench(&bank).await {
                // Its pictures are not there, as if it had none.
                Err(AuthoringError::Store(StoreError::Locked(_))) => continue,
                bench => bench?,
            };
            if let Some(media) = bench.media(name) {
                return Ok(Some(media.clone()));
            }
        }
        Ok(None)
    }

    /// Stores a stimulus over the version that its writer read (0: there was none), or over whatever is there. One that
    /// reviewed items show stays as it was reviewed: another text needs another id, and the items a new version.
    pub async fn write_stimulus(
        &self,
        bank: &BankId,
        stimulus: &StimulusSource,
        over: Option<u32>,
        by: &mut Actor,
    ) -> Result<(), AuthoringError> {
        let shown_by = self.shown_by(bank, &stimulus.id).await?;
        if !shown_by.is_empty() {
            return Err(AuthoringError::InUse(shown_by));
        }
        let material = Material {
            path: format!("stimuli/{}.md", stimulus.id),
            bytes: stimulus.to_text().into_bytes(),
            number: over.map(|version| version.saturating_add(1)),
        };
        self.add_material(bank, material, "stimulus_written", by).await
    }

    /// The items beyond a draft that show this stimulus, in the version in use or in the newest.
    async fn shown_by(&self, bank: &BankId, stimulus: &str) -> Result<Vec<String>, AuthoringError> {
        let names_it = |domain: &str, text: &str| {
            ItemSource::from_text(domain, text).is_ok_and(|item| item.stimulus.as_deref() == Some(stimulus))
        };
        let heads = self.store.heads(bank).await?;
        let reviewed = |head: &Head| !matches!(head.stage, Stage::Draft | Stage::Retired);
        let newest = heads.iter().filter(|head| reviewed(head) && names_it(&head.version.domain, &head.version.text));
        let mut found: BTreeSet<String> = newest.map(|head| head.item.to_string()).collect();
        let used = self.store.in_use(bank).await?;
        found.extend(used.iter().filter(|item| names_it(&item.domain, &item.text)).map(|item| item.item.to_string()));
        Ok(found.into_iter().collect())
    }

    /// The stimuli as they were written, with their versions.
    pub async fn stimuli(&self, bank: &BankId) -> Result<Vec<(StimulusSource, u32)>, AuthoringError> {
        let materials = self.store.materials(bank).await?;
        if materials.is_empty() {
            return Err(AuthoringError::Unknown("bank"));
        }
        let texts = materials.iter().filter(|material| material.path.starts_with("stimuli/"));
        let read = |material: &Material| {
            let text = std::str::from_utf8(&material.bytes).ok()?;
            Some((StimulusSource::from_text(text).ok()?, material.number?))
        };
        Ok(texts.filter_map(read).collect())
    }

    /// A bank takes the file, or nothing is stored.
    async fn add_material(
        &self,
        bank: &BankId,
        material: Material,
        action: &str,
        by: &mut Actor,
    ) -> Result<(), AuthoringError> {
        let mut files = self.materials(bank).await?;
        let refused = |detail: String| AuthoringError::Invalid { field: "file", detail };
        let path = material.path.clone();
        files.insert(&path, material.bytes.clone()).map_err(|error| refused(error.to_string()))?;
        let checked = crate::bank::Bench::new(&files).map_err(AuthoringError::Unreadable)?;
        let faults: Vec<_> = checked.1.into_iter().filter(|fault| fault.file == path).collect();
        if !faults.is_empty() {
            return Err(AuthoringError::Unreadable(faults));
        }
        let act = by.act(None, action, &path).with(bank.as_str());
        let additions = Additions { versions: Vec::new(), materials: vec![material] };
        self.store.add(bank, &additions, &act).await?.map_err(AuthoringError::Changed)
    }
}
