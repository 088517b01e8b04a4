//! What scoring a session again needs of the stores.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Ask;
use crate::delivery::ports::{Ending, FinalRecord, StoreError};
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::calibration::{Calibration, Status};
use crate::domain::form::Form;
use crate::domain::ids::{AttemptId, BankVersion, CalibrationId, ItemId, SessionId};
use crate::domain::rescoring::{Change, Emptied, MAX_ITEMS, Rescored, Rescorer, WhyNot};
use crate::domain::response::Response;
use crate::domain::scoring::Outcome;
use crate::domain::session::{Session, SessionStatus};
use crate::planning::Planning;
use crate::planning::error::PlanError;
use crate::planning::fault::{Fault, Faults};

/// What a closed session left.
pub(super) struct Closed {
    pub session: Session,
    /// Voided attempts are left out: they keep their outcome, and count for nothing.
    pub records: Vec<FinalRecord>,
    pub voided: u32,
}

/// The same with what it was sat by: enough to score it again.
pub(super) struct Sat {
    pub closed: Closed,
    pub bank: Arc<Bank>,
    pub blueprint: Arc<Blueprint>,
    pub forms: HashMap<AttemptId, Form>,
}

/// The rules of a revision, found and looked over.
pub(super) struct Rules {
    pub change: Change,
    pub bank: Arc<Bank>,
    pub calibration: Option<Calibration>,
}

impl Planning {
    pub(super) async fn closed(&self, id: &SessionId) -> Result<Closed, PlanError> {
        let session = self.session(id).await?.session;
        if session.status != SessionStatus::Closed {
            return Err(WhyNot::NotClosed.into());
        }
        let all = self.store.final_records(id).await?;
        let count = all.len();
        let records: Vec<FinalRecord> = all.into_iter().filter(|record| record.ending != Ending::Voided).collect();
        Ok(Closed { voided: u32::try_from(count - records.len()).unwrap_or(u32::MAX), records, session })
    }

    pub(super) async fn sat(&self, id: &SessionId) -> Result<Sat, PlanError> {
        let closed = self.closed(id).await?;
        let session = &closed.session;
        Ok(Sat {
            bank: self.bank_of(&session.bank)?,
            blueprint: self.catalogue.blueprint(&session.blueprint).ok_or(PlanError::Unknown("blueprint"))?,
            forms: self.records.forms(id).await?.into_iter().collect(),
            closed,
        })
    }

    /// What stands now: the final records, and over them the published revision of this number.
    pub(super) async fn standing_outcomes(
        &self,
        closed: &Closed,
        number: u32,
    ) -> Result<BTreeMap<AttemptId, Outcome>, PlanError> {
        let mut outcomes: BTreeMap<AttemptId, Outcome> =
            closed.records.iter().map(|record| (record.attempt.clone(), record.outcome.clone())).collect();
        if number > 0 {
            let seqs: HashMap<&AttemptId, u64> =
                closed.records.iter().map(|record| (&record.attempt, record.seq)).collect();
            for one in self.rescorings.rescored(&closed.session.id, number).await? {
                if seqs.get(&one.attempt) == Some(&one.seq) {
                    outcomes.insert(one.attempt, one.outcome);
                }
            }
        }
        Ok(outcomes)
    }

    pub(super) async fn rules(&self, sat: &Sat, ask: &Ask) -> Result<Rules, PlanError> {
        let mut faults = Faults::default();
        let version = ask.bank.clone().unwrap_or_else(|| sat.closed.session.bank.clone());
        let bank = self.bank_of(&version).ok().filter(|bank| bank.id == sat.bank.id);
        if bank.is_none() {
            if self.catalogue.is_locked(&version) {
                return Err(StoreError::Locked(sat.bank.id.to_string()).into());
            }
            faults.push(Fault::of("bank_version", "unknown", "no version of the session's bank"));
        }
        let calibration = ask.calibration.as_ref().or(sat.closed.session.calibration.as_ref());
        let calibration = match calibration {
            Some(id) => self.usable(sat, id, &mut faults).await?,
            None => None,
        };
        look_over_items(sat, ask, &mut faults);
        match bank {
            Some(bank) if faults.is_empty() => {
                let items = ask.items.iter().cloned().collect();
                let id = calibration.as_ref().map(|known| known.id.clone());
                Ok(Rules { change: Change { bank: version, calibration: id, items }, bank, calibration })
            }
            _ => Err(PlanError::Invalid(faults.into_vec())),
        }
    }

    /// The one that the session pinned whatever became of it; another one only when it is accepted for this
    /// bank, and made-up answers score no real session.
    async fn usable(
        &self,
        sat: &Sat,
        id: &CalibrationId,
        faults: &mut Faults,
    ) -> Result<Option<Calibration>, PlanError> {
        let known = self.calibrations.calibration(id).await?;
        let pinned = sat.closed.session.calibration.as_ref() == Some(id);
        let usable = known.filter(|(stamp, calibration)| {
            pinned || (matches!(stamp.status, Status::Accepted { .. }) && calibration.bank == sat.bank.id)
        });
        match &usable {
            None => faults.push(Fault::of("calibration", "unknown", "no accepted calibration of the session's bank")),
            Some((_, one)) if !pinned && !self.may_score(one, &sat.closed.session).await? => {
                faults.push(Fault::of("calibration", "for_rehearsals", "it rests on a rehearsal"));
            }
            Some((_, one)) if !pinned && !one.can_score_on(&sat.blueprint) => {
                let detail = "its domains correlate too closely for scoring";
                faults.push(Fault::of("calibration", "calibration_cannot_score", detail));
            }
            Some(_) => {}
        }
        Ok(usable.map(|(_, calibration)| calibration))
    }

    fn bank_of(&self, version: &BankVersion) -> Result<Arc<Bank>, PlanError> {
        let locked = || StoreError::Locked(version.to_string());
        match self.catalogue.bank(version) {
            Some(bank) => Ok(bank),
            None if self.catalogue.is_locked(version) => Err(locked().into()),
            None => Err(PlanError::Unknown("bank")),
        }
    }
}

fn look_over_items(sat: &Sat, ask: &Ask, faults: &mut Faults) {
    if ask.items.len() > MAX_ITEMS {
        faults.push(Fault::of("items", "too_many", format!("at most {MAX_ITEMS} items")));
        return;
    }
    let given = sat.given();
    for (index, (item, _)) in ask.items.iter().enumerate() {
        if !given.contains_key(item) {
            faults.push(Fault::of("items", "not_given", format!("{item} was given to nobody in this session")));
        } else if ask.items[..index].iter().any(|(other, _)| other == item) {
            faults.push(Fault::of("items", "twice", format!("{item} is named twice")));
        }
    }
}

impl Sat {
    /// How many of the attempts that count were given each item.
    pub fn given(&self) -> BTreeMap<ItemId, u32> {
        let mut given = BTreeMap::new();
        for record in &self.closed.records {
            let Some(form) = self.forms.get(&record.attempt) else { continue };
            for item in record.given(form).items() {
                *given.entry(item.id.clone()).or_default() += 1;
            }
        }
        given
    }

    /// In the order of the attempts.
    ///
    /// # Errors
    /// A form that would keep no item of a domain.
    pub fn scored(&self, rules: &Rules) -> Result<Vec<Rescored>, Emptied> {
        let change = &rules.change;
        let rescorer =
            Rescorer::new(&self.bank, &rules.bank, &self.blueprint, rules.calibration.as_ref(), &change.items);
        let one = |record: &FinalRecord| {
            let form = record.given(self.forms.get(&record.attempt)?);
            let responses: BTreeMap<ItemId, Response> =
                record.responses.iter().map(|(item, last)| (item.clone(), last.response.clone())).collect();
            let outcome = rescorer.outcome(&form, &responses);
            Some(outcome.map(|outcome| Rescored { attempt: record.attempt.clone(), seq: record.seq, outcome }))
        };
        let mut scored: Vec<Rescored> = self.closed.records.iter().filter_map(one).collect::<Result<_, _>>()?;
        scored.sort_by(|one, other| one.attempt.cmp(&other.attempt));
        Ok(scored)
    }
}
