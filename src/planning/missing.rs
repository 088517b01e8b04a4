//! The check-list before a session opens.

use std::collections::BTreeSet;

use super::Planning;
use super::error::PlanError;
use super::fault::Fault;
use super::session::SessionRecord;
use crate::domain::assembly::{self, Shortage};
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::form::Seed;
use crate::domain::ids::CompetencyId;
use crate::domain::item::{Difficulty, JobFamily};
use crate::domain::session::{Enrolment, SessionStatus};
use crate::domain::time::Instant;

impl Planning {
    /// What keeps the draft from opening; empty when nothing does, or when it is open already.
    pub async fn missing(&self, record: &SessionRecord, now: Instant) -> Result<Vec<Fault>, PlanError> {
        if record.session.status != SessionStatus::Draft {
            return Ok(Vec::new());
        }
        let candidates = self.store.candidates(&record.session.id).await?;
        let mut faults: Vec<Fault> = about_people(record, &candidates).into_iter().collect();
        faults.extend(self.about_window(record, now));
        faults.extend(self.about_items(record, &candidates));
        faults.extend(self.about_choice(record, &candidates).await?);
        faults.extend(self.about_scoring(record).await?);
        Ok(faults)
    }

    fn about_window(&self, record: &SessionRecord, now: Instant) -> Option<Fault> {
        let session = &record.session;
        if session.closes <= now {
            return Some(Fault::of("closes_ms", "window_over", "the window is over"));
        }
        let blueprint = self.catalogue.blueprint(&session.blueprint)?;
        (session.closes - session.opens < blueprint.duration())
            .then(|| Fault::of("closes_ms", "window_too_short", "the window is shorter than the working time"))
    }

    fn about_items(&self, record: &SessionRecord, candidates: &[Enrolment]) -> Vec<Fault> {
        let Some(blueprint) = self.catalogue.blueprint(&record.session.blueprint) else {
            return vec![Fault::of("blueprint_id", "unknown", "the blueprint is not loaded")];
        };
        let Some(bank) = self.catalogue.bank(&record.session.bank) else {
            if self.catalogue.is_locked(&record.session.bank) {
                let detail = "the bank is protected: its two holders must unlock it first";
                return vec![Fault::of("bank_version", "bank_locked", detail)];
            }
            return vec![Fault::of("bank_version", "unknown", "the bank version is not loaded")];
        };
        if blueprint.adaptive.is_some() {
            return Vec::new();
        }
        families(candidates).into_iter().filter_map(|family| shortage(&blueprint, &bank, family)).collect()
    }

    /// What an adaptive test chooses from: items with accepted parameters, enough of them for its longest sitting.
    async fn about_choice(&self, record: &SessionRecord, candidates: &[Enrolment]) -> Result<Vec<Fault>, PlanError> {
        let session = &record.session;
        let found = self.catalogue.blueprint(&session.blueprint).zip(self.catalogue.bank(&session.bank));
        let Some((blueprint, bank)) = found.filter(|(blueprint, _)| blueprint.adaptive.is_some()) else {
            return Ok(Vec::new());
        };
        let Some(calibration) = self.accepted_for(&bank.id, session.is_rehearsal()).await? else {
            if self.is_for_rehearsals(&bank.id).await? {
                let detail = "the accepted calibration rests on a rehearsal and counts for rehearsals alone";
                return Ok(vec![Fault::of("blueprint_id", "calibrated_for_rehearsals", detail)]);
            }
            let detail = "an adaptive test needs an accepted calibration of its bank, and there is none";
            return Ok(vec![Fault::of("blueprint_id", "not_calibrated", detail)]);
        };
        if !calibration.covers(&blueprint, &bank) {
            let detail = "the accepted calibration covers too few of the items that the blueprint can draw";
            return Ok(vec![Fault::of("blueprint_id", "calibration_too_small", detail)]);
        }
        let parameters = calibration.parameters(&bank);
        let short = |family| {
            let shortage = assembly::pool_shortage(&blueprint, &bank, &parameters, family)?;
            Some(shortage_fault(&shortage, family))
        };
        Ok(families(candidates).into_iter().filter_map(short).collect())
    }

    /// A calibration that would be pinned must score: an earlier build accepted some that cannot.
    async fn about_scoring(&self, record: &SessionRecord) -> Result<Option<Fault>, PlanError> {
        let session = &record.session;
        let found = self.catalogue.blueprint(&session.blueprint).zip(self.catalogue.bank(&session.bank));
        let Some((blueprint, bank)) = found else { return Ok(None) };
        let known = self.accepted_for(&bank.id, session.is_rehearsal()).await?;
        let pinned = known.filter(|calibration| calibration.covers(&blueprint, &bank));
        Ok(pinned.filter(|calibration| !calibration.can_score_on(&blueprint)).map(|_| {
            let detail = "the domains of the accepted calibration correlate too closely for scoring: withdraw it, and \
                          import its file again";
            Fault::of("blueprint_id", "calibration_cannot_score", detail)
        }))
    }
}

fn families(candidates: &[Enrolment]) -> BTreeSet<Option<JobFamily>> {
    candidates.iter().map(|candidate| candidate.job_family).collect()
}

/// The cell that is short, as a fault: domain, competency and difficulty in the field, numbers in the detail.
pub fn shortage_fault(shortage: &Shortage, family: Option<JobFamily>) -> Fault {
    let competency = shortage.competency.as_ref().map_or("*", CompetencyId::as_str);
    let difficulty = shortage.difficulty.map_or("*", Difficulty::name);
    let family = family.map_or_else(String::new, |family| format!(" for {}", family.name()));
    Fault::of(
        &format!("{}/{competency}/{difficulty}", shortage.domain),
        "shortage",
        format!("needs {}, the bank has {}{family}", shortage.needed, shortage.available),
    )
}

fn about_people(record: &SessionRecord, candidates: &[Enrolment]) -> Option<Fault> {
    let capacity = record.session.capacity;
    if candidates.is_empty() {
        return Some(Fault::of("candidates", "no_candidates", "nobody is enrolled"));
    }
    (candidates.len() > capacity as usize).then(|| {
        Fault::of("capacity", "capacity_exceeded", format!("{} candidates, {capacity} places", candidates.len()))
    })
}

/// One trial draw: whether a cell is short hardly depends on the seed, and the opening draws for everybody anyway.
fn shortage(blueprint: &Blueprint, bank: &Bank, family: Option<JobFamily>) -> Option<Fault> {
    assembly::assemble(blueprint, bank, family, Seed([0; 32])).err().map(|short| shortage_fault(&short, family))
}
