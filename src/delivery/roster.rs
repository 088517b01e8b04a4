//! The live rows of one session, wherever their attempts are served. Attempts write their own row, the other nodes'
//! rows come as news; proctors read what changed since they last looked. Coalescing is in the shape: a row has one
//! newest value, so a slow reader can miss steps but never the end.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::ports::BoardRow;
use crate::domain::board::{Counters, Standing};
use crate::domain::ids::{AttemptId, NodeId};
use crate::domain::session::Enrolment;
use crate::domain::time::Instant;

pub struct Roster {
    rows: Mutex<Rows>,
    /// Rises with every change; readers wait on it.
    version: watch::Sender<u64>,
}

#[derive(Default)]
struct Rows {
    version: u64,
    by_attempt: HashMap<AttemptId, Row>,
    /// Rows that the other nodes have not been told yet.
    untold: HashSet<AttemptId>,
}

struct Row {
    enrolment: Arc<Enrolment>,
    /// `None`: nobody has owned the attempt yet.
    told: Option<BoardRow>,
    standing: Standing,
    version: u64,
}

/// What changed after a version.
pub struct Changes {
    pub version: u64,
    pub counters: Counters,
    pub rows: Vec<(Arc<Enrolment>, Standing)>,
}

impl Roster {
    /// Everybody enrolled, with the standing of an attempt that nobody has touched.
    pub fn new(enrolled: impl Iterator<Item = (Arc<Enrolment>, Standing)>) -> Self {
        let row = |(enrolment, standing): (Arc<Enrolment>, Standing)| {
            (enrolment.attempt.clone(), Row { enrolment, told: None, standing, version: 1 })
        };
        let rows = Rows { version: 1, by_attempt: enrolled.map(row).collect(), untold: HashSet::new() };
        Self { rows: Mutex::new(rows), version: watch::Sender::new(1) }
    }

    /// Sets an attempt's row, unless a newer one stands; an equal standing is no change.
    pub fn set(&self, row: BoardRow) {
        let mut rows = self.lock();
        let version = rows.version + 1;
        let Some(standing) = rows.by_attempt.get_mut(&row.attempt) else { return };
        let order = |row: &BoardRow| (row.epoch, row.version);
        if standing.told.as_ref().is_some_and(|told| order(told) > order(&row)) {
            return;
        }
        let changed = standing.standing != row.standing;
        standing.standing = row.standing.clone();
        standing.told = Some(row);
        if changed {
            standing.version = version;
            rows.version = version;
            drop(rows);
            self.version.send_replace(version);
        }
    }

    /// The same for a row of this node that the others are to hear of.
    pub fn tell(&self, row: BoardRow) {
        self.lock().untold.insert(row.attempt.clone());
        self.set(row);
    }

    /// Takes the rows that the others are to hear of.
    pub fn take_untold(&self) -> Vec<BoardRow> {
        let mut rows = self.lock();
        let untold = std::mem::take(&mut rows.untold);
        untold.iter().filter_map(|attempt| rows.by_attempt.get(attempt)?.told.clone()).collect()
    }

    /// Puts rows back that could not be told.
    pub fn keep_untold(&self, rows: &[BoardRow]) {
        self.lock().untold.extend(rows.iter().map(|row| row.attempt.clone()));
    }

    /// A node without a sign of life has no candidates any more, whatever its rows say.
    pub fn disconnect_nodes(&self, is_alive: impl Fn(&NodeId) -> bool, now: Instant) {
        let cut_off: Vec<BoardRow> = {
            let rows = self.lock();
            let told = rows.by_attempt.values().filter_map(|row| row.told.as_ref());
            told.filter(|row| row.standing.connected && !is_alive(&row.node)).cloned().collect()
        };
        for mut row in cut_off {
            row.standing.connected = false;
            row.standing.since = row.standing.since.or(Some(now));
            self.set(row);
        }
    }

    /// All rows with a version above `after`; `after = 0` gives the whole board.
    pub fn changes(&self, after: u64) -> Changes {
        let rows = self.lock();
        let changed = rows.by_attempt.values().filter(|row| row.version > after);
        Changes {
            version: rows.version,
            counters: Counters::count(rows.by_attempt.values().map(|row| &row.standing)),
            rows: changed.map(|row| (row.enrolment.clone(), row.standing.clone())).collect(),
        }
    }

    pub fn standing(&self, attempt: &AttemptId) -> Option<Standing> {
        self.lock().by_attempt.get(attempt).map(|row| row.standing.clone())
    }

    pub fn counters(&self) -> Counters {
        Counters::count(self.lock().by_attempt.values().map(|row| &row.standing))
    }

    pub fn watch(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attempt::Attempt;
    use crate::domain::board::Line;
    use crate::domain::ids::SessionId;

    fn enrolment() -> Arc<Enrolment> {
        Arc::new(Enrolment {
            attempt: AttemptId::new("a"),
            session: SessionId::new("s"),
            nip: String::new(),
            name: String::new(),
            unit: String::new(),
            job_family: None,
            email: None,
            extra_time_percent: 0,
            room: None,
            seat: None,
        })
    }

    fn standing(connected: bool) -> Standing {
        Standing::of(&Attempt::default(), 4, false, Line { connected, ..Line::default() })
    }

    fn row(epoch: u64, version: u64, connected: bool) -> BoardRow {
        let standing = standing(connected);
        BoardRow { attempt: AttemptId::new("a"), epoch, version, node: NodeId::new("n"), standing }
    }

    fn connected(roster: &Roster) -> bool {
        roster.standing(&AttemptId::new("a")).unwrap().connected
    }

    #[test]
    fn news_that_come_late_change_nothing() {
        let roster = Roster::new([(enrolment(), standing(false))].into_iter());
        roster.set(row(2, 1, true));
        roster.set(row(1, 9, false));
        assert!(connected(&roster));
        roster.set(row(2, 2, false));
        assert!(!connected(&roster));
        assert_eq!(roster.changes(2).rows.len(), 1);
        assert_eq!(roster.changes(3).rows.len(), 0);
    }

    #[test]
    fn a_dead_nodes_candidates_are_disconnected() {
        let roster = Roster::new([(enrolment(), standing(false))].into_iter());
        roster.set(row(1, 1, true));
        roster.disconnect_nodes(|_| true, Instant(9));
        assert!(connected(&roster));
        roster.disconnect_nodes(|_| false, Instant(9));
        assert!(!connected(&roster));
    }

    #[test]
    fn only_own_rows_are_told_on_and_only_once() {
        let roster = Roster::new([(enrolment(), standing(false))].into_iter());
        roster.set(row(1, 1, true));
        assert!(roster.take_untold().is_empty());
        roster.tell(row(1, 2, false));
        let told = roster.take_untold();
        assert_eq!(told.len(), 1);
        assert!(roster.take_untold().is_empty());
        roster.keep_untold(&told);
        assert_eq!(roster.take_untold(), told);
    }
}
