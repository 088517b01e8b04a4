//! The programme that sessions belong to.

use super::error::PlanError;
use super::fault::Faults;
use super::{MAX_TITLE_CHARS, Planning};
use crate::audit::Actor;
use crate::domain::ids::EventId;
use crate::domain::time::Instant;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub id: EventId,
    pub title: String,
    pub organiser: String,
    pub created: Instant,
}

impl Planning {
    pub async fn add_event(&self, title: &str, organiser: &str, by: &mut Actor) -> Result<Event, PlanError> {
        let mut faults = Faults::default();
        let title = faults.text("title", title, MAX_TITLE_CHARS);
        let organiser = faults.text("organiser", organiser, MAX_TITLE_CHARS);
        if !faults.is_empty() {
            return Err(PlanError::Invalid(faults.into_vec()));
        }
        let event = Event { id: EventId::new(by.new_id()), title, organiser, created: by.now };
        self.store.add_event(&event, &by.act(None, "event_added", &event.title)).await?;
        Ok(event)
    }

    /// Newest first.
    pub async fn events(&self) -> Result<Vec<Event>, PlanError> {
        Ok(self.store.events().await?)
    }
}
