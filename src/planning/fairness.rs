//! The fairness certificate of a session: stored with its opening, told of a draft by a draw that is not kept.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use tokio::sync::Mutex;

use super::Planning;
use super::error::PlanError;
use super::missing::shortage_fault;
use super::session::SessionRecord;
use crate::domain::adaptive::{AdaptiveReport, Design};
use crate::domain::assembly::{Candidate, Fairness, Hall, Place, PoolHall, Served};
use crate::domain::assembly::{derive_hall_seed, derive_seed, draw_hall, draw_pools};
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::calibration::Calibration;
use crate::domain::form::Form;
use crate::domain::ids::SessionId;
use crate::domain::scoring::{FourDomains, parameters};
use crate::domain::session::{Enrolment, Session, SessionStatus};
use crate::domain::time::Instant;

/// Drafts whose certificate is kept at hand.
const KEPT: usize = 8;

/// What an opening stores beside the forms: with the session's secret, its candidates, blueprint and bank, `served` is
/// all that the forms follow from.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    pub assurance: Assurance,
    pub served: Served,
}

/// What is known of a session's forms before anybody sits.
#[derive(Clone, Debug, PartialEq)]
pub enum Assurance {
    /// How alike fixed forms are.
    Fixed(Box<Fairness>),
    /// What the bank does under the rules of choice, simulated.
    Adaptive(Box<AdaptiveReport>),
}

/// Forms or pools in the order of the candidates.
pub(super) struct Drawn {
    pub forms: Vec<Form>,
    pub assurance: Assurance,
}

/// What a certificate speaks of.
#[derive(Clone, Debug)]
pub struct Certificate {
    pub session: Session,
    pub assurance: Assurance,
}

/// Everything that a session's forms follow from, as it stands in the store.
pub(super) struct Ingredients {
    pub candidates: Vec<Enrolment>,
    pub blueprint: Arc<Blueprint>,
    pub bank: Arc<Bank>,
    pub secret: [u8; 32],
    pub served: Served,
    /// Sessions of the event that had left the draft when `served` was counted.
    pub siblings: u32,
    /// Of the bank, accepted, and wide enough for the blueprint.
    pub calibration: Option<Arc<Calibration>>,
}

/// Certificates of drafts by what they follow from. One draw at a time: several administrators who look at the same
/// draft wait for one.
#[derive(Default)]
pub(super) struct Dry(Mutex<Vec<(u64, Assurance)>>);

impl Planning {
    /// Of an opened session what was stored; of a draft what opening it now would store.
    ///
    /// # Errors
    /// [`PlanError::NotReady`] for a draft that cannot open; [`PlanError::Unknown`] for a session that opened before
    /// there were certificates.
    pub async fn certificate(&self, id: &SessionId, now: Instant) -> Result<Certificate, PlanError> {
        let record = self.session(id).await?;
        let assurance = match record.session.status {
            SessionStatus::Draft => self.dry_draw(&record, now).await?,
            _ => self.store.drawing(id).await?.ok_or(PlanError::Unknown("certificate"))?.assurance,
        };
        Ok(Certificate { session: record.session, assurance })
    }

    async fn dry_draw(&self, record: &SessionRecord, now: Instant) -> Result<Assurance, PlanError> {
        let missing = self.missing(record, now).await?;
        if !missing.is_empty() {
            return Err(PlanError::NotReady(missing));
        }
        let ingredients = self.ingredients(&record.session).await?;
        let key = ingredients.key();
        let mut kept = self.dry.0.lock().await;
        if let Some((_, assurance)) = kept.iter().find(|(known, _)| *known == key) {
            return Ok(assurance.clone());
        }
        let drawn = draw(Arc::new(ingredients)).await?;
        kept.truncate(KEPT - 1);
        kept.insert(0, (key, drawn.assurance.clone()));
        Ok(drawn.assurance)
    }

    pub(super) async fn ingredients(&self, session: &Session) -> Result<Ingredients, PlanError> {
        let blueprint = self.catalogue.blueprint(&session.blueprint).ok_or(PlanError::Unknown("blueprint"))?;
        let bank = self.catalogue.bank(&session.bank).ok_or(PlanError::Unknown("bank"))?;
        let accepted = self.accepted_for(&bank.id, session.is_rehearsal()).await?;
        let siblings = self.opened_siblings(session).await?;
        Ok(Ingredients {
            calibration: accepted.filter(|calibration| calibration.covers(&blueprint, &bank)).map(Arc::new),
            blueprint,
            bank,
            secret: self.store.secret(&session.id).await?.ok_or(PlanError::Unknown("session"))?,
            candidates: self.store.candidates(&session.id).await?,
            served: self.served(session, &siblings).await?,
            siblings: u32::try_from(siblings.len()).unwrap_or(u32::MAX),
        })
    }

    /// The other sessions of the event that are no drafts any more.
    async fn opened_siblings(&self, session: &Session) -> Result<Vec<SessionId>, PlanError> {
        let others = self.sessions().await?.into_iter().map(|record| record.session);
        let sibling = |other: &Session| {
            other.event == session.event && other.id != session.id && other.status != SessionStatus::Draft
        };
        Ok(others.filter(sibling).map(|other| other.id).collect())
    }

    /// What these sessions have given out of the same bank, in whatever version.
    async fn served(&self, session: &Session, siblings: &[SessionId]) -> Result<Served, PlanError> {
        let bank = self.catalogue.bank(&session.bank).map(|bank| bank.id.clone());
        // What of a pool will have been offered nobody knows yet.
        let same = |form: &Form| {
            let ours = form.bank == session.bank;
            !form.is_pool() && (ours || self.catalogue.bank(&form.bank).map(|known| known.id.clone()) == bank)
        };
        let mut served = Served::default();
        for sibling in siblings {
            let forms = self.records.forms(sibling).await?;
            forms.iter().map(|(_, form)| form).filter(|form| same(form)).for_each(|form| served.add(form));
        }
        Ok(served)
    }
}

/// Away from the threads that answer: a large hall takes a second, a simulation several.
pub(super) async fn draw(ingredients: Arc<Ingredients>) -> Result<Drawn, PlanError> {
    let drawn = tokio::task::spawn_blocking(move || ingredients.draw()).await;
    drawn.map_err(|_| PlanError::Interrupted("drawing the forms"))?
}

impl Ingredients {
    pub fn draw(&self) -> Result<Drawn, PlanError> {
        let candidate = |one: &Enrolment| Candidate {
            family: one.job_family,
            seed: derive_seed(&self.secret, &one.attempt),
            place: Place { room: one.room.clone(), seat: one.seat.clone() },
        };
        let candidates: Vec<Candidate> = self.candidates.iter().map(candidate).collect();
        if self.blueprint.adaptive.is_some() {
            return self.draw_pools(&candidates);
        }
        let hall = Hall {
            blueprint: &self.blueprint,
            bank: &self.bank,
            parameters: &parameters(&self.blueprint, &self.bank, self.calibration.as_deref()),
            candidates: &candidates,
            served: &self.served,
            seed: derive_hall_seed(&self.secret),
        };
        let drawn = draw_hall(&hall)?;
        Ok(Drawn { forms: drawn.forms, assurance: Assurance::Fixed(Box::new(drawn.fairness)) })
    }

    fn draw_pools(&self, candidates: &[Candidate]) -> Result<Drawn, PlanError> {
        let broken = |reason: String| PlanError::Unloadable { what: "the rules of choice".to_owned(), reason };
        let parameters = parameters(&self.blueprint, &self.bank, self.calibration.as_deref());
        let design = Design::new(&self.blueprint, &self.bank, &parameters);
        let design = design.map_err(|reason| broken(reason.to_string()))?;
        let scoring = FourDomains::new(&self.blueprint, &self.bank, self.calibration.as_deref());
        let tried = design.try_out(&self.blueprint, scoring.as_ref(), derive_hall_seed(&self.secret));
        let tried = tried.map_err(|reason| broken(reason.to_string()))?;
        let hall = PoolHall {
            blueprint: &self.blueprint,
            bank: &self.bank,
            design: &design,
            chances: &tried.chances,
            candidates,
        };
        let forms = draw_pools(&hall)
            .map_err(|no_pool| PlanError::NotReady(vec![shortage_fault(&no_pool.shortage, no_pool.family)]))?;
        Ok(Drawn { forms, assurance: Assurance::Adaptive(Box::new(tried.report)) })
    }

    fn key(&self) -> u64 {
        let mut hash = DefaultHasher::new();
        (self.blueprint.version.as_str(), self.bank.version.as_str(), self.secret).hash(&mut hash);
        self.calibration.as_ref().map(|calibration| calibration.id.as_str()).hash(&mut hash);
        for one in &self.candidates {
            (one.attempt.as_str(), one.job_family, &one.room, &one.seat).hash(&mut hash);
        }
        self.served.forms.hash(&mut hash);
        self.served.counts.iter().for_each(|(item, count)| (item.as_str(), count).hash(&mut hash));
        hash.finish()
    }
}
