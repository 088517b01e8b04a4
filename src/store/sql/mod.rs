//! Planning, sign-in, forms and final records in an SQL database. `database` is the only file that knows the engine,
//! `statements` the only one with SQL text; each other file implements one port.

mod access;
mod audit;
mod database;
mod finals;
mod library;
mod plan;
mod record;
mod records;
mod rows;
mod statements;
mod value;

use std::path::Path;

use crate::delivery::ports::StoreError;
use database::Database;

/// Every port that is about records: `RecordStore`, `AccessStore`, `PlanStore`, `LibraryStore` and `AuditLog`.
pub struct SqlRecords {
    db: Database,
}

impl SqlRecords {
    /// Opens (or creates) an `SQLite` file and brings its tables up to date.
    pub async fn open_sqlite(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { db: Database::open_sqlite(path).await? })
    }

    /// Reachable and writable.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.db.ping().await
    }

    pub async fn close(&self) {
        self.db.close().await;
    }

    #[cfg(test)]
    fn database(&self) -> &Database {
        &self.db
    }
}
