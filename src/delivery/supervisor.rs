//! Serves the open sessions: loads them, claims an attempt when its candidate comes or something is due, has commands
//! decided wherever the attempt is owned, and lets sessions go. What happens every second is in `keeper`.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::attempt_handle::{Attached, AttemptHandle};
use super::attempt_task::{Parts, spawn};
use super::choosing::{choosing, design};
use super::finaliser::Finaliser;
use super::outages::Outages;
use super::owner::{Owner, Refusal, Title};
use super::ports::{CheckpointStore, Clock, NoAnswer, Peers, RecordStore, Reply, StoreError, Why};
use super::roster::Roster;
use super::sitting::{Seat, Sitting};
use crate::bank::catalogue::Catalogue;
use crate::domain::adaptive::Undesignable;
use crate::domain::attempt::{Allowances, Attempt, Command, Plan, Unplannable, replay};
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::board::{Line, Standing};
use crate::domain::calibration::Calibration;
use crate::domain::form::{Form, SharedOrders};
use crate::domain::ids::{AttemptId, NodeId, OwnerId, SessionId};
use crate::domain::scoring::scoring_of;
use crate::domain::session::{Session, SessionStatus};
use crate::domain::time::Span;
use crate::telemetry::metrics::Metrics;

/// An answer that was on its way when the deadline passed still counts for this long.
pub const GRACE: Span = Span::seconds(3);

pub struct Supervisor {
    pub records: Arc<dyn RecordStore>,
    pub checkpoints: Arc<dyn CheckpointStore>,
    pub peers: Arc<dyn Peers>,
    pub catalogue: Arc<Catalogue>,
    pub clock: Arc<dyn Clock>,
    pub metrics: Arc<Metrics>,
    pub sittings: Sittings,
    pub serving: tokio::sync::Mutex<()>,
    /// Names this process among all that ever ran; with a number of its own it names an owner.
    pub node: NodeId,
    pub owners: AtomicU64,
    pub allowances: Allowances,
    pub troubles: std::sync::Mutex<Troubles>,
}

/// What keeps sessions from being served, in words for whoever looks after the servers.
#[derive(Default)]
pub struct Troubles {
    unserved: Vec<String>,
    unkept: Vec<String>,
    is_lost: bool,
}

/// Tries to have a command decided while the attempt moves from one owner to the next.
const TRIES: usize = 3;

/// The sittings served now, by session and by attempt.
#[derive(Default)]
pub struct Sittings(RwLock<Index>);

#[derive(Default)]
struct Index {
    by_session: HashMap<SessionId, Arc<Sitting>>,
    by_attempt: HashMap<AttemptId, SessionId>,
}

/// Why a session cannot be served, or an attempt of it.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("the attempt is moving from node to node")]
    Moving,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("session {session} pins {what} {version}, which is not loaded")]
    NotLoaded { session: SessionId, what: &'static str, version: String },
    #[error("session {session} waits for bank version {version}: its two holders must unlock the bank")]
    Locked { session: SessionId, version: String },
    #[error(
        "the checkpoint does not know session {0}: it lost its data, or is another one than the session was served \
         with. Bring the right one back; if it is lost for good: ukur session forget-checkpoint {0}"
    )]
    OtherCheckpoint(SessionId),
    #[error("session {0} has no secret")]
    NoSecret(SessionId),
    #[error("attempt {0} has no form")]
    NoForm(AttemptId),
    #[error("attempt {attempt}: {reason}")]
    Unplannable { attempt: AttemptId, reason: Unplannable },
    #[error("session {session}: {reason}")]
    Unchosen { session: SessionId, reason: Undesignable },
}

impl Supervisor {
    /// Serves every open session of the record store that is not served yet, and lets go of those that are not open any
    /// more: at the start, and again and again, for what other processes open and close.
    pub async fn follow(&self) -> Result<(), ServeError> {
        let open = self.records.open_sessions().await?;
        for id in self.sittings.sessions() {
            if open.iter().all(|session| session.id != id) {
                self.release(&id).await;
            }
        }
        // One that cannot be served keeps no other from it.
        let (mut unserved, mut is_lost) = (Vec::new(), false);
        for session in open {
            if let Err(error) = self.serve(session).await {
                tracing::error!(%error, "a session cannot be served");
                is_lost |= matches!(error, ServeError::OtherCheckpoint(_));
                unserved.push(error.to_string());
            }
        }
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        (troubles.unserved, troubles.is_lost) = (unserved, is_lost);
        Ok(())
    }

    /// Why open sessions are not served here, or not kept.
    pub fn troubles(&self) -> Vec<String> {
        let troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        troubles.unserved.iter().chain(&troubles.unkept).cloned().collect()
    }

    /// The checkpoint does not hold what it should. A session that lacks its bank is a trouble of that session only.
    pub fn is_checkpoint_right(&self) -> bool {
        let troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        !troubles.is_lost && troubles.unkept.is_empty()
    }

    /// What the last round met.
    pub(super) fn met(&self, unkept: Vec<String>) {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner).unkept = unkept;
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
    pub async fn seat(&self, attempt: &AttemptId) -> Result<Option<(Arc<Sitting>, Arc<Seat>)>, ServeError> {
        if let Some(found) = self.sittings.of_attempt(attempt) {
            return Ok(Some(found));
        }
        let Some(enrolment) = self.records.enrolment(attempt).await? else { return Ok(None) };
        let sitting = self.sitting(&enrolment.session).await?;
        Ok(sitting.and_then(|sitting| sitting.seats.get(attempt).cloned().map(|seat| (sitting, seat))))
    }

    /// Registers a candidate's connection; the attempt is this node's from now on.
    pub async fn attach(&self, sitting: &Sitting, seat: &Seat) -> Result<(AttemptHandle, Attached), ServeError> {
        for _ in 0..TRIES {
            let task = self.own(sitting, seat, Why::Attached).await?;
            if let Ok(attached) = task.attach().await {
                return Ok((task, attached));
            }
        }
        Err(ServeError::Moving)
    }

    /// Has a command decided by the attempt's owner: here, on another living node, or here from now on.
    pub async fn command(&self, sitting: &Sitting, seat: &Seat, command: Command) -> Result<Reply, NoAnswer> {
        for _ in 0..TRIES {
            let reply = match self.owner_elsewhere(seat).await {
                Err(_) => return Ok(Err(Refusal::Unavailable)),
                Ok(Some(node)) => self.peers.ask(&node, &seat.place(), command.clone()).await,
                Ok(None) => match self.own(sitting, seat, Why::Adopted).await {
                    Ok(task) => task.command(command.clone()).await.map_err(|_| NoAnswer::NotReached),
                    Err(_) => return Ok(Err(Refusal::Unavailable)),
                },
            };
            if !matches!(reply, Ok(Err(Refusal::NotOwner)) | Err(NoAnswer::NotReached)) {
                return reply;
            }
        }
        Err(NoAnswer::NotReached)
    }

    /// The attempt's state, whoever owns it.
    pub async fn look(&self, seat: &Seat) -> Result<Attempt, StoreError> {
        if let Some(task) = seat.served().await
            && let Ok(attempt) = task.look().await
        {
            return Ok(attempt);
        }
        Ok(replay(&seat.plan, &self.checkpoints.read(&seat.place()).await?))
    }

    /// The attempt's task on this node; claims the attempt if it is not here.
    pub(super) async fn own(&self, sitting: &Sitting, seat: &Seat, why: Why) -> Result<AttemptHandle, StoreError> {
        let mut task = seat.task.lock().await;
        if let Some(task) = task.as_ref().filter(|task| !task.is_ended()) {
            return Ok(task.clone());
        }
        let title = Title {
            place: seat.place(),
            own: self.new_owner(),
            node: self.node.clone(),
            plan: seat.plan.clone(),
            store: self.checkpoints.clone(),
            outages: sitting.outages.clone(),
        };
        let mut owner = Owner::claim(title, why, self.clock.now()).await?;
        if let Some(standing) = sitting.roster.standing(&seat.enrolment.attempt) {
            owner.set_line(Line { connected: false, ..standing.line() });
        }
        let spawned = spawn(Parts {
            owner,
            enrolment: seat.enrolment.clone(),
            form: seat.form.clone(),
            finaliser: sitting.finaliser.clone(),
            checkpoints: self.checkpoints.clone(),
            roster: sitting.roster.clone(),
            clock: self.clock.clone(),
            metrics: self.metrics.clone(),
        });
        *task = Some(spawned.clone());
        Ok(spawned)
    }

    /// The living node that owns the attempt, unless that is this one.
    async fn owner_elsewhere(&self, seat: &Seat) -> Result<Option<NodeId>, StoreError> {
        if seat.served().await.is_some() {
            return Ok(None);
        }
        let owner = self.checkpoints.owner(&seat.place()).await?;
        match owner.map(|owner| node_of(&owner)) {
            Some(node) if node != self.node && self.peers.is_alive_now(&node).await => Ok(Some(node)),
            _ => Ok(None),
        }
    }

    /// Stops serving a session: its tasks end, its candidates are disconnected.
    pub async fn release(&self, id: &SessionId) {
        if let Some(sitting) = self.sittings.remove(id) {
            let stop = async |seat: &Arc<Seat>| {
                if let Some(task) = seat.served().await {
                    task.stop().await;
                }
            };
            futures_util::future::join_all(sitting.seats.values().map(stop)).await;
        }
    }

    /// Ends every task, after what already waits in its mailbox, and says goodbye to the other nodes.
    pub async fn shut_down(&self) {
        for id in self.sittings.sessions() {
            self.release(&id).await;
        }
        self.peers.leave().await;
    }

    async fn serve(&self, session: Session) -> Result<Arc<Sitting>, ServeError> {
        // One at a time: served twice, a session's second owners would fence its first.
        let _serving = self.serving.lock().await;
        if let Some(sitting) = self.sittings.of_session(&session.id) {
            return Ok(sitting);
        }
        let sitting = self.load(session).await?;
        self.recognise(&sitting.session.id).await?;
        // The stamp comes before any claim: an attempt whose deadline passed in an outage must know of the outage.
        let now = self.clock.now();
        sitting.outages.told(self.checkpoints.beat(&sitting.session.id, now).await?);
        sitting.outages.answered(now);
        self.read_board(&sitting).await?;
        tracing::info!(session = %sitting.session.id, attempts = sitting.seats.len(), "session served");
        Ok(self.sittings.insert(sitting))
    }

    /// The checkpoint is the one with which the session was served before, if it was.
    async fn recognise(&self, id: &SessionId) -> Result<(), ServeError> {
        let recorded = self.records.checkpoint_mark(id).await?;
        let proposed = recorded.is_none().then(|| self.node.as_str());
        let kept = self.checkpoints.mark(id, proposed).await?;
        let recorded = match (recorded, &kept) {
            (None, Some(mark)) => self.records.set_checkpoint_mark(id, mark).await?,
            (recorded, _) => recorded,
        };
        if kept.is_some() && kept == recorded { Ok(()) } else { Err(ServeError::OtherCheckpoint(id.clone())) }
    }

    /// Reads what the owners told of their attempts.
    pub(super) async fn read_board(&self, sitting: &Sitting) -> Result<(), StoreError> {
        for row in self.checkpoints.board(&sitting.session.id).await? {
            sitting.roster.set(row);
        }
        sitting.roster.disconnect_nodes(|node| self.is_alive(node), self.clock.now());
        Ok(())
    }

    pub(super) fn is_alive(&self, node: &NodeId) -> bool {
        *node == self.node || self.peers.is_alive(node)
    }

    async fn load(&self, session: Session) -> Result<Sitting, ServeError> {
        let (bank, blueprint) = self.pinned(&session)?;
        let calibration = self.calibration(&session).await?;
        let secret = self.records.session_secret(&session.id).await?;
        let secret = secret.ok_or_else(|| ServeError::NoSecret(session.id.clone()))?;
        let finaliser = Arc::new(Finaliser {
            session: session.id.clone(),
            bank: bank.clone(),
            blueprint: blueprint.clone(),
            scoring: scoring_of(&blueprint, &bank, calibration.as_ref()),
            records: self.records.clone(),
        });
        let design = design(&blueprint, &bank, calibration.as_ref());
        let design = design.map_err(|reason| ServeError::Unchosen { session: session.id.clone(), reason })?;
        let mut forms: HashMap<AttemptId, Form> = self.records.forms(&session.id).await?.into_iter().collect();
        let mut seats = HashMap::new();
        let mut orders = SharedOrders::default();
        for enrolment in self.records.enrolments(&session.id).await? {
            let id = enrolment.attempt.clone();
            let form = forms.remove(&id).ok_or_else(|| ServeError::NoForm(id.clone()))?;
            let plan = Plan::new(&form, &bank, &blueprint, &session, &enrolment, self.allowances);
            let plan = plan.and_then(|plan| choosing(plan, &form, design.as_ref()));
            let plan = plan.map_err(|reason| ServeError::Unplannable { attempt: id.clone(), reason })?;
            let (enrolment, form, plan) =
                (Arc::new(enrolment), Arc::new(form.sharing(&bank, &mut orders)), Arc::new(plan));
            seats.insert(id, Arc::new(Seat { enrolment, form, plan, task: tokio::sync::Mutex::default() }));
        }
        let roster = Arc::new(Roster::new(seats.values().map(|seat| (seat.enrolment.clone(), untouched(seat)))));
        let outages = Arc::new(Outages::default());
        Ok(Sitting { session, bank, blueprint, secret, roster, seats, outages, finaliser })
    }

    async fn calibration(&self, session: &Session) -> Result<Option<Calibration>, ServeError> {
        let Some(id) = &session.calibration else { return Ok(None) };
        let found = self.records.pinned_calibration(id).await?;
        let (session, version) = (session.id.clone(), id.to_string());
        found.map(Some).ok_or(ServeError::NotLoaded { session, what: "calibration", version })
    }

    fn pinned(&self, session: &Session) -> Result<(Arc<Bank>, Arc<Blueprint>), ServeError> {
        let missing = |what, version: &str| ServeError::NotLoaded {
            session: session.id.clone(),
            what,
            version: version.to_owned(),
        };
        let bank = self.catalogue.bank(&session.bank).ok_or_else(|| {
            let version = session.bank.as_str();
            if self.catalogue.is_locked(&session.bank) {
                return ServeError::Locked { session: session.id.clone(), version: version.to_owned() };
            }
            missing("bank", version)
        })?;
        let blueprint = self.catalogue.blueprint(&session.blueprint);
        Ok((bank, blueprint.ok_or_else(|| missing("blueprint", session.blueprint.as_str()))?))
    }

    fn new_owner(&self) -> OwnerId {
        OwnerId::new(format!("{}/{}", self.node, self.owners.fetch_add(1, Ordering::Relaxed)))
    }
}

/// An owner's name begins with its node's.
pub(super) fn node_of(owner: &OwnerId) -> NodeId {
    NodeId::new(owner.as_str().split('/').next().unwrap_or_default())
}

fn untouched(seat: &Seat) -> Standing {
    Standing::of(&Attempt::default(), seat.plan.most(), seat.plan.admission_required, Line::default())
}

impl Sittings {
    pub fn of_session(&self, id: &SessionId) -> Option<Arc<Sitting>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).by_session.get(id).cloned()
    }

    /// The sitting and the seat of an attempt.
    pub fn of_attempt(&self, id: &AttemptId) -> Option<(Arc<Sitting>, Arc<Seat>)> {
        let index = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let sitting = index.by_session.get(index.by_attempt.get(id)?)?.clone();
        let seat = sitting.seats.get(id)?.clone();
        Some((sitting, seat))
    }

    pub fn sessions(&self) -> Vec<SessionId> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).by_session.keys().cloned().collect()
    }

    pub fn all(&self) -> Vec<Arc<Sitting>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).by_session.values().cloned().collect()
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
