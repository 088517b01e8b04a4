//! Planning, sign-in, forms and final records in an SQL database. `database` is the only folder that knows the
//! engines, `statements` the only file with SQL text; each other file implements one port.

mod access;
mod audit;
mod authoring;
mod calibrations;
mod contents;
mod database;
mod desk;
mod finals;
mod jobs;
mod library;
mod norms;
mod plan;
mod record;
mod records;
mod rescorings;
mod rows;
mod sign_in;
mod statements;
#[cfg(test)]
mod testing;
mod value;
mod vault;

use std::path::Path;
use std::sync::Arc;

use crate::delivery::ports::StoreError;
use contents::Contents;
use database::Database;
pub use database::{Hold, Use};
use desk::Desk;
use sign_in::{Logins, Standings};

/// Every port that is about records: `RecordStore`, `AccessStore`, `PlanStore`, `LibraryStore`, `AuthoringStore`, `RescoringStore`,
/// `VaultStore` and `AuditLog`.
pub struct SqlRecords {
    db: Arc<Database>,
    /// Opens and seals the contents of protected banks.
    contents: Contents,
    standings: Desk<Standings>,
    logins: Desk<Logins>,
}

impl SqlRecords {
    /// Opens (or creates) an `SQLite` file and brings its tables up to date.
    pub async fn open_sqlite(path: &Path) -> Result<Self, StoreError> {
        Database::open_sqlite(path).await.map(Self::over)
    }

    /// Reaches a `PostgreSQL` database and brings its tables up to date.
    pub async fn open_postgres(url: &str) -> Result<Self, StoreError> {
        Database::open_postgres(url).await.map(Self::over)
    }

    fn over(db: Database) -> Self {
        let db = Arc::new(db);
        let standings = Desk::open(Standings(db.clone()), sign_in::STANDINGS_LINGER);
        let logins = Desk::open(Logins(db.clone()), sign_in::LOGINS_LINGER);
        Self { db, contents: Contents::default(), standings, logins }
    }

    /// Says how this server uses the database, for as long as what it gets is kept. `None`: somebody else uses it in a
    /// way that does not go together.
    pub async fn hold(&self, how: Use) -> Result<Option<Hold>, StoreError> {
        self.db.hold(how).await
    }

    /// Reachable and writable.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.db.ping().await
    }

    pub async fn close(&self) {
        self.db.close().await;
    }
}
