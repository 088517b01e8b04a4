//! A session as the administrator plans it, and the figures that go with it.

use crate::domain::session::Session;

/// A session with what stands around it in the store.
#[derive(Clone, Debug)]
pub struct SessionRecord {
    pub session: Session,
    pub candidates: u32,
    pub forms: u32,
    pub closed_attempts: u32,
}
