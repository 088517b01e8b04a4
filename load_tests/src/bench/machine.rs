//! On what a benchmark ran: figures without their machine say nothing.

use std::process::Command;

/// Lines of a list: machine, system, commit, date.
pub(super) fn describe() -> Vec<String> {
    let cpu = first_field("/proc/cpuinfo", "model name");
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let memory = first_field("/proc/meminfo", "MemTotal");
    let commit = said("git", &["describe", "--always", "--dirty", "--abbrev=12"]);
    vec![
        format!("machine: {cores} × {cpu}, memory {memory}"),
        format!("system: {}", said("uname", &["-sr"])),
        format!("Redis: {}", said("redis-server", &["--version"]).split(' ').nth(2).unwrap_or_default()),
        format!("commit: {commit}"),
        format!("date: {}", said("date", &["-u", "+%Y-%m-%d %H:%M UTC"])),
    ]
}

fn first_field(file: &str, name: &str) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_once(':').map_or("unknown", |parts| parts.1.trim()).to_owned()
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(crate::world::root()).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}
