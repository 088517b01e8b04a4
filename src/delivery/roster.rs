//! The live rows of one session. Attempts write their own row; proctors read what changed since they last looked.
//! Coalescing is in the shape: a row has one newest value, so a slow reader can miss steps but never the end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::domain::board::{Counters, Standing};
use crate::domain::ids::AttemptId;
use crate::domain::session::Enrolment;

pub struct Roster {
    rows: Mutex<Rows>,
    /// Rises with every change; readers wait on it.
    version: watch::Sender<u64>,
}

#[derive(Default)]
struct Rows {
    version: u64,
    by_attempt: HashMap<AttemptId, Row>,
}

struct Row {
    enrolment: Arc<Enrolment>,
    standing: Standing,
    version: u64,
}

/// What changed after a version.
pub struct Changes {
    pub version: u64,
    pub counters: Counters,
    pub rows: Vec<(Arc<Enrolment>, Standing)>,
}

impl Default for Roster {
    fn default() -> Self {
        Self { rows: Mutex::default(), version: watch::Sender::new(0) }
    }
}

impl Roster {
    /// Sets an attempt's row; an equal one is no change.
    pub fn set(&self, enrolment: &Arc<Enrolment>, standing: Standing) {
        let mut rows = self.lock();
        if rows.by_attempt.get(&enrolment.attempt).is_some_and(|row| row.standing == standing) {
            return;
        }
        rows.version += 1;
        let version = rows.version;
        let row = Row { enrolment: enrolment.clone(), standing, version };
        rows.by_attempt.insert(enrolment.attempt.clone(), row);
        drop(rows);
        self.version.send_replace(version);
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
