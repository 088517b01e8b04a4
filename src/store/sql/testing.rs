//! Stores for the tests of this module, on either engine.

use tempfile::TempDir;

#[path = "../../../tests/services/engine.rs"]
mod engine;
#[path = "../../../tests/services/postgres.rs"]
pub(super) mod postgres;

pub(super) use engine::{Engine, both_engines};

use super::SqlRecords;
use super::database::Database;

/// An empty store, and the folder that it may live in.
pub(super) struct Opened {
    pub store: SqlRecords,
    _dir: TempDir,
}

impl Opened {
    pub(super) async fn new(engine: Engine) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = match engine {
            Engine::Sqlite => SqlRecords::open_sqlite(&dir.path().join("records.db")).await,
            Engine::Postgres => SqlRecords::open_postgres(&postgres::database().await).await,
        };
        Self { store: store.unwrap(), _dir: dir }
    }

    pub(super) fn db(&self) -> &Database {
        &self.store.db
    }
}
