//! One open session as this node serves it: its pinned bank and blueprint, its board, and a seat for every attempt.

use std::collections::HashMap;
use std::sync::Arc;

use super::attempt_task::AttemptHandle;
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
    pub roster: Arc<Roster>,
    pub seats: HashMap<AttemptId, Seat>,
}

/// What a connection of this attempt needs.
#[derive(Clone)]
pub struct Seat {
    pub enrolment: Arc<Enrolment>,
    pub form: Arc<Form>,
    pub plan: Arc<Plan>,
    pub handle: AttemptHandle,
}
