//! Export: the newest texts of the chosen items in a format that other programs read.

use std::collections::{BTreeMap, BTreeSet};

use super::items::source;
use super::{Authoring, AuthoringError};
use crate::audit::Actor;
use crate::bank::exchange::export::{Export, Loss, Selection};
use crate::bank::exchange::{self, Format};
use crate::bank::source::{ItemSource, StimulusSource};
use crate::domain::ids::BankId;
use crate::domain::item_life::Stage;

/// Which items; empty lists mean all.
#[derive(Clone, Debug, Default)]
pub struct ExportRequest {
    pub stages: Vec<Stage>,
    pub items: BTreeSet<String>,
}

impl Authoring {
    /// The file. Keys go out with it, so it is an act in the log.
    pub async fn export(
        &self,
        bank: &BankId,
        format: Format,
        request: &ExportRequest,
        by: &mut Actor,
    ) -> Result<Export, AuthoringError> {
        let (count, export) = self.written(bank, format, request).await?;
        let act = by.act(None, "items_exported", bank.as_str()).with(&format!("{count} items, {}", format.name()));
        self.planning.record(&[act]).await;
        Ok(export)
    }

    /// What the file would not say.
    pub async fn losses(
        &self,
        bank: &BankId,
        format: Format,
        request: &ExportRequest,
    ) -> Result<Vec<Loss>, AuthoringError> {
        Ok(self.written(bank, format, request).await?.1.lost)
    }

    async fn written(
        &self,
        bank: &BankId,
        format: Format,
        request: &ExportRequest,
    ) -> Result<(usize, Export), AuthoringError> {
        let heads = self.store.heads(bank).await?;
        let wanted = heads.iter().filter(|head| {
            (request.stages.is_empty() || request.stages.contains(&head.stage))
                && (request.items.is_empty() || request.items.contains(head.item.as_str()))
        });
        let items = wanted.map(|head| source(&head.version)).collect::<Result<Vec<_>, _>>()?;
        if items.is_empty() {
            return Err(AuthoringError::Unknown("items"));
        }
        let (stimuli, pictures) = self.named_by(bank, &items).await?;
        let count = items.len();
        let written = tokio::task::spawn_blocking(move || {
            exchange::write(format, &Selection { items: &items, stimuli: &stimuli, pictures: &pictures })
        });
        Ok((count, written.await.map_err(|_| AuthoringError::Interrupted("writing a file"))??))
    }

    /// The stimuli and pictures that these items name.
    async fn named_by(
        &self,
        bank: &BankId,
        items: &[ItemSource],
    ) -> Result<(Vec<StimulusSource>, BTreeMap<String, Vec<u8>>), AuthoringError> {
        let mut stimuli: Vec<_> = self.stimuli(bank).await?.into_iter().map(|(stimulus, _)| stimulus).collect();
        stimuli.retain(|stimulus| items.iter().any(|item| item.stimulus.as_ref() == Some(&stimulus.id)));
        let texts: Vec<String> = items
            .iter()
            .cloned()
            .flat_map(|mut item| item.texts_mut().into_iter().map(|text| text.clone()).collect::<Vec<_>>())
            .chain(stimuli.iter().map(|stimulus| stimulus.body.clone()))
            .collect();
        let materials = self.materials(bank).await?;
        let pictures = materials.iter().filter(|(path, _)| texts.iter().any(|text| text.contains(path)));
        let pictures = pictures.map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).collect();
        Ok((stimuli, pictures))
    }
}
