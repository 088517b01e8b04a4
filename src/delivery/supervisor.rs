//! Serves the open sessions: claims their attempts, starts a task for each, finds them again, and lets them go.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::attempt_task::{Parts, spawn};
use super::finaliser::Finaliser;
use super::owner::Owner;
use super::ports::{CheckpointStore, Clock, RecordStore, StoreError};
use super::roster::Roster;
use super::sitting::{Seat, Sitting};
use crate::bank::catalogue::Catalogue;
use crate::domain::attempt::{Plan, Unplannable};
use crate::domain::ids::{AttemptId, OwnerId, SessionId};
use crate::domain::scoring::Scoring;
use crate::domain::session::{Enrolment, Session, SessionStatus};
use crate::domain::time::Span;
use crate::telemetry::metrics::Metrics;

/// An answer that was on its way when the deadline passed still counts for this long.
pub const GRACE: Span = Span::seconds(3);

pub struct Supervisor {
    pub records: Arc<dyn RecordStore>,
    pub checkpoints: Arc<dyn CheckpointStore>,
    pub catalogue: Arc<Catalogue>,
    pub scoring: Arc<dyn Scoring>,
    pub clock: Arc<dyn Clock>,
    pub metrics: Arc<Metrics>,
    pub sittings: Sittings,
    pub serving: tokio::sync::Mutex<()>,
    /// Names this process among all that ever ran; with a number of its own it names an owner.
    pub node: String,
    pub owners: AtomicU64,
}

/// The sittings served now, by session and by attempt.
#[derive(Default)]
pub struct Sittings(RwLock<Index>);

#[derive(Default)]
struct Index {
    by_session: HashMap<SessionId, Arc<Sitting>>,
    by_attempt: HashMap<AttemptId, SessionId>,
}

/// Why a session cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("session {session} pins {what} {version}, which is not loaded")]
    NotLoaded { session: SessionId, what: &'static str, version: String },
    #[error("attempt {0} has no form")]
    NoForm(AttemptId),
    #[error("attempt {attempt}: {reason}")]
    Unplannable { attempt: AttemptId, reason: Unplannable },
}

impl Supervisor {
    /// Serves every open session of the record store that is not served yet: at the start, and again and again, for
    /// sessions opened elsewhere.
    pub async fn serve_open(&self) -> Result<(), ServeError> {
        for session in self.records.open_sessions().await? {
            self.serve(session).await?;
        }
        Ok(())
    }

    /// The sitting of a session, served from now on if it is open and was not served yet; `None` when it is not open.
    pub async fn sitting(&self, id: &SessionId) -> Result<Option<Arc<Sitting>>, ServeError> {
        if let Some(sitting) = self.sittings.of_session(id) {
            return Ok(Some(sitting));
        }
        let session = self.records.session(id).await?.filter(|session| session.status == SessionStatus::Open);
        match session {
            Some(session) => self.serve(session).await.map(Some),
            None => Ok(None),
        }
    }

    /// The sitting and the seat of an attempt, likewise.
    pub async fn seat(&self, attempt: &AttemptId) -> Result<Option<(Arc<Sitting>, Seat)>, ServeError> {
        if let Some(found) = self.sittings.of_attempt(attempt) {
            return Ok(Some(found));
        }
        let Some(enrolment) = self.records.enrolment(attempt).await? else { return Ok(None) };
        let sitting = self.sitting(&enrolment.session).await?;
        Ok(sitting.and_then(|sitting| sitting.seats.get(attempt).cloned().map(|seat| (sitting, seat))))
    }

    /// Stops serving a session: its tasks end, its candidates are disconnected.
    pub async fn release(&self, id: &SessionId) {
        if let Some(sitting) = self.sittings.remove(id) {
            let stops = sitting.seats.values().map(|seat| seat.handle.stop());
            futures_util::future::join_all(stops).await;
        }
    }

    /// Ends every task, after what already waits in its mailbox.
    pub async fn shut_down(&self) {
        for id in self.sittings.sessions() {
            self.release(&id).await;
        }
    }

    async fn serve(&self, session: Session) -> Result<Arc<Sitting>, ServeError> {
        // One at a time: served twice, a session's second owners would fence its first.
        let _serving = self.serving.lock().await;
        if let Some(sitting) = self.sittings.of_session(&session.id) {
            return Ok(sitting);
        }
        let missing = |what, version: &str| ServeError::NotLoaded {
            session: session.id.clone(),
            what,
            version: version.to_owned(),
        };
        let bank = self.catalogue.bank(&session.bank).ok_or_else(|| missing("bank", session.bank.as_str()))?;
        let blueprint = self
            .catalogue
            .blueprint(&session.blueprint)
            .ok_or_else(|| missing("blueprint", session.blueprint.as_str()))?;
        let finaliser = Arc::new(Finaliser {
            session: session.id.clone(),
            bank: bank.clone(),
            blueprint: blueprint.clone(),
            scoring: self.scoring.clone(),
            records: self.records.clone(),
        });
        let closed: HashSet<AttemptId> = self.records.finalised(&session.id).await?.into_iter().collect();
        let enrolments = self.records.enrolments(&session.id).await?;
        let mut sitting = Sitting { session, bank, blueprint, roster: Arc::default(), seats: HashMap::new() };
        for enrolment in enrolments {
            let done = closed.contains(&enrolment.attempt);
            let seat = self.take_seat(&sitting, enrolment, finaliser.clone(), done).await?;
            sitting.seats.insert(seat.enrolment.attempt.clone(), seat);
        }
        tracing::info!(session = %sitting.session.id, attempts = sitting.seats.len(), "session served");
        Ok(self.sittings.insert(sitting))
    }

    fn new_owner(&self) -> OwnerId {
        OwnerId::new(format!("{}/{}", self.node, self.owners.fetch_add(1, Ordering::Relaxed)))
    }

    async fn take_seat(
        &self,
        sitting: &Sitting,
        enrolment: Enrolment,
        finaliser: Arc<Finaliser>,
        recorded: bool,
    ) -> Result<Seat, ServeError> {
        let id = enrolment.attempt.clone();
        let form = self.records.form(&id).await?.ok_or_else(|| ServeError::NoForm(id.clone()))?;
        let plan = Plan::new(&form, &sitting.bank, &sitting.blueprint, &sitting.session, &enrolment, GRACE)
            .map_err(|reason| ServeError::Unplannable { attempt: id.clone(), reason })?;
        let (plan, form, enrolment) = (Arc::new(plan), Arc::new(form), Arc::new(enrolment));
        let owner = Owner::claim(id, self.new_owner(), plan.clone(), self.checkpoints.clone()).await?;
        let handle = spawn(Parts {
            owner,
            enrolment: enrolment.clone(),
            form: form.clone(),
            finaliser,
            finalised: recorded,
            roster: sitting.roster.clone(),
            clock: self.clock.clone(),
            metrics: self.metrics.clone(),
        });
        Ok(Seat { enrolment, form, plan, handle })
    }
}

impl Sittings {
    pub fn of_session(&self, id: &SessionId) -> Option<Arc<Sitting>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).by_session.get(id).cloned()
    }

    /// The sitting and the seat of an attempt.
    pub fn of_attempt(&self, id: &AttemptId) -> Option<(Arc<Sitting>, Seat)> {
        let index = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let sitting = index.by_session.get(index.by_attempt.get(id)?)?.clone();
        let seat = sitting.seats.get(id)?.clone();
        Some((sitting, seat))
    }

    pub fn sessions(&self) -> Vec<SessionId> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).by_session.keys().cloned().collect()
    }

    /// Boards of all sittings, for the metrics.
    pub fn rosters(&self) -> Vec<Arc<Roster>> {
        let index = self.0.read().unwrap_or_else(PoisonError::into_inner);
        index.by_session.values().map(|sitting| sitting.roster.clone()).collect()
    }

    fn insert(&self, sitting: Sitting) -> Arc<Sitting> {
        let sitting = Arc::new(sitting);
        let mut index = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let id = &sitting.session.id;
        index.by_attempt.extend(sitting.seats.keys().map(|attempt| (attempt.clone(), id.clone())));
        index.by_session.insert(id.clone(), sitting.clone());
        sitting
    }

    fn remove(&self, id: &SessionId) -> Option<Arc<Sitting>> {
        let mut index = self.0.write().unwrap_or_else(PoisonError::into_inner);
        index.by_attempt.retain(|_, session| session != id);
        index.by_session.remove(id)
    }
}
