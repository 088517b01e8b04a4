//! A private Redis for tests: a server of its own on a free loopback port, with its data in a temporary folder, that
//! keeps what an ack promises (append-only file, synced before every reply). It dies with the test.
#![allow(dead_code, unreachable_pub)] // each test crate uses its own part
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::missing_panics_doc)] // a test may fall over

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long a start may take on a busy machine.
const START: Duration = Duration::from_mins(1);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// What `ukur` asks of a Redis, and what keeps it small.
const DURABLE: [&str; 8] =
    ["--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxmemory-policy", "noeviction"];

pub struct Redis {
    dir: TempDir,
    pub port: u16,
    arguments: Vec<String>,
    process: Option<Child>,
}

impl Redis {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// With more arguments, which win over the usual ones.
    pub fn start_with(more: &[&str]) -> Self {
        let dir = tempfile::Builder::new().prefix("ukur-redis-").tempdir().unwrap();
        let arguments = DURABLE.iter().chain(more).map(ToString::to_string).collect();
        let mut server = Self { dir, port: free_port(), arguments, process: None };
        server.restart();
        server
    }

    /// Follows `master`.
    pub fn replica_of(master: &Self) -> Self {
        Self::start_with(&["--replicaof", &format!("127.0.0.1 {}", master.port), "--repl-diskless-sync-delay", "0"])
    }

    /// Watches `master` under the name `ukur`, and promotes a replica when it is gone for a second.
    pub fn sentinel_of(master: &Self) -> Self {
        let dir = tempfile::Builder::new().prefix("ukur-sentinel-").tempdir().unwrap();
        let port = free_port();
        let file = dir.path().join("sentinel.conf");
        let text = format!(
            "port {port}\nbind 127.0.0.1\ndir {}\nsentinel monitor ukur 127.0.0.1 {} 1\n\
             sentinel down-after-milliseconds ukur 1000\nsentinel failover-timeout ukur 3000\n",
            dir.path().display(),
            master.port
        );
        std::fs::write(&file, text).unwrap();
        let arguments = vec![file.display().to_string(), "--sentinel".to_owned()];
        let mut server = Self { dir, port, arguments, process: None };
        server.restart();
        server
    }

    /// Three masters with a replica each, that share the slots.
    pub fn cluster() -> Vec<Self> {
        let nodes: Vec<Self> = (0..6).map(|_| Self::cluster_node()).collect();
        let addresses = nodes.iter().map(|node| format!("127.0.0.1:{}", node.port));
        let mut cli = Command::new("redis-cli");
        cli.args(["--cluster", "create"]).args(addresses).args(["--cluster-replicas", "1", "--cluster-yes"]);
        let output = cli.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        nodes
    }

    fn cluster_node() -> Self {
        let bus = free_port().to_string();
        Self::start_with(&[
            "--cluster-enabled",
            "yes",
            "--cluster-node-timeout",
            "1000",
            "--cluster-port",
            &bus,
            "--repl-diskless-sync-delay",
            "0",
        ])
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
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

    pub fn is_running(&self) -> bool {
        self.process.is_some()
    }

    /// Alive, but silent; until `thaw`.
    pub fn freeze(&self) {
        self.signal(libc::SIGSTOP);
    }

    pub fn thaw(&self) {
        self.signal(libc::SIGCONT);
    }

    /// Again on the same data and the same port.
    pub fn restart(&mut self) {
        let log = std::fs::File::options().create(true).append(true).open(self.dir.path().join("log")).unwrap();
        let mut command = Command::new("redis-server");
        command.args(&self.arguments).stdin(Stdio::null()).stdout(log).stderr(Stdio::null());
        if !self.arguments.iter().any(|argument| argument == "--sentinel") {
            command.args(["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--dir"]).arg(self.dir.path());
        }
        dies_with_its_thread(&mut command);
        self.process = Some(command.spawn().expect("redis-server: run scripts/install-tools test"));
        let until = Instant::now() + START;
        while self.ask(&["PING"]) != "PONG" {
            assert!(Instant::now() < until, "Redis does not start:\n{}", self.log());
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }

    /// What `redis-cli` says to a command.
    pub fn ask(&self, command: &[&str]) -> String {
        let mut cli = Command::new("redis-cli");
        cli.args(["-h", "127.0.0.1", "-p", &self.port.to_string()]).args(command).stdin(Stdio::null());
        String::from_utf8_lossy(&cli.output().unwrap().stdout).trim().to_owned()
    }

    fn signal(&self, signal: i32) {
        // SAFETY: signals a child that this test started and has not reaped.
        #[allow(unsafe_code)]
        unsafe {
            libc::kill(self.pid(), signal);
        }
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
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
