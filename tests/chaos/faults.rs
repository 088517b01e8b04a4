//! What breaks: every fault is a short list of things done at moments of a round.

use std::time::Duration;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::proxy::Flow;

/// Where a fault hits; two at once never share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Node(usize),
    Redis,
    Postgres,
    /// Links of a node.
    ToRedis(usize),
    ToPostgres(usize),
    Door(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Kill,
    Terminate,
    Freeze,
    /// Started or continued, whatever it was.
    Revive,
    Cut(bool),
    Flow(Flow, Flow),
    Storm,
}

#[derive(Clone, Debug)]
pub struct Fault {
    pub name: &'static str,
    pub place: Place,
    pub deeds: Vec<(Duration, Deed)>,
}

/// One fault, or (one time in five) two that hit different places. `only`: one of this name.
pub fn draw(rng: &mut ChaCha8Rng, only: Option<&str>) -> Vec<Fault> {
    let mut faults = vec![one(rng)];
    if let Some(only) = only {
        while faults[0].name != only {
            faults[0] = one(rng);
        }
        return faults;
    }
    while rng.random_ratio(1, 5) && faults.len() < 2 {
        let second = one(rng);
        if second.place != faults[0].place {
            faults.push(second);
        }
    }
    faults
}

fn one(rng: &mut ChaCha8Rng) -> Fault {
    let node = rng.random_range(0..2);
    let seconds = |rng: &mut ChaCha8Rng, range: std::ops::Range<f64>| Duration::from_secs_f64(rng.random_range(range));
    let (name, place, first, lasts, last) = match rng.random_range(0..14) {
        0 | 1 => ("node killed", Place::Node(node), Deed::Kill, seconds(rng, 0.0..6.0), Deed::Revive),
        2 => ("node terminated", Place::Node(node), Deed::Terminate, seconds(rng, 0.0..3.0), Deed::Revive),
        3 => ("node frozen", Place::Node(node), Deed::Freeze, seconds(rng, 3.5..8.0), Deed::Revive),
        4 | 5 => ("redis killed", Place::Redis, Deed::Kill, seconds(rng, 0.0..5.0), Deed::Revive),
        6 => ("redis frozen", Place::Redis, Deed::Freeze, seconds(rng, 0.5..4.0), Deed::Revive),
        7 => ("postgres killed", Place::Postgres, Deed::Kill, seconds(rng, 0.0..4.0), Deed::Revive),
        8 => ("node-redis cut", Place::ToRedis(node), Deed::Cut(true), seconds(rng, 0.2..6.0), Deed::Cut(false)),
        9 => {
            let (up, down) = if rng.random() { (Flow::Hold, Flow::Pass) } else { (Flow::Pass, Flow::Hold) };
            let calm = Deed::Flow(Flow::Pass, Flow::Pass);
            ("node-redis one way", Place::ToRedis(node), Deed::Flow(up, down), seconds(rng, 1.0..7.0), calm)
        }
        10 => {
            let slow = Flow::Slow(Duration::from_millis(rng.random_range(20..400)));
            let calm = Deed::Flow(Flow::Pass, Flow::Pass);
            ("node-redis slow", Place::ToRedis(node), Deed::Flow(slow, slow), seconds(rng, 2.0..6.0), calm)
        }
        11 => ("candidates cut", Place::Door(node), Deed::Storm, Duration::ZERO, Deed::Storm),
        12 => {
            let calm = Deed::Flow(Flow::Pass, Flow::Pass);
            let hole = Deed::Flow(Flow::Hold, Flow::Hold);
            ("candidates held", Place::Door(node), hole, seconds(rng, 2.0..12.0), calm)
        }
        _ => ("node-postgres cut", Place::ToPostgres(node), Deed::Cut(true), seconds(rng, 0.5..6.0), Deed::Cut(false)),
    };
    let begins = seconds(rng, 0.0..1.0);
    Fault { name, place, deeds: vec![(begins, first), (begins + lasts, last)] }
}
