//! Import of a candidate list: all or nothing, with a dry run.

use std::collections::{HashMap, HashSet};

use super::columns::Column;
use super::{row, sheet};
use crate::audit::Actor;
use crate::domain::ids::{AttemptId, SessionId};
use crate::domain::session::Enrolment;
use crate::planning::Planning;
use crate::planning::error::PlanError;
use crate::planning::fault::{Fault, Faults};
use crate::planning::ports::Enrolled;

const PREVIEW_ROWS: usize = 10;

/// What was read, and what became of it. With a fault nothing was stored.
#[derive(Debug)]
pub struct Import {
    pub dry_run: bool,
    pub rows: u32,
    /// New candidates that were (or in a dry run would be) stored.
    pub accepted: u32,
    pub faults: Vec<Fault>,
    /// Odd but allowed.
    pub warnings: Vec<Fault>,
    pub preview: Vec<Enrolment>,
}

/// Candidates that were read, each with its line.
type Lined = Vec<(u32, Enrolment)>;

impl Planning {
    pub async fn import(
        &self,
        session: &SessionId,
        csv: &[u8],
        dry_run: bool,
        by: &mut Actor,
    ) -> Result<Import, PlanError> {
        let record = self.draft(session).await?;
        let enrolled = self.store.candidates(session).await?;
        let (mut faults, mut warnings) = (Faults::default(), Faults::default());
        let read = read(csv, session, by, &mut faults, &mut warnings);
        if read.is_empty() && faults.is_empty() {
            faults.push(Fault::of("", "no_rows", "the file has a header and nobody below it"));
        }
        find_duplicates(&read, &enrolled, &mut faults);
        find_shared_seats(&read, &enrolled, &mut warnings);
        find_overflow(read.len() + enrolled.len(), record.session.capacity, &mut warnings);
        let candidates: Vec<Enrolment> = read.into_iter().map(|(_, candidate)| candidate).collect();
        if faults.is_empty() && !dry_run {
            self.store_all(session, &candidates, by, &mut faults).await?;
        }
        Ok(report(dry_run, candidates, faults, warnings))
    }

    async fn store_all(
        &self,
        session: &SessionId,
        candidates: &[Enrolment],
        by: &mut Actor,
        faults: &mut Faults,
    ) -> Result<(), PlanError> {
        let count = format!("{} candidates", candidates.len());
        let act = by.act(Some(session), "candidates_imported", &count);
        match self.store.enrol(session, candidates, &act).await? {
            Enrolled::Stored => {}
            Enrolled::NotDraft => return Err(PlanError::NotDraft),
            Enrolled::Duplicate(_) => {
                let detail = "somebody enrolled one of these candidates in the meantime";
                faults.push(Fault::of(Column::Nip.name(), "already_enrolled", detail));
            }
        }
        Ok(())
    }
}

fn read(csv: &[u8], session: &SessionId, by: &mut Actor, faults: &mut Faults, warnings: &mut Faults) -> Lined {
    let rows = sheet::read(csv, faults);
    let mut one =
        |raw: &sheet::RawRow| (raw.line, row::candidate(raw, session, AttemptId::new(by.new_id()), faults, warnings));
    rows.iter().map(&mut one).collect()
}

fn find_duplicates(read: &Lined, enrolled: &[Enrolment], faults: &mut Faults) {
    let known: HashSet<&str> = enrolled.iter().map(|candidate| candidate.nip.as_str()).collect();
    let mut first: HashMap<&str, u32> = HashMap::new();
    for (line, candidate) in read.iter().filter(|(_, candidate)| !candidate.nip.is_empty()) {
        if known.contains(candidate.nip.as_str()) {
            faults.push(Fault::at(*line, Column::Nip.name(), "already_enrolled", "is in this session already"));
        }
        if let Some(earlier) = first.get(candidate.nip.as_str()) {
            faults.push(Fault::at(*line, Column::Nip.name(), "duplicate", format!("the same as in row {earlier}")));
        } else {
            first.insert(&candidate.nip, *line);
        }
    }
}

fn find_shared_seats(read: &Lined, enrolled: &[Enrolment], warnings: &mut Faults) {
    let mut taken: HashSet<(&str, &str)> = enrolled.iter().filter_map(place).collect();
    for (line, candidate) in read {
        if place(candidate).is_some_and(|place| !taken.insert(place)) {
            warnings.push(Fault::at(*line, Column::Seat.name(), "seat_taken", "somebody else has this seat"));
        }
    }
}

fn find_overflow(candidates: usize, capacity: u32, warnings: &mut Faults) {
    if candidates > capacity as usize {
        let detail = format!("{candidates} candidates, {capacity} places");
        warnings.push(Fault::of("capacity", "capacity_exceeded", detail));
    }
}

fn place(candidate: &Enrolment) -> Option<(&str, &str)> {
    Some((candidate.room.as_deref().unwrap_or_default(), candidate.seat.as_deref()?))
}

fn report(dry_run: bool, candidates: Vec<Enrolment>, faults: Faults, warnings: Faults) -> Import {
    let rows = u32::try_from(candidates.len()).unwrap_or(u32::MAX);
    Import {
        dry_run,
        rows,
        accepted: if faults.is_empty() { rows } else { 0 },
        faults: faults.into_vec(),
        warnings: warnings.into_vec(),
        preview: candidates.into_iter().take(PREVIEW_ROWS).collect(),
    }
}
