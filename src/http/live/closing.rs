//! Closing a session: what still runs is ended with a reason, every record is on disk, then the session is over.

use std::collections::HashSet;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;

use super::LiveState;
use crate::delivery::intervention::{Intervention, intervene};
use crate::delivery::sitting::Sitting;
use crate::domain::attempt::ProctorAction;
use crate::domain::ids::{AttemptId, SessionId};
use crate::http::auth::Administrator;
use crate::http::body::Body;
use crate::http::problem::Refusal;
use crate::http::session_view;
use crate::wire::admin::SessionView;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Closing {
    reason: String,
}

pub(super) async fn close(
    State(state): State<LiveState>,
    Administrator(me): Administrator,
    Path(id): Path<String>,
    Body(closing): Body<Closing>,
) -> Result<Json<SessionView>, Refusal> {
    let id = SessionId::new(id);
    let reason = closing.reason.trim();
    if !(3..=300).contains(&reason.chars().count()) || reason.contains('\0') {
        return Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "a reason of 3 to 300 characters"));
    }
    if let Some(sitting) = state.supervisor().sitting(&id).await? {
        end_all(&sitting, &me.username, reason).await;
        check_records(&state, &sitting).await?;
    }
    let record = state.http.planning.close_session(&id, reason, &mut state.http.actor(&me.username)).await?;
    state.supervisor().release(&id).await;
    Ok(Json(session_view(&state.http, record).await?))
}

async fn end_all(sitting: &Sitting, by: &str, reason: &str) {
    let action = ProctorAction::End;
    intervene(sitting, Intervention { by: by.to_owned(), reason: reason.to_owned(), action, attempts: None }).await;
}

/// A session closes only when the final record of every ended attempt is stored.
async fn check_records(state: &LiveState, sitting: &Sitting) -> Result<(), Refusal> {
    // An attempt answers a look after it has tried to store its record: look first, then read what is stored.
    let mut ended = Vec::new();
    for seat in sitting.seats.values() {
        if seat.handle.look().await?.is_closed() {
            ended.push(&seat.enrolment.attempt);
        }
    }
    let stored: HashSet<AttemptId> = state.http.records.finalised(&sitting.session.id).await?.into_iter().collect();
    if ended.into_iter().all(|attempt| stored.contains(attempt)) {
        return Ok(());
    }
    let detail = "an attempt's final record is not stored yet; try again";
    Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail).retry_after(2))
}
