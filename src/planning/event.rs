//! The programme that sessions belong to.

use crate::domain::ids::EventId;
use crate::domain::time::Instant;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub id: EventId,
    pub title: String,
    pub organiser: String,
    pub created: Instant,
}
