//! The server's program as a process: commands that end, and the server that stays.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, ensure};

pub(super) struct Program {
    process: Child,
    log: PathBuf,
}

type Settings = [(&'static str, String)];

impl Program {
    /// The running server and its address.
    pub(super) fn serve(ukur: &Path, settings: &Settings, dir: &Path) -> anyhow::Result<(Self, String)> {
        let log = dir.join("log");
        let mut command = command(ukur, settings);
        command.arg("serve").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(std::fs::File::create(&log)?);
        dies_with_its_thread(&mut command);
        let mut process = command.spawn().with_context(|| format!("cannot start {}", ukur.display()))?;
        let mut greeting = String::new();
        let output = process.stdout.take().context("no output")?;
        BufReader::new(output).read_line(&mut greeting)?;
        let program = Self { process, log };
        let address = greeting.split_whitespace().find(|word| word.starts_with("http://"));
        let address = address.with_context(|| format!("the server does not start: {}", program.log()))?;
        let address = address.trim_end_matches(['/', '.']).to_owned();
        Ok((program, address))
    }

    pub(super) fn pid(&self) -> u32 {
        self.process.id()
    }

    pub(super) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A command that ends by itself, with a line for its standard input.
pub(super) fn run(ukur: &Path, settings: &Settings, arguments: &[&str], input: &str) -> anyhow::Result<()> {
    let mut command = command(ukur, settings);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut process = command.spawn().with_context(|| format!("cannot start {}", ukur.display()))?;
    if let Some(mut stdin) = process.stdin.take() {
        writeln!(stdin, "{input}")?;
    }
    let ended = process.wait_with_output()?;
    ensure!(ended.status.success(), "ukur {}: {}", arguments.join(" "), String::from_utf8_lossy(&ended.stderr));
    Ok(())
}

fn command(ukur: &Path, settings: &Settings) -> Command {
    let mut command = Command::new(ukur);
    command.envs(settings.iter().map(|(name, value)| (*name, value)));
    command
}

/// A run that ends however it ends leaves no process behind.
pub(crate) fn dies_with_its_thread(command: &mut Command) {
    // SAFETY: prctl between fork and exec is async-signal-safe.
    #[allow(unsafe_code)]
    unsafe {
        command.pre_exec(|| {
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            Ok(())
        });
    }
}
