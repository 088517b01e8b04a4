//! What an undisturbed stretch of a sitting costs, for `docs/scaling.md`: processor time and memory of the nodes and of
//! Redis, by acknowledged command. `CALM=60` seconds, before the first round.

use std::time::{Duration, Instant};

use crate::hall::Hall;
use crate::world::World;

pub async fn measure(hall: &Hall, world: &World, span: Duration) {
    let (began, acks) = (Instant::now(), world.acks());
    let before: Vec<f64> = processes(hall).iter().map(|(_, pid)| cpu_seconds(*pid)).collect();
    tokio::time::sleep(span).await;
    let acks = u32::try_from(world.acks() - acks).unwrap();
    let seconds = began.elapsed().as_secs_f64();
    println!("calm: {acks} acks in {seconds:.1} s, {:.0} a second", f64::from(acks) / seconds);
    for ((name, pid), before) in processes(hall).into_iter().zip(before) {
        let cpu = cpu_seconds(pid) - before;
        let micros = cpu * 1e6 / f64::from(acks);
        println!("  {name}: {cpu:.2} CPU s, {micros:.0} µs an ack, {:.1} MiB resident", resident_mib(pid));
    }
}

fn processes(hall: &Hall) -> Vec<(String, i32)> {
    let nodes = (1..).zip(&hall.nodes).map(|(number, node)| (format!("node {number}"), node.server.pid()));
    nodes.chain([("redis".to_owned(), hall.redis.pid())]).collect()
}

/// User and system time: fields 14 and 15 of proc_pid_stat(5), in ticks of 1/100 s.
fn cpu_seconds(pid: i32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let after_name = stat.rsplit_once(") ").unwrap().1;
    let ticks: Vec<u32> = after_name.split(' ').skip(11).take(2).map(|ticks| ticks.parse().unwrap()).collect();
    f64::from(ticks.iter().sum::<u32>()) / 100.0
}

fn resident_mib(pid: i32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    f64::from(line.split_whitespace().next().unwrap().parse::<u32>().unwrap()) / 1024.0
}
