//! A small hall for the tests: a real store on either engine, a bank and a blueprint made by hand, a clock and
//! randomness that only move when told to.
#![allow(dead_code, unreachable_pub)] // each test file uses its own part
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may fall over

#[path = "../services/engine.rs"]
mod engine;
pub mod library;
#[path = "../services/postgres.rs"]
mod postgres;
mod sitting;
mod staff;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use tempfile::TempDir;
use ukur::access::Access;
use ukur::analysis::Analysis;
use ukur::audit::Actor;
use ukur::authoring::Authoring;
use ukur::authoring::vault::Vault;
use ukur::bank::catalogue::Catalogue;
use ukur::delivery::gate::Gate;
use ukur::delivery::ports::RecordStore;
use ukur::domain::assembly::{self, Candidate, Fairness, Served, derive_seed, draw_hall};
use ukur::domain::form::Form;
use ukur::domain::ids::{AttemptId, BlueprintId, SessionId};
use ukur::domain::measure::Parameters;
use ukur::domain::session::{Enrolment, StartRule};
use ukur::domain::time::Instant;
use ukur::http::HttpState;
use ukur::planning::session::{SessionDraft, SessionRecord};
use ukur::planning::{Assurance, Drawing, Planning};
use ukur::store::sql::SqlRecords;

pub use engine::Engine;
pub(crate) use engine::both_engines;
use library::HandLoader;

/// 2026-11-22T00:00:00Z.
pub const START: Instant = Instant(1_795_305_600_000);
pub const HOUR: i64 = 3_600_000;
pub const NIP: &str = "198001012005011001";

/// Where the store lives; a program that starts again finds it there.
pub enum Place {
    File(TempDir),
    Database(String),
}

pub struct Hall {
    pub place: Place,
    pub store: Arc<SqlRecords>,
    pub catalogue: Arc<Catalogue>,
    pub planning: Arc<Planning>,
    pub access: Arc<Access>,
    pub vault: Arc<Vault>,
    pub analysis: Arc<Analysis>,
    now: Arc<AtomicI64>,
    seeds: Arc<AtomicU64>,
}

impl Place {
    pub async fn new(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self::File(tempfile::tempdir().unwrap()),
            Engine::Postgres => Self::Database(postgres::database().await),
        }
    }

    pub async fn open(&self) -> Arc<SqlRecords> {
        let store = match self {
            Self::File(dir) => SqlRecords::open_sqlite(&dir.path().join("records.db")).await,
            Self::Database(url) => SqlRecords::open_postgres(url).await,
        };
        Arc::new(store.unwrap())
    }
}

impl Hall {
    /// A bank of 4 items per competency and difficulty, and a blueprint that takes half.
    pub async fn new(engine: Engine) -> Self {
        let hall = Self::over(Place::new(engine).await).await;
        hall.planning.add_bank("4".into(), &mut hall.actor("ukur")).await.unwrap();
        hall.planning.add_blueprint("2".into(), &mut hall.actor("ukur")).await.unwrap();
        hall
    }

    /// A program started over what is stored there.
    pub async fn over(place: Place) -> Self {
        let store = place.open().await;
        let catalogue = Arc::new(Catalogue::default());
        let planning = Arc::new(Planning::new(store.clone(), catalogue.clone(), Arc::new(HandLoader)));
        planning.load_library().await.unwrap();
        let access = Arc::new(Access::new(store.clone()));
        let vault = Arc::new(Vault::new(store.clone(), planning.clone(), access.clone()));
        let analysis = Arc::new(Analysis::new(store.clone(), catalogue.clone()).unwrap());
        let (now, seeds) = (Arc::new(AtomicI64::new(START.0)), Arc::default());
        Self { place, store, catalogue, planning, access, vault, analysis, now, seeds }
    }

    /// Another process at work on the same store: the command line, or another node.
    pub async fn neighbour(&self) -> Planning {
        let planning = Planning::new(self.place.open().await, Arc::new(Catalogue::default()), Arc::new(HandLoader));
        planning.load_library().await.unwrap();
        planning
    }

    pub fn now(&self) -> Instant {
        Instant(self.now.load(Ordering::Relaxed))
    }

    pub fn advance(&self, millis: i64) {
        self.now.fetch_add(millis, Ordering::Relaxed);
    }

    pub fn actor(&self, who: &str) -> Actor {
        Actor::new(who, self.now(), seed(&self.seeds))
    }

    pub fn http(&self) -> HttpState {
        let (now, seeds) = (self.now.clone(), self.seeds.clone());
        HttpState {
            served: Arc::new(|_| None),
            metrics: Arc::default(),
            gate: Arc::new(Gate::new(1_000)),
            access: self.access.clone(),
            planning: self.planning.clone(),
            authoring: Arc::new(Authoring::new(self.store.clone(), self.planning.clone())),
            vault: self.vault.clone(),
            analysis: self.analysis.clone(),
            records: self.store.clone(),
            catalogue: self.catalogue.clone(),
            models: Arc::default(),
            practice: Arc::default(),
            clock: Arc::new(move || Instant(now.load(Ordering::Relaxed))),
            entropy: Arc::new(move || seed(&seeds)),
            secure: false,
        }
    }

    /// An event with a session that nobody is in yet.
    pub async fn draft(&self) -> SessionId {
        let mut by = self.actor("petugas");
        let event = self.planning.add_event("Seleksi 2026", "BKPSDM", &mut by).await.unwrap();
        self.planning.add_session(&event.id, plan(), &mut by).await.unwrap().session.id
    }

    /// A draft with `count` candidates.
    pub async fn enrolled(&self, count: usize) -> SessionId {
        let session = self.draft().await;
        let import =
            self.planning.import(&session, list(count).as_bytes(), false, &mut self.actor("petugas")).await.unwrap();
        assert_eq!(import.faults, []);
        session
    }

    pub async fn opened(&self, count: usize) -> SessionId {
        let session = self.enrolled(count).await;
        self.planning.open_session(&session, &mut self.actor("petugas")).await.unwrap();
        session
    }

    /// Forms for everybody in the draft, with what the opening stores beside them; the secret is not the session's.
    pub async fn drawn(&self, session: &SessionId) -> (Vec<(AttemptId, Form)>, Drawing) {
        let record = self.record(session).await.session;
        let people = self.store.enrolments(session).await.unwrap();
        let candidate = |one: &Enrolment| Candidate {
            family: one.job_family,
            seed: derive_seed(&[0; 32], &one.attempt),
            place: assembly::Place { room: one.room.clone(), seat: one.seat.clone() },
        };
        let served = Served::default();
        let drawn = draw_hall(&assembly::Hall {
            blueprint: &self.catalogue.blueprint(&record.blueprint).unwrap(),
            bank: &self.catalogue.bank(&record.bank).unwrap(),
            parameters: &Parameters::new(),
            candidates: &people.iter().map(candidate).collect::<Vec<_>>(),
            served: &served,
            seed: 1,
        })
        .unwrap();
        let attempts = people.into_iter().map(|one| one.attempt);
        (attempts.zip(drawn.forms).collect(), Drawing { assurance: Assurance::Fixed(Box::new(drawn.fairness)), served })
    }

    pub async fn record(&self, session: &SessionId) -> SessionRecord {
        self.planning.session(session).await.unwrap()
    }

    /// Access codes in order of import.
    pub async fn codes(&self, session: &SessionId) -> Vec<String> {
        let cards = self.planning.cards(session, &mut self.actor("petugas")).await.unwrap();
        cards.into_iter().map(|card| card.access_code).collect()
    }
}

/// The certificate of fixed forms.
pub fn fairness(assurance: Assurance) -> Fairness {
    let Assurance::Fixed(fairness) = assurance else { panic!("{assurance:?}") };
    *fairness
}

/// From one hour before the start of the tests to eight hours after.
pub fn plan() -> SessionDraft {
    SessionDraft {
        title: "Sesi 1".into(),
        opens: Instant(START.0 - HOUR),
        closes: Instant(START.0 + 8 * HOUR),
        time_zone: "Asia/Jakarta".into(),
        capacity: 500,
        start: StartRule::Candidate,
        admission_required: false,
        blueprint: BlueprintId::new("dasar"),
        bank: None,
    }
}

/// A candidate list; the first one's NIP is `NIP`.
pub fn list(count: usize) -> String {
    let header = "nip,nama,unit,kelompok_jabatan,email,tambahan_waktu_persen,ruang,kursi\n".to_owned();
    let row = |n| format!("198001012005011{n:03},Peserta {n},Dinas A,pelaksana,,0,R1,A-{n}\n");
    std::iter::once(header).chain((1..=count).map(row)).collect()
}

fn seed(seeds: &AtomicU64) -> [u8; 32] {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&seeds.fetch_add(1, Ordering::Relaxed).to_le_bytes());
    seed
}
