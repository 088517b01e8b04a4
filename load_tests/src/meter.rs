//! What the server and its stores cost while a scenario runs: processor time and memory, from /proc on the same machine.

use std::time::Duration;

#[derive(Clone, Debug, Default)]
pub struct Meter {
    pub servers: Vec<u32>,
    pub stores: Vec<u32>,
}

/// The sums of one instant.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading {
    pub server_cpu: Duration,
    pub server_rss: u64,
    pub store_cpu: Duration,
}

impl Meter {
    /// `None` when no process of the server is known.
    pub fn read(&self) -> Option<Reading> {
        if self.servers.is_empty() {
            return None;
        }
        Some(Reading {
            server_cpu: self.servers.iter().map(|pid| cpu(*pid)).sum(),
            server_rss: self.servers.iter().map(|pid| rss(*pid)).sum(),
            store_cpu: self.stores.iter().map(|pid| family(*pid).into_iter().map(cpu).sum::<Duration>()).sum(),
        })
    }
}

/// The process and its children: PostgreSQL is one process a connection.
fn family(pid: u32) -> Vec<u32> {
    let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    let mut all = vec![pid];
    all.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
    all
}

/// User and system time: fields 14 and 15 of proc_pid_stat(5), in ticks of 1/100 s.
fn cpu(pid: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after_name = stat.rsplit_once(") ").map_or("", |parts| parts.1);
    let ticks: u64 = after_name.split(' ').skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// Resident memory in bytes.
fn rss(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) * 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_can_read_itself() {
        let reading = Meter { servers: vec![std::process::id()], stores: Vec::new() }.read().unwrap();
        assert!(reading.server_rss > 100_000);
        assert!(Meter::default().read().is_none());
    }
}
