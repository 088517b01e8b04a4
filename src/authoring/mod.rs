//! The item room: writing, reviewing, importing, releasing. It orders the store around the life of an item
//! (`domain::item_life`) and the bank as files; it knows no browser and no database.

mod error;
mod exchange;
mod export;
mod import_stimuli;
mod items;
mod materials;
mod models;
mod outline;
pub mod ports;
mod release;
mod sheet;
mod similar;
pub mod vault;
mod view;

use std::sync::Arc;

pub use error::AuthoringError;
pub use exchange::{ImportRequest, Imported};
pub use export::ExportRequest;
pub use items::NewText;
pub use sheet::{FirstItems, SheetLook};
pub use similar::Similar;
pub use view::{ItemDetail, ItemLine, Shown};

use crate::bank::{BankFiles, Bench};
use crate::domain::ids::BankId;
use crate::planning::Planning;
use ports::AuthoringStore;

pub struct Authoring {
    store: Arc<dyn AuthoringStore>,
    planning: Arc<Planning>,
}

impl Authoring {
    pub fn new(store: Arc<dyn AuthoringStore>, planning: Arc<Planning>) -> Self {
        Self { store, planning }
    }

    /// The newest manifest, stimuli and pictures of a bank.
    async fn materials(&self, bank: &BankId) -> Result<BankFiles, AuthoringError> {
        let mut files = BankFiles::default();
        for material in self.store.materials(bank).await? {
            files.insert(&material.path, material.bytes).map_err(|error| AuthoringError::Broken(error.to_string()))?;
        }
        if files.is_empty() { Err(AuthoringError::Unknown("bank")) } else { Ok(files) }
    }

    /// The bench of a bank. Off the async threads: pictures and stimuli are read anew.
    pub async fn bench(&self, bank: &BankId) -> Result<Bench, AuthoringError> {
        let files = self.materials(bank).await?;
        let made = tokio::task::spawn_blocking(move || Bench::new(&files)).await;
        let made = made.map_err(|_| AuthoringError::Interrupted("reading a bank"))?;
        made.map(|(bench, _)| bench).map_err(AuthoringError::Unreadable)
    }
}
