//! One open session as this node serves it: its pinned bank and blueprint, its board, and a seat for every attempt.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::Mutex;

use super::attempt_handle::AttemptHandle;
use super::finaliser::Finaliser;
use super::outages::Outages;
use super::ports::Place;
use super::roster::Roster;
use crate::domain::attempt::Plan;
use crate::domain::bank::Bank;
use crate::domain::blueprint::Blueprint;
use crate::domain::form::Form;
use crate::domain::ids::AttemptId;
use crate::domain::session::{Enrolment, Session};

pub struct Sitting {
    pub session: Session,
    pub bank: Arc<Bank>,
    pub blueprint: Arc<Blueprint>,
    /// Of the session: seals are derived from it.
    pub secret: [u8; 32],
    pub roster: Arc<Roster>,
    pub seats: HashMap<AttemptId, Arc<Seat>>,
    pub(super) outages: Arc<Outages>,
    pub(super) finaliser: Arc<Finaliser>,
}

/// Everything about an attempt that does not change, and its task if this node owns it.
pub struct Seat {
    pub enrolment: Arc<Enrolment>,
    pub form: Arc<Form>,
    pub plan: Arc<Plan>,
    /// Held while the attempt is claimed: claimed twice at the same time, the second would fence the first.
    pub(super) task: Mutex<Option<AttemptHandle>>,
}

impl Seat {
    pub fn place(&self) -> Place {
        Place { session: self.enrolment.session.clone(), attempt: self.enrolment.attempt.clone() }
    }

    /// The attempt's task, if it lives here; `None` also while it is being claimed.
    pub(super) fn served_now(&self) -> Option<AttemptHandle> {
        self.task.try_lock().ok()?.clone().filter(|task| !task.is_ended())
    }

    /// The attempt's task, if it lives here.
    pub(super) async fn served(&self) -> Option<AttemptHandle> {
        self.task.lock().await.clone().filter(|task| !task.is_ended())
    }
}
