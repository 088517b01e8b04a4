//! Private servers for a run: stores and an Ukur of its own on free loopback ports, prepared with the shipped bank and an
//! administrator. All of it dies with the run, and its data are removed.

#[path = "../../../tests/services/calibration.rs"]
mod calibration;
#[path = "../../../tests/services/postgres.rs"]
pub mod postgres;
pub(crate) mod program;
#[path = "../../../tests/services/redis.rs"]
pub mod redis;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use tempfile::TempDir;

use ukur::bank::BankFiles;
use ukur::domain::time::Instant;
use ukur::store::sql::SqlRecords;

use crate::meter::Meter;
use crate::office::{Office, now_ms};
use crate::site::Site;
use postgres::Postgres;
use program::Program;
use redis::Redis;

pub const ADMIN: &str = "admin";
pub const PASSWORD: &str = "kata-sandi-beban";

/// Which stores the server has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Stores {
    /// Two SQLite files.
    Embedded,
    /// Redis that syncs every write, and PostgreSQL.
    Networked,
}

pub struct World {
    pub url: String,
    server: Program,
    redis: Option<Redis>,
    postgres: Option<Postgres>,
    _dir: TempDir,
}

/// The adaptive blueprint that private servers have.
pub const ADAPTIVE: &str = "beban-adaptif";

impl World {
    pub async fn start(ukur: &Path, stores: Stores) -> anyhow::Result<Self> {
        Self::furnished(ukur, stores, false).await
    }

    /// With [`ADAPTIVE`] and an accepted calibration of made-up parameters. Other runs have none: they would be scored
    /// by it.
    pub async fn start_adaptive(ukur: &Path, stores: Stores) -> anyhow::Result<Self> {
        Self::furnished(ukur, stores, true).await
    }

    async fn furnished(ukur: &Path, stores: Stores, adaptive: bool) -> anyhow::Result<Self> {
        let dir = tempfile::Builder::new().prefix("ukur-load-").tempdir()?;
        let (redis, postgres) = match stores {
            Stores::Embedded => (None, None),
            Stores::Networked => (Some(Redis::start()), Some(Postgres::start())),
        };
        let records = match &postgres {
            Some(postgres) => postgres.database().await,
            None => String::new(),
        };
        let checkpoint = redis.as_ref().map(Redis::url).unwrap_or_default();
        let settings = vec![
            ("UKUR_DATA_DIR", dir.path().display().to_string()),
            ("UKUR_RECORDS_URL", records.clone()),
            ("UKUR_CHECKPOINT_URL", checkpoint),
            ("UKUR_LISTEN", "127.0.0.1:0".to_owned()),
            // A closed loop is faster than any person.
            ("UKUR_FRAMES_PER_SECOND", "1000000".to_owned()),
            ("UKUR_LOG", "warn".to_owned()),
        ];
        prepare(ukur, &settings)?;
        if adaptive {
            let file = root().join("load_tests/blueprints").join(format!("{ADAPTIVE}.toml")).display().to_string();
            program::run(ukur, &settings, &["blueprint", "load", &file], "")?;
            calibrate(dir.path(), &records).await?;
        }
        let (server, url) = Program::serve(ukur, &settings, dir.path())?;
        Ok(Self { url, server, redis, postgres, _dir: dir })
    }

    pub fn meter(&self) -> Meter {
        let redis = self.redis.iter().map(|redis| redis.pid().unsigned_abs());
        let postgres = self.postgres.iter().map(Postgres::pid);
        Meter { servers: vec![self.server.pid()], stores: redis.chain(postgres).collect() }
    }

    /// A site and its administrator.
    pub async fn enter(&self) -> anyhow::Result<(Arc<Site>, Office)> {
        let site = Site::new(&self.url, false)?;
        let office = Office::sign_in(site.clone(), ADMIN, PASSWORD).await?;
        Ok((site, office))
    }

    /// What the server had to say.
    pub fn log(&self) -> String {
        self.server.log()
    }
}

fn prepare(ukur: &Path, settings: &[(&'static str, String)]) -> anyhow::Result<()> {
    let shipped = root().join("item_bank");
    let bank = shipped.join("umum").display().to_string();
    program::run(ukur, settings, &["bank", "load", &bank], "")?;
    for blueprint in ["asn-umum.toml", "asn-singkat.toml"] {
        let file = shipped.join("blueprints").join(blueprint).display().to_string();
        program::run(ukur, settings, &["blueprint", "load", &file], "")?;
    }
    program::run(ukur, settings, &["staff", "add", ADMIN, "--name", "Admin", "--role", "administrator"], PASSWORD)
}

async fn calibrate(dir: &Path, records: &str) -> anyhow::Result<()> {
    let store = if records.is_empty() {
        SqlRecords::open_sqlite(&dir.join("records.db")).await?
    } else {
        SqlRecords::open_postgres(records).await?
    };
    let files = BankFiles::read_dir(&root().join("item_bank/umum"));
    let files = files.map_err(|faults| anyhow::anyhow!("the shipped bank: {faults:?}"))?;
    let bank = ukur::bank::load(&files).map_err(|faults| anyhow::anyhow!("the shipped bank: {faults:?}"))?;
    calibration::accept(&store, &calibration::calibration(&bank, |_| true), Instant(now_ms())).await;
    Ok(())
}

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The server's program, built beside the one that runs.
pub fn built_ukur() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let found = own.ancestors().skip(1).take(2).map(|dir| dir.join("ukur")).find(|path| path.is_file());
    found.context("the server's program is not built: cargo build")
}
