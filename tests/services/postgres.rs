//! A private PostgreSQL for tests: one server for each test process, on a free port, in a temporary folder, and a fresh
//! database for each test. A watchdog takes server and folder away when the process ends, however it ends.
#![allow(dead_code, unreachable_pub)] // each test crate uses its own part
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::missing_panics_doc)] // a test may fall over

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

/// Where Debian keeps the programs of each major version.
const VERSIONS: &str = "/usr/lib/postgresql";
/// The user that Debian makes for PostgreSQL, which refuses to run as root.
const USER: &str = "postgres";
/// How long a start may take, with recovery and on a busy machine.
const START: Duration = Duration::from_mins(1);
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// The server listens on loopback only; its password is there to be looked for in logs.
pub const PASSWORD: &str = "rahasia-basis-data";

/// A server of its own that a test may kill.
pub struct Postgres {
    dir: PathBuf,
    port: u16,
    databases: AtomicU32,
    process: Option<Child>,
    /// Its standard input closes with this process; then it cleans up.
    watchdog: Child,
}

/// The address of a new, empty database on the server that all tests of this process share.
pub async fn database() -> String {
    static SHARED: OnceLock<Postgres> = OnceLock::new();
    let start = || SHARED.get_or_init(Postgres::start_on_lasting_thread);
    let shared = tokio::task::spawn_blocking(start).await.unwrap();
    shared.database().await
}

/// Runs statements as the administrator of the server.
pub async fn run(url: &str, sql: &str) {
    let options: sqlx::postgres::PgConnectOptions = url.parse().unwrap();
    let mut connection: PgConnection = options.connect().await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

impl Postgres {
    /// A new server with no databases of the tests.
    pub fn start() -> Self {
        let dir = own_folder();
        let watchdog = watchdog(&dir);
        initialise(&dir);
        let mut server = Self { dir, port: free_port(), databases: AtomicU32::new(0), process: None, watchdog };
        server.restart();
        server
    }

    /// The server dies with the thread that started it, and a test's thread ends before the process does.
    fn start_on_lasting_thread() -> Self {
        let (told, hear) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            told.send(Self::start()).unwrap();
            loop {
                std::thread::park();
            }
        });
        hear.recv().expect("the server of the tests did not start; its reason stands above")
    }

    /// A new, empty database. Its order of texts is not that of bytes: a statement that needs one must say so.
    pub async fn database(&self) -> String {
        let name = format!("uji_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let sql = format!(
            "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' \
             LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
        );
        run(&self.url("postgres"), &sql).await;
        self.url(&name)
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://{USER}:{PASSWORD}@127.0.0.1:{}/{database}", self.port)
    }

    pub fn pid(&self) -> u32 {
        self.process.as_ref().unwrap().id()
    }

    /// SIGKILL: no chance to write anything.
    pub fn kill(&mut self) {
        let mut process = self.process.take().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// Alive, but silent, like a machine behind a torn cable; until `thaw`.
    pub fn freeze(&self) {
        self.signal(libc::SIGSTOP);
    }

    pub fn thaw(&self) {
        self.signal(libc::SIGCONT);
    }

    /// To the server and the processes that it made for its connections.
    fn signal(&self, signal: i32) {
        let server = self.process.as_ref().unwrap().id();
        let children = std::fs::read_to_string(format!("/proc/{server}/task/{server}/children")).unwrap();
        let children = children.split_whitespace().map(|pid| pid.parse().unwrap());
        for pid in std::iter::once(server.cast_signed()).chain(children) {
            // SAFETY: signals a child that this test started and has not reaped, and that one's own children.
            #[allow(unsafe_code)]
            unsafe {
                libc::kill(pid, signal);
            }
        }
    }

    /// Again on the same data and the same port. What a killed server left running may keep it out for a moment.
    pub fn restart(&mut self) {
        let until = Instant::now() + START;
        loop {
            let mut process = self.serve();
            if self.answers(&mut process, until) {
                self.process = Some(process);
                return;
            }
            let log = std::fs::read_to_string(self.dir.join("log")).unwrap_or_default();
            assert!(Instant::now() < until, "PostgreSQL does not start:\n{log}");
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    fn serve(&self) -> Child {
        let log = std::fs::File::options().create(true).append(true).open(self.dir.join("log")).unwrap();
        let mut command = program("postgres");
        // Commits are on disk, as in a hall; the rest is as small as a test needs it.
        command.args(["-c", "fsync=on", "-c", "max_connections=200", "-c", "shared_buffers=32MB"]);
        command.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-c", "unix_socket_directories="]);
        command.arg("-D").arg(self.dir.join("data")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        dies_with_its_thread(&mut command);
        command.spawn().unwrap()
    }

    /// False: the process ended.
    fn answers(&self, process: &mut Child, until: Instant) -> bool {
        let mut ask = program("pg_isready");
        ask.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
        while process.try_wait().unwrap().is_none() {
            if ask.status().unwrap().success() {
                return true;
            }
            if Instant::now() > until {
                let _ = process.kill();
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        false
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
        drop(self.watchdog.stdin.take());
        let _ = self.watchdog.wait();
    }
}

/// A folder that belongs to whom PostgreSQL runs as.
fn own_folder() -> PathBuf {
    let dir = tempfile::Builder::new().prefix("ukur-postgres-").tempdir().unwrap().keep();
    if let Some((user, group)) = other_user() {
        std::os::unix::fs::chown(&dir, Some(user), Some(group)).unwrap();
    }
    dir
}

/// Waits for the end of this process, then ends the server and removes its folder.
fn watchdog(dir: &Path) -> Child {
    let script = "trap '' INT TERM HUP; cat >/dev/null; \
                  [ -f \"$1/data/postmaster.pid\" ] && kill -9 \"$(head -n 1 \"$1/data/postmaster.pid\")\" 2>/dev/null; \
                  rm -rf \"$1\" || { sleep 1; rm -rf \"$1\"; }";
    let mut command = Command::new("sh");
    command.args(["-c", script, "sh"]).arg(dir).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

fn initialise(dir: &Path) {
    let secret = dir.join("password");
    std::fs::write(&secret, PASSWORD).unwrap();
    let mut command = program("initdb");
    command.args(["--no-sync", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "-U", USER, "-D"]);
    command.arg(dir.join("data")).arg(format!("--pwfile={}", secret.display())).current_dir(dir);
    let output = command.output().unwrap();
    assert!(output.status.success(), "initdb: {}", String::from_utf8_lossy(&output.stderr));
}

/// A program of the newest installed version, as a user that PostgreSQL accepts.
fn program(name: &str) -> Command {
    let versions =
        std::fs::read_dir(VERSIONS).unwrap_or_else(|e| panic!("{VERSIONS}: {e}; scripts/install-tools test"));
    let number = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions.map(|entry| entry.unwrap().path()).max_by_key(number);
    let path = newest.expect("PostgreSQL is not installed: scripts/install-tools test").join("bin").join(name);
    let mut command = Command::new(path);
    if let Some((user, group)) = other_user() {
        command.uid(user).gid(group);
    }
    command
}

/// For root: user and group of PostgreSQL. Anybody else runs it as himself.
fn other_user() -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt;
    if std::fs::metadata("/proc/self").unwrap().uid() != 0 {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find(|line| line.starts_with(&format!("{USER}:"))).expect("no user postgres");
    let mut numbers = line.split(':').skip(2).map(|number| number.parse().unwrap());
    Some((numbers.next().unwrap(), numbers.next().unwrap()))
}

fn dies_with_its_thread(command: &mut Command) {
    // SAFETY: prctl between fork and exec is async-signal-safe.
    #[allow(unsafe_code)]
    unsafe {
        command.pre_exec(|| {
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            Ok(())
        });
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
