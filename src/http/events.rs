//! Events, each with its sessions.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::auth::Administrator;
use super::body::Body;
use super::problem::Refusal;
use super::sessions::views;
use super::state::HttpState;
use crate::wire::admin::{EventView, NewEvent};
use crate::wire::convert::admin::plan::event_view;

pub(super) async fn list(
    State(state): State<HttpState>,
    Administrator(_): Administrator,
) -> Result<Json<Vec<EventView>>, Refusal> {
    let mut sessions = views(&state).await?;
    let mut events = Vec::new();
    for event in state.planning.events().await? {
        let (its, others) = sessions.into_iter().partition(|session| session.event_id == event.id.as_str());
        sessions = others;
        events.push(event_view(event, its));
    }
    Ok(Json(events))
}

pub(super) async fn add(
    State(state): State<HttpState>,
    Administrator(me): Administrator,
    Body(new): Body<NewEvent>,
) -> Result<(StatusCode, Json<EventView>), Refusal> {
    let event = state.planning.add_event(&new.title, &new.organiser, &mut state.actor(&me.username)).await?;
    Ok((StatusCode::CREATED, Json(event_view(event, Vec::new()))))
}
