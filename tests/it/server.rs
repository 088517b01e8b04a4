//! The program under test: its data prepared through the application, then a process on a free port, alone or as one of
//! several nodes on the same stores.
#![allow(dead_code)] // each test crate uses its own part

#[path = "../services/calibration.rs"]
mod calibration;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use tempfile::TempDir;
use ukur::access::NewAccount;
use ukur::access::role::Role;
use ukur::app::App;
use ukur::bank::BankFiles;
use ukur::config::{Config, Layer};
use ukur::delivery::ports::FinalRecord;
use ukur::domain::ids::{AttemptId, BlueprintId, EventId, SessionId};
use ukur::domain::session::StartRule;
use ukur::domain::time::Span;
use ukur::planning::session::SessionDraft;
use ukur::store::sql::SqlRecords;

pub const PASSWORD: &str = "kata-sandi-uji";
/// Items in a form of the test blueprint.
pub const ITEMS: usize = 20;

/// What a test varies of the session.
#[derive(Clone, Copy)]
pub struct Setup {
    pub candidates: usize,
    pub start: StartRule,
    pub admission: bool,
    /// From now to the end of the session's window, which cuts the deadline.
    pub closes_in: Span,
    /// What an item asks for.
    pub items: Items,
    /// Items are chosen one by one, by a calibration made up for the bank.
    pub adaptive: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Items {
    /// One of the options A to D.
    Choice,
    /// A number, which can tell whose it is.
    Number,
}

/// Where nodes keep what they share; an empty address is a file of the node's own.
#[derive(Clone, Default)]
pub struct Stores {
    pub records_url: String,
    pub checkpoint_url: String,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            candidates: 1,
            start: StartRule::Candidate,
            admission: false,
            closes_in: Span::minutes(300),
            items: Items::Choice,
            adaptive: false,
        }
    }
}

/// A candidate's card.
#[derive(Clone, Debug)]
pub struct Card {
    pub attempt: AttemptId,
    pub nip: String,
    pub code: String,
}

pub struct Server {
    pub dir: TempDir,
    pub session: SessionId,
    pub cards: Vec<Card>,
    stores: Stores,
    /// More settings, for the next start.
    settings: Vec<(&'static str, &'static str)>,
    process: Option<Child>,
    pub port: u16,
}

impl Server {
    pub async fn start(setup: Setup) -> Self {
        Self::start_on(setup, String::new()).await
    }

    /// With the records in this PostgreSQL database.
    pub async fn start_on(setup: Setup, records_url: String) -> Self {
        Self::start_with(setup, Stores { records_url, ..Stores::default() }).await
    }

    pub async fn start_with(setup: Setup, stores: Stores) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (session, cards) = prepare(config(dir.path(), &stores.records_url), setup).await;
        let mut server = Self { dir, session, cards, stores, settings: Vec::new(), process: None, port: 0 };
        server.spawn();
        server
    }

    /// Another node on the same stores.
    pub fn beside(&self) -> Self {
        let mut node = Self::node(self.stores.clone());
        node.session = self.session.clone();
        node.cards.clone_from(&self.cards);
        node.spawn();
        node
    }

    /// One node of several on stores that are prepared already; not started yet.
    pub fn node(stores: Stores) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let dir = tempfile::tempdir().unwrap();
        Self { dir, session: SessionId::new(""), cards: Vec::new(), stores, settings: Vec::new(), process: None, port }
    }

    /// Starts without waiting until it serves: a store that it needs may be away.
    pub fn launch(&mut self) {
        let mut command = self.program();
        command.stdout(Stdio::null());
        self.process = Some(command.spawn().unwrap());
    }

    /// How it ended; `None` while it runs.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        let status = self.process.as_mut()?.try_wait().unwrap()?;
        self.process = None;
        Some(status)
    }

    pub fn is_launched(&self) -> bool {
        self.process.is_some()
    }

    pub fn log(&self) -> PathBuf {
        self.dir.path().join("log")
    }

    pub fn signal(&self, signal: i32) {
        // SAFETY: signals a child that this test started and has not reaped.
        #[allow(unsafe_code)]
        unsafe {
            libc::kill(self.pid(), signal);
        }
    }

    /// A variable of the program, for its next start.
    pub fn set(&mut self, name: &'static str, value: &'static str) {
        self.settings.push((name, value));
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub fn ws_url(&self, path: &str) -> String {
        format!("ws://127.0.0.1:{}{path}", self.port)
    }

    pub fn pid(&self) -> i32 {
        self.process.as_ref().unwrap().id().cast_signed()
    }

    /// SIGKILL: no chance to write anything.
    pub fn kill(&mut self) {
        let mut process = self.process.take().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// Again on the same data and the same port.
    pub fn restart(&mut self) {
        self.spawn();
    }

    /// SIGTERM, then waits for the end.
    pub fn terminate(&mut self) -> ExitStatus {
        self.signal(libc::SIGTERM);
        self.process.take().unwrap().wait().unwrap()
    }

    /// The final record, read through the application while no server runs or beside it.
    pub async fn final_record(&self, attempt: &AttemptId) -> FinalRecord {
        self.app().await.planning.result(attempt).await.unwrap().line.record
    }

    /// The application on the same data, for whoever reads much of it.
    pub async fn app(&self) -> App {
        App::open(config(self.dir.path(), &self.stores.records_url)).await.unwrap()
    }

    fn spawn(&mut self) {
        let mut process = self.program().stdout(Stdio::piped()).spawn().unwrap();
        let mut greeting = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut greeting).unwrap();
        let address = greeting.split("http://127.0.0.1:").nth(1).unwrap_or_else(|| panic!("no address: {greeting:?}"));
        let digits: String = address.chars().take_while(char::is_ascii_digit).collect();
        self.port = digits.parse().unwrap();
        self.process = Some(process);
    }

    fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ukur"));
        command.args(["serve", "--listen", &format!("127.0.0.1:{}", self.port), "--data-dir"]).arg(self.dir.path());
        // Its log stands on the same disk as its data: when that is full, the log is too.
        let log = std::fs::File::options().create(true).append(true).open(self.log()).unwrap();
        command.env("UKUR_RECORDS_URL", &self.stores.records_url);
        command.env("UKUR_CHECKPOINT_URL", &self.stores.checkpoint_url);
        command.envs(self.settings.iter().copied());
        command.env("UKUR_LOG", "info").stdin(Stdio::null()).stderr(log);
        // SAFETY: prctl between fork and exec is async-signal-safe; a dead test takes its server with it.
        #[allow(unsafe_code)]
        unsafe {
            command.pre_exec(|| {
                libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
                Ok(())
            });
        }
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

pub fn config(dir: &Path, records_url: &str) -> Config {
    let mut flags = Layer::default();
    flags.set("data_dir", dir.to_str().unwrap(), "test");
    flags.set("records_url", records_url, "test");
    Config::load(None, std::iter::empty(), flags).unwrap()
}

async fn prepare(config: Config, setup: Setup) -> (SessionId, Vec<Card>) {
    let records = config.data_dir.join("records.db");
    let app = App::open(config).await.unwrap();
    let event = found(&app, setup.items).await;
    if setup.adaptive {
        let (_, bank) = app.planning.bank_versions().await.unwrap().remove(0);
        let store = SqlRecords::open_sqlite(&records).await.unwrap();
        calibration::accept(&store, &calibration::calibration(&bank, |_| true), app.actor("uji").now).await;
        app.planning.add_blueprint(adaptive_blueprint(), &mut app.actor("uji")).await.unwrap();
    }
    open_session(&app, &event, setup, 0).await
}

/// Bank, blueprint, staff and an event.
pub async fn found(app: &App, items: Items) -> EventId {
    let mut by = app.actor("uji");
    app.planning.add_bank(bank(items).to_json(), &mut by).await.unwrap();
    app.planning.add_blueprint(blueprint(), &mut by).await.unwrap();
    for (username, role) in [("admin", Role::Administrator), ("pengawas", Role::Proctor)] {
        let account = NewAccount { username: username.into(), name: username.into(), role, password: PASSWORD.into() };
        app.access.add_staff(account, &mut by).await.unwrap();
    }
    app.planning.add_event("Uji", "Ukur", &mut by).await.unwrap().id
}

/// An open session with its candidates, who are numbered from `before` on.
pub async fn open_session(app: &App, event: &EventId, setup: Setup, before: usize) -> (SessionId, Vec<Card>) {
    let mut by = app.actor("uji");
    let draft = SessionDraft {
        title: "Sesi uji".into(),
        // Long enough for the working time, however soon it closes.
        opens: by.now + setup.closes_in + Span::minutes(-61).min(Span(-setup.closes_in.0 - 60_000)),
        closes: by.now + setup.closes_in,
        time_zone: "Asia/Jakarta".into(),
        capacity: 1_000,
        start: setup.start,
        admission_required: setup.admission,
        blueprint: BlueprintId::new(if setup.adaptive { "adaptif" } else { "uji" }),
        bank: None,
    };
    let session = app.planning.add_session(event, draft, &mut by).await.unwrap().session.id;
    let list = candidates(before, setup.candidates);
    let import = app.planning.import(&session, list.as_bytes(), false, &mut by).await.unwrap();
    assert!(import.faults.is_empty(), "{:?}", import.faults);
    app.planning.open_session(&session, &mut by).await.unwrap();
    let cards = app.planning.cards(&session, &mut by).await.unwrap();
    let card = |card: ukur::planning::Card| Card {
        attempt: card.candidate.attempt,
        nip: card.candidate.nip,
        code: card.access_code,
    };
    (session, cards.into_iter().map(card).collect())
}

fn candidates(before: usize, count: usize) -> String {
    let rows = (before + 1..=before + count).map(|n| format!("199001012020{n:06},Peserta Uji {n},Unit Uji,,,,A,{n}\n"));
    let header = "nip,nama,unit,kelompok_jabatan,email,tambahan_waktu_persen,ruang,kursi\n".to_owned();
    rows.fold(header, |csv, row| csv + &row)
}

const DOMAINS: [&str; 4] = ["technical", "sociocultural", "digital_literacy", "numerical_reasoning"];

fn bank(items: Items) -> BankFiles {
    let mut files = BankFiles::default();
    let mut manifest = String::from("id = \"uji\"\ntitle = \"Bank uji\"\nlanguage = \"id\"\n");
    for domain in DOMAINS {
        let _ = write!(
            manifest,
            "[[domain]]\nid = \"{domain}\"\ntitle = \"{domain}\"\n[[domain.competency]]\nid = \"{domain}_umum\"\ntitle = \"Umum\"\n"
        );
        for number in 0..10 {
            let id = format!("{}-{number}", domain.replace('_', "-"));
            files.insert(&format!("{domain}/{id}.md"), item(&id, domain, items).into_bytes()).unwrap();
        }
    }
    files.insert("bank.toml", manifest.into_bytes()).unwrap();
    files
}

fn item(id: &str, domain: &str, items: Items) -> String {
    let (interaction, key, options) = match items {
        Items::Choice => (
            "single_choice",
            "\"A\"",
            format!("## Options\n\n- A. Satu {id}\n- B. Dua {id}\n- C. Tiga {id}\n- D. Empat {id}\n\n"),
        ),
        Items::Number => ("numeric_entry", "1", String::new()),
    };
    format!(
        "+++\nid = \"{id}\"\ninteraction = \"{interaction}\"\ncompetency = \"{domain}_umum\"\nindicator = \"Uji\"\n\
         difficulty = \"medium\"\nseconds = 60\nkey = {key}\n+++\n\nSoal {id}.\n\n{options}## Rationale\n\nUji.\n"
    )
}

/// 8 to 16 of the same 40 items.
fn adaptive_blueprint() -> String {
    let fixed = blueprint().replace("id = \"uji\"\ntitle", "id = \"adaptif\"\ntitle");
    let rules = "[adaptive]\nmin_items = 8\nmax_items = 16\nstandard_error = 4.0\nrandomesque = 3\n[cuts]";
    fixed.replace("\"free\"", "\"forward_only\"").replace("[cuts]", rules)
}

fn blueprint() -> String {
    let mut text = String::from(
        "id = \"uji\"\ntitle = \"Uji\"\nbank = \"uji\"\nnavigation = \"free\"\ntiming = \"whole\"\nminutes = 60\n\
         free_domain_order = false\nshuffle_options = true\ncuts_source = \"uji\"\ninstructions = \"Uji.\"\n\
         [cuts]\ncukup_potensial = 55\npotensial = 70\nsangat_potensial = 85\n",
    );
    for domain in DOMAINS.iter().collect::<BTreeSet<_>>() {
        let _ = write!(
            text,
            "[[section]]\ndomain = \"{domain}\"\ntitle = \"{domain}\"\nweight = 1\n[[section.cell]]\ncount = {}\n",
            ITEMS / 4
        );
    }
    text
}
