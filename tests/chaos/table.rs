//! The rounds as a table, and what they came to.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::verdict::Verdict;

pub struct Row {
    pub round: usize,
    pub kinds: Vec<&'static str>,
    /// From the first deed to the last.
    pub broken: Duration,
    /// From then until both nodes were ready.
    pub ready: Duration,
    /// From then until every candidate was acknowledged again, too.
    pub recovery: Duration,
    /// So far.
    pub acks: u64,
    /// Candidates who were told that another connection took over.
    pub replaced: u64,
}

#[derive(Default)]
pub struct Table {
    rows: Vec<Row>,
    sittings: usize,
    total: Verdict,
}

impl Table {
    pub fn add(&mut self, row: Row) {
        println!("  {row}");
        self.rows.push(row);
    }

    pub fn judged(&mut self, verdict: &Verdict) {
        self.sittings += 1;
        self.total.acked += verdict.acked;
        self.total.events += verdict.events;
        self.total.lost += verdict.lost;
        self.total.doubled += verdict.doubled;
        self.total.misplaced += verdict.misplaced;
        self.total.stuck += verdict.stuck;
    }

    pub fn rounds(&self) -> usize {
        self.rows.len()
    }

    /// Recovery in seconds by kind; a round of two faults counts as a kind of its own.
    fn by_kind(&self) -> BTreeMap<&'static str, Vec<f64>> {
        let mut kinds: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for row in &self.rows {
            let kind = if row.kinds.len() == 1 { row.kinds[0] } else { "two at once" };
            kinds.entry(kind).or_default().push(row.recovery.as_secs_f64());
            kinds.entry("~ all").or_default().push(row.recovery.as_secs_f64());
        }
        kinds.values_mut().for_each(|seconds| seconds.sort_by(f64::total_cmp));
        kinds
    }
}

/// Nearest rank.
fn rank(sorted: &[f64], percent: usize) -> f64 {
    sorted[(sorted.len() * percent).div_ceil(100).clamp(1, sorted.len()) - 1]
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [broken, ready, recovery] = [self.broken, self.ready, self.recovery].map(|span| span.as_secs_f64());
        let (round, kind, acks, replaced) = (self.round, self.kinds.join(" + "), self.acks, self.replaced);
        write!(f, "{round:>4}  {kind:<42} broken {broken:>5.1} s  ready {ready:>5.1} s  recovery {recovery:>5.1} s  ")?;
        write!(f, "acks {acks:>7}  replaced {replaced}")
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))?;
        writeln!(f, "{:<20} {:>6} {:>6} {:>6} {:>6}", "recovery in s", "rounds", "p50", "p95", "max")?;
        for (kind, seconds) in self.by_kind() {
            let [p50, p95, max] = [50, 95, 100].map(|percent| rank(&seconds, percent));
            writeln!(f, "{kind:<20} {:>6} {p50:>6.1} {p95:>6.1} {max:>6.1}", seconds.len())?;
        }
        writeln!(f, "{} rounds in {} sittings: {}", self.rows.len(), self.sittings, self.total)
    }
}
