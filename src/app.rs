//! Composition root: the only file that knows every adapter. It makes the parts and starts the server; it decides
//! nothing about tests.

use std::fs::File;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use anyhow::{Context, bail};
use rand::RngExt;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::access::Access;
use crate::analysis::Analysis;
use crate::audit::Actor;
use crate::authoring::Authoring;
use crate::authoring::vault::Vault;
use crate::bank::catalogue::Catalogue;
use crate::bank::{self, BankFiles};
use crate::config::{Checkpoint, Config, Durability, LogFormat};
use crate::delivery::alone::Alone;
use crate::delivery::clock::SystemClock;
use crate::delivery::gate::Gate;
use crate::delivery::keeper;
use crate::delivery::ports::{CheckpointStore, Clock, News, Peers};
use crate::delivery::supervisor::{GRACE, Sittings, Supervisor};
use crate::domain::attempt::Allowances;
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::ids::{BankId, NodeId};
use crate::http::HttpState;
use crate::http::live::{LiveState, server};
use crate::planning::{Loader, Planning};
use crate::shipped;
use crate::store::redis::{self, Address, Promise, RedisCheckpoint, RedisPeers};
use crate::store::sql::{Hold, SqlRecords, Use};
use crate::store::sqlite::SqliteCheckpoint;
use crate::telemetry::{logging, metrics::Metrics};
use crate::wire::convert::item::item_view;
use crate::ws::WsState;

/// Between two tries to write what the audit trail lacks.
const RECORDING: Duration = Duration::from_secs(5);
/// How late a node serves what was registered elsewhere; who lists the library finds it at once.
const NOTICING: Duration = Duration::from_secs(5);
/// How late a bank may be locked whose time is over.
const VAULT: Duration = Duration::from_secs(2);
/// Where the limit of open files is not known.
const USUAL_OPEN_FILES: usize = 1_024;
/// Connections of the stores, HTTP requests under way, files.
const OTHER_FILES: usize = 256;
/// How long open requests may take after a stop was asked for.
const DRAIN: Duration = Duration::from_secs(10);

/// Everything but the server: what commands of the command line work with.
pub struct App {
    pub config: Config,
    pub access: Arc<Access>,
    pub planning: Arc<Planning>,
    pub authoring: Arc<Authoring>,
    pub analysis: Arc<Analysis>,
    pub vault: Arc<Vault>,
    records: Arc<SqlRecords>,
    catalogue: Arc<Catalogue>,
    clock: Arc<dyn Clock>,
    metrics: Arc<Metrics>,
}

/// The checkpoint and the other nodes.
struct Shared {
    node: NodeId,
    checkpoints: Arc<dyn CheckpointStore>,
    peers: Arc<dyn Peers>,
    news: mpsc::Receiver<News>,
    /// Keeps the news of a single node open, though none ever come.
    _silence: Option<mpsc::Sender<News>>,
}

impl App {
    /// Opens the record store and loads every registered bank and blueprint.
    pub async fn open(config: Config) -> anyhow::Result<Self> {
        logging::start(config.log_format == LogFormat::Json);
        let dir = &config.data_dir;
        std::fs::create_dir_all(dir).with_context(|| format!("cannot create the data directory {}", dir.display()))?;
        let records = Arc::new(open_records(&config).await?);
        let catalogue = Arc::new(Catalogue::default());
        let planning = Arc::new(Planning::new(records.clone(), catalogue.clone(), Arc::new(FileLoader)));
        planning.load_library().await.context("cannot load the registered banks and blueprints")?;
        let authoring = Arc::new(Authoring::new(records.clone(), planning.clone()));
        let analysis = Analysis::new(records.clone(), catalogue.clone()).context("cannot start threads")?;
        let analysis = Arc::new(analysis);
        let access = Arc::new(Access::new(records.clone()));
        let vault = Arc::new(Vault::new(records.clone(), planning.clone(), access.clone()));
        let clock = Arc::new(SystemClock::start());
        Ok(Self {
            config,
            access,
            planning,
            authoring,
            analysis,
            vault,
            records,
            catalogue,
            clock,
            metrics: Arc::default(),
        })
    }

    /// Somebody acting now.
    pub fn actor(&self, who: &str) -> Actor {
        Actor::new(who, self.clock.now(), entropy())
    }

    /// Registers the shipped bank and blueprints where they are not yet: what people made of them since is theirs.
    pub async fn load_shipped(&self) -> anyhow::Result<()> {
        let mut by = self.actor("ukur");
        if !self.planning.is_registered(&BankId::new(shipped::BANK)).await.context("shipped bank")? {
            self.add_bank(&shipped::bank(), &mut by).await.context("shipped bank")?;
        }
        if !self.planning.newest_blueprints().await.context("shipped blueprints")?.is_empty() {
            return Ok(());
        }
        for source in shipped::blueprints() {
            self.planning.add_blueprint(source.to_owned(), &mut by).await.context("shipped blueprint")?;
        }
        Ok(())
    }

    /// Registers the files as the newest version of their bank, and their items as in use.
    pub async fn add_bank(&self, files: &BankFiles, by: &mut Actor) -> anyhow::Result<Arc<Bank>> {
        let bank = self.planning.add_bank(files.to_json(), by).await?;
        self.authoring.adopt(&bank.id, files, by).await?;
        Ok(bank)
    }

    /// Serves until `stop` fires, then drains. `ready` is told the address.
    pub async fn serve(self, stop: CancellationToken, ready: impl FnOnce(SocketAddr)) -> anyhow::Result<()> {
        let _only = self.lock()?;
        let _held = self.hold_records().await?;
        let adopted = self.authoring.adopt_registered(&mut self.actor("ukur")).await;
        adopted.context("cannot make items of the registered banks")?;
        let listener = TcpListener::bind(self.config.listen).await;
        let listener = listener.with_context(|| format!("cannot listen on {}", self.config.listen))?;
        let draining = CancellationToken::new();
        let shared = self.shared(draining.clone()).await?;
        let supervisor = Arc::new(self.supervisor(&shared));
        tracing::info!(node = %shared.node, promise = supervisor.checkpoints.promise(), "checkpoint");
        // A store that is away now may come: the keeper tries again, and the readiness check tells.
        if let Err(error) = supervisor.follow().await {
            tracing::error!(%error, "cannot serve the open sessions yet");
        }
        let keeping = keeper::keep(supervisor.clone(), shared.news, self.config.retention, draining.clone());
        let keeping = tokio::spawn(keeping);
        let recording = tokio::spawn(record_acts(self.planning.clone(), draining.clone()));
        let noticing = tokio::spawn(notice_library(self.planning.clone(), draining.clone()));
        let vaulting = tokio::spawn(keep_vault(self.vault.clone(), self.clock.clone(), draining.clone()));
        let open = TaskTracker::new();
        let state = self.state(supervisor.clone(), draining.clone(), open.clone())?;
        let pressing = tokio::spawn(state.press.clone().keep_ready(supervisor.clone(), draining.clone()));
        let router = server(state);
        ready(listener.local_addr()?);

        let (stopping, drain) = (stop.clone(), draining.clone());
        // As a make-service all connections share one router; served as it is, each would copy every route.
        let server = axum::serve(listener, router.into_make_service()).with_graceful_shutdown(async move {
            stopping.cancelled().await;
            drain.cancel();
        });
        let late = async {
            stop.cancelled().await;
            tokio::time::sleep(DRAIN).await;
        };
        tokio::select! {
            served = server => served.context("the server failed")?,
            () = late => tracing::warn!("some connections did not end in time"),
        }
        draining.cancel();
        open.close();
        if tokio::time::timeout(DRAIN, open.wait()).await.is_err() {
            tracing::warn!(connections = open.len(), "some connections did not take their goodbye");
        }
        keeping.await.context("the keeper failed")?;
        pressing.await.context("the press failed")?;
        recording.await.context("the audit trail's writer failed")?;
        noticing.await.context("the watch over the library failed")?;
        vaulting.await.context("the keeper of protected banks failed")?;
        supervisor.shut_down().await;
        self.records.close().await;
        Ok(())
    }

    /// One server a data directory: two would fence each other's attempts.
    fn lock(&self) -> anyhow::Result<File> {
        let path = self.config.data_dir.join("ukur.lock");
        let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        if file.try_lock().is_err() {
            bail!("another ukur server uses the data directory {}", self.config.data_dir.display());
        }
        Ok(file)
    }

    /// A database that nodes share needs a checkpoint that they share, too.
    async fn hold_records(&self) -> anyhow::Result<Hold> {
        let (how, clash) = match self.config.checkpoint {
            Checkpoint::Embedded => (
                Use::Alone,
                "another ukur server uses this record store: for several nodes give each the same checkpoint_url",
            ),
            Checkpoint::Redis { .. } => (
                Use::Shared,
                "an ukur server with a checkpoint of its own uses this record store: give it the same checkpoint_url, or stop it",
            ),
        };
        self.records.hold(how).await.context("cannot lock the record store")?.context(clash)
    }

    /// What nodes share, or the embedded stand-ins of a single one.
    async fn shared(&self, stop: CancellationToken) -> anyhow::Result<Shared> {
        let node = NodeId::new(self.actor("ukur").new_id());
        match &self.config.checkpoint {
            Checkpoint::Embedded => {
                let path = self.config.data_dir.join("checkpoint.db");
                let checkpoints = SqliteCheckpoint::open(&path, self.metrics.clone()).await;
                let checkpoints = checkpoints.with_context(|| format!("cannot open {}", path.display()))?;
                let (silence, news) = mpsc::channel(1);
                Ok(Shared {
                    node,
                    checkpoints: Arc::new(checkpoints),
                    peers: Arc::new(Alone),
                    news,
                    _silence: Some(silence),
                })
            }
            Checkpoint::Redis { url, durability, replicas } => {
                let address = Address::parse(url.expose()).context("setting checkpoint_url")?;
                if *durability == Durability::Everysec {
                    tracing::warn!("checkpoint_durability = everysec: a power cut can lose acknowledged answers");
                }
                let promise = Promise::new(kept(*durability), *replicas, address.is_promoted());
                let checkpoints = RedisCheckpoint::new(address, promise, self.clock.clone(), self.metrics.clone());
                let (peers, news) = RedisPeers::start(node.clone(), checkpoints.topology(), stop);
                Ok(Shared { node, checkpoints: Arc::new(checkpoints), peers: Arc::new(peers), news, _silence: None })
            }
        }
    }

    fn supervisor(&self, shared: &Shared) -> Supervisor {
        Supervisor {
            records: self.records.clone(),
            checkpoints: shared.checkpoints.clone(),
            peers: shared.peers.clone(),
            catalogue: self.catalogue.clone(),
            clock: self.clock.clone(),
            metrics: self.metrics.clone(),
            sittings: Sittings::default(),
            serving: tokio::sync::Mutex::default(),
            node: shared.node.clone(),
            owners: AtomicU64::default(),
            allowances: Allowances { grace: GRACE, outage_credit: self.config.outage_credit },
            troubles: std::sync::Mutex::default(),
        }
    }

    fn state(
        &self,
        supervisor: Arc<Supervisor>,
        draining: CancellationToken,
        open: TaskTracker,
    ) -> anyhow::Result<LiveState> {
        let practice = bank::load_practice(&shipped::practice());
        let practice = practice.map_err(|faults| anyhow::anyhow!("shipped practice items: {faults:?}"))?;
        let (clock, serving) = (self.clock.clone(), supervisor.clone());
        let gate = Arc::new(Gate::new(self.config.max_connections.unwrap_or_else(open_files_left)));
        let http = HttpState {
            metrics: self.metrics.clone(),
            gate: gate.clone(),
            access: self.access.clone(),
            planning: self.planning.clone(),
            authoring: self.authoring.clone(),
            analysis: self.analysis.clone(),
            vault: self.vault.clone(),
            records: self.records.clone(),
            catalogue: self.catalogue.clone(),
            models: Arc::new(shipped::models()),
            practice: Arc::new(practice.iter().map(item_view).collect()),
            served: Arc::new(move |attempt| serving.sittings.of_attempt(attempt)),
            clock: Arc::new(move || clock.now()),
            entropy: Arc::new(entropy),
            secure: self.config.secure_cookies,
        };
        let ws = WsState {
            supervisor,
            access: self.access.clone(),
            clock: self.clock.clone(),
            metrics: self.metrics.clone(),
            draining,
            gate,
            frames_per_second: self.config.frames_per_second,
            open,
        };
        Ok(LiveState { http, ws, press: Arc::default() })
    }
}

/// A database of its own where one is named, else a file in the data directory.
async fn open_records(config: &Config) -> anyhow::Result<SqlRecords> {
    if let Some(url) = &config.records_url {
        return SqlRecords::open_postgres(url.expose()).await.context("cannot open the record store");
    }
    let path = config.data_dir.join("records.db");
    SqlRecords::open_sqlite(&path).await.with_context(|| format!("cannot open {}", path.display()))
}

/// Connections that fit into the system's limit of open files, with what the stores and the log need left over.
fn open_files_left() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap_or_default();
    let soft = line.split_whitespace().next().and_then(|soft| soft.parse().ok()).unwrap_or(USUAL_OPEN_FILES);
    soft.saturating_sub(OTHER_FILES).max(1)
}

/// Writes acts into the audit trail that could not be written when they were done.
async fn record_acts(planning: Arc<Planning>, draining: CancellationToken) {
    while draining.run_until_cancelled(tokio::time::sleep(RECORDING)).await.is_some() {
        planning.record_waiting().await;
    }
    let waiting = planning.record_waiting().await;
    if waiting > 0 {
        tracing::error!(waiting, "acts are not in the audit trail; the attempts' logs hold them");
    }
}

/// Loads what the command line or another node registered: sessions that pin it are served, analyses know it.
async fn notice_library(planning: Arc<Planning>, draining: CancellationToken) {
    while draining.run_until_cancelled(tokio::time::sleep(NOTICING)).await.is_some() {
        if let Err(error) = planning.notice().await {
            tracing::warn!(%error, "cannot look for new banks and blueprints");
        }
    }
}

/// Locks what had its time. Before that: what a ceremony left undone that was interrupted.
async fn keep_vault(vault: Arc<Vault>, clock: Arc<dyn Clock>, draining: CancellationToken) {
    if let Err(error) = vault.clean_up(clock.now()).await {
        tracing::error!(%error, "cannot look after the protected banks");
    }
    while draining.run_until_cancelled(tokio::time::sleep(VAULT)).await.is_some() {
        if let Err(error) = vault.keep(&mut Actor::new("ukur", clock.now(), entropy())).await {
            tracing::warn!(%error, "cannot look after the protected banks");
        }
    }
}

fn kept(durability: Durability) -> redis::Durability {
    match durability {
        Durability::Always => redis::Durability::Always,
        Durability::Replicated => redis::Durability::Replicated,
        Durability::Everysec => redis::Durability::Everysec,
    }
}

/// Fresh randomness of the operating system.
#[allow(clippy::disallowed_methods, reason = "the composition root is where randomness comes from")]
fn entropy() -> [u8; 32] {
    rand::rng().random()
}

/// Reads registered texts with the bank's own parsers.
struct FileLoader;

impl Loader for FileLoader {
    fn bank(&self, files: &str) -> Result<Bank, String> {
        let files = BankFiles::from_json(files).map_err(|error| error.to_string())?;
        bank::load(&files).map_err(|faults| first_of(&faults))
    }

    fn blueprint(&self, source: &str) -> Result<Blueprint, String> {
        // A registered text has lost its file name, which had to equal the id.
        let id = source.parse::<toml::Table>().ok().and_then(|table| Some(table.get("id")?.as_str()?.to_owned()));
        let file = format!("{}.toml", id.unwrap_or_default());
        bank::parse_blueprint(&file, source.as_bytes()).map_err(|faults| first_of(&faults))
    }
}

fn first_of<F: std::fmt::Display>(faults: &[F]) -> String {
    let more = faults.len().saturating_sub(1);
    let first = faults.first().map(ToString::to_string).unwrap_or_default();
    if more == 0 { first } else { format!("{first} (and {more} more)") }
}
